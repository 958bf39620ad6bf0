"""The fields of one endpoint against the properties of one operation: scores, then one property for one field."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.matching import evidence
from workbench.matching.assignment import Matrix, assign
from workbench.matching.containers import boxes, structure
from workbench.matching.item import Item
from workbench.matching.ranking import Evidence, Match, Ranking
from workbench.matching.reasons import reasons

CLOSE = 0.4
"""The score from which a property counts as close to a field."""

DOUBT = {"filler": 0.2, "redefines": 0.45, "counter": 0.55, "housekeeping": 0.6}
"""What is left of a score when the field is one that often has no counterpart."""

TYPE = 0.4
"""How much of a score is lost when the types cannot meet well; nothing is left when they cannot meet at all."""


@dataclass(frozen=True)
class FieldMatcher:
    """All records and fields of one endpoint (rows) against the body and properties of one operation (columns)."""

    sources: Sequence[Item]
    targets: Sequence[Item]
    operation: str

    def rankings(self, limit: int) -> list[Ranking]:
        """One ranking per source item, in order."""
        chosen = assign(np.where(self.scores >= CLOSE, self.scores, 0.0))
        return [self._ranking(row, chosen[row], limit) for row in range(len(self.sources))]

    @cached_property
    def scores(self) -> Matrix:
        """The score of each pair, from 0 to 1."""
        doubt = np.array([DOUBT.get(item.hint, 1.0) for item in self.sources])
        table: Matrix = self._base * self.evidence["structure"] * doubt[:, None]
        table[:, [column for column, item in enumerate(self.targets) if item.key == ""]] = 0.0
        return table

    @cached_property
    def evidence(self) -> dict[str, Matrix]:
        """One matrix per kind of evidence, each from 0 to 1."""
        matched = boxes(self.sources, self.targets, self._base)
        return {**self._said, "structure": structure(self.sources, self.targets, matched)}

    @cached_property
    def _said(self) -> dict[str, Matrix]:
        return {
            "name": evidence.names(self.sources, self.targets),
            "documentation": evidence.phrases(self.sources, self.targets),
            "dictionary": evidence.dictionary(self.sources, self.targets),
            "type": evidence.types(self.sources, self.targets),
        }

    @cached_property
    def _base(self) -> Matrix:
        """The score of each pair by what the two say of themselves; what one kind does not say, another may."""
        said = self._said
        silent = (1 - said["name"]) * (1 - 0.9 * said["dictionary"]) * (1 - 0.85 * said["documentation"])
        types = (1 - TYPE + TYPE * said["type"]) * (said["type"] > 0)
        table: Matrix = (1 - silent) * types * evidence.apart(self.sources, self.targets)
        return table

    def _ranking(self, row: int, column: int, limit: int) -> Ranking:
        item, line = self.sources[row], self.scores[row]
        order = [int(number) for number in np.argsort(-line, kind="stable")[:limit] if line[number] > 0]
        first = column if column >= 0 else (order[0] if order else -1)
        others = np.delete(line, first) if first >= 0 else line
        return Ranking(
            key=item.key,
            field=item.name,
            candidates=tuple(self._match(row, number) for number in order),
            chosen=self._match(row, column) if column >= 0 else None,
            margin=round(float(line[first] - others.max(initial=0.0)), 4) if first >= 0 else 0.0,
            hint=item.hint,
        )

    def _match(self, row: int, column: int) -> Match:
        one, other = self.sources[row], self.targets[column]
        line = {kind: round(float(matrix[row, column]), 4) for kind, matrix in self.evidence.items()}
        shared = sorted(set((*one.terms, *one.phrase)) & set((*other.pieces, *other.phrase)))
        why = "same name" if one.bare == other.bare else ""
        said = reasons(one.pieces, other.pieces, shared, (one.shape, other.shape, line["type"]))
        notes = [why, said, f"called {' '.join(one.terms)!r} in the dictionary" if one.terms else "", one.hint]
        return Match(
            operation=self.operation,
            property=other.key,
            score=round(float(self.scores[row, column]), 4),
            evidence=Evidence(**line),
            why="; ".join(note for note in notes if note),
        )
