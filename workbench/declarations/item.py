"""What a line declares, and what its names look like."""

import re
from typing import NamedTuple

from workbench.records import UNKNOWN

NAME = r"[A-Z0-9][A-Z0-9_$#@]*(?:-[A-Z0-9_$#@]+)*"
"""A COBOL data name or program name: upper case, digits, hyphens inside."""

MOST = 400
"""A longer line declares nothing, in characters."""

NO_NAMES = {
    "THE",
    "AND",
    "OF",
    "TO",
    "IN",
    "A",
    "AN",
    "IS",
    "FOR",
    "NAME",
    "FIELD",
    "PAGE",
    "TIMES",
    "RECORDS",
    "PIC",
    "PICTURE",
}
"""Words that stand where names do."""

HEADINGS = {"NAME", "FIELD", "PAGE", "TIMES", "RECORDS"}
"""Those of them that are names all the same where a level stands before and a picture behind."""

_LETTER = re.compile("[A-Z]")


class Declaration(NamedTuple):
    """One data item as declared; the fields mean what they mean in `records.FieldBody`. `level` 88: a condition."""

    level: int
    name: str
    picture: str = UNKNOWN
    usage: str = "DISPLAY"
    occurs: int = 1
    depending: str = UNKNOWN
    redefines: str = UNKNOWN
    offset: int = -1
    bytes: int = -1
    values: tuple[str, ...] = ()
    note: str = UNKNOWN


def is_name(text: str) -> bool:
    """Whether a text that has the form of a name can be one: it has a letter and is no small word."""
    return text not in NO_NAMES and bool(_LETTER.search(text))
