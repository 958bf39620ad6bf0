"""Decisions from afar: what somebody would sign is made here, signed where their key is, and checked when it is back.

The private half of a key never comes to the server. A signed statement counts only when it is, word for word, what the
server would have asked to be signed at that moment: the same proposal, shown with the same bytes, under these rules.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from workbench.acts import Answer, Decision, LedgerEntry, Statement, moment
from workbench.approval import Reviewer, Word, decision_of, statements
from workbench.desk import Desk
from workbench.errors import NotApproved
from workbench.records import Record
from workbench.signing import APPROVAL, Key, canonical_key, verify

LATE = timedelta(minutes=15)
"""How long a statement waits for its signature, a touch of a key included."""

EARLY = timedelta(seconds=60)
"""How far two clocks may be apart."""


class Blank(Record):
    """A statement without its signature, and the text whose SHA-256 it holds as `displayed`."""

    statement: Statement
    shown: str


def blanks(
    desk: Desk, wanted: Sequence[str], answer: Answer, who: tuple[str, str, str], reason: str, acknowledge: bool
) -> list[Blank]:
    """What a person would sign; `who`: their name, the public half of the key, who else vouches for them.

    Raises NotAllowed, NotApproved, ParameterError as a decision does, so that nobody signs for nothing.
    """
    name, public, identity = who
    words = desk.words(wanted, answer, reason, acknowledge)
    said = statements(desk.ledger.entries(), desk.policy, _absent(name, public, identity), words, datetime.now(UTC))
    return [Blank(statement=one, shown=word.displayed) for one, word in zip(said, words, strict=True)]


def cast(desk: Desk, decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions, once they are in the ledger; those that it held already are not added again.

    Raises NotApproved for a signature that does not hold or a statement that is not what would be asked now.
    """
    entries = desk.ledger.entries()
    held = {entry.body.get("decision_id") for entry in entries if entry.kind == "decision"}
    fresh = [one for one in decisions if one.decision_id not in held]
    for one in fresh:
        _check(desk, entries, one)
    desk.ledger.append_many([("decision", one.model_dump(mode="json")) for one in fresh])
    return list(decisions)


def _check(desk: Desk, entries: Sequence[LedgerEntry], one: Decision) -> None:
    said = one.statement
    public = verify(said.message(), one.signature, APPROVAL)
    if one != decision_of(said, one.signature):
        raise NotApproved(f"{one.decision_id[:80]} is not the id of this decision")
    now, at = datetime.now(UTC), _moment(said.at)
    if not now - LATE <= at <= now + EARLY:
        raise NotApproved(f"the statement is of {said.at}; it is signed within {LATE.seconds // 60} minutes")
    if not 1 <= said.head.entries <= len(entries) or entries[said.head.entries - 1].sha256 != said.head.sha256:
        raise NotApproved(f"the statement saw a ledger whose line {said.head.entries} is another one")
    words = desk.words([said.proposal], said.answer, said.reason, acknowledge=True)
    words = [word if word.acknowledged == said.acknowledged else _unseen(desk, said) for word in words]
    (wanted,) = statements(entries, desk.policy, _absent(said.reviewer, public, said.identity), words, at)
    if wanted.model_copy(update={"head": said.head}) != said:
        raise NotApproved(f"{said.proposal[:80]} reads differently now; look at it, and sign again")


def _unseen(desk: Desk, said: Statement) -> Word:
    """The same word without marks that were seen."""
    return desk.words([said.proposal], said.answer, said.reason)[0]


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError:
        raise NotApproved(f"{text[:40]!r} is no moment") from None


def _absent(name: str, public: str, identity: str) -> Reviewer:
    """A reviewer whose private key is elsewhere."""

    def refuse(message: bytes) -> bytes:
        raise NotApproved(f"the key of {name} is not here")

    return Reviewer(name, Key(canonical_key(public), refuse), identity)
