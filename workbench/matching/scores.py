"""How much two bags of pieces are about the same: a row per source, a column per target."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np

from workbench.matching.assignment import Matrix
from workbench.matching.lexicon import containers
from workbench.matching.words import alike, stem

Bags = Sequence[Sequence[str]]


PLAIN = 0.3
"""Weight of a piece that says what a thing is kept in, not what it is: "event", "record", "master"."""


def overlap(sources: Bags, targets: Bags, plain: bool = False) -> Matrix:
    """How much of two bags of pieces is about the same, from 0 to 1, rare pieces counting more.

    Each piece takes the piece of the other side that is most alike; both directions count. With `plain`, the words
    that tables are named with everywhere count less.
    """
    left, right = _vocabulary(sources), _vocabulary(targets)
    if not left or not right:
        return np.zeros((len(sources), len(targets)))
    kin = np.array([[alike(one, other)[0] for other in right] for one in left])
    rare = _rarity([*sources, *targets])
    if plain:
        rare = {piece: weight * (PLAIN if stem(piece) in containers() else 1) for piece, weight in rare.items()}
    forth = _weights(sources, left, rare) @ _best(targets, right, kin)
    back = (_weights(targets, right, rare) @ _best(sources, left, kin.T)).T
    both = forth + back
    return np.divide(2 * forth * back, both, out=np.zeros_like(both), where=both > 0)


def _vocabulary(bags: Bags) -> list[str]:
    return sorted({piece for bag in bags for piece in bag})


def _rarity(bags: Bags) -> dict[str, float]:
    seen = Counter(piece for bag in bags for piece in set(bag))
    return {piece: log(1 + len(bags) / count) for piece, count in seen.items()}


def _weights(bags: Bags, pieces: list[str], rare: dict[str, float]) -> Matrix:
    """For each bag the weight of each piece in it; the weights of one bag add up to 1."""
    index = {piece: number for number, piece in enumerate(pieces)}
    weights = np.zeros((len(bags), len(pieces)))
    for row, bag in enumerate(bags):
        for piece in bag:
            weights[row, index[piece]] = rare[piece]
    total: Matrix = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _best(bags: Bags, pieces: list[str], kin: Matrix) -> Matrix:
    """For each row of `kin` how alike the most alike piece of each bag is."""
    index = {piece: number for number, piece in enumerate(pieces)}
    best = np.zeros((len(kin), len(bags)))
    for column, bag in enumerate(bags):
        if bag:
            best[:, column] = kin[:, [index[piece] for piece in bag]].max(axis=1)
    return best
