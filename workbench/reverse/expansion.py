"""How the compiler writes one move out: the widest parts first, then at most one narrower part that ends where it ends.

Thirteen bytes are eight and eight more that end at the thirteenth; forty are sixteen, sixteen, eight. A row of parts
that one move cannot make is several moves, and one that overlaps the part before it is surely the end of its move.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDEST = 16
Part = tuple[int, int]
"""Offset and size in bytes."""


@dataclass(frozen=True)
class Move:
    """From `start` to `end`; `seams` are offsets where it may be two moves after all."""

    start: int
    end: int
    seams: tuple[int, ...] = ()


def moves(parts: Sequence[Part]) -> list[Move]:
    """The moves that some parts are, in order of their places.

    >>> moves([(0, 8), (7, 4)]), moves([(0, 8), (8, 8)])
    ([Move(start=0, end=11, seams=())], [Move(start=0, end=8, seams=()), Move(start=8, end=16, seams=())])
    >>> moves([(0, 16), (16, 4), (20, 8)])
    [Move(start=0, end=20, seams=(16,)), Move(start=20, end=28, seams=())]
    """
    found = []
    left = sorted(parts)
    while left:
        move, used = _first(left)
        found.append(move)
        left = left[used:]
    return found


def _first(parts: Sequence[Part]) -> tuple[Move, int]:
    """The move that the first parts are, and how many they are."""
    start, width = parts[0]
    end, used = start + width, 1
    if looped := _looped(parts):
        return looped
    seams: list[int] = []
    while width == WIDEST and used < len(parts) and parts[used] == (end, width):
        seams.append(end)
        end, used = end + width, used + 1
    if used < len(parts) and _ends(parts[used], start, end, width):
        at, size = parts[used]
        if at == end:
            seams.append(end)
        else:  # what it overlaps belongs to it; what comes before may still be a move of its own
            seams = [each for each in seams if each <= at]
        end, used = at + size, used + 1
    return Move(start, end, tuple(seams)), used


def _looped(parts: Sequence[Part]) -> tuple[Move, int] | None:
    """A move by an instruction that repeats, with what stands before and after it to align it."""
    start, end = parts[0][0], sum(parts[0])
    used, wide = 1, parts[0][1] > WIDEST
    for at, size in parts[1:3]:
        if not (size > WIDEST and at <= end) and not (wide and at <= end and size < WIDEST):
            break
        end, used, wide = max(end, at + size), used + 1, True
    return (Move(start, end), used) if wide else None


def _ends(part: Part, start: int, end: int, width: int) -> bool:
    """Whether a part is what a move ends with that has moved everything up to `end` in parts of one width."""
    at, size = part
    rest = at + size - end
    if not 0 < rest <= size or at > end or at < start:
        return False
    if at == end:
        return size < width
    return size // 2 < rest and size <= width
