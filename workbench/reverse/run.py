"""A stretch of memory that a program moves, fills, compares or sets: one statement, in one instruction or in many."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.reverse.expansion import Move
from workbench.reverse.values import Value, constant


@dataclass(frozen=True)
class Run:
    """`size` bytes at `place`: a copy from `source`, a `filler` byte repeated, a `text`, or compared with either.

    `seams`: where it may be several; `unsure`: so may its end; `parts`: addresses of the instructions of a comparison;
    `head`: it is the first part of a move.
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


def start(one: Run) -> int:
    """Where it begins, counted from what its place counts from."""
    return constant(one.place)


NOTHING = Marks()
