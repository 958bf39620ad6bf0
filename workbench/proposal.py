"""What an agent may ask for: typed actions with their measured effect, under an id that is their hash.

An agent gives drafts (a file as it should be); the proposal holds actions (create, replace, delete, with the hash of
what is there), what they touch, the target, the policy they were measured under and what they rest on. Nothing in it is
a time or a run, so proposing the same thing twice is proposing it once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from workbench.acts import (
    Action,
    Blast,
    Denial,
    Draft,
    EntryKind,
    LedgerEntry,
    Proposal,
    Usage,
)
from workbench.errors import LedgerDamaged, NotAllowed, UnknownThing
from workbench.identity import ID_HEX, sha256
from workbench.ledger import Ledger
from workbench.policy import Policy, case_of
from workbench.records import UNKNOWN
from workbench.rules import Case
from workbench.targets import Target
from workbench.textgate import Finding, scan, show

UNDO = "undo"
"""The author of undo proposals, as policy.yaml lists it among the agents: what it proposes is computed, not chosen."""


class Denied(NotAllowed):
    """Policy refused a proposal; `case` and `denials` are what `note_denied` records."""

    def __init__(self, case: Case, denials: Sequence[Denial]) -> None:
        """The message lists every denial."""
        super().__init__("; ".join(str(denial) for denial in denials))
        self.case = case
        self.denials = list(denials)


def propose(draft: Draft, target: Target, policy: Policy, spent: Usage | None = None) -> Proposal | None:
    """The proposal to make the target what a draft says; nothing when it is so already. Nothing is stored yet.

    `spent` is what the author has used up in this run. Raises Denied (a NotAllowed) with every rule that fails.
    """
    _check_words(draft)
    actions = target.plan(draft.changes)
    if not actions:
        return None
    blast = measure(actions, target)
    asked = case_of(draft.author, target.identity, actions, blast)
    asked = asked.model_copy(update={"risk": policy.risk_of(asked)})
    if denials := policy.may_propose(asked, spent):
        raise Denied(asked, denials)
    proposal = Proposal(
        proposal_id=UNKNOWN,
        author=draft.author,
        subject=draft.subject,
        summary=draft.summary,
        target=asked.target,
        actions=tuple(actions),
        blast=blast,
        risk=asked.risk,
        facts=draft.facts,
        evidence=draft.evidence,
        policy=policy.digest,
        follows=draft.follows,
    )
    return proposal.model_copy(update={"proposal_id": f"proposal-{proposal.digest[:ID_HEX]}"})


def _check_words(draft: Draft) -> None:
    """Refuses what nobody could read in a list: NotAllowed."""
    paths = [path for change in draft.changes if (path := getattr(change, "path", ""))]
    for name, text, most in (
        ("author", draft.author, 100),
        ("subject", draft.subject, 200),
        ("summary", draft.summary, 1000),
        ("path", max(paths, key=len, default="x"), 1000),
    ):
        if not 1 <= len(text) <= most:
            raise NotAllowed(f"a draft's {name} has {len(text)} characters, from 1 to {most} are accepted")
        if set(text) & set("\n\r\t"):  # a second line could pass for one that Workbench prints
            raise NotAllowed(f"a draft's {name} is {text[:60]!r}; it is one line, without tabs")


def measure(actions: Sequence[Action], target: Target) -> Blast:
    """What the actions touch, measured on the target."""
    return target.measure(actions)


def diff(proposal: Proposal, target: Target) -> str:
    """The change for people: what it is, what it touches, and every line, with every character visible."""
    return heading(proposal) + "\n\n" + target.diff(proposal.actions)


def heading(proposal: Proposal) -> str:
    """What a proposal is and what it touches, a few lines; its target is not asked."""
    head = [
        f"{proposal.proposal_id}  {show(proposal.summary)}",
        f"{proposal.author} for {show(proposal.subject)}, on {proposal.target.name} ({show(proposal.target.location)})",
        f"{proposal.blast.words()}, risk {proposal.risk}",
        *(f"! {found.what} at {found.line}:{found.column}" for found in findings(proposal)[:20]),
    ]
    return "\n".join(head)


def findings(proposal: Proposal) -> list[Finding]:
    """What the text gate finds in the words, paths and contents of a proposal."""
    texts = [proposal.subject, proposal.summary]
    for action in proposal.actions:
        texts += [action.path, action.content] if action.kind == "file" else [action.path, action.data().decode()]
    return [found for text in texts for found in scan(text)]


def offer(
    ledger: Ledger, drafts: Sequence[Draft], target: Target, policy: Policy, now: datetime | None = None
) -> list[Proposal]:
    """The proposals that these drafts of one run make, stored: one for each that the target is not so already.

    All of them or none. Raises Denied for the first that policy refuses, which the ledger keeps.
    """
    made: list[Proposal] = []
    for draft in drafts:
        try:
            found = propose(draft, target, policy, spent(made, draft.author))
        except Denied as denied:
            note_denied(ledger, denied, now)
            raise
        made += [found] if found else []
    submit(ledger, made, policy, now)
    return made


def spent(made: Sequence[Proposal], author: str) -> Usage:
    """What an author's proposals have used up."""
    blasts = [one.blast for one in made if one.author == author]
    summed = {name: sum(getattr(blast, name) for blast in blasts) for name in ("files", "bytes", "rows", "calls")}
    return Usage(actions=len(blasts), **summed)


def submit(
    ledger: Ledger,
    proposals: Sequence[Proposal],
    policy: Policy,
    now: datetime | None = None,
    closing: Sequence[dict[str, Any]] = (),
) -> list[str]:
    """The ids of the proposals that are new in the ledger now; those it had before add nothing.

    `closing` are the bodies of entries that close others in the same moment, whose places the new ones take.

    When an agent has as many proposals waiting as its policy allows, the further ones are stored as parked. Raises
    NotAllowed for a proposal in the name of undo that follows no receipt: nothing is stored then.
    """
    with ledger.turn():  # two who propose the same at the same time propose it once
        return _submit(ledger, proposals, policy, now, closing)


def _submit(
    ledger: Ledger,
    proposals: Sequence[Proposal],
    policy: Policy,
    now: datetime | None,
    closing: Sequence[dict[str, Any]],
) -> list[str]:
    entries = ledger.entries()
    _check_undo(entries, proposals)
    known = {entry.body.get("proposal_id") for entry in entries if entry.kind == "proposal"}
    fresh = list({one.proposal_id: one for one in proposals if one.proposal_id not in known}.values())
    items: list[tuple[EntryKind, dict[str, Any]]] = [("superseded", body) for body in closing]
    places = [str(body["proposal"]) for body in closing]
    in_its_place = bool(places) and not _parked(entries) & set(places)
    waiting = _waiting(entries, places)
    for one in fresh:
        items.append(("proposal", one.model_dump(mode="json")))
        waiting[one.author] += 1
        most = policy.agents[one.author].pending if one.author in policy.agents else 0
        if waiting[one.author] > most and not in_its_place:
            reason = f"{one.author} has {waiting[one.author] - 1} proposals waiting; policy.yaml lets {most} wait"
            items.append(("parked", {"proposal": one.proposal_id, "reason": reason}))
    ledger.append_many(items, now)
    return [one.proposal_id for one in fresh]


def _check_undo(entries: Sequence[LedgerEntry], proposals: Sequence[Proposal]) -> None:
    followed = {entry.body["receipt_id"] for entry in entries if entry.kind == "receipt"}
    followed |= {
        entry.body["proposal_id"] for entry in entries if entry.kind == "proposal" and entry.body["author"] == UNDO
    }
    for one in proposals:
        if one.author == UNDO and one.follows not in followed:
            raise NotAllowed(f"{one.proposal_id} is by {UNDO!r} and undoes nothing; its author is only who computed it")


def _parked(entries: Sequence[LedgerEntry]) -> set[str]:
    held: set[str] = set()
    for entry in entries:
        if entry.kind == "parked":
            held.add(entry.body["proposal"])
        elif entry.kind == "released":
            held.discard(entry.body["proposal"])
    return held


def _waiting(entries: Sequence[LedgerEntry], closing: Sequence[str]) -> Counter[str]:
    """How many proposals of each author are neither executed nor closed."""
    authors = {entry.body["proposal_id"]: entry.body["author"] for entry in entries if entry.kind == "proposal"}
    over = settled(entries) | set(closing)
    for entry in entries:
        if entry.kind == "decision" and entry.body["statement"]["answer"] in ("reject", "withdraw"):
            over.add(entry.body["statement"]["proposal"])
    return Counter(author for proposal_id, author in authors.items() if proposal_id not in over)


def settled(entries: Sequence[LedgerEntry]) -> set[str]:
    """The ids of proposals that were executed, or closed; not of those that were stopped before their effect."""
    ended = [one for one in entries if one.kind == "superseded"]
    ended += [one for one in entries if one.kind == "receipt" and one.body["state"] != "stopped"]
    return {str(one.body["proposal"]) for one in ended}


def release(ledger: Ledger, proposal_id: str, who: str, now: datetime | None = None) -> None:
    """Let a parked proposal wait for people with the others; it still needs its approvals."""
    find(ledger.entries(), proposal_id)
    ledger.append("released", {"proposal": proposal_id, "who": who}, now)


def note_denied(ledger: Ledger, denied: Denied, now: datetime | None = None) -> None:
    """Record what policy refused, so that another policy can be held against it (what-if)."""
    said = [denial.model_dump(mode="json") for denial in denied.denials]
    ledger.append("denied", {"case": denied.case.model_dump(mode="json"), "denials": said}, now)


def proposals(entries: Sequence[LedgerEntry]) -> list[Proposal]:
    """Every proposal in the ledger, in order. Raises LedgerDamaged when one is not what its id says.

    For whoever looks at many, again and again: an entry that this process has read is not parsed again. What is
    executed or signed is made from its bytes each time, by `find`.
    """
    return [_kept(entry) for entry in entries if entry.kind == "proposal"]


def find(entries: Sequence[LedgerEntry], proposal_id: str) -> Proposal:
    """One proposal of the ledger, made from its bytes. Raises UnknownThing, LedgerDamaged."""
    for entry in entries:
        if entry.kind == "proposal" and entry.body.get("proposal_id") == proposal_id:
            return _proposal(entry)
    raise UnknownThing(f"{proposal_id!r} is no proposal in the ledger")


def _kept(entry: LedgerEntry) -> Proposal:
    known = _MADE.get(entry.sha256)
    if known is None or known[0] is not entry.body:
        if len(_MADE) >= MOST_KEPT:
            _MADE.clear()
        known = _MADE[entry.sha256] = entry.body, _proposal(entry)
    return known[1]


def _proposal(entry: LedgerEntry) -> Proposal:
    try:
        proposal = Proposal.model_validate(entry.body)
        whole = proposal.is_itself() and proposal.model_dump(mode="json") == entry.body
        whole = whole and all(_holds(action) for action in proposal.actions)
    except ValueError as fault:  # a ValidationError, or base64 that is none
        said = fault.errors()[0]["msg"] if isinstance(fault, ValidationError) else str(fault)
        raise LedgerDamaged(f"ledger line {entry.seq}: no proposal ({said})") from None
    if not whole:
        raise LedgerDamaged(f"ledger line {entry.seq}: {proposal.proposal_id} was changed; its bytes have another hash")
    return proposal


def _holds(action: Action) -> bool:
    return action.kind == "sql" or action.verb == "delete" or sha256(action.data()) == action.sha256


MOST_KEPT = 20_000
"""Proposals that a process keeps in mind."""

_MADE: dict[str, tuple[dict[str, Any], Proposal]] = {}
"""By the hash of the line: the very body that was parsed, and what came out."""
