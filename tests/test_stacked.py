"""Tables whose cells stand on lines of their own, as a page of a wiki pasted as text has them."""

import pytest
from heldout.measure import reading

from workbench.declarations import across, stacked

ROWS = (
    ("05", "ORD-KEY", "", "", "the key"),
    ("10", "ORD-NO", "X(8)", "", "number of the order"),
    ("10", "ORD-SEQ", "9(3)", "COMP-3", ""),
    ("05", "ORD-STATUS", "X", "", "O=open, C=closed"),
    ("05", "ORD-AMT", "S9(7)V99", "COMP-3", "amount"),
    ("05", "ORD-TEXT", "X(40)", "", ""),
)
HEAD = ("Level", "Field", "Picture", "Usage", "Remarks")
PAGE = """Pages / Orders / OPS_{number}

OPS_{number} {title} an order
Created by Ana Wolf, last modified on 3 May, 2011

{title}s an order. The call centre uses it most.

{table}

What it checks
* When ORD-AMT is zero, nothing is written.
* ORD-STATUS must not be blank; otherwise the request is refused.

2 Comments

"""
WORDS = ("Create", "Cancel", "Print", "Check", "Ship", "Hold", "Release", "Close", "Reopen", "Count")
HEADERS = [
    ["Level", "Field", "Picture", "05", "ORD-NO", "X(8)"],
    ["No", "Name", "Type", "Length", "Description", "1", "orderNo", "CHAR", "8", "number of the order", "2"],
    ["Feld", "Format", "Bemerkung", "AUF-NR", "X(8)", "Nummer", "AUF-DAT", "9(8)"],
    ["Level", "Name", "Picture", "01", "ORD-REC", "all of it", "05", "ORD-NO", "X(8)"],
]
OTHERS = [
    ["Code", "Meaning", "E01", "order not found", "E02", "order closed"],
    ["Name", "Type", "Owner", "ORDERS", "KSDS", "Sales", "STOCK", "ESDS", "Stores"],
    ["Field", "The field of the order is checked first.", "Picture", "ORD-NO", "X(8)"],
    ["Level", "Field", "Picture", "ORD-NO", "X(8)"],
]


def _document(sections: int = 10) -> str:
    table = "\n".join([*HEAD, *(cell for row in ROWS for cell in row)])
    return "".join(
        PAGE.format(number=410 + 7 * at, title=title, table=table) for at, title in enumerate(WORDS[:sections])
    )


@pytest.mark.parametrize("lines", HEADERS, ids=lambda lines: lines[0])
def test_words_above_columns_are_a_header_where_a_row_follows(lines: list[str]) -> None:
    """As many of them as there are before the first row."""
    table = stacked(lines)
    assert table is not None
    assert across(lines[len(table.columns) :], table)[1] > 1


@pytest.mark.parametrize("lines", OTHERS, ids=lambda lines: lines[1])
def test_other_short_lines_are_no_header(lines: list[str]) -> None:
    """Lists of messages and files, sentences, rows in which a cell is missing."""
    assert stacked(lines) is None


@pytest.mark.parametrize("budget", [4000, 120])
def test_rows_are_items_wherever_the_table_is_cut(budget: int) -> None:
    """Empty cells or none, each with its level, its picture and its group, and all that is cited says so."""
    got = reading(_document().encode(), "wiki.txt", budget)
    fields = [claim.body for claim in got.claims if claim.body.kind == "field"]
    told = [(body.level, body.name, body.picture.replace("unknown", ""), body.usage) for body in fields]
    assert told == [(int(row[0]), *row[1:3], row[3] or "DISPLAY") for row in ROWS] * 10
    assert {body.parent for body in fields if body.level == 10} == {"ORD-KEY"}
    assert [body.ordinal for body in fields] == [1, 2, 3, 4, 5, 6] * 10
    assert {verdict.state for verdict in got.verdicts} == {"accepted"}


def test_a_table_that_is_a_list_of_lists_has_all_cells_of_each_row() -> None:
    """As reStructuredText writes tables: empty cells and remarks belong to their rows, and titles name the records."""
    lines, truth = ["Orders", "======", ""], set[tuple[str, str, str, int, str]]()
    for at, title in enumerate(WORDS):
        lines += [f"OPS_{410 + 7 * at} - {title} an order", "-" * 40, "", f"{title}s an order.", ""]
        for record, step in (("Request", 0), ("Reply", 2)):
            lines += [
                f".. list-table:: {record}",
                "   :header-rows: 1",
                "",
                "   * - Field",
                "     - Type",
                "     - Notes",
            ]
            for n in range(3):
                name, told, note = (
                    ("ord_no", "uint64", "the key"),
                    ("state", "char[2]", ""),
                    ("sum", "decimal(9,2)", "net"),
                )[(n + step) % 3]
                truth.add((f"OPS_{410 + 7 * at}", record, name, len(lines) + 1, note or "unknown"))
                lines += [f"   * - {name}", f"     - {told}", f"     - {note}".rstrip()]
            lines.append("")
    claims = reading("\n".join(lines).encode(), "orders.rst").claims
    fields = {(c.body, c.evidence[0].first) for c in claims if c.body.kind == "field"}
    assert {(body.program, body.record, body.name, line, body.note) for body, line in fields} == truth
