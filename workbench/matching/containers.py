"""Records and groups against objects: what is in one box on the one side is in one box on the other.

A record whose fields fit the properties of an object is that object; then each of its groups is one of the objects
inside. Boxes are given out one to one, from the outside in.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import Item

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

MEMBERS, NAME = 0.7, 0.3
"""What a pair of boxes is judged by: how well their members fit, and their own names."""

SURE = 0.3
"""A pair of boxes below this score is none."""

TIED = 0.1
"""Two objects that fit a group this nearly alike may both be meant."""

DEEP = 0.88
"""What is left of a pair when a whole record would be an object inside another object."""

INSIDE, OUTSIDE = 0.92, 0.62
"""What is left of a score when a property stands deeper than the field's box, and when it stands elsewhere."""


def boxes(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> tuple[dict[int, int], Matrix]:
    """Group -> object, by number, and how well each group fits each object where it stands.

    A group that is left out has no object.
    """
    fits = _fits(sources, targets, base)
    judged = fits.copy()
    depth = _depths(sources)
    matched: dict[int, int] = {}
    for level in sorted({depth[row] for row, item in enumerate(sources) if item.is_group}):
        rows = [row for row, item in enumerate(sources) if item.is_group and depth[row] == level]
        taken = set(matched.values())
        columns = [column for column, item in enumerate(targets) if item.is_group and column not in taken]
        homes = _homes(sources, matched)
        near = _nearness(homes, targets)
        near[[row for row in rows if not sources[row].parent]] *= [DEEP if "." in t.key else 1.0 for t in targets]
        wrapped = [row for row in rows if homes[row] >= 0 and _only_child(sources, row)]
        matched |= {row: homes[row] for row in wrapped}
        rows = [row for row in rows if row not in matched]
        judged[rows] = (fits * near)[rows]
        for row, place in zip(rows, assign(judged[np.ix_(rows, columns)]), strict=True):
            if place >= 0 and fits[row, columns[place]] >= SURE:
                matched[row] = columns[place]
    return matched, judged


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


def rivals(sources: Sequence[Item], targets: Sequence[Item], matched: dict[int, int], fits: Matrix) -> Matrix:
    """Structure evidence as it would be if each group were another object that fits it as well."""
    table = structure(sources, targets, matched)
    for row, column in matched.items():
        for other in np.flatnonzero(fits[row] > fits[row, column] - TIED):
            if other != column:
                table = np.maximum(table, structure(sources, targets, matched | {row: int(other)}))
    return table


def _fits(sources: Sequence[Item], targets: Sequence[Item], base: Matrix) -> Matrix:
    """How well each group fits each object: its values, both ways, and the names."""
    near, body = _children(sources), _children(targets)
    deep, theirs = _members(sources), _members(targets)
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


def _children(items: Sequence[Item]) -> list[list[int]]:
    """For each group the values right in it, or the groups where there are no values; none with a doubt."""
    index = {item.key: number for number, item in enumerate(items)}
    children: list[list[int]] = [[] for _ in items]
    for number, item in enumerate(items):
        if item.parent in index and not item.hint:
            children[index[item.parent]].append(number)
    values = [[number for number in held if not items[number].is_group] for held in children]
    return [own or held for own, held in zip(values, children, strict=True)]


def _members(items: Sequence[Item]) -> list[list[int]]:
    """For each group the values in it and in the groups in it, without those that may have no counterpart."""
    index = {item.key: number for number, item in enumerate(items)}
    members: list[list[int]] = [[] for _ in items]
    for number, item in enumerate(items):
        above = index.get(item.parent, -1)
        if item.is_group or item.hint or above < 0:
            continue
        members[above].append(number)
        over = index.get(items[above].parent, -1)
        if over >= 0:
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
    for number, item in enumerate(sources):
        above = index.get(item.parent, -1)
        # A record that is declared twice may name a group as its parent that only comes later: it is no home.
        homes.append(-1 if not 0 <= above < number else matched.get(above, homes[above]))
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
