"""The gate put to the test: wrong mappings planted beside the right ones, and the mapper's own errors.

Four kinds of error are planted for every right mapping: a target that does not exist, any other column, another column
of the right table, and the column of the same name in another table. A mapping is let through when the belief in it is
at least the threshold, else it goes to a person. Nothing is drawn: all possible errors of a kind are tried, and the
share caught is their mean.

The mapper's own errors pass such a gate by definition, since its belief is what made them. They are held against two
opinions that do not know what the other one does: one from names alone, one from documentation alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.accuracy.labelled import Labelled, load
from workbench.matching import TableMatcher
from workbench.matching.assignment import Matrix
from workbench.matching.tables import Opinion

KINDS = ("no_such_target", "any_column", "column_of_right_table", "name_in_wrong_table")
STEPS = 20
"""Points of the curve: the threshold that sends 0, 5, 10, ... percent of the right mappings to a person."""

REVIEW = 0.35
"""The share of right mappings sent to a person at which `caught_at_35` is read off."""

BY_NAME, BY_TEXT = 1, 3
"""A mapping has independent support when names alone put it first, and documentation alone among the first three."""

BELIEVED = 0.25
"""And when both together believe at least this much: to be first among nothing says nothing."""


def gate(source: str | Path, target: str | Path, truth: str | Path, step: int = STEPS) -> dict[str, Any]:
    """What a gate catches, by kind of error, over the whole curve of its threshold, and of the mapper's own errors.

    `curve`: one row a point, with the threshold, the share of right mappings sent to a person, and the share caught of
    each kind and of their equal mix. `own`: the mapper's first candidates against independent support. Shares are from
    0 to 1. Raises TruthError in one line for a file that cannot be read or a label that is not known.
    """
    trial = Trial(load(source, target, truth))
    curve = [trial.point(number / step) for number in range(step + 1)]
    return {
        "n": len(trial.right),
        "curve": curve,
        "caught_at_35": trial.point(REVIEW),
        "own": trial.own(),
        "own_curve": [trial.own_point(number / step) for number in range(step + 1)],
    }


@dataclass(frozen=True)
class Trial:
    """One labelled pair of schemas, with the beliefs of the engine."""

    labelled: Labelled

    @cached_property
    def matcher(self) -> TableMatcher:
        """The engine whose beliefs the gate reads."""
        return TableMatcher(self.labelled.source, self.labelled.target)

    @cached_property
    def right(self) -> list[tuple[int, int]]:
        """All right pairs: a source column and one of its targets."""
        return [(row, column) for row, targets in sorted(self.labelled.gold.items()) for column in sorted(targets)]

    def point(self, review: float) -> dict[str, float]:
        """One point of the curve: the highest threshold that sends at most this share of right mappings to a person."""
        belief = self.matcher.beliefs
        ours = np.sort([belief[pair] for pair in self.right])
        threshold = float(ours[min(int(review * len(ours)), len(ours) - 1)])
        caught = {kind: _mean([self._caught(pair, kind, threshold) for pair in self.right]) for kind in KINDS}
        return {
            "threshold": round(threshold, 6),
            "sent_to_person": _mean([float(belief[pair] < threshold) for pair in self.right]),
            **caught,
            "equal_mix": round(sum(caught.values()) / len(KINDS), 4),
        }

    def _caught(self, pair: tuple[int, int], kind: str, threshold: float) -> float:
        """The share of the errors of one kind, planted for one right pair, that the gate does not let through.

        -1 when no error of this kind can be planted.
        """
        row, column = pair
        if kind == "no_such_target":
            return self._nowhere(column)
        wrong = [other for other in self._neighbours[kind][column] if other not in self.labelled.gold[row]]
        return float((self.matcher.beliefs[row, wrong] < threshold).mean()) if wrong else -1.0

    def _nowhere(self, column: int) -> float:
        """The share of names made up for a column that the target document proves not to be there."""
        right = self.matcher.targets[column]
        made_up = [f"{right.path}_2", f"{right.table_name}_{right.path}", right.path[::-1], f"old_{right.path}"]
        return _mean([float(self.labelled.target.find(right.table_name, name) is None) for name in made_up])

    @cached_property
    def _neighbours(self) -> Mapping[str, list[list[int]]]:
        """For each kind of error and each column the columns it may be mistaken for."""
        columns = self.matcher.targets
        every = list(range(len(columns)))
        tables: dict[int, list[int]] = {}
        names: dict[str, list[int]] = {}
        for number, column in enumerate(columns):
            tables.setdefault(column.table, []).append(number)
            names.setdefault(column.name, []).append(number)
        return {
            "any_column": [every] * len(columns),
            "column_of_right_table": [tables[column.table] for column in columns],
            "name_in_wrong_table": [[n for n in names[c.name] if columns[n].table != c.table] for c in columns],
        }

    def own(self) -> dict[str, float]:
        """The mapper's first candidates: what independent support catches of the wrong ones, and keeps of the right."""
        placed = (self._by_name <= BY_NAME) & (self._by_text <= BY_TEXT)
        return self._judge(placed, self._support >= BELIEVED)

    def own_point(self, review: float) -> dict[str, float]:
        """The same for one threshold of the support itself: the geometric mean of the beliefs of both opinions."""
        support = self._support
        right = np.sort(support[self._verdicts == 1])
        threshold = float(right[min(int(review * len(right)), len(right) - 1)]) if len(right) else 1.0
        return {"threshold": round(threshold, 6), **self._judge(support >= threshold, support >= 0)}

    def _judge(self, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> dict[str, float]:
        kept = one & other
        right, wrong, none = (self._verdicts == verdict for verdict in (1, 0, -1))
        return {
            "wrong_caught": _share(~kept, wrong),
            "no_match_caught": _share(~kept, none),
            "right_sent_to_person": _share(~kept, right),
            "precision_before": _share(right, right | wrong | none),
            "precision_after": _share(right, kept & (right | wrong | none)),
        }

    @cached_property
    def _verdicts(self) -> NDArray[np.int64]:
        """Of each first candidate: 1 right, 0 wrong, -1 there is no target, -2 nobody knows."""
        gold, none = self.labelled.gold, self.labelled.none
        found = [int(column in gold[row]) if row in gold else -1 if row in none else -2 for row, column in self._firsts]
        return np.array(found)

    @cached_property
    def _firsts(self) -> list[tuple[int, int]]:
        return [(row, int(column)) for row, column in enumerate(self.matcher.scores.argmax(axis=1))]

    @cached_property
    def _by_name(self) -> Matrix:
        return self._places("name")

    @cached_property
    def _by_text(self) -> Matrix:
        return self._places("documentation")

    @cached_property
    def _opinions(self) -> dict[Opinion, TableMatcher]:
        kinds: tuple[Opinion, ...] = ("name", "documentation")
        return {kind: TableMatcher(self.labelled.source, self.labelled.target, kind) for kind in kinds}

    def _places(self, opinion: Opinion) -> Matrix:
        """Where an opinion puts each first candidate (1 is first; infinite where it has no score)."""
        scores = self._opinions[opinion].scores
        return np.array([_place(scores[row], column) for row, column in self._firsts])

    @cached_property
    def _support(self) -> Matrix:
        """The geometric mean of what both opinions believe of each first candidate."""
        product = np.ones(len(self._firsts))
        for other in self._opinions.values():
            product *= [other.beliefs[pair] if other.scores[pair] > 0 else 0.0 for pair in self._firsts]
        return np.sqrt(product)


def _place(line: Matrix, column: int) -> float:
    return 1.0 + float((line > line[column]).sum()) if line[column] > 0 else np.inf


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return round(float((part & whole).sum() / whole.sum()), 4) if whole.any() else -1.0


def _mean(values: Sequence[float]) -> float:
    """The mean of those that could be measured."""
    known = [value for value in values if value >= 0]
    return round(sum(known) / len(known), 4) if known else 1.0
