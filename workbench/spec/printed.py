"""The printed text of a spec: its content lines one after the other, without furniture, blank lines, trailing spaces.

What a page break tears apart (a heading and the rule under it, a list and its end) stands together here. Places count
printed lines from 0, indices all lines from 0.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate, count
from operator import add

from workbench.records import LineClass
from workbench.spec.beginnings import Beginnings


class Printed:
    """The content lines among all lines of a spec.

    `indices`: where each stands. `starts`: where each starts in `text`, the line feed before it included, and the end.
    `beginnings`: the places of the lines that begin alike.
    """

    def __init__(self, lines: Sequence[str], classes: Sequence[LineClass]) -> None:
        self.all, self.count = lines, len(lines)
        self.indices = [index for index, kind in enumerate(classes) if kind == "content"]
        self.furniture = frozenset(index for index, kind in enumerate(classes) if kind == "furniture")
        self.lines = [lines[index].rstrip() for index in self.indices]
        self.text = "\n" + "\n".join(self.lines)
        if "\f" in self.text:
            # A page break is no part of what is printed: the same line has the same words on any page.
            self.lines = [line.replace("\f", "") for line in self.lines]
            self.text = self.text.replace("\f", "")
        self.starts = [0, *map(add, accumulate(map(len, self.lines)), count(1))]
        self.beginnings = Beginnings(self.text, self.starts)

    def beginning_with(self, words: Collection[str]) -> list[int]:
        """The places of the lines whose first letters are one of these words, in capitals here, in any case there."""
        first = self.beginnings.first
        return first.places(first.equal(words))

    def place(self, index: int) -> int:
        """The place of the first printed line at an index or after it."""
        return bisect_left(self.indices, index)

    def place_of(self, match: re.Match[str]) -> int:
        """The place of the line that a match, which begins with the line feed before it, is on."""
        return bisect_right(self.starts, match.start()) - 1

    def between(self, start: int, end: int) -> int:
        """How many printed lines stand after index `start` up to index `end`."""
        return bisect_right(self.indices, end) - bisect_right(self.indices, start)

    def follow(self, place: int, most: int) -> Sequence[str]:
        """The printed lines after one."""
        return self.lines[place + 1 : place + 1 + most]

    def content(self, start: int, end: int) -> str:
        """What is printed between two indices, the end exclusive, without a line feed before it or behind it."""
        return self.text[self.starts[self.place(start)] + 1 : self.starts[self.place(end)]]
