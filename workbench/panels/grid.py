"""Rows that can be sorted, searched and turned: what `wb.sql(...)` shows. The browser holds one page of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from workbench.drawing import visible
from workbench.panels.listing import PAGE, Said
from workbench.table import WIDEST, Table

HERE = Path(__file__).parent
Row = tuple[object, ...]


class Grid(anywidget.AnyWidget):
    """Columns and rows; a click on a column sorts by it, another turns the order round."""

    _esm = (HERE / "common.js").read_text() + (HERE / "grid.js").read_text()
    _css = HERE / "panels.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Rows are shown in their order until somebody sorts them."""
        self._columns, self._rows = list(columns), [tuple(row) for row in rows]
        super().__init__()
        self.turn()
        self.on_msg(lambda _, message, buffers: self._heard(message))

    def turn(self, by: int = -1, down: bool = False, find: str = "", page: int = 0) -> None:
        """A page of the rows that hold `find`, sorted by a column (-1: as they came); unknown values come last."""
        wanted = find.casefold()
        found = (
            [row for row in self._rows if any(wanted in str(cell).casefold() for cell in row)] if find else self._rows
        )
        if 0 <= by < len(self._columns):
            found = sorted(found, key=lambda row: _key(row[by]), reverse=down)
            found = [row for row in found if row[by] is not None] + [row for row in found if row[by] is None]
        last = max(0, (len(found) - 1) // PAGE)
        number = min(max(0, page), last)
        shown = found[number * PAGE : (number + 1) * PAGE]
        self.page = self._page(shown, {"by": by, "down": down, "page": number, "pages": last + 1, "total": len(found)})

    def _page(self, shown: Sequence[Row], about: Said) -> Said:
        return {
            **about,
            "columns": [visible(name, 60) for name in self._columns],
            "rows": [[visible("" if cell is None else cell, WIDEST) for cell in row] for row in shown],
            "numbers": [all(isinstance(row[at], (int, float)) for row in shown) for at in range(len(self._columns))],
            "first": about["page"] * PAGE + 1 if shown else 0,
            "all": len(self._rows),
        }

    def _heard(self, message: Mapping[str, Any]) -> None:
        if message.get("do") == "watch":
            self.send({"kind": "heard"})
            return
        by, down = int(message.get("by", -1)), message.get("down") is True
        self.turn(by, down, str(message.get("find", "")), int(message.get("page", 0)))
        self.send({"kind": "heard"})

    def html(self) -> str:
        """The first rows, as a record."""
        return Table(self._columns, self._rows).html()

    def __repr__(self) -> str:
        """How much it holds."""
        return f"<{len(self._rows)} rows: {visible(', '.join(self._columns), 200)}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        return {**live, "text/plain": repr(self), "text/html": self.html()}, about


def _key(cell: object) -> tuple[bool, float, str]:
    """Numbers by their size, all else by its text."""
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return (not number, float(cell) if number else 0.0, "" if number else str(cell))  # type: ignore[arg-type]
