"""How the lines of a text begin: the places of those with the same first letters, so that few need be looked at.

What counts are the first letters in a row of a line, whatever stands before them, and the mark or digit behind them:
`PROGRAM` of `4.17 PROGRAM KD0417`, `KD0` of `KD0417 Order entry`, `CUST-` of `05 CUST-NO`. All in capitals.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

_FIRST = re.compile(r"\n[^A-Za-z\n]*+([A-Za-z]*[\d_.)-]?)")
_SECOND = re.compile(r"\n[^A-Za-z\n]*+[A-Za-z]++[^A-Za-z\n]*+([A-Za-z]*[\d_.)-]?)")
_NUMBER = re.compile(r"(?:[IVXLC]+|[A-Z])[.)-]?\Z")
_BEHIND = "0123456789_.)-"
_LAST = "\x7f"


class Words:
    """Words of lines, each with the places of the lines that have it. `numbers`: those that are numbers in letters."""

    def __init__(self, found: Iterable[tuple[int, str]]) -> None:
        raw: dict[str, list[int]] = defaultdict(list)
        for place, word in found:
            raw[word].append(place)
        self._places: dict[str, list[int]] = defaultdict(list)
        for word, places in raw.items():
            self._places[word.upper()] += places
        self._sorted = sorted(self._places)
        self._bare: dict[str, list[str]] = defaultdict(list)
        self._counted: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._bare[word.rstrip(_BEHIND)].append(word)
            if word[-1:].isdecimal():
                self._counted[len(word) - 1].append(word)
        self.numbers = [word for word in self._sorted if _NUMBER.match(word)]

    def starting(self, start: str) -> Sequence[str]:
        """The words that start with some letters, which are not none."""
        return self._sorted[bisect_left(self._sorted, start) : bisect_left(self._sorted, start + _LAST)]

    def before_digit(self, letters: int) -> Sequence[str]:
        """The words of so many letters that a digit stands behind."""
        return self._counted.get(letters, ())

    def equal(self, words: Iterable[str]) -> list[str]:
        """The words that are one of some, whatever mark or digit stands behind."""
        return [word for one in words for word in self._bare.get(one, ())]

    def places(self, words: Collection[str]) -> list[int]:
        """The places of the lines that have one of some words, in order."""
        return sorted([place for word in words for place in self._places[word]])


class Beginnings:
    """The beginnings of lines that each have a line feed before them.

    `first`: by their first letters. `second`: where these may be a number, as in `IV. PROGRAM` and `B PROGRAM`, by the
    letters behind them.
    """

    def __init__(self, text: str, starts: Sequence[int]) -> None:
        self.first = Words(enumerate(_FIRST.findall(text)))
        behind = ((place, _SECOND.match(text, starts[place])) for place in self.first.places(self.first.numbers))
        self.second = Words((place, match[1]) for place, match in behind if match)
