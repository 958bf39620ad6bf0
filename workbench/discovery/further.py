"""Names that look like other words: where no names seem to be, what else may be one.

Words of small letters that marks hold together and that stand in quotes elsewhere, `lib-print-shelf`; plain numbers
behind the word for an endpoint, `Transaction 4711`, and where they have a hyphen wherever else they stand; paths,
`/orders/list`; and names with a word behind them that says what they are, `TUGPRIN  CSECT`. Looked for only where
nothing else looks like headings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from workbench.discovery.sights import Sight, is_underlined, lead, mark_behind, place, sighted
from workbench.discovery.view import MAX_HEADING, View
from workbench.discovery.words import KEYWORD
from workbench.profile.names import PATH

SEVERAL = 8
"""So many numbers behind the word for an endpoint are names."""

MOST = 12
"""So many numbers are looked at behind one word."""

_JOINED = r"[a-z][a-z0-9]*(?:[-_.:][a-z0-9]+)+"
_QUOTED = re.compile(rf"[`\"'\[<(=~*]({_JOINED})[`\"'\]>)=~*]")
_TAGGED = re.compile(rf"\|({_JOINED})\|")
"""A name in bars, as help files refer to a tag; the tag itself stands in other marks, whether anybody refers or not."""
_SMALL = re.compile(rf"(?<![\w.:-])(?:[A-Za-z]\w*[:.])?{_JOINED}(?![\w-])")
_WITH_NUMBER = re.compile(r"(?<![\w.:/@-])[a-z]+[a-z0-9]*(?:[-.:/][a-z]+[0-9]*)*[-.:/]\d+[a-z]?(?![\w-]|[.:/]\w)")
_NUMBER = r"(?<![\w.,$-])\d{2,8}(?:-\d{2,8})?(?![\w-])(?![.,]\d)"
_FIRST = re.compile(rf"(?:{KEYWORD.pattern})S?[\s:.#=|]{{1,16}}({_NUMBER})", re.I)
_JOINED_NUMBER = re.compile(r"(?<![\w.,$-])\d{2,8}-\d{2,8}(?![\w-])")
_NEXT = re.compile(rf"(?:[\s,;/&]|\b(?:and|und|et|y|e)\b)*({_NUMBER})", re.I)
_TITLED = re.compile(
    r"[\s#*=|+>`-]*(?:\d+(?:\.\d+)+[.)]?[ \t]+|\d+[.)][ \t]+)?[*`\"'\[]*(\d{2,8})"
    r"(?=[`*|\"'\]\s:]*\Z|[ \t]{2}|[ \t]*[|:*`]|[ \t]+[–—-])"
)
"""A number that is the name in a title, behind the number of its section."""
_JOINING = frozenset(".,;&/")
"""Marks behind a number that a list goes on with, or a sentence ends with."""
_PATH = re.compile(rf"(?<![\w/.:<}}-]){PATH}(?![\w/])")
_BEHIND = re.compile(r"[ \t]+([A-Z]{3,})(?![\w$#@.-])")


def further(view: View, seen: Sequence[Sight]) -> Iterator[Sight]:
    """Other sights, and those that were seen with the word behind their name."""
    tagged = {name for index in view.printed for name in _TAGGED.findall(view.lines[index])}
    quoted = {name for index in view.printed for name in _QUOTED.findall(view.lines[index])}
    quoted = tagged if len(tagged) >= SEVERAL else quoted
    known = {(sight.line, sight.name) for sight in seen}
    lines = [at for at in view.printed if len(view.lines[at]) <= MAX_HEADING and at not in view.entries]
    numbered = {at: list(_numbered(view, at)) for at in lines}
    numbers = {sight.name for many in numbered.values() for sight in many if "-" in sight.name}
    for index in lines:
        line = view.lines[index]
        if index not in view.silent:
            for match in _SMALL.finditer(line) if quoted else ():
                if (sight := _quoted(view, index, match, quoted)) and (index, sight.name) not in known:
                    yield sight
            yield from numbered[index] if not numbers else _among(view, index, numbers)
            for match in _PATH.finditer(line) if "/" in line else ():
                yield sighted(view, index, match)
    if not numbers:
        yield from _titled(view, lines, numbered)
    for one in seen:
        line = view.lines[one.line]
        if not one.after and (word := _BEHIND.match(line, place(line, one.name) + len(one.name))):
            yield replace(one, after=word[1], aside=False)


def _titled(view: View, lines: Iterable[int], numbered: Mapping[int, Sequence[Sight]]) -> Iterator[Sight]:
    """Numbers that begin lines which open, `4711` or `4711 - Print the bill`, where such stand behind the word for an
    endpoint elsewhere."""
    told = {sight.name for many in numbered.values() for sight in many}
    lengths = set(map(len, told)) if len(told) >= SEVERAL else ()
    for index in lines if lengths else ():
        match = _TITLED.match(view.lines[index]) if view.is_open(index) and not numbered[index] else None
        if match and len(match[1]) in lengths:
            line, (start, end) = view.lines[index], match.span(1)
            yield Sight(index, match[1], lead(line[:start]), mark_behind(line, end), is_underlined(view, index))


def _quoted(view: View, index: int, match: re.Match[str], quoted: Set[str]) -> Sight | None:
    """The sight of a name that is quoted; of that alone where a space of names stands before it: `yard:tr-open`."""
    name = next((one for one in (re.split("[:.]", match[0])[-1], match[0]) if one in quoted), "")
    told = lead(match.string[: match.end() - len(name)])
    return replace(sighted(view, index, match), name=name, lead=told) if name else None


def joined(view: View) -> Iterator[Sight]:
    """Words of small letters that a mark holds together with a number: `ap-100`, `led.07b`."""
    for index in view.printed:
        line = view.lines[index]
        if len(line) <= MAX_HEADING and index not in view.silent and index not in view.entries:
            for match in _WITH_NUMBER.finditer(line):
                yield sighted(view, index, match)


def _among(view: View, index: int, numbers: Set[str]) -> Iterator[Sight]:
    """The numbers with a hyphen that stand behind the word for an endpoint somewhere."""
    for match in _JOINED_NUMBER.finditer(view.lines[index]):
        if match[0] in numbers:
            yield sighted(view, index, match)


def _numbered(view: View, index: int) -> Iterator[Sight]:
    """The numbers behind the word for an endpoint, the first and those that a list joins to it."""
    line = view.lines[index]
    for first in _FIRST.finditer(line):
        match: re.Match[str] | None = first
        many = 0
        while match and many < MOST:
            after = mark_behind(line, match.end(1))
            after = "" if after in _JOINING else after
            yield Sight(index, match[1], lead(line[: match.start(1)]), after, is_underlined(view, index))
            match, many = _NEXT.match(line, match.end()), many + 1
