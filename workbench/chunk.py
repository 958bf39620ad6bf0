"""A spec cut into chunks that are read in one go: every byte in exactly one, nothing cut that fits.

The parent of a chunk is one endpoint or one part. Records, tables and rule groups stay whole when they fit the budget;
a longer one is cut at lines, a longer line at characters, both with exact spans. What a piece needs to be understood
(heading, 01-line, open groups, table header) travels beside it as line numbers and may not be cited.
A chunk's id is the hash of its content without page furniture and blank lines, so a new pagination keeps it.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import ceil

from workbench.declarations import declaration
from workbench.errors import CoverageGap, ParameterError
from workbench.identity import ID_HEX
from workbench.profile import Profile
from workbench.records import UNKNOWN, Chunk, ChunkKind
from workbench.spec import Spec
from workbench.structure import Block, Outline, Segment, outline

BYTES_PER_TOKEN = 2.3
"""UTF-8 bytes a token, measured on legacy text with current tokenizers; the 4-characters rule is low by half."""

BUDGET = 3478
"""Tokens of a chunk: 8,000 bytes. Nearly every endpoint of a large system fits."""

MIN_BUDGET = 40
"""Fewer tokens could not hold one line of a listing."""

ROOM = 0.85
"""Blocks are packed by their content up to this share, so that page furniture never pushes a chunk over the budget."""

MAX_CONTEXT = 12
"""At most so many lines travel beside a chunk."""


@dataclass(frozen=True)
class _Piece:
    """A stretch of one segment: lines by index, the end exclusive; `chars` only where one line is cut."""

    start: int
    end: int
    kind: ChunkKind
    segment: Segment
    block: Block
    chars: tuple[int, int] = (-1, -1)


def tokens(text: str) -> int:
    """How many tokens a text takes at most, estimated from its UTF-8 bytes."""
    return ceil((len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))) / BYTES_PER_TOKEN)


def split(spec: Spec, profile: Profile, budget: int = BUDGET) -> list[Chunk]:
    """The chunks of a spec, in order; together they are its bytes. Raises CoverageGap when they are not.

    `budget`: tokens a chunk, at least 40.
    """
    if budget < MIN_BUDGET:
        raise ParameterError(f"budget {budget} is too small; a chunk takes at least {MIN_BUDGET} tokens")
    shape = outline(spec, profile)
    cutter = _Cutter(spec, shape, budget)
    pieces = [piece for segment in shape.segments for piece in cutter.pieces(segment)]
    chunks = _number(cutter, pieces)
    prove(spec, chunks)
    return chunks


def prove(spec: Spec, chunks: Sequence[Chunk]) -> None:
    """Nothing, when the chunks tile the bytes and characters without a gap or overlap; else CoverageGap."""
    byte, char = 0, 0
    for chunk in chunks:
        if chunk.byte_start != byte or chunk.char_start != char:
            raise CoverageGap(f"{spec.name}: chunk {chunk.ordinal} starts at byte {chunk.byte_start}, not {byte}")
        byte, char = chunk.byte_end, chunk.char_end
    if byte != len(spec.data) or char != len(spec.text):
        raise CoverageGap(f"{spec.name}: the chunks end at byte {byte} of {len(spec.data)}")


class _Cutter:
    """Sizes, hashes and cuts for one spec."""

    def __init__(self, spec: Spec, shape: Outline, budget: int) -> None:
        self.spec, self.shape = spec, shape
        self.limit = int(budget * BYTES_PER_TOKEN)
        self.packed = int(self.limit * ROOM)
        self.furniture = [index for index, kind in enumerate(spec.classes) if kind == "furniture"]
        self.skipped = sorted({*self.furniture, *shape.repeats})

    @cached_property
    def sizes(self) -> list[int]:
        """UTF-8 bytes before each line, line ends included."""
        text, starts = self.spec.text, self.spec.starts
        if text.isascii():
            return starts
        pieces = [text[a:b] for a, b in pairwise(starts)]
        return [0, *accumulate(len(piece.encode("utf-8", "surrogatepass")) for piece in pieces)]

    @cached_property
    def printed(self) -> list[int]:
        """UTF-8 bytes of page furniture before each furniture line, in the order of `furniture`."""
        sizes = self.sizes
        return [0, *accumulate(sizes[index + 1] - sizes[index] for index in self.furniture)]

    def size(self, start: int, end: int) -> int:
        return self.sizes[end] - self.sizes[start]

    def content(self, start: int, end: int) -> int:
        """Bytes without page furniture."""
        a, b = bisect_left(self.furniture, start), bisect_left(self.furniture, end)
        return self.size(start, end) - (self.printed[b] - self.printed[a])

    def pieces(self, segment: Segment) -> Iterator[_Piece]:
        """The segment in pieces that fit, its blocks packed in order."""
        first = Block(segment.start, "preamble" if segment.program == UNKNOWN else "section")
        blocks = [first, *segment.blocks]
        if len(blocks) > 1 and blocks[1].index == segment.start:
            blocks = blocks[1:]
        ends = [*(block.index for block in blocks[1:]), segment.end]
        pack: list[tuple[Block, int]] = []
        for block, end in zip(blocks, ends, strict=True):
            if pack and not self._fits(pack[0][0].index, end):
                yield self._packed(segment, pack)
                pack = []
            if self.size(block.index, end) <= self.limit:
                pack.append((block, end))
            else:
                yield from self._cut(segment, block, end)
        if pack:
            yield self._packed(segment, pack)

    def _fits(self, start: int, end: int) -> bool:
        return self.content(start, end) <= self.packed and self.size(start, end) <= self.limit

    def _packed(self, segment: Segment, pack: Sequence[tuple[Block, int]]) -> _Piece:
        kinds = {block.kind for block, _ in pack}
        kind: ChunkKind = pack[0][0].kind if len(kinds) == 1 else "section"
        return _Piece(pack[0][0].index, pack[-1][1], kind, segment, pack[0][0])

    def _cut(self, segment: Segment, block: Block, end: int) -> Iterator[_Piece]:
        """A block over the budget: cut after blank lines where they leave enough, else at any line."""
        start = block.index
        while start < end:
            if self.size(start, start + 1) > self.limit:
                yield from self._cut_line(segment, block, start)
                start += 1
                continue
            stop = self._last_that_fits(start, end)
            stop = self._after_blank(start, stop) if stop < end and block.kind != "record" else stop
            yield _Piece(start, stop, block.kind, segment, block)
            start = stop

    def _last_that_fits(self, start: int, end: int) -> int:
        by_size = bisect_right(self.sizes, self.sizes[start] + self.limit, start, end + 1) - 1
        return max(start + 1, min(by_size, end))

    def _after_blank(self, start: int, stop: int) -> int:
        classes = self.spec.classes
        back = next((i for i in range(stop, start + (stop - start) // 2, -1) if classes[i - 1] == "blank"), stop)
        return back

    def _cut_line(self, segment: Segment, block: Block, index: int) -> Iterator[_Piece]:
        a, end = self.spec.starts[index], self.spec.starts[index + 1]
        while a < end:
            b = min(end, a + self.limit)
            while b > a + 1 and len(self.spec.text[a:b].encode("utf-8", "surrogatepass")) > self.limit:
                b = a + max(1, (b - a) * 3 // 4)
            # Between words where there is one to cut at: half a number in a quote would be another number.
            space = self.spec.text.rfind(" ", a + (b - a) // 2, b) if b < end else -1
            b = space + 1 if space > 0 else b
            yield _Piece(index, index + 1, block.kind, segment, block, (a, b))
            a = b

    def hash(self, piece: _Piece, text: str) -> str:
        """The hash of what is content: without furniture, blank lines, line ends and trailing spaces."""
        if piece.chars[0] >= 0:
            kept = [text.strip()]
        else:
            lines, a = self.spec.lines, bisect_left(self.skipped, piece.start)
            inside = self.skipped[a : bisect_left(self.skipped, piece.end)]
            kept, start = [], piece.start
            for index in (*inside, piece.end):
                kept += [line for line in map(str.rstrip, lines[start:index]) if line]
                start = index + 1
        content = "\n".join(kept).replace("\f", "")
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=ID_HEX // 2).hexdigest()

    def context(self, piece: _Piece) -> tuple[tuple[int, ...], int]:
        """The lines that travel beside a piece, and how many items of its record stand before it."""
        found: list[int] = []
        segment = piece.segment
        if segment.program != UNKNOWN and piece.start > segment.heading:
            found.append(segment.heading)
        if piece.start == piece.block.index and not (piece.block.kind == "record" and segment.blocks):
            return tuple(index + 1 for index in found), 0
        if piece.block.kind == "record" and piece.block.name == UNKNOWN:
            found += [b.index for b in segment.blocks if b.index < piece.block.index and b.name != UNKNOWN][-1:]
        row = next((i for i in range(piece.start, segment.start - 1, -1) if i in self.shape.headers), -1)
        if segment.start <= row < piece.start:
            found.append(row)
        if piece.start == piece.block.index:
            return tuple(index + 1 for index in found), 0
        groups, before = self._open_groups(piece, row)
        return tuple(index + 1 for index in (*found, *groups))[:MAX_CONTEXT], before

    def _open_groups(self, piece: _Piece, row: int) -> tuple[list[int], int]:
        stack: list[tuple[int, int]] = []
        before = 0
        table = self.shape.headers.get(row)
        for index in range(piece.block.index, piece.start):
            if self.spec.classes[index] != "content" or len(self.spec.lines[index]) > 400:
                continue
            item = declaration(self.spec.lines[index].replace("\f", ""), table)
            if item is None or item.level == 88:
                continue
            before = 0 if item.level == 1 else before
            before += 1
            stack = [] if item.level < 0 else [(lv, at) for lv, at in stack if lv < item.level]
            if item.picture == UNKNOWN:
                stack.append((item.level, index))
        opened = [at for _, at in stack]
        if piece.block.kind == "record" and piece.block.index not in (*opened, row):
            opened.insert(0, piece.block.index)
        return opened, before


def _number(cutter: _Cutter, pieces: Sequence[_Piece]) -> list[Chunk]:
    """The chunks of the pieces, in order, with ids, spans and context."""
    spec, seen = cutter.spec, Counter[str]()
    chunks: list[Chunk] = []
    known = (0, 0)
    for ordinal, piece in enumerate(pieces):
        a, b = piece.chars if piece.chars[0] >= 0 else (spec.starts[piece.start], spec.starts[piece.end])
        text = spec.text[a:b]
        end = (b, known[1] + (len(text) if spec.encoding == "latin-1" or text.isascii() else len(text.encode("utf-8"))))
        digest = cutter.hash(piece, text)
        seen[digest] += 1
        context, before = cutter.context(piece)
        chunks.append(
            Chunk(
                chunk_id=f"chunk-{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""),
                spec=spec.spec_id,
                ordinal=ordinal,
                kind=piece.kind,
                program=piece.segment.program,
                path=_path(piece),
                byte_start=known[1],
                byte_end=end[1],
                char_start=a,
                char_end=b,
                first=piece.start + 1,
                last=piece.end,
                tokens=tokens(text),
                context=context,
                items_before=before,
            )
        )
        known = end
    return chunks


def _path(piece: _Piece) -> tuple[str, ...]:
    names = (piece.segment.part, piece.segment.program, piece.block.name)
    return tuple(name for name in names if name != UNKNOWN) or (piece.kind,)
