"""Items from sightings: what is surely one, what is only a part of one, and what covers several.

A descriptor of the module is an item. An access is one unless it lies inside an elementary item that is known better
(reference modification), continues over several (a clearing), or is a shifted occurrence of a known table.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.reverse.descriptors import Attribute, Descriptor
from workbench.reverse.places import STORAGE, Base, Place
from workbench.reverse.sightings import How, Sighting

STRONG: frozenset[How] = frozenset({"descriptor", "number"})


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

    def hows(self) -> set[How]:
        """In which ways it was seen."""
        return {one.how for one in self.seen}


def items(own: Iterable[tuple[Descriptor, Place]], seen: Sequence[Sighting]) -> list[Item]:
    """The items of a program. `own`: descriptors that say where their data are."""
    found = _Found()
    for table, place in own:
        found.add(Item(place, table.size, table.attribute, address=table.address)).address = table.address
    proper = [one for one in seen if not one.setup and one.length > 0]
    for one in proper:
        if _certain(one):
            found.sight(one)
    tables = _tables(found, proper)
    weak = [one for one in proper if not _certain(one)]
    for one in sorted(weak, key=lambda each: (-each.length, each.at)):
        if _acceptable(found, tables, one, proper):
            found.sight(one)
    return found.sorted()


class _Found:
    """Items by place, with those near a place at hand."""

    def __init__(self) -> None:
        self.by: dict[tuple[Place, int], Item] = {}
        self.at: dict[Base, list[Item]] = defaultdict(list)

    def add(self, item: Item) -> Item:
        key = (item.place, item.length)
        known = self.by.get(key)
        if known is None:
            self.by[key] = known = item
            self.at[item.base].append(item)
        elif known.attribute is None or (known.attribute.type == "group" and item.attribute):
            known.attribute = item.attribute
        return known

    def sight(self, one: Sighting) -> None:
        item = self.add(Item(one.place, one.length, one.attribute))
        item.seen.append(one)
        if item.attribute is None:
            item.attribute = one.attribute

    def around(self, one: Sighting) -> list[Item]:
        """Items that share a byte with a sighting."""
        first, last = one.place.offset, one.place.offset + one.length
        return [each for each in self.at[one.place.base] if each.place.offset < last and first < each.end]

    def sorted(self) -> list[Item]:
        return sorted(self.by.values(), key=lambda each: (each.place, each.length))


def _certain(one: Sighting) -> bool:
    """Whether this kind of sighting shows exactly one item."""
    if one.how in STRONG:
        return True
    if one.how == "field" and one.attribute:
        part = one.attribute.type in ("alphanumeric", "group", "national") and (
            not one.place.strides or one.place.strides[-1] == 1
        )
        return not part
    return one.how == "binary" and one.swapped


def _tables(found: _Found, seen: Sequence[Sighting]) -> dict[tuple[Base, tuple[int, ...], int, int], int]:
    """Where elements of tables begin: (base, strides, length, remainder) -> the offset seen most, the lowest of those."""
    counted: dict[tuple[Base, tuple[int, ...], int, int], Counter[int]] = defaultdict(Counter)
    for one in seen:
        if one.place.strides and one.place.strides[-1] > 1:
            step = one.place.strides[-1]
            key = (one.place.base, one.place.strides, one.length, one.place.offset % step)
            counted[key][one.place.offset] += 1
    return {key: min(many, key=lambda each: (-many[each], each)) for key, many in counted.items()}


def _acceptable(found: _Found, tables: object, one: Sighting, seen: Sequence[Sighting]) -> bool:
    """Whether a sighting that may be a part or a cover is an item after all."""
    for item in found.around(one):
        if item.place.offset == one.place.offset and item.length == one.length:
            return item.place.strides == one.place.strides or not one.place.strides
        inside = item.place.offset <= one.place.offset and one.place.offset + one.length <= item.end
        holds = one.place.offset <= item.place.offset and item.end <= one.place.offset + one.length
        if inside and item.elementary and item.attribute and not one.attribute_numeric:
            return False
        if not inside and not holds:
            return False
        if holds and one.how == "fill":
            return False
        if inside and one.how == "source" and item.place.offset == one.place.offset:
            return False
    return True
