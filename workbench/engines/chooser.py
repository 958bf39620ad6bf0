"""The offline mapper: takes the candidate that the documents single out, or says why none.

It answers `maps` only where one candidate is ahead and a transform follows from both declarations, `no_target` only
where nothing is close, and `uncertain`, which is cheap, everywhere else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.agent import FieldChoice, MapTask, Outcome, members
from workbench.matching import Match
from workbench.records import (
    UNKNOWN,
    Body,
    Candidate,
    Claim,
    FieldBody,
    MapsBody,
    NoTargetBody,
    ServesBody,
    SpecEvidence,
    Transform,
    TruthEvidence,
    UncertainBody,
    claim,
)
from workbench.remarks import words
from workbench.transforms import derive, derive_part
from workbench.truth import Property

SURE = 0.6
"""From this score on a candidate is claimed."""

AHEAD = 0.05
"""How far the next candidate must be behind."""

FAR = 0.25
"""Below this score no candidate is close."""

GROUP = "a group: its fields are mapped by themselves"
"""Why a group that is no object of the target has no target."""

NOTHING_OF_ITS_OWN = ("filler", "redefines")
"""Hints that settle it; the others (an eye-catcher, a counter) only say that most such fields have no target."""

LISTED = 5
"""Candidates that an uncertain claim lists."""


def choose(task: MapTask, engine: str) -> Outcome:
    """What serves an endpoint and what each of its fields maps to: one claim for each, in the order of the text."""
    claims = [*_serves(task, engine), *(_field(task, choice, engine) for choice in task.choices)]
    return Outcome(state="ok", claims=tuple(claims))


def _serves(task: MapTask, engine: str) -> Iterator[Claim]:
    link = task.link
    if link.operation == UNKNOWN:
        return
    endpoint = task.dossier.endpoint
    evidence = (*endpoint.evidence[:1], TruthEvidence(source=task.source, pointer=link.pointer, quote=link.quote))
    body = ServesBody(program=task.dossier.program, operation=link.operation)
    yield claim(task.agent, engine, body, evidence, (endpoint.fact_id,))


def _field(task: MapTask, choice: FieldChoice, engine: str) -> Claim:
    body, document = _answer(task, choice)
    cited = tuple(item for item in choice.field.evidence if isinstance(item, SpecEvidence))[:1]
    target = (TruthEvidence(source=task.source, pointer=document.pointer, quote=document.quote),) if document else ()
    remark = (choice.remark,) if choice.remark else ()
    return claim(task.agent, engine, body, (*cited, *remark, *target), (choice.field.fact_id,))


def _answer(task: MapTask, choice: FieldChoice) -> tuple[Body, Property | None]:
    field = noted(choice)
    about = {"program": field.program, "record": field.record, "field": field.name, "ordinal": field.ordinal}
    operation = task.link.operation
    if len(choice.decided) == 1:
        return _as_decided(task, choice, about)
    match = next((m for m in choice.matches if m.property == choice.chosen), None)
    best = choice.matches[0].score if choice.matches else 0.0
    idle = choice.hint in NOTHING_OF_ITS_OWN or (choice.hint and (match is None or match.score < SURE))
    if idle or (match is None and best < FAR):
        reason = choice.hint or ("no property is close" if choice.matches else "no property shares anything with it")
        return NoTargetBody(**about, operation=operation, reason=reason, nearest=listed(choice, 3)), None
    clear = match is not None and match.score >= SURE and (choice.margin >= AHEAD or _left_over(task, choice, match))
    if not clear and field.occurs == 1 and members(task, field):
        return NoTargetBody(**about, operation=operation, reason=GROUP, nearest=listed(choice, 3)), None
    if match is None or not clear:
        reason = (
            "no candidate is singled out" if match is None or match.score < SURE else "two candidates are as likely"
        )
        return UncertainBody(**about, operation=operation, reason=reason, candidates=listed(choice, LISTED)), None
    target = next((item for item in task.properties if item.path == match.property), None)
    transform = transform_of(task, choice, field, target) if target else None
    if target is None or transform is None:
        reason = f"no transform from {field.picture} to '{match.property}' follows from the documents"
        return UncertainBody(**about, operation=operation, reason=reason, candidates=listed(choice, LISTED)), None
    return MapsBody(**about, operation=operation, property=match.property, transform=transform), target


def _left_over(task: MapTask, choice: FieldChoice, match: Match) -> bool:
    """Whether every candidate that is as likely is what another field is, which has clearly more for it."""
    near = [one for one in choice.matches if one is not match and one.score > match.score - AHEAD]
    return bool(near) and all(
        any(
            other.chosen == one.property and other is not choice and _score(other, one.property) >= one.score + AHEAD
            for other in task.choices
        )
        for one in near
    )


def _score(choice: FieldChoice, path: str) -> float:
    return next((match.score for match in choice.matches if match.property == path), 0.0)


def _as_decided(task: MapTask, choice: FieldChoice, about: Mapping[str, Any]) -> tuple[Body, Property | None]:
    """What a person said that the field is, with the transform that follows from both declarations."""
    path, operation = choice.decided[0], task.link.operation
    if not path:
        return NoTargetBody(**about, operation=operation, reason="a person said so", nearest=listed(choice, 3)), None
    target = next((item for item in task.properties if item.path == path), None)
    transform = derive(noted(choice), target, _terms(task, choice)) if target else None
    if target is None or transform is None:
        reason = f"a person said '{path}', and no transform to it follows from the documents"
        return UncertainBody(**about, operation=operation, reason=reason, candidates=listed(choice, LISTED)), None
    return MapsBody(**about, operation=operation, property=path, transform=transform), target


def _terms(task: MapTask, choice: FieldChoice) -> tuple[str, ...]:
    return dict(task.terms).get(choice.field.fact_id, ())


def noted(choice: FieldChoice) -> FieldBody:
    """The field with the remark above it as its note, where its own line has none."""
    field = choice.field.body
    assert isinstance(field, FieldBody)
    return field.model_copy(update={"note": words(choice.remark)}) if choice.remark and field.note == UNKNOWN else field


def transform_of(task: MapTask, choice: FieldChoice, field: FieldBody, target: Property) -> Transform | None:
    """How the values of a field become those of a property, as both declarations say; None where they leave it open."""
    if choice.also:
        return None  # where one field is to be cut, and in which order, no declaration says
    if choice.parts > 1:
        return derive_part(target, choice.part, choice.parts)
    return derive(field, target, dict(task.terms).get(choice.field.fact_id, ()))


def listed(choice: FieldChoice, most: int) -> tuple[Candidate, ...]:
    """The first candidates of a field: the one that an assignment of all fields gives it, then by their scores."""
    first = sorted(choice.matches, key=lambda match: match.property != choice.chosen)
    return tuple(match.candidate() for match in first[:most])
