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


def boxes(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> tuple[dict[int, int], Matrix]:
    """Group -> object, by number, and how well each group fits each object; a group left out has no object."""
    fits = _fits(sources, targets, base)
    depth = _depths(sources)
    matched: dict[int, int] = {}
    for level in sorted({depth[row] for row, item in enumerate(sources) if item.is_group}):
        rows = [row for row, item in enumerate(sources) if item.is_group and depth[row] == level]
        taken = set(matched.values())
        columns = [column for column, item in enumerate(targets) if item.is_group and column not in taken]
        homes = _homes(sources, matched)
        near = _nearness(homes, targets)
        wrapped = [row for row in rows if homes[row] >= 0 and _only_child(sources, row)]
        matched |= {row: homes[row] for row in wrapped}
        rows = [row for row in rows if row not in matched]
        for row, place in zip(rows, assign((fits * near)[np.ix_(rows, columns)]), strict=True):
            if place >= 0 and fits[row, columns[place]] >= SURE:
                matched[row] = columns[place]
    return matched, fits


def _only_child(items: Sequence[Item], row: int) -> bool:
    """Whether a group is all that its record holds: the two are one box."""
    above = items[row].parent
    return above.endswith("/0") and sum(item.parent == above for item in items) == 1


def structure(sources: Sequence[Item], targets: Sequence[Item], matched: dict[int, int]) -> Matrix:
    """Structure evidence: 1 where a property stands in the object of the field's group, less where it does not."""
    homes = _homes(sources, matched)
    table = np.where(np.array(homes)[:, None] >= 0, _nearness(homes, targets), OUTSIDE)
    for row, column in matched.items():
        table[row, column] = 1.0
    return table


def _fits(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> Matrix:
    """How well each group fits each object: its values, both ways, and the names."""
    near, deep, theirs = _members(sources, False), _members(sources, True), _members(targets, True)
    body = _members(targets, False)
    score = np.zeros_like(base)
    for row, item in enumerate(sources):
        for column, other in enumerate(targets):
            if not (item.is_group and other.is_group):
                continue
            # The body of an operation is no box by its name, and what is in its objects may be another record's.
            score[row, column] = base[row, column] if other.key else 0.0
            mine, yours = (deep[row], theirs[column]) if other.key else (near[row], body[column])
            if mine and yours:
                inner = base[np.ix_(mine, yours)]
                held = (inner.max(axis=1).mean() + inner.max(axis=0).mean()) / 2
                score[row, column] = MEMBERS * held + NAME * base[row, column]
    return score


def _members(items: Sequence[Item], deep: bool) -> list[list[int]]:
    """For each group the values in it, without those that may have no counterpart; `deep`: and in the groups in it."""
    index = {item.key: number for number, item in enumerate(items)}
    members: list[list[int]] = [[] for _ in items]
    for number, item in enumerate(items):
        above = index.get(item.parent, -1)
        if item.is_group or item.hint or above < 0:
            continue
        members[above].append(number)
        over = index.get(items[above].parent, -1)
        if deep and over >= 0:
            members[over].append(number)
    return members


def _depths(items: Sequence[Item]) -> list[int]:
    depth: dict[str, int] = {}
    for item in items:
        depth[item.key] = depth.get(item.parent, -1) + 1
    return [depth[item.key] for item in items]


def _homes(sources: Sequence[Item], matched: dict[int, int]) -> list[int]:
    """For each item the object of the nearest group around it that has one, -1 for none."""
    index = {item.key: number for number, item in enumerate(sources)}
    homes: list[int] = []
    for item in sources:
        above = index.get(item.parent, -1)
        homes.append(-1 if above < 0 else matched.get(above, homes[above]))
    return homes


def _nearness(homes: Sequence[int], targets: Sequence[Item]) -> Matrix:
    """For each item (row) how near each target stands to the object of its group; 1 for all when it has none."""
    table = np.ones((len(homes), len(targets)))
    for row, home in enumerate(homes):
        if home >= 0:
            table[row] = [_near(item.parent, targets[home].key) for item in targets]
    return table


def _near(path: str, place: str) -> float:
    if path == place:
        return 1.0
    return INSIDE if path != "-" and (not place or path.startswith(place + ".")) else OUTSIDE
