"""The only hand that writes: intent, effect, receipt, each on the disk before the next begins.

Nothing is believed that can be computed: before each execution the whole ledger is checked, the proposal is made again
from its bytes and its digest recomputed, signatures, quorum, policy, expiry and kill switch are asked again. After a
crash at any point `recover` finds an intent without an outcome and ends it: the effect is there once, or not at all,
or a person is told (`conflict`, `unknown`). One executor works at a time, under a lock.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.acts import Draft, Intent, LedgerEntry, Proposal, Receipt
from workbench.approval import standing
from workbench.blobs import Blobs
from workbench.errors import Drift, NotAllowed, NotApproved, UnknownThing
from workbench.identity import content_id
from workbench.ledger import Ledger
from workbench.policy import Policy, case
from workbench.proposal import UNDO, find, propose
from workbench.switch import stopped
from workbench.targets import Applied, Step, Stopped, Target


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Executor:
    """What an execution needs: the journal, the rules and the targets by name. `policy` is called each time, so that
    the file that stands now is the one that counts. `step` is told of every step (tests stop or kill it there)."""

    ledger: Ledger
    policy: Callable[[], Policy]
    targets: Mapping[str, Target]
    step: Step = lambda name: None

    @property
    def blobs(self) -> Blobs:
        """Where before-images are kept: beside the ledger."""
        return Blobs(self.ledger.path.with_name("blobs"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock that lets one executor work at a time. Raises NotAllowed without the executor's key."""
        if self.ledger.public and not self.ledger.key:
            raise NotAllowed("the key that seals the ledger is not here; only the executor, who holds it, executes")
        self.ledger.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.ledger.path.with_name("executor.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def execute(executor: Executor, proposal_id: str, now: datetime) -> Receipt:
    """The receipt of carrying out an approved proposal, once. Executing what is done already gives its receipt again.

    Raises NotApproved, NotAllowed, LedgerDamaged or UnknownThing with nothing written.
    """
    with executor.alone():
        _mend(executor, executor.ledger.entries(), now)
        entries = executor.ledger.entries()
        proposal = find(entries, proposal_id)
        if done := _receipt_of(entries, proposal_id):
            return done
        decisions = _checked(executor, entries, proposal, now)
        target = _target(executor, proposal)
        executor.step("intent")
        intent = _intent(executor, proposal, decisions, target, now)
        return _carry_out(executor, proposal, intent, False, now)


def recover(executor: Executor, now: datetime) -> list[Receipt]:
    """The receipts of all executions that a crash left without one."""
    with executor.alone():
        return _mend(executor, executor.ledger.entries(), now)


def undo(executor: Executor, proposal_id: str, reason: str) -> Proposal:
    """A new proposal that puts back what a done one changed; it needs its own approval. Nothing is stored yet.

    Raises NotApproved when it is not done, Drift when the target no longer holds what was written then.
    """
    entries = executor.ledger.entries()
    proposal, receipt = find(entries, proposal_id), _receipt_of(entries, proposal_id)
    if receipt is None or receipt.state != "done":
        raise NotApproved(f"{proposal_id} is not done; there is nothing to undo")
    intent = next(one for one in _intents(entries) if one.intent_id == receipt.intent)
    target = _target(executor, proposal)
    changes = tuple(target.back(proposal.actions, intent.kept, executor.blobs))
    summary = f"undo {proposal_id}: {reason}"
    draft = Draft(author=UNDO, subject=proposal.subject, summary=summary, changes=changes, follows=receipt.receipt_id)
    made = propose(draft, target, executor.policy())
    if made is None or [(one.path, one.before) for one in reversed(made.actions)] != list(receipt.wrote):
        raise Drift(f"{proposal.target.name} no longer holds what {proposal_id} wrote; undoing would destroy changes")
    return made


def _checked(executor: Executor, entries: Sequence[LedgerEntry], proposal: Proposal, now: datetime) -> tuple[str, ...]:
    policy = executor.policy()
    if why := stopped(entries, policy, now):
        raise NotAllowed(f"the kill switch is set ({why}); nothing is executed until `workbench resume`")
    if denials := policy.may_execute(case(proposal), proposal.policy):
        raise NotAllowed("; ".join(map(str, denials)))
    stand = standing(entries, proposal, policy, now)
    if stand.state != "approved":
        said = "; ".join((*stand.reasons, *(f"missing: {one}" for one in stand.missing)))
        raise NotApproved(f"{proposal.proposal_id} is {stand.state}, not approved ({said or 'nobody has decided'})")
    return stand.decisions


def _target(executor: Executor, proposal: Proposal) -> Target:
    target = executor.targets.get(proposal.target.name)
    if target is None:
        raise UnknownThing(f"{proposal.target.name!r} is no target here; targets are {sorted(executor.targets)}")
    if target.identity != proposal.target:
        raise Drift(f"{proposal.target.name} is {target.identity.physical}, not {proposal.target.physical} as approved")
    return target


def _intent(
    executor: Executor, proposal: Proposal, decisions: tuple[str, ...], target: Target, now: datetime
) -> Intent:
    kept = tuple(target.keep(proposal.actions, executor.blobs))
    before = [one for one in _intents(executor.ledger.entries()) if one.proposal == proposal.proposal_id]
    said = {
        "proposal": proposal.proposal_id,
        "digest": proposal.digest,
        "attempt": len(before) + 1,
        "decisions": list(decisions),
        "kept": [one.model_dump(mode="json") for one in kept],
    }
    intent = Intent.model_validate({"intent_id": content_id("intent", said), **said})
    executor.ledger.append("intent", intent.model_dump(mode="json"), now)
    return intent


def _carry_out(executor: Executor, proposal: Proposal, intent: Intent, again: bool, now: datetime) -> Receipt:
    def step(name: str) -> None:
        executor.step(name)
        effect = name in ("checked", "begin") or name.startswith("swap ")
        if effect and (why := stopped(executor.ledger.entries(), executor.policy(), now)):
            raise Stopped(f"the kill switch is set ({why})")

    applied = _target(executor, proposal).apply(intent.intent_id, proposal.actions, step, again)
    executor.step("effect")
    receipt = _receipt(proposal, intent, applied, again)
    executor.ledger.append("receipt", receipt.model_dump(mode="json"), now)
    executor.step("receipt")
    return receipt


def _receipt(proposal: Proposal, intent: Intent, applied: Applied, again: bool) -> Receipt:
    said = {
        "proposal": proposal.proposal_id,
        "intent": intent.intent_id,
        "state": applied.state,
        "wrote": [list(one) for one in applied.wrote],
        "detail": applied.detail,
        "recovered": again,
    }
    return Receipt.model_validate({"receipt_id": content_id("receipt", said), **said})


def _mend(executor: Executor, entries: Sequence[LedgerEntry], now: datetime) -> list[Receipt]:
    ended = {entry.body.get("intent") for entry in entries if entry.kind == "receipt"}
    open_ones = [one for one in _intents(entries) if one.intent_id not in ended]
    return [_carry_out(executor, find(entries, one.proposal), one, True, now) for one in open_ones]


def _intents(entries: Sequence[LedgerEntry]) -> list[Intent]:
    return [Intent.model_validate(entry.body) for entry in entries if entry.kind == "intent"]


def _receipt_of(entries: Sequence[LedgerEntry], proposal_id: str) -> Receipt | None:
    found = [entry.body for entry in entries if entry.kind == "receipt" and entry.body.get("proposal") == proposal_id]
    return Receipt.model_validate(found[-1]) if found and found[-1]["state"] != "stopped" else None
