"""Headings of one endpoint each: the one line that could define a name that others mention."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import itemgetter

from workbench.discovery.clusters import Cluster, Evidence, once
from workbench.discovery.headings import MARKED
from workbench.discovery.sentences import styles_of_sentences
from workbench.discovery.sights import Sight
from workbench.discovery.traits import stops
from workbench.discovery.view import View
from workbench.discovery.words import KEYED_END, NOT_HEADING, SENTENCE, XREF
from workbench.profile.names import Names

SEVERAL = 3
"""So many names behind the same words are no accident."""

MANY = 8
"""So many headings behind the same words are a style."""

NEARLY = 0.8
"""So many of the lines that begin in these words are headings then."""

_ARGUMENT = re.compile(r"\bCALL[ \t]+\S*\($", re.I)
"""What stands before what is handed over, and no endpoint: `CALL OTHER(`."""


def second_look(
    view: View, found: Iterable[Sight], starts: dict[str, int], told: Evidence, names: Names
) -> list[Cluster]:
    """Headings in a style that occurs once: the one line that could define a name that others mention.

    Only names that a table of contents lists, or that a reference mentions in the form of those that are known.
    """
    found = list(found)
    speaking = {s.lead for s in found if len(s.lead) > 1 and starts.get(s.name, s.line) != s.line}
    missing = (told.listed | {name for name in told.referred if names.has(name)}) - starts.keys()
    if names.own_form:  # all names have digits: what else is listed are the titles of chapters
        missing = {name for name in missing if any(map(str.isdecimal, name))}
    alike = {name for name in told.referred if names.alike(name)} - starts.keys()
    places: dict[str, list[Sight]] = defaultdict(list)
    leading = _leading(view, found, starts, missing)
    alone = _alone(view, found, starts)
    speaking -= leading
    taken = set(starts.values())
    headings = [sight for sight in found if starts.get(sight.name) == sight.line]
    spoken = styles_of_sentences(view, headings)
    said = spoken or not any(stops(view, line) for line in taken)
    for sight in found:
        if said and sight.lead not in spoken and stops(view, sight.line):
            continue  # a sentence, where no heading in this style is one
        if sight.line in taken or sight.line in view.listed or sight.lead in speaking or _ARGUMENT.search(sight.lead):
            continue
        leads = sight.lead in leading
        own = sight.lead in alone and view.is_open(sight.line) and names.alike(sight.name)
        if not (sight.name in missing or (leads and sight.name in alike) or (own and sight.name not in starts)):
            continue
        if (leads or not NOT_HEADING.search(sight.lead)) and not XREF.search(view.lines[sight.line]):
            places[sight.name].append(sight)
    known = sorted(starts.values())
    scored = {
        name: [(_lone(view, one, known, leading, alone), -one.line, one) for one in places[name]] for name in places
    }
    best = [max(scored[name], key=itemgetter(0, 1)) for name in sorted(scored)]
    return [Cluster(s.lead, s.after, s.underlined, (s,), score) for score, _, s in best if score >= 2]


def _leading(view: View, found: Iterable[Sight], starts: dict[str, int], missing: Set[str]) -> set[str]:
    """The leads that stand before several names in the open, once before each, and before hardly another.

    These are missing, or it is their headings.
    What their words are does not matter then: `Section 2.1: ` and `DESCRIPTION OF ` are headings where they do so.
    """
    behind: dict[str, list[Sight]] = defaultdict(list)
    for sight in found:
        if sight.name in missing or sight.name in starts:
            behind[sight.lead].append(sight)
    return {lead for lead, members in behind.items() if len(lead) > 1 and _leads(view, once(members), starts)}


def _leads(view: View, members: Sequence[Sight], starts: Mapping[str, int]) -> bool:
    own = [one for one in members if view.is_open(one.line) and starts.get(one.name, one.line) == one.line]
    return len(own) >= SEVERAL and len({sight.name for sight in own}) >= 0.9 * len(members)


def _alone(view: View, found: Iterable[Sight], starts: Mapping[str, int]) -> set[str]:
    """The leads of which nearly all lines that open are headings: what else stands there is one too.

    Not where these are mere numbers and words that vary.
    """
    behind: dict[str, list[Sight]] = defaultdict(list)
    for sight in found:
        if view.is_open(sight.line) and MARKED.search(sight.lead):
            behind[sight.lead].append(sight)
    told = {lead: sum(starts.get(one.name) == one.line for one in members) for lead, members in behind.items()}
    return {lead for lead, count in told.items() if count >= max(MANY, NEARLY * len(behind[lead]))}


def _lone(view: View, sight: Sight, known: Sequence[int], leading: Set[str], alone: Set[str]) -> float:
    """How much a single line looks like a heading: it opens, it is short, and items are declared below it."""
    after = next((line for line in known if line > sight.line), len(view.lines))
    keyed = bool(KEYED_END.match(sight.lead)) or sight.lead in leading
    if SENTENCE.search(sight.lead) and not keyed:
        return 0
    filled = sight.lead in alone or view.declares_between(sight.line, min(after, sight.line + 200))
    if not filled and (view.items or not keyed):
        return 0
    short = len(view.lines[sight.line].split()) <= 8
    return view.is_open(sight.line) + 0.7 * sight.underlined + short + 2 * keyed
