"""Answers in a model's form, written from the offline engine's: what a loopback server says when no model is there.

scribe = Scribe()
engine.asked = scribe.note                     # which task each request was made for
Service(answer=scribe.answer)
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.agent import ExplainTask, MapTask, MigrateTask, Outcome, ReadTask, RecoverTask, Task, ValidateTask
from workbench.engines.claude.choosing import questions
from workbench.engines.claude.requests import Request
from workbench.engines.claude.validating import NONE, UNSAID
from workbench.engines.offline import Offline
from workbench.recording import digest
from workbench.records import (
    Claim,
    Evidence,
    MapsBody,
    NoTargetBody,
    ServesBody,
    SpecEvidence,
    TruthEvidence,
)

UNMARKED = ("cache_control",)


@dataclass
class Scribe:
    """Knows which task each request was made for, and writes the offline engine's answer to it."""

    engine: Offline = field(default_factory=Offline)
    tasks: dict[str, Task] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request, task: Task) -> None:
        """Remember what a request is about."""
        with self._lock:
            self.tasks[request.digest] = task

    def answer(self, body: Mapping[str, Any]) -> str:
        """The text of the answer; an answer without anything for a request that nobody announced."""
        task = self.tasks.get(digest(unmarked(body)))
        if task is None:
            return "{}"
        outcome = self.engine.ask(task)
        if isinstance(task, ExplainTask):
            lines = [f"{title} says: {line.text.strip()}" for title, shown in task.documents for line in shown]
            return "\n".join(["No model looked at this; these are the lines it would be given.", *lines])
        if isinstance(task, MigrateTask | RecoverTask):
            found = [notice.model_dump(mode="json") for notice in outcome.notices]
            return json.dumps({"found": found, "complete": True}, ensure_ascii=False)
        if isinstance(task, ValidateTask):
            return json.dumps(validation(task, outcome), ensure_ascii=False)
        said = inventory(outcome) if isinstance(task, ReadTask) else mapping(task, outcome, body)
        return json.dumps(said, ensure_ascii=False)


def unmarked(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request as it was before parts of it were marked to be kept."""
    system = [{name: value for name, value in part.items() if name not in UNMARKED} for part in body["system"]]
    return {**{name: value for name, value in body.items() if name != "stream"}, "system": system}


def inventory(outcome: Outcome) -> dict[str, Any]:
    """An outcome of the inventory in the form that a model answers in."""
    said: dict[str, Any] = {name: [] for name in ("endpoints", "records", "fields", "rules", "codes", "errata")}
    for claim in outcome.claims:
        body = claim.body.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "ordinal"})
        body["cited"] = _cited(claim.evidence)
        match claim.body.kind:
            case "endpoint":
                body["name"] = body.pop("program")
                said["endpoints"].append(body)
            case "record":
                body["name"] = body.pop("record")
                said["records"].append(_without_program(body))
            case "field":
                said["fields"].append(_without_program(body))
            case "rule" | "code":
                body["name"] = body.pop(claim.body.kind)
                said[f"{claim.body.kind}s"].append(_without_program(body))
            case _:
                body["name"] = body.pop("erratum")
                said["errata"].append({"attribute": "unknown", **body})
    spans = [{"first": first, "last": last} for first, last in outcome.none_here]
    return {**said, "none_here": spans, "complete": True}


def mapping(task: Task, outcome: Outcome, body: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome of the mapper in the form that a model answers in, for the fields that this request asks about."""
    assert isinstance(task, MapTask)
    asked = [name for name in body["output_config"]["format"]["schema"]["required"] if name != "serves"]
    question = next(one for one in questions(task) if list(one.fields) == asked)
    names = {(operation, item.path): name for name, (operation, item) in question.targets.items()}
    by_field = {claim.based_on[0]: claim for claim in outcome.claims if not isinstance(claim.body, ServesBody)}
    serving = next((claim for claim in outcome.claims if isinstance(claim.body, ServesBody)), None)
    said: dict[str, Any] = {"serves": _serving(serving)}
    for key, choice in question.fields.items():
        said[key] = _choice(by_field[choice.field.fact_id], names)
    return said


def validation(task: ValidateTask, outcome: Outcome) -> dict[str, Any]:
    """An outcome of the validator in the form that a model answers in: what each exhibit would choose."""
    claimed = task.claim.body.property if isinstance(task.claim.body, MapsBody) else NONE
    said: dict[str, Any] = {}
    for exhibit, opinion in zip(task.exhibits, outcome.opinions, strict=True):
        other = exhibit.ranked[0][0] if exhibit.ranked and exhibit.ranked[0][0] != claimed else NONE
        choice = {"agrees": claimed, "disagrees": other, "silent": UNSAID}[opinion.says]
        said[exhibit.witness] = {"choice": choice, "reason": opinion.reason}
    return said


def _serving(claim: Claim | None) -> dict[str, str]:
    if claim is None or not isinstance(claim.body, ServesBody):
        return {"state": "none", "operation": "none", "quote": "", "reason": "no operation has a word of it"}
    return {
        "state": "serves",
        "operation": claim.body.operation,
        "quote": _target(claim),
        "reason": "the likeliest one",
    }


def _choice(claim: Claim, names: Mapping[tuple[str, str], str]) -> dict[str, str]:
    body = claim.body
    quote = next((item.quote for item in claim.evidence if isinstance(item, SpecEvidence)), "")
    base = {"target": "none", "source_quote": quote, "target_quote": "", "reason": getattr(body, "reason", "")}
    if isinstance(body, MapsBody):
        name = names.get((body.operation, body.property), "none")
        said = {"state": "maps", "target": name, "target_quote": _target(claim), "reason": "both documents say so"}
        return {**base, **said}
    return {**base, "state": "none" if isinstance(body, NoTargetBody) else "uncertain"}


def _target(claim: Claim) -> str:
    return next((item.quote for item in claim.evidence if isinstance(item, TruthEvidence)), "")


def _cited(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [
        {"first": item.first, "last": item.last, "quote": item.quote}
        for item in evidence
        if isinstance(item, SpecEvidence)
    ]


def _without_program(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "program"}
