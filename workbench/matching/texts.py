"""Documentation as bags of words, and how much two of them are about the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix
from workbench.matching.words import meanings, prose, readings, stem

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

Bag = Mapping[str, float]

READING = 0.6
"""Weight of a word that an abbreviation may stand for, against 1 for the abbreviation itself."""

MEANING = 0.7
"""Weight of a group of meaning, against 1 for the word; a word in many groups says less of each."""


def bag(text: str, pieces: Iterable[str] = ()) -> dict[str, float]:
    """The words of a text and the pieces of a name, with the words that abbreviations may stand for.

    >>> sorted(bag("Date of the order", ["cust"]).items())[:3]
    [('cust', 1.0), ('customer', 0.6), ('date', 1.0)]
    """
    found: dict[str, float] = {}
    for word in (*prose(text), *map(stem, pieces)):
        found[word] = found.get(word, 0.0) + 1.0
        for reading in readings(word):
            found[reading] = found.get(reading, 0.0) + READING
    return found


def together(bags: Sequence[Bag], shares: Sequence[float]) -> dict[str, float]:
    """One bag out of several, each with its share."""
    found: dict[str, float] = {}
    for words, share in zip(bags, shares, strict=True):
        for word, weight in words.items():
            found[word] = found.get(word, 0.0) + share * weight
    return found


def cosine(sources: Sequence[Bag], targets: Sequence[Bag]) -> Matrix:
    """The cosine of each pair of bags, rare words counting more; groups of meaning are words too."""
    ours, theirs = [_with_meanings(item) for item in sources], [_with_meanings(item) for item in targets]
    seen = Counter(word for item in (*ours, *theirs) for word in item)
    count = len(ours) + len(theirs)
    index = {word: number for number, word in enumerate(sorted(seen))}
    rare = np.array([log(1 + count / seen[word]) for word in sorted(seen)])
    product: Matrix = _unit(ours, index, rare) @ _unit(theirs, index, rare).T
    return product


def _with_meanings(words: Bag) -> dict[str, float]:
    full = dict(words)
    for word, weight in words.items():
        groups = meanings(word)
        for group in groups:
            key = f"#{group}"
            full[key] = full.get(key, 0.0) + MEANING * weight / sqrt(len(groups))
    return full


def _unit(bags: Sequence[Bag], index: Mapping[str, int], rare: Matrix) -> Matrix:
    """One row of length 1 for each bag; the tenth time a word stands counts less than the first."""
    table = np.zeros((len(bags), len(index)))
    for row, words in enumerate(bags):
        for word, weight in words.items():
            table[row, index[word]] = weight if weight < 1 else 1 + log(weight)
    table *= rare
    length: Matrix = np.sqrt((table**2).sum(axis=1, keepdims=True))
    return np.divide(table, length, out=np.zeros_like(table), where=length > 0)
