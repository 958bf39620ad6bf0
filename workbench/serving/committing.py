"""Group commit: what many agents submit is committed in one transaction of the store and one write of the ledger.

A commit costs the same for one claim as for fifty, and nobody is answered before it is on the disk. When one of them
cannot be stored, each is tried alone, so that one agent's fault is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.acts import Draft, Peer, Proposal
from workbench.errors import UnknownThing
from workbench.identity import content_id
from workbench.intake import Intake, ingest, newest
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


class Committing:
    """The writing lane of one project."""

    def __init__(self, served: Served) -> None:
        """Nothing is open yet."""
        self.served = served
        self._taken: tuple[tuple[str, float], Intake] | None = None

    def commit(self, wishes: Sequence[Wish]) -> None:
        """Settle every wish: what it asked for is on the disk, or it has an error."""
        self._claims([one for one in wishes if one.claims])
        self._proposals([one for one in wishes if one.target])
        for one in wishes:
            if one.refused:
                _try(one, self._note)

    def _claims(self, wishes: Sequence[Wish]) -> None:
        for one in wishes:
            _try(one, self._judge)
        self._together([one for one in wishes if one.error is None], self._file)

    def _judge(self, wish: Wish) -> None:
        taken = self._document()
        submitting.admit(wish.claims, taken, self.served.policy)
        wish.verdicts = submitting.judged(wish.claims, taken)

    def _document(self) -> Intake:
        """The newest document, as it was taken in; kept until there is a newer one, or another profile."""
        store = self.served.store
        spec = newest(store)
        if spec == UNKNOWN:
            raise UnknownThing("no document was taken in yet; `ingest` takes one in")
        path = store.directory / "profiles" / f"{spec}.yaml"
        mark = spec, path.stat().st_mtime if path.exists() else 0.0
        if self._taken is None or self._taken[0] != mark:
            self._taken = mark, ingest(store, (), self.served.settings.chunks.budget_tokens)
        return self._taken[1]

    def _file(self, wishes: Sequence[Wish]) -> None:
        """One transaction for the claims of all of them."""
        with self.served.store.write() as tx:
            known, judged = _facts(tx, wishes), _verdicts(tx, wishes)
            for wish in wishes:
                new = [pair for pair in zip(wish.claims, wish.verdicts, strict=True) if pair[0].claim_id not in judged]
                claims = [claim for claim, _ in new]
                verdicts = submitting.fresh(claims, [verdict for _, verdict in new], known)
                judged |= {one.claim: one for one in verdicts}
                wish.value = [judged[claim.claim_id] for claim in wish.claims]
                if new:
                    file_judged(tx, claims, verdicts, self._run(tx, wish))

    def _run(self, tx: Transaction, wish: Wish) -> str:
        """The run that claims of one peer belong to: who submitted them, and how confined that process was."""
        said = {"submitted by": wish.peer.uid, "level": wish.peer.level, "socket": wish.peer.socket}
        engine, spec = wish.claims[0].engine, self._taken[0][0] if self._taken else UNKNOWN
        run = content_id("run", {**said, "engine": engine, "spec": spec})
        tx.add("run", [{"run_id": run, "spec_id": spec, "engine": engine, "arguments": said}])
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
            if len(wishes) == 1:
                wishes[0].error = error
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
