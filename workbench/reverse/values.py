"""What a register may hold: a number, or a base plus multiples of things that are not known.

A value is an int, or (constant, ((symbol, times), ...)) with symbols in order. A symbol is an int, made by `Symbols`,
which remembers what it stands for: a parameter, the stack, a pointer kept in a variable, an item that was loaded.
Addresses of table elements come out as base + stride x index.
"""

from dataclasses import dataclass, field
from math import gcd
from typing import Any

Terms = tuple[tuple[int, int], ...]
Value = int | tuple[int, Terms]
Key = tuple[Any, ...]

MOST_OFFSET = 1 << 20
"""The farthest from the beginning of a record that anything is, in bytes."""


def signed(number: int, width: int) -> int:
    """A number of some bytes, read as signed."""
    bits = 8 * width
    number &= (1 << bits) - 1
    return number - (1 << bits) if number >> (bits - 1) else number


def plus(one: Value, other: Value, times: int = 1) -> Value:
    """one + times x other."""
    if isinstance(one, int) and isinstance(other, int):
        return one + times * other
    first, mine = (one, ()) if isinstance(one, int) else one
    second, theirs = (other, ()) if isinstance(other, int) else other
    if not theirs:
        return (first + times * second, mine)
    summed = dict(mine)
    for symbol, count in theirs:
        summed[symbol] = summed.get(symbol, 0) + times * count
    terms = tuple(sorted((symbol, count) for symbol, count in summed.items() if count))
    constant = first + times * second
    return (constant, terms) if terms else constant


def scaled(one: Value, times: int) -> Value:
    """times x one."""
    if isinstance(one, int):
        return one * times
    return (one[0] * times, tuple((symbol, count * times) for symbol, count in one[1])) if times else 0


def constant(value: Value) -> int:
    """The number in it, without what is not known."""
    return value if isinstance(value, int) else value[0]


def terms(value: Value) -> Terms:
    """What is not known in it, with how many times."""
    return () if isinstance(value, int) else value[1]


NO_SLOT = -1
MOST_STEPS = 3
"""Loops within loops are followed so deep."""


@dataclass
class Symbols:
    """Every unknown of one function, by what it stands for.

    `slots`: variables that hold a parameter from call to call (sticky linkage), and its number; `NO_SLOT` where more
    than that is put there.
    """

    keys: list[Key] = field(default_factory=list)
    numbers: dict[Key, int] = field(default_factory=dict)
    slots: dict[int, int] = field(default_factory=dict)

    def of(self, *key: Any) -> Value:
        """The value that stands for this, the same each time it is asked."""
        return (0, ((self.number(key), 1),))

    def number(self, key: Key) -> int:
        """The number of what a key stands for."""
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = len(self.keys)
            self.keys.append(key)
        return found

    def key(self, value: Value) -> Key:
        """What a value stands for when it is exactly one unknown, else ()."""
        if isinstance(value, int) or value[0] or len(value[1]) != 1 or value[1][0][1] != 1:
            return ()
        return self.keys[value[1][0][0]]

    def join(self, one: Value, other: Value, place: Key, areas: tuple[int, int]) -> Value:
        """What may be there when it is one or the other; `place` names the point where they meet.

        A null pointer is no alternative to a pointer. The same base with two constants is the base plus a multiple of
        their distance: a loop over a table. `areas`: where addresses of the image begin and end.
        """
        if one == other:
            return one
        met = self.numbers.get(("met", *place))
        if met is not None and one == (0, ((met, 1),)) and all(symbol != met for symbol, _ in terms(other)):
            return one
        step = self.numbers.get(("step", *place))
        around = step is not None and any(symbol == step for symbol, _ in (*terms(one), *terms(other)))
        if not around and (pointer := self._instead_of_null(one, other, areas)):
            return pointer
        mine, theirs = self._parted(one), self._parted(other)
        alike = bool(mine[0]) or _inside(one, areas) == _inside(other, areas)
        if mine[0] == theirs[0] and alike:
            return self._stepped(constant(one), mine[0], (mine[1], theirs[1]), (constant(other), place))
        return (0, ((self.number(("met", *place)), 1),))

    def _instead_of_null(self, one: Value, other: Value, areas: tuple[int, int]) -> Value | None:
        """The pointer, where the other is null, or the same distance from null."""
        if not isinstance(one, int):
            one, other = other, one
        if not isinstance(one, int) or areas[0] <= one < areas[1] or not 0 <= one < MOST_OFFSET:
            return None
        if isinstance(other, int):
            return other if one == 0 and areas[0] <= other < areas[1] else None
        handed = any(self.keys[symbol][0] == "argument" for symbol, _ in other[1])
        return other if one == 0 or (handed and constant(other) == one) else None

    def _parted(self, value: Value) -> tuple[Terms, dict[int, int]]:
        """What is not known in a value: numbers of steps of loops apart."""
        if isinstance(value, int) or not any(self.keys[number][0] == "step" for number, _ in value[1]):
            return terms(value), {}
        steps = {number: times for number, times in value[1] if self.keys[number][0] == "step"}
        return tuple(pair for pair in value[1] if pair[0] not in steps), steps

    def _stepped(
        self, start: int, rest: Terms, steps: tuple[dict[int, int], dict[int, int]], other: tuple[int, Key]
    ) -> Value:  # fmt: skip
        """The first value and any number of steps, of the loops both know and, where they differ, of this point's."""
        both = {number: gcd(steps[0].get(number, 0), steps[1].get(number, 0)) for number in {**steps[0], **steps[1]}}
        mine = self.number(("step", *other[1]))
        if start != other[0]:
            both[mine] = gcd(start - other[0], both.get(mine, 0))
        if len(both) > MOST_STEPS:
            both = {mine: gcd(*both.values())}
        known = tuple(sorted((*rest, *both.items())))
        return (start, known) if known else start


def _inside(value: Value, areas: tuple[int, int]) -> bool:
    return areas[0] <= constant(value) < areas[1]
