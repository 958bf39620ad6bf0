"""Moves, comparisons and clearings as a whole: the compiler turns many of them into several instructions each.

Stores that follow each other within a block and continue one another (the same source, the same filling, one literal)
are one run; so are comparisons with the parts of one literal.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.values import Symbols, Value, constant, plus, terms
from workbench.reverse.walk import Story

COPY = frozenset({"memcpy", "memmove", "__memcpy_chk", "__memmove_chk", "mempcpy"})
FILL = frozenset({"memset", "__memset_chk"})
COMPARE = frozenset({"memcmp", "bcmp", "strncmp"})
MOST = 1 << 24
NEAR = 64
"""What belongs together is not farther from each other than so many bytes of code."""
APART = 160
"""Parts of one comparison: other code may stand between them."""


@dataclass(frozen=True)
class Run:
    """`size` bytes at `place`: a copy from `source`, a `filler` byte repeated, a `text`, or compared with either."""

    kind: Literal["copy", "fill", "text", "compare"]
    place: Value
    size: int
    at: int
    source: Value | None = None
    filler: int = -1
    text: bytes = b""
    called: bool = False
    tail: int = 0


def runs(image: Image, story: Story) -> list[Run]:
    """Every run of a function, in the order of its code."""
    found: list[Run] = []
    starts = sorted(story.function.blocks)
    edge = iter([*starts[1:], 1 << 62])
    upto = next(edge)
    pending: list[Run] = []
    for one in story.told:
        while one.at >= upto:
            upto = next(edge)
            found += _merged(pending)
            pending = []
        if isinstance(one, Call):
            if one.name in COPY | FILL | COMPARE:
                pending += _called(image, one)
        else:
            pending += _stored(story.symbols, one)
    found += _merged(pending)
    return _compared(_compared(found))


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
        if one.beside is not None and one.size > 1:
            yield Run("compare", one.place, one.size, one.at, source=one.beside)
        if one.against is not None and isinstance(one.against, int) and 0 < one.size <= 8:
            text = (one.against & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
            yield Run("compare", one.place, one.size, one.at, text=text)
        return
    key = symbols.key(one.wrote)
    if key and key[0] == "item" and key[2] == one.size:
        yield Run("copy", one.place, one.size, one.at, source=key[1])
    elif isinstance(one.wrote, int) and one.size > 8:
        yield Run("fill", one.place, one.size, one.at, filler=one.wrote & 255)
    elif isinstance(one.wrote, int) and one.size:
        yield _constant(one)


def _constant(one: Touch) -> Run:
    """A store of known bytes."""
    assert isinstance(one.wrote, int)
    data = (one.wrote & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
    if len(set(data)) == 1:
        return Run("fill", one.place, one.size, one.at, filler=data[0], text=data)
    return Run("text", one.place, one.size, one.at, text=data)


def _merged(pending: Sequence[Run]) -> list[Run]:
    """Runs of one block; those that continue each other are one."""
    found: list[Run] = []
    for one in pending:
        for at in range(len(found) - 1, max(-1, len(found) - 7), -1):
            joined = _joined(found[at], one)
            if joined:
                found[at] = joined
                break
        else:
            found.append(one)
    return _with_tails(found)


def _with_tails(found: list[Run]) -> list[Run]:
    """Runs with their last, narrow part, where the compiler put that first."""
    made = list(found)
    for tail in found:
        for at, one in enumerate(made):
            near = tail is not one and 0 < one.at - tail.at < NEAR and tail.size < one.size and tail in made
            if near and (joined := _joined(replace(one, tail=tail.size + 1), tail)):
                made[at] = replace(joined, at=tail.at)
                made.remove(tail)
                break
    return made


def _joined(one: Run, other: Run) -> Run | None:
    """Both as one, when the second continues or overlaps the first.

    The compiler takes the widest parts first: what follows a part is not wider, and as wide only in steps of eight.
    """
    if one.kind == "compare" or other.kind == "compare" or one.called or other.called:
        return None
    gap = constant(other.place) - constant(one.place)
    if gap == -other.size and one.size < other.size and not one.tail:
        one, other, gap = other, one, -gap  # the last, narrow part was put first
    tail = one.tail or one.size
    if terms(one.place) != terms(other.place) or not 0 < gap <= one.size or other.size > tail:
        return None
    if gap == one.size and other.size == tail and tail < 8:
        return None
    size = max(one.size, gap + other.size)
    if one.kind == other.kind == "copy":
        if one.source is None or other.source is None or plus(other.source, one.source, -1) != gap:
            return None
        return replace(one, size=size, tail=other.size)
    if one.kind == other.kind == "fill" and one.filler == other.filler:
        return replace(one, size=size, tail=other.size, text=bytes([one.filler]) * size if size < 256 else b"")
    if not one.text or not other.text or one.kind == "fill":
        return None
    text = one.text[:gap] + other.text + one.text[gap + other.size :]
    return replace(one, kind="text", size=size, text=text, tail=other.size)


def _compared(found: list[Run]) -> list[Run]:
    """Comparisons of the parts of one literal, or of two items part by part, as one, in whatever order they come."""
    made: list[Run] = []
    for one in found:
        for at in range(len(made) - 1, max(-1, len(made) - 9), -1):
            joined = _parts(made[at], one)
            if joined:
                made[at] = joined
                break
        else:
            made.append(one)
    return made


def _parts(one: Run, other: Run) -> Run | None:
    """Two parts of one comparison as one; both orders occur."""
    if one.kind != "compare" or other.kind != "compare" or one.called or other.called:
        return None
    if abs(other.at - one.at) >= APART or terms(one.place) != terms(other.place):
        return None
    gap = constant(other.place) - constant(one.place)
    first, second = (one, other) if gap > 0 else (other, one)
    if constant(second.place) - constant(first.place) != first.size or first.size % 2 or second.size > first.size + 8:
        return None
    size, at = first.size + second.size, min(one.at, other.at)
    if first.text and second.text:
        return replace(first, size=size, at=at, text=first.text + second.text)
    if first.source is not None and second.source is not None:
        return replace(first, size=size, at=at) if plus(second.source, first.source, -1) == first.size else None
    return None


def split(run: Run, edges: Sequence[int]) -> list[Run]:
    """A move of several items at once, cut where a descriptor says that one begins or ends, on either side."""
    if run.called or not run.tail or run.kind not in ("copy", "text"):
        return [run]
    marks = {0, run.size}
    for side in (run.place, run.source):
        if isinstance(side, int):
            inside = edges[bisect_right(edges, side) : bisect_left(edges, side + run.size)]
            marks |= {edge - side for edge in inside}
    return [
        replace(run, place=plus(run.place, a), source=None if run.source is None else plus(run.source, a), size=b - a,
                text=run.text[a:b], tail=0 if len(marks) > 2 else run.tail)
        for a, b in pairwise(sorted(marks))
    ]  # fmt: skip


def doubling(found: list[Run]) -> set[int]:
    """Where a table is initialised: its first row is copied behind itself, then both, then all four (addresses)."""
    made: set[int] = set()
    for number, one in enumerate(found):
        if one.kind != "copy" or one.source is None or one.at in made:
            continue
        chain = [each for each in found[number : number + 12] if each.kind == "copy" and each.source == one.source]
        chain = [each for each in chain if abs(each.at - one.at) < 2 * APART]
        gaps = [plus(each.place, one.source, -1) for each in chain]
        if len(chain) > 1 and all(isinstance(gap, int) and gap > 0 for gap in gaps) and gaps[0] == one.size:
            made |= {each.at for each in chain}
    return made
