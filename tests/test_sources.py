"""Layouts in source text of other languages: items of the record that the language opens."""

import pytest
from heldout.measure import reading

from workbench.declarations import declaration, header

PLI = """ {program}: PROC(P_IN, P_OUT);
   DCL ABEND0 ENTRY(*);
   DCL 1 IN_{program} BASED(P_IN),
         3 ORDER_NO             CHAR(10),
         3 UNIT_PRICE           FIXED DEC(9,2),      /* SEE RULES */
         3 ITEM_COUNT           FIXED BIN(15);
   DCL 1 OUT_{program} BASED(P_OUT),
         3 DUE_DATE             PIC'(8)9',
         3 REMARK               CHAR(60),
         3 HOLD_MARK            CHAR(1);
 END {program};
"""
RPG = """ Parameters:
   D IN{program}       DS
   D  ORDNBR                        7P 0
   D  TRMCD                         2A
   D  TOTAMT                       11P 2
 Record format:
     A          R OUT{program}
     A            DUEDT          6S 0  TEXT('Due date')
     A            RMKTXT         60A  COLHDG('Remark')
     A            HLDCD           1A
"""
DDL = """ Request:
    DEFINITION IN-{program}.
      02 ORD-NBR                 PIC X(10).
      02 UNIT-PRC                TYPE BINARY 64,2.
      02 TRM-ID                  TYPE CHARACTER 4.
    END.
 Reply:
    DEFINITION OUT-{program}.
      02 DUE-DT                  TYPE CHARACTER 8
            HEADING "due date".
      02 RMRK                    TYPE CHARACTER 60.
      02 HLD-CD                  PIC X.
    END.
"""
IMS = """   SEGM NAME=IN{program},PARENT=0,BYTES=24
   FIELD NAME=(ORDNBR,SEQ,U),BYTES=8,START=1,TYPE=C
   FIELD NAME=TRMCD,BYTES=2,START=9,TYPE=C
   FIELD NAME=(TOTAMT),BYTES=6,START=11,TYPE=P

   SEGM NAME=OUT{program},PARENT=IN{program}
   FIELD NAME=DUEDT,BYTES=6,START=1
   FIELD NAME=RMKTXT,BYTES=60,START=7
   FIELD NAME=HLDCD,BYTES=1,START=67
"""
LANGUAGES = {"PL/I": PLI, "RPG": RPG, "DDL": DDL, "IMS": IMS}
COUNTS = (3, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_items_belong_to_the_record_that_source_text_opens(language: str) -> None:
    """Of each program both records are read, each with as many items as it has."""
    programs = [f"OE{at:02d}{at * 7 % 10}0" for at in range(1, 15)]
    above = "PROGRAM {program}\n===============\n\n Keeps the order in hand.\n\n"
    text = "\n".join((above + LANGUAGES[language]).format(program=program) for program in programs)
    found: dict[tuple[str, str], int] = {}
    for claim in reading(text.encode(), "source.txt").claims:
        if claim.body.kind == "field":
            key = (claim.body.program, claim.body.record)
            found[key] = found.get(key, 0) + 1
    said = {(owner, record.replace("_", "").replace("-", "")): n for (owner, record), n in found.items()}
    assert said == {
        (name, f"{way}{name}"): n for name in programs for way, n in zip(("IN", "OUT"), COUNTS, strict=True)
    }


def test_storage_of_assembler_and_fields_of_input_specifications_are_items() -> None:
    """Names, lengths and places are those of the statements; sentences that have their words are no items."""
    lines = [
        "ORDNO    DS    CL8           ORDER NUMBER",
        "ORDAMT   DS    PL5",
        "ORDKEY   DS    0CL12",
        "ORDTAB   DS    10F",
        "     I                                        1   8 ORDNBR",
        "     I                                    P   9  132TOTAMT",
        "THE DS AND THE DC STATEMENTS ARE LISTED ELSEWHERE",
        "     I              AM NOT SURE",
    ]
    found = [item for line in lines if (item := declaration(line, None)) is not None]
    assert [(item.name, item.offset, item.bytes, item.occurs) for item in found] == [
        ("ORDNO", -1, 8, 1),
        ("ORDAMT", -1, 5, 1),
        ("ORDKEY", -1, -1, 1),
        ("ORDTAB", -1, 4, 10),
        ("ORDNBR", 1, 8, 1),
        ("TOTAMT", 9, 5, 1),
    ]


@pytest.mark.parametrize(
    ("line", "name", "told", "size"),
    [
        ("           ord_city(12) TYPE c,", "ord_city", "c", -1),
        ("    ord_no TYPE char35,", "ord_no", "char35", -1),
        ("  DATA: ord_amt TYPE p LENGTH 7 DECIMALS 2.", "ord_amt", "p LENGTH 7 DECIMALS 2", -1),
        ("ORDNO    DFHMDF POS=(03,20),LENGTH=8,ATTRB=(UNPROT,NUM)", "ORDNO", "unknown", 8),
        ("ORDNO    MFLD  (ORDNO,'0'),LTH=8", "ORDNO", "unknown", 8),
        ("   Field=ORD_NO Type=DEC Len=5 Dec=2", "ORD_NO", "unknown", 5),
        ("   bytes 1 to 6 hold ORD-BAL (packed)", "ORD-BAL", "packed", 6),
        ("   Stellen 7 bis 9: ORD-KZ, alphanumerisch", "ORD-KZ", "alphanumerisch", 3),
        ("   colonnes 7 à 9 : ORD-KZ, numérique", "ORD-KZ", "numérique", 3),
    ],
)
def test_statements_and_sentences_that_place_an_item_declare_it(line: str, name: str, told: str, size: int) -> None:
    """Those of ABAP, of maps and formats of screens, of keys, and places in words of several languages."""
    item = declaration(line, None)
    assert item is not None
    assert (item.name, item.picture, item.bytes) == (name, told, size)


@pytest.mark.parametrize(
    "line",
    [
        "  The order is of the same type as before.",
        "  this order type c.",
        "         DFHMDF POS=(01,01),LENGTH=8,INITIAL='ORDER'",
        "  A=1 B=2",
        "  bytes 1 to 6 hold THE number",
        "   SEGM NAME=ORDSEG,BYTES=24",
        "ERR07    DC    C'ORDER IS CLOSED'",
    ],
)
def test_words_of_statements_in_other_lines_declare_nothing(line: str) -> None:
    """Prose, a text of a map that has no name, settings, a segment, a message."""
    assert declaration(line, None) is None


@pytest.mark.parametrize(
    "line",
    ["ITEMNO   DS    F          Item number", '      posno     TYPE n LENGTH 6,          "item number'],
)
def test_a_statement_is_no_header(line: str) -> None:
    """Its words are those above columns, in the remark too."""
    assert header(line) is None
    assert declaration(line, None) is not None
