"""What the other programs of a module know of storage that they share with one: GLOBAL items are known in each of them.

Where another program has a number, what is only moved from or to within it is a part of that number here too.
"""

from collections.abc import Iterable, Sequence

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.item import Item
from workbench.reverse.places import STORAGE
from workbench.reverse.recovered import Doubt
from workbench.reverse.sighting import Sighting

MOVED = {"copy", "source", "text", "fill", "compare", "byte"}
LONGEST = 64
"""Numbers are shorter, signs and editing included."""


def shared(found: Sequence[Item], others: Iterable[Descriptor]) -> tuple[list[Item], list[tuple[Sighting, Doubt]]]:
    """The items that are left, and what may be parts of numbers; `others`: the descriptors of other programs."""
    numbers = [(one.data, one.data + one.size) for one in others if one.data and one.attribute.numeric]
    within = {at: (first, end) for first, end in numbers if end - first < LONGEST for at in range(first, end)}
    left: list[Item] = []
    parts: list[tuple[Sighting, Doubt]] = []
    for one in found:
        first, end = within.get(one.place.offset, (0, 0)) if one.base == STORAGE and _moved(one) else (0, 0)
        if one.end <= end and one.length < end - first:
            parts += [(each, "part") for each in one.seen]
        else:
            left.append(one)
    return left, parts


def _moved(one: Item) -> bool:
    """Whether nothing but moves shows it."""
    return not one.address and one.attribute is None and one.hows() <= MOVED and not any(s.setup for s in one.seen)
