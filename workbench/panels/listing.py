"""How a queue is listed: which proposals stand where, the riskiest first, a page at a time, every text visible."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from workbench.acts import RISKS, ActState, Proposal, Standing
from workbench.drawing import visible

PAGE = 25
"""Proposals that the browser is given at a time, and the most that can be marked at once."""

TABS: dict[str, tuple[ActState, ...]] = {
    "waiting": ("proposed",),
    "approved": ("approved",),
    "written": ("done",),
    "to look at": ("executing", "drift", "conflict", "unknown", "parked"),
    "closed": ("rejected", "expired", "superseded", "undone"),
}
"""Where each state is listed."""

Said = dict[str, Any]
"""A message."""


@dataclass(frozen=True)
class Wanted:
    """Which page is asked for. `find` stands in the subject or the summary; pages count from 0."""

    tab: str = "waiting"
    find: str = ""
    page: int = 0


@dataclass(frozen=True)
class Mark:
    """What a reviewer means to sign."""

    answer: Literal["approve", "reject"]
    reason: str
    seen: bool


@dataclass(frozen=True)
class Listing:
    """The proposals of a desk by id, where each stands, and what is marked."""

    proposals: Mapping[str, Proposal]
    standings: Mapping[str, Standing]
    marks: Mapping[str, Mark]

    def page(self, wanted: Wanted, reviewer: str) -> Said:
        """A page for the browser; one beyond the last is the last."""
        find = wanted.find.casefold()
        listed = [
            one
            for one in self._ranked()
            if self.tab(one) == wanted.tab and find in f"{one.subject} {one.summary}".casefold()
        ]
        last = max(0, (len(listed) - 1) // PAGE)
        number = min(max(0, wanted.page), last)
        counted = Counter(self.tab(one) for one in self.proposals.values())
        answers = Counter(mark.answer for mark in self.marks.values())
        return {
            "tab": wanted.tab,
            "find": wanted.find,
            "page": number,
            "rows": [self.about(one) for one in listed[number * PAGE : (number + 1) * PAGE]],
            "total": len(listed),
            "pages": last + 1,
            "first": number * PAGE + 1 if listed else 0,
            "counts": {name: counted[name] for name in TABS},
            "marks": {"approve": answers["approve"], "reject": answers["reject"]},
            "reviewer": reviewer,
            "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        }

    def tab(self, proposal: Proposal) -> str:
        """Where a proposal is listed."""
        state = self.standings[proposal.proposal_id].state
        return next(tab for tab, states in TABS.items() if state in states)

    def kind(self, one: Proposal) -> str:
        """What proposals have in common that may be marked together."""
        verbs = sorted({f"{action.kind}.{action.verb}" for action in one.actions})
        missing = self.standings[one.proposal_id].missing
        return "|".join([one.author, one.target.name, one.risk, *verbs, *missing])

    def about(self, one: Proposal) -> Said:
        """A proposal as a row."""
        stand, mark = self.standings[one.proposal_id], self.marks.get(one.proposal_id)
        return {
            "id": one.proposal_id,
            "subject": visible(one.subject, 60),
            "summary": visible(one.summary, 160),
            "risk": one.risk,
            "state": stand.state,
            "author": visible(one.author, 60),
            "touches": visible(one.blast.words(), 160),
            "missing": visible(", ".join(stand.missing), 160),
            "approved": visible(", ".join(stand.approved_by), 160),
            "reasons": [visible(reason, 300) for reason in stand.reasons[:5]],
            "like": visible(self.kind(one), 200),
            "mark": mark.answer if mark else "",
            "why": visible(mark.reason, 120) if mark else "",
        }

    def _ranked(self) -> Sequence[Proposal]:
        """The riskiest first; of those of one risk, what touches most."""
        return sorted(
            self.proposals.values(),
            key=lambda one: (-RISKS.index(one.risk), -one.blast.rows, -one.blast.bytes, one.subject, one.proposal_id),
        )


def seen(value: Any) -> Any:
    """JSON values with every text visible."""
    if isinstance(value, dict):
        return {visible(key): seen(one) for key, one in value.items()}
    if isinstance(value, list):
        return [seen(one) for one in value]
    return visible(value) if isinstance(value, str) else value
