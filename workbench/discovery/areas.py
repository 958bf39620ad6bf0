"""Names of areas that are no endpoints: `KV10-IN`, `KV10-OUT`, each above its items.

They end in one of a few words, or begin with one, `IN_KV10`; several of them have one stem, one right after the other,
and nobody speaks of them elsewhere.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from workbench.discovery.sights import Sight
from workbench.discovery.view import View
from workbench.profile import form

FEW = 6
"""Fewer names may end alike by accident."""

ENDINGS = 3
"""The names end in at most so many words."""

MOST = 0.9
"""So many of them do."""

PAIRED = 0.12
"""So many of them follow one with the same stem."""

ABOVE = 0.6
"""So many of them stand right above items."""

NEAR = 6
"""Items so many lines below are right below."""

SPOKEN = 0.1
"""A document speaks of at most so many of them, but for those with an endpoint's name as stem: `CALL A USING A-IN`."""


def areas(view: View, seen: Iterable[Sight], told: Set[str]) -> set[str]:
    """The names of areas among some sights; `told`: the names that the document is known to mention."""
    groups: dict[tuple[str, str], dict[str, list[Sight]]] = defaultdict(lambda: defaultdict(list))
    for sight in seen:
        if "-" in sight.name or "_" in sight.name:
            groups[sight.lead, sight.after][form(sight.name)].append(sight)
    found: set[str] = set()
    for forms in groups.values():
        some = [one for members in forms.values() if _are_areas(view, members, told) for one in members]
        words = {word for parts in (_ended(some), _begun(some)) for _, word in _usual(parts)}
        found.update(one.name for one in some)
        left = [one for members in forms.values() for one in members if words and one.name not in found]
        parts = zip(left, _ended(left), _begun(left), strict=True)
        found.update(one.name for one, (_, end), (_, begin) in parts if {end, begin} & words and _above(view, one))
    return found


def _usual(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The stems and the words of names of which most have one of a few words."""
    words = [word for word, _ in Counter(word for _, word in parts).most_common(ENDINGS)]
    told = [one for one in parts if one[1] in words]
    return told if len(told) >= MOST * len(parts) else []


def _above(view: View, one: Sight) -> bool:
    """Whether a line stands right above items."""
    return view.declares_between(one.line, one.line + NEAR)


def without_areas(view: View, seen: Sequence[Sight], told: Set[str]) -> list[Sight]:
    """The sights without those of areas."""
    beside = areas(view, seen, told)
    return [sight for sight in seen if sight.name not in beside]


def _are_areas(view: View, members: Sequence[Sight], told: Set[str]) -> bool:
    if len(members) < FEW:
        return False
    return any(_paired(view, members, told, parts) for parts in (_ended(members), _begun(members)))


def _paired(view: View, members: Sequence[Sight], told: Set[str], parts: Sequence[tuple[str, str]]) -> bool:
    """Whether the names, as stems and words beside these, are those of areas."""
    if not _usual(parts) or len({word for _, word in parts}) < 2:
        return False
    paired = sum(a[0] == b[0] and a[1] != b[1] for a, b in pairwise(parts))
    spoken = sum(sight.name in told and stem not in told for sight, (stem, _) in zip(members, parts, strict=True))
    if paired < PAIRED * len(parts) or spoken > SPOKEN * len(parts):
        return False
    return sum(_above(view, one) for one in members) >= ABOVE * len(members)


def _ended(members: Iterable[Sight]) -> list[tuple[str, str]]:
    """The stems of names and the words they end in."""
    places = ((one.name, max(one.name.rfind("-"), one.name.rfind("_"))) for one in members)
    return [(name[:at], name[at + 1 :]) for name, at in places]


def _begun(members: Iterable[Sight]) -> list[tuple[str, str]]:
    """The stems of names and the words they begin with."""
    found = (re.split("[-_]", one.name, maxsplit=1) for one in members)
    return [(stem, word) for word, stem in found]
