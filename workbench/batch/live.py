"""A batch in a notebook: one picture that changes while it runs, and that Interrupt ends cleanly.

    batch = Live(wb.store, planned, Limits(jobs=4))
    batch.run()                          # Interrupt (the kernel's own) stops it; the same again takes up what is left
    Summary(batch.rows, again="run the cell above again")

In a saved notebook the picture stays as it was at the end.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from workbench.batch.book import rows_of
from workbench.batch.job import ENDED, Job, Limits, RunRow
from workbench.batch.progress import Progress
from workbench.batch.runs import execute
from workbench.batch.summary import COLOURS, about
from workbench.drawing import Drawing, bar, figure, legend, text
from workbench.store import Store

WIDE = 600
"""Pixels of the bar."""

EVERY = 0.25
"""Seconds between two pictures."""

MOST = 5
"""Runs that are named: those at work, and the last that ended badly."""


class Live(Drawing):
    """Runs by state, the pace, what failed so far and the time left; `rows` is how each run stands."""

    def __init__(self, store: Store, planned: Sequence[Job], limits: Limits) -> None:
        """Nothing runs yet."""
        self.store, self.planned, self.limits = store, list(planned), limits
        self.rows: list[RunRow] = []
        self.ended = "not begun"
        self._progress = Progress(len(self.planned), self._changed)
        self._latest: dict[int, RunRow] = {}
        self._show: Callable[[], None] = lambda: None
        self._shown = 0.0

    def run(self) -> None:
        """Run what is not done, showing how far it is; after Interrupt what ran is `interrupted`, the rest queued."""
        self._progress, self._latest, self.ended = Progress(len(self.planned), self._changed), {}, ""
        self._show = _display(self)
        try:
            self.rows = execute(self.store, self.planned, self.limits, self._progress)
            self.ended = "at its end"
        except KeyboardInterrupt:
            wanted = {job.ordinal for job in self.planned}
            self.rows = [row for row in rows_of(self.store, self.planned[0].batch) if row.ordinal in wanted]
            self.ended = "interrupted; the same again takes up what is not done"
        self._latest = {row.ordinal: row for row in self.rows}
        self._show()

    def __repr__(self) -> str:
        """How far it is, in a line."""
        words = f", {self._progress.words()}" if not self.ended else f", {self.ended}"
        return f"{self._progress.ended} of {len(self.planned)} runs{words}"

    def html(self) -> str:
        """The picture as HTML."""
        counts = Counter(row.state for row in self._latest.values())
        wide = WIDE / max(1, len(self.planned))
        strip = bar((counts[state] * wide, colour) for state, colour in COLOURS.items())
        names = [(colour, f"{counts[s]} {s.replace('_', ' ')}") for s, colour in COLOURS.items() if counts[s]]
        working = [about(row) for row in self._latest.values() if row.state == "running"][:MOST]
        bad = [row for row in self._latest.values() if row.state in ENDED and row.state != "done"][-MOST:]
        said = [f"at work: {', '.join(working)}"] if working else []
        said += [f"{about(row)}: {row.state.replace('_', ' ')}, {row.detail}" for row in bad]
        lines = "".join(f"<div>{text(line, 200)}</div>" for line in said)
        return figure(strip, legend(names), lines, caption=repr(self))

    def _changed(self, row: RunRow, now: Progress) -> None:
        self._latest[row.ordinal] = row
        if time.monotonic() - self._shown > EVERY:
            self._show()
            self._shown = time.monotonic()


def _display(what: Drawing) -> Callable[[], None]:
    """Shows it, and gives what shows it anew in the same place."""
    from IPython.display import display  # noqa: PLC0415  (an extra: only notebooks need it)

    handle: Any = display(what, display_id=True)  # type: ignore[no-untyped-call]
    return (lambda: handle.update(what)) if handle is not None else lambda: None
