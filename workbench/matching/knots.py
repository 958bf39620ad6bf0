"""Fields that only together are one value, and fields that hold two.

A day, a month and a year beside one another are one date; two address lines may be one text; a "market and number" is
two properties. Such a knot gets rows of its own in the table of scores: one for the value its parts make, one for each
half it falls into. They stand in for the fields when they fit better.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import Item, senses, wider
from workbench.matching.shape import Shape
from workbench.matching.words import alike, is_word, part_of

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

_HALVES = {
    ("timestamp",): (("date",), ("time",)),
    ("datetime",): (("date",), ("time",)),
    ("full", "name"): (("first", "name"), ("last", "name")),
    ("first", "last", "name"): (("first", "name"), ("last", "name")),
}
_SAME, _HALF = 0.97, 0.5
"""A field with a property of its own name is not halved; the halves must fit two neighbours this well on average."""

_CLEARLY = 0.95
"""Parts that each find a property of their own stay apart, unless the whole fits clearly better."""


@dataclass(frozen=True)
class Knot:
    """`members` are the rows of the fields, `rows` those of what stands in for them; one of the two is a single row."""

    members: tuple[int, ...]
    rows: tuple[int, ...]


def knots(items: Sequence[Item]) -> tuple[list[Item], list[Knot]]:
    """The items with the rows of their knots after them, and the knots."""
    full = list(items)
    found: list[Knot] = []
    for members in _families(items):
        full.append(_whole(items, members))
        found.append(Knot(tuple(members), (len(full) - 1,)))
    for row, item in enumerate(items):
        halves = () if item.is_group else _halves(item)
        full += halves
        if halves:
            found.append(Knot((row,), (len(full) - 2, len(full) - 1)))
    return full, found


def settle(table: Matrix, found: Sequence[Knot], targets: Sequence[Item]) -> tuple[set[int], list[Knot]]:
    """The rows that take no part in the assignment, and the knots whose rows stand in for their fields."""
    silent: set[int] = set()
    active: list[Knot] = []
    for knot in found:
        if _stands_in(table, knot, targets):
            silent.update(knot.members)
            active.append(knot)
        else:
            silent.update(knot.rows)
    return silent, active


def _stands_in(table: Matrix, knot: Knot, targets: Sequence[Item]) -> bool:
    apart, alone = _together(table, knot.members), _together(table, knot.rows)
    if len(knot.rows) == 1:
        return alone > 0 and apart * _CLEARLY < alone
    if apart >= _SAME:
        return False
    best = 0.0
    for place in {item.parent for item in targets}:
        near = np.array([item.parent == place for item in targets])
        best = max(best, _together(table * near, knot.rows))
    return best >= _HALF


def _together(table: Matrix, rows: Sequence[int]) -> float:
    """The mean score of these rows when each gets a property of its own."""
    part = table[list(rows)]
    return float(sum(part[row, column] for row, column in enumerate(assign(part)) if column >= 0)) / len(rows)


def _families(items: Sequence[Item]) -> list[list[int]]:
    """Runs of neighbours in one group whose names differ in a last piece that names a part."""
    rows = [row for row, item in enumerate(items) if not item.is_group and item.hint != "filler"]
    runs = groupby(rows, key=lambda row: (items[row].parent, items[row].pieces[:-1], part_of(items[row].pieces)))
    listed = [(key, list(run)) for key, run in runs]
    return [run for (_, stem_, part), run in listed if part and len(run) > 1 and (stem_ or part == "date")]


def _whole(items: Sequence[Item], members: list[int]) -> Item:
    """The value that parts make: called by what their names share, and by their group when it holds nothing else."""
    first = items[members[0]]
    group = next((item for item in items if item.key == first.parent), None)
    alone = group is not None and sum(item.parent == group.key for item in items) == len(members)
    pieces = group.pieces if group is not None and alone and "/0" not in group.key else first.pieces[:-1]
    pieces = pieces[:-1] if pieces[-1:] in (("line",), ("ln",)) else pieces
    dated = part_of(first.pieces) == "date"
    told = [items[row] for row in members]
    sizes = [max(items[row].shape.size, 0) for row in members]
    return replace(
        first,
        key=f"{first.key}+",
        name=first.name,
        bare="".join(pieces),
        pieces=pieces,
        placed=pieces,
        terms=next((item.terms for item in told if item.terms), ()),
        phrase=next((item.phrase for item in told if item.phrase), ()),
        senses=senses(pieces),
        wider=wider(pieces),
        shape=Shape(kind="integer" if dated else "text", size=sum(sizes)),
        roles=frozenset({"date"}) if dated else frozenset(),
    )


def _halves(item: Item) -> list[Item]:
    """The two values that a title or a name promises: "... and ...", a timestamp, a full name."""
    for said in (item.title, item.pieces):
        if "and" in said[1:-1]:
            at = said.index("and")
            return [_half(item, said[:at]), _half(item, said[: at - 1] + said[at + 1 :])]
        for whole, (one, other) in _HALVES.items():
            if len(said) >= len(whole) and all(map(_reads, said[-len(whole) :], whole)):
                base = said[: -len(whole)]
                return [_half(item, base + one), _half(item, base + other)]
    return []


def _reads(piece: str, word: str) -> bool:
    kinship = alike(piece, word)[1]
    return kinship == "same" or (kinship == "abbreviation" and not is_word(piece))


def _half(item: Item, name: tuple[str, ...]) -> Item:
    shape = Shape(kind="unknown")
    return replace(
        item, key=f"{item.key}/{'-'.join(name)}", bare="".join(name), pieces=name, placed=name, terms=(), phrase=(),
        words={}, shape=shape, roles=frozenset(), senses=senses(name), wider=wider(name),
    )  # fmt: skip
