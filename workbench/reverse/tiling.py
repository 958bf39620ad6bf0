"""Stretches between items that are known, filled without a gap by what alone would show nothing.

What is only read may be a part of an item. But where one such stretch begins at every place another one ends, from the
end of a known item to the beginning of the next one, each can be no longer than it is seen; and where these are parts
around characters that stand between them, as in a date, the whole is one item.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from workbench.reverse.item import Item
from workbench.reverse.places import STORAGE, Base
from workbench.reverse.recovered import Doubt
from workbench.reverse.sighting import Sighting

LONG = 10
"""A part of an item that is taken by its place is shorter than this, as in dates, times and codes."""
SHORT = 8
"""A literal of so many bytes at most is put by one instruction, or by two."""
FEW = 8
"""So many stretches fill a gap at most."""

Where = tuple[Base, tuple[int, ...]]


def tiled(found: Sequence[Item], doubtful: Sequence[tuple[Sighting, Doubt]], edges: Collection[int]) -> Iterator[Item]:
    """Items that fill the gaps between those found. `edges`: where storage is known to begin or end otherwise."""
    by: dict[Where, list[tuple[Sighting, Doubt]]] = defaultdict(list)
    for one, doubt in doubtful:
        if one.length and not one.setup:
            by[one.place.base, one.place.strides].append((one, doubt))
    known: dict[Base, list[tuple[int, int]]] = defaultdict(list)
    for item in found:
        known[item.base].append((item.place.offset, item.end))
    for (base, strides), many in by.items():
        sure = known[base]
        if len(many) > 1 and sure and 1 not in strides:
            yield from _in_gaps(many, sure, edges if base == STORAGE else ())
        between = {each.place: each for one, _ in many if _flags(one) for each in _between(one, sure)}
        yield from between.values()


def _between(text: Sighting, sure: Sequence[tuple[int, int]]) -> Iterator[Item]:
    """The byte that a literal over several items puts between two of them: an item of one byte."""
    first, last = text.place.offset, text.place.offset + text.length
    for at in range(first, last):
        if not any(a <= at < b for a, b in sure if not (a <= first and last <= b)):
            if {at, at + 1} <= {each for pair in sure for each in pair}:
                yield Item(replace(text.place, offset=at), 1, None, [_byte(text, at)])


def _byte(text: Sighting, at: int) -> Sighting:
    said = text.text[at - text.place.offset]
    place = replace(text.place, offset=at)
    return replace(text, place=place, length=1, how="fill", filler=said, text=bytes([said]), seams=())


def _in_gaps(
    many: Sequence[tuple[Sighting, Doubt]], sure: Sequence[tuple[int, int]], edges: Collection[int]
) -> Iterator[Item]:
    marks, ends = {at for pair in sure for at in pair} | set(edges), {end for _, end in sure}
    pieces: dict[tuple[int, int], list[tuple[Sighting, Doubt]]] = defaultdict(list)
    for one, doubt in many:
        pieces[one.place.offset, one.place.offset + one.length].append((one, doubt))
    whole = [each for each in pieces if any(doubt != "part" for _, doubt in pieces[each])]
    for first in sorted({begin for begin, _ in pieces if begin in marks}):
        row = _row(first, whole, marks, first in ends)
        if len(row) > 1 and not _disturbed(row, pieces, sure):
            made = list(_items(row if row[-1][1] in marks else row[:-1], pieces))
            yield from made
            yield from _begun(row[-1], pieces, marks) if made else ()
        parts = row or _row(first, [each for each in pieces if _part(pieces[each])], marks)
        if parts != row and len(parts) > 1 and not _disturbed(parts, pieces, sure):
            yield from _items(parts, pieces)


def _begun(
    last: tuple[int, int], pieces: dict[tuple[int, int], list[tuple[Sighting, Doubt]]], marks: Collection[int]
) -> Iterator[Item]:
    """The first item of a group that a row ends with."""
    for (begin, end), many in pieces.items():
        if (
            begin == last[0]
            and end < last[1]
            and end in marks
            and all(doubt in ("source", "read") for _, doubt in many)
        ):
            seen = [one for one, _ in many]
            yield Item(seen[0].place, end - begin, None, seen)


def _row(
    first: int, pieces: Collection[tuple[int, int]], marks: Collection[int], open_: bool = False
) -> list[tuple[int, int]]:
    """Stretches one behind the other from a known place to the next one; none where it is not sure which.

    Where the last one is a group, and its first item is seen too, both end where something known begins: the longer one
    is taken, which is bounded by both. `open_`: the last one may end anywhere.
    """
    row: list[tuple[int, int]] = []
    at = first
    while len(row) < FEW:
        following = sorted(each for each in pieces if each[0] == at)
        if not following:
            return row if open_ else []
        if any(end not in marks for _, end in following[:-1]):
            return []
        row.append(following[-1])
        at = row[-1][1]
        if at in marks:
            return row
    return []


def _disturbed(
    row: Sequence[tuple[int, int]], pieces: Collection[tuple[int, int]], sure: Sequence[tuple[int, int]]
) -> bool:
    """Whether anything else lies across what a row fills; what lies within one of its stretches is a part of that."""
    first, last = row[0][0], row[-1][1]
    others = [each for each in (*sure, *pieces) if not any(a <= each[0] and each[1] <= b for a, b in row)]
    return any(a < last and first < b and not (a <= first and last <= b) for a, b in others)


def _items(
    row: Sequence[tuple[int, int]], pieces: dict[tuple[int, int], list[tuple[Sighting, Doubt]]]
) -> Iterator[Item]:
    """The items that a row shows: each of it, or the whole, or none."""
    doubts = {doubt for each in row for _, doubt in pieces[each]}
    seen = [one for each in row for one, _ in pieces[each]]
    place = seen[0].place
    if doubts <= {"part", "several"} and _around([pieces[each] for each in row]):
        yield Item(place, row[-1][1] - row[0][0], None, seen)
    elif doubts <= {"source", "read"} and (place.strides or max(b - a for a, b in row) >= LONG):
        for each in row:
            mine = [one for one, _ in pieces[each]]
            yield Item(mine[0].place, each[1] - each[0], None, mine)


def _part(seen: Sequence[tuple[Sighting, Doubt]]) -> bool:
    """Whether it is a part of an item, or a character between two of them; a move of all of it may be known too."""
    return all(doubt in ("part", "several") for _, doubt in seen)


def _around(parts: Sequence[Sequence[tuple[Sighting, Doubt]]]) -> bool:
    """Whether every second part is a character that is put between the others."""
    marks = [all(_mark(one) for one, _ in part) for part in parts]
    loose = any(doubt != "part" for part, mark in zip(parts, marks, strict=True) if not mark for _, doubt in part)
    return not loose and len(parts) % 2 == 1 and marks == [number % 2 == 1 for number in range(len(parts))]


def _flags(one: Sighting) -> bool:
    """Whether a short literal is put in one store."""
    return one.how == "text" and not one.called and one.length <= SHORT and len(one.text) == one.length


def _mark(one: Sighting) -> bool:
    said = one.filler if one.filler >= 0 else one.text[0] if one.text else -1
    return one.length == 1 and (one.how == "field" or (said > 32 and not chr(said).isalnum()))
