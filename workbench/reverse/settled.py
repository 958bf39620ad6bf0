"""Stretches of storage that are set up by themselves: with spaces between digits, with digits between texts.

The program fills neighbours of one kind at once. What it moves that begins and ends where such a stretch does is one
item, or a group of items of that kind.
"""

from collections.abc import Collection, Sequence

from workbench.reverse.places import STORAGE, Place
from workbench.reverse.sighting import Sighting

ZERO, SPACE = 48, 32
JOINED = (4, 8)
"""So many bytes the compiler moves at once where several items side by side go to neighbours."""

Stretch = tuple[Place, int]


def stretches(setup: Sequence[Sighting]) -> set[Stretch]:
    """Where storage is set up with zeros or spaces alone; what fills a text up, or goes on behind itself, is none."""
    put = [one for one in setup if one.place.base == STORAGE and one.how in ("fill", "text")]
    begins = {(one.filler, one.place.offset) for one in put}
    ends = {(one.filler, one.place.offset + one.length) for one in put}
    texts = {at for filler, at in ends if filler < 0}
    return {
        (one.place, one.length)
        for one in put
        if (one.filler == ZERO or (one.filler == SPACE and one.place.offset not in texts))
        and (one.filler, one.place.offset) not in ends
        and (one.filler, one.place.offset + one.length) not in begins
    }


def moved(one: Sighting, known: Collection[Stretch]) -> bool:
    """Whether a move goes to or comes from such a stretch, and is not several that the compiler joined."""
    if one.how not in ("copy", "source") or (one.place, one.length) not in known:
        return False
    return one.length not in JOINED or not (one.unsure or one.borrowed)
