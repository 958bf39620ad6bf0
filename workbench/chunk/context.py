"""What a piece needs to be understood, as line numbers: heading, 01-line, open groups, table header."""

from bisect import bisect_left

from workbench.chunk.pieces import Piece
from workbench.declarations import declared
from workbench.records import UNKNOWN, ChunkKind
from workbench.spec import Spec
from workbench.structure import Outline

MAX_CONTEXT = 12
"""At most so many lines travel beside a chunk."""

_NO_ITEMS: tuple[ChunkKind, ...] = ("rules", "screen", "notes", "table", "errata")


class Context:
    """What stands before pieces of one spec."""

    def __init__(self, spec: Spec, shape: Outline) -> None:
        self.spec, self.shape = spec, shape
        self.rows = sorted(shape.headers)

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
            found.append(row)
        if piece.start == block.index:
            return _numbers(found), 0
        groups, before = self._open_groups(piece, row)
        return _numbers([*found, *groups])[:MAX_CONTEXT], before

    def _row(self, piece: Piece) -> int:
        """The last table header of the segment up to a piece's first line; -1 when there is none."""
        at = bisect_left(self.rows, piece.start + 1) - 1
        return self.rows[at] if at >= 0 and self.rows[at] >= piece.segment.start else -1

    def _open_groups(self, piece: Piece, row: int) -> tuple[list[int], int]:
        stack: list[tuple[int, int]] = []
        before = 0
        if piece.block.kind in _NO_ITEMS:
            return [], 0
        table = self.shape.headers.get(row)
        for index in range(piece.block.index, piece.start):
            if self.spec.classes[index] != "content":
                continue
            item = declared(self.spec.lines[index].replace("\f", ""), table, self.shape.forms)
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


def _numbers(indices: list[int]) -> tuple[int, ...]:
    return tuple(index + 1 for index in indices)
