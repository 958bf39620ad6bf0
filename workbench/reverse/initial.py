"""What tables are set up with, row by row: literals that the compiler stored together are told apart by the rows.

Only rows that are filled completely, by constants that are known, are told. Other literals that were stored together
are told apart by the items they are stored into.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from workbench.reverse.item import Item
from workbench.reverse.places import STORAGE, Base
from workbench.reverse.sighting import Sighting

MOST_ROWS = 4096
TEXTS = frozenset({"group", "alphanumeric"})
ZERO, SPELT = 48, 160
"""Zeros are spelt out up to so many."""


def put(
    found: Sequence[Item], types: Sequence[str], seen: Sequence[Sighting]
) -> Iterator[tuple[Literal["text", "zeros"], str, int]]:
    """What tables are set up with, what is put into several items at once, and zeros: kind, text, and where."""
    yield from (("text", text, at) for text, at in initial_rows(found, seen))
    yield from (("text", text, at) for text, at in pieces(found, seen))
    yield from (("zeros", text, at) for text, at in zeros(found, types, seen))


def initial_rows(found: Sequence[Item], seen: Sequence[Sighting]) -> Iterator[tuple[str, int]]:
    """The text of each row of a table in the program's own storage as it is set up, and where the code does that.

    A row begins where a table's first column does, and where something is stored.
    """
    put = [one for one in seen if one.setup and one.place.base == STORAGE and not one.place.strides and one.text]
    held = {one.place.offset + at: (byte, one.at) for one in put for at, byte in enumerate(one.text[: one.length])}
    begins = {one.place.offset for one in put}
    tables = {
        (one.place.offset, one.place.strides[0])
        for one in found
        if one.base == STORAGE and len(one.place.strides) == 1 and one.place.strides[0] > 1
    }
    for first, stride in sorted(tables):
        if first in begins:
            yield from _rows(held, first, stride)


def pieces(found: Sequence[Item], seen: Sequence[Sighting]) -> Iterator[tuple[str, int]]:
    """The part of each item of literals that were stored together, over several items at once, and where.

    A text in an item that begins with spaces is told with them.
    """
    inside: dict[tuple[Base, tuple[int, ...]], list[Item]] = defaultdict(list)
    for one in found:
        inside[one.base, one.place.strides].append(one)
    for each in seen:
        if each.called or not each.text or each.how not in ("text", "fill"):
            continue
        first, last = each.place.offset, each.place.offset + each.length
        for one in inside[each.place.base, each.place.strides]:
            if first <= one.place.offset and one.end <= last:
                text = each.text[one.place.offset - first : one.end - first].decode("latin-1").rstrip(" ")
                if text.strip("0 ") and text.isprintable():
                    yield text, each.at


def zeros(found: Sequence[Item], types: Sequence[str], seen: Sequence[Sighting]) -> Iterator[tuple[str, int]]:
    """Texts that nothing but the digit zero is put into, and where: a literal of zeros does that, or ZEROS.

    `types` are those of the items; what is put into a number says nothing.
    """
    texts = {(one.place, one.length) for one, said in zip(found, types, strict=True) if said in TEXTS}
    for each in seen:
        if each.how == "fill" and each.filler == ZERO and (each.place, each.length) in texts and each.length <= SPELT:
            yield "0" * each.length, each.at


def _rows(held: Mapping[int, tuple[int, int]], first: int, stride: int) -> Iterator[tuple[str, int]]:
    for number in range(MOST_ROWS):
        at = first + number * stride
        if not all(at + each in held for each in range(stride)):
            return
        text = bytes(held[at + each][0] for each in range(stride)).decode("latin-1").rstrip(" ")
        if len(set(text)) > 1 and text.isprintable():
            yield text, held[at][1]
