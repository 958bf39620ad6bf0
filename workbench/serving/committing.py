"""Group commit: what many agents submit is committed in one transaction of the store and one write of the ledger.

A commit costs the same for one claim as for fifty, and nobody is answered before it is on the disk. When one of them
cannot be stored, each is tried alone, so that one agent's fault is its own.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.acts import Draft, Peer, Proposal
from workbench.errors import BrokenPromise, UnknownThing
from workbench.identity import content_id
from workbench.intake import NEWEST, Intake, ingest, newest
from workbench.proposal import Denied, note_denied, propose, spent, submit
from workbench.records import UNKNOWN, Claim, Verdict
from workbench.serving import submitting
from workbench.serving.served import Served
from workbench.stages.filing import file_judged
from workbench.store import Transaction
from workbench.store.rows import verdict_of


@dataclass
class Wish:
    """One request to write: claims, or drafts for a target, or that something was refused.

    `value` or `error` is there once it is settled.
    """

    peer: Peer
    claims: Sequence[Claim] = ()
    drafts: Sequence[Draft] = ()
    target: str = ""
    refused: dict[str, Any] = field(default_factory=dict)
    value: Any = None
    error: BaseException | None = None
    verdicts: list[Verdict] = field(default_factory=list)


class Overtaken(BrokenPromise):
    """Another document was taken in while claims about the one before were judged."""


class Committing:
    """The writing lane of one project."""

    def __init__(self, served: Served) -> None:
        """Nothing is open yet."""
        self.served = served
        self._taken: tuple[tuple[str, float], Intake] | None = None
        self._runs: set[str] = set()

    def commit(self, wishes: Sequence[Wish]) -> None:
        """Settle every wish: what it asked for is on the disk, or it has an error."""
        self._claims(wishes)
        self._proposals([one for one in wishes if one.target])
        for one in wishes:
            if one.refused:
                _try(one, self._note)

    def _claims(self, wishes: Sequence[Wish]) -> None:
        """Judged against the newest document; once more where another one was taken in meanwhile."""
        left = [one for one in wishes if one.claims]
        while left:
            taken = self._document()
            for one in left:
                _try(one, lambda wish: self._judge(wish, taken))  # noqa: B023  (called at once)
            self._together([one for one in left if one.error is None], self._file)
            left = [one for one in left if isinstance(one.error, Overtaken)]

    def _judge(self, wish: Wish, taken: Intake) -> None:
        wish.error = None
        submitting.admit(wish.claims, taken, self.served.policy)
        wish.verdicts = submitting.judged(wish.claims, taken)

    def _document(self) -> Intake:
        """The newest document, as it was taken in; kept until there is a newer one, or another profile."""
        if self._taken is None or self._taken[0] != self._mark(self._taken[0][0]):
            spec = newest(self.served.store)
            if spec == UNKNOWN:
                raise UnknownThing("no document was taken in yet; `ingest` takes one in")
            budget = self.served.settings.chunks.budget_tokens
            self._taken = self._mark(spec), ingest(self.served.store, (), budget)
        return self._taken[1]

    def _mark(self, spec: str) -> tuple[str, float]:
        """What a document is read with: its id, and the profile that a person may have changed."""
        path = self.served.store.directory / "profiles" / f"{spec}.yaml"
        return spec, path.stat().st_mtime if path.exists() else 0.0

    def _file(self, wishes: Sequence[Wish]) -> None:
        """One transaction for the claims of all of them; what was judged before is answered as it was then."""
        by_run: dict[str, list[tuple[Claim, Verdict]]] = defaultdict(list)
        spec = self._taken[0][0] if self._taken else UNKNOWN
        with self.served.store.write() as tx:
            if tx.rows(NEWEST) != [(spec,)]:
                self._taken = None
                raise Overtaken(f"{spec} is no longer the newest document")
            known, judged = _facts(tx, wishes), _verdicts(tx, wishes)
            for wish in wishes:
                new = [pair for pair in zip(wish.claims, wish.verdicts, strict=True) if pair[0].claim_id not in judged]
                settled = submitting.settled(new, known)
                judged |= {one.claim: one for _, one in settled}
                wish.value = [judged[claim.claim_id] for claim in wish.claims]
                by_run[self._run(tx, wish.peer, spec)] += settled
            for run, pairs in by_run.items():
                file_judged(tx, [claim for claim, _ in pairs], [verdict for _, verdict in pairs], run)
        self._runs |= set(by_run)

    def _run(self, tx: Transaction, peer: Peer, spec: str) -> str:
        """The run that claims of one user belong to: who submitted them, and how confined their process was."""
        said = {"submitted by": peer.uid, "level": peer.level, "socket": peer.socket}
        run = content_id("run", {**said, "spec": spec})
        if run not in self._runs:
            tx.add("run", [{"run_id": run, "spec_id": spec, "engine": "submitted", "arguments": said}])
            tx.add("run_state", [{"run_id": run, "state": "complete", "detail": {"detail": "submitted"}}])
        return run

    def _proposals(self, wishes: Sequence[Wish]) -> None:
        for one in wishes:
            _try(one, self._measure)
        self._together([one for one in wishes if one.error is None], self._submit)

    def _measure(self, wish: Wish) -> None:
        made: list[Proposal] = []
        target = self.served.target(wish.target)
        for draft in wish.drafts:
            try:
                found = propose(draft, target, self.served.policy, spent(made, draft.author))
            except Denied as denied:
                self.served.ledger.peer = wish.peer
                note_denied(self.served.ledger, denied)
                raise
            made += [found] if found else []
        wish.value = made

    def _submit(self, wishes: Sequence[Wish]) -> None:
        """One write of the ledger for the proposals of all of them."""
        ledger = self.served.ledger
        ledger.peers = {made.proposal_id: wish.peer for wish in reversed(wishes) for made in wish.value}
        try:
            submit(ledger, [made for wish in wishes for made in wish.value], self.served.policy)
        finally:
            ledger.peers = {}

    def _note(self, wish: Wish) -> None:
        """What was refused, in the ledger."""
        self.served.ledger.peer = wish.peer
        self.served.ledger.append("refused", wish.refused)

    def _together(self, wishes: Sequence[Wish], do: Callable[[Sequence[Wish]], None]) -> None:
        try:
            if wishes:
                do(wishes)
        except Exception as error:
            if len(wishes) == 1 or isinstance(error, Overtaken):
                for one in wishes:
                    one.error = error
                return
            for one in wishes:
                self._together([one], do)


def _try(wish: Wish, do: Callable[[Wish], None]) -> None:
    try:
        do(wish)
    except Exception as error:  # it is this wish's own, and told to whoever asked
        wish.error = error


def _facts(tx: Transaction, wishes: Sequence[Wish]) -> dict[submitting.Said, tuple[str, str]]:
    """What active facts are about, for the programs of some claims: with the claim and the fact."""
    programs = sorted({claim.body.program for wish in wishes for claim in wish.claims})
    sql = """SELECT kind, program, record, name, claim_id, fact_id FROM active_fact
        WHERE program IN (SELECT unnest(?))"""
    return {(kind, *rest): (claim, fact) for kind, *rest, claim, fact in tx.rows(sql, (programs,))}


def _verdicts(tx: Transaction, wishes: Sequence[Wish]) -> dict[str, Verdict]:
    """The gate's word on those claims that it has judged before."""
    ids = [claim.claim_id for wish in wishes for claim in wish.claims]
    sql = "SELECT * FROM latest_verdict WHERE claim_id IN (SELECT unnest(?))"
    return {row["claim_id"]: verdict_of(row) for row in tx.records(sql, (ids,))}
