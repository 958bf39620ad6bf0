"""What an endpoint's fields become: the request with its candidates table by table, and the claims of the answer.

Names of targets come from the documents, so none can be made up; whether a target is the right one is the gate's to
say. How values are transformed follows from both declarations and is not asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.agent import FieldChoice, MapTask, Outcome, TargetTable
from workbench.engines.chooser import listed, noted, transform_of
from workbench.engines.claude.answers import Choice, Malformed, Serving, mapping_schema, read_mapping
from workbench.engines.claude.requests import Manner, Request, request
from workbench.records import (
    UNKNOWN,
    Body,
    Claim,
    EndpointBody,
    Evidence,
    MapsBody,
    NoTargetBody,
    RuleBody,
    ServesBody,
    SpecEvidence,
    TruthEvidence,
    UncertainBody,
    claim,
)
from workbench.truth import Property

TOGETHER = 60
"""Fields that are asked about in one request; an endpoint with more is asked about in several."""

LISTED = 5
RULES = 20
LONG = 400
"""Characters of a description that are shown."""


@dataclass(frozen=True)
class Question:
    """One request about an endpoint: some of its fields under their keys, and the targets by the names shown."""

    task: MapTask
    fields: Mapping[str, FieldChoice]

    @cached_property
    def tables(self) -> Mapping[str, TargetTable]:
        """The operations and tables by name."""
        return {table.operation: table for table in self.task.tables or (_linked(self.task),) if table.operation}

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, Property]]:
        """Operation and property by the name that the answer uses."""
        several = len(self.tables) > 1
        return {
            f"{name}: {item.path}" if several else item.path: (name, item)
            for name, table in self.tables.items()
            for item in table.properties
        }

    def request(self, manner: Manner) -> Request:
        """What is sent."""
        texts = [_document(self), _endpoint(self.task), _asked(self)]
        schema = mapping_schema(list(self.fields), list(self.targets), list(self.tables))
        return request(manner, self.task.agent, self.task.dossier.program, texts, schema, 2500 + 300 * len(self.fields))


def questions(task: MapTask) -> list[Question]:
    """The requests that a task makes; every field is in exactly one of them."""
    keyed = [(f"F{number:03d}", choice) for number, choice in enumerate(task.choices, 1)]
    parts = [keyed[start : start + TOGETHER] for start in range(0, len(keyed), TOGETHER)]
    return [Question(task, dict(part)) for part in parts or [[]]]


def choose_outcome(question: Question, text: str, engine: str, first: bool) -> Outcome:
    """The outcome of a whole answer. `first`: the endpoint's operation is taken from this one."""
    try:
        serving, choices = read_mapping(text, list(question.fields))
    except Malformed as fault:
        return Outcome(state="malformed", detail=str(fault))
    claims = list(_serves(question, serving, engine)) if first else []
    claims += [_field(question, question.fields[key], choice, serving, engine) for key, choice in choices.items()]
    return Outcome(state="ok", claims=tuple(claims))


def _serves(question: Question, serving: Serving, engine: str) -> Iterator[Claim]:
    table, task = question.tables.get(serving.operation), question.task
    if serving.state != "serves" or table is None:
        return
    endpoint = task.dossier.endpoint
    place = TruthEvidence(source=task.source, pointer=table.pointer, quote=serving.quote or table.quote)
    body = ServesBody(program=task.dossier.program, operation=table.operation)
    yield claim(task.agent, engine, body, (*endpoint.evidence[:1], place), (endpoint.fact_id,))


def _field(question: Question, choice: FieldChoice, said: Choice, serving: Serving, engine: str) -> Claim:
    body, place = _answer(question, choice, said, serving)
    cited = [item for item in choice.field.evidence if isinstance(item, SpecEvidence)][:1]
    evidence: list[Evidence] = [*_quoted(cited, choice.remark, said.source_quote)]
    if place is not None:
        evidence.append(TruthEvidence(source=question.task.source, pointer=place.pointer, quote=said.target_quote))
    return claim(question.task.agent, engine, body, tuple(evidence), (choice.field.fact_id,))


def _answer(question: Question, choice: FieldChoice, said: Choice, serving: Serving) -> tuple[Body, Property | None]:
    field = noted(choice)
    about = {"program": field.program, "record": field.record, "field": field.name, "ordinal": field.ordinal}
    operation, target = question.targets.get(said.target, (_operation(question, serving), None))
    reason = " ".join(said.reason.split())[:LONG] or "no reason is given"
    if said.state == "none":
        return NoTargetBody(**about, operation=operation, reason=reason, nearest=listed(choice, 3)), None
    candidates = listed(choice, LISTED)
    if said.state == "uncertain" or target is None:
        why = reason if said.state == "uncertain" else f"it maps to no property that was shown: {reason}"
        return UncertainBody(**about, operation=operation, reason=why, candidates=candidates), None
    transform = transform_of(question.task, choice, field, target)
    if transform is None:
        why = f"no transform from {field.picture} to '{target.path}' follows from the documents; {reason}"
        return UncertainBody(**about, operation=operation, reason=why, candidates=candidates), None
    return MapsBody(**about, operation=operation, property=target.path, transform=transform), target


def _operation(question: Question, serving: Serving) -> str:
    """The operation that a field without a target has none in."""
    return serving.operation if serving.operation in question.tables else question.task.link.operation


def _quoted(cited: Sequence[SpecEvidence], remark: SpecEvidence | None, quote: str) -> list[SpecEvidence]:
    """The place of the field, in the words of the answer; the remark above it where those are the remark's."""
    said = " ".join(quote.split())
    if remark is not None and said and said in " ".join(remark.quote.split()):
        return [*cited, remark.model_copy(update={"quote": quote})]
    return [item.model_copy(update={"quote": quote}) for item in cited]


def _linked(task: MapTask) -> TargetTable:
    """The one operation that the matcher prefers, for a task without others."""
    name = task.link.operation if task.link.operation != UNKNOWN else ""
    return TargetTable(
        operation=name, title="", pointer=task.link.pointer, quote=task.link.quote, properties=task.properties
    )


def _document(question: Question) -> str:
    lines = ["BEGIN DOCUMENT target"]
    several = len(question.tables) > 1
    for name, table in question.tables.items():
        lines += ["", f"| operation or table {_flat(name)}: {_flat(table.title)}", f"|   line: {_flat(table.quote)}"]
        for item in table.properties:
            shown = f"{name}: {item.path}" if several else item.path
            lines.append(f"|   property {_flat(shown)} ({_kind(item)}) {_flat(item.description)}")
            lines.append(f"|     line: {_flat(item.quote)}")
    return "\n".join([*lines, "END DOCUMENT target"])


def _kind(item: Property) -> str:
    said = [item.type if item.type != "array" else f"array of {item.items}"]
    said += [f"at most {item.max_length} characters"] if item.max_length is not None else []
    said += [f"one of {', '.join(item.enum[:20])}"] if item.enum else []
    said += ["required"] if item.required else []
    return _flat(", ".join(said))


def _endpoint(task: MapTask) -> str:
    body = task.dossier.endpoint.body
    title = body.title if isinstance(body, EndpointBody) else UNKNOWN
    lines = ["BEGIN DOCUMENT endpoint", f"| endpoint {_flat(task.dossier.program)}: {_flat(title)}"]
    lines += [f"| {_flat(item.quote)}" for item in task.dossier.endpoint.evidence if isinstance(item, SpecEvidence)]
    rules = [fact.body for fact in task.dossier.rules if isinstance(fact.body, RuleBody)][:RULES]
    lines += [f"| rule {_flat(rule.rule)}: {_flat(rule.text)}" for rule in rules]
    return "\n".join([*lines, "END DOCUMENT endpoint"])


def _asked(question: Question) -> str:
    lines = ["BEGIN DOCUMENT fields"]
    terms = dict(question.task.terms)
    for key, choice in question.fields.items():
        field = noted(choice)
        values = f"; values {', '.join(field.values[:20])}" if field.values else ""
        place = f"in record {_flat(field.record)}, group {_flat(field.parent)}"
        lines.append(f"| {key} {_flat(field.name)} {place}{_flat(values)}")
        lines += [f"|   line: {_flat(item.quote)}" for item in choice.field.evidence[:1]]
        lines += [f"|   remark: {_flat(choice.remark.quote)}"] if choice.remark else []
        lines += [f"|   dictionary: {_flat(term)}" for term in terms.get(choice.field.fact_id, ())]
    return "\n".join([*lines, "END DOCUMENT fields", "", "Answer `serves` once, and every field under its key."])


def _flat(text: str) -> str:
    """A text of a document on one line."""
    return " ".join(text.split())[:LONG]
