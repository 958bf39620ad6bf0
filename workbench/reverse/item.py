"""An item, or what may be one, with everything that was seen of it; and items by their places."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from workbench.reverse.descriptors import Attribute
from workbench.reverse.places import Base, Place
from workbench.reverse.sighting import How, Sighting

GROUP = Attribute("group", 0, 0, 0)
"""What is said of a group that no descriptor describes."""


@dataclass
class Item:
    """An item, or what may be one: `sure` says which. `seen` are its sightings."""

    place: Place
    length: int
    attribute: Attribute | None = None
    seen: list[Sighting] = field(default_factory=list)
    address: int = 0

    @property
    def end(self) -> int:
        """The first byte after it (its first occurrence)."""
        return self.place.offset + self.length

    @property
    def base(self) -> Base:
        """What its offset counts from."""
        return self.place.base

    @property
    def elementary(self) -> bool:
        """Whether it is known to hold no other items."""
        return self.attribute is not None and self.attribute.type != "group"

    def place_and_type(self) -> tuple[int, int, str]:
        """Where it begins and ends, and its type; "" where that is not known."""
        return self.place.offset, self.end, self.attribute.type if self.attribute else ""

    def hows(self) -> set[How]:
        """In which ways it was seen."""
        return {one.how for one in self.seen}


class Found:
    """Items by place, with those near a place at hand.

    `edges`: where something else begins or ends; `handed`: what is handed over as text; `exact`: moves that take all of
    an item; `lengths`: how long items are that are known.
    """

    def __init__(self) -> None:
        self.by: dict[tuple[Place, int], Item] = {}
        self.at: dict[Base, list[Item]] = defaultdict(list)
        self.edges: Collection[int] = ()
        self.handed: Collection[tuple[Base, int, int]] = ()
        self.exact: Collection[Sighting] = ()
        self.lengths: set[int] = set()

    def add(self, item: Item) -> Item:
        """The item at its place and of its length, as it is known already or from now on."""
        key = (item.place, item.length)
        known = self.by.get(key)
        if known is None:
            self.by[key] = known = item
            self.at[item.base].append(item)
        elif known.attribute is None or (known.attribute.type == "group" and item.attribute):
            known.attribute = item.attribute
        return known

    def sight(self, one: Sighting) -> None:
        """Take a sighting for one of an item."""
        item = self.add(Item(one.place, one.length, one.attribute))
        item.seen.append(one)
        if item.attribute is None:
            item.attribute = one.attribute

    def around(self, one: Sighting) -> list[Item]:
        """Items that share a byte with a sighting."""
        first, last = one.place.offset, one.place.offset + one.length
        return [each for each in self.at[one.place.base] if each.place.offset < last and first < each.end]

    def sorted(self) -> list[Item]:
        """All of them, in the order of their places."""
        return sorted(self.by.values(), key=lambda each: (each.place, each.length))
