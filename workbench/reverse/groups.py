"""Groups: what is known of items from what they lie in."""

from collections.abc import Sequence

from workbench.reverse.item import GROUP, Item
from workbench.reverse.places import Base

LONG = 9
"""Texts are put together of parts that are shorter, mostly."""


def group(one: Item) -> bool:
    """Whether a descriptor says that an item is made of others: nobody names a part of it but by its name."""
    said = one.attribute
    return said is not None and said.type == "group" and said is not GROUP


def within(one: Item, group: Item) -> bool:
    """Whether an item lies in another one."""
    return one.base == group.base and group.place.offset <= one.place.offset and one.end <= group.end


def among(one: Item, found: Sequence[Item], texts: Sequence[tuple[Base, int]]) -> bool:
    """Whether something long is moved into a group that is known to hold items: a text put together of parts has none.

    `texts`: where storage is set up with texts; one that begins within a group is an item of it.
    """
    if one.length < LONG or one.place.strides:
        return False
    around = [each for each in found if each is not one and each.base == one.base and not each.place.strides]
    groups = [each for each in around if not each.elementary and within(one, each)]
    if not groups:
        return False
    whole = min(groups, key=lambda each: each.length)
    held = any(each.elementary and each.address and each is not whole and within(each, whole) for each in around)
    return held or group(whole) or any(base == one.base and whole.place.offset < at < whole.end for base, at in texts)
