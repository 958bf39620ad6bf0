"""How the compiler writes one move out: the widest parts first, then at most one narrower part that ends where it ends.

Thirteen bytes are eight and eight more that end at the thirteenth; forty are sixteen, sixteen, eight. A row of parts
that one move cannot make is several moves, and one that overlaps the part before it is surely the end of its move.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

WIDEST = 16
Part = tuple[int, int]
"""Offset and size in bytes."""


@dataclass(frozen=True)
class Move:
    """From `start` to `end`; `seams` are offsets where it may be two moves after all.

    `unsure`: its last part may as well be the first one of the next move. `cut`: its parts alone do not show it, but
    what is known of items there.
    """

    start: int
    end: int
    seams: tuple[int, ...] = ()
    unsure: bool = False
    cut: bool = False


def moves(parts: Sequence[Part], equal: int = WIDEST, copied: bool = False) -> list[Move]:
    """The moves that some parts are, in order of their places; `equal`: from which width on one has several alike.

    `copied`: they come from somewhere, and one whose last part lies across the one before it ends there for sure;
    fillings side by side are cut in other ways.

    >>> [(one.start, one.end, one.seams) for one in moves([(0, 8), (7, 4), (11, 16)])]
    [(0, 11, ()), (11, 27, ())]
    >>> [(one.start, one.end, one.seams, one.unsure) for one in moves([(0, 16), (16, 4), (20, 2)])]
    [(0, 20, (16,), True), (20, 22, (), True)]
    >>> [(one.start, one.end, one.unsure) for one in moves([(0, 8), (8, 4), (12, 8), (20, 4)])]
    [(0, 12, False), (12, 24, False)]
    >>> [(one.end, one.unsure) for one in moves([(0, 16), (16, 16), (28, 16), (44, 16), (60, 8)], copied=True)]
    [(44, False), (68, False)]
    """
    found: list[Move] = []
    borders: list[bool] = []
    across: list[bool] = []
    left = sorted(parts)
    while left:
        move, used = _first(left, equal)
        found.append(move)
        # what is wider than the last part begins a move of its own; numbers of two and four bytes alternate, though
        borders.append(equal >= WIDEST and bool(left[used:]) and left[used - 1][1] < left[used][1])
        across.append(copied and used > 1 and left[used - 1][0] not in move.seams)
        left = left[used:]
    unsure = {
        at
        for at, (one, other) in enumerate(pairwise(found))
        if one.seams and other.start == one.end and not borders[at] and not across[at]
    }
    return [replace(one, unsure=True) if {at, at - 1} & unsure else one for at, one in enumerate(found)]


def written(parts: Sequence[Part]) -> list[Move]:
    """The texts that some parts are: constants are written in as many parts as it takes, each not wider than the last.

    >>> [(one.start, one.end, one.seams) for one in written([(0, 8), (8, 8), (16, 2), (18, 4)])]
    [(0, 18, (8, 16)), (18, 22, ())]
    """
    found: list[Move] = []
    width = 0
    for at, size in sorted(parts):
        last = found[-1] if found else None
        if last and (at < last.end or size < width or (size == width >= 8)):
            seams = (*last.seams, at) if at == last.end else tuple(each for each in last.seams if each <= at)
            found[-1] = Move(last.start, max(last.end, at + size), seams)
        else:
            found.append(Move(at, at + size))
        width = size
    return found


def _first(parts: Sequence[Part], equal: int) -> tuple[Move, int]:
    """The move that the first parts are, and how many they are."""
    start, width = parts[0]
    end, used = start + width, 1
    if looped := _looped(parts):
        return looped
    seams: list[int] = []
    while width >= equal and used < len(parts) and parts[used] == (end, width):
        seams.append(end)
        end, used = end + width, used + 1
    if used < len(parts) and _ends(parts[used], start, end, width) and not _heads(parts[used:]):
        at, size = parts[used]
        if at == end:
            seams.append(end)
        else:  # what it overlaps belongs to it; what comes before may still be a move of its own
            seams = [each for each in seams if each <= at]
        end, used = at + size, used + 1
    return Move(start, end, tuple(seams)), used


def _looped(parts: Sequence[Part]) -> tuple[Move, int] | None:
    """A move by an instruction that repeats, with what stands before it to align it, and what is left after it."""
    start, end = parts[0][0], sum(parts[0])
    used, wide = 1, parts[0][1] > WIDEST
    for (_, last), (at, size) in pairwise(parts[:5]):
        before = not wide and size > WIDEST and at <= end and (at < end or last < WIDEST)
        after = wide and at <= end and size < min(last, WIDEST)
        if not before and not after:
            break
        end, used, wide = max(end, at + size), used + 1, True
    return (Move(start, end), used) if wide else None


def _heads(parts: Sequence[Part]) -> bool:
    """Whether a part aligns an instruction that repeats: as wide a part follows that, and ends where the move does."""
    if len(parts) < 3:
        return False
    (at, size), (loop, wide), (last, ending) = parts[:3]
    return size == ending < WIDEST < wide and loop <= at + size and last <= loop + wide < last + ending


def _ends(part: Part, start: int, end: int, width: int) -> bool:
    """Whether a part is what a move ends with that has moved everything up to `end` in parts of one width."""
    at, size = part
    rest = at + size - end
    if not 0 < rest <= size or at > end or at < start:
        return False
    if at == end:
        return size < width
    return size // 2 < rest and size <= width
