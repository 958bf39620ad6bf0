"""Names that a document speaks of throughout, where what was taken for headings defines hardly any of them.

What its own references and its list of contents name are the endpoints then, however their headings look: on the lines
of one shape that name most of them, each once and far apart. Where there are no such lines they are named as undefined.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from workbench.discovery.clusters import LEAST, Cluster, Evidence, once, spread_out
from workbench.discovery.references import Listing
from workbench.discovery.sights import Sight, titled
from workbench.discovery.topics import topics
from workbench.discovery.view import View, far_apart
from workbench.discovery.words import XREF
from workbench.profile import form

MANY = 8
"""So few names may be spoken of by accident."""

FEW = 0.3
"""So few of them are defined where they are neglected."""

MOST = 0.5
"""So many of them are named by the lines of one shape."""

TWICE = 2
"""So many times as often a document speaks of what it defines."""

SOME = 0.5
"""and at least so many times for each name that is defined."""

ALIKE = 0.05
"""So many of the names have a form that others have too: words in capitals that stand there by accident have none."""


def neglected(told: Evidence, defined: Collection[str]) -> set[str]:
    """The names that a document speaks of and that are not defined, where hardly any of those is."""
    forms = Counter(map(form, told.mentioned))
    usual = {kind for kind, many in forms.items() if "9" in kind and many >= max(2, ALIKE * len(told.mentioned))}
    spoken = {name for name in told.mentioned if form(name) in usual}
    if len(spoken) < MANY or len(spoken & set(defined)) > FEW * len(spoken):
        return set()
    return spoken - set(defined)


@dataclass(frozen=True)
class Neglect:
    """The names that a document speaks of and that are not defined; `instead`: of another kind than what is."""

    names: Set[str]
    instead: bool


def overlooked(view: View, starts: Mapping[str, int], lines: Iterable[Listing], told: Evidence) -> Neglect:
    """What is neglected of the things that a document speaks of, whatever was taken for headings.

    `starts`: where names are defined. `lines`: those that lead to some of them. Things of a kind of which some are
    defined are the right ones; those of another kind are where the document speaks of them far more.
    """
    least = max(MANY, TWICE * _spoken(view, starts, lines), SOME * len(starts))
    for one in topics(view):
        own = len(one.names & starts.keys()) >= FEW * min(len(one.names), max(1, len(starts)))
        if own or (len(one.names) >= MANY and one.weight >= least):
            return Neglect((one.names | one.kin) - starts.keys(), bool(starts) and not own)
    names = neglected(told, starts)
    return Neglect(names, bool(names and starts))


def _spoken(view: View, starts: Mapping[str, int], told: Iterable[Listing]) -> int:
    """How often names that are no items are spoken of in the sections of others."""
    lines = sorted(starts.values())
    home = {name: bisect_right(lines, line) for name, line in starts.items() if name not in view.declared_names}
    places = ((name, bisect_right(lines, one.line)) for one in told for name in one.names)
    return sum(home.get(name, at) != at for name, at in places)


def headed(view: View, seen: Iterable[Sight], names: Collection[str]) -> list[Cluster]:
    """The headings of names that were neglected: lines of one shape; none where there are no such."""
    forms = {form(name) for name in names}
    shapes: dict[tuple[str, str], list[Sight]] = defaultdict(list)
    for sight in seen:
        if form(sight.name) in forms:
            for lead in dict.fromkeys((sight.lead, titled(sight.lead))):
                shapes[lead, sight.after].append(sight)
    made = [one for style, members in shapes.items() for one in _dividing(view, style, members, set(names))]
    return sorted(made, key=lambda one: (-len({sight.name for sight in one.sights} & set(names)), -len(one.lead)))[:1]


def _dividing(
    view: View, style: tuple[str, str], members: Sequence[Sight], names: Collection[str]
) -> Iterator[Cluster]:
    """The cluster of a shape, as all its lines or those that open, if these divide the document."""
    for opening in (False, True):
        alone = once(spread_out([one for one in members if not opening or view.is_open(one.line)]))
        counts = Counter(one.name for one in alone)
        if (
            len(counts.keys() & names) >= max(MANY, MOST * len(names))
            and len(counts) >= 0.9 * len(alone)
            and far_apart([one.line for one in alone], len(view.lines))
            and not any(XREF.search(view.lines[one.line]) for one in alone)
        ):
            first = {one.name: one for one in reversed(alone)}
            kept = tuple(sorted(first.values(), key=lambda one: one.line))
            yield Cluster(*style, False, kept, LEAST, opening)
            return
