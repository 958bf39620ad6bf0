"""A declared item is read from one line, however it is written; what does not declare is left alone."""

import re
import time

import pytest
from heldout.measure import reading
from hypothesis import given
from hypothesis import strategies as st

from workbench.declarations import Declaration, Header, declaration, header
from workbench.declarations.tables import ROLES, WORDS
from workbench.records import UNKNOWN

PACKED = Declaration(5, "CUST-NO", "S9(7)V99", "COMP-3")

FORMS = {
    "clauses": "           05  CUST-NO        PIC S9(7)V99 COMP-3.",
    "sequence numbers": "001200     05  CUST-NO        PIC S9(7)V99 COMP-3.",
    "all words": "       05  CUST-NO PICTURE IS S9(7)V99 USAGE IS COMPUTATIONAL-3.",
    "packed": "       05  CUST-NO PIC S9(7)V99 PACKED-DECIMAL.",
    "columns": "05  CUST-NO                 S9(7)V99     COMP-3",
    "dots": ".. 05 CUST-NO ........... S9(7)V99 COMP-3 [1:5]",
    "bullet": "- CUST-NO (level 05, PIC S9(7)V99 COMP-3)",
    "bars": "|05|CUST-NO   |S9(7)V99|COMP-3|",
    "markdown": "| 05 | `CUST-NO` | `S9(7)V99` | COMP-3 |",
    "box": "|    05 CUST-NO ......... S9(7)V99 COMP-3        |",
    "attributes": '   <field level="05" name="CUST-NO" picture="S9(7)V99" usage="COMP-3"/>',
    "JSON": '   { "level": "05", "name": "CUST-NO", "pic": "S9(7)V99", "usage": "COMP-3" },',
}


@pytest.mark.parametrize("form", FORMS)
def test_one_item_in_many_forms(form: str) -> None:
    """The same level, name, picture and usage, without a header above."""
    got = declaration(FORMS[form], None)
    assert got is not None
    assert got._replace(offset=-1, bytes=-1) == PACKED


SAID = [
    ("05 A-B PIC X(5) OCCURS 12 TIMES.", {"occurs": 12}),
    ("05 A-B OCCURS 1 TO 99 TIMES DEPENDING ON C-D PIC X.", {"occurs": 99, "depending": "C-D"}),
    ("05 A-B REDEFINES C-D PIC X(8).", {"redefines": "C-D"}),
    ("05 A-B PIC X VALUE 'Y'.", {"values": ("Y",)}),
    ("05 A-B PIC S9(4) SIGN IS LEADING SEPARATE.", {"usage": "DISPLAY SIGN LEADING SEPARATE"}),
    ("05 A-B PIC X(5).   *> the region", {"note": "the region"}),
    ("05 A-B PIC S9(4) BINARY.", {"usage": "BINARY"}),
    ("05 A-B PIC -(5)9.99.", {"picture": "-(5)9.99"}),
    ("05 A-B PIC ZZZ,ZZ9.99.", {"picture": "ZZZ,ZZ9.99"}),
    ("05 A-B POINTER.", {"usage": "POINTER", "picture": UNKNOWN}),
    ("05 A-B.", {"picture": UNKNOWN}),
    ("   88 A-B VALUE 'X' 'Y'.", {"level": 88, "values": ("X", "Y")}),
    ("   88 A-B VALUES ARE 1 THRU 5.", {"level": 88}),
    (".. 05 A-B ....... X(5) [12:5]", {"offset": 12, "bytes": 5}),
    ("A-B: 9(6), at offset 12, 4 bytes", {"level": -1, "offset": 12, "bytes": 4}),
    ('<field name="A-B" length="6" offset="0"/>', {"level": -1, "bytes": 6, "offset": 0, "picture": UNKNOWN}),
    ('<xs:element name="A-B" type="xs:string" maxOccurs="5"/>', {"occurs": 5, "picture": UNKNOWN}),
    ("|05|A-B|X(5)|OCCURS 3|", {"occurs": 3, "picture": "X(5)"}),
]


@pytest.mark.parametrize(("line", "said"), SAID)
def test_clauses_say_what_they_say(line: str, said: dict[str, object]) -> None:
    """Each clause ends up where it belongs."""
    got = declaration(line, None)
    assert got is not None
    assert got.name == "A-B"
    assert {key: getattr(got, key) for key in said} == said


SMALL = [
    ("    05  cust-no    pic 9(6) comp-3.", "cust-no", "9(6)", "COMP-3"),
    ("    05  CustNo     PIC X(6).", "CustNo", "X(6)", "DISPLAY"),
    ("    05  cust-key.", "cust-key", UNKNOWN, "DISPLAY"),
    ("|05|cust-no|9(6)|COMP|", "cust-no", "9(6)", "COMP"),
]


@pytest.mark.parametrize(("line", "name", "picture", "usage"), SMALL[:3])
def test_small_letters(line: str, name: str, picture: str, usage: str) -> None:
    """COBOL does not mind, and the words stay as they are printed."""
    got = declaration(line, None)
    assert got is not None
    assert (got.name, got.picture, got.usage) == (name, picture, usage)


NOTHING = [
    "",
    "The customer number is 9(6) digits long.",
    "5 times the amount of the last order",
    "10 orders display on one screen",
    "See page 12.",
    "  1. The order is refused when the amount is greater than 9,999.",
    "E101 = order not found",
    "12 ORDERS",
    "12 KD0417",
    "05 THE PIC X.",
    "PROGRAM KD0417 - ORDER ENTRY",
    "MOVE A-B TO C-D.",
    "    IF CUST-NO NOT = 5",
    "|  Member  ===> CUSINQ        Description ===> order entry   |",
    '<program name="CUSINQ" title="order entry">',
    '<record name="CUST-REC" length="120">',
    '<calls program="CUSINQ"/>',
    "| Code | Text |",
    "|---|---|---|",
    "| E101 | order not found |",
    "+----+-----+",
    "05" + " A" * 300,
]


@pytest.mark.parametrize("line", NOTHING)
def test_what_declares_nothing(line: str) -> None:
    """Sentences, codes, headings and rules of tables are no items."""
    assert declaration(line, None) is None


HEADERS = {
    "columns": ("LVL NAME         PICTURE   USAGE  OFFSET LEN", "05  CUST-NO      9(6)      COMP       12   4"),
    "german": ("Stufe Feldname   Format    Länge  Bemerkung", "05    CUST-NO    9(6)          4  die Nummer"),
    "bars": ("| Niv | Rubrique | Image | Long. |", "|  05 | CUST-NO  | 9(6)  |     4 |"),
    "no level": ("NAME        FORMAT   BYTES", "CUST-NO     9(6)         4"),
    "numbers first": ("  Pos   Len  Name       Fmt", "   12     4  CUST-NO    9(6)"),
}


@pytest.mark.parametrize("style", HEADERS)
def test_rows_below_a_header(style: str) -> None:
    """The header says which number is the length; levels are -1 where a table has none."""
    top, row = HEADERS[style]
    table = header(top)
    assert table is not None
    got = declaration(row, table)
    assert got is not None
    assert (got.name, got.picture, got.bytes) == ("CUST-NO", "9(6)", 4)
    assert got.level == (-1 if style in ("no level", "numbers first") else 5)


def test_a_row_without_a_picture() -> None:
    """Offset, length and a letter for the type: the picture stays unknown."""
    table = header("OFFS LEN  TY NAME")
    got = declaration("0004 0012 C  CUST-NO", table)
    assert got == Declaration(-1, "CUST-NO", offset=4, bytes=12)


def test_groups_in_tables() -> None:
    """A row without a picture below a header with levels is a group."""
    table = header("Stufe Feldname   Format    Länge")
    assert declaration("05    CUST-KEY                 0", table) == Declaration(5, "CUST-KEY", bytes=0)
    barred = header("| Level | Name | Picture |")
    assert declaration("| 05 | CUST-KEY | |", barred) == Declaration(5, "CUST-KEY")
    assert declaration("|05|cust-no|9(6)|", barred) == Declaration(5, "cust-no", "9(6)")


def test_commas_in_a_picture_part_no_cells() -> None:
    """Two of them and no space behind: columns are told by the gaps between them, also in quotes."""
    table = header("    POS  FIELD             PICTURE")
    item = declaration("    0014 ORD-AMT           ZZ,ZZZ,ZZ9.99", table)
    assert item is not None
    assert (item.offset, item.name, item.picture) == (14, "ORD-AMT", "ZZ,ZZZ,ZZ9.99")
    row = declaration('05,ORD-AMT,9(8),"held  in cents"', header("Level,Field,Picture,Remarks"))
    assert row is not None
    assert (row.level, row.picture) == (5, "9(8)")


def test_a_name_that_fills_its_column_is_cut_where_the_picture_begins() -> None:
    """`CUST-ACCOUNT-NUMBERX(5)`: the header says where the picture starts."""
    table = header("LVL NAME               PICTURE  LEN")
    got = declaration("05  CUST-ACCOUNT-NUMBERX(5)       5", table)
    assert got is not None
    assert (got.name, got.picture) == ("CUST-ACCOUNT-NUMBER", "X(5)")


def test_without_levels_a_name_is_cut_where_it_begins_as_those_of_the_table_do() -> None:
    """`TARIFF-ZONES9(3)V99` is a row; `2  BERTH-SPAN must` is a rule below it, though its N could be a picture."""
    table = header("  FIELD      PICTURE     MEANING")
    got = declaration("  TARIFF-ZONES9(3)V99    zone on the meter", table)
    assert got is not None
    assert (got.name, got.picture, got.note) == ("TARIFF-ZONE", "S9(3)V99", "zone on the meter")
    assert declaration("  2  BERTH-SPAN must not be empty.", table) is None


@pytest.mark.parametrize(
    "line",
    [
        "FILE      TYPE        ACCESS",
        "ERROR   SEV  TEXT",
        "NAME: length 12",
        "the name, format and length of it",
        "| Code | Text |",
    ],
)
def test_other_tables_have_other_headers(line: str) -> None:
    """A header needs a name and something about storage."""
    assert header(line) is None


names = st.from_regex(r"[A-Z][A-Z0-9]{1,5}(-[A-Z0-9]{1,5}){1,3}", fullmatch=True)
pictures = st.sampled_from(["X(30)", "S9(7)V99", "9(6)", "S9(4)", "9(5)V9(2)", "X(1)", "ZZ9.99"])
levels = st.sampled_from([1, 5, 10, 49])
usages = st.sampled_from(["DISPLAY", "COMP", "COMP-3", "BINARY"])
counts = st.sampled_from([1, 3, 120])
others = st.one_of(st.just(UNKNOWN), names)
items = st.tuples(levels, names, pictures, usages, counts, others).map(
    lambda told: Declaration(*told[:4], occurs=told[4], redefines=told[5])
)


def clauses(item: Declaration) -> str:
    """What COBOL writes for an item."""
    said = f"REDEFINES {item.redefines} " if item.redefines != UNKNOWN else ""
    said += f"PIC {item.picture}"
    said += f" {item.usage}" if item.usage != "DISPLAY" else ""
    return said + (f" OCCURS {item.occurs}" if item.occurs > 1 else "")


@given(items, st.integers(0, 20), st.booleans())
def test_what_is_written_is_read(item: Declaration, indent: int, numbered: bool) -> None:
    """Clauses, a bullet and attributes give back the item they were written from."""
    margin = "001200 " if numbered else ""
    assert declaration(f"{margin}{' ' * indent}{item.level:02d}  {item.name} {clauses(item)}.", None) == item
    assert declaration(f"- {item.name} (level {item.level:02d}, {clauses(item)})", None) == item
    row = f"|{item.level:02d}|{item.name}|{item.picture}|{item.usage}|{item.occurs}|"
    told = header("|Level|Name|Picture|Usage|Occurs|")
    assert declaration(row, told) == item._replace(redefines=UNKNOWN)
    told_by = f'<field level="{item.level}" name="{item.name}" picture="{item.picture}" usage="{item.usage}"'
    more = f' redefines="{item.redefines}"' if item.redefines != UNKNOWN else ""
    assert declaration(f'{told_by} occurs="{item.occurs}"{more}/>', None) == item


@given(st.text(alphabet="05 AX9(-).|'=\"S:VPICab\t", max_size=60), st.booleans())
def test_any_line_is_read_without_a_fault(line: str, below: bool) -> None:
    """Whatever a line holds; and what is declared stands there."""
    table: Header | None = header("LVL NAME  PICTURE  OFFSET LEN") if below else None
    header(line)
    got = declaration(line, table)
    if got is not None:
        assert got.name == UNKNOWN or got.name in line
        assert got.picture == UNKNOWN or got.picture in line


@pytest.mark.parametrize("piece", ["9(5)", "A-", "05 ", ". ", "'", "| ", "(", '="', "X", "OCCURS 1 TO "])
def test_long_lines_take_no_time(piece: str) -> None:
    """No pattern goes over a line again and again."""
    before = time.process_time()
    for line in (piece * 4000, "05 A-B " + piece * 50, "05 A-B PIC X " + piece * 60, '<a b="' + piece * 60):
        declaration(line, None)
        declaration(line, header("LVL NAME PIC"))
        header(line)
    assert time.process_time() - before < 0.5


def test_every_word_for_a_column_has_one_role() -> None:
    """No word stands in two lists."""
    words = [word.replace("_", " ") for listed in WORDS.values() for word in listed.split()]
    assert sorted(words) == sorted(ROLES)
    assert not [word for word in words if re.search("[a-z]", word)]


@pytest.mark.parametrize(
    ("line", "name", "picture", "size"),
    [
        ("      CHARACTER*8  BERTH_NO       ! number of the berth", "BERTH_NO", "CHARACTER*8", 8),
        ("REAL*8 DUES", "DUES", "REAL*8", 8),
        ("      INTEGER TIDES  ! tides so far", "TIDES", "INTEGER", -1),
        ("   character(len=10), intent(in) :: pilot", "pilot", "character(len=10)", -1),
    ],
)
def test_declarations_of_fortran_are_items(line: str, name: str, picture: str, size: int) -> None:
    """A size with an asterisk is one of bytes; two colons or a remark show a type that says no size."""
    item = declaration(line, None)
    assert item is not None
    assert (item.name, item.picture, item.bytes, item.usage) == (name, picture, size, "TYPE")


@pytest.mark.parametrize("line", ["Integer overflow!", "REAL VALUE", "Character set ! wrong", "REAL*8 DUES, TIDES"])
def test_words_for_types_in_sentences_declare_nothing(line: str) -> None:
    """Two words alone are a title or a cry; one line with two names says no single item."""
    assert declaration(line, None) is None


def test_structures_of_fortran_are_records_and_those_inside_them_groups() -> None:
    """Items behind an inner structure belong to the outer one."""
    lines = ["PROGRAM TIDE01", ""]
    for name in ("TIDE_IN", "TIDE_OUT"):
        lines += [f"   STRUCTURE /{name}/", "      REAL*8       DUES", "      STRUCTURE KEY_DATA"]
        lines += [
            "         CHARACTER*8  BERTH_NO",
            "      END STRUCTURE",
            "      INTEGER*2    TIDES",
            "   END STRUCTURE",
        ]
        lines.append("")
    found = [
        (c.body.record, c.body.name)
        for c in reading("\n".join(lines).encode(), "tides.txt").claims
        if c.body.kind == "field"
    ]
    assert found == [(name, item) for name in ("TIDE_IN", "TIDE_OUT") for item in ("DUES", "BERTH_NO", "TIDES")]
