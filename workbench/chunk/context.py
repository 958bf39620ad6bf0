"""What a piece needs to be understood, as line numbers: heading, 01-line, open groups, table header."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from workbench.chunk.pieces import Piece, row_at
from workbench.declarations import declared
from workbench.records import UNKNOWN, ChunkKind
from workbench.spec import Printed, Spec
from workbench.structure import Block, Outline, indent

MAX_CONTEXT = 12
"""At most so many lines travel beside a chunk."""

TITLES = 3
"""So many lines a record often begins with before its items: its name, a rule, the header of its table."""

PAGE_BREAK = 4
"""So many lines between two that are content are a page break, as readers take it."""

_CORRECTION = re.compile(r"\W{0,9}+(?=[bcefk])(?:errat|corrig|correct|bericht|korrekt|fe de err)", re.I)
"""A line that begins a correction by its first word, in any part of a document."""

_MAYBE = ("ERRAT", "CORR", "BER", "KORRE", "ORRE", "FE")
"""How the first plain letters of such a line begin; where case is ignored K may be kelvin's, and i may lack its dot."""

_ITEM = re.compile(r"[\s\f*|#\[(-]*(?:[^\W\d]+[-. #]?(?:[A-Z0-9]+-)*[A-Z]?\d|\d+(?:\.\d+)*[.)])")
"""A line that begins with a word and a number or a number and a mark, as listed corrections do."""

_WORD = re.compile(r"\w+(?:[-_.]\w+)*")
"""A word or a name, whatever the form of names."""

_NO_ITEMS: tuple[ChunkKind, ...] = ("rules", "screen", "notes", "table", "errata")


class Context:
    """What stands before pieces of one spec."""

    def __init__(self, spec: Spec, shape: Outline) -> None:
        self.spec, self.shape = spec, shape
        self.rows = sorted(shape.headers)
        self.programs = frozenset(shape.programs)
        self.content = _without(spec.printed, shape.repeats)
        self.corrections = _corrections(spec)

    def beside(self, piece: Piece) -> tuple[tuple[int, ...], int]:
        """The numbers of the lines that travel beside a piece, and how many items of its record stand before it."""
        found: list[int] = []
        segment, block = piece.segment, piece.block
        if segment.program != UNKNOWN and piece.start > segment.heading:
            found.append(segment.heading)
        if piece.start == block.index and not (block.kind == "record" and segment.blocks):
            return _numbers(found), 0
        if block.kind == "record" and block.name == UNKNOWN:
            found += [b.index for b in segment.blocks if b.index < block.index and b.name != UNKNOWN][-1:]
        row = self._row(piece)
        if segment.start <= row < piece.start:
            found += self._header(row)
        if piece.start == block.index:
            return _numbers(found), 0
        groups, before = self._open_groups(piece, row)
        return _numbers([*found, *groups])[:MAX_CONTEXT], before

    def meaning(self, piece: Piece, beside: Sequence[int], before: int) -> list[str]:
        """What the content of a piece means something with, in words; `beside` and `before` are of `beside()`."""
        records = [b.name for b in piece.segment.blocks if b.index <= piece.start and b.kind == "record"]
        named = [name for name in records if name != UNKNOWN][-1:]
        lines = [self.spec.lines[number - 1].strip() for number in beside]
        return [
            piece.segment.program,
            piece.kind,
            *named,
            *self._opened(piece),
            str(before),
            *lines,
            *self._defined(piece),
            *self._cut(piece),
        ]

    def _opened(self, piece: Piece) -> list[str]:
        """Before which content lines of a piece records open that items stand in, and their names: into which records
        lines are divided is found out from the whole document."""
        inside = [b for b in piece.segment.blocks if piece.start < b.index < piece.end and b.kind == "record"]
        if not inside:
            return []
        first, *places, last = (bisect_left(self.content, at) for at in (piece.start, *map(_index, inside), piece.end))
        stretches = zip(inside, places, [*places[1:], last], strict=True)
        return [f"{a - first} {b.name}" for b, a, end in stretches if b.name != UNKNOWN and self._declares(a, end)]

    def _declares(self, start: int, end: int) -> bool:
        """Whether one of some content lines declares an item; the first that does ends the search."""
        titles = min(end, start + TITLES)
        for place in (*self.content[titles:end], *self.content[start:titles]):
            table = self.shape.headers.get(self.rows[at - 1]) if (at := bisect_left(self.rows, place + 1)) else None
            if declared(row_at(self.spec, place, table), table, self.shape.forms) is not None:
                return True
        return False

    def _cut(self, piece: Piece) -> list[str]:
        """Before which lines of a piece stand blank ones that end a correction, which goes on where none are.

        A page break ends nothing, so no blank line at a page break is told.
        """
        found, item, above = list[str](), -1, -1
        listed, lines, corrects = piece.block.kind == "errata", self.spec.lines, begins_correction
        first = bisect_left(self.corrections, piece.start)
        if not listed and self.corrections[first : first + 1] >= [piece.end]:
            return found
        for number, at in enumerate(self._content(piece)):
            line = lines[at]
            if corrects(line) or (listed and _ITEM.match(line)):
                item = indent(line)
            elif item < 0:  # as nearly everywhere: no correction is open
                pass
            elif 1 < at - above < PAGE_BREAK:
                found.append(f"blank {number}")
                item = -1
            elif indent(line) < item:
                item = -1
            above = at
        return found

    def _content(self, piece: Piece) -> list[int]:
        printed = self.spec.printed
        return printed.indices[printed.place(piece.start) : printed.place(piece.end)]

    def _defined(self, piece: Piece) -> list[str]:
        """The endpoints defined in this spec that a piece outside of any endpoint names: it speaks of those."""
        if piece.segment.program != UNKNOWN:
            return []
        words = set(_WORD.findall("\n".join([self.spec.lines[at] for at in self._content(piece)])))
        return sorted(self.programs & words.union(map(str.upper, words)))

    def _row(self, piece: Piece) -> int:
        """The last table header of the segment up to a piece's first line; -1 when there is none."""
        at = bisect_left(self.rows, piece.start + 1) - 1
        return self.rows[at] if at >= 0 and self.rows[at] >= piece.segment.start else -1

    def _header(self, row: int) -> Sequence[int]:
        """The lines of a table's header: as many as it has columns where each cell stands on its own."""
        table, printed = self.shape.headers[row], self.spec.printed
        place = printed.place(row)
        return printed.indices[place : place + (len(table.columns) if table.stacked else 1)]

    def _open_groups(self, piece: Piece, row: int) -> tuple[list[int], int]:
        stack: list[tuple[int, int]] = []
        before = 0
        if piece.block.kind in _NO_ITEMS:
            return [], 0
        table = self.shape.headers.get(row)
        for index in range(piece.block.index, piece.start):
            if self.spec.classes[index] != "content":
                continue
            item = declared(row_at(self.spec, index, table), table, self.shape.forms)
            if item is None or item.level == 88:
                continue
            before = 1 if item.level == 1 else before + 1
            stack = [] if item.level < 0 else [(level, at) for level, at in stack if level < item.level]
            if item.picture == UNKNOWN:
                stack.append((item.level, index))
        opened = [at for _, at in stack]
        if piece.block.kind == "record" and piece.block.index not in (*opened, row):
            opened.insert(0, piece.block.index)
        return opened, before


def _without(printed: Printed, repeats: Collection[int]) -> Sequence[int]:
    """The indices of the content lines, without headers that a page repeats."""
    if not repeats:
        return printed.indices
    kept, start = list[int](), 0
    for index in sorted(repeats):
        end = printed.place(index)
        kept += printed.indices[start:end]
        start = printed.place(index + 1)
    return kept + printed.indices[start:]


def _index(block: Block) -> int:
    return block.index


def begins_correction(line: str) -> bool:
    """Whether a line begins a correction by its first word."""
    return _CORRECTION.match(line) is not None


def _corrections(spec: Spec) -> list[int]:
    """The indices of the content lines that begin a correction by their first word, and one behind all lines."""
    printed = spec.printed
    first = printed.beginnings.first
    maybe = first.places([word for start in _MAYBE for word in first.starting(start)])
    found = [at for at in map(printed.indices.__getitem__, maybe) if begins_correction(spec.lines[at])]
    return [*found, spec.count]


def _numbers(indices: list[int]) -> tuple[int, ...]:
    return tuple(index + 1 for index in indices)
