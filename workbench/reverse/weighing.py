"""Why a sighting may be no item: it may be a part of one that is known, or several at once, or only read."""

from collections.abc import Collection, Sequence

from workbench.reverse.descriptors import BINARY
from workbench.reverse.expansion import WIDEST
from workbench.reverse.fillings import grouped
from workbench.reverse.item import Found, Item
from workbench.reverse.places import STORAGE
from workbench.reverse.recovered import Doubt
from workbench.reverse.sighting import Sighting

CODES = frozenset({*range(1, 32), *range(127, 255)})
"""Bytes that no text begins with: a number is put byte by byte."""


def doubted(found: Found, one: Sighting, chained: Collection[Sighting]) -> Doubt | None:
    """Why a sighting may be no item, but a part of one or several; None when it is one."""
    around = found.around(one)
    first, last = one.place.offset, one.place.offset + one.length
    if any(item.place.offset == first and item.length == one.length for item in around):
        return None
    if doubt := _itself(one, chained):
        return None if doubt == "part" and _beside_others(found, one) else doubt
    if _two(found, one):
        return "several"
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


def _two(found: Found, one: Sighting) -> bool:
    """Whether a move may be two long ones, of which each is as long as items are that are known."""
    if one.called or one.how not in ("copy", "source"):
        return False
    pairs = ((at, one.length - at) for at in one.seams)
    return any(min(pair) >= WIDEST and found.lengths >= set(pair) for pair in pairs)


def _cut_at(one: Sighting, item: Item) -> bool:
    """Whether a sighting may be several of which one ends or begins where an item does."""
    return one.cut(item.place.offset) or one.cut(item.end)


def _column(item: Item, one: Sighting) -> bool:
    """Whether an item is a column of a table, and no row, and a part of it is handed over as text."""
    strides = one.place.strides
    return one.how == "field" and bool(strides) and item.place.strides == strides and item.length < strides[-1]


def _beside_others(found: Found, one: Sighting) -> bool:
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
    if over(one):
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


def _whole(found: Found, item: Item, one: Sighting) -> bool:
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


def _bounded(found: Found, one: Sighting) -> bool:
    """Whether something else begins where the source of a move ends: moves may take the first part of an item."""
    end = one.place.offset + one.length
    if one.place.strides:
        return True
    if any(item.length < one.length and _cut_at(one, item) for item in found.around(one)):
        return False
    if one.place.base == STORAGE and end in found.edges:
        return True
    return any(end in (item.place.offset, item.end) for item in found.at[one.place.base])


def over(one: Sighting) -> bool:
    """Whether it reaches over the next one: no element of a table does, but what begins at any byte of an item."""
    strides = one.place.strides
    return bool(strides) and (strides[0] < one.length or (strides[-1] == 1 < one.length))
