"""Copybooks: margins, clauses in any order, COPY REPLACING, and hostile text that ends in findings."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.copybook import parse_copybook
from workbench.copytext import is_fixed, words
from workbench.layout import layout

FIXED = """\
000100*---------------------------------------------------------------- CUST0001
000200 01  CUST-REC.                                                    CUST0002
000300     05  CUST-NO             PIC 9(6) COMP-3.                     CUST0003
000400     05  CUST-NAME.                                               CUST0004
000500         10  FIRST-NAME      PIC X(15).                           CUST0005
000600         10  LAST-NAME       PIC X(20).                           CUST0006
000700/    PAGE EJECT 05 NOT-HERE PIC X.
000800D    05  DEBUG-ONLY          PIC X(99).
000900     05  STATUS-CODE         PIC X VALUE 'A'.
001000         88  IS-ACTIVE       VALUE 'A'.
001100         88  IS-CLOSED       VALUES ARE 'C' 'X' THRU 'Z'.
001200     05  CUST-DATE           PIC 9(8).
001300     05  CUST-DATE-R REDEFINES CUST-DATE.
001400         10  C-YEAR          PIC 9(4).
001500         10  C-REST          PIC 9(4).
001600     05  BALANCE             PIC S9(7)V99
001700                             USAGE IS COMPUTATIONAL-3
001800                             VALUE ZERO.
001900     05  PHONE               OCCURS 3 TIMES INDEXED BY P-IX
002000                             PIC X(12).
002100     05  ORDERS OCCURS 0 TO 20 TIMES DEPENDING ON CUST-NO
002200            ASCENDING KEY IS ORDER-NO INDEXED BY O-IX.
002300         10  ORDER-NO        PIC ZZ,ZZ9.99.
002400         10  FILLER          PIC X.
002500     66  WHOLE RENAMES CUST-NO THRU LAST-NAME.
002600 77  COUNTER                 PIC S9(4) BINARY SYNC.
"""


def items(text, **more):
    """Name, picture and usage of every item."""
    return [(field.name, field.picture, field.usage) for field in parse_copybook(text, **more).fields]


def test_a_copybook_with_margins_is_read_item_by_item():
    """Sequence numbers, identification, comments and debug lines are no part of the text."""
    book = parse_copybook(FIXED, "CUSTINQ")
    assert book.findings == ()
    assert book.records == ("CUST-REC", "COUNTER")
    names = [field.name for field in book.fields]
    assert names == [
        *("CUST-NO", "CUST-NAME", "FIRST-NAME", "LAST-NAME", "STATUS-CODE", "CUST-DATE", "CUST-DATE-R", "C-YEAR"),
        *("C-REST", "BALANCE", "PHONE", "ORDERS", "ORDER-NO", "FILLER", "COUNTER"),
    ]
    by_name = {field.name: field for field in book.fields}
    assert by_name["BALANCE"].usage == "COMP-3"
    assert (by_name["PHONE"].occurs, by_name["PHONE"].picture) == (3, "X(12)")
    assert (by_name["ORDERS"].occurs, by_name["ORDERS"].depending) == (20, "CUST-NO")
    assert by_name["ORDER-NO"].picture == "ZZ,ZZ9.99"
    assert by_name["CUST-DATE-R"].redefines == "CUST-DATE"
    assert by_name["FIRST-NAME"].parent == "CUST-NAME"
    assert by_name["STATUS-CODE"].values == ("A", "A", "C", "X THRU Z")
    assert by_name["COUNTER"].record == "COUNTER"
    assert [(c.name, c.values) for c in book.conditions] == [("IS-ACTIVE", ("A",)), ("IS-CLOSED", ("C", "X THRU Z"))]


def test_every_item_knows_its_lines():
    """The lines of an item are those of its first and last word."""
    book = parse_copybook(FIXED)
    places = dict(zip([field.name for field in book.fields], book.lines, strict=True))
    assert places["BALANCE"] == (16, 18)
    assert places["CUST-NO"] == (3, 3)
    for field, (first, _) in zip(book.fields, book.lines, strict=True):
        assert field.name in FIXED.split("\n")[first - 1]


def test_the_layout_of_a_copybook_is_the_record():
    """From text to bytes: what the items take together."""
    fields = [field for field in parse_copybook(FIXED).fields if field.record == "CUST-REC"]
    found = layout(fields)
    assert found.findings == ()
    assert found.bytes == 4 + 35 + 1 + 8 + 5 + 36 + 20 * 10


def test_free_format_needs_no_margins():
    """Text that begins at the left edge is read whole, *> comments left out."""
    text = "01 R.\n 05 A PIC X(2). *> 05 B PIC X.\n 05 C PIC X(80) VALUE 'a *> b'.\n* note\n"
    assert not is_fixed(text.split("\n"))
    assert items(text) == [("A", "X(2)", "DISPLAY"), ("C", "X(80)", "DISPLAY")]
    assert parse_copybook(text).fields[1].values == ("a *> b",)


def test_a_literal_goes_on_after_a_hyphen_in_column_seven():
    """Continued words and literals are one."""
    head = "           05  A PIC X(60) VALUE 'AB"
    text = f"       01  R.\n{head}\n      -    'CD'.\n           05  B PIC X(\n      -    12).\n"
    book = parse_copybook(text)
    assert book.fields[0].values == ("AB" + " " * (72 - len(head)) + "CD",)
    assert book.fields[1].picture == "X(12)"
    assert book.findings == ()


@pytest.mark.parametrize(
    ("clause", "attribute", "value"),
    [
        ("PIC S9(4) SIGN IS LEADING SEPARATE CHARACTER", "usage", "DISPLAY SIGN LEADING SEPARATE"),
        ("PIC 9(4) BLANK WHEN ZERO", "picture", "9(4)"),
        ("USAGE COMP-1", "usage", "COMP-1"),
        ("USAGE POINTER", "usage", "POINTER"),
        ("PIC X JUSTIFIED RIGHT VALUE SPACES", "values", ("SPACES",)),
        ("PIC X(3) VALUE 'it''s'", "values", ("it's",)),
        ("COMP PIC 9(4) OCCURS 2", "usage", "COMP"),
        ("PICTURE IS 9(5)V99", "picture", "9(5)V99"),
    ],
)
def test_clauses_may_stand_in_any_order(clause, attribute, value):
    """Each clause is understood by itself."""
    book = parse_copybook(f"01 R.\n 05 A {clause}.\n")
    assert getattr(book.fields[0], attribute) == value
    assert book.findings == ()


def test_an_item_without_a_name_is_a_filler():
    """COBOL lets the word FILLER be left out."""
    assert items("01 R.\n 05 PIC X(3).\n 05 A PIC X.\n")[0] == ("FILLER", "X(3)", "DISPLAY")


def test_a_missing_period_is_found_and_costs_nothing():
    """A level number at the start of a line begins an item, and the missing period is named."""
    book = parse_copybook("01 R.\n 05 A PIC X(2)\n 05 B PIC X(3).\n")
    assert [(field.name, field.picture) for field in book.fields] == [("A", "X(2)"), ("B", "X(3)")]
    assert [finding.line for finding in book.findings] == [3]


LIBRARY = {
    "ADDR": "    05 :TAG:-STREET PIC X(30).\n    05 :TAG:-CITY PIC X(20).\n    05 ZIP PIC 9(5).\n",
    "OUTER": "01 O.\n COPY ADDR REPLACING ==:TAG:== BY ==O==.\n",
    "LOOP": " 05 A PIC X.\n COPY LOOP.\n",
}


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("COPY ADDR REPLACING ==:TAG:== BY ==BILL==", ["BILL-STREET", "BILL-CITY", "ZIP"]),
        ("COPY ADDR REPLACING ==:TAG:== BY SHIP ZIP BY POSTCODE", ["SHIP-STREET", "SHIP-CITY", "POSTCODE"]),
        ("COPY ADDR REPLACING ==ZIP PIC 9(5)== BY ==PC PIC X(8)==", [":TAG:-STREET", ":TAG:-CITY", "PC"]),
        ("COPY ADDR REPLACING LEADING ==:TAG:== BY ==X== TRAILING ==IP== BY ==AP==", ["X-STREET", "X-CITY", "ZAP"]),
    ],
)
def test_copy_replacing_gives_the_text_of_the_library_with_other_words(statement, names):
    """Fragments, words, phrases, prefixes and suffixes are replaced, each once."""
    book = parse_copybook(f"01 R.\n {statement}.\n 05 LAST-ONE PIC X.\n", library=LIBRARY)
    assert [field.name for field in book.fields] == [*names, "LAST-ONE"]
    assert book.findings == ()
    assert {line for line, _ in book.lines[:-1]} == {2}


def test_a_copied_text_may_copy_and_a_missing_or_endless_one_is_a_finding():
    """Nested texts are filled in; what is not there, or never ends, is left out by name."""
    assert [name for name, _, _ in items("COPY OUTER.\n", library=LIBRARY)] == ["O-STREET", "O-CITY", "ZIP"]
    missing = parse_copybook("01 R.\n COPY NOWHERE.\n 05 A PIC X.\n", library=LIBRARY)
    assert "NOWHERE is not in the library" in missing.findings[0].detail
    endless = parse_copybook("01 R.\n COPY LOOP.\n", library=LIBRARY)
    assert any("copies itself" in finding.detail for finding in endless.findings)


def test_what_is_not_understood_is_a_finding_with_its_line():
    """Statements that are no data description do not stop the rest."""
    text = (
        "01 R.\n EXEC SQL INCLUDE SQLCA END-EXEC.\n 05 A PIC X WIBBLE.\n 05 B OCCURS MANY PIC X.\n 88 ALONE VALUE 1.\n"
    )
    book = parse_copybook(text)
    assert [field.name for field in book.fields] == ["A", "B"]
    assert {finding.line for finding in book.findings} == {2, 3, 4}


WORDS = ["01", "05", "88", "77", "66", "A-NAME", "PIC", "X(4)", "9(9)V99", "OCCURS", "TO", "3", "DEPENDING", "ON"]
WORDS += [
    "REDEFINES",
    "VALUE",
    "'x'",
    '"',
    "'",
    ".",
    ",",
    "\n",
    "COPY",
    "LOOP",
    "REPLACING",
    "==",
    "==a==",
    "BY",
    "THRU",
]


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
def test_no_text_makes_the_parser_fail(text):
    """Any text gives items and findings, and their layout can be computed."""
    book = parse_copybook(text, library=LIBRARY)
    assert len(book.lines) == len(book.fields)
    layout(book.fields)
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in book.lines)


@pytest.mark.parametrize(
    "bomb", ["==x" * 20_000, "'" * 200_000, "(" * 200_000, "COPY A.\n" * 20_000, "05 A\n" * 20_000]
)
def test_hostile_text_takes_no_time(bomb):
    """Pathological input is read in seconds; doubling copies stop at the limit."""
    library = {"A": "COPY B. COPY B.", "B": "COPY C. COPY C.", "C": " 05 A PIC X." * 50}
    start = time.process_time()
    parse_copybook("01 R.\n" + bomb, library=library)
    assert time.process_time() - start < 8


def test_words_know_their_lines():
    """Every word that is on a line says so, and the first one of a line is marked."""
    found = words("01 A.\n  05 B PIC X(3)\n     VALUE 'a b'.\n")
    assert [(word.text, word.line) for word in found if word.first] == [("01", 1), ("05", 2), ("VALUE", 3)]
    assert found[-2].text == "a b"
    assert found[-2].kind == "literal"
