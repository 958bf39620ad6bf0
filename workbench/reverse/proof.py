"""Whether what was seen shows an item, or perhaps only a part of one, or several: the last look before it is stated.

`X(3:1) = "A"` and the test of a flag are the same instructions. What is only read is an item when something else ends
where it begins, and something begins where it ends; otherwise the specification says no more than that those bytes are
read. A filling that holds others may be an INITIALIZE of some of the items of a group.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from workbench.reverse.codes import alone, coded, last
from workbench.reverse.descriptors import Descriptor
from workbench.reverse.ends import PAIR, Ends
from workbench.reverse.files import File
from workbench.reverse.fillings import grouped
from workbench.reverse.groups import among, group, within
from workbench.reverse.item import Item
from workbench.reverse.items import exactly, items
from workbench.reverse.places import STORAGE, Base, Place
from workbench.reverse.recovered import Doubt
from workbench.reverse.separators import separated
from workbench.reverse.setting import Taken
from workbench.reverse.sighting import Sighting
from workbench.reverse.tiling import tiled

READS = frozenset({"compare", "byte", "source"})
"""Ways of seeing that read some bytes, and perhaps not all of an item."""
WIDE = 8
"""So many bytes are stored at once, or twice as many."""
SPACE = 32
SHARED = 2
"""An edge that several items have is counted so often."""


def proven(
    own: Sequence[tuple[Descriptor, Place]],
    seen: Sequence[Sighting],
    set_up: Sequence[File],
    taken: Taken,
) -> tuple[list[Item], list[tuple[Sighting, Doubt]]]:
    """The items of a program, and what is in use but may be no item; `set_up` are its files. See `items`."""
    loose = {file.record for file in set_up if not file.whole}
    sure = [pair for pair in own if pair[0].address not in loose]
    records = {file.record for file in set_up}
    found, doubtful = items(sure, seen, records, taken)
    areas = [(place.offset, place.offset + table.size) for table, place in sure if table.address in records]
    perhaps = list(doubted(found, seen, areas))
    doubtful += [(each, doubt) for one, doubt in perhaps for each in one.seen]
    for table, place in own:
        if table.address in loose:
            doubtful.append((Sighting(place, table.size, "descriptor", table.address), "several"))
    aside = {id(one) for one, _ in perhaps}
    left = [one for one in found if id(one) not in aside]
    edges = {at for one in seen if one.setup for at in (one.place.offset, one.place.offset + one.length)}
    left = sorted([*left, *tiled(left, doubtful, edges)], key=lambda one: (one.place, one.length))
    kept = {(one.place, one.length) for one in left}
    return left, [(one, doubt) for one, doubt in doubtful if (one.place, one.length) not in kept]


def doubted(
    found: Sequence[Item], seen: Sequence[Sighting], areas: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[Item, Doubt]]:
    """The items that are perhaps none, and why. `areas` are the records of files: where they begin and end."""
    exact = exactly(found, seen)
    weak = [
        one for one in found if (_only(one, READS) or _put(one)) and not any(_certain(each, exact) for each in one.seen)
    ]
    weak += _characters(found, {id(one) for one in weak})
    filled = {id(one) for one in found if _together(one, found)}
    crossed = {id(one) for one in _crossed(found)}
    taken = {id(one) for one in found if _taken(one)}
    ends = Ends(found, {id(one) for one in weak} | filled | taken, seen)
    whole = [(one.place.offset, one.end) for one in found if one.base == STORAGE and any(s.setup for s in one.seen)]
    known = _Known(found, {id(one) for one in weak}, [*areas, *whole])
    for row in _rows([one for one in weak if not _put(one) and known.about(one)]):
        ends.add(row)
    for one in found:
        if id(one) in filled:
            yield one, "several"
        elif _first_part(one, found):
            yield one, "source"
        elif id(one) in crossed:
            yield one, "part"
    flags, upto = alone(seen), last(seen)
    shown = [
        one
        for one in weak
        if not _put(one)
        and (ends.shown(one) or _compared(one, ends) or one.base in flags or (coded(one, upto) and ends.begun(one)))
    ]
    for one in weak:
        if not any(one is each for each in shown):
            yield one, "read"
    ends.keep(shown)
    done = {id(one) for one in weak} | filled | crossed
    parted = separated(found, seen)
    for one in found:
        if id(one) not in done and id(one) in parted:
            done.add(id(one))
            yield one, "part"
    texts = [(each.place.base, each.place.offset) for each in seen if each.setup and each.how == "text"]
    for one in found:
        loose = _loosely(one) and not ends.touched(one) and not among(one, found, texts)
        letters = len(one.seen) > 1 and all(each.letters for each in one.seen)
        padded = (letters or _padded(one)) and ends.edges[one.base, one.end] < SHARED
        if id(one) not in done and (loose or padded):
            yield one, "several"
        elif id(one) in taken and not ends.shown(one):
            yield one, "source"


class _Known:
    """Records of which more is known than that some bytes are read: one that is only read may be a single text."""

    def __init__(self, found: Sequence[Item], weak: Collection[int], areas: Sequence[tuple[int, int]]) -> None:
        self.areas = areas
        self.more = {self._area(one) for one in found if id(one) not in weak and not self._whole(one)}
        self.groups = [one for one in found if group(one)]

    def about(self, one: Item) -> bool:
        """Whether a part of the record that an item lies in is known, or it lies in no record that others fill."""
        area = self._area(one)
        return area == (STORAGE, -1) or area in self.more or any(within(one, each) for each in self.groups)

    def _area(self, one: Item) -> tuple[Base, int]:
        if one.base != STORAGE:
            return one.base, 0
        return STORAGE, next((first for first, end in self.areas if first <= one.place.offset < end), -1)

    def _whole(self, one: Item) -> bool:
        return one.base == STORAGE and (one.place.offset, one.end) in self.areas


def _only(one: Item, ways: Collection[str], rows: bool = False) -> bool:
    """Whether it was seen in some ways only, and only while the program runs; `rows`: in tables too."""
    if one.address or not one.seen or (one.place.strides and not rows and "binary" not in ways):
        return False
    if any(each.setup or each.swapped or each.attribute for each in one.seen):
        return False
    return one.hows() <= set(ways)


def _loosely(one: Item) -> bool:
    """Whether bytes are only moved there, or one character is put: so are parts of an item."""
    if any(each.exact for each in one.seen):
        return False
    if one.length == 1 and one.hows() <= {"text", "fill"} and all(not each.called for each in one.seen):
        return _only(one, {"text", "fill"}) and all(each.filler < 0 or each.filler > SPACE for each in one.seen)
    return one.hows() == {"copy"} and _only(one, {"copy"})


def _padded(one: Item) -> bool:
    """Whether a literal was put there once, in several stores, with spaces behind it: MOVE SPACES may be the last."""
    texts = [each.text for each in one.seen]
    return len(texts) == 1 and _only(one, {"text"}) and not one.seen[0].called and texts[0].endswith(b" " * WIDE)


def _put(one: Item) -> bool:
    """Whether wide code only stores it, as it stores several items at once."""
    return _only(one, {"binary"}) and all(each.put for each in one.seen)


def _characters(found: Sequence[Item], weak: Collection[int]) -> list[Item]:
    """Single bytes that are put in a row of others, some of which are only read."""
    single = [one for one in found if one.length == 1 and _only(one, READS | {"fill"})]
    rows = [row for row in _rows(single) if len(row) > PAIR and any(id(one) in weak for one in row)]
    return [one for row in rows for one in row if id(one) not in weak]


def _certain(one: Sighting, exact: Collection[Sighting]) -> bool:
    """Whether it shows the whole of an item.

    Its move does; or it is a number of the machine that is compared, or compared with another item, of the same length.
    """
    if one.how != "compare" or one.length == 1:
        return one.exact or one in exact
    return one.exact or (not one.called and (not one.text.isascii() or b"\0" in (one.text[:1], one.text[-1:])))


def _compared(one: Item, ends: Ends) -> bool:
    """Whether it is compared with another item of its length, and ends where something is known to begin."""
    compared = any(each.how == "compare" and each.called and not each.text for each in one.seen)
    moved = "source" in one.hows() and ends.begun(one)
    return compared and (moved or one.end in ends.begins[one.base])


def _together(one: Item, found: Sequence[Item]) -> bool:
    """Whether several statements may have put it: it holds what was filled, or each part that was stored is an item."""
    inner = {
        (each.place.offset - one.place.offset, each.length)
        for each in found
        if each is not one and each.base == one.base and one.place.offset <= each.place.offset and each.end <= one.end
    }
    if _only(one, {"fill"}):
        held = [each.place_and_type() for each in found if each.base == one.base and each is not one]
        return bool(inner) and not any(grouped(each, held) for each in one.seen)
    stored = all((each.merged or each.how == "text") and not each.called for each in one.seen)
    if not (stored and _only(one, {"copy", "source", "text"}, rows=True)):
        return False
    inner -= {(0, one.length)}
    flags = one.length <= WIDE and one.hows() == {"text"} and bool(inner & {(0, 1), (one.length - 1, 1)})
    return flags or _filled(one.length, inner)


def _crossed(found: Sequence[Item]) -> Iterator[Item]:
    """Moves of which one begins within the other, both within an item that is known: they are one move of it."""
    moved = [one for one in found if _only(one, {"copy", "source"}) and not any(each.called for each in one.seen)]
    for one, other in pairwise(moved):
        if one.base == other.base and one.place.offset < other.place.offset < one.end < other.end:
            whole = [each for each in found if each.elementary and each.base == one.base]
            if any(each.place.offset <= one.place.offset and other.end <= each.end for each in whole):
                yield from (one, other)


def _first_part(one: Item, found: Sequence[Item]) -> bool:
    """Whether a move takes the beginning of an element of a table that is known as a whole, and by no other part."""
    if not one.place.strides or one.hows() != {"source"}:
        return False
    longer = [each for each in found if each.place == one.place and each.length > one.length]
    inner = {
        each.place.offset
        for each in found
        if each.base == one.base and longer and one.end <= each.place.offset < max(each.end for each in longer)
    }
    return bool(longer) and not inner


def _taken(one: Item) -> bool:
    """Whether something is only moved from an element of a table, and it is shorter than that."""
    return bool(one.place.strides) and one.hows() == {"source"} and not 1 < one.length == one.place.strides[-1]


def _filled(length: int, inner: Collection[tuple[int, int]]) -> bool:
    """Whether some parts (where they begin, and their lengths), one behind the other, are the whole."""
    reached, left = {0}, {0}
    while left:
        left = {at + size for at, size in inner if at in left} - reached
        reached |= left
    return length in reached


def _rows(weak: Sequence[Item]) -> list[list[Item]]:
    """Single bytes side by side, and everything else alone."""
    rows: list[list[Item]] = []
    for one in sorted(weak, key=lambda each: (each.place, each.length)):
        last = rows[-1][-1] if rows else None
        if last and last.base == one.base and last.end == one.place.offset and last.length == one.length == 1:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows
