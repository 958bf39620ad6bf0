"""What waits for people, measured again when the target, the policy or the facts have changed.

An approval is for exact bytes, so a proposal that no longer fits is not bent: it is retained when it is the same,
replaced by what it would be now (and says what changed), or cleared when there is nothing left to do.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from workbench.acts import (
    Action,
    Change,
    Draft,
    FileDraft,
    HttpDraft,
    LedgerEntry,
    Proposal,
    Receipt,
    Revalidation,
    SqlDraft,
    Standing,
)
from workbench.errors import NotApproved, Refusal
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.proposal import UNDO, propose, submit
from workbench.records import UNKNOWN, Record
from workbench.standing import VOID
from workbench.targets import Target

WAITING = ("proposed", "parked", "approved")
"""States of a proposal that people or the executor can still act on."""


def revalidate(
    proposal: Proposal,
    target: Target,
    policy: Policy,
    facts: Collection[str] | None = None,
    follows: str = "",
) -> Revalidation:
    """What a waiting proposal is worth now: the same drafts, measured again on the target and under the policy.

    `facts` are the ids of the facts that stand now, when the caller knows them. `follows`: that of `following`.
    """
    gone = [fact for fact in proposal.facts if facts is not None and fact not in facts]
    if gone:
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=(f"{gone[0]} no longer stands",))
    try:
        again = propose(_draft(proposal, follows or proposal.follows), target, policy)
    except Refusal as why:
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=(str(why),))
    if again is None:
        changes = (f"{proposal.target.name} is already as proposed",)
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=changes)
    return _compared(proposal, again)


def _compared(old: Proposal, new: Proposal) -> Revalidation:
    if new.proposal_id == old.proposal_id:
        return Revalidation(proposal=old.proposal_id, outcome="retain")
    changes = _changes(old, new)
    if old.author == UNDO and [one.before for one in old.actions] != [one.before for one in new.actions]:
        changes = (*changes, "undoing it would destroy changes")
        return Revalidation(proposal=old.proposal_id, outcome="clear", changes=changes)
    return Revalidation(proposal=old.proposal_id, outcome="replace", changes=changes, by=new)


def waits(stand: Standing) -> bool:
    """Whether people or the executor can still act on a proposal, or could if policy.yaml had not changed."""
    return stand.state in WAITING or (stand.state == "superseded" and stand.reasons[:1] == (VOID,))


def following(entries: Sequence[LedgerEntry], proposal: Proposal, stand: Standing) -> str:
    """What the same follows when it is asked again after it was closed; "" while it waits.

    Raises NotApproved where a person said no, where it is done or may be, and where another took its place.
    """
    if waits(stand):
        return ""
    about = [entry for entry in entries if entry.body.get("proposal") == proposal.proposal_id]
    places = [str(entry.body.get("by", UNKNOWN)) for entry in about if entry.kind == "superseded"]
    if others := [by for by in places if by != UNKNOWN]:
        raise NotApproved(f"{proposal.proposal_id} is {stand.state}; {others[-1]} took its place")
    if stand.state not in ("drift", "expired", "superseded", "undone"):
        raise NotApproved(f"{proposal.proposal_id} is {stand.state}; it is not asked again")
    receipts = [str(entry.body["receipt_id"]) for entry in about if entry.kind == "receipt"]
    return (receipts or [proposal.proposal_id])[-1]


def overtaken(waiting: Sequence[Proposal], every: Sequence[Proposal], receipts: Sequence[Receipt]) -> list[str]:
    """The ids of the waiting proposals for the very files or tables that these executions wrote."""
    targets = {one.proposal_id: one.target.name for one in every}
    wrote = {(targets[one.proposal], path) for one in receipts if one.state == "done" for path, _ in one.wrote}
    return [
        one.proposal_id for one in waiting if any((one.target.name, action.path) in wrote for action in one.actions)
    ]


def close(ledger: Ledger, found: Revalidation, policy: Policy, now: datetime | None = None) -> None:
    """Carry out a revalidation: what is replaced or cleared is superseded, and its replacement waits in its place."""
    if found.outcome == "retain":
        return
    by = found.by.proposal_id if found.by else UNKNOWN
    body = {"proposal": found.proposal, "by": by, "reason": "; ".join(found.changes)}
    submit(ledger, [found.by] if found.by else [], policy, now, [body])


def _draft(proposal: Proposal, follows: str) -> Draft:
    return Draft(
        author=proposal.author,
        subject=proposal.subject,
        summary=proposal.summary,
        changes=tuple(map(_change, proposal.actions)),
        facts=proposal.facts,
        evidence=proposal.evidence,
        follows=follows,
    )


def _change(action: Action) -> Change:
    if action.kind == "file":
        delete = action.verb == "delete"
        return FileDraft(path=action.path, content=action.data(), delete=delete, mode=action.mode)
    if action.kind == "sql":
        return SqlDraft(statement=action.statement, rows=tuple(json.loads(row) for row in action.rows.split("\n")[:-1]))
    said = {"method": action.verb.upper(), "path": action.path, "body": json.loads(action.body or "null")}
    return HttpDraft.model_validate(said | {"if_match": "" if action.before == UNKNOWN else action.before})


def _changes(old: Proposal, new: Proposal) -> tuple[str, ...]:
    """What differs, by name: the target, the policy, the risk, the effect, and each action's pre-image."""
    named = ["policy.yaml has changed"] if old.policy != new.policy else []
    named += [f"risk: {old.risk} -> {new.risk}"] if old.risk != new.risk else []
    named += _fields("target", old.target, new.target) + _fields("effect", old.blast, new.blast)
    named += ["asked again"] if old.follows != new.follows else []
    before = {action.path: action.before for action in old.actions}
    moved = [action.path for action in new.actions if before.get(action.path) != action.before]
    settled = sorted(set(before) - {action.path for action in new.actions})
    return (
        *named,
        *(f"{path!r} is not what it was" for path in moved),
        *(f"{path!r} is already as proposed" for path in settled),
    )


def _fields(name: str, old: Record, new: Record) -> list[str]:
    pairs = [(field, getattr(old, field), getattr(new, field)) for field in type(old).model_fields]
    return [f"{name}: {field} {before} -> {after}" for field, before, after in pairs if before != after]
