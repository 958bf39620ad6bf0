"""The figures of the matching engine, by the metric of the schema matching papers.

A pair counts as right when table *and* column are right, against the whole target schema; names are compared without
regard to case. N is the number of source columns that have at least one right target in the target schema.

    accuracy@K = share of the N columns that have a right target among their first K candidates
    recall@K   = mean share of a column's right targets among its first K candidates (the same, when each has one)
    mrr        = mean of 1 / place of the first right target
    table@1    = share whose first candidate is in a right table

Ties are put in a random order (`seed`), and a candidate with the score 0 is none.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.accuracy.labelled import Labelled, load
from workbench.matching import TableMatcher
from workbench.matching.assignment import Matrix

PLACES = (1, 3, 5)

UNMEASURED = -1.0
"""What a figure is when the data cannot give it: no column is labelled `no_match`, for one."""


def mapping(source: str | Path, target: str | Path, truth: str | Path, seed: int = 0) -> dict[str, float]:
    """The figures of the matching engine, as shares from 0 to 1; `n` and `unscored` are counts.

    Raises TruthError in one line for a file that cannot be read or a label that is not known.
    """
    start = time.process_time()
    labelled = load(source, target, truth)
    scores = TableMatcher(labelled.source, labelled.target).scores
    spent = time.process_time() - start
    return {**measure(scores, labelled, seed), "cpu_seconds": round(spent, 3)}


def measure(scores: Matrix, labelled: Labelled, seed: int = 0) -> dict[str, float]:
    """The figures for a table of scores, a row for each source column, a column for each target column."""
    order = np.random.default_rng(seed).permutation(scores.shape[1])
    tables = [table for table, operation in enumerate(labelled.target.operations) for _ in operation.properties]
    found = [_found(scores[row], right, order, tables) for row, right in sorted(labelled.gold.items())]
    places = [hit.places for hit in found]
    figures: dict[str, float] = {}
    for top in PLACES:
        figures[f"accuracy@{top}"] = _mean([float(any(place <= top for place in places_)) for places_ in places])
    for top in PLACES:
        figures[f"recall@{top}"] = _mean([sum(p <= top for p in hit.places) / hit.wanted for hit in found])
    return {
        **figures,
        "mrr": _mean([1 / min(places_) if places_ else 0.0 for places_ in places]),
        "table@1": _mean([float(hit.table) for hit in found]),
        "n": len(found),
        "no_match_auc": _auc(scores, labelled),
        "unscored": labelled.unscored,
    }


@dataclass(frozen=True)
class _Hit:
    """Where the right targets of one column stand among its candidates (1: first), and if the first table is right."""

    places: tuple[int, ...]
    wanted: int
    table: bool


def _found(line: Matrix, right: frozenset[int], order: NDArray[np.int64], tables: Sequence[int]) -> _Hit:
    ranked = [int(column) for column in order[np.argsort(-line[order], kind="stable")] if line[column] > 0]
    places = tuple(place for place, column in enumerate(ranked, start=1) if column in right)
    table = bool(ranked) and tables[ranked[0]] in {tables[column] for column in right}
    return _Hit(places, len(right), table)


def _auc(scores: Matrix, labelled: Labelled) -> float:
    """How often a column with a target has a higher best score than one without."""
    best = scores.max(axis=1, initial=0.0)
    have, lack = best[sorted(labelled.gold)], best[sorted(labelled.none)]
    if not len(lack):
        return UNMEASURED
    wins = (have[:, None] > lack[None, :]) + 0.5 * (have[:, None] == lack[None, :])
    return round(float(wins.mean()), 4)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
