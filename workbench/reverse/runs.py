"""Moves, comparisons and clearings as a whole: the compiler turns many of them into several instructions each.

Stores that follow each other within a block and continue one another (the same source, the same filling, one literal)
are one run; so are comparisons with the parts of one literal.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from workbench.reverse.expansion import WIDEST, Move, Part, moves
from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.values import Symbols, Value, constant, plus, terms
from workbench.reverse.walk import Story

COPY = frozenset({"memcpy", "memmove", "__memcpy_chk", "__memmove_chk", "mempcpy"})
FILL = frozenset({"memset", "__memset_chk"})
COMPARE = frozenset({"memcmp", "bcmp", "strncmp"})
MOST = 1 << 24
NEXT = 8
"""A store is so many bytes long at most."""
APART = 160
"""Parts of one comparison: other code may stand between them."""


@dataclass(frozen=True)
class Run:
    """`size` bytes at `place`: a copy from `source`, a `filler` byte repeated, a `text`, or compared with either.

    `seams`: where it may be several; `unsure`: so may its end; `parts`: addresses of the instructions of a comparison.
    """

    kind: Literal["copy", "fill", "text", "compare"]
    place: Value
    size: int
    at: int
    source: Value | None = None
    filler: int = -1
    text: bytes = b""
    called: bool = False
    seams: tuple[int, ...] = ()
    unsure: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Marks:
    """Where descriptors say that items begin or end (`edges`, in order), and their places and lengths (`whole`)."""

    edges: Sequence[int] = ()
    whole: Collection[tuple[int, int]] = ()

    def inside(self, run: Run, size: int) -> set[int]:
        """Offsets of edges on either side of a move."""
        sides = [side for side in (run.place, run.source) if isinstance(side, int)]
        return {
            e - at
            for at in sides
            for e in self.edges[bisect_right(self.edges, at) : bisect_left(self.edges, at + size)]
        }

    def said(self, run: Run, one: Move) -> bool:
        """Whether a descriptor says that a part of a run is one item."""
        sides = [side for side in (run.place, run.source) if isinstance(side, int)]
        return any((side + one.start, one.end - one.start) in self.whole for side in sides)


NOTHING = Marks()


def runs(image: Image, story: Story, marks: Marks = NOTHING) -> list[Run]:
    """Every run of a function, in the order of its code."""
    found: list[Run] = []
    starts = sorted(story.function.blocks)
    edge = iter([*starts[1:], 1 << 62])
    upto = next(edge)
    pending: list[Run] = []
    wide = _wide(story)
    for one in story.told:
        while one.at >= upto:
            upto = next(edge)
            found += _merged(pending, marks, wide)
            pending = []
        if isinstance(one, Call):
            found += [
                *_merged(pending, marks, wide),
                *(_called(image, one) if one.name in COPY | FILL | COMPARE else ()),
            ]
            pending = []
        else:
            pending += _stored(story.symbols, one)
    found += _merged(pending, marks, wide)
    return sorted(_compared(found, story), key=lambda each: each.at)


def _wide(story: Story) -> bool:
    """Whether the compiler moves sixteen bytes at once: it then never writes them as twice eight."""
    stores = [one for one in story.told if isinstance(one, Touch) and one.wrote is not None]
    return any(one.size == WIDEST or one.at == other.at for one, other in pairwise(stores))


def _called(image: Image, one: Call) -> Iterator[Run]:
    to, other, size = one.arguments[:3]
    if not isinstance(size, int) or not 0 < size < MOST:
        return
    if one.name in FILL:
        if isinstance(other, int):
            yield Run("fill", to, size, one.at, filler=other & 255, called=True)
        return
    kind: Literal["copy", "compare"] = "copy" if one.name in COPY else "compare"
    if isinstance(to, int) and image.constant(to):
        to, other = other, to
    if isinstance(other, int) and image.constant(other):
        text = image.read(other, size)
        yield Run("text" if kind == "copy" else "compare", to, size, one.at, text=text, called=True)
    else:
        yield Run(kind, to, size, one.at, source=other, called=True)


def _stored(symbols: Symbols, one: Touch) -> Iterator[Run]:
    if one.wrote is None:
        if one.beside is not None:
            yield Run("compare", one.place, one.size, one.at, source=one.beside)
        if one.against is not None and isinstance(one.against, int) and 0 < one.size <= 8:
            text = (one.against & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
            yield Run("compare", one.place, one.size, one.at, text=text)
        return
    key = symbols.key(one.wrote)
    if key and key[0] == "item" and key[2] == one.size:
        yield Run("copy", one.place, one.size, one.at, source=key[1])
    elif isinstance(one.wrote, int) and one.size > 8:
        filler = one.wrote & 255
        yield Run("fill", one.place, one.size, one.at, filler=filler, text=bytes([filler]) * min(one.size, 1 << 16))
    elif isinstance(one.wrote, int) and one.size:
        yield _constant(one)


def _constant(one: Touch) -> Run:
    """A store of known bytes."""
    assert isinstance(one.wrote, int)
    data = (one.wrote & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
    if len(set(data)) == 1:
        return Run("fill", one.place, one.size, one.at, filler=data[0], text=data)
    return Run("text", one.place, one.size, one.at, text=data)


def _merged(pending: Sequence[Run], marks: Marks, wide: bool) -> list[Run]:
    """Runs of code without calls; the parts of each move are one."""
    stores = [one for one in pending if one.kind != "compare" or one.called]
    compares = [one for one in pending if one.kind == "compare" and not one.called]
    moved = [run for row in _together(stores, wide) for run in (_moves(row, marks) if len(row) > 1 else row)]
    return moved + _widened(sorted(compares, key=lambda one: (terms(one.place), _start(one))), False, APART)


def _together(stores: Sequence[Run], wide: bool) -> list[list[Run]]:
    """Stores that lie together and come from one place, or are constants; what is stored twice is in two rows."""
    open_: dict[object, list[Run]] = {}
    done: list[list[Run]] = []
    for one in stores:
        known = one.source is not None or one.text
        key = (one.kind == "copy", terms(one.place), one.source is not None and plus(one.source, one.place, -1))
        if one.called or not known:
            done.append([one])
            continue
        row = open_.setdefault(key, [])
        if any(_start(each) <= _start(one) and _start(one) + one.size <= _start(each) + each.size for each in row):
            done.append(row)
            open_[key] = row = []
        row.append(one)
    return [part for row in (*done, *open_.values()) for part in _adjacent(_widened(row, wide))]


def _adjacent(row: Sequence[Run]) -> Iterator[list[Run]]:
    """Stores in order of their places, apart where bytes lie between them or the filling changes."""
    part: list[Run] = []
    end = 0
    for one in sorted(row, key=lambda each: (_start(each), each.at)):
        if part and (_start(one) > end or _refilled(part, one)):
            yield part
            part = []
        end = max(end, _start(one) + one.size) if part else _start(one) + one.size
        part.append(one)
    if part:
        yield part


def _refilled(part: Sequence[Run], one: Run) -> bool:
    """Whether a filling begins after one with another byte; spaces after a text only fill its item up."""
    end = max(_start(each) + each.size for each in part)
    if one.kind == "copy" or _start(one) < end or not (_filling(part[-1]) or _filling(one)):
        return False
    return part[-1].filler != one.filler and (one.filler != 32 or all(_filling(each) for each in part))


def _filling(one: Run) -> bool:
    """Whether one byte is repeated that INITIALIZE or a figurative constant puts; others are texts."""
    return one.kind == "fill" and one.filler in (0, 32, 48)


def _start(one: Run) -> int:
    return constant(one.place)


def _continues(row: Sequence[Run], one: Run) -> bool:
    """Whether a part begins or ends where others do, or overlaps their end, and comes from where they come from."""
    first = row[0]
    compares = (first.kind == "compare") + (one.kind == "compare")
    if compares == 1 or first.called or one.called or terms(first.place) != terms(one.place):
        return False
    if compares and not _readable(first.text + one.text):
        return False
    at = _start(one)
    start, end = min(map(_start, row)), max(_start(each) + each.size for each in row)
    if at + one.size < start or at > end or (start <= at and at + one.size <= end):
        return False
    if first.source is None or one.source is None:
        return first.source is one.source and bool(first.text) and bool(one.text)
    return plus(one.source, first.source, -1) == at - _start(first)


def _readable(text: bytes) -> bool:
    """Whether it is no number: those are compared as a whole."""
    return all(32 <= each < 127 for each in text)


def _widened(row: Sequence[Run], wide: bool, near: int = NEXT) -> list[Run]:
    """Parts of sixteen bytes that were written as twice eight: by one instruction, or one right after the other."""
    made: list[Run] = []
    for one in row:
        last = made[-1] if made else None
        twice = (
            last
            and terms(last.place) == terms(one.place)
            and last.size == one.size == 8
            and _start(one) - _start(last) == 8
        )
        if last and twice and (one.at == last.at or (abs(one.at - last.at) <= near and not wide)):
            made[-1] = replace(last, size=16, text=last.text + one.text if last.text and one.text else b"")
        else:
            made.append(one)
    return made


def _moves(row: Sequence[Run], marks: Marks) -> list[Run]:
    """The moves, or comparisons, that parts in a row are."""
    row = sorted(row, key=lambda each: (_start(each), each.at))
    first = row[0]
    parts = [(_start(one) - _start(first), one.size) for one in row]
    text = bytearray(max(at + size for at, size in parts))
    for one, (at, size) in sorted(zip(row, parts, strict=True), key=lambda each: each[0].at):
        text[at : at + size] = one.text
    return [_move(row, bytes(text), each) for each in _parted(parts, marks.inside(first, len(text)), marks, first)]


def _parted(parts: Sequence[Part], edges: set[int], marks: Marks, first: Run) -> list[Move]:
    """The moves of some parts: cut at edges of items where every piece can only be one item."""
    cuts = sorted(edge for edge in edges if not any(at < edge < at + size for at, size in parts))
    whole = moves(parts)
    if not cuts or all(marks.said(first, one) for one in whole):
        return whole
    pieces = [[part for part in parts if a <= part[0] < b] for a, b in pairwise([0, *cuts, 1 << 62])]
    found = [move for piece in pieces for move in moves(piece)]
    sure = all(_sure(one, edges) or marks.said(first, one) for one in found)
    return [replace(one, seams=()) for one in found] if sure else whole


def _sure(one: Move, edges: set[int]) -> bool:
    """Whether nothing says that a move may be several."""
    return not one.seams and not any(one.start < edge < one.end for edge in edges)


def _move(row: Sequence[Run], text: bytes, one: Move) -> Run:
    first, size = row[0], one.end - one.start
    at = min(each.at for each in row if one.start <= _start(each) - _start(first) < one.end)
    to, seams = plus(first.place, one.start), tuple(each - one.start for each in one.seams)
    more: dict[str, Any] = {"seams": seams, "unsure": one.unsure, "parts": tuple(each.at for each in row)}
    if first.source is not None:
        return Run(first.kind, to, size, at, source=plus(first.source, one.start), **more)
    said = text[one.start : one.end]
    if first.kind == "compare":
        return Run("compare", to, size, at, text=said, **more)
    if len(set(said)) == 1:
        return Run("fill", to, size, at, filler=said[0], text=said if size < 256 else b"", **more)
    return Run("text", to, size, at, text=said, **more)


def _compared(found: list[Run], story: Story) -> list[Run]:
    """Comparisons of the parts of one literal, or of two items part by part, as one: block after block."""
    by_block: dict[int, list[Run]] = {}
    starts = sorted(story.function.blocks)
    for one in found:
        if one.kind == "compare" and not one.called:
            by_block.setdefault(starts[bisect_right(starts, one.at) - 1], []).append(one)
    rows: list[list[Run]] = []
    inner: set[int] = set()
    for block, many in by_block.items():
        for one in many:
            row, later = [one], _following(story, block, by_block)
            while further := next((each for each in later if each not in row and _continues(row, each)), None):
                row.append(further)
                inner.add(id(further))
                here = next(at for at, each in by_block.items() if any(further is item for item in each))
                later = _following(story, here, by_block)
            rows.append(row)
    whole = [run for row in rows if id(row[0]) not in inner for run in (_moves(row, NOTHING) if len(row) > 1 else row)]
    return [one for one in found if one.kind != "compare" or one.called] + whole


def _following(story: Story, block: int, compares: Mapping[int, list[Run]]) -> list[Run]:
    """The comparisons of the blocks that come right after one."""
    return [one for at in story.function.blocks[block].follows for one in compares.get(at, ())]


def doubling(found: list[Run]) -> set[int]:
    """Where a table is initialised: its first row is copied behind itself, then both, then all four (addresses)."""
    return {
        one.at for one in found
        if one.kind == "copy" and one.source is not None and plus(one.place, one.source, -1) == one.size
    } | {at for one in found for at in _doubled(found, one)}  # fmt: skip


def _doubled(found: list[Run], first: Run) -> list[int]:
    """The copies that go on from a first one with the same source."""
    if first.kind != "copy" or first.source is None or plus(first.place, first.source, -1) != first.size:
        return []
    near = [one for one in found if one.kind == "copy" and abs(one.at - first.at) < 2 * APART]
    return [one.at for one in near if one.source == first.source and _start(one) > _start(first)]
