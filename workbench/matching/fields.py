"""The fields of one endpoint against the properties of one operation: scores, then one property for one field."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix, assign
from workbench.matching.containers import boxes, rivals, structure
from workbench.matching.evidence import Said
from workbench.matching.item import Item
from workbench.matching.knots import Knot, knots, settle
from workbench.matching.ranking import Evidence, Match, Ranking
from workbench.matching.reasons import reasons

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

CLOSE = 0.4
"""The score from which a property counts as close to a field."""

DOUBT = {"filler": 0.2, "redefines": 0.45, "counter": 0.55, "housekeeping": 0.6}
"""What is left of a score when the field is one that often has no counterpart."""

DICTIONARY, DOCUMENTATION = 0.9, 0.85
"""How sure a pair is when only the dictionary, or only the note, says so in full; a name that says so is sure."""

FAINT = 0.1
"""Candidates below this score are not listed."""

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
        table = np.where(self.scores >= CLOSE, self.scores, 0.0)
        silent, active = settle(table, self._tied[1], self.targets)
        table[sorted(silent)] = 0.0
        halves = sorted(row for knot in active if len(knot.rows) > 1 for row in knot.rows)
        chosen = _in_turn(table, halves)
        stands: dict[int, Knot] = {member: knot for knot in active for member in knot.members}
        return [self._ranking(row, chosen, stands.get(row), limit) for row in range(len(self.sources))]

    @cached_property
    def scores(self) -> Matrix:
        """The score of each pair, from 0 to 1; after the fields come the rows of their knots."""
        doubt = np.array([DOUBT.get(item.hint, 1.0) for item in self._items])
        table: Matrix = self._base * self.evidence["structure"] * doubt[:, None]
        held = [row for row, item in enumerate(self._items) if item.is_group]
        table[held] = np.maximum(table[held], self._boxes[1][held])
        table[:, [column for column, item in enumerate(self.targets) if item.key == ""]] = 0.0
        return table

    @cached_property
    def _rivals(self) -> Matrix:
        """What a chosen property must be ahead of: a group that may as well be elsewhere counts there too."""
        loose = rivals(self._items, self.targets, *self._boxes)
        strict = self.evidence["structure"]
        return self.scores * np.divide(loose, strict, out=np.ones_like(loose), where=strict > 0)

    @cached_property
    def evidence(self) -> dict[str, Matrix]:
        """One matrix per kind of evidence, each from 0 to 1."""
        return {
            "name": self._said.names,
            "documentation": self._said.phrases,
            "dictionary": self._said.dictionary,
            "type": self._said.types,
            "structure": structure(self._items, self.targets, self._boxes[0]),
        }

    @cached_property
    def _tied(self) -> tuple[list[Item], list[Knot]]:
        return knots(self.sources)

    @property
    def _items(self) -> list[Item]:
        return self._tied[0]

    @cached_property
    def _boxes(self) -> tuple[dict[int, int], Matrix]:
        return boxes(self._items, self.targets, self._base)

    @cached_property
    def _said(self) -> Said:
        return Said(self._items, self.targets)

    @cached_property
    def _base(self) -> Matrix:
        """The score of each pair by what the two say of themselves; what one kind does not say, another may."""
        said = self._said
        silent = (1 - said.names) * (1 - DICTIONARY * said.dictionary) * (1 - DOCUMENTATION * said.phrases)
        types = (1 - TYPE + TYPE * said.types) * (said.types > 0)
        table: Matrix = (1 - silent) * types * said.apart
        return table

    def _ranking(self, row: int, chosen: list[int], knot: Knot | None, limit: int) -> Ranking:
        """The ranking of a field, by its own row or by the rows that stand in for it."""
        rows = knot.rows if knot else (row,)
        columns = [(at, chosen[at]) for at in rows if chosen[at] >= 0]
        # Half an answer is none: a value that falls in two is taken whole or left.
        columns = columns if len(columns) == len(rows) else []
        line = self.scores[rows[0]]
        order = [int(number) for number in np.argsort(-line, kind="stable")[:limit] if line[number] >= FAINT]
        first = chosen[rows[0]] if chosen[rows[0]] >= 0 else (order[0] if order else -1)
        others = np.delete(self._rivals[rows[0]], first) if first >= 0 else line
        return Ranking(
            key=self.sources[row].key,
            field=self.sources[row].name,
            candidates=tuple(self._match(rows[0], number) for number in order),
            chosen=self._match(*columns[0]) if columns else None,
            also=tuple(self._match(at, column) for at, column in columns[1:]),
            part=knot.members.index(row) + 1 if knot and len(knot.members) > 1 else 1,
            parts=len(knot.members) if knot else 1,
            margin=round(float(line[first] - others.max(initial=0.0)), 4) if first >= 0 else 0.0,
            hint=self.sources[row].hint,
        )

    def _match(self, row: int, column: int) -> Match:
        one, other = self._items[row], self.targets[column]
        line = {kind: round(values[column], 4) for kind, values in self._lines(row).items()}
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

    def _lines(self, row: int) -> dict[str, list[float]]:
        """What each kind of evidence says of a row; as plain numbers, which are looked up far faster."""
        if row not in self._plain:
            self._plain[row] = {kind: matrix[row].tolist() for kind, matrix in self.evidence.items()}
        return self._plain[row]

    @cached_property
    def _plain(self) -> dict[int, dict[str, list[float]]]:
        return {}


def _in_turn(table: Matrix, late: list[int]) -> list[int]:
    """The assignment of all rows, the late ones among what the others leave: a half takes no field's own property."""
    early = table.copy()
    early[late] = 0.0
    early[early < table[late].max(axis=0, initial=0.0)] = 0.0
    chosen = assign(early)
    left = np.zeros_like(table)
    left[late] = table[late]
    left[:, [column for column in chosen if column >= 0]] = 0.0
    return [first if first >= 0 else second for first, second in zip(chosen, assign(left), strict=True)]
