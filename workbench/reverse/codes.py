"""Flags and codes in parameters: characters that a program asks for, and never stores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from workbench.reverse.item import Item
from workbench.reverse.places import ARGUMENT, Base, Place
from workbench.reverse.sighting import Sighting

ASKED = frozenset({"compare", "byte"})
"""Ways of asking what an item holds."""
FEW = 2
"""The first character of a text is asked for so many letters at most."""


def alone(seen: Sequence[Sighting]) -> set[Base]:
    """Parameters of which the program asks for the first bytes, always as many, and nothing else: flags and codes."""
    held: dict[Base, set[tuple[Place, int]]] = defaultdict(set)
    for one in seen:
        if one.place.base.kind == ARGUMENT:
            asked = one.how in ASKED and one.place.offset == 0 and not one.place.strides
            held[one.place.base].add((one.place, one.length if asked else 0))
    return {base for base, spans in held.items() if len(spans) == 1 and next(iter(spans))[1]}


def last(seen: Sequence[Sighting]) -> dict[Base, int]:
    """Where what the program uses of each parameter ends."""
    found: dict[Base, int] = {}
    for one in seen:
        if one.place.base.kind == ARGUMENT:
            found[one.place.base] = max(found.get(one.place.base, 0), one.place.offset + one.length)
    return found


def coded(one: Item, ends: Mapping[Base, int]) -> bool:
    """Whether a parameter ends with a character that is asked for several codes, and is used for nothing else."""
    codes = {each.text for each in one.seen if each.how == "compare"}
    return one.length == 1 and one.hows() <= ASKED and len(codes) > FEW and ends.get(one.base) == one.end
