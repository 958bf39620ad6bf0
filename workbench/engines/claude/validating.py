"""What the validator is asked: to choose for itself, exhibit by exhibit, without being told what was claimed.

Whether it came to the same is found by comparing, so there is nothing in the question to agree with.
"""

from collections.abc import Iterator
from typing import Any

from workbench.agent import Exhibit, Opinion, Outcome, Says, ValidateTask
from workbench.engines.claude.answers import Answer, Malformed, read_answer, schema_of
from workbench.engines.claude.requests import Manner, Request, request
from workbench.records import MapsBody

NONE, UNSAID = "none", "cannot tell"
"""What is answered where a field has no counterpart, and where an exhibit does not say."""

LONG = 400
"""Characters of a description that are shown."""


class Chosen(Answer):
    """What one exhibit singles out."""

    choice: str
    reason: str


class _Heard(Answer):
    said: dict[str, Chosen]


def validating(task: ValidateTask, manner: Manner) -> Request:
    """What is sent about one claim: the exhibits, and the properties to choose from, in the order of their names."""
    listed = candidates(task)
    document = "\n".join(_flat(line) for exhibit in task.exhibits for line in _shown(exhibit))
    texts = [
        f"BEGIN DOCUMENT\n{document}\nEND DOCUMENT",
        "Properties to choose from:\n" + "\n".join(map(_flat, listed)),
        "Say for each exhibit what it alone singles out.",
    ]
    return request(manner, task.agent, task.claim.body.program, texts, _schema(task, listed), 2000)


def candidates(task: ValidateTask) -> list[str]:
    """The properties that any exhibit speaks for, and the claimed one, by name: their order tells nothing."""
    named = {path for exhibit in task.exhibits for path, _ in exhibit.ranked}
    return sorted(named | ({task.claim.body.property} if isinstance(task.claim.body, MapsBody) else set()))


def opinions(task: ValidateTask, text: str) -> Outcome:
    """The outcome of a whole answer: for each exhibit whether it came to what is claimed."""
    try:
        heard = read_answer(_Heard, f'{{"said": {text}}}').said
    except Malformed as fault:
        return Outcome(state="malformed", detail=str(fault))
    if set(heard) != {exhibit.witness for exhibit in task.exhibits}:
        return Outcome(state="malformed", detail="not one answer for each exhibit")
    known = {*candidates(task), NONE, UNSAID}
    if odd := [one.choice for one in heard.values() if one.choice not in known]:
        return Outcome(state="malformed", detail=f"'{odd[0][:40]}' is none of the properties to choose from")
    claimed = task.claim.body.property if isinstance(task.claim.body, MapsBody) else NONE
    told = [_opinion(exhibit, heard[exhibit.witness], claimed) for exhibit in task.exhibits]
    return Outcome(state="ok", opinions=tuple(told))


def _opinion(exhibit: Exhibit, said: Chosen, claimed: str) -> Opinion:
    says: Says = "agrees" if said.choice == claimed else "silent" if said.choice == UNSAID else "disagrees"
    reason = f"it would be '{said.choice}': {_flat(said.reason)[:LONG]}"
    return Opinion(witness=exhibit.witness, says=says, reason=reason)


def _shown(exhibit: Exhibit) -> Iterator[str]:
    yield f"exhibit {exhibit.witness}"
    yield from (f"  legacy: {line[:LONG]}" for line in exhibit.lines)
    yield from (f"  target: {line[:LONG]}" for line in exhibit.shown)


def _schema(task: ValidateTask, listed: list[str]) -> dict[str, Any]:
    form = schema_of(Chosen)
    choice = {"type": "string", "enum": [*listed, NONE, UNSAID]}
    names = [exhibit.witness for exhibit in task.exhibits]
    return {
        "type": "object",
        "properties": {name: {"$ref": "#/$defs/chosen"} for name in names},
        "required": names,
        "additionalProperties": False,
        "$defs": {"chosen": {**form, "properties": {**form["properties"], "choice": choice}}},
    }


def _flat(text: str) -> str:
    return " ".join(text.split())
