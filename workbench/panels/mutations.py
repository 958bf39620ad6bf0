"""The mutation picture: errors planted on purpose, by kind, and how many of each the gate stopped."""

from collections.abc import Sequence
from typing import Protocol

from workbench.drawing import BAD, FAINT, GOOD, Drawing, bar, figure, legend, row, table, text

BAR = 120
"""Pixels of a whole bar."""


class Kind(Protocol):
    """One kind of error."""

    @property
    def what(self) -> str:
        """It in a few words."""

    @property
    def planted(self) -> int:
        """How many were planted."""

    @property
    def caught(self) -> int:
        """How many of them the gate stopped."""


class Survivor(Protocol):
    """An error that the gate let pass."""

    @property
    def kind(self) -> str:
        """Which kind."""

    @property
    def program(self) -> str:
        """Where."""

    @property
    def became(self) -> str:
        """What it says."""


class Score(Protocol):
    """What was planted and caught; `wb.mutate()` gives one."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """By kind."""

    @property
    def survivors(self) -> Sequence[Survivor]:
        """Some that passed."""

    @property
    def planted(self) -> int:
        """All."""

    @property
    def caught(self) -> int:
        """All that were stopped."""

    @property
    def judged(self) -> int:
        """Unchanged claims that were judged once more."""

    @property
    def false_alarms(self) -> int:
        """Those of them that no longer pass."""


class MutationPicture(Drawing):
    """A bar for each kind of error: stopped, and let pass."""

    def __init__(self, score: Score) -> None:
        """The score of a measurement."""
        self.score = score

    def __repr__(self) -> str:
        """The totals."""
        return f"<MutationPicture: {self.caption()}>"

    def caption(self) -> str:
        """What the picture shows, in words."""
        one = self.score
        share = f"{one.caught / one.planted:.1%}" if one.planted else "nothing was planted"
        return (
            f"{one.caught:,} of {one.planted:,} planted errors were stopped ({share}); "
            f"{one.false_alarms:,} false alarms on {one.judged:,} unchanged claims."
        )

    def html(self) -> str:
        """The bars with their numbers, and some of what passed."""
        names = [(GOOD, "stopped"), (BAD, "passed")]
        head = row("th", [("planted", False), ("", False), ("stopped", True), ("of", True)])
        body = [_bar(kind) for kind in self.score.kinds if kind.planted]
        return figure(legend(names), table(head, body), self._passed(), caption=self.caption())

    def _passed(self) -> str:
        items = [f"{one.kind} in {one.program}: {one.became}" for one in self.score.survivors[:8]]
        listed = "".join(f'<li style="margin:2px 0">{text(item, 200)}</li>' for item in items)
        return f'<div style="color:{FAINT};margin-top:8px">Passed:</div><ul>{listed}</ul>' if items else ""


def _bar(kind: Kind) -> str:
    stopped = BAR * kind.caught / kind.planted
    # One that passed is two pixels wide at least, so that it can be seen.
    passed = max(BAR - stopped, 2.0) if kind.caught < kind.planted else 0.0
    parts = bar([(min(stopped, BAR - passed), GOOD), (passed, BAD)])
    return row(
        "td", [(text(kind.what, 60), False), (parts, False), (f"{kind.caught:,}", True), (f"{kind.planted:,}", True)]
    )
