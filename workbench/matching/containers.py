"""Records and groups against objects: what is in one box on the one side is in one box on the other.

A record whose fields fit the properties of an object is that object; then each of its groups is one of the objects
inside. Boxes are given out one to one, from the outside in.
"""

from collections.abc import Sequence

import numpy as np

from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import Item

MEMBERS, NAME = 0.7, 0.3
"""What a pair of boxes is judged by: how well their members fit, and their own names."""

SURE = 0.3
"""A pair of boxes below this score is none."""

INSIDE, OUTSIDE = 0.92, 0.62
"""What is left of a score when a property stands deeper than the field's box, and when it stands elsewhere."""


def boxes(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> dict[int, int]:
    """Group -> object, by number; a group that is left out has no object of its own."""
    fits = _fits(sources, targets, base)
    depth = _depths(sources)
    matched: dict[int, int] = {}
    for level in sorted({depth[row] for row, item in enumerate(sources) if item.is_group}):
        rows = [row for row, item in enumerate(sources) if item.is_group and depth[row] == level]
        columns = [column for column, item in enumerate(targets) if item.is_group and column not in matched.values()]
        table = np.array(
            [[_within(row, column, sources, targets, matched, fits) for column in columns] for row in rows]
        )
        for row, place in zip(rows, assign(table.reshape(len(rows), len(columns))), strict=True):
            if place >= 0 and fits[row, columns[place]] >= SURE:
                matched[row] = columns[place]
    return matched


def structure(sources: Sequence[Item], targets: Sequence[Item], matched: dict[int, int]) -> Matrix:
    """Structure evidence: 1 where a property stands in the object of the field's group, less where it does not."""
    home = _homes(sources, matched)
    table = np.full((len(sources), len(targets)), OUTSIDE)
    for row in range(len(sources)):
        place = targets[home[row]].key if home[row] >= 0 else None
        for column, item in enumerate(targets):
            if place is not None and item.parent == place:
                table[row, column] = 1.0
            elif place is not None and _below(item.parent, place):
                table[row, column] = INSIDE
        if row in matched:
            table[row, matched[row]] = 1.0
    return table


def _fits(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> Matrix:
    """How well each group fits each object: the better half of its members, both ways, and the names."""
    ours, theirs = _members(sources), _members(targets)
    score = np.zeros_like(base)
    for row, item in enumerate(sources):
        if not item.is_group:
            continue
        for column, other in enumerate(targets):
            if other.is_group and ours[row] and theirs[column]:
                inner = base[np.ix_(ours[row], theirs[column])]
                held = (inner.max(axis=1).mean() + inner.max(axis=0).mean()) / 2
                score[row, column] = MEMBERS * held + NAME * base[row, column]
            elif other.is_group:
                score[row, column] = base[row, column]
    return score


def _members(items: Sequence[Item]) -> list[list[int]]:
    """For each group its values: its own, and those of groups inside it."""
    index = {item.key: number for number, item in enumerate(items)}
    members: list[list[int]] = [[] for _ in items]
    for number, item in enumerate(items):
        if item.is_group or item.hint:
            continue
        above = index.get(item.parent, -1)
        members[above].append(number) if above >= 0 else None
        over = index.get(items[above].parent, -1) if above > 0 else -1
        if over > 0:
            members[over].append(number)
    return members


def _depths(items: Sequence[Item]) -> list[int]:
    depth: dict[str, int] = {}
    for item in items:
        depth[item.key] = depth.get(item.parent, -1) + 1
    return [depth[item.key] for item in items]


def _within(
    row: int, column: int, sources: Sequence[Item], targets: Sequence[Item], matched: dict[int, int], fits: Matrix
) -> float:
    home = _homes(sources, matched)[row]
    if home < 0 or targets[column].parent == targets[home].key:
        return float(fits[row, column])
    return float(fits[row, column]) * (INSIDE if _below(targets[column].parent, targets[home].key) else OUTSIDE)


def _homes(sources: Sequence[Item], matched: dict[int, int]) -> list[int]:
    """For each item the object of the nearest group around it that has one, -1 for none."""
    index = {item.key: number for number, item in enumerate(sources)}
    home: list[int] = []
    for item in sources:
        above = index.get(item.parent, -1)
        home.append(-1 if above < 0 else matched.get(above, home[above]))
    return home


def _below(path: str, place: str) -> bool:
    return path != "-" and (place == "" or path == place or path.startswith(place + "."))
