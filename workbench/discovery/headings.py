"""Where each endpoint is defined, and the patterns that find its heading again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.discovery.clusters import Cluster, Evidence, only
from workbench.discovery.patterns import expression
from workbench.discovery.sights import WORDS, Sight
from workbench.discovery.view import View
from workbench.discovery.words import KEYED_END, NOT_HEADING, SENTENCE, XREF
from workbench.profile import Pattern, form
from workbench.profile.names import IDENTIFIER, Names, forms
from workbench.records import UNKNOWN

NEAR = 30
"""Sights of a name that stand so close together, in lines, are one place."""

_RULE_BELOW = r"(?=[^\n]*\n[ \t]*[*|+#=\-_~.<>/\\]{3,}[ \t]*\r?$)"


def definitions(found: Sequence[Cluster], told: Evidence) -> dict[str, int]:
    """Where each name is defined: the sights of a name that stand close together count as one place."""
    kinds = _kinds(found) | {form(name) for name in told.listed if "9" in form(name)}
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for cluster in found:
        for sight in cluster.sights:
            if form(sight.name) in kinds or sight.name in told.listed:
                places[sight.name].append((sight.line, cluster.score))
    return {name: _best_place(sorted(seen)) for name, seen in places.items()}


def _kinds(found: Sequence[Cluster]) -> set[str]:
    """The forms of names in the surest clusters; a cluster whose names look otherwise needs a keyword of its own."""
    weight: Counter[str] = Counter()
    for cluster in found:
        for sight in cluster.sights:
            weight[form(sight.name)] += cluster.score  # type: ignore[assignment]
    keyed = {form(s.name) for c in found if KEYED_END.match(c.lead) for s in c.sights}
    most = max(weight.values(), default=0)
    strong = {name for name, total in weight.items() if total >= 0.05 * most}
    return (keyed & strong) | {name for name in strong if not keyed or weight[name] >= 0.2 * most}


def _best_place(seen: Sequence[tuple[int, float]]) -> int:
    """The first line of the group of near lines with the highest score in all."""
    groups: list[list[tuple[int, float]]] = []
    for line, score in seen:
        if groups and line - groups[-1][-1][0] <= NEAR:
            groups[-1].append((line, score))
        else:
            groups.append([(line, score)])
    best = max(groups, key=lambda group: (sum(score for _, score in group), -group[0][0]))
    return best[0][0]


def used(found: Sequence[Cluster], starts: dict[str, int]) -> list[Cluster]:
    """The clusters that start a definition, each with those of its sights that do; the more specific lead first."""
    kept: dict[tuple[str, str, bool], Cluster] = {}
    left = dict(starts)
    for cluster in sorted(found, key=lambda c: (WORDS in c.lead, -c.score)):
        first = [sight for sight in cluster.sights if left.get(sight.name) == sight.line]
        for sight in first:
            del left[sight.name]
        if first and (twin := kept.get(cluster.style)):
            both = sorted((*twin.sights, *first), key=lambda sight: sight.line)
            kept[cluster.style] = replace(only(twin, both), score=max(twin.score, cluster.score))
        elif first:
            kept[cluster.style] = only(cluster, first)
    return list(kept.values())


def second_look(
    view: View, found: Iterable[Sight], starts: dict[str, int], told: Evidence, names: Names
) -> list[Cluster]:
    """Headings in a style that occurs once: the one line that could define a name that others mention.

    Only names that a table of contents lists, or that a reference mentions in the form of those that are known.
    """
    missing = (told.listed | {name for name in told.referred if names.has(name)}) - starts.keys()
    places: dict[str, list[Sight]] = defaultdict(list)
    for sight in found:
        if sight.name in missing and not NOT_HEADING.search(sight.lead) and not XREF.search(view.lines[sight.line]):
            places[sight.name].append(sight)
    known = sorted(starts.values())
    best = [max(places[name], key=lambda sight: (_lone(view, sight, known), -sight.line)) for name in sorted(places)]
    return [Cluster(s.lead, s.after, s.underlined, (s,), score) for s in best if (score := _lone(view, s, known)) >= 2]


def _lone(view: View, sight: Sight, known: Sequence[int]) -> float:
    """How much a single line looks like a heading: it opens, it is short, and items are declared below it."""
    after = next((line for line in known if line > sight.line), len(view.lines))
    keyed = bool(KEYED_END.match(sight.lead))
    if SENTENCE.search(sight.lead) and not keyed:
        return 0
    if not view.declares_between(sight.line, min(after, sight.line + 200)):
        return 0
    short = len(view.lines[sight.line].split()) <= 8
    return view.is_open(sight.line) + 0.7 * sight.underlined + short + 2 * keyed


def pattern(cluster: Cluster, names: str) -> Pattern:
    """The regular expression that finds the headings of a cluster; `names`: what endpoints' names look like."""
    own = names if names != UNKNOWN else forms(sight.name for sight in cluster.sights)
    inner = own if own != UNKNOWN else IDENTIFIER
    after = re.escape(cluster.after) if cluster.after else r"(?=[\w\s]|$)"
    below = _RULE_BELOW if cluster.underlined else ""
    text = rf"[ \t\f]*+{expression(cluster.lead)}(?P<name>{inner})(?![\w-])[ \t]*{after}{below}"
    return Pattern(pattern=text, sample=sample(cluster), count=len(cluster.sights))


def sample(cluster: Cluster) -> str:
    """One heading as an example: its line number and what was recognised in it."""
    first = cluster.sights[0]
    return f"line {first.line + 1}: {first.lead}{first.name}{first.after}".replace("\ue000", "#")
