"""Numbers of sections that look like names, `A-1`, `B-2`: where names stand behind them, these are the endpoints."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.discovery.clusters import FEW, Cluster
from workbench.discovery.sights import Sight
from workbench.discovery.traits import counts_on

WHOLE = 0.9
"""Names stand behind so many of the numbers."""

SOME = 0.25
"""So many of them behind the same words: a part of the document has its own."""


def without_counters(seen: Iterable[Sight], found: Sequence[Cluster]) -> list[Cluster]:
    """The clusters, with the names behind in place of names that only count on."""
    counted = [one for one in found if len(one.sights) >= FEW and counts_on([each.name for each in one.sights])]
    if not counted:
        return list(found)
    by_line: dict[int, list[Sight]] = defaultdict(list)
    for sight in seen:
        by_line[sight.line].append(sight)
    return [new for one in found for new in (_titles(by_line, one) if one in counted else [one])]


def _titles(by_line: dict[int, list[Sight]], counted: Cluster) -> list[Cluster]:
    """The clusters of what stands behind the numbers; the cluster of the numbers where that is nothing of its own."""
    own = {sight.name for sight in counted.sights}
    styles: dict[tuple[str, str], list[Sight]] = defaultdict(list)
    for number in counted.sights:
        for sight in by_line[number.line]:
            if sight.name not in own:
                styles[sight.lead, sight.after].append(sight)
    likely = [some for some in styles.values() if len(some) >= max(FEW, SOME * len(counted.sights)) and _differ(some)]
    lines = {sight.line for some in likely for sight in some}
    if len(lines) < WHOLE * len(counted.sights):
        return [counted]
    return [
        replace(counted, lead=some[0].lead, after=some[0].after, underlined=False, sights=tuple(some))
        for some in sorted(likely, key=_first)
    ]


def _differ(some: Sequence[Sight]) -> bool:
    names = [sight.name for sight in some]
    return len(set(names)) >= WHOLE * len(names) and not counts_on(names)


def _first(some: Sequence[Sight]) -> int:
    return some[0].line
