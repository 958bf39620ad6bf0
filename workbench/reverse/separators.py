"""Parts of one item around a character that is put between them: a date with hyphens, built piece by piece.

`MOVE "-" TO X(5:1)` calls a function where a move to an item of one character does not, unless the compiler wrote the
call out; so what is only moved to beside such a character is rather a part than an item.
"""

from collections.abc import Collection, Iterator, Sequence

from workbench.reverse.item import Item
from workbench.reverse.places import ALIGNED, STORAGE, Base
from workbench.reverse.sighting import Sighting

Edge = tuple[Base, int]


def separated(found: Sequence[Item], seen: Sequence[Sighting]) -> set[int]:
    """The items (identities) that are perhaps only parts, and the characters between them."""
    marks = {_begin(one) for one in seen if _handed(one)} - {_begin(one) for one in found if one.length == 1}
    moved = [one for one in found if one.hows() == {"copy"} and not one.place.strides and not one.address]
    parts = {id(one) for one in moved if _end(one) in marks or (one.base, one.place.offset - 1) in marks}
    edges = {edge for one in seen if one.setup for edge in (_begin(one), (one.place.base, _after(one)))}
    for row in _rows([*moved, *(one for one in found if _character(one))]):
        others = {edge for one in found if one not in row for edge in (_begin(one), _end(one))}
        if any(one.length == 1 and _character(one) for one in row) and not _held(row, edges | others):
            parts |= {id(one) for one in row}
    return parts


def _begin(one: Sighting | Item) -> Edge:
    return one.place.base, one.place.offset


def _end(one: Item) -> Edge:
    return one.base, one.end


def _after(one: Sighting) -> int:
    return one.place.offset + one.length


def _handed(one: Sighting) -> bool:
    """Whether a function is told to put one character: an item of one character is put without."""
    if one.length != 1 or one.setup or one.place.strides:
        return False
    if one.how == "field":
        return one.attribute is not None and one.attribute.type == "alphanumeric"
    return one.how == "text" and one.called


def _character(one: Item) -> bool:
    """Whether nothing but a character that stands between words or numbers is put there."""
    put = {each.filler for each in one.seen if each.how == "fill" and not each.setup}
    return one.length == 1 and one.hows() == {"fill"} and all(each > 32 and not chr(each).isalnum() for each in put)


def _rows(loose: Sequence[Item]) -> Iterator[list[Item]]:
    """Items side by side, more than one of them."""
    row: list[Item] = []
    for one in sorted(loose, key=lambda each: (each.place, each.length)):
        if row and _end(row[-1]) != _begin(one):
            yield from [row] if len(row) > 1 else []
            row = []
        row.append(one)
    yield from [row] if len(row) > 1 else []


def _held(row: Sequence[Item], edges: Collection[Edge]) -> bool:
    """Whether something else ends where a row begins, and something begins where it ends."""
    base, first = _begin(row[0])
    aligned = not (first % ALIGNED if base == STORAGE else first)
    return (aligned or (base, first) in edges) and _end(row[-1]) in edges
