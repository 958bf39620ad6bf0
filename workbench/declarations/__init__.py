"""One declared data item from one line, or a few, of legacy text: copybook clauses or a row of a table.

The same item is written many ways: `05 CUST-NO PIC 9(6) COMP-3.`, a row under a header with columns, cells between
bars, dots between name and picture, a bullet in a list, attributes. A picture without the word PIC counts only where
its column or its form leaves no doubt. What a line does not say stays unknown.
"""

from workbench.declarations.bars import barred, cells
from workbench.declarations.forms import Formed, Forms, declared, formed
from workbench.declarations.headed import headed
from workbench.declarations.item import NAME, Declaration
from workbench.declarations.lines import declaration
from workbench.declarations.nested import gathered, rowed
from workbench.declarations.several import several
from workbench.declarations.sources import unmarked
from workbench.declarations.stacked import REACH, across, may_head, stacked
from workbench.declarations.tables import Column, Header, Role, header
from workbench.declarations.types import SIZED, is_type

__all__ = [
    "NAME",
    "REACH",
    "SIZED",
    "Column",
    "Declaration",
    "Formed",
    "Forms",
    "Header",
    "Role",
    "across",
    "barred",
    "cells",
    "declaration",
    "declared",
    "formed",
    "gathered",
    "headed",
    "header",
    "is_type",
    "may_head",
    "rowed",
    "several",
    "stacked",
    "unmarked",
]
