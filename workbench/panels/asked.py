"""What panels ask and call. A `Workbench` answers all of it; a test may answer with less."""

from collections.abc import Sequence
from typing import Protocol

from workbench.acts import NOWHERE, Answer, Decision, Proposal, Receipt, Revalidation, Seat, Standing
from workbench.records import Record


class Key(Protocol):
    """A key of a person."""

    @property
    def name(self) -> str:
        """Whose it is."""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""

    @property
    def place(self) -> str:
        """file, agent or elsewhere."""

    @property
    def fault(self) -> str:
        """Why it does not count."""


class Desk(Protocol):
    """What the queue asks and calls; a `Workbench` is one."""

    def pulse(self) -> str:
        """What changes whenever a proposal may stand differently."""

    def all_proposals(self) -> list[Proposal]:
        """Every proposal."""

    def standings(self) -> dict[str, Standing]:
        """Where every proposal stands, by id."""

    def shown(self, proposal: Proposal) -> str:
        """The change as people read it."""

    def briefing(self, proposal: Proposal, stand: Standing | None = None) -> Record:
        """What a reviewer should know beside the change."""

    def keys(self) -> Sequence[Key]:
        """Keys and whose they are."""

    def decide_all(
        self,
        wanted: Sequence[str],
        answer: Answer,
        as_: str,
        reason: str,
        acknowledge: bool = False,
        seat: Seat = NOWHERE,
    ) -> list[Decision]:
        """Signed decisions, all of them or none."""

    def revalidate(self, wanted: Sequence[str] = ()) -> list[Revalidation]:
        """Proposals measured again."""

    def execute(self, *wanted: str) -> list[Receipt]:
        """Approved proposals carried out."""

    def overtaken(self, receipts: Sequence[Receipt]) -> list[Revalidation]:
        """What became of those that wait for what was written."""
