"""Where patterns match, looked for on the lines that they can match at all (`profile.opening`)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from workbench.profile.opening import DIGIT, ROMAN, Opening, opening
from workbench.spec import Printed

_ROMANS = "IVXLCivxlc"

Hit = tuple[int, re.Match[str]]
"""The place of a printed line, and the match there."""


def matches(printed: Printed, groups: Mapping[str, Sequence[str]]) -> dict[str, list[list[Hit]]]:
    """For each group of patterns, in order, where each pattern matches."""
    patterns = list(dict.fromkeys(pattern for group in groups.values() for pattern in group))
    found = dict(zip(patterns, _tried(printed, patterns), strict=True))
    return {name: [found[pattern] for pattern in group] for name, group in groups.items()}


def _tried(printed: Printed, patterns: Sequence[str]) -> list[list[Hit]]:
    needs = [opening(pattern) for pattern in patterns]
    places = _places(printed, needs)
    return [
        _everywhere(printed, pattern) if need is None else _at(printed, pattern, where)
        for pattern, need, where in zip(patterns, needs, places, strict=True)
    ]


def _places(printed: Printed, needs: Sequence[Opening | None]) -> list[list[int]]:
    """For each need the places of the lines that meet it."""
    wanted: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for at, need in enumerate(needs):
        for word in need.words if need else ():
            wanted[word[0]].append((word, at))
    numbered = [at for at, need in enumerate(needs) if need is not None and need.numbered]
    formed = wanted[DIGIT]
    found: list[list[int]] = [[] for _ in needs]
    for word, places in printed.beginning.items():
        upper = word.upper()
        asking = [at for start, at in wanted.get(upper[:1], ()) if upper.startswith(start)]
        if numbered and (len(word) < 3 or word[-1] in ".)-" or word[-1] in _ROMANS) and ROMAN.match(word):
            asking += numbered
        if word[-1:].isdecimal():
            asking += [at for start, at in formed if len(start) == len(word) - 1]
        for at in set(asking):
            found[at] += places
    return [sorted(places) for places in found]


def _at(printed: Printed, pattern: str, places: Sequence[int]) -> list[Hit]:
    match, starts, text = _compiled(pattern).match, printed.starts, printed.text
    return [(place, found) for place in places if (found := match(text, starts[place]))]


def _everywhere(printed: Printed, pattern: str) -> list[Hit]:
    return [(printed.place_of(match), match) for match in _compiled(pattern).finditer(printed.text)]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A line feed is found far faster than the beginning of a line.
    return re.compile(f"\\n(?:{pattern})", re.MULTILINE)
