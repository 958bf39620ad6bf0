"""People's earlier decisions as a truth source: the only one that proves that a field is a target.

A precedent is scoped (one field of one program, every field of that name in the project), has an author and a reason,
and can be revoked. The nearest scope speaks first; two that contradict each other are both shown, and neither proves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.identity import content_id
from workbench.records import Record
from workbench.truth.catalog import AUTHORITY, Authority

Scope = Literal["field", "program", "project"]
"""field: this field of this record of this program. program: this name anywhere in this program.
project: this name in every program."""

_NEAREST: tuple[Scope, ...] = ("field", "program", "project")


class Precedent(Record):
    """One thing a person decided about a field. `property` is "" when it has no target; `operation` is "" for any."""

    scope: Scope
    program: str
    record: str
    field: str
    operation: str
    property: str
    author: str
    reason: str
    revoked: bool = False


def precedent_id(entry: Precedent) -> str:
    """The id of what was decided, the same before and after it is revoked."""
    return content_id("precedent", entry.model_dump(mode="json", exclude={"revoked"}))


@dataclass(frozen=True)
class Precedents:
    """Everything people decided, oldest first. A later entry with the same id takes the place of an earlier one."""

    entries: tuple[Precedent, ...] = ()

    @property
    def authority(self) -> tuple[Authority, ...]:
        """What a person's decision may prove."""
        return AUTHORITY["decisions"]

    def about(self, program: str, record: str, field: str, operation: str) -> list[Precedent]:
        """What holds for a field in an operation: all valid precedents of the nearest scope that has any.

        Two with different properties are a contradiction that a person must settle.
        """
        standing = list({precedent_id(entry): entry for entry in self.entries}.values())
        valid = [entry for entry in standing if not entry.revoked and entry.operation in ("", operation)]
        for scope in _NEAREST:
            near = [entry for entry in valid if entry.scope == scope and _covers(entry, program, record, field)]
            if near:
                return near
        return []

    def contradictions(self) -> list[tuple[Precedent, Precedent]]:
        """Pairs of valid precedents of one scope that give one field two answers."""
        standing = [e for e in {precedent_id(entry): entry for entry in self.entries}.values() if not e.revoked]
        return [
            (one, other)
            for index, one in enumerate(standing)
            for other in standing[index + 1 :]
            if _subject(one) == _subject(other) and one.property != other.property
        ]


def _covers(entry: Precedent, program: str, record: str, field: str) -> bool:
    wanted = {"field": (program, record, field), "program": (program, "", field), "project": ("", "", field)}
    return _subject(entry)[1:4] == wanted[entry.scope]


def _subject(entry: Precedent) -> tuple[str, str, str, str, str]:
    program = entry.program if entry.scope != "project" else ""
    record = entry.record if entry.scope == "field" else ""
    return entry.scope, program, record, entry.field, entry.operation


def settled(entries: Sequence[Precedent]) -> Precedent | None:
    """The one answer that all these precedents give; None when there are none or they differ."""
    answers = {(entry.operation, entry.property) for entry in entries}
    return entries[-1] if len(answers) == 1 else None
