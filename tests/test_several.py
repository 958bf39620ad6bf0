"""Items that share a line, and items that stand on several lines, in COBOL, in lists, in service descriptions."""

from collections.abc import Callable

import pytest
from heldout.measure import reading

from workbench.declarations import Declaration, declaration, several
from workbench.records import TYPED

Layout = Callable[[str, str, str], list[str]]
"""The lines of an item, by its name, its type, and what it means; its name is on the first of them."""

LAYOUTS: dict[str, Layout] = {
    "attributes below a name": lambda name, told, words: [f"   {name}", f"      Type: {told}", f"      Text: {words}"],
    "keys": lambda name, told, words: [f"   Field: {name}", f"   Type: {told}", f"   Meaning: {words}", ""],
    "definitions": lambda name, told, words: [f"`{name}`", f":   {told}, {words}"],
    "properties": lambda name, told, words: [f"    {name}:", f"      type: {told}", f"      description: {words}"],
    "properties in quotes": lambda name, told, words: [f'    "{name}": {{', f'      "type": "{told}"', "    },"],
    "restrictions": lambda name, told, words: [
        f'  <xs:element name="{name}">',
        '    <xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="8"/></xs:restriction>',
        "    </xs:simpleType></xs:element>",
    ],
}
NAMES = ("ORD_NO", "ORD_DATE", "NET_AMT", "CUST_NO", "DUE_DATE")
TYPES = ("CHAR(8)", "DATE", "DECIMAL(9,2)", "INTEGER", "DATE")


@pytest.mark.parametrize("style", LAYOUTS)
def test_an_item_on_several_lines_stands_where_its_name_is(style: str) -> None:
    """Each name is an item once; a title that stands alone, and what is said below it, are none."""
    lines, truth = ["SERVICES OF THE ORDER DESK", ""], set[tuple[str, str, int]]()
    for at in range(12):
        program = f"OD{at:02d}0{at % 7}"
        lines += [f"SERVICE {program}", "=" * 14, "", "Moves the order.", "", "REQUEST", ""]
        for n in range(5):
            truth.add((program, NAMES[n], len(lines) + 1))
            lines += LAYOUTS[style](NAMES[n], TYPES[n], "as keyed")
        lines += ["", "RULES", "   Type: batch", "", "STATUS", "   Date: 12.03.1994", ""]
    claims = reading("\n".join(lines).encode(), "desk.txt").claims
    fields = [(c.body.program, c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"]
    assert sorted(fields) == sorted(truth)


def test_a_type_below_a_name_is_kept_as_it_is_written() -> None:
    """Whatever says it: an attribute, a definition."""
    item = Declaration(-1, "ORD_NO", "CHAR(8)", TYPED)
    assert declaration("ORD_NO: {Type: CHAR(8)}", None) == item
    assert declaration("schema: {ref: ORD}", None) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("   Takes ORD-NO X(8), ORD-DT 9(8),", ["ORD-NO", "ORD-DT"]),
        ("   ORD-AMT S9(7)V99 COMP-3, ORD-ST X; gives ORD-RC 99.", ["ORD-AMT", "ORD-ST", "ORD-RC"]),
        ("   In   ORD-NO X(8) and ORD-DT PIC 9(8); gives", ["ORD-NO", "ORD-DT"]),
        ("   ORD-NO X(8), the number of the order", []),
        ("   ORD-NO X(8) was enlarged, ORD-DT 9(8) was not", []),
        ("   ORD-NO X(8) becomes ORD-NO X(9), ORD-NO X(10)", []),
        ("   ORD-NO X(8)      ORDER-NUMBER X(10), new", []),
        ("   ERROR 12, CODE 99, or X", []),
    ],
)
def test_items_behind_one_another_are_items_and_sentences_about_them_are_none(line: str, names: list[str]) -> None:
    """Marks or small words part them; an old item beside its new one is not two."""
    assert [item.name for item in several(line)] == names


def test_all_items_of_a_line_are_claimed_on_it() -> None:
    """Their order is that of the line, and goes on over the lines of the list."""
    lines = ["PROGRAMS IN BRIEF", ""]
    for at in range(12):
        lines += [f"OD{at:02d}0{at % 7}  Prints an order.", ""]
        lines += [
            "       Takes ORD-NO X(8), ORD-DT 9(8),",
            "       CUST-NO 9(6), CUST-ST X; gives ORD-AMT S9(7)V99.",
            "",
        ]
    claims = reading("\n".join(lines).encode(), "brief.txt").claims
    told = [(c.body.name, c.body.ordinal) for c in claims if c.body.kind == "field" and c.body.program == "OD0505"]
    assert told == [("ORD-NO", 1), ("ORD-DT", 2), ("CUST-NO", 3), ("CUST-ST", 4), ("ORD-AMT", 5)]


def test_marks_of_changes_are_no_part_of_a_statement() -> None:
    """Behind column 72 of numbered source, where a name and its picture stand on two lines, and before a level."""
    lines = []
    for at in range(12):
        lines += [f"PROGRAM OD{at:02d}0{at % 7}", "=" * 14, "", "000100 01  ORD-REC.".ljust(72) + "CR004417"]
        lines += ["000200     05  ORD-NO".ljust(72) + "CR004417", "000300         PIC X(8).".ljust(72) + "Y2K00112"]
        lines += ["000400     05  ORD-DT            PIC 9(8).".ljust(72) + "CR004417", ""]
    claims = reading("\n".join(lines).encode(), "source.txt").claims
    found = [(c.body.name, c.body.picture) for c in claims if c.body.kind == "field" and c.body.level == 5]
    assert found == [("ORD-NO", "X(8)"), ("ORD-DT", "9(8)")] * 12
    assert declaration(" C  02 ORD-NO       PIC 9(7).   was 9(5)", None) == Declaration(
        2, "ORD-NO", "9(7)", note="was 9(5)"
    )


def test_an_item_may_be_called_a_name() -> None:
    """`NAME X(30)` is one; the words above a table, and a field that a sentence tells of, are none."""
    assert declaration("     NAME X(30), mandatory", None) == Declaration(-1, "NAME", "X(30)")
    assert declaration("     NAME         LENGTH", None) is None
    assert declaration("     FIELD X(30) IS MANDATORY", None) is None
