"""How alike two sides are: one matrix per kind of evidence, a row per source item, a column per target item."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np

from workbench.matching.assignment import Matrix
from workbench.matching.item import Item
from workbench.matching.lexicon import containers
from workbench.matching.shape import fit
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


def equal_names(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """1 where the two names are letter for letter the same, joints and case aside."""
    return np.array([[float(one.bare == other.bare) for other in targets] for one in sources]).reshape(
        len(sources), len(targets)
    )


def names(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Name evidence."""
    soft = overlap([item.pieces for item in sources], [item.pieces for item in targets])
    return np.maximum(0.97 * soft, equal_names(sources, targets))


def documentation(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Documentation evidence: what the note of one says against the description and the name of the other."""
    ours = [item.words for item in sources]
    theirs = [(*item.words, *item.pieces) for item in targets]
    return overlap(ours, theirs)


def dictionary(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Dictionary evidence: what the dictionary calls a field against the name and the description of a target."""
    ours = [item.terms for item in sources]
    return np.maximum(
        overlap(ours, [item.pieces for item in targets]), 0.9 * overlap(ours, [item.words for item in targets])
    )


def types(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Type evidence: whether a value of one goes into the other, and whether both names give it the same role."""
    return np.array([[_type(one, other) for other in targets] for one in sources]).reshape(len(sources), len(targets))


def _type(one: Item, other: Item) -> float:
    score = fit(one.shape, other.shape)
    if one.roles and other.roles and not one.roles & other.roles:
        score *= 0.8
    return score


def structure(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> Matrix:
    """Structure evidence: the group of a field against the object of a property, by how well both fit otherwise."""
    rows = {item.key: number for number, item in enumerate(sources)}
    columns = {item.key: number for number, item in enumerate(targets)}
    score = np.zeros_like(base)
    for row, one in enumerate(sources):
        for column, other in enumerate(targets):
            if one.parent in rows and other.parent in columns:
                score[row, column] = base[rows[one.parent], columns[other.parent]]
            else:
                score[row, column] = 0.5 * float(one.parent not in rows and other.parent not in columns)
    return score


def groups(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> Matrix:
    """`base` with each group against each object raised to how well the members of both fit one another."""
    score = base.copy()
    ours, theirs = _members(sources), _members(targets)
    for row, item in enumerate(sources):
        for column, other in enumerate(targets):
            mine, yours = ours.get(item.key, []), theirs.get(other.key, [])
            if mine and yours:
                inner = base[np.ix_(mine, yours)]
                held = (inner.max(axis=0).mean() + inner.max(axis=1).mean()) / 2
                score[row, column] = 0.5 * base[row, column] + 0.5 * held
    return score


def _members(items: Sequence[Item]) -> dict[str, list[int]]:
    members: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if not item.hint:
            members.setdefault(item.parent, []).append(number)
    return members
