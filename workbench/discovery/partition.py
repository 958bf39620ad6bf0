"""Headings by how they divide a document: one shape of line, and each of its names different and spoken of elsewhere.

A shape is what stands before a name, or only the beginning and the end of that where titles vary: `Section 1. The
trustee release service, RETRU01`. Words do not count here, only how the lines stand: far apart, with items below, from
the first items to the last, and with names that other parts of the document use too.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise

from workbench.discovery.clusters import LEAST, Cluster, in_list, once, refers, spread_out
from workbench.discovery.kinds import WORDED, alike, kind
from workbench.discovery.references import Listing
from workbench.discovery.sections import are_spoken, in_order
from workbench.discovery.sights import ANY, NUMBER, WORDS, Sight, titled, wide
from workbench.discovery.speech import Speech
from workbench.discovery.traits import alike_near, ends, goes_on, runs_on, stops, typical, varies
from workbench.discovery.view import View, far_apart

MANY = 8
"""A shape with fewer names may be an accident."""

MANIFOLD = 3
"""A shape with so many times the names is worth more than one of which all are spoken of."""

SPOKEN = 0.75
"""So many of them must be spoken of then."""

MOST = 0.6
"""So many of the lines whose words vary have the same right before their names, where that tells them from others."""

CONTENTS = 0.8
"""So far are the names of headings those of the list of contents, where there is one."""

MOST_TITLES = 0.8
"""So many of the lines are no sentences, where those that are divide nothing."""

OPENED = 0.9
"""So many of the lines open where a document has hardly any items that are recognised."""

FREE = 0.95
"""Where so many of the headings open, those that do not are none: where nothing stands before their names."""

SURE = 7.0

_NAMING = re.compile(r"[^\W\d_\ue000-\ue002]|\[\]\Z|\(\)\Z|\{\}\Z|<>\Z")
"""Words of its own before names or behind, or brackets around them: names of several forms may stand there."""


@dataclass(frozen=True)
class Division:
    """A shape and how well its lines divide the document.

    `spoken`: how many of its names other parts speak of. `known`: the share of its names among all that are spoken of
    in the same words. `filled`: the share of parts with items. `open`: that of headings behind a blank line or a rule.
    `contents`: how far its names are those of the list of contents. `titles`: the share of lines with no sentence that
    goes on below.
    """

    cluster: Cluster
    spoken: int
    known: float
    filled: float
    open: float
    contents: float
    titles: float

    @property
    def share(self) -> float:
        """The share of its names that other parts speak of."""
        return self.spoken / max(1, len(self.cluster.sights))

    @property
    def worth(self) -> tuple[float, ...]:
        """The order of divisions, the best last."""
        lead = self.cluster.lead
        plain = not {ANY, WORDS} & set(lead), sum(map(str.isalpha, lead))
        told = self.spoken * (0.6 + 0.4 * min(1.0, self.filled / 0.8)) * (0.8 + 0.2 * self.titles)
        return (
            self.contents >= CONTENTS,
            round(told / max(1, len(self.cluster.sights)), 1),
            round(told, 1),
            *plain,
            round(self.open, 1),
            self.cluster.underlined,
            -self.cluster.sights[0].line,
        )


def division(view: View, seen: Sequence[Sight], listings: Iterable[Listing], listed: Set[str]) -> list[Cluster]:
    """The one shape of heading that divides the document without a doubt; none where there is no such."""
    speech = Speech(seen, listings, listed)
    found = [one for shape in _shapes(view, seen) if (one := _nearly(view, *shape, speech))]
    best = max(found, key=_worth, default=None)
    if best:
        many = [one for one in found if one.spoken >= MANIFOLD * best.spoken >= MANIFOLD and one.share >= SPOKEN]
        best = max(many, key=_worth, default=best)
    return [best.cluster] if best else []


def _worth(one: Division) -> tuple[float, ...]:
    return one.worth


_Key = tuple[str, str, bool]
_Whole = Callable[[], bool]
"""Whether hardly any other form of names stands in the lines of a shape: asked for only where it matters."""


def _shapes(view: View, seen: Iterable[Sight]) -> Iterator[tuple[_Key, list[Sight], _Whole]]:
    """Sights by what stands around them and by the form of the name, and whether hardly any other form stands there.

    Or hardly any other in lines that open: what recurs there is no name.
    """
    groups: dict[tuple[str, str, bool, str], list[Sight]] = defaultdict(list)
    for sight in (one for one in seen if one.line not in view.listed):
        like = kind(sight.name)
        for lead in dict.fromkeys((sight.lead, wide(sight.lead), titled(sight.lead), *framed(sight.lead))):
            groups[lead, sight.after, False, like].append(sight)
            if sight.underlined:
                groups[lead, sight.after, True, like].append(sight)
    shapes: dict[_Key, list[list[Sight]]] = defaultdict(list)
    for (lead, after, below, _), members in groups.items():
        shapes[lead, after, below].append(members)
    for (lead, after, below, _), members in groups.items():
        if len(members) >= MANY:
            others = shapes[lead, after, below]
            yield (lead, after, below), members, partial(_is_whole, view, members, others)
    for key, forms in shapes.items():
        if len(forms) > 1 and sum(map(len, forms)) >= MANY and (key[-1] or _NAMING.search(key[0] + key[1])):
            yield key, sorted((sight for members in forms for sight in members), key=_line), partial(bool, 1)


def _is_whole(view: View, members: Sequence[Sight], others: Sequence[Sequence[Sight]]) -> bool:
    return len(members) >= 0.9 * sum(map(len, others)) or _openly(view, members, others)


def _openly(view: View, members: Sequence[Sight], others: Iterable[Sequence[Sight]]) -> bool:
    """Whether of the names that open lines, and do not recur there, hardly any has another form."""
    own = _single(view, members)
    return own >= MANY and own >= 0.9 * sum(_single(view, some) for some in others)


def _single(view: View, members: Iterable[Sight]) -> int:
    """How many names open just one of some lines."""
    return list(Counter(sight.name for sight in members if view.is_open(sight.line)).values()).count(1)


@lru_cache(maxsize=65536)
def framed(lead: str) -> tuple[str, ...]:
    """A lead with its first word and its last alone, numbers beside, and with the first alone: what is between may be
    anything.

    >>> framed(f"Section {NUMBER}. The quote split service, ")[0].replace(ANY, "...").replace(NUMBER, "1")
    'Section 1. ... service, '
    """
    words = lead.split(" ")
    first = 2 if len(words) > 1 and NUMBER in words[1] else 1
    last = 2 if not words[-1] else 1
    if len(words) - last - first < 1:
        return (" ".join((*words[:first], ANY, "")),) if last > 1 and len(words) == first + 2 else ()
    ends = (" ".join((*words[:first], ANY, "")),) if last > 1 else ()
    return (" ".join((*words[:first], ANY, *words[-last:])), *ends)


def _division(view: View, key: _Key, members: Sequence[Sight], whole: _Whole, speech: Speech) -> Division | None:
    """How all lines of a shape divide the document, else only those of them that open, or that end with the name."""
    often = len({sight.name for sight in members}) < 0.3 * len(members)
    full = not often and not in_list(key[0], key[1])
    found = _divided(view, key, members, whole, speech) if full else None
    # A name may begin a line of a paragraph too, and a list that stands apart, and a paragraph of one sentence.
    lines = {sight.line for sight in members}
    first = [sight for sight in members if view.is_open(sight.line)]
    openly = [sight for sight in first if sight.line + 1 not in lines]
    bare = not any(map(str.isalpha, key[0])) and not key[1].strip()  # what a sentence begins with
    if found and not bare:
        return found
    if found:
        free = FREE * len(found.cluster.sights) <= len(openly) < len(members)
        every, divided = (openly, _opening) if free else (members, _divided)
        found = (divided(view, key, every, whole, speech) if free else None) or found
        told = [sight for sight in every if not stops(view, sight.line)]
        fewer = MOST_TITLES * len(found.cluster.sights) <= len(told) < len(every)
        return (divided(view, key, told, whole, speech) if fewer else None) or found
    titles = [sight for sight in openly if not stops(view, sight.line)] if bare else openly
    ending = [sight for sight in openly if ends(view, sight)]
    less = (
        (openly, not full or len(openly) < len(members)),
        (titles, len(titles) < len(openly)),
        (ending, len(ending) < len(titles)),
        (first, len(openly) < len(first)),
    )
    tried = (_opening(view, key, some, whole, speech) for some, fewer in less if fewer)
    return next((one for one in tried if one), None)


def _opening(view: View, key: _Key, some: Sequence[Sight], whole: _Whole, speech: Speech) -> Division | None:
    """How those lines divide the document that open."""
    found = _divided(view, key, some, whole, speech) if len(some) >= MANY else None
    return found and replace(found, cluster=replace(found.cluster, opening=True))


def _nearly(view: View, key: _Key, members: Sequence[Sight], whole: _Whole, speech: Speech) -> Division | None:
    """How lines divide the document whose words vary: best those with one word or gap before the name, if most are."""
    found = _division(view, key, members, whole, speech)
    if not found or not varies(key[0]):
        return found
    for some in alike_near(view, members):
        if len(some) < max(MANY, MOST * len(found.cluster.sights)) or len(some) == len(members):
            continue
        if (near := _division(view, key, some, whole, speech)) and near.share >= found.share:
            if near.spoken >= MOST * found.spoken:
                return near
    return found


def _divided(view: View, key: _Key, members: Sequence[Sight], whole: _Whole, speech: Speech) -> Division | None:
    alone = _longest(view, once(spread_out(members)))
    names = {sight.name for sight in alone}
    contents = len(names & speech.listed) / max(1, len(names | speech.listed))
    if len(alone) < MANY or not _apart(view, alone, contents >= CONTENTS) or speech.crowd(alone):
        return None
    spoken, told = speech.of(alone, len(view.lines))
    if varies(key[0]) and len(likely := typical(view, alone, spoken)) >= max(MANY, len(spoken)):
        alone = likely
        names = {sight.name for sight in alone}
        spoken &= names
    if WORDED in map(kind, names):
        alone = [sight for sight in alone if sight.name in spoken or _filled(view, sight, alone)]
        names = {sight.name for sight in alone}
        if len(alone) < MANY:
            return None
    if whole():
        spoken |= in_order(view, alone)
        told = alike(told | spoken, names)
    known = len(spoken) / max(1, len(told))
    if known < 0.7 or not are_spoken(view, alone, len(spoken)):
        return None
    pairs = pairwise([*(sight.line for sight in alone), len(view.lines)])
    filled = sum(_declares(view, start, end) for start, end in pairs) / len(alone)
    opened = sum(view.is_open(sight.line) for sight in alone) / len(alone)
    plain = opened >= OPENED and len(view.declaring) < len(alone)
    if filled < 0.5 and len(spoken) < 0.8 * len(alone) and (filled > 0.2 or known < 0.9) and not plain:
        return None
    if (filled >= 0.5 and _ends(view, alone)) or refers(view, alone):
        return None
    if opened < 0.5 and sum(goes_on(view, sight.line) for sight in alone) > 0.5 * len(alone):
        return None
    cluster = Cluster(*key, tuple(alone), max(LEAST, SURE * len(spoken) / len(alone)))
    titles = sum(not runs_on(view, sight.line) for sight in alone) / len(alone)
    return Division(cluster, len(spoken), known, filled, opened, contents, titles)


def _filled(view: View, sight: Sight, alone: Sequence[Sight]) -> bool:
    """Whether items are declared below a line and before the next."""
    end = next((one.line for one in alone if one.line > sight.line), len(view.lines))
    return _declares(view, sight.line, end)


def _longest(view: View, members: Sequence[Sight]) -> list[Sight]:
    """For each name the sight that opens, or else that most lines follow; none where names recur often."""
    found: dict[str, tuple[bool, int, Sight]] = {}
    if len({sight.name for sight in members}) < 0.9 * len(members):
        return []
    for at, sight in enumerate(members, 1):
        after = members[at].line if at < len(members) else len(view.lines)
        one = (view.is_open(sight.line), after - sight.line, sight)
        found[sight.name] = max(found.get(sight.name, one), one, key=_length)
    return sorted((sight for *_, sight in found.values()), key=_line)


def _length(one: tuple[bool, int, Sight]) -> tuple[bool, int]:
    return one[:2]


def _line(sight: Sight) -> int:
    return sight.line


def _apart(view: View, alone: Sequence[Sight], contents: bool) -> bool:
    """Whether the lines stand apart, and none of the parts is most of the document.

    An appendix may follow the last one, where these are the names of the list of contents.
    """
    return far_apart([sight.line for sight in alone], len(view.lines), last=not contents)


def _ends(view: View, alone: Sequence[Sight]) -> bool:
    """Whether the lines stand below the items of their parts: many before the first, and none after the last."""
    before = bisect_left(view.declaring, alone[0].line)
    after = len(view.declaring) - bisect_left(view.declaring, alone[-1].line)
    usual = len(view.declaring) / len(alone)
    return before > 3 * usual or (before > 0.2 * usual and after < 0.2 * usual)


def _declares(view: View, start: int, end: int) -> bool:
    at = bisect_left(view.declaring, start)
    return at < len(view.declaring) and view.declaring[at] < end
