"""How strongly each kind of document speaks for a pair: one matrix per kind, a row per field, a column per property."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix
from workbench.matching.item import Item
from workbench.matching.scores import Kin, kin, overlap
from workbench.matching.shape import fit
from workbench.matching.texts import cosine

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

PLACED = 0.96
"""A name that agrees only with its group's name added agrees a little less."""

SPELLED = 0.75
"""Names that only share most of their letters, whatever the pieces, agree this much at most."""

APART = 0.38
"""What is left of a score when one side is told apart ("previous", "minimum") and the other is not."""

Bags = Sequence[Sequence[str]]
Judge = Callable[[Item, Item], float]


@dataclass(frozen=True)
class Said:
    """What two sides say of one another, kind by kind; every matrix is from 0 to 1."""

    sources: Sequence[Item]
    targets: Sequence[Item]

    @cached_property
    def names(self) -> Matrix:
        """Name evidence: 1 for names that are letter for letter the same."""
        ours, theirs = [item.pieces for item in self.sources], [item.pieces for item in self.targets]
        soft = overlap(ours, theirs, known=self._kin)
        there = overlap(ours, [item.placed for item in self.targets], True, self._kin)
        here = overlap([item.placed for item in self.sources], theirs, True, self._kin)
        equal = self._pairs(lambda one, other: float(one.bare == other.bare), lambda item: item.bare)
        spelled = SPELLED * _letters(ours, theirs)
        table: Matrix = np.max([0.97 * soft, PLACED * there, PLACED * here, equal, spelled * (spelled > 0.6)], axis=0)
        return table

    @cached_property
    def phrases(self) -> Matrix:
        """Documentation evidence: what a note begins with against the name and the description of a property."""
        ours = [item.phrase for item in self.sources]
        against_words = overlap(ours, [item.phrase for item in self.targets], True, self._kin)
        whole = cosine([item.words for item in self.sources], [item.words for item in self.targets])
        table: Matrix = np.max([self._against_names(ours), 0.95 * against_words, 0.8 * whole], axis=0)
        return table

    @cached_property
    def dictionary(self) -> Matrix:
        """Dictionary evidence: what the dictionary calls a field against the name and description of a property."""
        ours = [item.terms for item in self.sources]
        against_words = overlap(ours, [item.phrase for item in self.targets], True, self._kin)
        return np.maximum(self._against_names(ours), 0.9 * against_words)

    @cached_property
    def types(self) -> Matrix:
        """Type evidence: whether a value of one goes into the other, and whether both names give it the same role."""
        return self._pairs(_type, lambda item: (item.shape, item.roles))

    @cached_property
    def apart(self) -> Matrix:
        """1 where the same words tell both apart, APART where one is "previous" or "minimum" and the other is not."""
        return self._pairs(_apart, lambda item: (item.senses, item.wider))

    @cached_property
    def _kin(self) -> Kin:
        ours = [bag for item in self.sources for bag in (item.pieces, item.placed, item.terms, item.phrase)]
        return kin(ours, [bag for item in self.targets for bag in (item.pieces, item.placed, item.phrase)])

    def _against_names(self, ours: Bags) -> Matrix:
        alone = overlap(ours, [item.pieces for item in self.targets], True, self._kin)
        return np.maximum(alone, PLACED * overlap(ours, [item.placed for item in self.targets], True, self._kin))

    def _pairs(self, judge: Judge, by: Callable[[Item], Hashable]) -> Matrix:
        """What a judge says of each pair; items for which `by` is equal are the same to it, and are judged once."""
        (ours, mine), (theirs, yours) = _kinds(self.sources, by), _kinds(self.targets, by)
        flat = [judge(one, other) for one in ours for other in theirs]
        table: Matrix = np.array(flat, float).reshape(len(ours), len(theirs))
        return table[np.ix_(mine, yours)]


def _kinds(items: Sequence[Item], by: Callable[[Item], Hashable]) -> tuple[list[Item], list[int]]:
    """One item of each kind, and the number of the kind of every item."""
    numbers: dict[Hashable, int] = {}
    first: list[Item] = []
    places = []
    for item in items:
        number = numbers.setdefault(by(item), len(first))
        if number == len(first):
            first.append(item)
        places.append(number)
    return first, places


def _type(one: Item, other: Item) -> float:
    score = fit(one.shape, other.shape)
    if one.roles and other.roles and not one.roles & other.roles:
        score *= 0.8
    return score


def _apart(one: Item, other: Item) -> float:
    return 1.0 if one.senses <= other.wider and other.senses <= one.wider else APART


def _letters(ours: Bags, theirs: Bags) -> Matrix:
    """The share of letter pairs that two names have in common (Dice)."""
    bags = ["".join(name) for name in (*ours, *theirs)]
    pairs = sorted({bag[at : at + 2] for bag in bags for at in range(len(bag) - 1)})
    index = {pair: number for number, pair in enumerate(pairs)}
    table = np.zeros((len(bags), max(len(pairs), 1)))
    rows = np.repeat(np.arange(len(bags)), [max(len(bag) - 1, 0) for bag in bags])
    places = (index[bag[at : at + 2]] for bag in bags for at in range(len(bag) - 1))
    table[rows, np.fromiter(places, int, len(rows))] = 1.0
    left, right = table[: len(ours)], table[len(ours) :]
    total: Matrix = left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :]
    both: Matrix = left @ right.T
    shares: Matrix = np.divide(2 * both, total, out=np.zeros_like(both), where=total > 0)
    return shares
