"""The first agent: compiled modules without source become a specification whose every line has evidence.

It claims nothing about names. Copybooks are witnesses: where one fits a recovered record without contradiction, the
items are called after it, and each row says by which line.
"""

from collections.abc import Sequence

from workbench import profile
from workbench.copybook import Copybook
from workbench.records import Record
from workbench.reverse import Module
from workbench.reverse.specification import PROFILE, specification
from workbench.reverse.witness import Fit, Named, fits


class Recovery(Record):
    """A specification of recovered modules, its profile (YAML), and what witnesses said."""

    text: str
    profile: str
    fits: tuple[Fit, ...] = ()


def recovery(modules: Sequence[Module], books: Sequence[tuple[str, Copybook]] = ()) -> Recovery:
    """The specification of some modules. `books` are copybooks by the name that their witness is cited with."""
    names: dict[str, Named] = {}
    told: list[Fit] = []
    for module in modules:
        for fit in fits(module, books):
            told.append(fit)
            names |= {f"{fit.program}:{one.item}": one for one in fit.names}
    return Recovery(text=specification(modules, names), profile=profile.dump(PROFILE), fits=tuple(told))
