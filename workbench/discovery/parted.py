"""Documents in parts that each speak of every endpoint: what it does, then what is passed to it, then its messages.

An endpoint is defined in the first of these parts; its sections in the others go on with it. In each part all names
head a section of their own, and no part begins before the last one has ended.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workbench.discovery.clusters import Cluster
from workbench.discovery.headings import used
from workbench.discovery.sights import Sight
from workbench.discovery.view import View, far_apart

MANY = 8
"""Fewer names may stand in another order elsewhere by accident."""

COMMON = 0.9
"""So many of the names in a part head a section in the other one too."""

SOME = 0.5
"""A part that comes later has at least so many of them: not all endpoints have messages."""

LINES = 3
"""Half of the sections of a later part have at least so many lines."""


class Parted(NamedTuple):
    """The headings that define endpoints, where they do, and those of their sections in later parts."""

    found: list[Cluster]
    starts: dict[str, int]
    continued: list[Cluster]


def parted(view: View, seen: Sequence[Sight], found: Sequence[Cluster], starts: Mapping[str, int]) -> Parted:
    """The headings of the first part that has one for each endpoint, and those of other parts."""
    whole = Parted([*found], {**starts}, [])
    if len(starts) < MANY:
        return whole
    parts = [part for part in _parts(view, seen, set(starts.values())) if _common(part, starts) >= COMMON]
    before = [part for part in parts if part[-1].line < min(starts.values()) and _heads_all(view, part, starts)]
    if before:
        first = min(before, key=lambda part: part[0].line)
        score = max(cluster.score for cluster in found)
        made = Cluster(first[0].lead, first[0].after, first[0].underlined, tuple(first), score, opening=True)
        defined = {sight.name: sight.line for sight in first}
        whole = Parted(
            [made, *found], {**starts, **defined}, used(found, {n: starts[n] for n in starts if n in defined})
        )
    last = max(starts.values())
    after = [part for part in parts if part[0].line > last and len(part) >= SOME * len(starts)]
    for part in after:
        if far_apart([sight.line for sight in part], len(view.lines), LINES, last=False):
            style = (part[0].lead, part[0].after, part[0].underlined)
            whole.continued.append(Cluster(*style, tuple(part), whole.found[0].score, opening=True))
    return whole


def _parts(view: View, seen: Sequence[Sight], known: set[int]) -> list[list[Sight]]:
    """The lines of one style that open, each with a name that no other one has."""
    styles: dict[tuple[str, str, bool], list[Sight]] = defaultdict(list)
    for sight in seen:
        if sight.line not in known and view.is_open(sight.line):
            styles[sight.lead, sight.after, sight.underlined].append(sight)
    once = ({sight.name for sight in part} for part in styles.values())
    return [part for part, names in zip(styles.values(), once, strict=True) if MANY <= len(names) == len(part)]


def _common(part: Sequence[Sight], starts: Mapping[str, int]) -> float:
    """How many of the names in a part are those of endpoints."""
    return sum(sight.name in starts for sight in part) / len(part)


def _heads_all(view: View, part: Sequence[Sight], starts: Mapping[str, int]) -> bool:
    """Whether the lines of a part head a section for each endpoint."""
    names = {sight.name for sight in part}
    lines = [*(sight.line for sight in part), min(starts.values())]
    return len(names & starts.keys()) >= COMMON * len(starts) and far_apart(lines, len(view.lines), last=False)
