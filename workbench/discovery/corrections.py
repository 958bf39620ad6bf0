"""Corrections in whatever words: a sentence that names an endpoint, one of its items, and two pictures that differ.

Sentences that begin alike make a pattern; nothing else in the document may begin so.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from workbench.declarations import SIZED
from workbench.discovery.patterns import expression
from workbench.discovery.sights import lead
from workbench.discovery.view import View
from workbench.discovery.words import ERRATUM
from workbench.profile import Pattern
from workbench.profile.names import PATHS, Names, token

LEAST = 3
"""So many sentences that begin alike make a pattern."""

LINES = 3
"""A sentence is looked at over so many lines."""

MOST = 300
"""Characters of the longest line that is looked at."""

BEFORE = 60
"""An endpoint is named among so many characters at the beginning of a correction."""

_VALUE = (
    rf"(?<![\w$#@.(-])(?:{SIZED}"
    r"|[sS]?(?:[9XAZNVP]|[xa](?=\())(?:[9XAZNVP]|\(\d{1,5}\))*)(?![\w$#@(-])"
)
_FOUND = re.compile(_VALUE)
_WORD = token(PATHS)
_BOTH = rf"(?=[^\n]*{_VALUE}[^\n]*{_VALUE})"


@dataclass(frozen=True)
class _Correction:
    """A line that begins a correction: its index, what stands before the endpoint's name, and if it is all there."""

    index: int
    lead: str
    whole: bool


def corrections(view: View, starts: Mapping[str, int], names: Names) -> list[Pattern]:
    """The patterns of lines that begin corrections; `starts`: where each endpoint is defined."""
    items = {item.name for item in view.items.values()}
    groups: dict[tuple[str, bool], list[_Correction]] = defaultdict(list)
    for one in _corrections(view, starts, names, items):
        groups[one.lead, one.whole].append(one)
    found = []
    for (before, whole), members in groups.items():
        if len(members) < LEAST:
            continue
        both = _BOTH if whole else ""
        text = rf"[ \t\f]*+{expression(before)}(?P<name>{names.pattern})(?![\w$#@-]){both}"
        match = re.compile(text).match
        others = sum(bool(match(view.lines[at])) for at in view.printed) - len(members)
        if others <= max(1, 0.3 * len(members)):
            sample = view.lines[members[0].index].strip()[:80]
            sure = round(len(members) / (len(members) + 1), 2)
            found.append(Pattern(pattern=text, sample=sample, count=len(members), sure=sure))
    return found


def _corrections(view: View, starts: Mapping[str, int], names: Names, items: Set[str]) -> Iterator[_Correction]:
    silent, order = frozenset(starts.values()), sorted((line, name) for name, line in starts.items())
    for place, index in enumerate(view.printed):
        line = view.lines[index]
        if index in silent or len(line) > MOST or not names.hint.search(line, 0, BEFORE + 40):
            continue
        named = next((match for match in names.token.finditer(line, 0) if match[0] in names.defined), None)
        told = ERRATUM.match(line)
        if named is None or named.start() > BEFORE or (told and told.end() < named.start()):
            continue
        if index in view.items and _owner(order, index) == named[0]:
            continue
        text, before = line, lead(line[: named.start()])
        for after in view.printed[place + 1 : place + LINES]:
            if len(_FOUND.findall(text)) >= 2 or after - index >= LINES or _begins_so(view.lines[after], before, names):
                break
            text = f"{text} {view.lines[after][:MOST]}"
        if text != line and {*view.printed[place + 1 : place + LINES]} <= view.items.keys():
            continue  # a line above the rows of a layout, not a sentence that goes on
        values = _FOUND.findall(text, named.end())
        known = {match[0] for match in _WORD.finditer(text, named.end()) if match[0] in items}
        sure = len(known) == 1 or (not known and text == line and not any(map(str.isdecimal, values)))
        if len(values) == 2 and values[0] != values[1] and sure:
            yield _Correction(index, before, text == line)


def _owner(starts: Sequence[tuple[int, str]], index: int) -> str:
    """The endpoint in whose part a line stands; empty before the first."""
    at = bisect_left(starts, (index,)) - 1
    return starts[at][1] if at >= 0 else ""


def _begins_so(line: str, before: str, names: Names) -> bool:
    """Whether a line begins with the same words before an endpoint's name: it stands for itself."""
    found = next((match for match in names.token.finditer(line, 0, MOST) if match[0] in names.defined), None)
    return found is not None and lead(line[: found.start()]) == before
