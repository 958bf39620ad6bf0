"""Loops over the digits of a number: the compiler writes them out where a display item is read as a number.

A loop over bytes with a known end shows how many digits an item has; so does a function of the module that only does
that, at each of its calls. Both become calls of the runtime function they stand for, and the single bytes go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workbench.reverse.machine import Bound, Call, Touch
from workbench.reverse.values import Value, constant, plus, terms
from workbench.reverse.walk import Story

READS = "cob_get_numdisp"
MOST = 38


def folded(story: Story, others: Mapping[int, Story]) -> Story:
    """A story with loops over digits told as one call each; `others` are the functions of the module by address."""
    bounds: dict[int, Bound] = {one.steps: one for one in story.bounds}
    told: list[Touch | Call] = []
    seen: set[Value] = set()
    for one in story.told:
        if isinstance(one, Touch) and (made := _loop(one, bounds)):
            if made.arguments[0] not in seen:
                seen.add(made.arguments[0])
                told.append(made)
        elif isinstance(one, Call) and isinstance(one.target, int) and one.target in others:
            told.append(_helped(one, others[one.target]) or one)
        else:
            told.append(one)
    return replace(story, told=told)


def _loop(one: Touch, bounds: Mapping[int, Bound]) -> Call | None:
    """The whole that a byte read in a loop is part of."""
    if one.size != 1 or one.wrote is not None:
        return None
    for number, times in terms(one.place):
        bound = bounds.get(number)
        if bound and times == 1:
            start = _without(one.place, number)
            length = plus(bound.end, start, -1)
            if isinstance(length, int) and 0 < length <= MOST:
                return Call(one.at, READS, 0, [start, length, 0, 0], {})
    return None


def _without(value: Value, number: int) -> Value:
    rest = tuple(pair for pair in terms(value) if pair[0] != number)
    return (constant(value), rest) if rest else constant(value)


def _helped(one: Call, helper: Story) -> Call | None:
    """A call of a function that reads digits, as a call of the runtime function it stands for."""
    if len(helper.function.blocks) > 12 or any(isinstance(each, Call) and each.name for each in helper.told):
        return None
    lengths = set(_lengths(helper))
    if not lengths:
        return None
    length = max(lengths)
    if length == 0:
        given = one.arguments[1]
        length = given if isinstance(given, int) and 0 < given <= MOST else 0
    return replace(one, name=READS, arguments=[one.arguments[0], length, 0, 0], fields={}) if length else None


def _lengths(helper: Story) -> Iterator[int]:
    """How many bytes a function reads behind its first argument, one by one; 0: as many as its second one says."""
    first = ("argument", 0)
    bounded = {one.steps for one in helper.bounds}
    read: set[int] = set()
    for one in helper.told:
        if not isinstance(one, Touch) or one.size != 1 or one.wrote is not None:
            continue
        keys = [(helper.symbols.keys[number], number) for number, _ in terms(one.place)]
        if not any(key == first for key, _ in keys):
            continue
        others = [number for key, number in keys if key != first]
        if not others:
            read.add(constant(one.place) + 1)
        elif made := _loop(one, {each.steps: each for each in helper.bounds}):
            length = made.arguments[1]
            yield length if isinstance(length, int) else 0
        elif not bounded & set(others):
            yield 0
    if read and len(read) == max(read):
        yield max(read)
