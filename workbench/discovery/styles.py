"""Another style of headings beside the one that was found, for the names that are mentioned and not defined.

A part of a document was written by others, or later: its headings begin otherwise, `(module LV530)` behind a title, or
have the name on the line below. What stands before several such names, once before each, and before hardly any other
is a style too, if their lines open sections.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from statistics import median

from workbench.discovery.beneath import beneath, strays
from workbench.discovery.clusters import LEAST, Cluster, in_list, once, spread_out
from workbench.discovery.headings import MARKED, SURE, pattern
from workbench.discovery.markup import BELOW
from workbench.discovery.sights import NUMBER, WORDS, Sight, titled
from workbench.discovery.view import View
from workbench.discovery.words import XREF
from workbench.profile.names import Names

SEVERAL = 3
"""So many headings make a style."""

MOST = 0.8
"""So many of the names in a style must be missing."""

MANY = 8
"""Or so many names look like no other word, though hardly anybody mentions them, and have items below them."""

NEARLY = 0.8
"""So many of these must."""

STRAYS = 0.1
"""So few of the lines may speak of others."""

APART = 5
"""Half of the headings have at least so many lines up to the next."""

STYLES = 4
"""A document has at most so many styles more."""

_LAST_WORD = re.compile(r"[^\w\s]*[^\W\d_]+\W*\Z")

_Style = tuple[str, str]


def styles(
    view: View, seen: Sequence[Sight], starts: Mapping[str, int], missing: Set[str], names: Names
) -> list[Cluster]:
    """The clusters of headings in other styles, each of names that are missing.

    `starts`: where the known endpoints are defined. `names`: what endpoints look like.
    """
    left = {name for name in missing if name not in starts}
    if len(left) < SEVERAL:
        return []
    groups = _groups(view, [*seen, *beneath(view, seen, left)], left, names)
    found: list[Cluster] = []
    known = dict(starts)
    while len(found) < STYLES:
        made = [one for style, some in groups.items() if (one := _style(view, style, some, left, known, names))]
        if not made:
            break
        found.append(max(made, key=_worth))
        known |= {sight.name: sight.line for sight in found[-1].sights}
    return found


def _worth(one: Cluster) -> tuple[int, int, int]:
    return len(one.sights), sum(map(str.isalpha, one.lead)), -one.sights[0].line


def _groups(view: View, seen: Iterable[Sight], left: Set[str], names: Names) -> dict[_Style, list[Sight]]:
    """The sights in lines that open, by the styles of several missing names."""
    openly = [sight for sight in seen if view.is_open(sight.line) and sight.line not in view.listed]
    many: dict[_Style, set[str]] = defaultdict(set)
    for sight in openly:
        if sight.name in left:
            for style in _styles(sight):
                many[style].add(sight.name)
    groups: dict[_Style, list[Sight]] = {style: [] for style, some in many.items() if len(some) >= SEVERAL}
    for sight in openly if groups else ():
        if sight.name in left or names.alike(sight.name):
            for style in _styles(sight):
                if style in groups:
                    groups[style].append(sight)
    return groups


def _styles(sight: Sight) -> Iterator[_Style]:
    """What stands around a name; also with all words open but the last, as titles before a name are."""
    between = sight.after == "/" and sight.lead.endswith("/ ")
    if BELOW in sight.lead or between or not in_list(sight.lead, sight.after):
        leads = (sight.lead, _behind_title(sight.lead), *_framed(sight.lead))
        yield from ((lead, sight.after) for lead in dict.fromkeys(leads))


def _framed(lead: str) -> tuple[str, ...]:
    """A lead with all its words open, where marks or numbers are left: `=== …: `, `# … #, #. …: `."""
    told = titled(lead)
    return (told,) if MARKED.search(told) or NUMBER in told else ()


@lru_cache(maxsize=65536)
def _behind_title(lead: str) -> str:
    """A lead with its words open, but for the last one."""
    last = _LAST_WORD.search(lead)
    return titled(lead[: last.start()]) + last[0] if last else lead


def _style(
    view: View, style: _Style, some: Sequence[Sight], missing: Set[str], known: Mapping[str, int], names: Names
) -> Cluster | None:
    """The headings in a style, those that are known too, where some open sections that are not divided yet."""
    alone = once(spread_out(some))
    new = [sight for sight in alone if known.get(sight.name, sight.line) == sight.line]
    told = len({sight.name for sight in new if sight.name in missing or sight.name in known})
    if len({sight.name for sight in new}) < max(SEVERAL, 0.9 * len(new), MOST * len(alone)):
        return None
    if sum(bool(XREF.search(view.lines[sight.line])) for sight in new) > STRAYS * len(new):
        return None
    if not any(sight.name in missing for sight in new if sight.name not in known):
        return None
    filled = _filled(view, new, known.values())
    if told < SEVERAL or not (told >= MOST * len(new) or (names.own_form and len(new) >= MANY and filled >= NEARLY)):
        return None
    far = median(b - a for a, b in pairwise([*(sight.line for sight in alone), len(view.lines)]))
    if far < APART or filled < 0.5:
        return None
    made = Cluster(*style, False, tuple(new), max(LEAST, SURE * filled * told / len(new)), opening=True)
    if BELOW in made.lead or (WORDS in made.lead and not _spoken(made.lead)):
        own = re.compile(pattern(made, names.pattern).pattern, re.MULTILINE)
        places = {**known, **{sight.name: sight.line for sight in new}}
        if strays(view, own, places) > STRAYS * len(new):
            return None
    return made


def _spoken(lead: str) -> bool:
    """Whether a lead has a word of its own."""
    return any(map(str.isalpha, lead))


def _filled(view: View, alone: Sequence[Sight], taken: Iterable[int]) -> float:
    """The share of headings with items below them; all, where the document declares none that are recognised."""
    every = sorted({*taken, *(sight.line for sight in alone), len(view.lines)})
    ends = [every[bisect_right(every, sight.line)] for sight in alone]
    filled = sum(view.declares_between(sight.line, end) for sight, end in zip(alone, ends, strict=True))
    return filled / len(alone) if view.items else 1
