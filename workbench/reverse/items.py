"""Items from sightings: what is surely one, what is only a part of one, and what covers several.

A descriptor of the module is an item. An access is one unless it lies inside an elementary item that is known better
(reference modification), continues over several (a clearing), or is a shifted occurrence of a known table.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.fillings import together
from workbench.reverse.indexes import index
from workbench.reverse.item import GROUP, Found, Item
from workbench.reverse.occurrences import aligned
from workbench.reverse.places import STORAGE, Base, Place
from workbench.reverse.recovered import Doubt
from workbench.reverse.setting import Taken, set_up, varying
from workbench.reverse.settled import moved, stretches
from workbench.reverse.sighting import How, Sighting
from workbench.reverse.weighing import doubted, over

NOTHING = Taken()
STRONG: frozenset[How] = frozenset({"descriptor", "number"})
ORDER: dict[How, int] = {"source": 1, "binary": 2, "byte": 2}
"""What shows least is weighed last."""


def items(
    own: Iterable[tuple[Descriptor, Place]],
    seen: Sequence[Sighting],
    records: Collection[int] = (),
    taken: Taken = NOTHING,
) -> tuple[list[Item], list[tuple[Sighting, Doubt]]]:
    """The items of a program, and what is in use but may be no item.

    `own`: descriptors that say where their data are; `records`: those of file records; `taken`: more of storage.
    """
    found = Found()
    for table, place in own:
        said = GROUP if table.address in records else table.attribute
        found.add(Item(place, table.size, said, address=table.address)).address = table.address
    setup = [one for one in seen if one.setup]
    proper = aligned([one for one in seen if not one.setup and one.length > 0], setup)
    settled = stretches(setup)
    for one in proper:
        if _certain(one) or moved(one, settled):
            found.sight(one)
    weak = [part for one in proper if not _certain(one) and not moved(one, settled) for part in _cut(found, one)]
    chained = together(weak, setup)
    doubtful: list[tuple[Sighting, Doubt]] = []
    edges = {one.place.offset for one in proper if not one.attribute or one.attribute_numeric}
    known = [one for one in seen if one.setup and not one.unsure]  # where a store ends that may be a part of one
    edges |= {at for one in known for at in (one.place.offset, one.place.offset + one.length)}
    found.edges = edges
    found.lengths = {each.length for each in found.by.values()} | {one.length for one in weak if _alone(one)}
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
        if doubt := doubted(found, one, chained):
            doubtful.append((one, doubt))
        else:
            found.sight(one)
    for row in rows(found.sorted()):
        found.add(row)
    made = [one for one in found.sorted() if one.address or not index(one.place, one.length, one.seen, seen)]
    kept = {(one.place, one.length) for one in made}
    return made, [(one, doubt) for one, doubt in doubtful if (one.place, one.length) not in kept]


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


def _alone(one: Sighting) -> bool:
    """Whether it is a move of one item, or of the first part of one."""
    return one.how in ("copy", "source") and not (one.merged or one.unsure or one.borrowed)


def _certain(one: Sighting) -> bool:
    """Whether this kind of sighting shows exactly one item."""
    if over(one):
        return False
    if one.how in STRONG or one.exact:
        return True
    if one.how == "field" and one.attribute:
        return one.attribute.type not in ("alphanumeric", "group", "national")
    return one.how == "binary" and one.swapped


def _cut(found: Found, one: Sighting) -> list[Sighting]:
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
