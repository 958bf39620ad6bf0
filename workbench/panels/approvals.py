"""The approval panel: the queue of what shall be written, each change in full, and a signed word on it.

The kernel holds the queue and gives the browser one page of 25 at a time; a change is sent when somebody looks at it.
So the panel is two models, however many proposals there are.

A click is evidence, the signature is the authority: the panel only calls the desk, whose rules hold everywhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from workbench.drawing import CODE, FAINT, figure, text
from workbench.panels.asked import Desk
from workbench.panels.listing import PAGE
from workbench.panels.queue import Queue
from workbench.table import Table

HERE = Path(__file__).parent

STATIC_LINES = 40
"""Lines of the first change that a record of the panel shows."""


class ApprovalPanel(anywidget.AnyWidget):
    """The queue of a desk, for one reviewer. `page` is what the browser shows; all else comes on demand."""

    _esm = (HERE / "common.js").read_text() + (HERE / "approvals.js").read_text()
    _css = HERE / "panels.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, desk: Desk, reviewer: str) -> None:
        """Decisions are signed as `reviewer`."""
        self.queue = Queue(desk, reviewer)
        super().__init__(page=self.queue.page)
        self.on_msg(lambda _, message, buffers: self._heard(message))

    def _heard(self, message: Mapping[str, Any]) -> None:
        answers = self.queue.hear(message)
        self.page = self.queue.page
        for answer in answers:
            self.send(answer)

    def html(self) -> str:
        """The page as a record: no buttons, and the beginning of the first change."""
        page = self.queue.page
        counts = ", ".join(f"{count} {tab}" for tab, count in page["counts"].items())
        columns = ["subject", "summary", "risk", "touches", "state", "missing"]
        rows = [[row[name] for name in columns] for row in page["rows"]]
        said = f"As of {page['at']}: {counts}. This is a record; decisions are made in a running notebook, with "
        said += "`workbench approvals --page` or on the command line."
        return figure(Table(columns, rows, PAGE).html(), *self._first_change(), caption=said)

    def _first_change(self) -> list[str]:
        rows = self.queue.page["rows"]
        if not rows:
            return []
        lines = self.queue.change(rows[0]["id"]).split("\n")
        more = f"\n… {len(lines) - STATIC_LINES} more lines" if len(lines) > STATIC_LINES else ""
        change = text("\n".join(lines[:STATIC_LINES]) + more)
        look = f"{CODE};max-height:320px;overflow:auto;white-space:pre;margin:4px 0"
        head = f'<summary style="color:{FAINT}">The change for {text(rows[0]["subject"])}</summary>'
        return [f'<details>{head}<pre style="{look}">{change}</pre></details>']

    def __repr__(self) -> str:
        """How many wait for whom."""
        page = self.queue.page
        return f"<ApprovalPanel for {self.queue.reviewer}: {page['total']} {page['tab']}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        return {**live, "text/plain": repr(self), "text/html": self.html()}, about
