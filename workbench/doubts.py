"""What the gate did not accept, with both sides of the evidence, and a person's answer to it.

    wb.doubts()                                        # what is open, rejected first
    wb.doubt("claim-1a2b")                             # the words of the spec beside those of the target, and choices
    wb.answer("claim-1a2b", "ana", "asked the data office", answer="customer.number")

An answer is a precedent: later runs keep to it and do not ask again.
"""

from functools import lru_cache
from pathlib import Path

from workbench import decisions
from workbench.decisions import Decided
from workbench.errors import ParameterError, UnknownThing
from workbench.gate import GATE
from workbench.ledger import Ledger
from workbench.lineage.nodes import thing
from workbench.policy import Policy
from workbench.records import (
    UNKNOWN,
    Claim,
    MapsBody,
    NoTargetBody,
    Record,
    SpecEvidence,
    TruthEvidence,
    UncertainBody,
)
from workbench.store import Store
from workbench.store.rows import claim_of
from workbench.textgate import show
from workbench.truth import Catalog, Precedents, load_target
from workbench.truth.decisions import Scope

ASKABLE = ("maps", "no_target", "uncertain")
"""Kinds of claims that a person can answer; a mistake in reading is put right in the document or its profile."""

LONGEST = 600
"""Characters of a quote."""


class Open(Record):
    """A claim that waits for a person. `decided` is what somebody answered already, "" when nobody did."""

    claim_id: str
    about: str
    state: str
    reason: str
    first: int
    askable: bool
    decided: str


class Side(Record):
    """What one document says, and where: SPEC:LINE or a JSON pointer of the target."""

    where: str
    quote: str


class Choice(Record):
    """A property that the field may be: what the target document says of it, and why it is here."""

    property: str
    operation: str
    score: float
    why: str
    said: Side


class Doubt(Record):
    """One open claim. `spec` and `target` are its evidence; `choices` are the candidates, best first. `open` names the
    checks that did not pass, each with what it found."""

    claim_id: str
    about: str
    state: str
    reason: str
    agent: str
    open: tuple[str, ...]
    spec: tuple[Side, ...]
    target: tuple[Side, ...]
    choices: tuple[Choice, ...]
    askable: bool
    decided: str


def doubts(store: Store, ledger: Ledger) -> list[Open]:
    """Everything that is rejected or uncertain, those that somebody decided last."""
    sql = """SELECT claim.*, state, reason FROM claim JOIN latest_verdict USING (claim_id)
        WHERE state IN ('rejected', 'uncertain') ORDER BY state, claim.program, claim.first, claim.claim_id"""
    known = decisions.load(ledger)
    found = [_open(claim_of(_claim(row)), row["state"], row["reason"], known) for row in store.records(sql)]
    return sorted(found, key=lambda one: (bool(one.decided), one.state != "rejected", not one.askable))


def doubt(store: Store, ledger: Ledger, target: Path | None, claim_id: str) -> Doubt:
    """One open claim with both sides of its evidence. Raises UnknownThing."""
    rows = store.records("SELECT claim.*, state, reason FROM claim JOIN latest_verdict USING (claim_id) "
                         "WHERE claim_id = ?", (claim_id,))  # fmt: skip
    if not rows:
        raise UnknownThing(f"'{claim_id}' is no claim that was judged")
    item, names = claim_of(_claim(rows[0])), dict(store.rows("SELECT spec_id, name FROM spec"))
    row = _open(item, rows[0]["state"], rows[0]["reason"], decisions.load(ledger))
    checks = "SELECT name, finding FROM checks WHERE claim_id = ? AND state <> 'pass'"
    spec = [one for one in item.evidence if isinstance(one, SpecEvidence)]
    truth = [one for one in item.evidence if isinstance(one, TruthEvidence)]
    return Doubt(
        **row.model_dump(exclude={"first"}),
        agent=f"{item.agent} ({item.engine})",
        open=tuple(show(f"{name}: {finding}") for name, finding in store.rows(checks, (claim_id,))),
        spec=tuple(_side(f"{names.get(one.spec, one.spec)}:{one.first}", one.quote) for one in spec),
        target=tuple(_side(one.pointer, one.quote) for one in truth),
        choices=_choices(item, _catalog(target)),
    )


def answer(  # noqa: PLR0913  (each is part of what is remembered)
    store: Store,
    ledger: Ledger,
    policy: Policy,
    target: Path | None,
    item: Claim,
    said: str,
    scope: Scope,
    author: str,
    reason: str,
) -> Decided:
    """A person's answer, kept. `said` is a property of its operation, "" for no target. Raises ParameterError."""
    body = item.body
    if not _askable(item) or not isinstance(body, MapsBody | NoTargetBody | UncertainBody):
        raise ParameterError(f"{item.claim_id} is about no field that a person could name a target for")
    catalog = _catalog(target)
    if said and (catalog is None or catalog.find(body.operation, said) is None):
        raise ParameterError(f"{said!r} is no property of {body.operation} in the target document")
    return decisions.decide(store, ledger, policy, decisions.precedent(item, said, scope, author, reason))


def _claim(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in ("state", "reason")}


def _askable(item: Claim) -> bool:
    """Whether a person's answer settles it; what the gate says of an operation as a whole is settled by its fields."""
    return item.body.kind in ASKABLE and item.agent != GATE


def _open(item: Claim, state: str, reason: str, known: Precedents) -> Open:
    body, askable = item.body, _askable(item)
    name = str(getattr(body, "field", getattr(body, "name", getattr(body, "operation", UNKNOWN))))
    said = thing(body.kind, body.program, str(getattr(body, "record", UNKNOWN)), name)
    found = []
    if isinstance(body, MapsBody | NoTargetBody | UncertainBody):
        found = known.about(body.program, body.record, body.field, body.operation)
    decided = "; ".join(f"{one.author}: {one.property or 'no target'}" for one in found)
    first = next((one.first for one in item.evidence if isinstance(one, SpecEvidence)), 0)
    return Open(
        claim_id=item.claim_id,
        about=show(said),
        state=state,
        reason=show(reason),
        first=first,
        askable=askable,
        decided=show(decided),
    )


def _choices(item: Claim, catalog: Catalog | None) -> tuple[Choice, ...]:
    body = item.body
    if isinstance(body, UncertainBody):
        given = [(one.operation, one.property, one.score, one.why) for one in body.candidates]
    elif isinstance(body, NoTargetBody):
        given = [(one.operation, one.property, one.score, one.why) for one in body.nearest]
    elif isinstance(body, MapsBody):
        given = [(body.operation, body.property, 1.0, f"claimed, as {body.transform.kind}")]
    else:
        given = []
    return tuple(
        Choice(property=show(path), operation=name, score=score, why=show(why), said=_said(catalog, name, path))
        for name, path, score, why in given
    )


def _said(catalog: Catalog | None, operation: str, path: str) -> Side:
    found = catalog.find(operation, path) if catalog else None
    if found is None:
        return Side(where="nowhere", quote="no such property in the target document")
    limits = [f"{found.type}", found.format if found.format != UNKNOWN else "", "required" if found.required else ""]
    limits += [f"at most {found.max_length} characters"] if found.max_length is not None else []
    limits += [f"one of {', '.join(found.enum[:8])}"] if found.enum else []
    words = ", ".join(filter(None, limits)) + (f": {found.description}" if found.description else "")
    return _side(found.pointer, words)


def _side(where: str, quote: str) -> Side:
    shown = show(quote)
    return Side(where=show(where), quote=shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…")


def _catalog(target: Path | None) -> Catalog | None:
    if target is None or not target.is_file():
        return None
    return _loaded(target, target.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _loaded(target: Path, changed: int) -> Catalog:
    return load_target(target)
