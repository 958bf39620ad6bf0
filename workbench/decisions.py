"""What people decided about fields, kept in the ledger, and a truth source for every later run.

A precedent proves what no document does: that a field is a property. It is scoped, has an author and a reason, and can
be revoked; two that contradict each other prove nothing, and both are shown.
"""

import json

from workbench.errors import NotAllowed, ParameterError, UnknownThing
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.records import Claim, MapsBody, NoTargetBody, Record, UncertainBody
from workbench.revocation import Revoked, revoke
from workbench.store import Store
from workbench.store.rows import claim_of
from workbench.textgate import scan, show
from workbench.truth import Precedent, Precedents
from workbench.truth.decisions import Scope, precedent_id

REASON = 500
"""Characters that a reason may have."""


class Decided(Record):
    """A precedent once it is kept: what it says, what contradicts it, and what was revoked because of it."""

    precedent: Precedent
    known: bool
    contradicts: tuple[Precedent, ...]
    revoked: Revoked


def load(ledger: Ledger) -> Precedents:
    """Everything people decided, oldest first."""
    return Precedents(
        tuple(Precedent.model_validate(entry.body) for entry in ledger.entries() if entry.kind == "precedent")
    )


def find_claim(store: Store, text: str) -> Claim:
    """The mapper's claim of this id, or whose id begins so. Raises UnknownThing, or ParameterError for another kind."""
    rows = store.records("SELECT * FROM claim WHERE starts_with(claim_id, ?) LIMIT 2", (text,))
    if len(rows) != 1:
        what = "several claims begin so" if rows else "no claim has this id"
        raise UnknownThing(f"'{text}': {what}; `workbench claims --state uncertain --json` lists them")
    found = claim_of(rows[0])
    if not isinstance(found.body, MapsBody | NoTargetBody | UncertainBody):
        kinds = "maps, no_target or uncertain"
        raise ParameterError(f"'{text}' is a claim of kind {found.body.kind}; one of {kinds} can be decided")
    return found


def precedent(item: Claim, answer: str, scope: Scope, author: str, reason: str) -> Precedent:
    """The precedent that a person's answer to a claim makes. `answer`: a property path, "" for no target."""
    body = item.body
    assert isinstance(body, MapsBody | NoTargetBody | UncertainBody)
    return Precedent(
        scope=scope,
        program=body.program if scope != "project" else "",
        record=body.record if scope == "field" else "",
        field=body.field,
        operation=body.operation if scope == "field" else "",
        property=answer,
        author=author,
        reason=reason,
    )


def decide(store: Store, ledger: Ledger, policy: Policy, entry: Precedent) -> Decided:
    """The precedent, once it is in the ledger and what it contradicts is revoked. Raises NotAllowed, ParameterError."""
    admit(policy, entry.author, entry.reason)
    same = [one for one in _standing(ledger) if _same(one, entry)]
    if entry.revoked and not same:
        raise ParameterError(f"nobody decided that '{entry.field}' is '{entry.property or 'no target'}'")
    known = bool(same) and not entry.revoked
    fresh = [one.model_copy(update={"revoked": True}) for one in same] if entry.revoked else [] if known else [entry]
    ledger.append_many([("precedent", one.model_dump(mode="json")) for one in fresh])
    against = [one for pair in load(ledger).contradictions() for one in pair if not _same(one, entry)]
    facts = _contradicted(store, entry)
    return Decided(
        precedent=entry,
        known=known,
        contradicts=tuple(one for one in against if _about(one) == _about(entry)),
        revoked=revoke(store, ledger, facts, entry.author, f"decided otherwise: {entry.reason}"),
    )


def admit(policy: Policy, author: str, reason: str) -> None:
    """Nothing, when a person of the policy gives a reason in one plain line. Raises NotAllowed, ParameterError."""
    if author not in policy.people:
        raise NotAllowed(f"{author!r} is nobody in policy.yaml; people are {sorted(policy.people)}")
    if not 1 <= len(reason.strip()) <= REASON or scan(reason) or "\n" in reason:
        raise ParameterError(f"reason {show(reason[:60])!r}; a reason is one line of 1 to {REASON} plain characters")


def _standing(ledger: Ledger) -> list[Precedent]:
    """Precedents that were not revoked."""
    newest = {precedent_id(entry): entry for entry in load(ledger).entries}
    return [entry for entry in newest.values() if not entry.revoked]


def _same(one: Precedent, other: Precedent) -> bool:
    return _about(one) == _about(other) and one.property == other.property


def _about(entry: Precedent) -> tuple[str, ...]:
    return entry.scope, entry.program, entry.record, entry.field, entry.operation


def _contradicted(store: Store, entry: Precedent) -> list[str]:
    """Facts that say something else of what a precedent is about; those that rest on a revoked one, too."""
    sql = "SELECT fact_id, program, record, body FROM active_fact WHERE kind IN ('maps', 'no_target') AND name = ?"
    found = []
    for fact, program, record, raw in store.rows(sql, (entry.field,)):
        body = json.loads(raw)
        where = (entry.program, program), (entry.record, record), (entry.operation, body["operation"])
        here = all(wanted in ("", given) for wanted, given in where)
        if here and (entry.revoked or body.get("property", "") != entry.property):
            found.append(fact)
    return found
