"""How strongly each kind of document speaks for a pair: one matrix per kind, a row per field, a column per property."""

from collections.abc import Sequence

import numpy as np

from workbench.matching.assignment import Matrix
from workbench.matching.item import Item
from workbench.matching.scores import overlap
from workbench.matching.shape import fit
from workbench.matching.texts import cosine

PLACED = 0.96
"""A name that agrees only with its group's name added agrees a little less."""

APART = 0.45
"""What is left of a score when one side is told apart ("previous", "minimum") and the other is not."""


def names(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Name evidence: 1 for names that are letter for letter the same."""
    ours, theirs = [item.pieces for item in sources], [item.pieces for item in targets]
    soft = overlap(ours, theirs)
    there = overlap(ours, [item.placed for item in targets], plain=True)
    here = overlap([item.placed for item in sources], theirs, plain=True)
    equal = np.array([[float(one.bare == other.bare) for other in targets] for one in sources])
    return np.maximum(np.maximum(0.97 * soft, PLACED * np.maximum(there, here)), equal.reshape(soft.shape))


def phrases(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Documentation evidence: what a note begins with against the name and the description of a property."""
    ours = [item.phrase for item in sources]
    against_names = np.maximum(
        overlap(ours, [item.pieces for item in targets], plain=True),
        PLACED * overlap(ours, [item.placed for item in targets], plain=True),
    )
    against_words = overlap(ours, [item.phrase for item in targets], plain=True)
    whole = cosine([item.words for item in sources], [item.words for item in targets])
    return np.maximum(np.maximum(against_names, 0.95 * against_words), 0.8 * whole)


def dictionary(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Dictionary evidence: what the dictionary calls a field against the name and the description of a property."""
    ours = [item.terms for item in sources]
    against_names = np.maximum(
        overlap(ours, [item.pieces for item in targets], plain=True),
        PLACED * overlap(ours, [item.placed for item in targets], plain=True),
    )
    return np.maximum(against_names, 0.9 * overlap(ours, [item.phrase for item in targets], plain=True))


def types(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """Type evidence: whether a value of one goes into the other, and whether both names give it the same role."""
    table = np.array([[_type(one, other) for other in targets] for one in sources])
    return table.reshape(len(sources), len(targets))


def _type(one: Item, other: Item) -> float:
    score = fit(one.shape, other.shape)
    if one.roles and other.roles and not one.roles & other.roles:
        score *= 0.8
    return score


def apart(sources: Sequence[Item], targets: Sequence[Item]) -> Matrix:
    """1 where both are told apart by the same words, APART where one is "previous" or "minimum" and the other is not."""
    table = np.array([[1.0 if one.senses == other.senses else APART for other in targets] for one in sources])
    return table.reshape(len(sources), len(targets))
