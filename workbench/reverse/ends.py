"""Where items that are sure, or that show each other, begin and end: so does what lies between them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from workbench.reverse.item import Item
from workbench.reverse.places import ALIGNED, STORAGE, Base
from workbench.reverse.sighting import Sighting

PAIR = 2
"""So many single bytes side by side may be items; more of them are rather the characters of one text."""


class Ends:
    """Places where items begin and end; `edges` counts how many have each of them."""

    def __init__(self, found: Sequence[Item], weak: Collection[int], seen: Sequence[Sighting]) -> None:
        self.begins: dict[Base, set[int]] = defaultdict(set)
        self.ends: dict[Base, set[int]] = defaultdict(set)
        self.edges: Counter[tuple[Base, int]] = Counter()
        for one in found:
            if id(one) not in weak:
                self._both(one.base, one.place.offset, one.end)
        for each in seen:
            if each.setup:
                self._both(each.place.base, each.place.offset, each.place.offset + each.length)

    def _both(self, base: Base, first: int, end: int) -> None:
        self.begins[base] |= {first, end}
        self.ends[base] |= {first, end}
        self.edges.update([(base, first), (base, end)])

    def keep(self, shown: Sequence[Item]) -> None:
        """Items that were shown after all."""
        for one in shown:
            self._both(one.base, one.place.offset, one.end)

    def add(self, row: Sequence[Item]) -> None:
        """Items side by side; of single bytes only two, and only when what is around them shows them."""
        base, first, end = row[0].base, row[0].place.offset, row[-1].end
        if len(row) == PAIR and self._begun(base, first) and end in self.begins[base]:
            self._both(base, row[1].place.offset, end)
        elif len(row) == 1:
            self.ends[base].add(end)
            self.begins[base].add(first)

    def _begun(self, base: Base, first: int) -> bool:
        return first in self.ends[base] or not (first if base != STORAGE else first % ALIGNED)

    def begun(self, one: Item) -> bool:
        """Whether something ends where it begins."""
        return self._begun(one.base, one.place.offset)

    def shown(self, one: Item) -> bool:
        """Whether something ends where it begins, and something begins where it ends."""
        return self._begun(one.base, one.place.offset) and one.end in self.begins[one.base]

    def touched(self, one: Item) -> bool:
        """Whether something else begins or ends where it does."""
        first = one.place.offset
        if not (first if one.base != STORAGE else first % ALIGNED):
            return True
        return any(self.edges[one.base, at] > 1 for at in (first, one.end))
