"""Whether rows of items stand below the header of a table: a name and a type also head lists of files and programs.

Where most rows have a type in a known notation, a word in the place of one is a type of the document's own.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from workbench.declarations.lines import declaration
from workbench.declarations.rows import HEXADECIMAL, PLACES, cells_of
from workbench.declarations.tables import Header, Role, header
from workbench.declarations.types import is_coded
from workbench.records import TYPED, UNKNOWN

MOST = 24
"""Lines below a header that show what stands there, rules and second lines of the header among them."""

FEW = 3
"""So many rows with a known type, and twice as many as others, show what the column holds."""

_WORD = re.compile(r"\S+")
_TOLD = re.compile(r"[^\W_]")


def headed(table: Header, below: Iterable[str]) -> Header | None:
    """The header as its rows are to be read; nothing where its words say little and no item stands below it."""
    if not table.roles & {"offset", "type", "picture"}:
        return table
    lines = list(islice((line.replace("\f", "") for line in below if _TOLD.search(line)), MOST))
    if table.role("picture") and _typed(table.typed, lines):
        table = table.typed
    if table.role("offset") and _hexadecimal(table, lines):
        table = table.in_hexadecimal
    if not table.role("type"):
        return table
    known = strange = others = coded = 0
    for line in lines:
        if (item := declaration(line, table)) is not None:
            known += 1
            coded += is_coded(item.picture)
        elif not others and declaration(line, table.opened) is not None:
            strange += 1
        elif header(line) is not None or table.after(others := others + (not table.goes_on(line))) is None:
            break
    if known == 0:
        return table if table.sure else None
    if coded > 1 and 2 * coded > known:
        return table.lettered
    return table.opened if 0 < strange <= known / 2 and known >= FEW else table


def _typed(table: Header, lines: Sequence[str]) -> bool:
    """Whether most of the first rows have types, and no pictures."""
    rows = (item for line in lines if (item := declaration(line, table)) is not None and item.picture != UNKNOWN)
    told = [item.usage == TYPED for item in islice(rows, FEW)]
    return 2 * sum(told) > len(told)


def _hexadecimal(table: Header, lines: Sequence[str]) -> bool:
    """Whether a number with letters in it stands where items begin or end: `00004C`."""
    return any(_told_in_hexadecimal(table, lines, role) for role in PLACES if table.role(role))


def _told_in_hexadecimal(table: Header, lines: Sequence[str], role: Role) -> bool:
    if table.barred:
        at = table.place(role)
        return any(HEXADECIMAL.fullmatch(cell) for line in lines for cell in cells_of(line)[at : at + 1])
    start = table.at(role)
    words = (match for line in lines for match in _WORD.finditer(line, max(0, start - 8), start + 16))
    return any(HEXADECIMAL.fullmatch(m[0]) and table.nearest(m.start(), m.end()) == role for m in words)
