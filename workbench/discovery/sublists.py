"""Lists below the sub-headings of sections, `Errors`, `Calls`, `Input`: what stands there opens no section.

A sub-heading recurs, has more room above than below, and something is said or declared above the first one: so what
stands right below it, `E331 ..... no more entries`, is of the section that was open before.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from workbench.discovery.sights import Sight
from workbench.discovery.traits import stops
from workbench.discovery.view import View
from workbench.discovery.words import KEYWORD
from workbench.profile import form
from workbench.structure import RULE_LINE

FEW = 4
"""A sub-heading stands so often at least."""

LONGEST = 5
"""Words of a sub-heading."""

WIDE = 1
"""So many blank lines at most are between a sub-heading and what is below."""

MOSTLY = 0.8
"""So many of the lines that begin alike stand below sub-headings, where these have room below."""

UNEVEN = 2
"""The rule below a sub-heading is longer than it, or shorter, by at most so many characters."""

_DIGITS = re.compile(r"\d+(?:\.\d+)*")
_VALUE = re.compile(r"\w[ \t]*[:=][ \t]+\w")
"""A label with something behind it: `From: somebody`."""
_LETTERS = re.compile(r"[^\W\d_]{3}")

_Key = tuple[str, str, str]


class _Place(NamedTuple):
    """A sub-heading and the first line below, by their indices; how many blank lines stand above it and below."""

    line: int
    below: int
    above_it: int
    below_it: int


def sublists(view: View, seen: Sequence[Sight]) -> frozenset[int]:
    """The indices of the lines right below sub-headings, and of those that go on as they begin."""
    often = _recurring(view)
    first = min((lines[0] for lines in often), default=len(view.lines))
    beside: dict[int, set[_Key]] = defaultdict(set)
    for sight in seen:
        if sight.line > first:
            beside[sight.line].add((sight.lead, sight.after, form(sight.name)))
    many = Counter(name for name, _ in {(sight.name, sight.line) for sight in seen})
    names = {sight.line: sight.name for sight in reversed(seen)}
    near: dict[int, set[_Key]] = {}
    wide: dict[int, set[_Key]] = {}
    for places in _inside(view, often, first):
        usual = Counter(place.below_it for place in places).most_common(1)[0][0]
        room = Counter(place.above_it for place in places).most_common(1)[0][0]
        below = [place.below for place in places if place.below_it == usual]
        if usual <= min(WIDE, room) and not _ends([names[line] for line in below if line in names], below, many):
            found = wide if usual else near
            found |= {line: keys for start in below for line, keys in _going_on(view, start, beside)}
    below_any = near.keys() | wide.keys()
    begin = _beginning(beside, below_any, 0), _beginning(beside, below_any, MOSTLY)
    good = (line for found, keys in zip((near, wide), begin, strict=True) for line in found if found[line] & keys)
    return frozenset(good)


def _recurring(view: View) -> list[list[int]]:
    """The lines of each text that recurs and may be a sub-heading."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index in view.printed:
        if index not in view.silent and index not in view.entries and (text := _text(view.lines[index])):
            groups[text].append(index)
    return [lines for lines in groups.values() if len(lines) >= FEW]


def _inside(view: View, often: Iterable[Sequence[int]], first: int) -> Iterator[list[_Place]]:
    """The places of each sub-heading above whose first something is said or declared in a section."""
    said = next((at for at in view.printed if at in view.items or (at > first and stops(view, at))), len(view.lines))
    for lines in often:
        places = [place for line in lines if view.is_open(line) and (place := _place(view, line))]
        if len(places) >= FEW and said < places[0].line:
            yield places


def _ends(names: Sequence[str], below: Sequence[int], many: Mapping[str, int]) -> bool:
    """Whether a text ends sections: the first names right below are all different, and stand elsewhere too."""
    again = sum(many[name] > 1 for name in names)
    return len(set(names)) == len(names) >= MOSTLY * len(below) and again > 0.5 * len(names)


def _text(line: str) -> str:
    """The words of a line that may be a sub-heading, its numbers left open; nothing where it is none."""
    text = _DIGITS.sub("#", line.strip())
    if len(text.split()) > LONGEST or text[-1:] in ".,;" or not _LETTERS.search(text) or RULE_LINE.match(text):
        return ""
    return "" if KEYWORD.search(text) or _VALUE.search(text) else text


def _place(view: View, line: int) -> _Place | None:
    """A sub-heading with the room around it; None where a page ends below, or a rule that divides more than it."""
    at = bisect_left(view.printed, line) + 1
    width = len(view.lines[line].strip())
    while at < len(view.printed) and RULE_LINE.match(view.lines[view.printed[at]]):
        rule = view.lines[view.printed[at]].strip()
        if view.printed[at] != line + 1 or abs(len(rule) - width) > UNEVEN:
            return None
        at += 1
    if at == len(view.printed):
        return None
    below = view.printed[at]
    between = [text for text in view.lines[line + 1 : below] if not RULE_LINE.match(text)]
    if any(map(str.strip, between)):
        return None
    above = next((n for n in range(line) if view.lines[line - 1 - n].strip()), line)
    return _Place(line, below, above, len(between))


def _going_on(view: View, start: int, beside: Mapping[int, set[_Key]]) -> Iterator[tuple[int, set[_Key]]]:
    """A line and those right below it that are indented or begin as it is, each with how it begins."""
    keys, depth = beside.get(start, set[_Key]()), _depth(view.lines[start])
    deeper = 0 < depth > _depth(view.lines[start - 1])
    yield start, keys
    for line in range(start + 1, len(view.lines)):
        own = beside.get(line, set[_Key]())
        if not view.content[line] or not (keys & own or (deeper and _depth(view.lines[line]) == depth)):
            return
        yield line, own


def _depth(line: str) -> int:
    """How far a line is indented."""
    return len(line) - len(line.lstrip())


def _beginning(beside: Mapping[int, set[_Key]], below: Collection[int], least: float) -> set[_Key]:
    """How lines begin of which the first stands below a sub-heading, and so many of all."""
    lines: dict[_Key, list[bool]] = defaultdict(list)
    for line in sorted(beside):
        for key in beside[line]:
            lines[key].append(line in below)
    return {key for key, some in lines.items() if some[0] and sum(some) >= least * len(some)}
