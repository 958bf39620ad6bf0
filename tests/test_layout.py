"""Layouts: offsets and lengths from levels, OCCURS and REDEFINES, and contradictions as findings."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.copybook import parse_copybook
from workbench.layout import by_record, layout
from workbench.records import FieldBody

SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def field(ordinal, level, name, picture="unknown", **more):
    """One item of record REC of program PROG."""
    given = {"program": "PROG", "record": "REC", "parent": "unknown", "usage": "DISPLAY"} | more
    return FieldBody(ordinal=ordinal, level=level, name=name, picture=picture, **given)


def spans(found):
    """Name, offset and bytes of every item."""
    return [(item.name, item.offset, item.bytes) for item in found.items]


def test_groups_tables_and_second_views_lie_where_a_compiler_puts_them():
    """A group is as long as its items, a table as long as its entries, a view takes no room of its own."""
    found = layout(
        [
            field(1, 3, "COUNT", "9(2)"),
            field(2, 3, "DATE", "9(8)"),
            field(3, 3, "DATE-R", redefines="DATE"),
            field(4, 5, "YEAR", "9(4)"),
            field(5, 5, "MONTH", "99"),
            field(6, 5, "DAY", "99"),
            field(7, 3, "LINE", occurs=5, depending="COUNT"),
            field(8, 5, "ITEM", "X(8)"),
            field(9, 5, "PRICE", "S9(5)V99", usage="COMP-3", occurs=3),
            field(10, 3, "END", "X"),
        ]
    )
    assert spans(found) == [
        ("COUNT", 0, 2),
        ("DATE", 2, 8),
        ("DATE-R", 2, 8),
        ("YEAR", 2, 4),
        ("MONTH", 6, 2),
        ("DAY", 8, 2),
        ("LINE", 10, 20),
        ("ITEM", 10, 8),
        ("PRICE", 18, 4),
        ("END", 110, 1),
    ]
    assert found.bytes == 111
    assert found.findings == ()
    assert found.item(9).tables == ((7, 5, 20), (9, 3, 4))
    assert [item.name for item in found.items if item.view] == ["DATE-R", "YEAR", "MONTH", "DAY"]
    assert found.item(7).depending == "COUNT"


def test_usage_of_a_group_holds_for_its_items():
    """A group that is COMP-3 makes its items packed."""
    found = layout([field(1, 3, "G", usage="COMP-3"), field(2, 5, "A", "9(5)"), field(3, 5, "B", "9(5)", usage="COMP")])
    assert spans(found) == [("G", 0, 7), ("A", 0, 3), ("B", 3, 4)]


def test_a_record_may_bring_its_own_01_and_a_filler_or_not():
    """With the 01 level or without it, the items lie in the same places."""
    items = [(3, "A", "X(4)"), (3, "FILLER", "X(2)"), (3, "B", "9(4)")]
    bare = layout([field(n, *item) for n, item in enumerate(items, start=1)])
    whole = layout([field(1, 1, "REC"), *(field(n, *item) for n, item in enumerate(items, start=2))])
    assert spans(whole)[1:] == spans(bare)
    assert whole.bytes == bare.bytes == 10
    assert bare.item(2).is_filler


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("picture", [field(1, 3, "A", "X(")]),
        ("picture", [field(1, 3, "A")]),
        ("picture", [field(1, 3, "A", "X(2)"), field(2, 5, "B", "X(2)")]),
        ("usage", [field(1, 3, "A", "9(4)", usage="COMP-99")]),
        ("level", [field(1, 3, "A", "X"), field(2, 55, "B", "X")]),
        ("level", [field(1, 1, "R"), field(2, 5, "A", "X"), field(3, 1, "B", "X")]),
        ("level", [field(1, 1, "R"), field(2, 5, "A", "X"), field(3, 3, "B", "X")]),
        ("parent", [field(1, 3, "G"), field(2, 5, "A", "X", parent="H")]),
        ("occurs", [field(1, 3, "A", "X", occurs=0)]),
        ("depending", [field(1, 3, "A", "X", occurs=3, depending="NOWHERE")]),
        ("redefines", [field(1, 3, "A", "X"), field(2, 3, "B", "X", redefines="C")]),
        ("redefines", [field(1, 3, "A", "X"), field(2, 3, "B", "X(9)", redefines="A")]),
        ("offset", [field(1, 3, "A", "X(4)", offset=0), field(2, 3, "B", "X(4)", offset=5)]),
        ("bytes", [field(1, 3, "A", "S9(7)", usage="COMP-3", bytes=7)]),
        ("ordinal", [field(1, 3, "A", "X"), field(1, 3, "B", "X")]),
        ("size", [field(n, 3, f"A{n}", "X(16000000)") for n in range(1, 4)]),
    ],
)
def test_a_contradiction_is_a_finding_of_its_kind(kind, fields):
    """Each kind of contradiction is found, named, and stops nothing."""
    assert kind in {finding.kind for finding in layout(fields).findings}


@pytest.mark.parametrize("origin", [0, 1])
def test_a_document_that_counts_from_one_throughout_does_not_contradict_itself(origin):
    """Printed offsets may begin at 0 or at 1; a single other one among them is found."""
    at = [origin, origin + 4, origin + 8]
    good = [field(n, 3, f"A{n}", "X(4)", offset=at[n - 1], bytes=4) for n in (1, 2, 3)]
    assert layout(good).findings == ()
    bad = [*good[:2], good[2].model_copy(update={"offset": at[2] + 2})]
    assert [(finding.kind, finding.name) for finding in layout(bad).findings] == [("offset", "A3")]


def test_an_unreadable_item_takes_the_bytes_that_the_document_prints():
    """One misprinted picture does not shift the fields after it, when its length is printed."""
    found = layout([field(1, 3, "A", "X((4", bytes=4), field(2, 3, "B", "X(2)")])
    assert spans(found) == [("A", 0, 4), ("B", 4, 2)]


def test_no_nesting_is_too_deep_and_no_count_too_large():
    """A thousand levels of groups and a record of absurd length end in findings, at once."""
    deep = [field(n, n, f"G{n}") for n in range(1, 1001)]
    assert any(finding.kind == "level" for finding in layout(deep).findings)
    wide = [field(n, n + 1, f"G{n}", occurs=10**9) for n in range(1, 20)] + [field(20, 30, "A", "X")]
    assert any(finding.kind == "size" for finding in layout(wide).findings)


LEAVES = st.tuples(
    st.sampled_from(["X(3)", "9(5)", "S9(7)V99", "ZZ9.99", "N(2)"]),
    st.sampled_from(["DISPLAY", "COMP", "COMP-3"]),
    st.integers(1, 3),
    st.sampled_from([3, 5, 7]),
)


@given(st.lists(LEAVES, max_size=12))
def test_items_without_a_view_cover_the_record_once(leaves):
    """The bytes of the elementary items, times their tables, add up to the record."""
    bodies = [
        field(n, level, f"A{n}", picture, usage=usage, occurs=occurs)
        for n, (picture, usage, occurs, level) in enumerate(leaves, start=1)
    ]
    found = layout(bodies)
    total = 0
    for item in found.leaves():
        times = 1
        for _, count, _ in item.tables:
            times *= count
        total += times * item.bytes
    assert total == found.bytes
    for item in found.items:
        assert item.parent == 0 or item.parent in found.by_ordinal


def test_two_records_are_two_layouts_in_the_order_of_the_text():
    """Items of two records do not mix."""
    other = field(1, 3, "B", "X(9)", record="OTHER")
    assert {name: found.bytes for name, found in by_record([field(1, 3, "A", "X"), other]).items()} == {
        "REC": 1,
        "OTHER": 9,
    }


def _cbsa_rows():
    path = SHARED / "cbsa" / "fields.csv"
    if not path.exists():
        pytest.skip(f"the shared data set is not at {path}")
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_real_interfaces_lie_where_another_parser_put_them():
    """All 227 comparable fields of ten banking interfaces have the offset and length of IBM's own tool."""
    copybooks: dict[str, list[dict[str, str]]] = {}
    for row in _cbsa_rows():
        copybooks.setdefault(row["interface"], []).append(row)
    compared = 0
    for rows in copybooks.values():
        found = layout(list(_bodies(rows)))
        for item, row in zip(found.items, rows, strict=True):
            if row["copybook_agrees"] == "Y":
                start = int(row["start_pos"] or row["cobol_offset"])  # its tool prints none inside a table
                assert (item.offset + 1, item.bytes) == (start, int(row["bytes"])), row["legacy_name"]
                compared += 1
    assert compared == 227


def _bodies(rows):
    """The rows of one interface as fields; the level of what no copybook has comes from its path."""
    for ordinal, row in enumerate(rows, start=1):
        depth = row["json_path"].count(".")
        count = "20" if row["legacy_name"].replace("_", "-") == "ACCOUNT-DETAILS" else "1"
        yield field(
            ordinal,
            depth * 2 + 1,
            row["legacy_name"],
            row["cobol_pic"] or (f"X({row['bytes']})" if row["datatype"] != "STRUCT" else "unknown"),
            usage=row["cobol_usage"] or "DISPLAY",
            redefines=row["redefines"] or "unknown",
            occurs=int(count),
        )


def test_generated_copybook_sizes_agree_with_ours():
    """Every sized declaration of 18 generated copybooks has the bytes that its tool computed."""
    path = SHARED / "zosconnect_samples" / "fields.csv"
    if not path.exists():
        pytest.skip(f"the shared data set is not at {path}")
    checked = 0
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["cobol_pic"]:
                book = parse_copybook(f"01 REC.\n 05 A PIC {row['cobol_pic']} USAGE {_usage(row)}.\n")
                assert layout(book.fields).bytes == int(row["cobol_size"]), row
                checked += 1
    assert checked > 200


def _usage(row):
    return {"PACKED": "PACKED-DECIMAL"}.get(row["cobol_usage"], row["cobol_usage"])
