"""How much two bags of pieces are about the same: a row per source, a column per target."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix
from workbench.matching.lexicon import containers
from workbench.matching.words import alike, marks, stem

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

Bags = Sequence[Sequence[str]]

TOGETHER = 64
"""Bags whose pieces are looked at in one go."""

PLAIN = 0.3
"""Weight of a piece that says what a thing is kept in, not what it is: "event", "record", "master"."""


@dataclass(frozen=True)
class Kin:
    """How alike each piece of one side (row) and each piece of the other (column) are, worked out once."""

    left: dict[str, int]
    right: dict[str, int]
    table: Matrix

    @cached_property
    def flipped(self) -> "Kin":
        """The same, seen from the other side."""
        return Kin(self.right, self.left, self.table.T)

    def best(self, bags: Bags) -> Matrix:
        """For each piece of the left side (row) how alike the most alike piece of each bag of the right side is."""
        key = tuple(map(tuple, bags))
        if key not in self._found:
            self._found[key] = _best(key, self)
        return self._found[key]

    @cached_property
    def _found(self) -> dict[tuple[tuple[str, ...], ...], Matrix]:
        return {}


def kin(sources: Iterable[Sequence[str]], targets: Iterable[Sequence[str]]) -> Kin:
    """The kinship of all pieces of two sides."""
    left = {piece: number for number, piece in enumerate(sorted({piece for bag in sources for piece in bag}))}
    right = {piece: number for number, piece in enumerate(sorted({piece for bag in targets for piece in bag}))}
    marked: dict[str, list[str]] = {}
    for other in right:
        for mark in marks(other):
            marked.setdefault(mark, []).append(other)
    table = np.zeros((len(left), len(right)))
    for one, row in left.items():
        for other in {other for mark in marks(one) for other in marked.get(mark, ())}:
            table[row, right[other]] = alike(one, other)[0]
    return Kin(left, right, table)


def overlap(sources: Bags, targets: Bags, plain: bool = False, known: Kin | None = None) -> Matrix:
    """How much of two bags of pieces is about the same, from 0 to 1, rare pieces counting more.

    Each piece takes the piece of the other side that is most alike; both directions count. With `plain`, the words
    that tables are named with everywhere count less. `known` must hold all pieces of both.
    """
    related = known or kin(sources, targets)
    rare = _rarity(len(sources) + len(targets), _seen(sources) + _seen(targets))
    if plain:
        rare = {piece: weight * (PLAIN if stem(piece) in containers() else 1) for piece, weight in rare.items()}
    forth = _weights(sources, related.left, rare) @ related.best(targets)
    back = (_weights(targets, related.right, rare) @ related.flipped.best(sources)).T
    both = forth + back
    return np.divide(2 * forth * back, both, out=np.zeros_like(both), where=both > 0)


def _seen(bags: Bags) -> Counter[str]:
    """In how many bags each piece is."""
    return Counter(chain.from_iterable(map(set, bags)))


def _rarity(bags: int, seen: Counter[str]) -> dict[str, float]:
    return {piece: log(1 + bags / count) for piece, count in seen.items()}


def _weights(bags: Bags, index: dict[str, int], rare: dict[str, float]) -> Matrix:
    """For each bag the weight of each piece in it; the weights of one bag add up to 1."""
    weights = np.zeros((len(bags), len(index)))
    flat = list(chain.from_iterable(bags))
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    columns = np.fromiter((index[piece] for piece in flat), int, len(flat))
    weights[rows, columns] = [rare[piece] for piece in flat]
    total: Matrix = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _best(bags: Bags, related: Kin) -> Matrix:
    best = np.zeros((len(related.left), len(bags)))
    filled = [column for column, bag in enumerate(bags) if bag]
    for start in range(0, len(filled), TOGETHER):
        columns = filled[start : start + TOGETHER]
        places = [related.right[piece] for column in columns for piece in bags[column]]
        starts = np.cumsum([0, *(len(bags[column]) for column in columns[:-1])])
        best[:, columns] = np.maximum.reduceat(related.table.T[places], starts, axis=0).T
    return best
