"""The items of one record as a tree: what holds what, what lies over what, and which bytes nothing touches."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.reverse.recovered import RecoveredItem


@dataclass
class Branch:
    """An item (None: bytes that nothing touches) at its place, with the items inside it."""

    item: RecoveredItem | None
    offset: int
    length: int
    inside: list["Branch"] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.offset + self.length


def tree(items: Sequence[RecoveredItem], length: int) -> tuple[list[Branch], list[RecoveredItem]]:
    """Branches that cover every byte of a record once, and the items that lie across others and fit in nowhere.

    A text that holds other items is their group; of two items at one place the one with more evidence is kept.
    """
    root = Branch(None, 0, length)
    across: list[RecoveredItem] = []
    best: dict[tuple[int, int], RecoveredItem] = {}
    for one in items:
        key = (one.offset, one.length)
        if key not in best or len(one.evidence) > len(best[key].evidence):
            best[key] = one
    for one in sorted(best.values(), key=lambda each: (each.offset, -each.length)):
        if one.offset < 0 or not _put(root, Branch(one, one.offset, one.length)):
            across.append(one)
    _fill(root)
    return root.inside, across


def _put(above: Branch, one: Branch) -> bool:
    """Hang a branch where it fits; whether it fits."""
    if one.offset < above.offset or one.end > above.end:
        return False
    last = above.inside[-1] if above.inside else None
    if last is None or one.offset >= last.end:
        above.inside.append(one)
        return True
    return _put(last, one)


def _fill(branch: Branch) -> None:
    """Put a branch without an item wherever nothing lies between two others."""
    if branch.item is not None and not branch.inside:
        return
    filled: list[Branch] = []
    at = branch.offset
    for each in branch.inside:
        if each.offset > at:
            filled.append(Branch(None, at, each.offset - at))
        _fill(each)
        filled.append(each)
        at = each.end
    if at < branch.end:
        filled.append(Branch(None, at, branch.end - at))
    branch.inside = filled
