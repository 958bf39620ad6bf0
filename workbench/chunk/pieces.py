"""Where a spec is cut: blocks of one endpoint packed up to the budget, longer ones cut where it hurts least."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.chunk.budget import Sizes, capacity, utf8
from workbench.declarations import REACH, Declaration, Header, across, declared, header
from workbench.records import UNKNOWN, ChunkKind
from workbench.spec import Spec
from workbench.structure import Block, Outline, Segment, is_entry

ROOM = 0.85
"""Blocks are packed by their content up to this share, so that page furniture never pushes a chunk over the budget."""

NEAR_END = 0.5
"""A cut is looked for in the second half of what fits."""

GOES_ON = 88
"""The level of lines that belong to the item above: conditions, clauses on the next line, a repeated header."""


@dataclass(frozen=True)
class Piece:
    """A stretch of one segment: lines by index, the end exclusive; `chars` only where one line is cut."""

    start: int
    end: int
    kind: ChunkKind
    segment: Segment
    block: Block
    chars: tuple[int, int] = (-1, -1)


class Cutter:
    """Cuts one spec for one budget."""

    def __init__(self, spec: Spec, shape: Outline, budget: int) -> None:
        self.spec, self.shape = spec, shape
        self.sizes = Sizes(spec, shape.repeats)
        self.limit = capacity(budget)
        self.packed = int(self.limit * ROOM)

    def pieces(self, segment: Segment) -> Iterator[Piece]:
        """The segment in pieces that fit, its blocks packed in order."""
        sizes, pack = self.sizes, list[tuple[Block, int]]()
        if sizes.size(segment.start, segment.end) <= self.packed:
            yield _packed(segment, _stretches(segment))
            return
        opened = start = sizes.before(segment.start)
        for block, end in _stretches(segment):
            stop = sizes.before(end)
            if pack and not self._fits(pack[0][0].index, end, stop - opened):
                yield _packed(segment, pack)
                pack = []
            if not pack:
                opened = start
            if stop - start <= self.limit:
                pack.append((block, end))
            else:
                yield from self.cut(segment, block, block.index, end)
            start = stop
        if pack:
            yield _packed(segment, pack)

    def _fits(self, start: int, end: int, size: int) -> bool:
        """Whether lines of so many bytes leave room for page furniture to come."""
        return size <= self.packed or (size <= self.limit and self.sizes.content(start, end) <= self.packed)

    def cut(self, segment: Segment, block: Block, start: int, end: int) -> Iterator[Piece]:
        """Lines over the budget, cut where it hurts least."""
        while start < end:
            if self.sizes.size(start, start + 1) > self.limit:
                yield from self._cut_line(segment, block, start)
                start += 1
                continue
            stop = self.sizes.fitting(start, end, self.limit)
            while stop > start + 1 and stop < end and self.sizes.content(start, stop) > self.packed:
                stop -= 1
            stop = self._best(start, stop) if stop < end else stop
            yield Piece(start, stop, block.kind, segment, block)
            start = stop

    def _best(self, start: int, stop: int) -> int:
        """The last good place to cut: after a paragraph or a layout, else before an item."""
        if all(is_entry(self.spec.lines[at]) for at in (stop - 1, stop) if self.spec.classes[at] == "content"):
            return stop
        least = start + int((stop - start) * NEAR_END) + 1
        levels = self._levels(max(start, least - 1), stop)
        places = range(stop, least - 1, -1)
        outside = [place for place in places if not (place - 1 in levels and place in levels)]
        paragraph = next((place for place in outside if self._ends_paragraph(place)), 0)
        item = next((place for place in places if levels.get(place, GOES_ON) < GOES_ON), 0)
        return paragraph or next(iter(outside), 0) or item or stop

    def _ends_paragraph(self, place: int) -> bool:
        classes = self.spec.classes
        return classes[place - 1] == "blank" and "furniture" not in classes[max(0, place - 4) : place + 4]

    def _levels(self, start: int, stop: int) -> dict[int, int]:
        """The lines that belong to a layout, and the level of the item that each declares."""
        above = [index for index in self.shape.headers if index <= start]
        table = self.shape.headers[above[-1]] if above else None
        found: dict[int, int] = {}
        last = start - 9
        for index in range(start, min(stop + 1, self.spec.count)):
            text = row_at(self.spec, index, table) if self.spec.lines[index] else ""
            item: Declaration | None = declared(text, table, self.shape.forms) if text else None
            if item is not None or (text and header(text)):
                between = range(last + 1, index) if self._close(last, index) else range(0)
                found |= dict.fromkeys(between, GOES_ON)
                found[index] = item.level if item is not None and item.level != 88 else GOES_ON
                last = index
        return found

    def _close(self, last: int, index: int) -> bool:
        """Whether a line goes on a layout: at most two printed lines stand between, page furniture aside."""
        classes = self.spec.classes[max(0, last + 1) : index]
        return last >= 0 and index - last < 16 and classes.count("content") <= 2

    def _cut_line(self, segment: Segment, block: Block, index: int) -> Iterator[Piece]:
        """A line over the budget, cut between words where there are some."""
        a, end = self.spec.starts[index], self.spec.starts[index + 1]
        while a < end:
            b = self._cut_place(a, end)
            yield Piece(index, index + 1, block.kind, segment, block, (a, b))
            a = b

    def _cut_place(self, a: int, end: int) -> int:
        text, b = self.spec.text, min(end, a + self.limit)
        while b > a + 1 and utf8(text[a:b]) > self.limit:
            b = a + max(1, (b - a) * 3 // 4)
        if b == end:
            return b
        # Between words where there is one to cut at: half a number in a quote would be another number.
        space = max(text.rfind(mark, a + (b - a) // 2, b) for mark in " ,;")
        b = space + 1 if space > 0 else b
        # A line's end alone would be a piece in which nothing stands.
        return b if text[b:end].strip() else max(a + 1, min(b, len(text[:end].rstrip()) - 1))


def row_at(spec: Spec, index: int, table: Header | None) -> str:
    """A line, with the cells of its row that stand below it where they do in its table."""
    if table is None or not table.stacked:
        return spec.lines[index].replace("\f", "")
    printed = spec.printed
    place = printed.place(index)
    return across(printed.lines[place : place + REACH], table)[0]


def _stretches(segment: Segment) -> list[tuple[Block, int]]:
    """The blocks of a segment, what stands before the first one included, each with its end."""
    blocks = segment.blocks
    if not blocks or blocks[0].index != segment.start:
        blocks = (Block(segment.start, "preamble" if segment.program == UNKNOWN else "section"), *blocks)
    return list(zip(blocks, [*[block.index for block in blocks[1:]], segment.end], strict=True))


def _packed(segment: Segment, pack: Sequence[tuple[Block, int]]) -> Piece:
    kinds = {block.kind for block, _ in pack}
    kind: ChunkKind = pack[0][0].kind if len(kinds) == 1 else "section"
    return Piece(pack[0][0].index, pack[-1][1], kind, segment, pack[0][0])
