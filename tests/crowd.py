"""A desk with as many proposals as asked for, and any text in them; nobody may decide anything there."""

from collections.abc import Sequence

from workbench.acts import (
    NOWHERE,
    Answer,
    Blast,
    Decision,
    Proposal,
    Receipt,
    Revalidation,
    Seat,
    Standing,
    TargetIdentity,
)
from workbench.keyring import Held
from workbench.records import Record


class Told(Record):
    """A briefing that says one text everywhere."""

    outcome: str = "retain"
    changes: tuple[str, ...]
    digest: str
    closes: str = "2026-01-01T00:00:00.000000Z"
    missing: tuple[str, ...]
    approved_by: tuple[str, ...]
    rules: tuple[str, ...]
    quotes: tuple[dict[str, str | int], ...]
    quotes_total: int = 1
    verdicts: tuple[dict[str, str | int | list[str]], ...]
    verdicts_total: int = 1
    rows: tuple[dict[str, object], ...] = ()
    remarks: tuple[str, ...] = ()


class Crowd:
    """The desk."""

    def __init__(self, count: int, *said: str, risky: int = 7) -> None:
        """All of them wait; the texts are said in turn. One in `risky` is of high risk; none when it is 0."""
        texts = said or ("map it",)
        target = TargetIdentity(name="out", kind="files", location="out", physical="out", environment="demo")
        self.made = [
            Proposal(
                proposal_id=f"proposal-{number:020x}",
                author="migrator",
                subject=f"{texts[number % len(texts)]} {number:04d}",
                summary=texts[number % len(texts)],
                target=target,
                actions=(),
                blast=Blast(files=1, bytes=number),
                risk="high" if risky and number % risky == 0 else "low",
                policy="x",
            )
            for number in range(count)
        ]
        self.said = texts[0]

    def pulse(self) -> str:
        """Nothing changes."""
        return "still"

    def all_proposals(self) -> list[Proposal]:
        """Every proposal."""
        return self.made

    def standings(self) -> dict[str, Standing]:
        """They wait."""
        return {
            one.proposal_id: Standing(
                proposal=one.proposal_id, state="proposed", reasons=(one.summary,), missing=("1 more of reviewer",)
            )
            for one in self.made
        }

    def shown(self, proposal: Proposal) -> str:
        """The change."""
        return f"+{proposal.summary}\n" * 50

    def briefing(self, proposal: Proposal, stand: Standing | None = None) -> Told:
        """The same text in each of its places."""
        said = proposal.summary
        row = {"key": said, "before": {said: said}, "after": {said: f"{said}!"}}
        return Told(
            changes=(said,),
            digest=proposal.digest,
            missing=(said,),
            approved_by=(said,),
            rules=(said,),
            quotes=({"spec": said, "first": 1, "last": 2, "quote": said},),
            verdicts=({"about": said, "state": "accepted", "reason": said, "checks": 1, "open": [said]},),
            rows=({"table": said, "verb": "update", "columns": (said,), "rows": (row,), "more": 0},),
            remarks=(said,),
        )

    def keys(self) -> list[Held]:
        """Nobody has one."""
        return []

    def decide_all(
        self,
        wanted: Sequence[str],
        answer: Answer,
        as_: str,
        reason: str,
        acknowledge: bool = False,
        seat: Seat = NOWHERE,
    ) -> list[Decision]:
        """Nobody may."""
        raise PermissionError(self.said)

    def revalidate(self, wanted: Sequence[str] = ()) -> list[Revalidation]:
        """Nothing changes."""
        return []

    def execute(self, *wanted: str) -> list[Receipt]:
        """Nothing is approved."""
        return []

    def overtaken(self, receipts: Sequence[Receipt]) -> list[Revalidation]:
        """Nothing was written."""
        return []
