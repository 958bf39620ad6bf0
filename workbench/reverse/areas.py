"""Records: items that lie together. Storage of a program is cut where the compiler begins a record: at 16 bytes."""

from collections.abc import Iterable, Sequence

from workbench.reverse.item import Item
from workbench.reverse.places import ALIGNED, STORAGE, Base
from workbench.reverse.recovered import Doubt
from workbench.reverse.sighting import Sighting


def starts(found: Sequence[Item], seen: Iterable[Sighting], known: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where records of the program's own storage begin and end, in order; `known`: those of files (address, size)."""
    spans = [(one.place.offset, one.end) for one in found if one.base == STORAGE]
    spans += [(one.place.offset, one.place.offset + one.length) for one in seen if one.place.base == STORAGE]
    spans += list(known)
    made: list[list[int]] = []
    for first, end in sorted(spans):
        if made and (first < made[-1][1] or (first % ALIGNED and first - made[-1][1] < 4096)):
            made[-1][1] = max(made[-1][1], end)
        else:
            made.append([first // ALIGNED * ALIGNED, end])
    return [(first, end) for first, end in made]


def behind(found: Sequence[Item]) -> dict[Base, int]:
    """How many bytes behind an argument or a pointer were seen."""
    made: dict[Base, int] = {}
    for one in found:
        if one.base != STORAGE:
            made[one.base] = max(made.get(one.base, 0), one.end)
    return made


def gaps(length: int, covered: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches (offset, length) below `length` that nothing covers."""
    found, at = [], 0
    for first, end in sorted(covered):
        if first > at:
            found.append((at, first - at))
        at = max(at, end)
    if at < length:
        found.append((at, length - at))
    return found


def holds(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether some of the others lie in a stretch (from, to), and are not all of it."""
    return any(span != each and span[0] <= each[0] and each[1] <= span[1] for each in others)


def uncertain(doubtful: Iterable[tuple[Sighting, Doubt]], base: Base) -> list[tuple[int, int]]:
    """Where bytes are in use, and no item is stated: from, to."""
    seen = [one for one, _ in doubtful if one.place.base == base]
    return [(one.place.offset, one.place.offset + one.length) for one in seen]
