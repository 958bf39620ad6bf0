"""Figures: what a notebook says of itself in numbers, as its last word; the batch gathers them into its summary.

    Figures(endpoints=289, proposals=3)       # at the end of a cell

Any notebook can do so; the figures travel in the saved notebook, under a media type of their own.
"""

from collections.abc import Mapping
from typing import Any

from workbench.drawing import Drawing
from workbench.table import Table

MEDIA = "application/vnd.workbench.figures+json"
"""Where figures stand in a cell's output."""

MOST = 24
"""Figures of one run that are kept."""


class Figures(Drawing):
    """Named numbers and short texts, shown as a table."""

    def __init__(self, **said: int | float | str) -> None:
        """In the order in which they shall be shown."""
        self.said = said

    def html(self) -> str:
        """The table as HTML."""
        return Table(list(self.said), [list(self.said.values())]).html()

    def __repr__(self) -> str:
        """The figures in one line."""
        return ", ".join(f"{name} {value}" for name, value in self.said.items())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self.html(), MEDIA: dict(self.said)}


def figures(notebook: Any) -> dict[str, int | float | str]:
    """What the outputs of an executed notebook say, the later word where two say the same; nothing of no notebook."""
    found: dict[str, int | float | str] = {}
    for cell in notebook["cells"] if notebook is not None else []:
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get(MEDIA, {})
            if isinstance(said, Mapping):
                found |= {str(name)[:60]: _plain(value) for name, value in said.items()}
    return dict(list(found.items())[:MOST])


def _plain(value: Any) -> int | float | str:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)[:200]
