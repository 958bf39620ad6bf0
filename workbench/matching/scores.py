"""How much two bags of pieces are about the same: a row per source, a column per target."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from workbench.matching.assignment import Matrix
from workbench.matching.lexicon import containers
from workbench.matching.words import alike, marks, stem

Bags = Sequence[Sequence[str]]

PLAIN = 0.3
"""Weight of a piece that says what a thing is kept in, not what it is: "event", "record", "master"."""


@dataclass(frozen=True)
class Kin:
    """How alike each piece of one side (row) and each piece of the other (column) are, worked out once."""

    left: dict[str, int]
    right: dict[str, int]
    table: Matrix

    @property
    def flipped(self) -> "Kin":
        """The same, seen from the other side."""
        return Kin(self.right, self.left, self.table.T)


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
    rare = _rarity([*sources, *targets])
    if plain:
        rare = {piece: weight * (PLAIN if stem(piece) in containers() else 1) for piece, weight in rare.items()}
    forth = _weights(sources, related.left, rare) @ _best(targets, related)
    back = (_weights(targets, related.right, rare) @ _best(sources, related.flipped)).T
    both = forth + back
    return np.divide(2 * forth * back, both, out=np.zeros_like(both), where=both > 0)


def _rarity(bags: Bags) -> dict[str, float]:
    seen = Counter(piece for bag in bags for piece in set(bag))
    return {piece: log(1 + len(bags) / count) for piece, count in seen.items()}


def _weights(bags: Bags, index: dict[str, int], rare: dict[str, float]) -> Matrix:
    """For each bag the weight of each piece in it; the weights of one bag add up to 1."""
    weights = np.zeros((len(bags), len(index)))
    for row, bag in enumerate(bags):
        for piece in bag:
            weights[row, index[piece]] = rare[piece]
    total: Matrix = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _best(bags: Bags, related: Kin) -> Matrix:
    """For each piece of the other side (row) how alike the most alike piece of each bag is."""
    best = np.zeros((len(related.left), len(bags)))
    for column, bag in enumerate(bags):
        if bag:
            best[:, column] = related.table[:, [related.right[piece] for piece in bag]].max(axis=1)
    return best
