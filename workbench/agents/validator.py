"""The validator's task: one claim that the gate accepted, and the evidence about it that its author did not go by.

A second look with the same eyes finds nothing. So the kind of evidence that spoke most for the claim is taken out, the
rest is laid before the validator kind by kind, and each kind counts once, however often it is asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.agent import Exhibit, Outcome, ValidateTask, Witness
from workbench.agents import VALIDATOR
from workbench.matching import Matcher
from workbench.picture import declared_picture
from workbench.records import UNKNOWN, Claim, Dossier, Fact, FieldBody, MapsBody, NoTargetBody, ServesBody, SpecEvidence
from workbench.remarks import words
from workbench.truth import Property

SHOWN = 3
"""Targets that an exhibit names."""

DICTIONARY, DOCUMENTATION = 0.9, 0.85
"""How much a dictionary and a note count beside a name, when it is told which of them a claim leans on."""

Beside = Callable[[Fact], SpecEvidence | None]
"""The comment lines above a field's declaration."""

Strengths = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class _Case:
    """One claim with its field, what every kind of evidence says of it and of the fields that have a property each."""

    claim: Claim
    field: FieldBody
    strengths: Strengths
    owners: Mapping[str, Strengths]
    properties: Sequence[Property]


def tasks(dossier: Dossier, claims: Sequence[Claim], matcher: Matcher, beside: Beside) -> list[ValidateTask]:
    """What the validator is asked about the accepted claims of one endpoint, each about one field.

    `dossier` has the endpoint's mappings; claims about a field that it does not have are left out.
    """
    serving = next((fact.body.operation for fact in dossier.mappings if isinstance(fact.body, ServesBody)), UNKNOWN)
    operation = matcher.catalog.operation(serving)
    if operation is None:
        return []
    based = {claim.claim_id: claim for claim in claims}
    bodies = [_noted(fact, beside(fact)) for fact in dossier.fields]
    strengths = {f.fact_id: s for f, s in zip(dossier.fields, matcher.alone(bodies, serving), strict=True)}
    fields = {fact.fact_id: body for fact, body in zip(dossier.fields, bodies, strict=True)}
    owners = {
        fact.body.property: strengths[base]
        for fact in dossier.mappings
        if isinstance(fact.body, MapsBody) and (base := based[fact.claim].based_on[0]) in strengths
    }
    return [
        _task(_Case(claim, fields[base], strengths[base], owners, operation.properties))
        for claim in claims
        if isinstance(claim.body, MapsBody | NoTargetBody) and (base := claim.based_on[0]) in fields
    ]


def answered(task: ValidateTask, outcome: Outcome) -> Outcome:
    """The outcome with one opinion for each exhibit; malformed when one is missing or is about what was not shown."""
    shown = {exhibit.witness for exhibit in task.exhibits}
    heard = {opinion.witness for opinion in outcome.opinions}
    if outcome.state != "ok" or shown == heard:
        return outcome
    odd = ", ".join(sorted(shown ^ heard))
    detail = f"opinions are about other evidence than was shown: {odd}"
    return Outcome(state="malformed", detail=detail, calls=outcome.calls, prompt=outcome.prompt)


def _noted(fact: Fact, remark: SpecEvidence | None) -> FieldBody:
    body = fact.body
    assert isinstance(body, FieldBody)
    return body.model_copy(update={"note": words(remark)}) if remark and body.note == UNKNOWN else body


def _task(case: _Case) -> ValidateTask:
    barred = leaning(case.strengths, case.claim.body.property) if isinstance(case.claim.body, MapsBody) else ""
    shown = tuple(exhibit for exhibit in _exhibits(case) if exhibit.witness != barred and _says(exhibit))
    return ValidateTask(agent=VALIDATOR.name, claim=case.claim, exhibits=shown)


def _says(exhibit: Exhibit) -> bool:
    """Whether there is anything in an exhibit."""
    return bool(exhibit.ranked or exhibit.lines or exhibit.against)


def leaning(strengths: Strengths, path: str) -> Witness:
    """The kind of evidence that speaks most for a property: what whoever claims it has most likely gone by.

    >>> leaning({"name": {"a": 0.5}, "dictionary": {"a": 0.9}, "documentation": {"a": 0.0}}, "a")
    'documents'
    """
    said = {kind: strengths[kind].get(path, 0.0) for kind in ("name", "dictionary", "documentation")}
    told = max(DICTIONARY * said["dictionary"], DOCUMENTATION * said["documentation"])
    return "names" if said["name"] >= told else "documents"


def _exhibits(case: _Case) -> Iterator[Exhibit]:
    said = case.strengths
    yield _ranked(case, "names", said["name"], (case.field.name,))
    both = {path: _spoken(said, "documents", path) for path in said["dictionary"]}
    told = (case.field.note,) if case.field.note != UNKNOWN else ()
    yield _ranked(case, "documents", both, told)
    if isinstance(case.claim.body, MapsBody):
        yield _declared(case, case.claim.body)


def _ranked(case: _Case, witness: Witness, strengths: Mapping[str, float], lines: tuple[str, ...]) -> Exhibit:
    """What one kind of evidence would choose by itself, among the properties whose type fits at all."""
    body, types = case.claim.body, case.strengths["type"]
    claimed = body.property if isinstance(body, MapsBody) else UNKNOWN
    open_ = [
        (path, round(strength, 4))
        for path, strength in strengths.items()
        if path and types[path] > 0 and (path == claimed or strength > _held(case, witness, path))
    ]
    ranked = sorted(open_, key=lambda item: (-item[1], item[0]))[:SHOWN]
    own = round(strengths.get(claimed, -1.0), 4)
    shown = {path for path, _ in ranked} | {claimed}
    said = tuple(
        f"{item.path}: {item.description}" for item in case.properties if item.path in shown and witness == "documents"
    )
    return Exhibit(witness=witness, ranked=tuple(ranked), claimed=own, lines=lines, shown=said)


def _held(case: _Case, witness: Witness, path: str) -> float:
    """How strongly the same evidence speaks for the field that has this property; nothing when none has it."""
    owner = case.owners.get(path)
    return _spoken(owner, witness, path) if owner else 0.0


def _spoken(strengths: Strengths, witness: Witness, path: str) -> float:
    if witness == "names":
        return strengths["name"].get(path, 0.0)
    return max(strengths["dictionary"].get(path, 0.0), strengths["documentation"].get(path, 0.0))


def _declared(case: _Case, body: MapsBody) -> Exhibit:
    """What the declarations say: a length or codes that no other property of the operation has speak for a pair."""
    field, own = case.field, next((item for item in case.properties if item.path == body.property), None)
    if own is None:
        return Exhibit(witness="declaration", against=f"'{body.property}' is not there")
    if own.enum and field.values and body.transform.kind == "copy" and not set(field.values) <= set(own.enum):
        strange = sorted(set(field.values) - set(own.enum))[0]
        return Exhibit(witness="declaration", against=f"'{strange[:40]}' is none of the codes of '{own.path}'")
    size = declared_picture(field).size
    alike = [item.path for item in case.properties if item.max_length == size and item.type == own.type]
    if own.max_length is None or own.path not in alike or size < 2:
        return Exhibit(witness="declaration")
    ranked = tuple((path, 1.0) for path in [own.path, *(p for p in alike if p != own.path)][:SHOWN])
    line = f"PICTURE {field.picture} is as long as '{own.path}' may be, {size}"
    return Exhibit(witness="declaration", ranked=ranked, claimed=1.0, lines=(line,))
