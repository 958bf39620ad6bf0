"""Numbers that are read or written byte by byte: binary items as mainframes keep them, which begin with the byte that
counts most.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.reverse.places import Place, beside
from workbench.reverse.sighting import Sighting
from workbench.reverse.sightings import NEAR, SIZES

MOST = 8
"""So many numbers are read by turns at most."""


def numbers(seen: Sequence[Sighting], plain: bool = True) -> list[Sighting]:
    """Sightings, with numbers that are read or written byte by byte as one each.

    The last byte of a constant number may be known, and is put otherwise. `plain`: code that was not optimised reads
    one number after the other; of other code nobody knows which of many bytes side by side belong together.
    """
    used = {one.place for one in seen if one.length == 1 and one.how != "byte"}
    last_ones = [one for one in seen if one.how == "fill" and one.length == 1 and not one.called]
    single = sorted((one for one in seen if one.how == "byte" and 1 not in one.place.strides), key=lambda one: one.at)
    rows: list[list[Sighting]] = []
    for one in single:
        near = (row for row in reversed(rows[-MOST:]) if one.at - row[-1].at <= NEAR)  # of two numbers by turns
        sides = (beside(one.place, 1), beside(one.place, -1))
        if row := next((row for row in near if row[-1].place in sides), None):
            row.append(one)
        else:
            rows.append([one])
    rows = [[*row, *_last(row, last_ones)] for row in rows]
    whole = [
        row for row in rows if len({each.place for each in row}) in ((2, 4, 8) if row[-1].how == "byte" else SIZES)
    ]
    whole = [row for row in whole if not used & {each.place for each in row if each.how == "byte"}]
    loose: set[Sighting] = set()
    if not plain:
        whole, loose = _told_apart(whole, {one.place for one in single})
    taken = {one for row in whole for one in row}
    made = [replace(one, unsure=True) if one in loose else one for one in seen if one not in taken]
    for row in whole:
        length = len({each.place for each in row})
        made.append(replace(row[0], place=min(each.place for each in row), length=length, how="binary", swapped=True))
    return made


def _told_apart(
    rows: Sequence[list[Sighting]], places: Collection[Place]
) -> tuple[list[list[Sighting]], set[Sighting]]:
    """Rows that are numbers, and bytes of those that may be parts of two: other bytes stand right beside them.

    What is read and then written, byte for byte, is one number for all that; eight bytes may be two numbers of four.
    """
    ends = [(min(one.place for one in row), max(one.place for one in row)) for row in rows]
    often = Counter(ends)
    apart = [
        beside(first, SIZES[-2]) != last
        and (often[first, last] > 1 or not {beside(first, -1), beside(last, 1)} & set(places))
        for first, last in ends
    ]
    loose = {one for row, sure in zip(rows, apart, strict=True) if not sure for one in row}
    return [row for row, sure in zip(rows, apart, strict=True) if sure], loose


def _last(row: Sequence[Sighting], known: Iterable[Sighting]) -> Iterator[Sighting]:
    """The byte that a number put byte by byte ends with, where it is known and the others are not."""
    if all(one.put for one in row) and len({one.place for one in row}) < SIZES[-1]:
        end = beside(row[-1].place, 1)
        yield from [one for one in known if one.place == end and 0 < one.at - row[-1].at <= NEAR][:1]
