"""Libraries, and large rooms, that are imported when they are first used: most verbs end without them, and would wait.

    if TYPE_CHECKING:
        import networkx as nx
    else:
        nx = later("networkx")

The name stands at the top as that of any import, and linters and type checkers see one.
"""

from importlib import import_module
from typing import Any


class Later:
    """A module that is imported as soon as something in it is asked for; what was asked for once is kept."""

    def __init__(self, name: str) -> None:
        """The module of that name, not imported yet."""
        self._name = name

    def __getattr__(self, what: str) -> Any:
        """What the module has under a name. Raises AttributeError as the module does."""
        if what.startswith("__"):  # asked by those who look at things of any kind
            raise AttributeError(what)
        found = getattr(import_module(self._name), what)
        setattr(self, what, found)
        return found


def later(name: str) -> Any:
    """The module of that name, imported when it is first used, in whichever thread that is.

    >>> later("math").floor(2.5)
    2
    """
    return Later(name)
