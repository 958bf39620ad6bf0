"""The clauses of COBOL behind a name: PIC, USAGE, OCCURS, REDEFINES, VALUE, in any order, and the comment behind."""

import re

from workbench.declarations.item import NAME, Declaration
from workbench.records import UNKNOWN

_USAGE = (
    r"COMPUTATIONAL(?:-[1-6X])?|COMP(?:-[1-6X])?|PACKED-DECIMAL|PACKED|BINARY(?:-(?:CHAR|SHORT|LONG|DOUBLE))?|"
    r"DISPLAY(?:-1)?|POINTER|INDEX|NATIONAL|FLOAT-(?:SHORT|LONG)"
)
_VALUED = (
    r"VALUES?(?:\s+(?:IS|ARE))?(?=\s*$|\s+(?:['\"\d+\-]|[XNZBGH]{1,2}['\"]|[A-Z]\w*-\w|[\w-]+\.\s*$|"
    r"(?:ALL|SPACES?|ZERO(?:E?S)?|QUOTES?|NULLS?|TRUE|FALSE)(?!\w)))"
)
"""VALUE and a literal, a figurative constant or the name of one: `MANDATORY VALUE MISSING` is a message."""
_PICTURE = r"[+\-]?S?(?:[XA9NZVPB0/,.*+\-$]|CR|DB|\(\d+\))+"
CLEAR_PICTURE = re.compile(r"^(?=.*[XA9NZ])(?:[+\-$]*S?(?:(?:[XA9NZVPB0/,.*+\-$]|CR|DB)+(?:\(\d+\))?)+)$")
"""What can be a picture, where a picture is expected."""
CERTAIN_PICTURE = re.compile(r"^(?:S9.*|.*[XA9NZ]\(\d+\).*|.*9V9.*|X+|Z[Z,.9\-]+)$")
"""What is a picture, wherever it stands; `CLEAR_PICTURE` must match it too."""
PIC = re.compile(rf"\bPIC(?:TURE)?\s+(?:IS\s+)?({_PICTURE})(?=[\s.,;]|$)")
"""The clause PICTURE."""
USAGE = re.compile(rf"(?<![A-Z0-9-])({_USAGE})(?![A-Z0-9-])")
"""A word for how an item is stored."""
_OCCURS = re.compile(rf"\bOCCURS\s+(?:(\d+)\s+TO\s+)?(\d+)(?:\s+TIMES?)?(?:\s+DEPENDING\s+(?:ON\s+)?({NAME}))?", re.I)
_REDEFINES = re.compile(rf"\b(?i:REDEF(?:INE)?S?):?\s+({NAME})")
_VALUE = re.compile(
    r"\bVALUES?\s+(?:IS\s+|ARE\s+)?((?:(?:'[^']*'|\"[^\"]*\"|[+\-]?[\w.]+)(?:\s+(?:THRU|THROUGH)\s+)?[\s,]*)+)"
)
NEXT = re.compile(
    rf"\s*(?:\.?\s*$|\.\s|\*>|{_VALUED}|(?:PIC(?:TURE)?|REDEFINES|OCCURS|COMP\S*|BINARY|PACKED-DECIMAL|POINTER|"
    r"INDEX(?:ED)?|USAGE|(?:IS\s+)?(?:GLOBAL|EXTERNAL|TYPEDEF)|SIGN|SYNC\S*|JUST\S*|BLANK\s+(?:WHEN|ZERO)|DISPLAY|"
    r"RENAMES|GROUP)\b"
    r"|[+\-]?S?[9XAZN]+(?:\(\d+\)|V|[.,;\s]|$))"
)
"""What can follow a declared name: the end, a clause, or a picture."""
_SIGN_SEPARATE = re.compile(r"\bSIGN\b.*\b(LEADING|TRAILING)\b.*\bSEPARATE\b")
_COMMENT = re.compile(r"\s*(?:\*>|<-+|/\*|--\s|\.\s{2,}|\.\s+\*|;\s)\s*(.*)$")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_VALUES = re.compile(r"'([^']*)'|\"([^\"]*)\"|([+\-]?[\w.]+)")
_SPELLED = {"PACKED-DECIMAL": "COMP-3", "PACKED": "COMP-3"}


def clauses(item: Declaration, text: str) -> Declaration:
    """The item with what the clauses in a text say, and the comment behind them."""
    bare, note = _split_comment(text)
    plain = unquoted(bare)
    found = item.picture
    if picture := PIC.search(plain):
        found = picture[1].rstrip(".,;")
        plain = plain[: picture.start()] + " " + plain[picture.end() :]
    elif token := next((t for t in plain.split() if CERTAIN_PICTURE.match(t.rstrip(".,;"))), ""):
        found = token.rstrip(".,;")
    return storage(item._replace(note=note, picture=found), plain, bare)


def storage(item: Declaration, plain: str, quoted: str) -> Declaration:
    """The item with the clauses about storage in `plain` (without literals) and the values in `quoted`."""
    if found := USAGE.search(plain):
        item = item._replace(usage=usage(found[1]))
    if "SIGN" in plain and (sign := _SIGN_SEPARATE.search(plain)):
        item = item._replace(usage=f"{item.usage} SIGN {sign[1]} SEPARATE")
    return repetition(item, plain, quoted)


def repetition(item: Declaration, plain: str, quoted: str) -> Declaration:
    """The item with OCCURS, REDEFINES and VALUE."""
    upper = plain.upper()
    if "OCCURS" in upper and (occurs := _OCCURS.search(plain)):
        item = item._replace(occurs=int(occurs[2][:9]), depending=occurs[3] or UNKNOWN)
    if "REDEF" in upper and (redefines := _REDEFINES.search(plain)):
        item = item._replace(redefines=redefines[1])
    if "VALUE" in quoted and (said := _VALUE.search(quoted)):
        item = item._replace(values=tuple(values(said[1])))
    return item


def values(text: str) -> list[str]:
    """The literals in a text, without their quotes."""
    pairs = _VALUES.findall(text)
    return [one or two or three.rstrip(".") for one, two, three in pairs if one or two or three.rstrip(".")]


def unquoted(text: str) -> str:
    """A text in which every literal is empty."""
    return _QUOTED.sub("''", text) if "'" in text or '"' in text else text


def usage(text: str) -> str:
    """One spelling for each way of storing: COMPUTATIONAL-3 is COMP-3."""
    text = text.upper().replace("COMPUTATIONAL", "COMP")
    return _SPELLED.get(text, text)


def _split_comment(text: str) -> tuple[str, str]:
    """A trailing comment: after the closing period, `*>`, or an arrow."""
    match = _COMMENT.search(text)
    if match and match[1].strip():
        return text[: match.start()], match[1].strip(" */.>")
    return text, UNKNOWN
