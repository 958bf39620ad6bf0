"""Whether rows of items stand below the header of a table: a name and a type also head lists of files and programs."""

import re
from collections.abc import Iterable
from itertools import islice

from workbench.declarations.lines import declaration
from workbench.declarations.tables import Header

MOST = 6
"""An item is among so many lines below a header, rules and second lines of the header among them."""

_TOLD = re.compile(r"\w")


def headed(table: Header, below: Iterable[str]) -> bool:
    """Whether a header is one of a table of items, by its words or by what stands below it."""
    if table.sure:
        return True
    rows = islice((line.replace("\f", "") for line in below if _TOLD.search(line)), MOST)
    return any(declaration(line, table) is not None for line in rows)
