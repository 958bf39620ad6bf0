"""What a run's calls cost, kept in the store: the receipts as they come, and what was spent before a run went on."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.budget import Amount, Budget
from workbench.prices import BILLIONTH
from workbench.recording import Call, Recordings
from workbench.store import Store

TOGETHER = 50
"""Receipts that are stored in one transaction."""

_KNOWN = "SELECT DISTINCT call_id FROM call"
_SPENT = "SELECT call_id, agent, endpoint, tokens_in + tokens_out, dollars FROM latest_call WHERE run_id = ?"


@dataclass
class Meter:
    """The budget and the recorded calls of an engine; `text` says how much was spent, for people who wait."""

    budget: Budget
    recordings: Recordings
    waiting: int = 0
    begun: bool = False

    def begin(self, store: Store, run: str) -> None:
        """Take up what a killed run left in the journal, and count what this very run has spent already."""
        own = {call.call_id for call in self.recordings.fresh()}
        known = {row[0] for row in store.rows(_KNOWN)}
        self._add(store, run, [call for call in self.recordings.calls() if call.call_id not in known])
        for call, agent, endpoint, tokens, dollars in store.rows(_SPENT, (run,)) if not self.begun else ():
            if call not in own:  # what this process spent is in its budget already
                self.budget.charge(agent, endpoint, Amount(int(dollars > 0), int(tokens), round(dollars * BILLIONTH)))
        self.begun = True

    def noting(self, store: Store, run: str, told: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
        """Progress that stores receipts on its way, many at a time."""

        def tell(stage: str, done: int, total: int) -> None:
            self.waiting += 1
            if self.waiting >= TOGETHER:
                self.note(store, run)
            told(stage, done, total)

        return tell

    def note(self, store: Store, run: str) -> None:
        """Store the receipts that have come."""
        self.waiting = 0
        self._add(store, run, self.recordings.fresh())

    def _add(self, store: Store, run: str, calls: list[Call]) -> None:
        if calls:
            with store.write() as tx:
                tx.add("call", [{"run_id": run, **call.model_dump(mode="json")} for call in calls])
