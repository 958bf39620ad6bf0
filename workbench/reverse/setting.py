"""Records as they are set up: the program fills each of them from its first byte to its last before it begins.

So what is filled without a gap, from where the compiler puts a record to where it puts the next one, is a record.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.reverse.machine import Call, Touch
from workbench.reverse.places import ALIGNED, STORAGE, Place
from workbench.reverse.sighting import Sighting

INDEX = b"\1\0\0\0"
"""What the number of an occurrence (INDEXED BY) begins with."""
WIDE = 32
"""Long records begin at so many bytes."""
NEAR = 32
"""A table that begins so many bytes before may go on into what looks like another record."""


@dataclass(frozen=True)
class Taken:
    """Addresses of whatever is known to be in writable storage (`starts`), and of what is in no record (`apart`).

    `across`: where bytes begin and end that one instruction touches, and that no two records can share.
    """

    starts: Collection[int] = ()
    apart: Collection[int] = ()
    across: Collection[tuple[int, int]] = ()


def across(told: Iterable[Touch | Call]) -> set[tuple[int, int]]:
    """What single instructions touch across a place where a record may begin: from, to.

    Sixteen bytes may be told as two halves.
    """
    made: set[tuple[int, int]] = set()
    last = (0, 0, 0)
    for one in told:
        if isinstance(one, Touch) and isinstance(one.place, int):
            at, first, end = one.at, one.place, one.place + one.size
            if last[0] == at and last[2] == first:
                first = last[1]
            if first // ALIGNED != (end - 1) // ALIGNED:
                made.add((first, end))
            last = (at, first, end)
    return made


def set_up(seen: Sequence[Sighting], taken: Taken, spans: Collection[tuple[int, int]] = ()) -> Iterator[Sighting]:
    """The records of a program's own storage; `spans`: where items that are known begin and end."""
    filled = sorted((one for one in seen if one.setup and one.length and one.place.base == STORAGE), key=_start)
    here = [one for one in seen if one.place.base == STORAGE]
    small = {one.place.offset for one in here if one.setup and one.text == INDEX} | set(taken.apart)
    starts = sorted({*taken.starts, *(one.place.offset for one in here)})
    rows = [one.place.offset for one in here if one.place.strides]
    known = {*spans, *taken.across, *((_start(one), _end(one)) for one in here if not (one.setup or _joined(one)))}
    for part in _stretches(filled):
        first, end = part[0].place.offset, max(map(_end, part))
        if (
            first % ALIGNED
            or any(first < at < end for at in taken.apart)
            or any(first - NEAR < at < first for at in rows)
        ):
            continue
        if any(one.text == INDEX and _end(one) == end for one in part[1:]):
            continue  # the number of an occurrence right behind a record, or its last item: who knows
        if _ends(starts, end, small) and not any(one.place.strides for one in part) and not _between(part, known):
            place = Place(STORAGE, first)
            if not any(one.text.strip() for one in part if one.how == "text") and _table(here, first, end - first):
                continue
            yield replace(part[0], place=place, length=end - first, how="fill", attribute=None, text=b"", filler=-1)


def varying(seen: Sequence[Sighting], records: Sequence[Sighting]) -> Iterator[Sighting]:
    """Groups that are handed over with a length that varies: OCCURS DEPENDING ON is the last thing in a record.

    `records`: as they are set up. Where what stands at a place that varies is longer than one byte of its table, the
    record may go on behind the group.
    """
    loose = [one.place.offset for one in seen if one.place.strides and one.place.strides[-1] < one.length]
    for one in seen:
        said = one.attribute.type if one.attribute else ""
        if one.how == "field" and not one.length and said == "group" and not (one.setup or one.place.strides):
            for record in records if one.place.base == STORAGE else ():
                first, end = _start(record), _end(record)
                if first <= _start(one) < end and not any(first <= at < end for at in loose):
                    yield replace(one, length=end - _start(one))


def _table(here: Sequence[Sighting], first: int, length: int) -> bool:
    """Whether it may be a table of records by itself: only its rows were seen, and they fill it."""
    strides = {one.place.strides[0] for one in here if one.place.strides and one.place.offset == first}
    rows = any(length > stride and not length % stride for stride in strides)
    return rows and not any(_start(one) == first and one.length == length and not one.place.strides for one in here)


def _ends(starts: Sequence[int], end: int, small: Collection[int]) -> bool:
    """Whether the next thing is where it is put after a record that ends there: `small` are single numbers."""
    at = bisect_left(starts, end)
    if at == len(starts):
        return False
    follows = starts[at]
    return follows - end < (WIDE if not follows % ALIGNED else 8) and (not follows % ALIGNED or follows in small)


def _joined(one: Sighting) -> bool:
    """Whether constants were stored in several stores side by side: perhaps in several records."""
    return not one.called and one.merged and one.how in ("fill", "text")


def _start(one: Sighting) -> int:
    return one.place.offset


def _end(one: Sighting) -> int:
    return one.place.offset + one.length


def _stretches(filled: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """What is filled without a gap."""
    part: list[Sighting] = []
    end = 0
    for one in filled:
        if part and _start(one) > end:
            yield part
            part = []
        part.append(one)
        end = max(end, _end(one)) if len(part) > 1 else _end(one)
    if part:
        yield part


def _between(part: Sequence[Sighting], known: Collection[tuple[int, int]]) -> bool:
    """Whether another record may begin inside: at sixteen bytes, where one filling ends and another begins.

    What is stored sixteen bytes at a time may be two records, unless something in use lies across (`known`).
    """
    first, end = part[0].place.offset, max(map(_end, part))
    stored = [one for one in part if _joined(one)]
    across = [(_start(one), _end(one)) for one in part if one not in stored]
    across += [span for span in known if first <= span[0] and span[1] <= end]
    marks = {at for one in part if (at := _start(one)) > first and not at % ALIGNED}
    marks |= {at for one in stored for at in range(_start(one) + 1, _end(one)) if not at % ALIGNED}
    return any(not any(begins < at < ends for begins, ends in across) for at in marks)
