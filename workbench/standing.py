"""Where a proposal stands: a pure reading of the ledger, the policy, the enrolled keys and the clock.

Nothing is remembered: the answer is computed from signatures each time, so a decision counts only as long as its key,
its policy and its time do. People are counted, and so are keys: one person twice is one, and so is one key under two
names.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import ValidationError

from workbench.acts import ABSENT, ActState, Decision, LedgerEntry, Proposal, Standing, moment
from workbench.errors import NotApproved
from workbench.identity import content_id
from workbench.policy import Policy, case
from workbench.proposal import findings
from workbench.rules import ApprovalRule
from workbench.signers import Signer
from workbench.signing import APPROVAL, verify
from workbench.textgate import fingerprint

SKEW = timedelta(minutes=5)
"""How far a reviewer's clock may be ahead."""


VOID = "policy.yaml has changed since it was proposed"
"""Why a proposal is superseded when nobody closed it."""


@dataclass
class History:
    """The ledger, sorted for questions about one proposal."""

    about: dict[str, list[LedgerEntry]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[tuple[str, str], list[LedgerEntry]] = field(default_factory=lambda: defaultdict(list))
    hashes: dict[int, str] = field(default_factory=lambda: {0: ABSENT})
    followed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    switches: list[LedgerEntry] = field(default_factory=list)


def history(entries: Sequence[LedgerEntry]) -> History:
    """The ledger, sorted."""
    told = History()
    roots: dict[str, str] = {}  # an undo that was asked again is still the undo of the same receipt
    for entry in entries:
        told.hashes[entry.seq] = entry.sha256
        body = entry.body
        if entry.kind in ("key", "unkey"):
            told.keys[(str(body.get("name")), str(body.get("public")))].append(entry)
        elif entry.kind in ("stop", "resume"):
            told.switches.append(entry)
        elif entry.kind == "decision":
            told.about[str(body.get("statement", {}).get("proposal"))].append(entry)
        else:
            told.about[str(body.get("proposal", body.get("proposal_id")))].append(entry)
        if entry.kind == "proposal" and body.get("author") == "undo":
            name, follows = str(body.get("proposal_id")), str(body.get("follows"))
            roots[name] = roots.get(follows, follows)
            told.followed[roots[name]].append(name)
    return told


@dataclass(frozen=True)
class Question:
    """What a standing depends on besides the proposal."""

    told: History
    policy: Policy
    signers: Sequence[Signer]
    now: datetime


def standing_of(proposal: Proposal, asked: Question) -> Standing:
    """Where one proposal stands now, and why."""
    entries = asked.told.about[proposal.proposal_id]
    executed = _executed(proposal, entries, asked.told)
    if executed and executed.state not in ("conflict", "unknown"):
        return executed
    decisions = [(entry, _decision(entry)) for entry in entries if entry.kind == "decision"]
    votes = [_vote(proposal, entry, decision, asked) for entry, decision in decisions]
    if executed:
        return _settled(executed, votes)
    reasons = tuple(vote.why for vote in votes if vote.why)
    counted = _once([vote for vote in votes if not vote.why])
    if ended := _ended(proposal, entries, counted, asked):
        return Standing(proposal=proposal.proposal_id, state=ended[0], reasons=(ended[1], *reasons))
    return _quorum(proposal, entries, counted, reasons, asked)


@dataclass(frozen=True)
class _Vote:
    decision: Decision
    public: str
    why: str
    """Why it does not count; "" when it does."""


def _executed(proposal: Proposal, entries: Sequence[LedgerEntry], told: History) -> Standing | None:
    state: ActState | Literal["stopped"] | None = None
    why, receipt = "", ""
    for entry in entries:
        if entry.kind == "intent":
            state, why = "executing", "an execution began and has no outcome yet; `workbench recover`"
        elif entry.kind == "receipt":
            state, why, receipt = entry.body["state"], entry.body.get("detail", ""), entry.body["receipt_id"]
    if state is None or state == "stopped":
        return None
    if state == "done" and any(_done(told, undo) for undo in told.followed[receipt]):
        state, why = "undone", f"undone by {told.followed[receipt][-1]}"
    return Standing(proposal=proposal.proposal_id, state=state, reasons=(why,) if why else ())


def _settled(executed: Standing, votes: Sequence[_Vote]) -> Standing:
    """What a person who looked at the target says of an outcome that nobody else can tell; the first word counts."""
    for vote in votes:
        said = vote.decision.statement
        if not vote.why and said.answer in ("done", "not_done"):
            state: ActState = "done" if said.answer == "done" else "superseded"
            found = f"{said.reviewer} looked, it was {said.answer.replace('_', ' ')}: {said.reason}"
            return executed.model_copy(update={"state": state, "reasons": (found, *executed.reasons)})
    return executed.model_copy(update={"reasons": (*executed.reasons, *(vote.why for vote in votes if vote.why))})


def _done(told: History, proposal_id: str) -> bool:
    entries = told.about[proposal_id]
    return any(entry.kind == "receipt" and entry.body["state"] == "done" for entry in entries)


def _decision(entry: LedgerEntry) -> Decision | None:
    try:
        decision = Decision.model_validate(entry.body)
    except ValidationError:
        return None
    # A field that has a default may be left out and still be read; what was signed has it.
    return decision if decision.model_dump(mode="json") == entry.body else None


def _vote(proposal: Proposal, entry: LedgerEntry, decision: Decision | None, asked: Question) -> _Vote:
    if decision is None:
        raise NotApproved(f"ledger line {entry.seq} is no decision")
    said = decision.statement
    where = f"{said.reviewer}'s {said.answer} (ledger line {entry.seq}) does not count"
    try:
        public = verify(said.message(), decision.signature, APPROVAL)
    except NotApproved as fault:
        return _Vote(decision, "", f"{where}: {fault}")
    why = _binding(proposal, entry, decision, asked.told)
    why = why or key_fault(said.reviewer, public, asked, entry.seq, moment(said.at))
    why = why or _timing(proposal, decision, asked)
    if not why and said.answer == "approve":
        why = "; ".join(str(denial) for denial in asked.policy.may_approve(said.reviewer, case(proposal)))
    return _Vote(decision, public, f"{where}: {why}" if why else "")


def _binding(proposal: Proposal, entry: LedgerEntry, decision: Decision, told: History) -> str:
    """Why a statement is not about this proposal in this ledger."""
    said = decision.statement
    body = {"statement": said.model_dump(mode="json"), "signature": decision.signature}
    if decision.decision_id != content_id("decision", body):
        return "its id is not that of its content"
    if (said.proposal, said.digest) != (proposal.proposal_id, proposal.digest):
        return "it is about other bytes"
    proposed = next(one.seq for one in told.about[proposal.proposal_id] if one.kind == "proposal")
    if not proposed <= said.head.entries < entry.seq or told.hashes.get(said.head.entries) != said.head.sha256:
        return "the reviewer saw another ledger"
    if said.answer == "approve" and said.acknowledged != (seen := fingerprint(findings(proposal))):
        return f"the marked characters were not acknowledged ({seen})"
    return ""


def key_fault(who: str, public: str, asked: Question, line: int, at: datetime) -> str:
    """Why a key does not speak for a person in a ledger line of some moment; "" when it does."""
    if who not in asked.policy.people:
        return f"{who!r} is nobody in policy.yaml"
    held = [one for one in asked.signers if (one.name, one.public) == (who, public)]
    if not held:
        return f"the key is not {who}'s in {asked.policy.keys}"
    if not held[0].valid(at) or not held[0].valid(asked.now):
        return "the key was not valid then, or is not now"
    enrolled = asked.told.keys[(who, public)]
    if not enrolled or enrolled[0].seq > line or enrolled[-1].kind != "key":
        return "the key was not enrolled in the ledger before, or was withdrawn"
    return ""


def _timing(proposal: Proposal, decision: Decision, asked: Question) -> str:
    """Why a statement's times do not hold."""
    said = decision.statement
    at, expires = moment(said.at), moment(said.expires)
    if at > asked.now + SKEW:
        return f"it is dated {said.at}, which is yet to come"
    rule = asked.policy.rule_for(case(proposal))
    if rule and expires - at > rule[1].expires:
        return f"it claims to count longer than approvals[{rule[0]}].expires"
    return ""


def _once(votes: Sequence[_Vote]) -> list[_Vote]:
    """The votes that stand: each person's first word, unless it was an approval that they took back; each key once."""
    standing: dict[str, _Vote] = {}
    revoked: set[str] = set()
    for vote in votes:
        said = vote.decision.statement
        if said.answer == "revoke":
            revoked.add(said.reviewer)
        elif said.answer in ("reject", "withdraw") or said.reviewer not in standing:
            standing[said.reviewer] = vote
    kept: dict[str, _Vote] = {}
    for name, vote in standing.items():
        if name not in revoked or vote.decision.statement.answer != "approve":
            kept.setdefault(vote.public, vote)
    return list(kept.values())


def _ended(
    proposal: Proposal, entries: Sequence[LedgerEntry], votes: Sequence[_Vote], asked: Question
) -> tuple[ActState, str] | None:
    for vote in votes:
        said = vote.decision.statement
        if said.answer == "reject":
            return "rejected", f"{said.reviewer}: {said.reason}"
        if said.answer == "withdraw":
            return "superseded", f"withdrawn by {said.reviewer}: {said.reason}"
    for entry in entries:
        if entry.kind == "superseded":
            return "superseded", str(entry.body.get("reason"))
    if proposal.policy != asked.policy.digest:
        return "superseded", VOID
    if entries and moment(entries[0].time) + asked.policy.proposals_expire < asked.now:
        return "expired", f"proposed at {entries[0].time} and not decided in time"
    return None


def _quorum(
    proposal: Proposal,
    entries: Sequence[LedgerEntry],
    votes: Sequence[_Vote],
    reasons: tuple[str, ...],
    asked: Question,
) -> Standing:
    rule = asked.policy.rule_for(case(proposal))
    live = [vote for vote in votes if moment(vote.decision.statement.expires) > asked.now]
    names = tuple(vote.decision.statement.reviewer for vote in live)
    missing = _missing(asked.policy, rule[1] if rule else None, names)
    state: ActState = "proposed" if missing else "approved"
    if missing and len(live) < len(votes):
        state, reasons = "expired", ("an approval ran out before the execution", *reasons)
    if [entry.kind for entry in entries if entry.kind in ("parked", "released")][-1:] == ["parked"]:
        state = "parked"
    return Standing(
        proposal=proposal.proposal_id,
        state=state,
        approved_by=names,
        missing=missing,
        reasons=reasons,
        decisions=tuple(vote.decision.decision_id for vote in live),
    )


def _missing(policy: Policy, rule: ApprovalRule | None, names: Sequence[str]) -> tuple[str, ...]:
    if rule is None:
        return ("no rule of policy.yaml lets anybody approve this",)
    need = rule.need
    roles = [set(policy.people[name].roles) for name in names]
    counted = sum(bool(held & {*need.roles, *need.include}) for held in roles)
    missing = [f"{need.count - counted} more of {', '.join(need.roles)}"] if counted < need.count else []
    missing += [f"one {role}" for role in need.include if not any(role in held for held in roles)]
    return tuple(missing)
