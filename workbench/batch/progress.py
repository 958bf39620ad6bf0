"""How far a batch is: how many ended, how fast, how many badly, how long still; for a terminal, a notebook, a log."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from workbench.batch.job import ENDED, RunRow

WINDOW = 20
"""Runs that the pace is taken from."""


class Progress:
    """Told every row as it is written; tells `shown` how far the batch is."""

    def __init__(self, total: int, shown: "Callable[[RunRow, Progress], None]") -> None:
        """Counts from now."""
        self.total, self.shown = total, shown
        self.states: dict[int, str] = {}
        self.kept, self.passed_over = False, 0
        self._started = time.monotonic()
        self._ends: deque[float] = deque(maxlen=WINDOW)

    def __call__(self, row: RunRow) -> None:
        """One more change of state."""
        self.kept = row.ordinal not in self.states and row.state == "done"
        self.passed_over += self.kept
        self.states[row.ordinal] = row.state
        if row.state in ENDED and not self.kept:
            self._ends.append(time.monotonic())
        self.shown(row, self)

    @property
    def ended(self) -> int:
        """Runs that came to an end, those of earlier goes with them."""
        return sum(state in ENDED for state in self.states.values())

    @property
    def bad(self) -> int:
        """Runs that ended and are not done."""
        return sum(state in ENDED and state != "done" for state in self.states.values())

    def rate(self) -> float:
        """Runs a second, by those that ended last: the first may have done for all what the others find done."""
        if len(self._ends) < 2:
            return len(self._ends) / max(time.monotonic() - self._started, 0.001)
        return (len(self._ends) - 1) / max(time.monotonic() - self._ends[0], 0.001)

    def left(self) -> float:
        """Seconds until all have ended, at this rate; -1 before anybody can say."""
        return (self.total - self.ended) / self.rate() if len(self._ends) > 1 else -1.0

    def words(self) -> str:
        """Rate, failures so far and time left, in a line; what was done before is named as that."""
        left = f", {_span(self.left())} left" if self.left() >= 0 and self.ended < self.total else ""
        before = f", {self.passed_over} done before" if self.passed_over else ""
        pace = f"{self.rate() * 60:,.0f}/min, " if self._ends else ""
        return f"{pace}{self.bad} not done{before}{left}"


def event(row: RunRow, kept: bool = False) -> dict[str, Any]:
    """A change of a run, for programs: one flat map. kept: it was done before, and is not run again."""
    return {"event": "kept" if kept else row.state, **row.model_dump(mode="json", exclude={"state"})}


def _span(seconds: float) -> str:
    """A duration for people.

    >>> _span(42), _span(600), _span(7260)
    ('42 s', '10 min', '2 h 1 min')
    """
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
