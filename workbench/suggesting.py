"""What a model suggests about recovered programs, written beside their specifications: `NAME.suggestions.json`.

A suggestion proves nothing, so it never stands in the specification itself.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.agent import Engine, Notice, Outcome, RecoverTask, answers
from workbench.agents import REVERSE
from workbench.agents.reverse import questions, suggestions
from workbench.draft import put_text
from workbench.errors import NotAllowed
from workbench.policy import Policy
from workbench.records import Record

SUFFIX = ".suggestions.json"


class Suggested(Record):
    """What an engine said about one specification. `unanswered`: programs without an answer, and why. `dropped`: what
    goes by words that stand nowhere, or is no COBOL word."""

    specification: str
    engine: str
    suggestions: tuple[Notice, ...]
    dropped: int
    unanswered: tuple[str, ...]
    note: str = "suggested by an engine; nothing in the module proves it"


def suggest(engine: Engine, policy: Policy, specs: Sequence[Path], told: Callable[[int, int], None]) -> list[Suggested]:
    """What an engine suggests for each specification, written beside it. Raises NotAllowed where the policy says no."""
    for path in specs:
        if denials := policy.may_read(REVERSE.name, f"modules/{path.stem}"):
            raise NotAllowed("; ".join(map(str, denials)))
    asked = {path: questions(path.read_text(encoding="utf-8")) for path in specs}
    heard: dict[int, Outcome] = {}
    total = sum(map(len, asked.values()))
    for task, outcome in answers(engine, (task for tasks in asked.values() for task in tasks)):
        heard[id(task)] = outcome
        told(len(heard), total)
    found = []
    for path, tasks in asked.items():
        found.append(_suggested(path, engine.name, [(task, heard[id(task)]) for task in tasks]))
        _put(path.with_name(path.stem + SUFFIX), found[-1])
    return found


def _suggested(path: Path, engine: str, heard: Sequence[tuple[RecoverTask, Outcome]]) -> Suggested:
    kept: dict[str, list[Notice]] = defaultdict(list)
    dropped, unanswered = 0, []
    for task, outcome in heard:
        if outcome.state != "ok":
            unanswered.append(f"{task.program}: {outcome.state}, {outcome.detail}")
            continue
        stand, lost = suggestions(task, outcome)
        kept[task.program] += stand
        dropped += lost
    every = tuple(notice for notices in kept.values() for notice in notices)
    return Suggested(
        specification=path.name, engine=engine, suggestions=every, dropped=dropped, unanswered=tuple(unanswered)
    )


def _put(place: Path, found: Suggested) -> None:
    put_text(place, json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")
