"""Whether rows of items stand below the header of a table: a name and a type also head lists of files and programs.

Where most rows have a type in a known notation, a word in the place of one is a type of the document's own.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from workbench.declarations.lines import declaration
from workbench.declarations.rows import HEXADECIMAL, cells_of
from workbench.declarations.tables import Header, header

MOST = 24
"""Lines below a header that show what stands there, rules and second lines of the header among them."""

FEW = 3
"""So many rows with a known type, and twice as many as others, show what the column holds."""

_WORD = re.compile(r"\S+")
_TOLD = re.compile(r"[^\W_]")


def headed(table: Header, below: Iterable[str]) -> Header | None:
    """The header as its rows are to be read; nothing where its words say little and no item stands below it."""
    if not table.roles & {"offset", "type"}:
        return table
    lines = list(islice((line.replace("\f", "") for line in below if _TOLD.search(line)), MOST))
    if table.role("offset") and _hexadecimal(table, lines):
        table = table.in_hexadecimal
    if not table.role("type"):
        return table
    known = strange = others = 0
    for line in lines:
        if declaration(line, table) is not None:
            known += 1
        elif not others and declaration(line, table.opened) is not None:
            strange += 1
        elif header(line) is not None or table.after(others := others + (not table.goes_on(line))) is None:
            break
    if known == 0:
        return table if table.sure else None
    return table.opened if 0 < strange <= known / 2 and known >= FEW else table


def _hexadecimal(table: Header, lines: Sequence[str]) -> bool:
    """Whether a number with letters in it stands where items begin: `00004C`."""
    if table.barred:
        return any(
            HEXADECIMAL.fullmatch(cell) for line in lines for cell in cells_of(line)[table.place("offset") :][:1]
        )
    start = table.at("offset")
    words = (match for line in lines for match in _WORD.finditer(line, max(0, start - 8), start + 16))
    return any(HEXADECIMAL.fullmatch(m[0]) and table.nearest(m.start(), m.end()) == "offset" for m in words)
