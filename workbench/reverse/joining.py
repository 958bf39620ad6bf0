"""Stores and comparisons that one statement made, found together again.

Stores that lie together and come from one source, or are constants, are read as the compiler writes moves out; parts of
a comparison follow each other from block to block.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from workbench.reverse.expansion import WIDEST, Move, Part, moves, written
from workbench.reverse.run import NOTHING, Marks, Run, start
from workbench.reverse.values import Value, constant, plus, terms
from workbench.reverse.walk import Story

HALF = 8
"""Constants are stored so many bytes at once, or twice as many."""
NEXT = 8
"""A store is so many bytes long at most."""
SWEPT = 4096
"""Rows of a table are set up from what lies so many bytes before them at most."""
NEAR, FAR = 64, 1 << 64
"""Stores are looked up by stretches of so many bytes; long ones, which are few, in one place."""
APART = 160
"""Both halves of sixteen bytes are compared within so many bytes of code."""


def merged(pending: Sequence[Run], marks: Marks, wide: bool) -> list[Run]:
    """Runs of code without calls; the parts of each move are one."""
    stores = [one for one in pending if one.kind != "compare" or one.called]
    compares = [one for one in pending if one.kind == "compare" and not one.called]
    moved = [run for row in _together(stores, wide) for run in (_moves(row, marks, wide) if len(row) > 1 else row)]
    return moved + _widened(sorted(compares, key=lambda one: (terms(one.place), start(one))), False, APART)


def _together(stores: Sequence[Run], wide: bool) -> list[list[Run]]:
    """Stores that lie together and come from one place, or are constants; what is stored twice is in two rows."""
    open_: dict[object, list[Run]] = {}
    near: dict[object, dict[int, list[tuple[int, int]]]] = {}
    done: list[list[Run]] = []
    for number, one in enumerate(stores):
        known = one.source is not None or one.text
        if one.called or not known:
            done.append([one])
            continue
        key = _key(one)
        if key not in open_ and one.source is not None:
            again = [replace(one, source=each) for each in _doubles(one, one.source, stores[:number])]
            opened = (each for each in again if _key(each) in open_ and not _swept(each))
            one = next(opened, next((each for each in again if _led(each, stores)), one))  # noqa: PLW2901
            key = _key(one)
        row, spans = open_.setdefault(key, []), near.setdefault(key, {})
        first, end = start(one), start(one) + one.size
        if any(a <= first and end <= b for at in (first // NEAR, FAR) for a, b in spans.get(at, ())):
            done.append(row)
            open_[key], near[key] = row, spans = [], {}
        row.append(one)
        for at in range(first // NEAR, (end - 1) // NEAR + 1) if one.size < SWEPT else (FAR,):
            spans.setdefault(at, []).append((first, end))
    return [part for row in (*done, *open_.values()) for part in _parts(_widened(row, wide))]


def _key(one: Run) -> object:
    """What stores have in common that one move makes."""
    return one.kind == "copy", terms(one.place), one.source is not None and plus(one.source, one.place, -1)


def _doubles(one: Run, source: Value, before: Sequence[Run]) -> Iterator[Value]:
    """Where the bytes of a copy were just copied to: what is moved from there is at hand as what it was moved from."""
    for other in before:
        if other.source is not None and not other.called and terms(other.source) == terms(source):
            inner = constant(source) - constant(other.source)
            if 0 <= inner <= other.size - one.size:
                yield plus(other.place, inner)


def _swept(one: Run) -> bool:
    """Whether a copy comes from right before it: so are the rows of a table set up, each from what is at hand."""
    assert one.source is not None
    return terms(one.source) == terms(one.place) and 0 < start(one) - constant(one.source) < SWEPT


def _led(one: Run, stores: Sequence[Run]) -> bool:
    """Whether a wider store right before it comes from right before what it takes: it is the end of that move."""
    return any(
        each.size > one.size and not each.called and start(each) + each.size == start(one) and _key(each) == _key(one)
        for each in stores
    )


def _parts(row: Sequence[Run]) -> list[list[Run]]:
    """Stores side by side; where one filling follows another nobody knows if an item ends: there both are unsure."""
    made = list(_adjacent(row))
    edges = {start(part[0]) for part in made} & {max(start(one) + one.size for one in part) for part in made}
    return [[replace(one, unsure=True) if _loose(one, edges) else one for one in part] for part in made]


def _loose(one: Run, edges: Collection[int]) -> bool:
    """Whether a store of constants begins or ends where one filling follows another."""
    return one.kind != "copy" and bool({start(one), start(one) + one.size} & set(edges))


def _adjacent(row: Sequence[Run]) -> Iterator[list[Run]]:
    """Stores in order of their places, apart where bytes lie between them or the filling changes."""
    part: list[Run] = []
    end = 0
    for one in sorted(row, key=lambda each: (start(each), each.at)):
        if part and (start(one) > end or _begun(part, one) or _refilled(part, one)):
            yield part
            part = []
        end = max(end, start(one) + one.size) if part else start(one) + one.size
        part.append(one)
    if part:
        yield part


def _begun(part: Sequence[Run], one: Run) -> bool:
    """Whether a store begins a move; what comes after an instruction that repeats belongs to that."""
    return one.head and all(each.size <= WIDEST for each in part)


def _refilled(part: Sequence[Run], one: Run) -> bool:
    """Whether a filling begins after one with another byte; spaces after a text only fill its item up."""
    end = max(start(each) + each.size for each in part)
    if one.kind == "copy" or start(one) < end or not (_filling(part[-1]) or _filling(one)):
        return False
    return part[-1].filler != one.filler and (one.filler != 32 or all(_filling(each) for each in part))


def _filling(one: Run) -> bool:
    """Whether one byte is repeated that INITIALIZE or a figurative constant puts; others are texts."""
    return one.kind == "fill" and one.filler in (0, 32, 48)


def _continues(row: Sequence[Run], one: Run) -> bool:
    """Whether a part begins or ends where others do, or overlaps their end, and comes from where they come from."""
    first = row[0]
    compares = (first.kind == "compare") + (one.kind == "compare")
    if compares == 1 or first.called or one.called or terms(first.place) != terms(one.place):
        return False
    if compares and not _readable(first.text + one.text):
        return False
    at = start(one)
    first_at, end = min(map(start, row)), max(start(each) + each.size for each in row)
    if at + one.size < first_at or at > end or (first_at <= at and at + one.size <= end):
        return False
    if compares and one.size >= row[-1].size and not (at < end or one.size >= HALF):
        return False  # parts of one comparison become narrower
    if first.source is None or one.source is None:
        return first.source is one.source and bool(first.text) and bool(one.text)
    return plus(one.source, first.source, -1) == at - start(first)


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
            and start(one) - start(last) == 8
        )
        if last and twice and (one.at == last.at or (abs(one.at - last.at) <= near and not wide)):
            made[-1] = replace(last, size=16, text=last.text + one.text if last.text and one.text else b"")
        else:
            made.append(one)
    return made


def _moves(row: Sequence[Run], marks: Marks, wide: bool = False) -> list[Run]:
    """The moves, or comparisons, that parts in a row are."""
    row = sorted(row, key=lambda each: (start(each), each.at))
    first = row[0]
    parts = [(start(one) - start(first), one.size) for one in row]
    whole = max(at + size for at, size in parts)
    text = bytearray(whole)
    for one, (at, size) in sorted(zip(row, parts, strict=True), key=lambda each: each[0].at):
        text[at : at + size] = one.text  # of copies nothing is known
    made = _parted(parts, marks.inside(first, whole), marks, first, bytes(text), wide)
    return [replace(_move(row, bytes(text), each), row=len(made)) for each in made]


def _parted(parts: Sequence[Part], edges: set[int], marks: Marks, first: Run, text: bytes, wide: bool) -> list[Move]:
    """The moves of some parts: cut at edges of items where every piece can only be one item."""
    cuts = sorted(edge for edge in edges if not any(at < edge < at + size for at, size in parts))
    if first.source is None and first.kind != "compare" and len(set(text)) > 1:
        words = [[part for part in parts if a <= part[0] < b] for a, b in pairwise(_words(parts, text, edges))]
        return [one for word in words for one in (moves(word, HALF) if wide else written(word))]
    copied = first.source is not None
    whole = moves(parts, copied=copied)
    if not cuts or all(marks.said(first, one) for one in whole):
        return whole
    pieces = [[part for part in parts if a <= part[0] < b] for a, b in pairwise([0, *cuts, 1 << 62])]
    found = [move for piece in pieces for move in moves(piece, copied=copied)]
    sure = all(_sure(one, edges) or marks.said(first, one) for one in found)
    if sure and not any(marks.odd(first, one) for one in found):
        shown = {(one.start, one.end) for one in whole if not one.unsure}
        return [replace(one, seams=(), cut=(one.start, one.end) not in shown) for one in found]
    return [
        each
        for one in whole
        for each in (_split(one, parts, edges) if copied and not marks.said(first, one) else [one])
    ]


def _split(one: Move, parts: Sequence[Part], edges: set[int]) -> list[Move]:
    """A move that may be several, as several where items are known to begin or end between its parts."""
    cuts = [each for each in one.seams if each in edges]
    pieces = [[part for part in parts if a <= part[0] < b] for a, b in pairwise([one.start, *cuts, one.end])]
    found = [each for piece in pieces for each in moves(piece, copied=True)]
    if not cuts:
        return [one]
    if not all(_sure(each, edges) for each in found):
        return [replace(one, unsure=True)]
    return [replace(each, unsure=one.unsure and each in (found[0], found[-1])) for each in found]


def _words(parts: Sequence[Part], text: bytes, edges: Collection[int]) -> list[int]:
    """Where a text is cut: where an item ends, or where it was filled up with spaces and another text begins."""
    begins = {at for at, _ in parts if not any(first < at < first + size for first, size in parts)}
    inner = [at for at in begins if at in edges or (text[at - 2 : at] == b"  " and text[at] != 32)]
    return sorted({0, *inner, len(text)})


def _sure(one: Move, edges: set[int]) -> bool:
    """Whether nothing says that a move may be several."""
    return not one.seams and not any(one.start < edge < one.end for edge in edges)


def _move(row: Sequence[Run], text: bytes, one: Move) -> Run:
    first, size = row[0], one.end - one.start
    at = min(each.at for each in row if one.start <= start(each) - start(first) < one.end)
    to, seams = plus(first.place, one.start), tuple(each - one.start for each in one.seams)
    more: dict[str, Any] = {
        "seams": seams,
        "unsure": one.unsure or any(each.unsure for each in row if one.start <= start(each) - start(first) < one.end),
        "cut": one.cut,
        "parts": tuple(each.at for each in row),
        "borrowed": any(each.borrowed for each in row),
    }
    if first.source is not None:
        return Run(first.kind, to, size, at, source=plus(first.source, one.start), **more)
    said = text[one.start : one.end]
    if first.kind == "compare":
        return Run("compare", to, size, at, text=said, **more)
    if len(set(said)) == 1:
        return Run("fill", to, size, at, filler=said[0], text=said if size < 256 else b"", **more)
    return Run("text", to, size, at, text=said, **more)


def compared(found: list[Run], story: Story) -> list[Run]:
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
            while further := next((each for each in later if _goes_on(row, each)), None):
                row.append(further)
                inner.add(id(further))
                here = next(at for at, each in by_block.items() if any(further is item for item in each))
                later = _following(story, here, by_block)
            rows.append(row)
    whole = [run for row in rows if id(row[0]) not in inner for run in (_moves(row, NOTHING) if len(row) > 1 else row)]
    return [one for one in found if one.kind != "compare" or one.called] + list(_separate(whole))


def _separate(found: Sequence[Run]) -> Iterator[Run]:
    """Comparisons, those of two items side by side apart: where one of them is compared alone too."""
    alone = {(one.place, one.size) for one in found}
    for one in found:
        cut = next((seam for seam in one.seams if one.text and (one.place, seam) in alone), 0)
        if cut:
            yield replace(one, size=cut, text=one.text[:cut], seams=())
            yield replace(one, place=plus(one.place, cut), size=one.size - cut, text=one.text[cut:], seams=())
        else:
            yield one


def _goes_on(row: Sequence[Run], one: Run) -> bool:
    """Whether a comparison is the next part: parts are compared in their order."""
    return all(start(one) > start(each) for each in row) and _continues(row, one)


def _following(story: Story, block: int, compares: Mapping[int, list[Run]]) -> list[Run]:
    """The comparisons of the blocks that come right after one."""
    return [one for at in story.function.blocks[block].follows for one in compares.get(at, ())]
