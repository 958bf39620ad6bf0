"""Which blocks every way to a block leads through: what tells a loop from two ways that meet."""

from collections.abc import Mapping, Sequence


def dominators(entry: int, follows: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The nearest block that every way from the entry to a block leads through; the entry has itself."""
    order = _order(entry, follows)
    number = {block: at for at, block in enumerate(order)}
    before: dict[int, list[int]] = {}
    for block in order:
        for each in follows.get(block, ()):
            before.setdefault(each, []).append(block)
    found = {entry: entry}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            known = [each for each in before[block] if each in found]
            nearest = known[0]
            for each in known[1:]:
                nearest = _meet(nearest, each, found, number)
            if found.get(block) != nearest:
                found[block] = nearest
                changed = True
    return found


def _meet(one: int, other: int, found: Mapping[int, int], number: Mapping[int, int]) -> int:
    while one != other:
        while number[one] > number[other]:
            one = found[one]
        while number[other] > number[one]:
            other = found[other]
    return one


def _order(entry: int, follows: Mapping[int, Sequence[int]]) -> list[int]:
    """Blocks so that each comes before those that follow it, loops aside."""
    seen, done = {entry}, []
    left = [(entry, iter(follows.get(entry, ())))]
    while left:
        block, rest = left[-1]
        following = next((each for each in rest if each not in seen), None)
        if following is None:
            done.append(block)
            left.pop()
        else:
            seen.add(following)
            left.append((following, iter(follows.get(following, ()))))
    return done[::-1]


def dominates(above: int, block: int, found: Mapping[int, int]) -> bool:
    """Whether every way to a block leads through another one."""
    while block != above and found.get(block, block) != block:
        block = found[block]
    return block == above
