"""One item whose attributes stand on lines of their own, indented below its name, as service descriptions do."""

import re
from collections.abc import Sequence

MOST = 10
"""An item has at most so many attributes."""

CELLS = 12
"""A row has at most so many cells that stand on lines of their own."""

_CELL = re.compile(r"\s*<(t[dh])\b[^<>]*>(?:(?!</?t[dh]\b)[^\n])*</\1>\s*$", re.I)
_NAME = re.compile(r"^([ \t]+)(?:-[ \t]+)?(?:name:[ \t]*)?[\"']?([A-Za-z_][\w$#@-]*)[\"']?:?[ \t]*$")
_PAIR = re.compile(r"^([ \t]+)([A-Za-z][\w-]*):[ \t]+(\S[^\n]*)$")
_TELLING = re.compile(r"(?i)(?:x-)?(?:\w+-)?(?:pic(?:ture)?|(?:max|min)?length|size|bytes)\Z")


def gathered(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The item that begins at a line as one line, `NAME: {key: value, ...}`, and how many lines it takes.

    A line that begins none is returned as it is.
    """
    line = lines[at]
    named = _NAME.match(line) if ":" in line and len(line) < 200 else None
    pairs: list[re.Match[str]] = []
    for text in lines[at + 1 : at + 1 + MOST] if named else ():
        pair = _PAIR.match(text)
        if pair is None or not _inside(pair[1], line, pairs):
            break
        pairs.append(pair)
    if named is None or not any(_TELLING.match(pair[2]) for pair in pairs):
        return line, 1
    return f"{named[1]}{named[2]}: {{{', '.join(f'{pair[2]}: {pair[3].strip()}' for pair in pairs)}}}", len(pairs) + 1


def rowed(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The row of cells that begins at a line and has one cell a line, as one line, and how many lines it takes.

    A line that is not one cell of HTML alone is returned as it is.

    >>> rowed(["<td>ORD-NO</td>", "<td>X(8)</td>", "</tr>"], 0)
    ('<td>ORD-NO</td><td>X(8)</td>', 2)
    """
    end = at
    while end < min(len(lines), at + CELLS) and "<t" in lines[end].lower() and _CELL.match(lines[end]):
        end += 1
    return ("".join(line.strip() for line in lines[at:end]), end - at) if end > at + 1 else (lines[at], 1)


def _inside(indent: str, line: str, before: Sequence[re.Match[str]]) -> bool:
    """Whether an attribute is indented below its item, and as deep as the one before."""
    return len(indent) == len(before[0][1]) if before else len(indent) > len(line) - len(line.lstrip())
