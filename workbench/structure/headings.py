"""Which headings define an endpoint, and where other parts begin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workbench.profile import Heading, Profile
from workbench.spec import Printed
from workbench.structure import routes
from workbench.structure.openings import Hit
from workbench.structure.titles import RULE_LINE, is_entry, listed

TOGETHER = 3
"""Headings that stand at most so many lines apart, four or more in a row, are a table of contents."""

MAX_TITLE = 140
"""The title of a part has at most so many characters."""


class Headings(NamedTuple):
    """Line index -> endpoint: where each is defined, and where a later part of the document goes on with it."""

    defined: dict[int, str]
    continued: dict[int, str]


def headings(printed: Printed, profile: Profile, hits: Mapping[str, Sequence[Sequence[Hit]]]) -> Headings:
    """The headings of endpoints, one definition a name: where most text follows.

    `hits`: where the patterns under each key of the profile match.
    """
    first, closed = _seen(printed, hits["headings"], profile.headings)
    more, late = _seen(printed, hits["continued"], profile.continued)
    known = {name: index for index, name in sorted(first.items(), reverse=True)}
    seen = {index: name for index, name in more.items() if known.get(name, index) < index} | first
    closed |= late - first.keys()
    apart = _apart(sorted((at, name) for at, name in seen.items() if not {at, _next(seen, at, name)} & closed))
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ends = [index for index, _ in apart[1:]] + [printed.count]
    for (index, name), end in zip(apart, ends, strict=False):
        if index in first:
            places[name].append((end - index, -index))
    starts = {name: -max(found)[1] for name, found in places.items()}
    later = {index: name for index, name in apart if index not in first and starts.get(name, index) < index}
    return Headings({index: name for name, index in starts.items()}, later)


def _seen(
    printed: Printed, hits: Sequence[Sequence[Hit]], patterns: Sequence[Heading]
) -> tuple[dict[int, str], set[int]]:
    """The lines with names, and those of them that ought to open and do not."""
    seen: dict[int, str] = {}
    closed: set[int] = set()
    for found, one in zip(routes.names(hits), patterns, strict=True):
        for place, name in found:
            if not listed(printed.lines, place) and (index := printed.indices[place]) not in seen:
                seen[index] = name
                closed |= {index} if one.opening and not _is_open(printed, index) else set()
    return seen, closed


def _next(seen: Mapping[int, str], index: int, name: str) -> int:
    """The next line, where it names another one: these are the first two of a list."""
    return index + 1 if seen.get(index + 1, name) != name else index


def _apart(seen: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The headings that are not entries of a list; one that repeats the last name is the same, continued."""
    kept: list[tuple[int, str]] = []
    run: list[tuple[int, str]] = []
    for index, name in (*seen, (seen[-1][0] + TOGETHER + 1, "") if seen else (0, "")):
        if run and index - run[-1][0] > TOGETHER:
            kept += run if len(run) < 4 else []
            run = []
        if (run or kept or [(0, "")])[-1][1] != name:
            run.append((index, name))
    return kept


def parts(
    printed: Printed, titles: Sequence[Sequence[Hit]], errata: Sequence[Sequence[Hit]]
) -> dict[int, tuple[str, bool]]:
    """Line index -> the title of the part that starts there, and whether it is a correction."""
    corrections = {place for found in errata for place, _ in found}
    found: dict[int, tuple[str, bool]] = {}
    for place in sorted(corrections | {place for found in titles for place, _ in found}):
        text, index = printed.lines[place], printed.indices[place]
        if is_entry(text):
            continue
        if place in corrections or (len(text) <= MAX_TITLE and _opens(printed, index)):
            found[index] = (text.strip(" \t\f*#=|-")[:80], place in corrections)
    return found


def _is_open(printed: Printed, index: int) -> bool:
    """Whether a blank line, a rule or page furniture stands right before."""
    before = index - 1
    if before < 0 or before in printed.furniture or not printed.all[before].strip():
        return True
    return bool(RULE_LINE.match(printed.all[before]))


def _opens(printed: Printed, index: int) -> bool:
    """Whether a blank line or a rule stands before, page furniture aside."""
    before = index - 1
    while before >= 0 and before in printed.furniture:
        before -= 1
    return before < 0 or not printed.all[before].strip() or bool(RULE_LINE.match(printed.all[before]))


def top(printed: Printed, index: int) -> int:
    """The first line of a heading's box: rules right above belong to it, also from before a page break."""
    while index > 0 and index - 1 not in printed.furniture and RULE_LINE.match(printed.all[index - 1]):
        index -= 1
    above = index - 1
    while above >= 0 and (above in printed.furniture or not printed.all[above].strip()):
        above -= 1
    if above < 0 or not RULE_LINE.match(printed.all[above]) or not _opens(printed, above):
        return index
    return above if any(at in printed.furniture for at in range(above + 1, index)) else index
