"""Binary numbers of three bytes, or of five to seven: no instruction reads or writes one of them at once.

What reads and writes their parts is no access of its own: it is left out where the number is known, by its descriptor
or because the code puts its parts together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.joint import ODD
from workbench.reverse.machine import Call, Touch
from workbench.reverse.values import Terms, constant, plus, terms
from workbench.reverse.walk import Story

WORD = 4
"""Bytes that are read where a number of three is."""
NEAR = 128
"""Parts are read and written within so many bytes of code."""
CLOSE = 32
"""Words that share a byte are."""
TYPES = frozenset({"binary", "native"})


def whole(story: Story, tables: Mapping[int, Descriptor]) -> Story:
    """A story without accesses to parts of such numbers; `tables` are the descriptors of the module."""
    known = {
        one.data + at: one.data + one.size
        for one in tables.values()
        if one.data and one.size in ODD and one.attribute.type in TYPES
        for at in range(one.size)
    }
    touches = [one for one in story.told if isinstance(one, Touch)]
    sevens = list(_sevens(story, touches))
    joined: dict[Terms, list[Touch]] = defaultdict(list)
    for one in (*touches, *sevens):
        if one.size in ODD:
            joined[terms(one.place)].append(one)
    if not known and not joined:
        return story
    told: list[Touch | Call] = [
        one
        for one in story.told
        if isinstance(one, Call) or not (_within(one, known) or _part(one, joined[terms(one.place)]))
    ]
    return replace(story, told=sorted([*told, *sevens], key=lambda one: one.at))


def _sevens(story: Story, touches: Sequence[Touch]) -> Iterator[Touch]:
    """Numbers of seven bytes: read as two words that share a byte, which go nowhere."""
    moved = {story.symbols.key(one.wrote) for one in touches if one.wrote is not None}
    words = [
        one
        for one in touches
        if one.size == WORD and one.wrote is None and one.against is None and ("item", one.place, WORD) not in moved
    ]
    for one, other in pairwise(sorted(words, key=lambda each: each.at)):
        if other.at - one.at < CLOSE and plus(one.place, WORD - 1) == other.place:
            yield Touch(one.at, one.place, 2 * WORD - 1, swapped=True)


def _within(one: Touch, known: Mapping[int, int]) -> bool:
    """Whether it is an access to a part of a number whose descriptor is known; a word reads more than three bytes."""
    if not isinstance(one.place, int) or one.against is not None or one.place not in known:
        return False
    return one.place + one.size <= known[one.place] or one.size == WORD


def _part(one: Touch, joined: Iterable[Touch]) -> bool:
    """Whether it is an access to a part of a number that is put together nearby."""
    return one.size not in ODD and any(
        abs(one.at - each.at) < NEAR and 0 <= constant(one.place) - constant(each.place) < each.size for each in joined
    )
