"""Sections whose titles are counted through, `1-01`, `1-02`, …: the numbers open them, whatever the titles say.

The name is one word of the title, or stands below it: that behind the same word or mark in all of them, another one in
each, of which other parts speak too. So it may be a word like any other, `§ 4  To close the bed, run bedcls.`
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.discovery.beneath import STOPS, strays
from workbench.discovery.clusters import LEAST, Cluster
from workbench.discovery.headings import SURE, pattern
from workbench.discovery.markup import BELOW, GAP, TITLE
from workbench.discovery.sights import ANY, Sight, lead, mark_behind
from workbench.discovery.view import MAX_HEADING, View, far_apart, spread
from workbench.profile.names import PATHS, forms, token
from workbench.records import UNKNOWN

MANY = 8
"""So few numbers may be an accident."""

MOST = 0.9
"""So many of the numbers that begin lines in one style follow each other, and have a name in their title."""

SPOKEN = 0.6
"""Other parts speak of so many of the names."""

STRAYS = 0.1
"""So few other lines may look like titles."""

SKIPPED = 3
"""From one number to the next there are at most so many: a section may be lost."""

TITLE_LINES = 3
"""A title and the line of the name have at most so many lines."""

SHORTEST = 3
"""Letters of a name."""

_NUMBERED = re.compile(
    r"[ \t\f]*+(?P<mark>[^\w\s]{1,2}[ \t]*+|[^\W\d_]{1,12}+\.?[ \t]++)?+"
    r"(?P<number>\d+(?:[.-]\d+)*+)(?P<close>[.):]?)[ \t]++(?=\S)"
)
_BEHIND = frozenset("\"':,<>}]")

_Number = tuple[int, ...]


@dataclass(frozen=True)
class _Title:
    """The first line of a title, its number, and where the number ends."""

    line: int
    number: _Number
    end: int


def numbering(view: View) -> list[Cluster]:
    """The headings that are counted through and name an endpoint each, most first; none where there are no such."""
    series = (one for group in _groups(view).values() if (one := _series(view, group)))
    found = [made for titles in series if (made := _named(view, titles))]
    return sorted(found, key=_many)[-1:]


def _many(one: Cluster) -> tuple[int, float]:
    return len(one.sights), one.score


def _groups(view: View) -> Mapping[tuple[str, ...], list[_Title]]:
    """The lines that open and begin with a number, by what stands around it."""
    groups: dict[tuple[str, ...], list[_Title]] = defaultdict(list)
    for at in view.printed:
        line = view.lines[at]
        if len(line) > MAX_HEADING or not view.is_open(at) or at in view.silent or at in view.entries:
            continue
        if match := _NUMBERED.match(line):
            digits = re.split(r"([.-])", match["number"])
            style = ((match["mark"] or "").strip(), *digits[1::2], match["close"])
            groups[style].append(_Title(at, tuple(map(int, digits[::2])), match.end()))
    return groups


def _series(view: View, group: Sequence[_Title]) -> list[_Title]:
    """The titles that are counted through and stand apart; none where the group is another one."""
    alone = [one for one, apart in zip(group, spread([one.line for one in group]), strict=True) if apart]
    found: list[_Title] = []
    for title in alone:
        if _follows(found[-1].number, title.number) if found else title.number[-1] == 1:
            found.append(title)
    if len(found) < max(MANY, MOST * len(alone)):
        return []
    return found if far_apart([title.line for title in found], len(view.lines)) else []


def _follows(number: _Number, after: _Number) -> bool:
    """Whether a number counts on from another one, or begins the next chapter."""
    if number[:-1] == after[:-1]:
        return 0 < after[-1] - number[-1] <= SKIPPED
    return after[-1] == 1 and after[:-1] > number[:-1]


def _named(view: View, titles: Sequence[_Title]) -> Cluster | None:
    """The headings of a series: by what stands before a word that differs in each and that other parts speak of."""
    places: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for title in titles:
        for before, name, after in _words(view, title):
            places[before][title.line] = name, after
    likely = ((before, some) for before, some in places.items() if len(some) >= MOST * len(titles))
    speech = _Speech(view, titles)
    made = [one for before, some in likely if (one := _cluster(view, titles, before, some, speech))]
    return max(made, key=_many, default=None)


def _words(view: View, title: _Title) -> Iterator[tuple[str, str, str]]:
    """What stands right before each word of a title, the word, and the mark behind it."""
    last = ""
    for at in range(title.line, min(title.line + TITLE_LINES, len(view.lines))):
        if not view.content[at] or (at > title.line and (view.is_open(at) or at in view.silent)):
            return
        line, start = view.lines[at], title.end if at == title.line else 0
        for match in token(PATHS, not line.isascii()).finditer(line, start):
            before = line[start : match.start()]
            after = mark_behind(line, match.end())
            if before.strip():
                yield _right_before(before), match[0], after
            elif last:
                yield last + GAP, match[0], after
                if last[-1] not in STOPS:
                    yield from ((key, match[0], after) for key in (BELOW, TITLE + BELOW)[at - title.line > 1 :])
        last = line.split()[-1]


def _right_before(text: str) -> str:
    """The last word before a name with a gap, else the marks that stand right there."""
    return text.rsplit(maxsplit=1)[-1] + GAP if text[-1].isspace() else text[len(text.rstrip("([{<\"'`=:#*/-")) :]


def _cluster(
    view: View, titles: Sequence[_Title], before: str, some: Mapping[int, tuple[str, str]], speech: "_Speech"
) -> Cluster | None:
    names = [name for name, _ in some.values()]
    behind = _behind({after for _, after in some.values()})
    like = forms(names)
    if not before or any(map(str.isdecimal, before)) or not behind or like == UNKNOWN:
        return None
    if len(set(names)) < len(names) or not all(map(_may_be, names)):
        return None
    spoken = len(speech.of(set(names)))
    if spoken < SPOKEN * len(names):
        return None
    first = next(title for title in titles if title.line in some)
    told = lead(view.lines[first.line][: first.end]) + (before if BELOW in before else TITLE + before)
    sights = tuple(Sight(line, name, told, behind[0], False) for line, (name, _) in some.items())
    made = Cluster(told, behind[0], False, sights, max(LEAST, SURE * spoken / len(names)), opening=True)
    own = re.compile(pattern(made, like).pattern, re.MULTILINE)
    found = [match["name"] if (match := own.match(_text(view, one.line))) else "" for one in sights]
    if found != names or strays(view, own, {one.name: one.line for one in sights}) > STRAYS * len(names):
        return None
    return made


def _text(view: View, line: int) -> str:
    return "\n".join(one.rstrip() for one in view.lines[line : line + TITLE_LINES])


def _behind(marks: set[str]) -> list[str]:
    """What stands behind all names: one mark or none, or any of those that may; nothing where others do."""
    if len(marks) == 1:
        return [*marks]
    return [ANY] if marks - {""} <= _BEHIND else []


def _may_be(name: str) -> bool:
    """Whether a word may be a name: none has only its first letter as a capital, or is a number."""
    return len(name) >= SHORTEST and any(map(str.isalpha, name)) and not name.istitle()


class _Speech:
    """Which words stand behind which, in the lines that are no titles."""

    def __init__(self, view: View, titles: Sequence[_Title]) -> None:
        self.behind: dict[str, Counter[str]] = defaultdict(Counter)
        own = {at for title in titles for at in range(title.line, title.line + TITLE_LINES)}
        for at in view.printed:
            if at not in own and at not in view.silent and len(view.lines[at]) <= MAX_HEADING:
                line = view.lines[at]
                words = ["", *(match[0] for match in token(PATHS, not line.isascii()).finditer(line))]
                for before, word in pairwise(words):
                    self.behind[before][word] += 1

    def of(self, names: set[str]) -> set[str]:
        """Those of some names that stand behind each other, or behind words that mostly lead to them.

        None where most of them stand behind other words: these are words of the language.
        """
        found: set[str] = set()
        led = others = 0
        for before, words in self.behind.items():
            some = names & words.keys()
            many = sum(words[name] for name in some)
            if before in names or not before or (len(some) > 1 and 2 * len(some) > len(words)):
                found |= some
                led += many
            else:
                others += many
        return found if led > others else set()
