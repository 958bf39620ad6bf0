"""People's decisions: signed statements over the exact bytes, what was displayed and the ledger as it was seen.

A decision is one person's, once: approve or reject, and an approval may be revoked until it is used. Whether a proposal
is approved is computed from the signatures each time it is asked (`standing.py`), never stored.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.acts import (
    ActState,
    Answer,
    Decision,
    Head,
    LedgerEntry,
    Proposal,
    Standing,
    Statement,
    stamp,
)
from workbench.errors import NotAllowed, NotApproved, ParameterError
from workbench.identity import content_id, sha256
from workbench.ledger import Ledger
from workbench.login import KEY
from workbench.policy import Policy, case
from workbench.proposal import find, findings, proposals
from workbench.signers import read_signers
from workbench.signing import APPROVAL, Key
from workbench.standing import Question, history, key_fault, standing_of
from workbench.textgate import CLEAN, scan, show
from workbench.textgate import fingerprint as marks

REASON = 500
"""Characters that a reason may have."""

_OPEN: dict[Answer, tuple[ActState, ...]] = {
    "approve": ("proposed", "approved"),
    "reject": ("proposed", "approved", "parked"),
    "revoke": ("proposed", "approved"),
    "withdraw": ("proposed", "approved", "parked", "expired"),
    "done": ("conflict", "unknown"),
    "not_done": ("conflict", "unknown"),
}


_DOES: dict[Answer, str] = {"done": "settle", "not_done": "settle"}


@dataclass(frozen=True)
class Reviewer:
    """Somebody who decides, with the key they sign with. `identity` says who else vouches for them (`login.py`)."""

    name: str
    key: Key
    identity: str = KEY


@dataclass(frozen=True)
class Word:
    """What a reviewer says of a proposal (by its id): the answer and why.

    `displayed` is the text that was on the screen, `acknowledged` the fingerprint of the text gate's findings in it.
    """

    proposal: str
    answer: Answer
    reason: str
    displayed: str
    acknowledged: str = CLEAN


def decide(ledger: Ledger, policy: Policy, who: Reviewer, word: Word, now: datetime) -> Decision:
    """The signed decision, once it is in the ledger.

    Raises NotAllowed with every rule of the policy that stands against it, NotApproved when the proposal is not open
    for it, ParameterError for a reason that is none.
    """
    return decide_all(ledger, policy, who, [word], now)[0]


def decide_all(ledger: Ledger, policy: Policy, who: Reviewer, words: Sequence[Word], now: datetime) -> list[Decision]:
    """The signed decisions on several proposals, all of them or none; each is signed by itself.

    Several approvals at once must be of one risk: what is graver deserves a look of its own. Raises as `decide`.
    """
    said = statements(ledger.entries(), policy, who, words, now)
    signed = [_signed(one, who) for one in said]
    ledger.append_many([("decision", one.model_dump(mode="json")) for one in signed], now)
    return signed


def statements(
    entries: Sequence[LedgerEntry], policy: Policy, who: Reviewer, words: Sequence[Word], now: datetime
) -> list[Statement]:
    """What a reviewer would sign, once everything but the signature was found in order. Raises as `decide`."""
    asked = question(entries, policy, now)
    named = [find(entries, word.proposal) for word in words]
    risks = sorted({one.risk for one, word in zip(named, words, strict=True) if word.answer == "approve"})
    if len(risks) > 1:
        raise NotAllowed(f"the proposals are of {' and '.join(risks)} risk; approve those of one risk at a time")
    for proposal, word in zip(named, words, strict=True):
        _may(proposal, who, word, asked)
        _open(proposal, who, word, standing_of(proposal, asked))
    head = Head(entries=entries[-1].seq, sha256=entries[-1].sha256)
    return [_statement(one, who, word, asked, head) for one, word in zip(named, words, strict=True)]


def standing(entries: Sequence[LedgerEntry], proposal: Proposal, policy: Policy, now: datetime) -> Standing:
    """Where a proposal stands: its state, who approved, who must still approve, and why decisions do not count."""
    return standing_of(proposal, question(entries, policy, now))


def standings(entries: Sequence[LedgerEntry], policy: Policy, now: datetime) -> dict[str, Standing]:
    """Where every proposal of the ledger stands, by id, in the order they were proposed."""
    asked = question(entries, policy, now)
    return {one.proposal_id: standing_of(one, asked) for one in proposals(entries)}


def question(entries: Sequence[LedgerEntry], policy: Policy, now: datetime) -> Question:
    """What a standing depends on besides the proposal: the ledger, the rules, the keys and the time."""
    return Question(history(entries), policy, read_signers(policy.home / policy.keys), now)


def _may(proposal: Proposal, who: Reviewer, word: Word, asked: Question) -> None:
    policy = asked.policy
    check_reason(word.reason)
    if word.answer == "approve":
        if denials := policy.may_approve(who.name, case(proposal)):
            raise NotAllowed("; ".join(map(str, denials)))
        if word.acknowledged != (seen := marks(findings(proposal))):
            raise NotApproved(f"{proposal.proposal_id} holds characters that are not what they look like; see {seen}")
    elif who.name not in policy.people:
        raise NotAllowed(f"{who.name!r} is nobody in policy.yaml; people are {sorted(policy.people)}")
    if fault := key_fault(who.name, who.key.public, asked, sys.maxsize, asked.now):
        raise NotAllowed(f"{who.name}'s key does not count: {fault}; see `workbench keys list`")


def check_reason(reason: str) -> None:
    """Refuses what is no reason: ParameterError."""
    if not 1 <= len(reason.strip()) <= REASON or scan(reason) or "\n" in reason:
        raise ParameterError(f"reason {show(reason[:60])!r}; a reason is one line of 1 to {REASON} plain characters")


def _open(proposal: Proposal, who: Reviewer, word: Word, stand: Standing) -> None:
    """Refuses what is too late, or said already."""
    name = proposal.proposal_id
    if stand.state not in _OPEN[word.answer]:
        nothing = f"there is nothing to {_DOES.get(word.answer, word.answer)}"
        raise NotApproved(f"{name} is {stand.state}{_because(stand)}; {nothing}{_anew(name, stand)}")
    if word.answer == "approve" and who.name in stand.approved_by:
        raise NotApproved(f"{who.name} has approved {name} already; one person counts once")
    if word.answer == "revoke" and who.name not in stand.approved_by:
        raise NotApproved(f"{who.name} has no approval of {name} to revoke")


def _statement(proposal: Proposal, who: Reviewer, word: Word, asked: Question, head: Head) -> Statement:
    rule = asked.policy.rule_for(case(proposal))
    return Statement(
        proposal=proposal.proposal_id,
        digest=proposal.digest,
        answer=word.answer,
        reviewer=who.name,
        reason=word.reason,
        displayed=sha256(word.displayed.encode()),
        acknowledged=word.acknowledged,
        head=head,
        at=stamp(asked.now),
        expires=stamp(asked.now + (rule[1].expires if rule else timedelta(days=1))),
        identity=who.identity,
    )


def _signed(statement: Statement, who: Reviewer) -> Decision:
    return decision_of(statement, who.key.sign(statement.message(), APPROVAL))


def decision_of(statement: Statement, signature: str) -> Decision:
    """A signed statement under its id."""
    body = {"statement": statement.model_dump(mode="json"), "signature": signature}
    return Decision(decision_id=content_id("decision", body), statement=statement, signature=signature)


def _anew(name: str, stand: Standing) -> str:
    again = stand.state in ("drift", "expired", "superseded")
    return f"; `workbench revalidate {name}` proposes it anew" if again else ""


def _because(stand: Standing) -> str:
    return f" ({stand.reasons[0]})" if stand.reasons else ""
