"""How much text fits: tokens estimated from bytes, and the bytes of any stretch of lines."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from itertools import accumulate, count
from math import ceil
from operator import add

from workbench.spec import Spec

BYTES_PER_TOKEN = 2.3
"""UTF-8 bytes a token, measured on legacy text with current tokenizers; the 4-characters rule is low by half."""

BUDGET = 3478
"""Tokens of a chunk: 8,000 bytes. Nearly every endpoint of a large system fits."""

MIN_BUDGET = 40
"""Fewer tokens could not hold one line of a listing."""


def tokens(text: str) -> int:
    """How many tokens a text takes at most, estimated from its UTF-8 bytes."""
    return taken(utf8(text))


def taken(size: int) -> int:
    """How many tokens so many UTF-8 bytes take at most."""
    return ceil(size / BYTES_PER_TOKEN)


def capacity(budget: int) -> int:
    """The most bytes that take no more than so many tokens.

    >>> capacity(120), tokens("x" * 275)
    (275, 120)
    """
    size = int(budget * BYTES_PER_TOKEN)
    # 276 / 2.3 is a little more than 120.
    return size if ceil(size / BYTES_PER_TOKEN) <= budget else size - 1


def utf8(text: str) -> int:
    """How many bytes a text has in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


class Sizes:
    """UTF-8 bytes of stretches of lines, line ends included; indices count lines from 0."""

    def __init__(self, spec: Spec, repeats: Collection[int]) -> None:
        self._starts, self._wide = _starts(spec), spec.wide
        self._printed = spec.printed
        self._repeats = sorted(repeats)
        self._repeated = [0, *accumulate(len(spec.lines[index].rstrip()) + 1 for index in self._repeats)]

    def before(self, index: int) -> int:
        """Bytes before a line."""
        start = self._starts[index]
        return start + bisect_left(self._wide, start) if self._wide else start

    def size(self, start: int, end: int) -> int:
        """Bytes of the lines from `start` up to `end`, exclusive."""
        return self.before(end) - self.before(start)

    def content(self, start: int, end: int) -> int:
        """Characters of what any pagination prints: no furniture, no blank lines, no header that a page repeats."""
        a, b = bisect_left(self._repeats, start), bisect_left(self._repeats, end)
        starts, place = self._printed.starts, self._printed.place
        return int(starts[place(end)] - starts[place(start)]) - self._repeated[b] + self._repeated[a]

    def fitting(self, start: int, end: int, limit: int) -> int:
        """The line up to which lines from `start` on fit a limit of bytes; at least one line, at most up to `end`."""
        room = self.before(start) + limit
        return max(start + 1, bisect_right(range(end + 1), room, start, end + 1, key=self.before) - 1)


def _starts(spec: Spec) -> list[int]:
    """Where lines start, in bytes of the document."""
    if spec.text.isascii() or spec.encoding != "utf-8":
        return spec.starts
    starts = [0, *map(add, accumulate(map(len, spec.data.split(b"\n"))), count(1))]
    starts[-1] = len(spec.data)
    return starts
