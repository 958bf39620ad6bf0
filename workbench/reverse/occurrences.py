"""Occurrences of tables: sightings of any of them are moved to the first one, which is where the item is.

A subscript that is no number leaves a stride. One that is a number leaves none; where other subscripts of the table do,
it is known how far the first occurrence is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.reverse.places import ALIGNED, STORAGE, Base, Place
from workbench.reverse.sighting import Sighting

MOST = 1000
"""A table has so many rows at most, where nothing says how many."""
NEAR = 64
"""What storage is set up with at a place is among so many puts that begin last before it."""
SPACE = 32
BESIDE = 3
"""A subscript plus or minus a number is so many rows away at most."""


@dataclass(frozen=True)
class Table:
    """A table: where its first row begins, as far as seen, and the distances of its subscripts, the widest first."""

    base: Base
    start: int
    strides: tuple[int, ...]

    def first(self, offset: int) -> int:
        """The place in the first row of what is at an offset."""
        apart = offset - self.start
        for stride in self.strides:
            apart %= stride
        return self.start + apart

    def near(self, one: Sighting) -> bool:
        """Whether a sighting is after the beginning of the table, and not farther than rows go."""
        apart = one.place.offset - self.start
        return one.place.base == self.base and 0 <= apart < MOST * self.strides[0]


def aligned(seen: Sequence[Sighting], setup: Sequence[Sighting] = ()) -> list[Sighting]:
    """Sightings, those of occurrences moved to the first one.

    `setup`: how storage is set up. Rows are copied there, but for the first: what is put by itself is none, and where
    that is at sixteen bytes another record may begin.
    """
    seen = _entered(seen, setup)
    begun = [_begun(each, seen, setup) for each in _subscripted(seen)]
    tables = sorted(begun, key=lambda each: (-len(each.strides), each.start))
    known = {(one.place.base, one.place.offset, one.length) for one in seen if one.place.strides}
    put = [one for one in setup if one.how != "copy"]
    alone = {(one.place, one.length) for one in put}
    marks = sorted({one.place.offset for one in put if one.place.base == STORAGE and not one.place.offset % ALIGNED})
    return [one if (one.place, one.length) in alone else _moved(one, _same(one, tables, marks), known) for one in seen]


def _entered(seen: Sequence[Sighting], setup: Sequence[Sighting]) -> list[Sighting]:
    """Sightings, those of a row before the first one moved to the first: `T(I - 1)` is no table that begins earlier.

    All of a table is set up; where something up to the next row is not, and that row is, none begins.
    """
    put = sorted({(one.place.offset, one.place.offset + one.length) for one in setup if one.place.base == STORAGE})
    begins = [begin for begin, _ in put]

    def covered(offset: int, length: int) -> bool:
        for begin, end in put[max(0, bisect_right(begins, offset) - NEAR) : bisect_right(begins, offset + length - 1)]:
            if begin <= offset < end:
                offset, length = end, length + offset - end
        return length <= 0

    def first(one: Sighting) -> Sighting:
        if one.place.base != STORAGE or not one.place.strides or one.place.strides[-1] == 1:
            return one
        offset, stride = one.place.offset, one.place.strides[0]
        if covered(offset, stride) or not covered(offset + stride, one.length):
            return one
        return replace(one, place=replace(one.place, offset=offset + stride))

    return [first(one) for one in seen]


def _begun(table: Table, seen: Sequence[Sighting], setup: Sequence[Sighting]) -> Table:
    """A table from its first row on, where only `T(I + 1)` was seen: its record is set up row by row, or at once.

    Nothing else may use what is before the first row that was seen.
    """
    stride, first = table.strides[0], table.start - table.strides[0]
    if table.base != STORAGE or len(table.strides) > 1 or first % ALIGNED:
        return table
    spaces = {one.place.offset: one.length for one in setup if one.how == "fill" and one.filler == SPACE}
    ends = {
        one.place.offset: (end := one.place.offset + one.length) + spaces.get(end, 0)
        for one in setup
        if one.how == "text" and one.place.base == STORAGE
    }
    alike = ends.get(first, 0) == table.start and ends.get(table.start, 0) == table.start + stride
    inside = (one.place.offset < table.start and first < one.place.offset + one.length for one in _stored(seen))
    if not (alike or ends.get(first, 0) >= table.start + stride) or any(inside):
        return table
    return replace(table, start=first)


def _stored(seen: Sequence[Sighting]) -> list[Sighting]:
    return [one for one in seen if one.place.base == STORAGE]


def _same(one: Sighting, tables: Sequence[Table], marks: Sequence[int]) -> Sequence[Table]:
    """The tables that may be in the record of a sighting."""
    at = bisect_right(marks, one.place.offset)
    if one.place.base != STORAGE or one.place.strides or not at:
        return tables
    return [table for table in tables if table.start >= marks[at - 1]]


def _subscripted(seen: Sequence[Sighting]) -> Iterator[Table]:
    """Tables whose subscripts leave strides: several may have rows of one length."""
    places: dict[tuple[Base, tuple[int, ...]], set[tuple[int, int]]] = defaultdict(set)
    for one in seen:
        if one.place.strides and one.place.strides[-1] > 1:
            places[one.place.base, one.place.strides].add((one.place.offset, one.length))
    for (base, strides), many in places.items():
        yield from _apart(base, strides, sorted(many))


def _apart(base: Base, strides: tuple[int, ...], many: Sequence[tuple[int, int]]) -> Iterator[Table]:
    """Tables one behind the other: what fits no column of the row before begins another one."""
    table, end = Table(base, many[0][0], strides), many[0][0] + strides[0]
    columns: set[tuple[int, int]] = set()
    for offset, length in many:
        row = (offset - table.start) // strides[0]
        if offset >= end and row < BESIDE and (table.first(offset), length) in columns:
            end = table.start + (row + 1) * strides[0]
        elif offset >= end:
            yield table
            table, columns, end = Table(base, offset, strides), set(), offset + strides[0]
        columns.add((table.first(offset), length))
    yield table


def _moved(one: Sighting, tables: Sequence[Table], known: set[tuple[Base, int, int]]) -> Sighting:
    """A sighting at the first occurrence of what it shows: in a table that begins before it."""
    mine = one.place.strides
    fit = [table for table in tables if table.near(one) and _within(mine, table.strides)]
    last = {table.strides: table for table in fit}  # those with rows of one length: the one that begins nearest before
    for table in last.values():
        first = table.first(one.place.offset)
        row = not (one.place.offset - table.start) % one.length and one.length == table.strides[0]
        if mine == table.strides or row or (table.base, first, one.length) in known:
            return replace(one, place=Place(one.place.base, first, table.strides))
    return one


def _within(mine: tuple[int, ...], strides: tuple[int, ...]) -> bool:
    """Whether a table has all the strides that a sighting has."""
    left = list(strides)
    for each in mine:
        if each not in left:
            return False
        left.remove(each)
    return True
