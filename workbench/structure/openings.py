"""Where patterns match, looked for on the lines that they can match at all (`profile.opening`)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from workbench.profile.opening import DIGIT, Opening, opening
from workbench.spec import Printed, Words

Hit = tuple[int, re.Match[str]]
"""The place of a printed line, and the match there."""


def matches(printed: Printed, groups: Mapping[str, Sequence[str]]) -> dict[str, list[list[Hit]]]:
    """For each group of patterns, in order, where each pattern matches."""
    patterns = dict.fromkeys(pattern for group in groups.values() for pattern in group)
    found = {pattern: _tried(printed, pattern) for pattern in patterns}
    return {name: [found[pattern] for pattern in group] for name, group in groups.items()}


def _tried(printed: Printed, pattern: str) -> list[Hit]:
    need = opening(pattern)
    return _everywhere(printed, pattern) if need is None else _at(printed, pattern, _places(printed, need))


def _places(printed: Printed, need: Opening) -> list[int]:
    """The places of the lines that meet a need, in order."""
    first, second = printed.beginnings.first, printed.beginnings.second
    found = first.places(_asked(first, need.words))
    if not need.numbered:
        return found
    # Behind one number there may be another one.
    behind = second.places(_asked(second, need.words).union(second.numbers))
    return sorted({*found, *behind})


def _asked(words: Words, starts: Sequence[str]) -> set[str]:
    """The words that start in one of some ways."""
    found = set[str]()
    for start in starts:
        found.update(words.before_digit(len(start)) if start[0] == DIGIT else words.starting(start))
    return found


def _at(printed: Printed, pattern: str, places: Sequence[int]) -> list[Hit]:
    match, starts, text = _compiled(pattern).match, printed.starts, printed.text
    return [(place, found) for place in places if (found := match(text, starts[place]))]


def _everywhere(printed: Printed, pattern: str) -> list[Hit]:
    """A match may begin on any line: one over several lines may have another one begin inside.

    Where both end in one place, and lines are left out before the second, this is the one.
    """
    found, search, at = list[Hit](), _compiled(pattern).search, 0
    while match := search(printed.text, at):
        place = printed.place_of(match)
        if printed.indices[place - 1] + 1 < printed.indices[place]:
            while found and found[-1][1].end() == match.end():
                found.pop()
        found.append((place, match))
        at = min(match.end(), printed.starts[place + 1])
    return found


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A line feed is found far faster than the beginning of a line.
    return re.compile(f"\\n(?:{pattern})", re.MULTILINE)
