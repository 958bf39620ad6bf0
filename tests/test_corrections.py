"""Corrections in any words: what begins like others is read by the words before its values, or flagged."""

import pytest

from workbench.engines.errata import erratum
from workbench.records import UNKNOWN

SAID = [
    ("In the section on KD0417, the field CUST-NO is said to be PIC X(4); it is in truth PIC X(3).", "X(4)", "X(3)"),
    ("Im Programm KD0417 muss es beim Feld CUST-NO heissen: 9(7) statt 9(8).", "9(8)", "9(7)"),
    ("C4  KD0417  CUST-NO  for S9(5) COMP read S9(4) COMP", "S9(5) COMP", "S9(4) COMP"),
    ("KD0417: the member CUST-NO has X(9) where it should have X(8)", "X(9)", "X(8)"),
    ("Traitement KD0417, rubrique CUST-NO : lire `9(7)` au lieu de `9(9)`.", "9(9)", "9(7)"),
    ("Erratum: KD0417 CUST-NO  Is: X(4)  Must-Be: X(5)", "X(4)", "X(5)"),
]


@pytest.mark.parametrize(("line", "old", "new"), SAID)
def test_the_words_before_a_value_say_whether_it_is_old_or_new(line: str, old: str, new: str) -> None:
    """In several languages, in either order."""
    body = erratum([line], UNKNOWN, "KD0417")
    assert (body.program, body.field, body.attribute) == ("KD0417", "CUST-NO", "picture")
    assert (body.old, body.new) == (old, new)


@pytest.mark.parametrize("line", ["KD0417\tCUST-NO\tnumeric(4)\tnumeric(2)", "KD0417 CUST-NO X(4) X(5) X(6)"])
def test_what_no_word_tells_is_flagged_and_not_applied(line: str) -> None:
    """Two values under headings of columns, and three values: old and new stay unknown."""
    body = erratum([line], UNKNOWN, "KD0417")
    assert (body.program, body.field, body.attribute) == ("KD0417", "CUST-NO", "unknown")
    assert (body.old, body.new) == (UNKNOWN, UNKNOWN)
