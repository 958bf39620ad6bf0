"""An item that goes on over several lines, as one string: a sentence of COBOL, or a name with what stands below it."""

import re
from collections.abc import Sequence

from workbench.agent import NumberedLine
from workbench.declarations import gathered, unmarked
from workbench.declarations.nested import MOST as NESTED
from workbench.declarations.nested import may_go_on

MOST_LINES = 6
"""A COBOL sentence goes on over at most so many lines."""

_STARTS = re.compile(r"^\s*(?:\d{6}\s+)?(?:0?[1-9]|[1-4]\d|66|77|88)\s+[A-Z0-9]")
_NO_END = re.compile(r"[\d)9XZ]\.\d|'[^']*'")
"""Where a period ends no sentence."""
_SEQUENCE = re.compile(r"^\d{6}(?=\s)")
_GOES_ON = re.compile(r"^\s+(?:PIC|USAGE|OCCURS|VALUE|COMP|REDEFINES|DEPENDING|INDEXED|SIGN|BINARY|TO\s|TIMES)")


def sentence(lines: Sequence[NumberedLine], at: int, text: str) -> tuple[str, int]:
    """A COBOL sentence that goes on to its period over the next lines, or an item with attributes, in one string."""
    if at + 1 < len(lines) and may_go_on(text, lines[at + 1].text):
        nested = gathered([line.text for line in lines[at : at + NESTED + 1]], 0)
        if nested[1] > 1:
            return nested
    if not _STARTS.match(text):
        return text, 1
    text = unmarked(text)
    if text.rstrip().endswith(".") or "." in _NO_END.sub("", text):
        return text, 1
    whole = text
    for used in range(1, MOST_LINES):
        if at + used >= len(lines):
            break
        # A page break may stand inside a sentence; blank lines and furniture are not among the lines sent.
        more = _SEQUENCE.sub("", unmarked(lines[at + used].text))
        if not _GOES_ON.match(more):
            break
        whole += " " + more.strip()
        if whole.rstrip().endswith("."):
            return whole, used + 1
    return (whole, used) if whole != text else (text, 1)
