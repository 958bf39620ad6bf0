"""The lines that open the sections, where several lines of each name its endpoint once.

A page's head, a synopsis, a `PROC` and the last line of a section all divide a document alike. What opens is the line
that stands first: in every section above the lines that were taken for its heading, in the first one too.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

from workbench.discovery.clusters import Cluster, in_list, once
from workbench.discovery.sentences import is_sentence, styles_of_sentences
from workbench.discovery.sights import ANY, NUMBER, WORDS, Sight, titled
from workbench.discovery.traits import stops
from workbench.discovery.view import View
from workbench.discovery.words import XREF
from workbench.profile import form

MANY = 8
"""So few headings may all have a line above them by accident."""

MOST = 0.8
"""In so many sections a line that opens them stands above the one that was taken for their heading."""

SOME = 0.6
"""The same mark or word stands behind so many of the names."""

NEXT_TO = 2
"""Lines so close above a heading are part of it."""

BELOW = 5
"""The heading of a page's first section stands at most so many lines below the line that runs on each page."""

STRAYS = 0.1
"""So few lines of the same style may lead to another part, or name the endpoint again below."""

MOST_STRAYS = 0.6
"""So many lines of the same style may name other endpoints, in sentences that begin with them."""

_Style = tuple[str, str, int]
"""What stands before a name and behind it, and whether only lines count that open (1), and are no sentences (2)."""


def openers(view: View, seen: Sequence[Sight], found: Sequence[Cluster]) -> list[Cluster]:
    """The clusters, each with the lines that stand first in its sections in place of its own."""
    named: dict[str, list[Sight]] = defaultdict(list)
    for sight in seen if any(len(one.sights) >= MANY for one in found) else ():
        named[sight.name].append(sight)
    return [_first(view, seen, named, one) if len(one.sights) >= MANY else one for one in found]


def _first(view: View, seen: Sequence[Sight], named: Mapping[str, Sequence[Sight]], cluster: Cluster) -> Cluster:
    above = _above(view, named, cluster)
    least = MOST * len(cluster.sights)
    told_by = Counter[tuple[str, int]]()
    for (lead, _, opening), told in above.items():
        told_by[lead, opening] += len(told)
    likely = {
        (lead, after, opening): told
        for (lead, after, opening), told in above.items()
        if len(told) >= SOME * len(cluster.sights) and told_by[lead, opening] >= least and _far(told, cluster, NEXT_TO)
    }
    if not likely:
        return cluster
    members: dict[_Style, list[Sight]] = defaultdict(list)
    for sight in seen:
        for style in _styles(view, sight):
            if style in likely:
                members[style].append(sight)
    made = [one for style, told in likely.items() if (one := _cluster(view, style, told, members[style], cluster))]
    own = {sight.name: sight.line for sight in cluster.sights}
    return max(made, key=lambda one: _place(one, own), default=cluster)


def _place(one: Cluster, own: Mapping[str, int]) -> tuple[float, bool, int]:
    """How far the lines stand above others of the same sections; of the same, with the same words last."""
    above = median(own[sight.name] - sight.line for sight in one.sights)
    return above, not {ANY, WORDS} & set(one.lead), len(one.lead)


def _styles(view: View, sight: Sight) -> Iterable[_Style]:
    openly = range(1 + view.is_open(sight.line) * (1 + (not stops(view, sight.line))))
    leads = dict.fromkeys((sight.lead, titled(sight.lead)))
    return [(lead, sight.after, opening) for lead in leads for opening in openly]


def _above(view: View, named: Mapping[str, Sequence[Sight]], cluster: Cluster) -> dict[_Style, dict[str, Sight]]:
    """For each style the first lines that name endpoints between the last section's line and their own."""
    starts = [sight.line for sight in cluster.sights]
    found: dict[_Style, dict[str, Sight]] = defaultdict(dict)
    pairs = ((at, sight) for at, own in enumerate(cluster.sights) for sight in named[own.name])
    for at, sight in pairs:
        if sight.line != starts[at] and bisect_left(starts, sight.line) == at:
            for style in _styles(view, sight):
                if style[-1] or not in_list(sight.lead, sight.after):
                    found[style].setdefault(sight.name, sight)
    first = cluster.sights[0].name
    told_of = {style for sight in named[first] for style in _styles(view, sight)}
    opened = {text for style, told in found.items() if first in told for text in (style[0], _bare(style[0]))} - {""}
    return {
        style: told
        for style, told in found.items()
        if first in told or style in told_of or opened & {style[0], _bare(style[0])}
    }


def _far(told: Mapping[str, Sight], cluster: Cluster, most: int) -> bool:
    lines = {sight.name: sight.line for sight in cluster.sights}
    return median(lines[name] - sight.line for name, sight in told.items()) > most


def _cluster(
    view: View, style: _Style, told: Mapping[str, Sight], members: Sequence[Sight], cluster: Cluster
) -> Cluster | None:
    """The cluster of a style; none where its lines stand elsewhere too, run on each page, or lead to the next part."""
    if sum(bool(XREF.search(view.lines[sight.line])) for sight in told.values()) > STRAYS * len(told):
        return None
    kinds = {form(sight.name) for sight in cluster.sights}
    lead, after, opening = style
    taken = {sight.line for sight in cluster.sights}
    lengths = {len(sight.name) for sight in cluster.sights}
    few, many = min(lengths), max(lengths)
    alike = [one for one in members if form(one.name) in kinds and few <= len(one.name) <= many]
    alone = once(alike)
    again = sum(one.line not in taken for one in alike) - sum(one.line not in taken for one in alone)
    others = len({one.name for one in alone if one.name not in told})
    elsewhere = sum(one.name in told and told[one.name].line != one.line for one in alone)
    runs = again > STRAYS * len(told) and not _far(told, cluster, BELOW) and not _end_alike(alike)
    if runs or elsewhere + others > MOST_STRAYS * len(told):
        return None
    sights = sorted(told.values(), key=_line)
    return replace(cluster, lead=lead, after=after, underlined=False, sights=tuple(sights), opening=opening > 0)


def _end_alike(members: Sequence[Sight]) -> bool:
    """Whether the last line that names an endpoint stands right before the first one that names the next."""
    after = [b.line - a.line for a, b in pairwise(members) if a.name != b.name]
    inside = [b.line - a.line for a, b in pairwise(members) if a.name == b.name]
    return bool(after) and bool(inside) and median(after) < 0.5 * median(inside)


def _line(sight: Sight) -> int:
    return sight.line


def forerunners(
    view: View, seen: Iterable[Sight], found: Sequence[Cluster], starts: Mapping[str, int]
) -> list[Cluster]:
    """Headings of one endpoint each, written like most others but for a mark: `JOB PAY010` above where `JOB: PAY010` is
    said again, `/* KV10 - */` above `KV10: PROC`.

    They stand in the open between the last endpoint's heading and the line that was taken for their own.
    """
    told = [_bare(one.lead) for one in found if len(one.sights) >= MANY]
    spoken = styles_of_sentences(view, (sight for one in found for sight in one.sights))
    lines = sorted(starts.values())
    first: dict[str, Sight] = {}
    for sight in seen if any(told) else ():
        start = starts.get(sight.name, -1)
        if sight.line < start and view.is_open(sight.line) and _bare(sight.lead) in told:
            same = bisect_left(lines, sight.line) == bisect_left(lines, start)
            if same and not in_list(sight.lead, sight.after) and (spoken or not is_sentence(view, sight)):
                first.setdefault(sight.name, sight)
    score = max((one.score for one in found), default=0)
    return [Cluster(one.lead, one.after, one.underlined, (one,), score) for one in first.values()]


@lru_cache(maxsize=65536)
def _bare(lead: str) -> str:
    """The words of a lead, else its marks; empty where it has neither."""
    return "".join(filter(str.isalnum, lead)).casefold() or lead.strip(f" {WORDS}{ANY}{NUMBER}.")
