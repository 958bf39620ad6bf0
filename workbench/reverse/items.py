"""Items from sightings: what is surely one, what is only a part of one, and what covers several.

A descriptor of the module is an item. An access is one unless it lies inside an elementary item that is known better
(reference modification), continues over several (a clearing), or is a shifted occurrence of a known table.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from workbench.reverse.descriptors import Attribute, Descriptor
from workbench.reverse.fillings import grouped, together
from workbench.reverse.indexes import index
from workbench.reverse.occurrences import aligned
from workbench.reverse.places import STORAGE, Base, Place
from workbench.reverse.recovered import Doubt
from workbench.reverse.setting import Taken, set_up, varying
from workbench.reverse.sighting import How, Sighting

NOTHING = Taken()
GROUP = Attribute("group", 0, 0, 0)
STRONG: frozenset[How] = frozenset({"descriptor", "number"})
ORDER: dict[How, int] = {"source": 1, "binary": 2, "byte": 2}
"""What shows least is weighed last."""
CODES = frozenset({*range(1, 32), *range(127, 255)})
"""Bytes that no text begins with: a number is put byte by byte."""
BINARY = ("binary", "native", "packed", "float", "double")


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


def items(
    own: Iterable[tuple[Descriptor, Place]],
    seen: Sequence[Sighting],
    records: Collection[int] = (),
    taken: Taken = NOTHING,
) -> tuple[list[Item], list[tuple[Sighting, Doubt]]]:
    """The items of a program, and what is in use but may be no item.

    `own`: descriptors that say where their data are; `records`: those of file records; `taken`: more of storage.
    """
    found = _Found()
    for table, place in own:
        said = GROUP if table.address in records else table.attribute
        found.add(Item(place, table.size, said, address=table.address)).address = table.address
    setup = [one for one in seen if one.setup]
    proper = aligned([one for one in seen if not one.setup and one.length > 0], setup)
    for one in proper:
        if _certain(one):
            found.sight(one)
    weak = [part for one in proper if not _certain(one) for part in _cut(found, one)]
    chained = together(weak, setup)
    doubtful: list[tuple[Sighting, Doubt]] = []
    edges = {one.place.offset for one in proper if not one.attribute or one.attribute_numeric}
    known = [one for one in seen if one.setup and not one.unsure]  # where a store ends that may be a part of one
    edges |= {at for one in known for at in (one.place.offset, one.place.offset + one.length)}
    found.edges = edges
    found.handed = {
        (one.place.base, one.place.offset, one.place.offset + one.length)
        for one in weak
        if one.how == "field" and not one.place.strides and one.attribute and one.attribute.type != "group"
    }
    spans = {(each.place.offset, each.end) for each in found.at[STORAGE]}
    filled = list(set_up(seen, taken, spans))
    for one in (*filled, *varying(seen, filled)):
        found.sight(one)
    found.exact = exactly(found.sorted(), proper)
    for one in sorted(weak, key=lambda each: (ORDER.get(each.how, 0), -each.length, each.at)):
        if doubt := _doubt(found, one, chained):
            doubtful.append((one, doubt))
        else:
            found.sight(one)
    for row in rows(found.sorted()):
        found.add(row)
    made = [one for one in found.sorted() if one.address or not index(one.place, one.length, one.seen, seen)]
    kept = {(one.place, one.length) for one in made}
    return made, [(one, doubt) for one, doubt in doubtful if (one.place, one.length) not in kept]


class _Found:
    """Items by place, with those near a place at hand."""

    def __init__(self) -> None:
        self.by: dict[tuple[Place, int], Item] = {}
        self.at: dict[Base, list[Item]] = defaultdict(list)
        self.edges: Collection[int] = ()
        self.handed: Collection[tuple[Base, int, int]] = ()
        self.exact: Collection[Sighting] = ()

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


def exactly(found: Iterable[Item], seen: Sequence[Sighting]) -> set[Sighting]:
    """Where moves come from that go into numbers: the compiler moves bytes into a number only from one alike."""
    numbers = {(one.place, one.length) for one in found if one.attribute and one.attribute.numeric}
    numbers |= {(one.place, one.length) for one in found if "number" in one.hows()}
    into = {one.at for one in seen if one.how == "copy" and (one.place, one.length) in numbers}
    return {one for one in seen if one.how == "source" and one.at in into and not (one.merged or one.borrowed)}


def rows(found: Sequence[Item]) -> Iterator[Item]:
    """Rows of tables: columns that together are as long as their distance are one row, which is an item too."""
    tables: dict[tuple[Base, tuple[int, ...]], list[Item]] = defaultdict(list)
    for one in found:
        if one.place.strides and one.place.strides[-1] > 1 and one.seen:
            tables[one.base, one.place.strides].append(one)
    for (base, strides), columns in tables.items():
        part: list[Item] = []
        for one in columns:
            if part and one.end > part[0].place.offset + strides[-1]:
                part = []
            part.append(one)
            if one.end == part[0].place.offset + strides[-1] and len(part) > 1:
                seen = [each for column in part for each in column.seen]
                yield Item(Place(base, part[0].place.offset, strides), strides[-1], GROUP, seen)


def _certain(one: Sighting) -> bool:
    """Whether this kind of sighting shows exactly one item."""
    if _over(one):
        return False
    if one.how in STRONG or one.exact:
        return True
    if one.how == "field" and one.attribute:
        return one.attribute.type not in ("alphanumeric", "group", "national")
    return one.how == "binary" and one.swapped


def _over(one: Sighting) -> bool:
    """Whether it reaches over the next one: no element of a table does, but what begins at any byte of an item."""
    strides = one.place.strides
    return bool(strides) and (strides[0] < one.length or (strides[-1] == 1 < one.length))


def _doubt(found: _Found, one: Sighting, chained: Collection[Sighting]) -> Doubt | None:
    """Why a sighting may be no item, but a part of one or several; None when it is one."""
    around = found.around(one)
    first, last = one.place.offset, one.place.offset + one.length
    if any(item.place.offset == first and item.length == one.length for item in around):
        return None
    if doubt := _itself(one, chained):
        return None if doubt == "part" and _beside_others(found, one) else doubt
    for item in around:
        inside = item.place.offset <= first and last <= item.end
        holds = first <= item.place.offset and item.end <= last
        partly = _cut_at(one, item) or bool(one.place.strides) or one.how not in ("copy", "text", "compare")
        if not inside and not holds and partly:
            return "several"
        if (
            inside
            and not one.attribute_numeric
            and one not in found.exact
            and (_whole(found, item, one) or _column(item, one))
        ):
            return "part"
        if holds and one.how == "fill" and not grouped(one, [each.place_and_type() for each in around]):
            return "several"
    if one.how == "source" and one not in found.exact and not _bounded(found, one):
        return "source"
    return None


def _cut_at(one: Sighting, item: Item) -> bool:
    """Whether a sighting may be several of which one ends or begins where an item does."""
    return one.cut(item.place.offset) or one.cut(item.end)


def _column(item: Item, one: Sighting) -> bool:
    """Whether an item is a column of a table, and no row, and a part of it is handed over as text."""
    strides = one.place.strides
    return one.how == "field" and bool(strides) and item.place.strides == strides and item.length < strides[-1]


def _beside_others(found: _Found, one: Sighting) -> bool:
    """Whether what is handed over as text stands between other items, and in none of them: it is no part of one then.

    CORRESPONDING moves items like this that nothing else names; so does reference modification of both sides, seldom.
    """
    first, last = one.place.offset, one.place.offset + one.length
    if one.how != "field" or one.place.strides or not one.length or not one.paired:
        return False
    around = found.around(one)
    if any(item.place.offset <= first and last <= item.end and item.elementary for item in around):
        return False
    handed = {(begins, ends) for base, begins, ends in found.handed if base == one.place.base}
    if any(begins <= first and last <= ends and (begins, ends) != (first, last) for begins, ends in handed):
        return False  # the whole of it is handed over elsewhere
    spans = {(item.place.offset, item.end) for item in found.at[one.place.base]} | handed
    known = {at for span in spans - {(first, last)} for at in span}
    stored = found.edges if one.place.base == STORAGE else ()
    return first in known and (last in known or last in stored)


def _itself(one: Sighting, chained: Collection[Sighting]) -> Doubt | None:
    """What is doubtful about a sighting, whatever else is there."""
    if _over(one):
        return "part"
    if (one.how == "field" and not one.place.strides) or one.how == "address":
        return "part"
    if one in chained or (one.how == "fill" and one.filler == 0 and one.length not in (1, 2, 4, 8)):
        return "initialised"
    if one.called and one.length == 1:
        return "part"  # an item of one byte is put without a call
    if (set(one.place.strides) == {1} and one.length == 1) or (one.length == 1 and one.filler in CODES):
        return "part"
    spaced = b"  " in one.text.rstrip() or one.text.startswith(b" ")
    if one.merged and not one.called and any(each < 32 for each in one.text):
        return "several"  # numbers that are stored side by side
    if one.borrowed:
        return "source"
    if one.unsure or (one.how == "text" and not one.called and spaced):
        return "several"
    return None


def _whole(found: _Found, item: Item, one: Sighting) -> bool:
    """Whether an item is taken as a whole, so that what is seen inside may be a part of it.

    What redefines a binary number is no part of it; and what holds other items for sure is redefined.
    """
    inner = [each for each in found.at[item.base] if item.place.offset <= each.place.offset and each.end <= item.end]
    if item.elementary and item.attribute:
        if one.how == "copy" and item.attribute.type in BINARY:
            return False
        redefined = any(each.elementary and each.length < item.length for each in inner) or _redefined(item, inner, one)
        return not (redefined and one.how in ("copy", "text", "fill", "compare"))
    return (one.how in ("binary", "byte") or (one.how == "compare" and not one.called)) and inner == [item]


def _redefined(item: Item, inner: Sequence[Item], one: Sighting) -> bool:
    """Whether a sighting reaches, within an item, from or to one of one character that is put as only those are."""
    single = {at for each in inner if any(s.exact for s in each.seen) for at in (each.place.offset, each.end)}
    spans = {one.place.offset, one.place.offset + one.length}
    return bool(spans & single) and spans <= single | {item.place.offset, item.end}


def _bounded(found: _Found, one: Sighting) -> bool:
    """Whether something else begins where the source of a move ends: moves may take the first part of an item."""
    end = one.place.offset + one.length
    if one.place.strides:
        return True
    if any(item.length < one.length and _cut_at(one, item) for item in found.around(one)):
        return False
    if one.place.base == STORAGE and end in found.edges:
        return True
    return any(end in (item.place.offset, item.end) for item in found.at[one.place.base])


def _cut(found: _Found, one: Sighting) -> list[Sighting]:
    """A literal over several items at once, cut where a known one begins or ends."""
    if one.called or one.how != "text" or one.merged or one.length > 8:
        return [one]
    first, last = one.place.offset, one.place.offset + one.length
    edges = {first, last}
    for item in found.around(one):
        if item.elementary and not item.place.strides and first <= item.place.offset and item.end <= last:
            edges |= {item.place.offset, item.end}
    return [
        replace(one, place=replace(one.place, offset=a), length=b - a, text=one.text[a - first : b - first])
        for a, b in pairwise(sorted(edges))
    ]
