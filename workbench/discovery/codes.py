"""Codes of errors, which stand once in each section as its heading does: `E052: no such record`, `FOE120I`.

They differ by their numbers alone and follow a heading each, and no section speaks of that of another one, but of what
the headings name.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from workbench.discovery.clusters import FEW, Cluster
from workbench.discovery.sights import Sight

MOST = 0.8
"""So many of the codes stand in a section of their own."""

SELDOM = 0.1
"""Sections speak of so few codes of others,"""

OFTEN = 0.3
"""and of so many of the other names."""

_DIGITS = re.compile(r"\d+")


def without_codes(
    seen: list[Sight], found: list[Cluster], starts: dict[str, int], told: Set[str]
) -> tuple[list[Sight], list[Cluster], dict[str, int]]:
    """The sights, headings and where they define names, without codes of errors.

    `told`: names that the document is known to mention.
    """
    codes = _codes(seen, starts, told)
    if not codes:
        return seen, found, starts
    left = ((one, tuple(sight for sight in one.sights if sight.name not in codes)) for one in found)
    return (
        [one for one in seen if one.name not in codes],
        [replace(one, sights=some) for one, some in left if some],
        {name: line for name, line in starts.items() if name not in codes},
    )


def _codes(seen: Sequence[Sight], starts: Mapping[str, int], told: Set[str]) -> set[str]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for name in starts:
        if any(map(str.isdecimal, name)):
            kinds[_DIGITS.sub("#", name)].add(name)
    found: set[str] = set()
    for names in kinds.values():
        others = {name: line for name, line in starts.items() if name not in names}
        if FEW <= len(names) <= len(others) and not names & told and _are_codes(seen, starts, names, others):
            found |= names
    return found


def _are_codes(seen: Iterable[Sight], starts: Mapping[str, int], names: Set[str], others: Mapping[str, int]) -> bool:
    lines = sorted(others.values())
    home = {name: bisect_right(lines, line) for name, line in starts.items()}
    if len({home[name] for name in names} - {0}) < MOST * len(names):
        return False
    # What stands behind the last heading may be a list of all.
    places = ((one.name, bisect_right(lines, one.line)) for one in seen if one.name in home)
    spoken = {name for name, at in places if at not in (home[name], home[name] - 1, len(lines))}
    return len(spoken & names) <= SELDOM * len(names) and len(spoken - names) > OFTEN * len(others)
