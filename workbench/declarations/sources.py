"""One item from a statement of source text that is no COBOL: assembler, FORTRAN, ABAP, IMS, maps, RPG input specs."""

import re

from workbench.declarations.item import Declaration
from workbench.records import TYPED

_SYMBOL = r"[A-Z#@$][A-Z0-9#@$_]*"
_STORAGE = re.compile(rf"\s*({_SYMBOL})[ \t]+D[SC][ \t]+(\d{{0,5}})([CXPZFHDEABVY])(?:L(\d{{1,5}}))?(?=[ \t',(]|\r?$)")
_MESSAGE = re.compile(r"\s*'[^'\n]*\w[ ]+\w")
"""Words in a constant that says no length: a text that is written, and no item."""
_SEGMENT_FIELD = re.compile(rf"\s*(?:\d{{5,6}}[ \t]+)?FIELD[ \t]+NAME=\(?({_SYMBOL})(?:[^)\s=]*\))?,?(\S*)")
_KEYWORD = re.compile(r"(BYTES|START)=(\d{1,5})")
_INPUT = re.compile(rf"\s{{0,8}}I {{12,}}[PB ]?([ \d]{{3}}\d)([ \d]{{3}}\d)[ \d]({_SYMBOL})(?=[ \t]|\r?$)")
"""First and last byte have four columns each, the decimals one."""
_FORTRAN = re.compile(
    r"[ \t]*(?:\d{1,5}[ \t]+)?((?i:CHARACTER|REAL|INTEGER|LOGICAL|COMPLEX|DOUBLE PRECISION|BYTE))"
    r"((?:\*\d{1,5}|\*?\((?:(?i:LEN|KIND)[ \t]*=[ \t]*)?\d{1,5}\))?)((?:[ \t]*,[^:!'\n]{1,60})?[ \t]*::)?"
    r"[ \t]*(?<=[ \t:])([A-Za-z][\w$]*)(?:\((\d{1,6})\))?[ \t]*(?:=[^!\n]*|/[^/!\n]*/[ \t]*)?(!|\r?$)"
)
"""Where a type says neither its size nor `::`, a remark behind an exclamation mark shows that it is a declaration."""
_ABAP = re.compile(
    r"\s*(?:(?i:DATA|TYPES|CONSTANTS|PARAMETERS):?\s+)?([A-Za-z_]\w*)(\(\d{1,5}\))?\s+(?i:TYPE|LIKE)\s+([A-Za-z][\w-]*)"
    r"(\s+(?i:LENGTH)\s+\d{1,5})?(\s+(?i:DECIMALS)\s+\d{1,2})?\s*[,.]\s*(?:\"[^\n]*)?"
)
_MAPPED = re.compile(r"\s*([A-Z@#$][A-Z0-9@#$]{0,7})\s+(?:DFHMDF|[MD]FLD)\s+([^\n]*)")
"""A field of a map of CICS, or of a format of IMS."""
_MAPPED_LENGTH = re.compile(r"\b(?:LENGTH|LTH)=(\d{1,5})")
_CHANGED = re.compile(r"(?=[A-Z@#$]*\d)[A-Z0-9@#$./-]{2,8}\s*")
_ALIGNED = {"F": 4, "H": 2, "D": 8, "E": 4, "A": 4, "V": 4, "Y": 2}
"""Bytes of the types of assembler that need no length."""


def unmarked(line: str) -> str:
    """A line of COBOL source without the mark of a change behind column 72.

    >>> unmarked("000200     05  ORD-NO".ljust(72) + "CR004417")
    '000200     05  ORD-NO'
    """
    if len(line) > 72 and line[70:72] == "  " and _CHANGED.fullmatch(line, 72):
        return line[:72].rstrip()
    return line


def stated(line: str) -> Declaration | None:
    """The item that a statement declares, with its length and, where it says so, its place; None for other lines.

    >>> item = stated("ORDAMT   DS    PL5        AMOUNT")
    >>> item.name, item.picture, item.bytes
    ('ORDAMT', 'PL5', 5)
    >>> item = stated("   FIELD NAME=(ORDNO,SEQ,U),BYTES=8,START=1,TYPE=C")
    >>> item.name, item.offset, item.bytes
    ('ORDNO', 1, 8)
    """
    if " DS " in line or " DC " in line:
        return _stored(line)
    if "NAME=" in line:
        return _described(line)
    if "I            " in line:
        return _input(line)
    if "TH=" in line:
        return _mapped(line)
    if "TYPE " in line or "LIKE " in line or " type " in line:
        return _abap(line)
    return _typed(line) if "*" in line or "!" in line or "::" in line else None


def _stored(line: str) -> Declaration | None:
    match = _STORAGE.match(line)
    if match is None:
        return None
    name, times, kind, length = match.groups()
    if times == "0":
        return Declaration(-1, name)
    if kind == "C" and not length and _MESSAGE.match(line, match.end()):
        return None
    told = kind + (f"L{length}" if length else "")
    size = int(length) if length else _ALIGNED.get(kind, 1)
    return Declaration(-1, name, told, TYPED, occurs=int(times or 1), bytes=size)


def _typed(line: str) -> Declaration | None:
    match = _FORTRAN.match(line)
    if match is None or not (match[2] or match[3] or (match[6] == "!" and f"{match[1]}{match[4]}".isupper())):
        return None
    item = Declaration(-1, match[4], match[1] + match[2], TYPED, occurs=int(match[5] or 1))
    if match[6] == "!" and (note := line[match.end() :].strip()):
        item = item._replace(note=note)
    return item._replace(bytes=int(match[2][1:])) if match[2].startswith("*") and match[2][1:].isdecimal() else item


def _mapped(line: str) -> Declaration | None:
    match = _MAPPED.match(line)
    length = _MAPPED_LENGTH.search(match[2]) if match else None
    return Declaration(-1, match[1], bytes=int(length[1])) if match and length else None


def _abap(line: str) -> Declaration | None:
    """A statement in capitals, or one with a length: a sentence in small letters may have the word in it."""
    match = _ABAP.fullmatch(line.rstrip())
    if match is None or not (match[2] or match[4] or " TYPE " in line or " LIKE " in line):
        return None
    told = " ".join(f"{match[3]}{match[2] or ''}{match[4] or ''}{match[5] or ''}".split())
    return Declaration(-1, match[1], told if match[2] is None else match[3], TYPED)


def _described(line: str) -> Declaration | None:
    match = _SEGMENT_FIELD.match(line)
    told = dict(_KEYWORD.findall(match[2])) if match else {}
    if match is None or "BYTES" not in told:
        return None
    return Declaration(-1, match[1], offset=int(told.get("START", -1)), bytes=int(told["BYTES"]))


def _input(line: str) -> Declaration | None:
    match = _INPUT.match(line)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    if not 0 < first <= last:
        return None
    return Declaration(-1, match[3], offset=first, bytes=last - first + 1)
