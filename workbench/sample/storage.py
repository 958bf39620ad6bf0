"""How many bytes a data item takes and where it starts: what the printed offsets and the sample records rest on.

Zoned and text items take one byte a place, packed two digits a byte with a half byte for the sign, binary 2, 4 or
8 bytes. A REDEFINES starts where the redefined item starts and takes no room of its own.
"""

import re
from collections.abc import Sequence

from workbench.sample.model import Item, below

_RUN = re.compile(r"([X9AVS])(?:\((\d+)\))?")


def places(picture: str) -> tuple[int, int, bool]:
    """Characters or digits before the point, digits after it, and whether there is a sign.

    >>> places("S9(7)V99"), places("X(10)")
    ((7, 2, True), (10, 0, False))
    """
    before, after, point = 0, 0, False
    for symbol, count in _RUN.findall(picture):
        if symbol == "V":
            point = True
        elif symbol != "S":
            width = int(count or 1)
            before, after = (before, after + width) if point else (before + width, after)
    return before, after, picture.startswith("S")


def size(item: Item) -> int:
    """Bytes of one occurrence of an elementary item."""
    before, after, _ = places(item.picture)
    digits = before + after
    if item.usage == "COMP-3":
        return digits // 2 + 1
    if item.usage in ("COMP", "BINARY"):
        return 2 if digits <= 4 else 4 if digits <= 9 else 8
    return digits


def lengths(items: Sequence[Item]) -> list[int]:
    """Bytes of one occurrence of each item, groups included."""
    found = [0] * len(items)
    for index in reversed(range(len(items))):
        item = items[index]
        if item.leaf:
            found[index] = size(item)
            continue
        inside = [i for i in _children(items, index) if not items[i].redefines]
        found[index] = sum(found[i] * items[i].occurs for i in inside)
    return found


def offsets(items: Sequence[Item]) -> list[int]:
    """Where the first occurrence of each item starts, bytes from 0."""
    long, found, stack = lengths(items), [0] * len(items), [(0, 0)]
    for index, item in enumerate(items):
        while len(stack) > 1 and stack[-1][0] >= item.level:
            stack.pop()
        level, at = stack[-1]
        if item.redefines:
            found[index] = next(found[i] for i in reversed(range(index)) if items[i].name == item.redefines)
        else:
            found[index] = at
            stack[-1] = (level, at + long[index] * item.occurs)
        if not item.leaf:
            stack.append((item.level, found[index]))
    return found


def total(items: Sequence[Item]) -> int:
    """Bytes of the record, tables at their largest."""
    long = lengths(items)
    top = min((item.level for item in items), default=0)
    return sum(long[i] * x.occurs for i, x in enumerate(items) if x.level == top and not x.redefines)


def _children(items: Sequence[Item], index: int) -> list[int]:
    end = below(items, index)
    level = min((items[i].level for i in range(index + 1, end)), default=0)
    return [i for i in range(index + 1, end) if items[i].level == level]
