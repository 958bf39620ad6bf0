"""The lines of a spec as discovery sees them: their classes, what they declare, and the names they list or refer to."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from workbench.declarations import declaration, header
from workbench.discovery.signs import DOTTED, PART, RULE_LINE, TOKEN, XREF
from workbench.spec import Spec
from workbench.structure import ERRATA_PART

MAX_HEADING = 140
"""A heading has at most so many characters."""

TOGETHER = 3
"""Lines this close to each other are entries of a list, not headings of parts."""


@dataclass(frozen=True)
class Seen:
    """A name seen in a line that could be a heading."""

    line: int
    name: str
    lead: str
    after: str
    underlined: bool


@dataclass(frozen=True)
class Cluster:
    """All sights with one lead."""

    lead: str
    after: str
    underlined: bool
    sights: tuple[Seen, ...]
    score: float


class Lines:
    """What discovery looks at: the lines with their classes, and which of them declare an item."""

    def __init__(self, spec: Spec) -> None:
        self.lines = [line.replace("\f", "") if "\f" in line else line for line in spec.lines]
        self.classes = spec.classes
        self.headers: set[int] = set()
        self.declared = self._declared()
        self.corrections = self._corrections()
        self.listed, self.referred = self._mentioned()

    def _corrections(self) -> set[int]:
        """Indices of the lines in parts of corrections: they name endpoints and define none."""
        found: set[int] = set()
        inside = False
        for index, line in enumerate(self.lines):
            printed = self.classes[index] == "content" and len(line) <= MAX_HEADING
            if printed and PART.match(line) and self.is_open(index):
                inside = bool(ERRATA_PART.search(line))
            if inside:
                found.add(index)
        return found

    def _mentioned(self) -> tuple[set[str], set[str]]:
        """Names that stand first in entries of a table of contents, and names on lines that refer to others."""
        entries: list[tuple[int, str]] = []
        referred: set[str] = set()
        items = set(self.declared) | self.headers
        for index, line in enumerate(self.lines):
            if self.classes[index] != "content" or len(line) > 300 or index in items:
                continue
            if DOTTED.search(line) and (names := names_in(line)):
                entries.append((index, names[0]))
            elif match := XREF.search(line):
                referred.update(names_in(line[match.end() :]))
        near = {a for (a, _), (b, _) in pairwise(entries) if b - a <= TOGETHER}
        close = {later for at in near for later in range(at, at + TOGETHER + 1)}
        listed = {name for at, name in entries if at in close}
        return listed, referred

    def _declared(self) -> list[int]:
        """Indices of the lines that declare an item, in order; a table ends with the third line that is no row."""
        found, table, others = [], None, 0
        for index, line in enumerate(self.lines):
            if self.classes[index] != "content" or len(line) > 400:
                continue
            if (row := header(line)) is not None:
                table, others = row, 0
                self.headers.add(index)
            elif declaration(line, table) is not None:
                found.append(index)
                others = 0
            elif (others := others + 1) == 3:
                table = None
        return found

    def declares_between(self, start: int, end: int) -> bool:
        """Whether any item is declared at an index in start..end, the end exclusive."""
        at = bisect_right(self.declared, start - 1)
        return at < len(self.declared) and self.declared[at] < end

    def after(self, index: int) -> str:
        """The next printed line, stripped; empty at the end."""
        for later in range(index + 1, min(index + 12, len(self.lines))):
            if self.classes[later] == "content":
                return self.lines[later].strip()
        return ""

    def is_open(self, index: int) -> bool:
        """Whether a blank line, a rule or a page break stands before."""
        if index == 0 or self.classes[index - 1] != "content":
            return True
        return bool(RULE_LINE.match(self.lines[index - 1]))


def names_in(line: str) -> list[str]:
    """The names on a line that have a digit, or four capitals; a star behind a name says that it is not one of ours."""
    found = []
    for match in TOKEN.finditer(line):
        name = match[0]
        if line[match.end() : match.end() + 1] != "*" and re.search("[A-Z]", name) and len(name) > 3:
            found.append(name)
    return found
