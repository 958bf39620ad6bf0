"""Types of other systems than COBOL: which texts are one, which rows they make items of, and what is known of these."""

import pytest

from workbench.checks import reading
from workbench.declarations import Declaration, declaration, headed, header, is_type
from workbench.layout import layout
from workbench.picture import declared_picture
from workbench.records import TYPED, FieldBody, SpecEvidence, claim
from workbench.spec import from_bytes

TYPES = [
    "VARCHAR2(12)", "NUMBER(10)", "NUMBER(9,2)", "DEC 9,2", "int32", "char[35]", "5A", "7P0", "7P 0", "AN(20)", "date",
    "TIME", "bool", "NUM 9,2", "ALPHA 3", "HEURE", "A8", "N5.2", "P7", "FIXED DEC(9,2)", "CHAR(8) VARYING", "BIT(1)",
    "xs:string", "TIMESTAMP WITH TIME ZONE", "YYYYMMDD", "Date JJJJMMTT", "PD 9.2", "ZD", "double precision",
    "numérique 9,2", "alphanumerisch 10", "VARCHAR(MAX)", "string, at most 35", "INTEGER NOT NULL", "Fecha",
    "16x", "6!n", "an..35", "ans...99", "REAL*8", "PIC'(8)9'", "C/8", "numerisk",
    "numeric with 2 decimals", "packed(5:0)", "ind", "date(*iso)", "bindec(9:0)", "packed len 7 dec 2", "data 8",
    "text length 30", "NUM len=8", "decimal precision 9 scale 2", "alphanum. 8 Stellen", "DECIMAL(9, 2)", "8 digits",
    "gepackt 7 Stellen 2 Nachkommastellen", "numérique de 9 chiffres dont 2 décimales", "numérico 9 con 2 decimales",
    "9 digits with 2 decimals", "30 characters", "String (1 .. 12)", "alfanumerico lungh. 12",
    "numeriek, lengte 9, 2 decimalen",
]  # fmt: skip
NO_TYPES = [
    "", "VSAM", "PF", "Error", "Error 12", "I/O", "M", "Update", "A", "Date of order", "E101", "batch 3", "S0C7",
    "1234", "DATA", "8 items", "321 bytes", "NUMBER OF LINES", "Text that tells", "INPUT", "ORDER-FILE",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPES)
def test_types_are_told_by_a_closed_vocabulary(text: str) -> None:
    """With a size or without one, in the words of databases, services, RPG, PL/I, Natural and several languages."""
    assert is_type(text)


@pytest.mark.parametrize("text", NO_TYPES)
def test_kinds_modes_and_codes_are_no_types(text: str) -> None:
    """What stands under the word TYPE of other tables declares nothing."""
    assert not is_type(text)


ROWS = {
    "service": ("  Name           Type           Use  Description", "  orderNo        string(8)      M    the order"),
    "wiki": ("||Parameter||Mode||Type||Default||Description||", "|orderNo|IN|string(8)| |the order|"),
    "empty cell": ("||Parameter||Mode||Type||Default||Description||", "|orderNo|IN|string(8)||the order|"),
    "type first": ("  Format      Field name      Meaning", "  string(8)   orderNo         the order"),
    "counted": ("| # | Parameter | Type | Remarks |", "| 1 | `orderNo` | string(8) | the order |"),
    "two columns": ("| Column | Data type |", "| orderNo | string(8) |"),
    "in a box": (
        "|  FROM  THRU  LEN FMT        NAME               |",
        "|     1     8    8 string(8)  orderNo            |",
    ),
    "LaTeX": ("Field & Type & Text \\\\ \\hline", "orderNo & string(8) & the order \\\\"),
    "Textile": ("|_. Name |_. Type |_. Text |", "|orderNo |string(8) |the order |"),
    "described": ("Column name          Null?    Type", "orderNo              NOT NULL string(8)"),
    "counted names": ("Field  Field Name  Type       Dec", "    1  orderNo     string(8)    0"),
    "wide": ("No;Field;Type;Dec;Key;Null;Default;Domain;Unit;Remarks", "1;orderNo;string(8);0;PK;N;;ORDNO;;the order"),
    "of databases": ("| Column_name | Data_type (size) | Nullable |", "| orderNo | string(8) | no |"),
    "overflowing": ("  Name     Type           Description", "  orderNo  string(8)      the order"),
}


@pytest.mark.parametrize("style", ROWS)
def test_a_row_under_a_column_of_types_is_an_item(style: str) -> None:
    """The name and the type as they are written, wherever their columns stand."""
    head, row = ROWS[style]
    table = header(head)
    assert table is not None
    got = declaration(row, table)
    assert got is not None
    assert (got.name, got.picture, got.usage, got.level) == ("orderNo", "string(8)", TYPED, -1)


def test_pictures_under_a_column_of_types_are_pictures() -> None:
    """A letter of COBOL and a length of one, a picture with its usage beside it, values of a condition."""
    table = header("Stufe  Feld          Format      Länge  Bemerkung")
    assert declaration("05     ORD-FLAG      X               1", table) == Declaration(5, "ORD-FLAG", "X", bytes=1)
    got = declaration("05     ORD-AMT       S9(7)V99        5  COMP-3", table)
    assert got == Declaration(5, "ORD-AMT", "S9(7)V99", "COMP-3", bytes=5)
    barred = header("|LV|NAME|FORMAT|USAGE|")
    assert declaration("|88|ORD-OPEN|'Y'|yes|", barred) == Declaration(88, "ORD-OPEN", values=("Y",))


def test_natural_has_a_letter_a_size_and_a_depth() -> None:
    """The size stands in a column of its own; level 1 is an item of the view, and no record."""
    table = header("T L DB Name                             F   Leng  S D Remark")
    assert table is not None
    got = declaration("  1 AB TRANSFER-VALUE                   P   11.2      of the month", table)
    assert got == Declaration(2, "TRANSFER-VALUE", "P 11.2", TYPED, note="of the month")
    assert declaration("G 1 AG AWARD-GROUP", table) == Declaration(2, "AWARD-GROUP")


def test_places_tell_the_bytes_and_a_length_alone_does_so_for_texts() -> None:
    """A packed number of 9 digits does not take 9 bytes."""
    placed = header("  Field      Type     From     To   Text")
    assert (item := declaration("  ORDNO      7P0        10     13   Order", placed)) is not None
    assert (item.offset, item.bytes) == (10, 4)
    sized = header("| Name | Type | Length | Text |")
    assert (item := declaration("| ORDNO | PACKED | 9 | Order |", sized)) is not None
    assert item.bytes == -1
    assert (item := declaration("| ORDNM | CHAR | 9 | Order |", sized)) is not None
    assert item.bytes == 9


@pytest.mark.parametrize(
    "row",
    [
        "  A. ORDNO must be numeric, otherwise it is refused.",
        "  ORDERPF    PHYS     I     U    orders",
        "  2. This has never been used for any claim of type 9.",
        "             12       TOTAL LENGTH",
        "  Total      of 12    items  are  read",
    ],
)
def test_other_lines_below_a_column_of_types_are_no_items(row: str) -> None:
    """Sentences, sums and files among the rows have no type where it should stand."""
    table = header("  Field      Type     From   To   Text")
    assert table is not None
    assert declaration(row, table) is None


def test_a_name_and_a_type_head_layouts_only_where_items_follow() -> None:
    """Lists of files have the same words above them."""
    table = header("  Name       Type     Text")
    assert table is not None
    assert headed(table, ["  ---------  -------  --------", "  ORDERPF    PHYS     orders", "", "That is all."]) is None
    assert headed(table, ["  ---------  -------  --------", "  ORDNO      7P0      order"]) is table


def test_among_known_types_a_word_is_a_type_of_the_document() -> None:
    """Where most rows have types that everybody knows, the others have some too; where few do, they have none."""
    table = header("| Name | Type | Text |")
    assert table is not None
    rows = [f"| f{at} | string | text |" for at in range(4)]
    own = "| order | OrderLine[] | what is ordered |"
    opened = headed(table, [*rows, own])
    assert opened is not None
    assert declaration(own, opened) == Declaration(-1, "order", "OrderLine[]", TYPED, note="what is ordered")
    assert declaration("| the end of it | Order | what is ordered |", opened) is None
    assert headed(table, [*rows[:1], own, own]) is table
    assert headed(table, [*rows, "Files:", own]) is table
    assert declaration(own, table) is None


@pytest.mark.parametrize("line", ["The field name and type of it", "Field type", "Name, type and use of a field"])
def test_words_of_a_sentence_are_no_header(line: str) -> None:
    """Name and type stand in columns of their own."""
    assert header(line) is None


def body(picture: str, usage: str, ordinal: int = 1) -> FieldBody:
    """An item of a record."""
    return FieldBody(
        program="ORD1", record="ORD-REC", name=f"F{ordinal}", ordinal=ordinal, level=-1, parent="ORD-REC",
        picture=picture, usage=usage, bytes=7,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["N(7)", "9P0", "string(7)", "9A"])
def test_how_a_type_is_stored_stays_unknown(text: str) -> None:
    """What would be a PICTURE of another length says nothing of the bytes; those that are printed count."""
    assert declared_picture(body(text, TYPED)).category == "unknown"
    placed = layout([body(text, TYPED)])
    assert placed.items[0].bytes == 7
    assert {one.kind for one in placed.findings} == {"picture", "level"}


def test_a_picture_between_commas_is_whole_and_one_that_is_cut_is_not() -> None:
    """In rows between commas a comma before a picture is none of its symbols."""
    text = 'PROGRAM ORD1\n\nRECORD ORD-REC\n\nORD1,ORD-REC,1,ORD-AMT,S9(7) COMP-3,"what is due, and paid"\n'
    spec = from_bytes(text.encode(), "ord.csv")
    evidence = (SpecEvidence(kind="spec", spec=spec.spec_id, first=5, last=5, quote=spec.quote(5, 5)),)

    def verdict(told: str) -> str:
        return reading.picture(claim("inventory", "offline", body(told, "COMP-3"), evidence)).state

    assert [verdict(told) for told in ("S9(7)", "9(7)", "S9(5)")] == ["pass", "fail", "fail"]


def test_places_with_letters_are_hexadecimal() -> None:
    """One number with letters under the word for where items begin makes those of the whole table hexadecimal."""
    table = header("  LV  DATA NAME       DISP   LEN  PICTURE    USAGE")
    assert table is not None
    rows = ["  05  LANG-CD       000010     2  X(2)       DISPLAY", "  05  TAX-RATE      00001E     5  9V9(4)     COMP"]
    below = headed(table, rows)
    assert below is not None
    read = [declaration(row, below) for row in rows]
    assert [(one.name, one.offset, one.bytes, one.picture) for one in read if one] == [
        ("LANG-CD", 16, 2, "X(2)"),
        ("TAX-RATE", 30, 5, "9V9(4)"),
    ]
    plain = headed(table, rows[:1])
    assert plain is not None
    assert declaration(rows[0], plain) == Declaration(5, "LANG-CD", "X(2)", offset=10, bytes=2)


@pytest.mark.parametrize("head", ["FROM   TO     NAME       TYPE", "FROM   TO     NAME       PICTURE"])
def test_last_places_are_hexadecimal_where_first_ones_are(head: str) -> None:
    """The length is what lies between both, also where only a last place shows it."""
    table = header(head)
    assert table is not None
    rows = ["0000   000B   ORD-TXT    X(12)", "0010   0019   ORD-NO     X(10)"]
    below = headed(table, rows)
    assert below is not None
    read = [declaration(row, below) for row in rows]
    assert [(one.offset, one.bytes) for one in read if one] == [(0, 12), (16, 10)]


def test_a_rule_below_a_header_leaves_its_types_open() -> None:
    """Where most types are known, the others are those of the document, below a rule as well."""
    table = header("  Name       Type       Text")
    assert table is not None
    assert table.opened.goes_on("  ---------  ---------  -----")
    assert not table.opened.goes_on("  That is all of it.")


def test_letters_are_types_where_most_have_a_size() -> None:
    """`S` stands among `N4` and `F12`; beside first and last place in one column a letter needs no more."""
    table = header("   Pc  Meaning         Name      Type")
    assert table is not None
    rows = [
        "    1  order number    ORDNO     N6",
        "    2  name            ORDNM     F30",
        "    3  is it open      ISOPEN    S",
    ]
    below = headed(table, rows)
    assert below is not None
    assert [item.picture for row in rows if (item := declaration(row, below))] == ["N6", "F30", "S"]
    placed = header("   COLS      WHAT            KIND")
    item = declaration("   009-012   DUE AMOUNT      N.2", placed)
    assert item == Declaration(-1, "DUE AMOUNT", "N.2", TYPED, offset=9, bytes=4)
    pictured = declaration("   013-013   OPEN            X", placed)
    assert pictured == Declaration(-1, "OPEN", "X", TYPED, offset=13, bytes=1)


def test_a_piece_between_two_columns_belongs_to_the_one_that_is_free() -> None:
    """A row that stands a character to the left of its header is read as the others."""
    table = header("   Element        M/O Fmt Len Meaning")
    item = declaration("   ordNo          O  AN    9  Order number", table)
    assert item == Declaration(-1, "ordNo", "AN", TYPED, bytes=9, note="Order number")


def test_a_dash_may_part_first_and_last_place() -> None:
    """`1 -   8` in two columns, below Dutch words, says where an item begins and how long it is."""
    table = header("  van   tot  veld            opmaak   betekenis")
    item = declaration("    1 -   8  ORDER-DATUM     N8       de datum", table)
    assert item is not None
    assert (item.name, item.picture, item.offset, item.bytes) == ("ORDER-DATUM", "N8", 1, 8)


@pytest.mark.parametrize("head", ["   Name          Pic       Comment", "   Name          Format    Comment"])
def test_types_stand_below_words_that_promise_pictures(head: str) -> None:
    """Where the first rows have types and no pictures, so have all; pictures below the same words stay pictures."""
    table = header(head)
    assert table is not None
    rows = ["   ORD-NO        9 8       as keyed", "   ORD.AMT       R7 MD2", "   ORD-QTY       S 7,2     the quantity"]
    below = headed(table, rows)
    assert below is not None
    read = [declaration(row, below) for row in rows]
    assert [(one.picture, one.usage) for one in read if one] == [("9 8", TYPED), ("R7 MD2", TYPED), ("S 7,2", TYPED)]
    pictured = ["   ORD-NO        9(8)      as keyed", "   ORD-AMT       S9(7)V99"]
    other = headed(table, pictured)
    assert other is not None
    assert [item.usage for row in pictured if (item := declaration(row, other))] == ["DISPLAY", "DISPLAY"]
