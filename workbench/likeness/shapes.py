"""Lines by their shape: words, numbers and marks in order, each with what stands in its columns.

`  FIELD NAME=CUST,BYTES=6` and `  FIELD NAME=ORDER-NO,BYTES=12` are one shape with the columns FIELD NAME, a name,
BYTES, a number. A shape is cut off anywhere, so lines that go on in other words still have it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from workbench.declarations import is_type

MOST = 12
"""Pieces of a line that are looked at."""

LONGEST = 300
"""Characters of a line that are looked at."""

NEAR = 8
"""Lines of a layout stand at most so far from each other."""

MOST_TYPES = 8
"""A layout has at most so many kinds of types."""

BESIDE = 7
"""Rows without a name, or with a remark between, stand at most so far from each other."""

DIFFERENT = 10
"""So many names, in rows whose places follow each other, are names however often each of them comes again."""

TYPE = r"[+\-]?[A-Za-z9]{1,12}\(\d{1,5}(?:[,.]\d{1,3})?\)(?:[A-Za-z9.,]|\(\d{1,3}\))*"
WORD = r"[#@$]?[^\W\d_][\w$#@]*(?:[-./][\w$#@]+)*"
_NO_TYPE = r"(?![A-Za-z9]{1,12}\(\d)"
PHRASE = rf"{WORD}(?: {_NO_TYPE}[\w$#@][\w$#@/.-]*)*+"
NUMBER = r"\d+(?:[.,:/]\d+)*"
_WORD = WORD.replace("[-./]", rf"(?![.]{TYPE})[-./]")
_PIECE = re.compile(
    rf"(?P<t>(?<![\w$#@-]){TYPE}(?![\w(]))|(?P<w>(?<![\w]){_WORD}(?: {_NO_TYPE}[\w$#@][\w$#@/.-]*)*+)"
    rf"|(?P<n>(?<=,)\d+(?=,)|(?<![\w]){NUMBER}(?![\w]))|(?P<x>\w+)|(?P<m>\S)"
)
_DIGITS = re.compile(r"(?!9[ \t]\d)\d+(?:[.,]\d+)?")
"""A number, but for the 9 of `9 4`, a symbol of pictures."""
_INT = re.compile(r"\d{1,6}")
_SIZE = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


class Member(NamedTuple):
    """A line of a shape: its index, and what stands in each column."""

    line: int
    values: tuple[str, ...]


@lru_cache(1 << 11)
def shaped(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of a line's pieces in order, and the texts of those that are no marks.

    >>> shaped("  FIELD NAME=CUST, 12 bytes")
    (('w', '=', 'w', ',', 'n', 'w'), ('FIELD NAME', 'CUST', '12', 'bytes'))
    """
    kinds: list[str] = []
    values: list[str] = []
    for match in _PIECE.finditer(line[:LONGEST]):
        kind = match.lastgroup or ""
        if kind == "m":
            if kinds[-1:] != [match[0]]:
                kinds.append(match[0])
        else:
            kinds.append(kind)
            values.append(match[0])
        if len(kinds) == MOST:
            break
    return tuple(kinds), tuple(values)


class Shape:
    """Lines that begin alike, with their columns."""

    def __init__(self, key: tuple[str, ...], members: Sequence[Member]) -> None:
        self.key = key
        self.members = members
        self.kinds = tuple(kind for kind in key if kind in "twnx")
        self.columns = list(zip(*(member.values for member in members), strict=True))

    @cached_property
    def constant(self) -> frozenset[int]:
        """The columns that always hold the same."""
        return frozenset(at for at, values in enumerate(self.columns) if len(set(values)) == 1)

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Places of members of which one follows the other closely."""
        return [(a, a + 1) for a, (one, two) in enumerate(pairwise(self.members)) if two.line - one.line <= NEAR]

    @cached_property
    def numbers(self) -> dict[int, list[int]]:
        """The columns of whole numbers."""
        good = (at for at, kind in enumerate(self.kinds) if kind == "n" and at not in self.constant)
        told = {at: [int(v) if _INT.fullmatch(v) else -1 for v in self.columns[at]] for at in good}
        return {at: values for at, values in told.items() if values.count(-1) <= 0.05 * len(values)}

    @cached_property
    def chain(self) -> tuple[int, int, bool] | None:
        """The columns of a position and of a length (or of an end: true) that lead from each line to the next."""
        for a, b in ((a, b) for a in self.numbers for b in self.numbers if a != b):
            start, other = self.numbers[a], self.numbers[b]
            on = [(i, j) for i, j in self.pairs if start[j] > start[i]]
            if len(on) < 3 or len({start[j] - start[i] for i, j in on}) < 3:
                continue
            if sum(start[i] + other[i] == start[j] for i, j in on) >= 0.6 * len(on):
                return a, b, False
            if sum(other[i] + 1 == start[j] for i, j in on) >= 0.6 * len(on) and _ordered(start, other):
                return a, b, True
        return None

    @cached_property
    def position(self) -> int:
        """The column of a position: it begins with 0 or 1 and grows in steps of many sizes; -1 where there is none."""
        if self.chain:
            return self.chain[0]
        return next((at for at in self.numbers if self._grows(self.numbers[at])), -1)

    def _grows(self, values: Sequence[int]) -> bool:
        steps = [values[j] - values[i] for i, j in self.pairs]
        up = [step for step in steps if step > 0]
        starts = sum(value <= 1 for value in values)
        wide = sum(step > 2 for step in up)
        return len(up) >= 3 and starts > 0 and len(up) + starts > 0.85 * len(values) and wide >= 0.4 * len(up)

    @cached_property
    def typed(self) -> int:
        """The column of a type, `char(10)` or `PL5`, or a letter beside a length; -1 where there is none."""
        if "t" in self.kinds:
            return self.kinds.index("t")
        found = [at for at, values in enumerate(self.columns) if self.kinds[at] == "w" and _sized(values)]
        return next((at for at in (*found, *self._lettered()) if len(sizes(self.columns[at])) > 1), -1)

    def _lettered(self) -> Iterator[int]:
        """The columns of types that say their size in the column of lengths: `A`, `N`, `P 2`."""
        for at in range(1, len(self.columns)) if self.chain else ():
            told = set(self.columns[at]) if self.kinds[at] == "w" else set()
            if told and all(is_type(value, sized=True) for value in told):
                yield at

    @cached_property
    def telling(self) -> int:
        """A column of few words beside a column of numbers: a type and a size; -1 where there is none."""
        most = max(3, min(12, len(self.members) // 7))
        for at in range(len(self.columns)):
            few = self.kinds[at] == "w" and 2 <= len(set(self.columns[at])) <= most
            said = sum(" " in value for value in self.columns[at]) > 0.3 * len(self.members)
            if few and not said and any(self._measures(other) for other in (at - 1, at + 1)):
                return at
        return -1

    def _measures(self, at: int) -> bool:
        """Whether a column holds sizes, some with decimals: numbers that do not count the lines."""
        if at in self.numbers:
            return not self._counts(at)
        if not 0 <= at < len(self.kinds) or self.kinds[at] != "n" or at in self.constant:
            return False
        return all(_SIZE.fullmatch(value) for value in self.columns[at])

    def _counts(self, at: int) -> bool:
        """Whether a column counts the lines."""
        steps = [self.numbers[at][j] - self.numbers[at][i] for i, j in self.pairs]
        return sum(step == 1 for step in steps) >= 0.6 * len(steps)

    @cached_property
    def name(self) -> int:
        """The column of names: words that differ from line to line; -1 where there is none."""
        best, most = -1, 0.0
        for at, values in enumerate(self.columns):
            if self.kinds[at] != "w" or at in (self.typed, self.telling) or at in self.constant:
                continue
            stays = sum(values[i] == values[j] for i, j in self.pairs) > 0.15 * len(self.pairs)
            several = self.chain is not None and len(set(values)) >= DIFFERENT
            share = max(len(set(values)) / len(values), 0.2 if several else 0)
            share += 0.11 if best >= 0 and _are_words(self.columns[best]) and not _are_words(values) else 0
            long = sum(value.count(" ") > 3 for value in values) > 0.1 * len(values)
            long = long or len(set(map(masked, values))) < 3
            if not stays and not long and share > most + 0.1 and len(set(values)) > 2:
                best, most = at, share
        return best if most >= 0.2 else -1

    def together(self, others: Set[int]) -> bool:
        """Whether most lines have another one near, or one of the others, as rows have."""
        near = {member.line for member in self.members} | others
        reach = [step for step in range(-BESIDE, BESIDE + 1) if step]
        close = sum(any(member.line + step in near for step in reach) for member in self.members)
        return close >= 0.5 * len(self.members)

    @property
    def lays_out(self) -> bool:
        """Whether these lines can only be rows of a layout."""
        if not {"n", "t"}.intersection(self.kinds) and not any(map(_numbered, self.columns)):
            return False  # as in most prose
        return self.chain is not None or self.position >= 0 or self.typed >= 0 or (self.telling >= 0 <= self.name)


def _numbered(values: Sequence[str]) -> bool:
    """Whether enough words of a column have a number in them to be types with their sizes."""
    return sum(["#" in size for size in map(masked, values)]) >= 0.4 * len(values)


def _sized(values: Sequence[str]) -> bool:
    """Whether words differ little but in a number: `CHAR 10`, `PL5`, `n9.2p`."""
    if not _numbered(values):
        return False
    few = sizes(values)
    different = {digits for value in values for digits in _DIGITS.findall(value)}
    long = sum(value.count(" ") > 3 for value in values)
    fits = sum(masked(value) in few for value in values) >= 0.75 * len(values)
    fits = fits and len(different) > 2
    labelled = len(values) <= 10 and len({value.split(" ")[0] for value in values}) == 1 and values[0].count(" ") > 0
    varied = 1 < len(set(values)) < max(4, 0.6 * len(values)) or labelled
    return fits and varied and not long


@lru_cache(1 << 12)
def masked(value: str) -> str:
    """A word with its numbers left open."""
    return _DIGITS.sub("#", value)


def sizes(values: Iterable[str]) -> list[str]:
    """The most frequent words of a column, with their numbers left open."""
    found = Counter(map(masked, values))
    return [word for word, count in found.most_common(MOST_TYPES) if count > 0.02 * found.total()]


def _are_words(values: Sequence[str]) -> bool:
    """Whether a column holds what names mean: mostly several words with small letters."""
    return sum(" " in value and not value.isupper() for value in values) > 0.5 * len(values)


def _ordered(starts: Sequence[int], ends: Sequence[int]) -> bool:
    return all(a <= b for a, b in zip(starts, ends, strict=True))


def shapes(lines: Iterable[tuple[int, str]], least: int) -> Iterator[Shape]:
    """All shapes of at least so many lines, those of the most lines first, each cut off behind a column."""
    groups: dict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for index, line in lines:
        kinds, values = shaped(line)
        for at, kind in enumerate(kinds, 1):
            if kind in "twnx":
                groups[kinds[:at]].append((index, values))
    many = [(key, rows) for key, rows in groups.items() if len(rows) >= least]
    for key, rows in sorted(many, key=lambda item: (-len(item[1]), len(item[0]))):
        told = sum(kind in "twnx" for kind in key)
        yield Shape(key, [Member(index, values[:told]) for index, values in rows])
