"""What migrator and reverse are asked: to look over what was made without a model, and to point at what is odd.

Whatever comes back is about something that was shown, or counts as malformed; whether its words stand in the lines is
found out where it is used.
"""

from collections.abc import Iterator, Sequence

from workbench.agent import MigrateTask, Notice, Outcome, RecoverTask
from workbench.agents.migrator import fields
from workbench.engines.claude.answers import Malformed, Notices, read_answer, schema_of
from workbench.engines.claude.requests import Manner, Request, numbered, request
from workbench.records import UNKNOWN, Fact, FieldBody, MapsBody, NoTargetBody, RuleBody, ServesBody, SpecEvidence

LONG = 400
"""Characters of one line of a document that are shown."""

RULES = 20
OUT = 3000
"""Tokens of an answer: the most important things first, and few of them."""

Target = MapsBody | NoTargetBody


def migrating(task: MigrateTask, manner: Manner) -> Request:
    """What is sent about the mapping of one endpoint."""
    document = "\n".join(f"| {_flat(line)}" for line in _mapping(task))
    texts = [
        f"BEGIN DOCUMENT mapping\n{document}\nEND DOCUMENT mapping",
        "Say what a person should look at before this mapping is carried out.",
    ]
    return request(manner, task.agent, task.dossier.program, texts, schema_of(Notices), OUT)


def recovering(task: RecoverTask, manner: Manner) -> Request:
    """What is sent about one recovered program."""
    texts = [
        "recovered\n" + numbered(task.lines),
        "Items without a name: " + ", ".join(map(_flat, task.items)),
        "Say what these items may be.",
    ]
    return request(manner, task.agent, task.program, texts, schema_of(Notices), OUT + 60 * len(task.items))


def noticed(asked: Sequence[str], text: str) -> Outcome:
    """The outcome of a whole answer about these things."""
    try:
        answer = read_answer(Notices, text)
    except Malformed as fault:
        return Outcome(state="malformed", detail=str(fault))
    if not answer.complete:
        return Outcome(state="truncated", detail="the answer says that it is not complete")
    if odd := [one.about for one in answer.found if one.about not in asked]:
        return Outcome(state="malformed", detail=f"'{odd[0][:40]}' is nothing that was shown")
    found = [
        Notice(about=one.about, name=one.name[:60], quote=one.quote, reason=_flat(one.reason)) for one in answer.found
    ]
    return Outcome(state="ok", notices=tuple(found))


def _mapping(task: MigrateTask) -> Iterator[str]:
    bodies = [fact.body for fact in task.dossier.mappings]
    serving = next((body.operation for body in bodies if isinstance(body, ServesBody)), UNKNOWN)
    yield f"endpoint {task.dossier.program}, served by {serving}"
    for rule in [fact.body for fact in task.dossier.rules if isinstance(fact.body, RuleBody)][:RULES]:
        yield f"rule {rule.rule}: {rule.text}"
    settled = {(b.record, b.field, b.ordinal): b for b in bodies if isinstance(b, Target)}
    lines = {_place(fact): _lines(fact) for fact in task.dossier.fields}
    properties = {item.path: item for item in task.properties}
    for name, field in fields(task.dossier).items():
        place = (field.record, field.name, field.ordinal)
        yield f"field {name} in record {field.record}, group {field.parent}"
        yield from (f"  line: {line}" for line in lines.get(place, ()))
        body = settled.get(place)
        if isinstance(body, MapsBody):
            options = ", ".join(f"{key}={value}" for key, value in body.transform.options)
            yield f"  becomes {body.property}, by {body.transform.kind}{f' ({options})' if options else ''}"
            if target := properties.get(body.property):
                yield f"    property {target.path} ({target.type}): {target.description}"
                yield f"    line: {target.quote}"
        else:
            yield f"  becomes nothing: {body.reason}" if body else "  is not settled, and is carried as bytes"


def _place(fact: Fact) -> tuple[str, str, int]:
    body = fact.body
    return (body.record, body.name, body.ordinal) if isinstance(body, FieldBody) else ("", "", 0)


def _lines(fact: Fact) -> list[str]:
    return [item.quote for item in fact.evidence if isinstance(item, SpecEvidence)]


def _flat(text: str) -> str:
    return " ".join(text.split())[:LONG]
