"""Tables whose cells stand on lines of their own: a page of a wiki pasted as text, a form read by columns, a list.

Above stand the words of its header, one a line, and each row begins with a cell for every column up to its picture or
its type; what follows in a row, and whether it does, is not known from blank lines, which a page break may also leave.
Only where each row is an entry of a list with its cells as entries below it is it known where they end.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from workbench.declarations.clauses import USAGE
from workbench.declarations.lines import declaration
from workbench.declarations.tables import ORDINALS, ROLES, WEAK, Header, Role, header
from workbench.records import UNKNOWN

MOST = 10
"""A table has at most so many columns."""

REACH = 2 * MOST
"""So many lines from the first word of a header on show whether a row follows."""

_LONGEST = 60
_MARKS = " \t*-`"
_ENTRY = re.compile(r"([ \t]*[*+-][ \t]+)-(?:[ \t]+(\S[^\n]*))?$")
"""The first cell of a row that is an entry of a list."""
_HEADS = frozenset((*ROLES, *WEAK, *ORDINALS))
_LEAST = 3
_LEVEL = re.compile(r"0[1-9]|[1-4]\d|66|77")
_FITTING: dict[Role, re.Pattern[str]] = {
    "level": _LEVEL,
    "name": re.compile(r"(?=[^\n]*[A-Za-z])[A-Za-z0-9][\w$#@.-]*"),
    "usage": USAGE,
    **dict.fromkeys(("offset", "end", "bytes", "occurs"), re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")),
}
"""What a cell looks like below a column of some roles."""


def may_head(line: str) -> bool:
    """Whether a line may be the first word of such a header: most lines show at a glance that they are not."""
    return len(line) < _LONGEST and line.strip(_MARKS).upper() in _HEADS


def stacked(lines: Sequence[str]) -> Header | None:
    """The header whose first word is the first of some lines, where a row follows it; as many lines as it has columns.

    >>> table = stacked(["Level", "Field", "Picture", "Remarks", "05", "ORD-NO", "X(8)", "05", "ORD-DT", "9(8)"])
    >>> [column.role for column in table.columns]
    ['level', 'name', 'picture', 'note']
    """
    if not lines or not may_head(lines[0]):
        return None
    if heads := _entries(lines):
        table = header(_barred(heads))
        found = across(lines[len(heads) :], replace(table, stacked=True)) if table is not None else None
        return replace(table, stacked=True) if table and found and found[1] > 1 else None
    cells = [line.strip(" \t*") for line in lines]
    for many in range(_LEAST, min(MOST, len(cells) - 2) + 1):
        if len(cells[many - 1]) > _LONGEST or "|" in cells[many - 1]:
            return None
        table = header(f"|{'|'.join(cells[:many])}|")
        if table is None or len(table.columns) != many:
            continue
        table = replace(table, stacked=True)
        rest = cells[many:]
        if (row := _row(rest, table)) is not None and (row[2] or _goes_on(rest[row[1] :], table)):
            return table
    return None


def _goes_on(cells: Sequence[str], table: Header) -> bool:
    """Whether another row begins behind what may be left of a group's."""
    return any(_row(cells[at:], table) is not None for at in range(len(table.columns)))


def across(lines: Sequence[str], table: Header | None) -> tuple[str, int]:
    """The row that begins at the first of some lines as one line with bars, and how many lines it takes.

    A line that begins none is returned as it is.

    >>> table = stacked(["Field", "Picture", "Usage", "ORD-NO", "X(8)", "ORD-AMT", "S9(7)", "COMP-3"])
    >>> across(["ORD-AMT", "S9(7)", "COMP-3"], table), across(["ORD-NO", "X(8)", "ORD-AMT"], table)
    (('| ORD-AMT | S9(7) | COMP-3 |', 3), ('| ORD-NO | X(8) |  |', 2))
    """
    if table is None or not table.stacked:
        return lines[0], 1
    if cells := _entries(lines):
        return (_barred(cells), len(cells)) if declaration(_barred(cells), table) is not None else (lines[0], 1)
    found = _row([line.strip() for line in lines[:MOST]], table)
    return found[:2] if found is not None else (lines[0], 1)


def _entries(lines: Sequence[str]) -> list[str]:
    """The cells of a row that is an entry of a list, each an entry below it; empty where the first line begins none."""
    first = _ENTRY.match(lines[0]) if lines else None
    if first is None:
        return []
    mark = " " * len(first[1]) + "-"
    below = takewhile(lambda line: line.rstrip() == mark or line.startswith(mark + " "), lines[1:MOST])
    return [first[2] or "", *(line[len(mark) :].strip() for line in below)]


def _barred(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _row(cells: Sequence[str], table: Header) -> tuple[str, int, bool] | None:
    """The row as one line, how many lines it takes, and whether it has a picture or a type: a group has none."""
    roles = [column.role for column in table.columns]
    told = 1 + max(at for at, role in enumerate(roles) if role in ("name", "picture", "type"))
    if _fit(cells[:told], roles[:told]) and (item := declaration(line := _joined(cells[:told], roles), table)):
        if item.picture != UNKNOWN:
            more = _more(cells[told:], roles[told:])
            return _joined([*cells[:told], *more], roles), told + sum(map(bool, more)), True
    named = 1 + roles.index("name")
    if "level" in roles[:named] and _fit(cells[:named], roles[:named]):
        line = _joined(cells[:named], roles)
        return (line, named, False) if declaration(line, table) is not None else None
    return None


def _fit(cells: Sequence[str], roles: Sequence[Role]) -> bool:
    """Whether there is a cell for each role, and all may stand below such a column."""
    return len(cells) == len(roles) and all(
        0 < len(cell) <= _LONGEST and "|" not in cell and (role not in _FITTING or _FITTING[role].fullmatch(cell))
        for cell, role in zip(cells, roles, strict=True)
    )


def _more(cells: Sequence[str], roles: Sequence[Role]) -> list[str]:
    """The cells behind a picture or a type, as far as each looks like what its column holds and is no row's beginning.

    What cannot be told from a line that follows the table, a remark, is left to stand by itself.
    """
    found, at = list[str](), 0
    for role in roles:
        if role not in ("usage", "offset", "end", "bytes", "occurs"):
            break
        cell = cells[at] if at < len(cells) else ""
        fits = _FITTING[role].fullmatch(cell) is not None and not _LEVEL.fullmatch(cell)
        found.append(cell if fits else "")
        at += fits
    return found


def _joined(cells: Sequence[str], roles: Sequence[Role]) -> str:
    return f"| {' | '.join([*cells, *[''] * (len(roles) - len(cells))])} |"
