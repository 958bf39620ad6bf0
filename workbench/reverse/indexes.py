"""Numbers of occurrences (INDEXED BY): four bytes that are kept apart from all records, and are no items."""

from collections.abc import Sequence

from workbench.reverse.places import ALIGNED, STORAGE, Place
from workbench.reverse.sighting import Sighting

LENGTH = 4


def index(place: Place, length: int, mine: Sequence[Sighting], seen: Sequence[Sighting]) -> bool:
    """Whether bytes that were seen in use (`mine`) are the number of an occurrence; `seen` is all that was seen."""
    if place.base != STORAGE or length != LENGTH or place.strides:
        return False
    if {one.how for one in mine} - {"binary", "text", "fill", "compare"} or any(each.swapped for each in mine):
        return False
    if _altered(place, mine, seen):
        return True
    first = [each for each in seen if each.setup and each.place == place and each.length == LENGTH]
    begins_with_one = any(each.text == b"\1\0\0\0" for each in first)
    return begins_with_one or (place.offset % ALIGNED != 0 and not any(_beside(place, each) for each in seen))


def _altered(place: Place, mine: Sequence[Sighting], seen: Sequence[Sighting]) -> bool:
    """Whether nothing but small numbers is put there, and no storage set up: so a GO TO is kept that ALTER changes."""
    small = all(one.text[1:] == b"\0\0\0" for one in mine if one.how in ("text", "compare"))
    put = any(one.how == "text" for one in mine) and any(one.how == "compare" for one in mine)
    return small and put and not any(one.setup and _inside(place, one) for one in seen)


def _inside(place: Place, one: Sighting) -> bool:
    first = one.place.offset
    return one.place.base == STORAGE and first <= place.offset < first + max(one.length, 1)


def _beside(place: Place, other: Sighting) -> bool:
    """Whether something else lies in the same sixteen bytes before a place: it is part of a record then."""
    start = place.offset // ALIGNED * ALIGNED
    return (
        other.place.base == STORAGE and other.place.offset < place.offset and other.place.offset + other.length > start
    )
