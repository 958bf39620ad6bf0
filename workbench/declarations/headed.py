"""Whether rows of items stand below the header of a table: a name and a type also head lists of files and programs.

Where most rows have a type in a known notation, a word in the place of one is a type of the document's own.
"""

import re
from collections.abc import Iterable
from itertools import islice

from workbench.declarations.lines import declaration
from workbench.declarations.tables import Header, header

MOST = 24
"""Lines below a header that show what stands there, rules and second lines of the header among them."""

FEW = 3
"""So many rows with a known type, and twice as many as others, show what the column holds."""

_TOLD = re.compile(r"[^\W_]")


def headed(table: Header, below: Iterable[str]) -> Header | None:
    """The header as its rows are to be read; nothing where its words say little and no item stands below it."""
    if not table.role("type"):
        return table
    known = strange = others = 0
    for line in islice((line.replace("\f", "") for line in below if _TOLD.search(line)), MOST):
        if declaration(line, table) is not None:
            known += 1
        elif not others and declaration(line, table.opened) is not None:
            strange += 1
        elif header(line) is not None or table.after(others := others + (not table.goes_on(line))) is None:
            break
    if known == 0:
        return table if table.sure else None
    return table.opened if 0 < strange <= known / 2 and known >= FEW else table
