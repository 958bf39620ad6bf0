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
FIGURATIVE = frozenset({34, 39, 48, 255})
"""Characters that figurative constants put too."""


@dataclass(frozen=True)
class Run:
    """`size` bytes at `place`: a copy from `source`, a `filler` byte repeated, a `text`, or compared with either.

    `seams`: where it may be several; `unsure`: so may its end; `parts`: addresses of the instructions of a comparison;
    `head`: it is the first part of a move; `borrowed`: more than that was loaded of the source, or put together. `row`:
    so many moves side by side go from one record to another at the same places.
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
    row: int = 1


@dataclass(frozen=True)
class Marks:
    """Where descriptors say that items begin or end (`edges`, in order), and their places and lengths (`whole`).

    Both by what their places count from: nothing (addresses of the image), an argument, a pointer.
    """

    edges: Mapping[Terms, Sequence[int]] = field(default_factory=dict)
    whole: Collection[tuple[Value, int]] = ()

    def inside(self, run: Run, size: int) -> set[int]:
        """Offsets of edges on either side of a move."""
        return {
            e - constant(side)
            for side in (run.place, run.source)
            if side is not None and (known := self.edges.get(terms(side)))
            for e in known[bisect_right(known, constant(side)) : bisect_left(known, constant(side) + size)]
        }

    def said(self, run: Run, one: Move) -> bool:
        """Whether a descriptor says that a part of a run is one item."""
        sides = [side for side in (run.place, run.source) if side is not None]
        return any((plus(side, one.start), one.end - one.start) in self.whole for side in sides)


def marks(spans: Iterable[tuple[Value, int]]) -> Marks:
    """The marks that the places and lengths of items make."""
    whole = set(spans)
    edges: defaultdict[Terms, set[int]] = defaultdict(set)
    for place, size in whole:
        edges[terms(place)] |= {constant(place), constant(place) + size}
    return Marks({known: sorted(at) for known, at in edges.items()}, whole)


def alone(one: Run) -> Iterator[tuple[Value, int]]:
    """Places and lengths of what is moved from one to another, or put as one character, where that is surely one."""
    if one.seams or one.unsure or not (one.kind == "copy" or character(one)):
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
