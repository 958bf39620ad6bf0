"""Headings told by the lines alone, though hardly anybody mentions what they name: a family of lines of one shape.

`Subject: RE: HR150P - change tariff`, `Q5. What is AR212 for?`: each has another name of one form, they stand far
apart over the whole document, and what follows each is built alike. Names that count, `Q5`, are no such names.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from workbench.discovery.clusters import LEAST, Cluster, once, spread_out
from workbench.discovery.headings import MARKED
from workbench.discovery.markup import BELOW
from workbench.discovery.series import counted, is_date, tickets
from workbench.discovery.sights import ANY, NUMBER, WORDS, Sight, lead, place, titled
from workbench.discovery.traits import listed, stops
from workbench.discovery.view import View, far_apart
from workbench.discovery.words import NOT_LABEL, XREF
from workbench.profile import form
from workbench.profile.names import Names

LABEL = 2
"""A label has at most so many words."""

LISTED = 0.3
"""So many of the names stand right beside another one in lists: the codes of errors in each section."""

SAID = 5
"""So many words before a name, and the end of a sentence behind it, are running text."""

TITLE = 12
"""A title has at most so many words."""

MORE = 1.2
"""A family must be so many times the headings that are known."""

SOME_MORE = 1.05
"""So many times where it has those, and they are doubtful."""

LEFT = 0.1
"""So few names may be left behind words with which headings begin."""

FEW = 6
"""A family has so many names at least."""

APART = 4
"""Half of the sections have at least so many lines."""

NEARLY = 0.9
"""A family with so many of the names of the largest one is as good, if its lines say more."""

ALIKE = 0.5
"""So many of the sections have items, or a line that begins alike."""

STRANGERS = 0.5
"""Elsewhere stand at most so many other names of the same form, for each of the family."""

UNSPOKEN = 0.3
"""A name of which nobody speaks is worth so much of another one."""

LEADS = 4
"""So many leads are patterns of their own; more are one, with open words."""

_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])|[a-z]+[A-Z]|[A-Za-z]+[-_][A-Za-z]|[A-Z]{4,}\Z")
_NUMBERED = re.compile(rf"[^\w\s]*{NUMBER}[^\w\s]*\Z")
_DIGITS = re.compile(r"\d+")
_FIRST = re.compile(r"[^\W\d_]*")


@dataclass(frozen=True)
class _Family:
    """The lines of a shape, and how much they look like headings.

    `spoken`: how many of the names other sections speak of. `first`: the line and the column of the first name.
    `ticket`: of none, and their numbers look like those of tickets.
    """

    shape: str
    sights: tuple[Sight, ...]
    spoken: int
    opened: float
    alike: float
    first: tuple[int, int]
    ticket: bool

    @property
    def worth(self) -> tuple[float, ...]:
        """The order of families that are as large, the best last: what comes first in sections opens them."""
        line, column = self.first
        filled = round(self.alike, 1), round(self.opened, 1)
        plain = sum(map(str.isalnum, self.shape)), -self.shape.count(ANY)
        return (not self.ticket, -line, -column, self.shape != "", BELOW not in self.shape, *filled, *plain)


def families(view: View, seen: Iterable[Sight], told: Set[str]) -> list[Cluster]:
    """The clusters of the family whose lines divide the document best; none where there is no such.

    `told`: names that the document is known to mention.
    """
    kinds: dict[str, list[Sight]] = defaultdict(list)
    for sight in seen:
        if _CODE.match(sight.name) and not is_date(sight.name) and not _labels(sight.lead):
            for kind in _kinds(sight.name):
                kinds[kind].append(sight)
    found = [
        one
        for kind, codes in kinds.items()
        for shape, members in _groups(view, codes).items()
        if (one := _family(view, shape, members, codes, told))
    ]
    if not found:
        return []
    most = max(_size(one) for one in found)
    best = max((one for one in found if _size(one) >= NEARLY * most), key=_worth)
    return list(_clusters(best))


def uncounted(seen: Iterable[Sight], found: Sequence[Cluster], told: Set[str]) -> list[Cluster]:
    """The clusters without those whose names are dates, or only count and stand nowhere else.

    `told`: names that the document is known to mention.
    """
    names = [[sight.name for sight in one.sights] for one in found]
    series = [one for one, some in zip(found, names, strict=True) if counted(some)]
    many = Counter(name for _, name in {(sight.line, sight.name) for sight in seen}) if series else Counter[str]()
    again = told | {name for name, count in many.items() if count > 1}
    return [
        one
        for one, some in zip(found, names, strict=True)
        if sum(map(is_date, some)) <= 0.5 * len(some) and (one not in series or not again.isdisjoint(some))
    ]


def alike_left(seen: Iterable[Sight], found: Sequence[Cluster], names: Names) -> bool:
    """Whether several lines begin as headings do that are known, and go on with a name that is not: `Subject: Re: `."""
    begun = {one.lead.partition(" ")[0] for one in found}
    left = {sight.name for sight in seen if sight.lead.partition(" ")[0] in begun and sight.name not in names.defined}
    return sum(map(names.alike, left)) > LEFT * len(names.defined)


def better(view: View, kin: Sequence[Cluster], starts: Mapping[str, int], sure: bool) -> bool:
    """Whether a family finds more than the headings that are known, or other names on their lines: those of tickets.

    `sure`: these headings are such beyond doubt, so they must be of the family, and keep their items.
    """
    told = {sight.line: sight.name for one in kin for sight in one.sights}
    own = sum(told.get(line) == name for name, line in starts.items()) >= NEARLY * len(starts)
    if sure and (not own or _filled(view, starts, told) < NEARLY * _filled(view, starts, ())):
        return False
    if len(told) > (SOME_MORE if own and not sure else MORE) * len(starts):
        return True
    beside = sum(told.get(line, name) != name for name, line in starts.items())
    return beside >= NEARLY * len(starts) > 0 and not set(starts) & set(told.values())


def _filled(view: View, starts: Mapping[str, int], more: Iterable[int]) -> int:
    """How many headings have items below them, up to the next one; `more`: the lines of others."""
    known = set(starts.values())
    lines = sorted({*known, *more})
    return sum(view.declares_between(a, b) for a, b in pairwise([*lines, len(view.lines)]) if a in known)


def _size(one: _Family) -> float:
    return (UNSPOKEN * len(one.sights) + one.spoken) * (0.5 if one.ticket else 1)


def _worth(one: _Family) -> tuple[float, ...]:
    return one.worth


def _groups(view: View, codes: Iterable[Sight]) -> Mapping[str, list[Sight]]:
    """The first of some names in each line, by what leads to it."""
    groups: dict[str, list[Sight]] = defaultdict(list)
    last = -1
    for sight in (one for one in codes if one.line not in view.listed):
        if sight.line != last:
            last = sight.line
            for shape in _shapes(sight.lead):
                groups[shape].append(sight)
            if view.is_open(sight.line):
                groups[""].append(sight)
            elif (title := _title(view, sight.line - 1)) is not None and not XREF.search(view.lines[sight.line]):
                groups[f"{title}{BELOW}"].append(replace(sight, line=sight.line - 1))
    return groups


@lru_cache(maxsize=4096)
def _labels(told: str) -> bool:
    """Whether hardly more stands before a name than a word that says that it is something else: `Map: `."""
    words = told.split()
    return 0 < len(words) <= LABEL and NOT_LABEL.search(words[-1]) is not None


def _title(view: View, line: int) -> str | None:
    """How a line begins that stands in the open and may be a title; nothing where it is none."""
    words = titled(lead(view.lines[line])).split()
    if not view.is_open(line) or not view.content[line] or line in view.silent or not 0 < len(words) <= TITLE:
        return None
    begin = words[: min(2, len(words) - 1)]
    return " ".join((*begin, "")) if any(map(MARKED.search, begin)) or NUMBER in begin else ""


@lru_cache(maxsize=4096)
def _kinds(name: str) -> tuple[str, ...]:
    """The forms of a name: its kinds of characters, the same with how many there are, and with its first letters."""
    kind = form(name)
    exact = "".join("9" if one.isdecimal() else "A" if one.isalpha() else one for one in name)
    if kind == "A":  # a word in capitals is told from others by its length at most
        return (f"={exact}",)
    return tuple(dict.fromkeys((kind, f"={exact}", f"{_FIRST.match(name)[0]}{kind[1:]}")))  # type: ignore[index]


@lru_cache(maxsize=4096)
def _shapes(told: str) -> tuple[str, ...]:
    """A lead, with all its words open, and as it begins and ends: what is between may be anything, or nothing."""
    opened = titled(told)
    return tuple(dict.fromkeys((f"={told}", f"={opened}", *_begun(told), *_begun(opened), *_ended(told))))


def _begun(told: str) -> Iterator[str]:
    words = told.split(" ")
    for many in range(1, min(3, len(words))):
        if (begin := " ".join(words[:many])) and (begin[0] not in (WORDS, ANY) or any(map(MARKED.search, begin))):
            yield f"{begin} {ANY}"


def _ended(told: str) -> Iterator[str]:
    words = told.split(" ")
    last = words[-1] or (f"{words[-2]} " if len(words) > 1 else "")
    if last and len(words) > 2:
        yield f"{ANY} {last}"


def _family(view: View, shape: str, members: Sequence[Sight], codes: Sequence[Sight], told: Set[str]) -> _Family | None:
    """The lines of a shape, where they divide the document; `codes`: all names of their form."""
    if len({sight.name for sight in members}) < FEW:
        return None
    alone = once(spread_out(members))
    names = [sight.name for sight in alone]
    own = set(names)
    if len(own) < max(FEW, 0.9 * len(names)) or not _apart(view, alone) or _refuted(view, alone):
        return None
    if len({one.name for one in codes} - own) > STRANGERS * len(own):
        return None
    lines = [sight.line for sight in alone]
    home = {sight.name: at for at, sight in enumerate(alone)}
    # What stands in the section right before may be in the rules above a list of codes.
    places = ((one.name, bisect_right(lines, one.line) - 1) for one in codes if one.name in home)
    spoken = {name for name, at in places if at not in (home[name], home[name] - 1)}
    spoken |= told & own
    if counted(names) and not spoken:
        return None
    opened = sum(view.is_open(line) for line in lines) / len(lines)
    alike = _alike(view, lines)
    if alike < ALIKE:
        return None
    first = alone[0].line + (BELOW in shape)
    corner = first, place(view.lines[first], names[0])
    return _Family(shape, tuple(alone), len(spoken), opened, alike, corner, not spoken and tickets(names))


def _apart(view: View, alone: Sequence[Sight]) -> bool:
    return far_apart([sight.line for sight in alone], len(view.lines), APART)


def _refuted(view: View, alone: Sequence[Sight]) -> bool:
    """Whether the lines name something else, or refer to others."""
    names = {sight.name for sight in alone}
    if len(names & view.declared_names) > 0.3 * len(names):
        return True
    if sum(bool(XREF.search(view.lines[sight.line])) for sight in alone) > 0.3 * len(alone):
        return True
    if sum(listed(view, one) for one in alone) > LISTED * len(alone):
        return True
    inside = [one for one in alone if not view.is_open(one.line) and len(one.lead.split()) >= SAID]
    return sum(stops(view, one.line) for one in inside) > 0.5 * len(alone)


def _alike(view: View, lines: Sequence[int]) -> float:
    """The share of sections with items, or with a line that begins alike, whichever is more."""
    ends = [*lines[1:], len(view.lines)]
    filled = sum(view.declares_between(a, b) for a, b in zip(lines, ends, strict=True))
    signs = Counter[str]()
    for start, end in zip(lines, ends, strict=True):
        inside = view.printed[bisect_right(view.printed, start) : bisect_left(view.printed, end)]
        signs.update({_DIGITS.sub("#", " ".join(view.lines[at].split()[:2])) for at in inside})
    most = max((count for sign, count in signs.items() if sign), default=0)
    return max(filled, most) / len(lines)


def _clusters(family: _Family) -> Iterator[Cluster]:
    """The clusters of a family: one for each lead, or for all of many."""
    score = max(LEAST, 2 + 3 * family.alike)
    after = {sight.after for sight in family.sights}
    behind = after.pop() if len(after) == 1 else WORDS
    leads = {sight.lead for sight in family.sights}
    exact = family.shape[:1] != "=" and len(leads) <= LEADS and "" not in leads
    groups: dict[str, list[Sight]] = defaultdict(list)
    for sight in family.sights:
        groups[sight.lead if exact and BELOW not in family.shape else _led(sight.lead, family.shape)].append(sight)
    for told, members in sorted(groups.items()):
        yield Cluster(told, behind, False, tuple(members), score, not family.shape or BELOW in family.shape)


def _led(told: str, shape: str) -> str:
    """What a shape makes of a lead: as it stands, or with anything behind its beginning or before its end."""
    if shape[:1] == "=":
        return shape[1:]
    if shape[:1] == ANY:
        return shape
    if shape[-1:] == BELOW:
        return f"{shape}{ANY}{told[-1]}" if told else shape
    begin = shape.removesuffix(ANY)
    return told if told == begin else f"{begin}{ANY}{told[-1]}"
