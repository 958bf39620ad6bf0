"""Moves, comparisons and clearings as a whole: the compiler turns many of them into several instructions each.

Stores that follow each other within a block and continue one another (the same source, the same filling, one literal)
are one run; so are comparisons with the parts of one literal.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from workbench.reverse.bases import heads
from workbench.reverse.expansion import WIDEST
from workbench.reverse.image import Image
from workbench.reverse.joining import HALF, compared, merged
from workbench.reverse.machine import Call, Touch
from workbench.reverse.run import NOTHING, Marks, Run, start
from workbench.reverse.values import Symbols, Value, constant, plus, terms
from workbench.reverse.walk import Story

COPY = frozenset({"memcpy", "memmove", "__memcpy_chk", "__memmove_chk", "mempcpy", "cob_move_ibm"})
FILL = frozenset({"memset", "__memset_chk"})
COMPARE = frozenset({"memcmp", "bcmp", "strncmp"})
MOST = 1 << 24
APART = 320
"""Rows of a table are copied within so many bytes of code."""


def runs(image: Image, story: Story, marks: Marks = NOTHING) -> list[Run]:
    """Every run of a function, in the order of its code."""
    found: list[Run] = []
    starts = sorted(story.function.blocks)
    edge = iter([*starts[1:], 1 << 62])
    upto = next(edge)
    pending: list[Run] = []
    constants: list[Run] = []  # of storage: the compiler puts them on either side of a call
    wide, first = _wide(story), heads(story)
    for one in story.told:
        while one.at >= upto:
            upto = next(edge)
            found += merged([*constants, *pending], marks, wide)
            pending, constants = [], []
        if isinstance(one, Call):
            found += merged(pending, marks, wide)
            found += _called(image, one) if one.name in COPY | FILL | COMPARE else ()
            pending = []
        else:
            for each in _stored(story.symbols, one):
                run = replace(_read(image, each), head=each.at in first)
                kept = wide and run.text and run.kind != "compare" and isinstance(run.place, int)
                (constants if kept else pending).append(run)
    found += merged([*constants, *pending], marks, wide)
    return sorted(compared(found, story), key=lambda each: each.at)


def _wide(story: Story) -> bool:
    """Whether the compiler moves sixteen bytes at once: it then never writes them as twice eight."""
    stores = [one for one in story.told if isinstance(one, Touch) and one.wrote is not None]
    return any(one.size == WIDEST or (one.at == other.at and one.size == HALF) for one, other in pairwise(stores))


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
    if key and key[0] == "item" and key[2] >= one.size:
        yield Run("copy", one.place, one.size, one.at, source=key[1], borrowed=one.joint or key[2] > one.size)
    elif isinstance(one.wrote, int) and one.size > 8:
        filler = one.wrote & 255
        yield Run("fill", one.place, one.size, one.at, filler=filler, text=bytes([filler]) * min(one.size, 1 << 16))
    elif isinstance(one.wrote, int) and one.size:
        yield _constant(one)
    else:
        yield from (_constant(replace(one, wrote=int.from_bytes(text, "little"))) for text in either(symbols, one))


def _read(image: Image, one: Run) -> Run:
    """A run, where it copies what never changes as the text that this is."""
    if one.kind != "copy" or not isinstance(one.source, int) or not image.constant(one.source) or one.size >= MOST:
        return one
    return replace(one, kind="text", source=None, text=image.read(one.source, one.size))


def either(symbols: Symbols, one: Touch) -> list[bytes]:
    """Two texts of which one is put: the compiler adds their distance times a truth value to one of them."""
    known = terms(one.wrote) if one.wrote is not None else ()
    key = symbols.keys[known[0][0]] if len(known) == 1 else ("",)
    if one.wrote is None or not 0 < one.size <= 8 or not (key[0] == "flag" or key[:2] == ("step", "either")):
        return []
    codes, bits = (constant(one.wrote), constant(one.wrote) + known[0][1]), (1 << 8 * one.size) - 1
    texts = [(code & bits).to_bytes(one.size, "little") for code in codes]
    return texts if all(32 < each < 127 for text in texts for each in text) else []


def _constant(one: Touch) -> Run:
    """A store of known bytes."""
    assert isinstance(one.wrote, int)
    data = (one.wrote & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
    if len(set(data)) == 1:
        return Run("fill", one.place, one.size, one.at, filler=data[0], text=data)
    return Run("text", one.place, one.size, one.at, text=data)


def doubling(found: list[Run], puts: Collection[tuple[int, Value]]) -> set[int]:
    """Where a table is initialised: its first row is copied behind itself, then both, then all four (addresses).

    One copy alone is a move, but for one that comes right after its row was put; `puts`: where that is done by calls.
    """
    fills = {(one.at, one.place) for one in found if one.kind in ("fill", "text")} | set(puts)
    made: set[int] = set()
    for one in found:
        if one.kind == "copy" and one.source is not None and plus(one.place, one.source, -1) == one.size:
            later = _doubled(found, one)
            if later or any(0 < one.at - at < APART and _inside(one, place) for at, place in fills):
                made |= {one.at, *later}
    return made | set(_swept(found))


def _swept(found: list[Run]) -> Iterator[int]:
    """Copies within one stretch that is put at once, from its beginning to its end, and mostly from its beginning.

    So a table is initialised where the compiler takes what it just stored from wherever it is at hand.
    """
    stores = [one for one in found if one.kind in ("copy", "fill", "text")]
    near = [list(group) for group in _near(stores)]
    for group in near:
        copies = [one for one in group if one.source is not None and _forward(one)]
        sources = Counter(one.source for one in copies if not one.called)
        for first in (one for one, count in sources.items() if one is not None and count > 1):
            beside = [one for one in group if terms(one.place) == terms(first)]
            begin = min(start(one) for one in copies if one.source == first)
            ends = any(constant(first) <= start(one) < begin == start(one) + one.size for one in beside)
            # without optimisation all of the first row is put here: what only ends where copies begin is another item
            if ends and (not any(one.head for one in group) or _covered(beside, constant(first)) >= begin):
                end = _covered(beside, begin)
                inside = [one for one in copies if _between(one, first, begin, end)]
                rows = [start(one) - begin for one in inside if one.source == first]
                if len(rows) > 1 and not any(row % (begin - constant(first)) for row in rows):
                    yield from (one.at for one in inside)


def _between(one: Run, first: Value, begin: int, end: int) -> bool:
    """Whether a copy comes from a stretch and goes into the part of it from `begin` on."""
    assert one.source is not None
    known = terms(one.source) == terms(first) == terms(one.place)
    return known and constant(first) <= constant(one.source) and begin <= start(one) and start(one) + one.size <= end


def _near(stores: list[Run]) -> Iterator[list[Run]]:
    """Stores that follow each other in the code."""
    group: list[Run] = []
    for one in sorted(stores, key=lambda each: each.at):
        if group and one.at - group[-1].at > APART:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _forward(one: Run) -> bool:
    """Whether a copy goes on in what it comes from, behind its source."""
    return one.source is not None and terms(one.place) == terms(one.source) and start(one) > constant(one.source)


def _covered(group: list[Run], first: int) -> int:
    """The end of the stretch from `first` on that some stores fill without a gap."""
    end = first
    for one in sorted(group, key=start):
        if first <= start(one) <= end:
            end = max(end, start(one) + one.size)
    return end


def _inside(one: Run, place: Value) -> bool:
    """Whether a place is in what is copied."""
    assert one.source is not None
    return terms(place) == terms(one.source) and 0 <= constant(place) - constant(one.source) < one.size


def _doubled(found: list[Run], first: Run) -> list[int]:
    """The copies that go on from a first one with the same source."""
    near = [one for one in found if one.kind == "copy" and abs(one.at - first.at) < APART]
    return [one.at for one in near if one.source == first.source and start(one) > start(first)]
