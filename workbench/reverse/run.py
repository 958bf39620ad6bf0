"""A stretch of memory that a program moves, fills, compares or sets: one statement, in one instruction or in many."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from workbench.reverse.expansion import Move
from workbench.reverse.values import Terms, Value, constant, plus, terms

SPACE, ZERO = 32, 48
PAIR = 2
NEAR, FEW = 256, 16
"""Items are looked up by stretches of so many bytes; the longest ones only by their first few."""
FIGURATIVE = frozenset({34, 39, 48, 255})
"""Characters that figurative constants put too."""


@dataclass(frozen=True)
class Run:
    """`size` bytes at `place`: a copy from `source`, a `filler` byte repeated, a `text`, or compared with either.

    `seams`: where it may be several; `unsure`: so may its end; `parts`: addresses of the instructions of a comparison;
    `head`: it is the first part of a move; `borrowed`: more than that was loaded of the source, or put together. `cut`:
    only edges that are known tell it from what is beside it. `row`: so many moves side by side go from one record to
    another at the same places.
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
    head: bool = False
    borrowed: bool = False
    cut: bool = False
    row: int = 1


@dataclass(frozen=True)
class Marks:
    """Where descriptors say that items begin or end (`edges`, in order), and their places and lengths (`whole`).

    `spans`: where those near a place begin and end; `numbers`: which of them are binary or packed.
    Both by what their places count from: nothing (addresses of the image), an argument, a pointer.
    """

    edges: Mapping[Terms, Sequence[int]] = field(default_factory=dict)
    whole: Collection[tuple[Value, int]] = ()
    spans: Mapping[tuple[Terms, int], Sequence[tuple[int, int]]] = field(default_factory=dict)
    numbers: Collection[tuple[Value, int]] = ()

    def inside(self, run: Run, size: int) -> set[int]:
        """Offsets of edges on either side of a move, but for those within others that reach beyond the move.

        Where records redefine each other, an item of one of them says nothing about the others.
        """
        found: set[int] = set()
        for side in (run.place, run.source):
            if side is not None and (known := self.edges.get(terms(side))):
                first, end = constant(side), constant(side) + size
                inner = known[bisect_right(known, first) : bisect_left(known, end)]
                across = [each for each in self._spans(side, first) if _across(each, first, end)] if inner else []
                found |= {e - first for e in inner if not any(a < e < b for a, b in across)}
        return found

    def _spans(self, side: Value, at: int) -> Sequence[tuple[int, int]]:
        """Where items near a place begin and end."""
        return self.spans.get((terms(side), at // NEAR), ())

    def said(self, run: Run, one: Move) -> bool:
        """Whether a descriptor says that a part of a run is one item."""
        sides = [side for side in (run.place, run.source) if side is not None]
        return any((plus(side, one.start), one.end - one.start) in self.whole for side in sides)

    def odd(self, run: Run, one: Move) -> bool:
        """Whether a part of a run is a number on one side alone: it is no move of that, but of what redefines it."""
        sides = [side for side in (run.place, run.source) if side is not None]
        return sum((plus(side, one.start), one.end - one.start) in self.numbers for side in sides) == 1 < len(sides)


def marks(spans: Iterable[tuple[Value, int]], numbers: Collection[tuple[Value, int]] = ()) -> Marks:
    """The marks that the places and lengths of items make; `numbers`: those of them that are binary or packed."""
    whole = set(spans)
    edges: defaultdict[Terms, set[int]] = defaultdict(set)
    for place, size in whole:
        edges[terms(place)] |= {constant(place), constant(place) + size}
    near: defaultdict[tuple[Terms, int], list[tuple[int, int]]] = defaultdict(list)
    for place, size in whole:
        first, end = constant(place), constant(place) + size
        for at in range(first // NEAR - 1, min(end // NEAR, first // NEAR + FEW) + 1):
            near[terms(place), at].append((first, end))
    return Marks({known: sorted(at) for known, at in edges.items()}, whole, near, numbers)


def _across(span: tuple[int, int], first: int, end: int) -> bool:
    """Whether one of two stretches reaches beyond the other, and does not hold it."""
    return span[0] < first < span[1] < end or first < span[0] < end < span[1]


def alone(one: Run) -> Iterator[tuple[Value, int]]:
    """Places and lengths of what is moved from one to another, or put as one character, where that is surely one."""
    if one.seams or one.unsure or one.cut or not (one.kind == "copy" or character(one)):
        return
    yield one.place, one.size
    if one.source is not None and not one.borrowed:
        yield one.source, one.size


def character(one: Run) -> bool:
    """Whether a literal of one character is stored without a call: into a part of an item it is stored by one.

    Where zeros were filled beside it, it is the last digit of a number, or its sign.
    """
    put = one.size == 1 and one.kind == "fill" and not one.called
    return put and one.filler > SPACE and one.filler not in FIGURATIVE


def numbered(one: Run) -> bool:
    """Whether digits and spaces are put at once: rather a number and a text beside it than a text of digits."""
    digits = one.text.rstrip(b" ")
    return one.kind == "text" and not one.called and digits.isdigit() and digits != one.text


def paired(one: Run) -> bool:
    """Whether a letter and a digit are put at once: rather a flag and a code beside it than a text of two."""
    return lettered(one) and one.text[:1].isalpha() and one.text[1:].isdigit()


def flags(found: Iterable[Run]) -> set[Value]:
    """Where a flag and a code are put at once, as other statements tell: they use one of both, or put Y and N there."""
    pairs: defaultdict[Value, set[bytes]] = defaultdict(set)
    single: set[Value] = set()
    for one in found:
        if paired(one):
            pairs[one.place].add(one.text[:1])
        elif one.size == 1 and not (one.called or one.seams) and (character(one) or one.kind == "compare"):
            single.add(one.place)
    return {at for at, put in pairs.items() if {at, plus(at, 1)} & single or put == {b"Y", b"N"}}


def lettered(one: Run) -> bool:
    """Whether two letters or digits are put at once."""
    return one.kind == "text" and not one.called and one.size == PAIR and one.text.isalnum()


def start(one: Run) -> int:
    """Where it begins, counted from what its place counts from."""
    return constant(one.place)


NOTHING = Marks()
