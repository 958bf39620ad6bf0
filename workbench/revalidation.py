"""What waits for people, measured again when the target, the policy or the facts have changed.

An approval is for exact bytes, so a proposal that no longer fits is not bent: it is retained when it is the same,
replaced by what it would be now (and says what changed), or cleared when there is nothing left to do.
"""

import json
from collections.abc import Collection
from datetime import datetime

from workbench.acts import Action, Change, Draft, FileDraft, HttpDraft, Proposal, Revalidation, SqlDraft
from workbench.errors import Refusal
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.proposal import propose, submit
from workbench.records import UNKNOWN
from workbench.targets import Target


def revalidate(
    proposal: Proposal, target: Target, policy: Policy, facts: Collection[str] | None = None
) -> Revalidation:
    """What a waiting proposal is worth now: the same drafts, measured again on the target and under the policy.

    `facts` are the ids of the facts that stand now, when the caller knows them.
    """
    gone = [fact for fact in proposal.facts if facts is not None and fact not in facts]
    if gone:
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=(f"{gone[0]} no longer stands",))
    try:
        again = propose(_draft(proposal), target, policy)
    except Refusal as why:
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=(str(why),))
    if again is None:
        changes = (f"{proposal.target.name} is already as proposed",)
        return Revalidation(proposal=proposal.proposal_id, outcome="clear", changes=changes)
    if again.proposal_id == proposal.proposal_id:
        return Revalidation(proposal=proposal.proposal_id, outcome="retain")
    return Revalidation(proposal=proposal.proposal_id, outcome="replace", changes=_changes(proposal, again), by=again)


def close(ledger: Ledger, found: Revalidation, policy: Policy, now: datetime | None = None) -> None:
    """Carry out a revalidation: what is replaced or cleared is superseded, and its replacement waits in its place."""
    if found.outcome == "retain":
        return
    if found.by is not None:
        submit(ledger, [found.by], policy, now)
    by = found.by.proposal_id if found.by else UNKNOWN
    ledger.append("superseded", {"proposal": found.proposal, "by": by, "reason": "; ".join(found.changes)}, now)


def _draft(proposal: Proposal) -> Draft:
    return Draft(
        author=proposal.author,
        subject=proposal.subject,
        summary=proposal.summary,
        changes=tuple(map(_change, proposal.actions)),
        facts=proposal.facts,
        evidence=proposal.evidence,
        follows=proposal.follows,
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
    named = [
        f"{name}: {getattr(old, name)} -> {getattr(new, name)}"
        for name in ("target", "policy", "risk", "blast")
        if getattr(old, name) != getattr(new, name)
    ]
    before = {action.path: action.before for action in old.actions}
    moved = [action.path for action in new.actions if before.get(action.path) != action.before]
    settled = sorted(set(before) - {action.path for action in new.actions})
    return (
        *named,
        *(f"{path!r} is not what it was" for path in moved),
        *(f"{path!r} is already as proposed" for path in settled),
    )
