"""Numbers of occurrences (INDEXED BY): four bytes that are kept apart from all records, and are no items."""

from collections.abc import Sequence

from workbench.reverse.places import ALIGNED, STORAGE, Place
from workbench.reverse.sightings import Sighting

LENGTH = 4


def index(place: Place, length: int, mine: Sequence[Sighting], seen: Sequence[Sighting]) -> bool:
    """Whether bytes that were seen in use (`mine`) are the number of an occurrence; `seen` is all that was seen."""
    if place.base != STORAGE or length != LENGTH or place.strides:
        return False
    if {one.how for one in mine} - {"binary", "text", "fill", "compare"} or any(each.swapped for each in mine):
        return False
    first = [each for each in seen if each.setup and each.place == place and each.length == LENGTH]
    begins_with_one = any(each.text == b"\1\0\0\0" for each in first)
    return begins_with_one or (place.offset % ALIGNED != 0 and not any(_beside(place, each) for each in seen))


def _beside(place: Place, other: Sighting) -> bool:
    """Whether something else lies in the same sixteen bytes before a place: it is part of a record then."""
    start = place.offset // ALIGNED * ALIGNED
    return (
        other.place.base == STORAGE and other.place.offset < place.offset and other.place.offset + other.length > start
    )
