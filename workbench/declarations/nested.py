"""One item on several lines: its attributes, its type or its picture stand on lines of their own below its name."""

import re
from collections.abc import Iterator, Sequence

from workbench.declarations.clauses import PIC
from workbench.declarations.tables import ROLES
from workbench.declarations.types import is_type

MOST = 10
"""An item has at most so many attributes."""

LONGEST = 200
"""Characters of a line that begins an item on several."""

_COMMA = ", "

CELLS = 12
"""A row has at most so many cells that stand on lines of their own."""

_CELL = re.compile(r"\s*<(t[dh])\b[^<>]*>(?:(?!</?t[dh]\b)[^\n])*</\1>\s*$", re.I)
_NAME = re.compile(r"^([ \t]+)(?:-[ \t]+)?(?:name:[ \t]*)?[\"']?([A-Za-z_][\w$#@-]*)[\"']?:?[ \t]*\{?[ \t]*$")
_PAIR = re.compile(r"^([ \t]+)[\"']?([A-Za-z][\w-]*)[\"']?:[ \t]+(\S[^\n]*)$")
_LABELLED = re.compile(r"^([ \t]*)([A-Za-z][\w-]*(?: [A-Za-z]+)?)[ \t]*:[ \t]*([`\"']?\S[^\n]*)$")
_ALONE = re.compile(
    r"([ \t]*)(?:[-*•][ \t]+)?[`*\"']{0,2}((?=[A-Za-z]*[\d_$#@-]|[a-z]+[A-Z]|[A-Z]{2,}[`*\"':\s])[A-Za-z][\w$#@-]*)"
    r"[`*\"']{0,2}:?[ \t]*$"
)
"""A name alone on its line that is no common word."""
_DEFINED = re.compile(r":[ \t]+([^\n]+)$")
"""What a list of definitions in Markdown has below a term."""
_ELEMENT = re.compile(r"[ \t]*<(?:\w+:)?(?:element|attribute)\b[^<>]*\bname=[\"'][^\"'\n]+[\"'][^<>]*(?<!/)>[ \t]*$")
_RESTRICTED = re.compile(r"<(?:\w+:)?restriction\b[^<>]*\bbase=[\"']([^\"'\n]+)[\"']")
_RESERVED = frozenset(
    "schema items properties parameters content header headers responses additionalproperties allof oneof anyof".split()
)
_TELLING = re.compile(r"(?i)(?:x-)?(?:\w+-)?(?:pic(?:ture)?|(?:max|min)?length|size|bytes)\Z")


def gathered(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The item that begins at a line as one line, `NAME: {key: value, ...}`, and how many lines it takes.

    A line that begins none is returned as it is.

    >>> gathered(["  ORD-NO", "     Type: CHAR(8)"], 0), gathered(["`ord_no`", ":   char(8), the order"], 0)
    (('ORD-NO: {Type: CHAR(8)}', 2), ('ord_no: {type: char(8)}', 2))
    """
    line = lines[at]
    if len(line) >= LONGEST or at + 1 >= len(lines) or not may_go_on(line, lines[at + 1]):
        return line, 1
    found = _attributes(lines, at) or _labelled(lines, at) if ":" in line else None
    if found is None and "name=" in line:
        found = _restricted(lines, at)
    if found is None and (alone := _ALONE.match(line)):
        found = _below(alone, lines, at)
    return found or (line, 1)


def may_go_on(line: str, below: str) -> bool:
    """Whether an item may begin at a line and go on below: most lines show at a glance that none does."""
    if ":" in below and (":" in line or " " not in line.strip()):
        return True
    return ("PIC" in below and " " not in line.strip(" -*•\t")) or "name=" in line


def _attributes(lines: Sequence[str], at: int) -> tuple[str, int] | None:
    """A name and a colon, and below it its attributes, indented."""
    line = lines[at]
    named = _NAME.match(line)
    if named is None:
        return None
    pairs = [pair for pair in _pairs(lines, at) if pair is not None]
    told = any(_TELLING.match(pair[2]) for pair in pairs) or (named[2].lower() not in _RESERVED and _typed(pairs))
    return (f"{named[1]}{_flow(named[2], pairs)}", len(pairs) + 1) if told else None


def _pairs(lines: Sequence[str], at: int) -> Iterator[re.Match[str]]:
    """The attributes on the lines below one, all indented deeper than it and as deep as the first."""
    before: list[re.Match[str]] = []
    for text in lines[at + 1 : at + 1 + MOST]:
        pair = _PAIR.match(text)
        if pair is None or not _inside(pair[1], lines[at], before):
            return
        before.append(pair)
        yield pair


def _flow(name: str, pairs: Sequence[re.Match[str]]) -> str:
    return f"{name}: {{{', '.join(f'{pair[2]}: {pair[3].strip().rstrip(_COMMA)}' for pair in pairs)}}}"


def _typed(pairs: Sequence[re.Match[str]]) -> bool:
    """Whether one of some attributes is a type that is known."""
    return any(pair[2].lower() in ("type", "format") and is_type(pair[3].strip(" \"',")) for pair in pairs)


def _labelled(lines: Sequence[str], at: int) -> tuple[str, int] | None:
    """What columns are called, each on a line of its own before its value: `Field: ORD-NO`, `Type: CHAR`."""
    label = lines[at].partition(":")[0].strip().upper()
    first = _LABELLED.match(lines[at]) if ROLES.get(label) == "name" else None
    if first is None:
        return None
    more: list[re.Match[str]] = []
    for text in lines[at + 1 : at + 1 + MOST]:
        pair = _LABELLED.match(text)
        if pair is None or ROLES.get(pair[2].upper(), "name") == "name" or len(pair[1]) < len(first[1]):
            break
        more.append(pair)
    roles = {ROLES[pair[2].upper()] for pair in more}
    if not roles & {"type", "picture", "bytes"}:
        return None
    return _flow(first[3].strip(" `\"'"), more), len(more) + 1


def _below(alone: re.Match[str], lines: Sequence[str], at: int) -> tuple[str, int] | None:
    """A name alone on its line, and below it its type, its picture or its attributes."""
    text, name = lines[at + 1], alone[2]
    if defined := _DEFINED.match(text):
        told = re.split(r"[,;] ", defined[1])[0].strip("` ")
        return (f"{name}: {{type: {told}}}", 2) if is_type(told) else None
    if len(text) - len(text.lstrip()) <= len(alone[1]):
        return None
    pairs = list(_pairs(lines, at))
    if any(_TELLING.match(pair[2]) for pair in pairs) or _typed(pairs):
        return _flow(name, pairs), len(pairs) + 1
    picture = PIC.search(text)
    told = text[picture.end() :].strip(" .") if picture else "more"
    return (f"{name} {picture[0]}.", 2) if picture and not told else None


def _restricted(lines: Sequence[str], at: int) -> tuple[str, int] | None:
    """An element of a schema with the restriction of its type below, up to its end."""
    if not _ELEMENT.match(lines[at]):
        return None
    for end in range(at + 1, min(len(lines), at + MOST)):
        if "element>" in lines[end] or "attribute>" in lines[end]:
            base = next((match for text in lines[at + 1 : end] if (match := _RESTRICTED.search(text))), None)
            return (f'{lines[at].rstrip()[:-1]} type="{base[1]}"/>', end - at + 1) if base else None
        if "<xs:element" in lines[end]:
            return None
    return None


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
