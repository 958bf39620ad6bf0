"""Values that the compiler puts together from the bytes of several items, to store them at once.

Two moves of two bytes each that go side by side become one store of four bytes: one item is shifted, the other one is
put beside it. What is stored then is two moves, each from its own place.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from workbench.reverse.values import Key, Symbols, Value, constant, plus, terms

Part = tuple[int, int, Value]
"""Where its bytes begin in the value, how many they are, and the place of the item they come from."""
JOINT = "joint"
MOST = 8
ODD = frozenset({3, 5, 6, 7})
"""Bytes of numbers that no instruction reads at once."""


def parts(symbols: Symbols, value: Value) -> list[Part]:
    """The bytes of items that a value consists of, in their order; none where anything else is in it.

    >>> symbols = Symbols()
    >>> year, day = symbols.of("item", 0x100, 2), symbols.of("item", 0x200, 2)
    >>> parts(symbols, plus(year, day, 1 << 16))
    [(0, 2, 256), (2, 2, 512)]
    """
    if constant(value):
        return []
    made: list[Part] = []
    for symbol, times in terms(value):
        shifted = _bytes(times)
        key = symbols.keys[symbol]
        if shifted < 0 or key[0] not in ("item", JOINT):
            return []
        made += [(at + shifted, size, place) for at, size, place in _of(key)]
    made.sort(key=lambda part: part[0])
    return made if all(one[0] + one[1] <= other[0] for one, other in pairwise(made)) else []


def _bytes(times: int) -> int:
    """By how many bytes something is shifted, -1 for none."""
    return next((at for at in range(MOST) if times == 1 << 8 * at), -1)


def _of(key: Key) -> Sequence[Part]:
    return key[1] if key[0] == JOINT else [(0, key[2], key[1])]


def value(symbols: Symbols, made: Sequence[Part]) -> Value:
    """The value that consists of some bytes of items."""
    if len(made) == 1 and made[0][0] == 0:
        return symbols.of("item", made[0][2], made[0][1])
    return symbols.of(JOINT, tuple(made))


def cut(made: Sequence[Part], first: int, end: int) -> Iterator[Part]:
    """What lies between two offsets, counted from the first of them.

    >>> list(cut([(0, 8, 0x100)], 5, 8)), list(cut([(0, 2, 0x100), (2, 4, 0x200)], 0, 4))
    ([(0, 3, 261)], [(0, 2, 256), (2, 2, 512)])
    """
    for at, size, place in made:
        start, stop = max(at, first), min(at + size, end)
        if start < stop:
            yield start - first, stop - start, plus(place, start - at)


def shifted(symbols: Symbols, held: Value, bits: int, width: int) -> Value | None:
    """A value of `width` bytes, shifted to the right; None where it does not consist of items, or by no whole bytes."""
    left = list(cut(parts(symbols, held), bits // 8, width)) if bits % 8 == 0 else []
    return value(symbols, left) if left else None


def joined(symbols: Symbols, one: Value, other: Value, width: int) -> Value | None:
    """Two values of `width` bytes put together; None where they do not consist of items, or share bytes."""
    mine, theirs = parts(symbols, one), parts(symbols, other)
    made = sorted([*cut(mine, 0, width), *cut(theirs, 0, width)], key=lambda part: part[0])
    apart = all(a[0] + a[1] <= b[0] for a, b in pairwise(made))
    return value(symbols, made) if mine and theirs and apart else None


def turned(symbols: Symbols, one: Value, other: Value) -> tuple[Value, int] | None:
    """Where a number of three, five or six bytes is that two parts are put together to, and its length.

    The first part, which counts more, is shifted; one of them at least was turned around.
    """
    found = [each for each in (_loaded(symbols, one), _loaded(symbols, other)) if each]
    if len(found) < 2 or not any(each[3] for each in found):
        return None
    first, second = sorted(found, key=lambda each: -each[2])
    size = first[1] + second[1]
    beside = plus(first[0], first[1]) == second[0] and first[2] > second[2]
    return (first[0], size) if beside and size in ODD else None


def _loaded(symbols: Symbols, held: Value) -> tuple[Value, int, int, bool] | None:
    """An item that was loaded, and perhaps turned around and shifted: place, size, by how many bytes, if turned."""
    known = terms(held)
    if constant(held) or len(known) != 1:
        return None
    key = symbols.keys[known[0][0]]
    swapped = key[0] == "swapped"
    key = symbols.key(key[1]) if swapped else key
    by = _bytes(known[0][1])
    return (key[1], key[2], by, swapped) if key[:1] == ("item",) and by >= 0 else None


def stored(symbols: Symbols, held: Value, size: int) -> list[tuple[int, int, Value]]:
    """What a store of `size` bytes stores: offset, size and value of each move; one, but for what is put together."""
    made = list(cut(parts(symbols, held), 0, size)) if terms(held) else []
    if len(made) < 2 or sum(part[1] for part in made) < size:
        return [(0, size, held)]
    return [(at, width, symbols.of("item", place, width)) for at, width, place in made]
