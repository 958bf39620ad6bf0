"""Fillings and texts that perhaps are not of one item: INITIALIZE fills several, compilers join what is stored."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from workbench.reverse.places import ALIGNED, STORAGE
from workbench.reverse.sighting import Sighting

PUT = (-1, 0, 32, 48)
"""What INITIALIZE fills with."""
SPACE = 32
NUMBERS = ("display", "packed", "binary", "native", "numeric edited")
LONG = 64
"""What is longer is filled by one instruction that repeats where no function is called."""
TEXTS = ("alphanumeric", "alphanumeric edited", "")
GAP, NEAR = 64, 96
"""INITIALIZE fills one item after the other: so many bytes of data and of code lie between two of them at most."""


def together(seen: Sequence[Sighting], setup: Sequence[Sighting] = ()) -> set[Sighting]:
    """What is put by several statements at once, or by one into several items; `setup`: how storage is set up."""
    return _chained(seen, starts(setup)) | _parted(seen) | _overlapping(seen)


def starts(setup: Sequence[Sighting]) -> list[int]:
    """Where records of storage surely begin, in order: behind bytes that nothing sets up, where the next one is put.

    Unnamed bytes of a record are set up as all others are.
    """
    spans = sorted((one.place.offset, one.place.offset + one.length) for one in setup if one.place.base == STORAGE)
    found: list[int] = []
    end = 0
    for first, last in spans:
        if 0 < first - end < ALIGNED and not first % ALIGNED:
            found.append(first)
        end = max(end, last)
    return found


def grouped(one: Sighting, inner: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a character is moved to a group: INITIALIZE puts zeros and spaces only, and none of these into numbers.

    `inner`: where items begin and end that share bytes with it, and their types; what redefines another is no number.
    """
    if one.place.strides or not (one.called or (one.length > LONG and not one.merged and not one.unsure)):
        return False
    if one.filler not in PUT:
        return True
    if one.filler != SPACE:
        return False
    first, last = one.place.offset, one.place.offset + one.length
    numbers = {(a, b) for a, b, said in inner if first <= a and b <= last and said in NUMBERS}
    apart = [
        (a, b)
        for a, b in numbers
        if not any(c < b and a < d for c, d, said in inner if said in TEXTS and (c, d) != (first, last))
    ]
    return len(apart) > 1


def _chained(seen: Sequence[Sighting], records: Sequence[int]) -> set[Sighting]:
    """Fillings of one INITIALIZE: neighbours that are filled one after the other; each may cover several items.

    `records` begin at these addresses of storage: one INITIALIZE fills none but its own.

    INITIALIZE fills neighbours of a group that are alike at once: where most of them are filled one by one, somebody
    wrote a move for each.
    """
    filled = sorted(
        (one for one in seen if one.how in ("fill", "address") and one.filler in PUT), key=lambda one: one.at
    )
    rows: list[list[Sighting]] = []
    for one in filled:
        if rows and _goes_on(rows[-1][-1], one) and _same(rows[-1][-1], one, records):
            rows[-1].append(one)
        else:
            rows.append([one])
    rows += _mixed([one for one in filled if not one.called], records)
    return {one for row in rows if len(row) > 1 and 2 * _alike(row) < len(row) - 1 for one in row}


def _same(one: Sighting, other: Sighting, records: Sequence[int]) -> bool:
    """Whether what is put may be in one record."""
    stored = one.place.base == other.place.base == STORAGE
    return not stored or bisect_right(records, one.place.offset) == bisect_right(records, other.place.offset)


def _mixed(filled: Sequence[Sighting], records: Sequence[int]) -> list[list[Sighting]]:
    """Neighbours that are filled near each other in the code, in whatever order the compiler stores them."""
    near: list[list[Sighting]] = []
    for one in filled:
        if near and one.at - near[-1][-1].at <= NEAR and one.place.base == near[-1][-1].place.base:
            near[-1].append(one)
        else:
            near.append([one])
    rows: list[list[Sighting]] = []
    for many in near:
        for one in sorted(many, key=lambda each: (each.place, each.length)):
            last = rows[-1][-1] if rows and _same(rows[-1][-1], one, records) else None
            if last is not None and last in many and 0 <= one.place.offset - last.place.offset - last.length <= GAP:
                rows[-1].append(one)
            else:
                rows.append([one])
    return rows


def _goes_on(one: Sighting, other: Sighting) -> bool:
    gap = other.place.offset - one.place.offset - one.length
    return one.place.base == other.place.base and 0 <= gap <= GAP and other.at - one.at <= NEAR


def _alike(row: Sequence[Sighting]) -> int:
    """How many neighbours are filled with the same byte, each by a call or a row of stores of its own."""
    beside = [(one, other) for one, other in pairwise(row) if one.place.offset + one.length == other.place.offset]
    return sum(one.called == other.called and one.filler == other.filler >= 0 for one, other in beside)


def _parted(seen: Sequence[Sighting]) -> set[Sighting]:
    """A literal and spaces right behind it, put in two places of the code, or by two calls: perhaps one item."""
    texts = {(one.called, one.place.base, one.place.offset + one.length): one for one in seen if one.how == "text"}
    spaces = {(one.called, one.place.base, one.place.offset): one for one in seen if one.filler == 32}
    made: set[Sighting] = set()
    for key in set(texts) & set(spaces):
        one, other = texts[key], spaces[key]
        if not one.called or (0 < other.at - one.at <= NEAR and not one.text.endswith(b" ")):
            made |= {one, other}
    return made


def _overlapping(seen: Sequence[Sighting]) -> set[Sighting]:
    """Constants stored one over the end of the other: the compiler put together what several statements store."""
    put = [one for one in seen if one.how in ("fill", "text") and not one.called and not one.place.strides]
    put.sort(key=lambda one: one.at)
    return {each for pair in pairwise(put) if pair[1].at - pair[0].at <= NEAR and _across(*pair) for each in pair}


def _across(one: Sighting, other: Sighting) -> bool:
    first, second = sorted((one, other), key=lambda each: (each.place, each.length))
    begin, end = second.place.offset, first.place.offset + first.length
    return first.place.base == second.place.base and first.place.offset < begin < end < begin + second.length
