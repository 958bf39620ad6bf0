"""Checks on what the mapper says, one by one: both sides exist, both quotes hold, and the value fits."""

from collections import Counter
from collections.abc import Sequence

from workbench.agent import FieldChoice
from workbench.checks.documents import MapDocuments
from workbench.checks.finding import checked
from workbench.checks.reading import spec_evidence
from workbench.picture import Picture, declared_picture
from workbench.records import (
    UNKNOWN,
    Check,
    Claim,
    FieldBody,
    MapsBody,
    NoTargetBody,
    ServesBody,
    SpecEvidence,
    Transform,
    TruthEvidence,
)
from workbench.remarks import words
from workbench.transforms import derive, derive_part
from workbench.transforms import said as told
from workbench.truth import Catalog, Property


def established(claim: Claim, documents: MapDocuments) -> Check:
    """The claim rests on facts that the gate gave out, and is about what they are about."""
    given = documents.given
    if not claim.based_on or any(fact not in given for fact in claim.based_on):
        return checked("established", "fail", "rests on something that no gate accepted")
    if isinstance(claim.body, MapsBody | NoTargetBody):
        fact = given[claim.based_on[0]]
        body = fact.body
        same = isinstance(body, FieldBody) and (body.program, body.record, body.name, body.ordinal) == (
            claim.body.program,
            claim.body.record,
            claim.body.field,
            claim.body.ordinal,
        )
        if not same:
            return checked("established", "fail", f"{fact.fact_id} is about another field")
    return checked("established", "pass", ", ".join(claim.based_on))


def source_quote(claim: Claim, documents: MapDocuments) -> Check:
    """The lines about the field say what is quoted."""
    cited = spec_evidence(claim)
    if not cited:
        return checked("source_quote", "fail", "no line of the spec is cited")
    for item in cited:
        found = documents.source.quotes_of(item.spec).check(item.quote, item.first, item.last)
        if found.state != "accepted":
            state = "fail" if found.state == "rejected" else "unproven"
            return checked("source_quote", state, found.reason)
    return checked("source_quote", "pass", f"verbatim at line {cited[0].first}")


def sent(claim: Claim, documents: MapDocuments) -> Check:
    """The cited lines are those that came with the field: its declaration, or the comment above it."""
    choice = documents.choice(claim)
    if choice is None:
        return checked("sent", "pass", "is about no field that was sent")
    remark = documents.source.remark(choice.field)
    given = [item for item in (*choice.field.evidence, remark) if isinstance(item, SpecEvidence)]
    for item in spec_evidence(claim):
        if not any(one.spec == item.spec and one.first <= item.first <= item.last <= one.last for one in given):
            detail = f"lines {item.first}-{item.last} did not come with {choice.field.fact_id}"
            return checked("sent", "fail", detail)
    return checked("sent", "pass", "came with the field")


def exists(claim: Claim, documents: MapDocuments) -> Check:
    """The operation and the property stand in the target document."""
    body = claim.body
    if not isinstance(body, MapsBody | ServesBody | NoTargetBody):
        return checked("exists", "pass", "names no target")
    operation = documents.catalog.operation(body.operation)
    if operation is None:
        return checked("exists", "fail", f"operation '{body.operation}' is not in the document")
    if isinstance(body, MapsBody) and operation.find(body.property) is None:
        return checked("exists", "fail", f"'{body.property}' is no property of {body.operation}")
    return checked("exists", "pass", body.operation)


def target_quote(claim: Claim, documents: MapDocuments) -> Check:
    """The target document says what is quoted, at the place of that very property or operation."""
    body = claim.body
    if isinstance(body, NoTargetBody):
        return checked("target_quote", "pass", "names no target")
    cited = [item for item in claim.evidence if isinstance(item, TruthEvidence)]
    if not cited:
        return checked("target_quote", "fail", "no place in the target document is cited")
    thing = _thing(body, documents.catalog)
    if thing == UNKNOWN or cited[0].pointer != thing or cited[0].source != documents.catalog.source:
        return checked("target_quote", "fail", f"{cited[0].pointer} is not where the target stands")
    if not documents.catalog.verify(cited[0].pointer, cited[0].quote):
        return checked("target_quote", "fail", f"the document says something else at {thing}")
    return checked("target_quote", "pass", thing)


def _thing(body: object, catalog: Catalog) -> str:
    if isinstance(body, MapsBody):
        found = catalog.find(body.operation, body.property)
        return found.pointer if found else UNKNOWN
    if isinstance(body, ServesBody):
        operation = catalog.operation(body.operation)
        return operation.pointer if operation else UNKNOWN
    return UNKNOWN


def served(claim: Claim, documents: MapDocuments, operation: str) -> Check:
    """The target belongs to the operation that serves this endpoint, and to no other endpoint's."""
    body = claim.body
    if not isinstance(body, MapsBody | NoTargetBody | ServesBody):
        return checked("served", "pass", "names no operation")
    if isinstance(body, ServesBody):
        owner = documents.serving.get(body.operation, body.program)
        if owner != body.program:
            return checked("served", "fail", f"{body.operation} serves {owner} already")
        return checked("served", "pass", f"{body.operation} serves no other")
    if operation == UNKNOWN:
        return checked("served", "unproven", "which operation serves this endpoint is not settled")
    if body.operation != operation:
        return checked("served", "fail", f"{operation} serves this endpoint, not {body.operation}")
    return checked("served", "pass", operation)


def fits(claim: Claim, documents: MapDocuments) -> Check:
    """Every value that the PICTURE allows can be held by the property under the transform."""
    body, choice = claim.body, documents.choice(claim)
    if not isinstance(body, MapsBody) or choice is None or not isinstance(choice.field.body, FieldBody):
        return checked("fits", "pass", "names no property")
    target = documents.catalog.find(body.operation, body.property)
    if target is None:
        return checked("fits", "fail", "the property does not exist")
    return _fits(choice.field.body, target, body)


def _fits(field: FieldBody, target: Property, body: MapsBody) -> Check:
    picture = declared_picture(field)
    kind = target.items if target.type == "array" and target.items != "unknown" else target.type
    problem = _misfit(picture, kind, target, body.transform.kind)
    if problem:
        return checked("fits", "fail", problem)
    if field.occurs > 1 and target.type != "array":
        return checked("fits", "fail", f"occurs {field.occurs} times, '{target.path}' is one value")
    return checked("fits", "pass", f"{picture.category} {field.picture} fits {kind}")


def _misfit(picture: Picture, kind: str, target: Property, transform: str) -> str:
    """Why a picture does not fit a type; empty when it does."""
    if (picture.category == "group") != (kind in ("object", "array") and transform == "group"):
        return f"{picture.category} against {kind}"
    if transform == "part" or picture.category == "group":
        return ""
    if transform == "integer" and picture.category == "alphanumeric":
        return ""  # digits kept as text; the round trip shows whether they are
    if kind in ("integer", "number") and picture.category != "numeric":
        return f"{picture.category} item against {kind}"
    if kind == "integer" and picture.scale > 0 and transform != "scale":
        return f"{picture.scale} decimals against an integer"
    size = picture.digits if picture.category == "numeric" else picture.size
    if kind == "string" and target.max_length is not None and transform == "copy" and size > target.max_length:
        return f"{size} characters against at most {target.max_length}"
    largest = (10**picture.digits - 1) / 10 ** max(0, picture.scale)
    if kind in ("integer", "number") and target.maximum is not None and transform in ("integer", "decimal"):
        if largest > target.maximum * 10 + 1:
            return f"up to {largest:g} against at most {target.maximum:g}"
    return ""


def transformed(claim: Claim, documents: MapDocuments) -> Check:
    """The transform is the one that follows from both declarations, their notes and the dictionary."""
    body, choice = claim.body, documents.choice(claim)
    target = documents.catalog.find(body.operation, body.property) if isinstance(body, MapsBody) else None
    if not isinstance(body, MapsBody) or choice is None or target is None:
        return checked("transformed", "pass", "names no property")
    follows = _follows(choice, target, documents)
    if follows is None:
        return checked("transformed", "unproven", "no transform follows from the documents")
    if follows != body.transform:
        detail = f"from the documents follows {told(follows)}, not {told(body.transform)}"
        return checked("transformed", "fail", detail)
    return checked("transformed", "pass", told(follows))


def _follows(choice: FieldChoice, target: Property, documents: MapDocuments) -> Transform | None:
    field = choice.field.body
    assert isinstance(field, FieldBody)
    if choice.parts > 1 and choice.chosen == target.path:
        return derive_part(target, choice.part, choice.parts)
    remark = words(documents.source.remark(choice.field))
    noted = field.model_copy(update={"note": remark}) if remark and field.note == UNKNOWN else field
    return derive(noted, target, dict(documents.task.terms).get(choice.field.fact_id, ()))


def taken_once(claims: Sequence[Claim]) -> dict[str, Check]:
    """By claim id: no two fields become the same property, parts of one value aside."""
    used = Counter(c.body.property for c in claims if isinstance(c.body, MapsBody) and c.body.transform.kind != "part")
    checks = {}
    for claim in claims:
        body = claim.body
        clash = isinstance(body, MapsBody) and used[body.property] > 1 and body.transform.kind != "part"
        detail = (
            f"{used[body.property]} fields claim '{body.property}'" if clash and isinstance(body, MapsBody) else "one"
        )
        checks[claim.claim_id] = Check(name="taken_once", state="fail" if clash else "pass", detail=detail)
    return checks
