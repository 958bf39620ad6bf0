"""How records are named before their items follow: the lines right above layouts, in whatever words.

`Satzaufbau CUST-REC`, `<record name="CUST-REC">`, `CUST-REC holds:`: a lead and a tail that stand above layouts.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from workbench.declarations import NAME
from workbench.discovery.captions import captions
from workbench.discovery.patterns import expression
from workbench.discovery.sights import NUMBER, WORDS, lead, places, shown, titled
from workbench.discovery.view import MAX_HEADING, View
from workbench.profile import Pattern
from workbench.profile.names import identifier, marks_in
from workbench.records import UNKNOWN
from workbench.structure import COUNTED, RULE_LINE, counts, is_inner, opened

ABOVE = 4
"""A record is named at most so many printed lines above its items."""

SAME = 2
"""Lines in one frame with no more names than that are titles: what is taken for a name is a word of them."""

SENTENCE = 5
"""So many words beside a name are hardly more than a title."""

REST = 0.3
"""Where names tell of fewer layouts, titles may tell of the others."""

FEW = 5
"""Items that begin alike by accident."""

_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]++")
_ROW = re.compile(rf"(?:{NUMBER} ?){{2,}}")
"""Numbers before a name, several: that is a row."""
_WORDS = re.compile(r"[^\W\d_\ue000-\ue002][^\d\ue000-\ue002(\[:;,=]*[ -]\Z")
"""The words right before a name."""


class Frame(NamedTuple):
    """What stands before and behind a name on its line."""

    lead: str
    tail: str


_ALONE = Frame("", "")

Row = tuple[int, str]
"""In which column a name stands, and what marks stand before it."""


def records(view: View, headings: Collection[int], names: Collection[str]) -> list[Pattern]:
    """The patterns of the lines that name records; `headings` and `names` are those of endpoints.

    Where names say little of which layout it is, titles in words do.
    """
    found, told = _named(view, headings, names)
    tops = [top for top in sorted({*view.tops, *view.runs}) if not _names_itself(view, top)]
    titles = captions(view, headings, names, tops) if tops else []
    constant = sum(len({*told}) for _, told in found) <= SAME * len(found)
    better = sum(one.count for one in titles) > (0.8 if constant else 2) * sum(one.count for one, _ in found)
    if better:
        return titles
    rest = [top for top in tops if top not in told]
    return [
        *(one for one, _ in found),
        *(captions(view, headings, names, rest) if len(rest) > REST * len(tops) else ()),
    ]


def _named(
    view: View, headings: Collection[int], names: Collection[str]
) -> tuple[list[tuple[Pattern, list[str]]], set[int]]:
    """The patterns of lines that name records by names of their own, these names, and the layouts below them."""
    rows = _rows(view)
    above = _above_layouts(view, headings, names, rows)
    counts = Counter(frame for frames in above.values() for frame, _ in frames)
    everywhere = _everywhere(view, headings, names, rows, counts.keys())
    good = {frame: n for frame, n in counts.items() if 0 < everywhere[frame] <= n / 0.6}
    good = {frame: n for frame, n in good.items() if n >= len(headings) * (0.25 if _says(frame) else 0.08)}
    chosen: dict[Frame, list[str]] = defaultdict(list)
    told = {named for frames in above.values() for named in frames}
    varied = Counter(frame for frame, _ in told)
    owners: dict[tuple[int, str], set[Frame]] = defaultdict(set)
    places = sorted(headings)
    below = set[int]()
    for top, frames in above.items():
        fits = [(varied[frame], good[frame], frame, name) for frame, name in frames if frame in good]
        if fits:
            *_, frame, name = max(fits)
            chosen[frame].append(name)
            below.add(top)
            owners[bisect_right(places, top), name].add(frame)
    several = Counter(place for place, _ in owners)
    least = 1 if sum(n > 1 for n in several.values()) >= 0.5 * len(several) else 2
    if sum(map(len, chosen.values())) > 2 * len(places) / 3 and len({name for _, name in owners}) <= least:
        return (
            [],
            set(),
        )  # one word above all layouts names none of them, two words in each endpoint tell its layouts apart
    shared = sum(len(frames) > 1 for frames in owners.values()) > 0.3 * len(owners)
    patterns = [
        (_pattern(frame, found, good[frame] / everywhere[frame], shared), found)
        for frame, found in sorted(chosen.items(), key=lambda item: -len(item[1]))
    ]
    return patterns, below


def _above_layouts(
    view: View, headings: Collection[int], names: Collection[str], rows: Collection[Row]
) -> dict[int, list[tuple[Frame, str]]]:
    """For the first line of each layout the frames above it that recur, or are of one kind with those that do."""
    tops = [top for top in view.tops if not _names_itself(view, top)]
    above = {top: _above(view, top, headings, names, rows) for top in tops}
    counts = Counter(frame for frames in above.values() for frame, _ in frames)
    likely = {frame for frame, n in counts.items() if n >= max(2, len(tops) // 20)}
    kinds = {kind for frame in likely if WORDS in "".join(kind := _kind(frame))}
    # Where records follow each other closely, layouts begin after a single line.
    runs = (top for top in view.runs if top not in above and not _names_itself(view, top))
    above |= {top: _above(view, top, headings, names, rows) for top in runs}
    return {
        top: [
            (frame, name)
            for frame, name in frames
            if frame in likely or (_kind(frame) in kinds and name not in view.declared_names)
        ]
        for top, frames in above.items()
    }


def _names_itself(view: View, top: int) -> bool:
    """Whether the first item of a layout is its record, or one that stands alone, or source text opens it above."""
    if any(opened(view.lines[at]) != UNKNOWN for at in view.before(top, 1)):
        return True
    first = top if top in view.items else next((at for at in range(top + 1, top + 8) if at in view.items), -1)
    alone = first >= 0 and view.items[first].level in (1, 77)
    return alone and counts(view.lines[first + 1 : first + 1 + COUNTED]) != "yes"


def _above(
    view: View, top: int, headings: Collection[int], names: Collection[str], rows: Collection[Row]
) -> list[tuple[Frame, str]]:
    """The frames of the names in the lines above a layout, up to the endpoint's heading or the last item."""
    found = []
    for index in view.before(top, ABOVE):
        if index in headings or index in view.items or index in view.inside:
            break
        found += _frames(view, view.lines[index], names, rows)
    return found


def _frames(view: View, line: str, names: Collection[str], rows: Collection[Row]) -> list[tuple[Frame, str]]:
    if len(line) > MAX_HEADING or RULE_LINE.match(line) or is_inner(line):
        return []
    at = places(line, view.marks)
    free = [(a, b) for a, b in (*at[:2], *at[2:][-1:]) if (a, lead(line[:a])) not in rows]
    found = ((Frame(lead(line[:a]), _tail(line[b:])), line[a:b]) for a, b in free)
    return [(frame, name) for frame, name in found if name not in names and not _ROW.fullmatch(frame.lead)]


def _rows(view: View) -> set[Row]:
    """In which columns the names of items stand, behind which marks: a line like that is a group among them."""
    items = ((view.lines[at], item.name) for at, item in view.items.items() if item.picture != UNKNOWN)
    begun = (line[: max(0, line.find(name))] for line, name in items)
    counts = Counter((len(text), lead(text)) for text in begun if text.strip())
    return {row for row, n in counts.items() if n > FEW}


def _kind(frame: Frame) -> Frame:
    """A frame whose words are open: `INPUT` and `OUTPUT`, `(in)` and `(out)` are of one kind."""
    return Frame(titled(frame.lead), titled(frame.tail))


def _says(frame: Frame) -> bool:
    """Whether a frame has so many words that it says something of the name."""
    return len(_LETTERS.findall(" ".join(frame))) > SENTENCE


def _tail(text: str) -> str:
    return lead(_NUMBERS.sub(NUMBER, text)).rstrip()


def _everywhere(
    view: View, headings: Collection[int], names: Collection[str], rows: Collection[Row], wanted: Collection[Frame]
) -> Counter[Frame]:
    """How often each frame stands anywhere; a name alone on its line, as many are, counts only where items follow."""
    counts, told = Counter[Frame](), view.items.keys() | view.headers
    for place, index in enumerate(view.printed):
        if index not in view.silent and index not in headings:
            found = [frame for frame, _ in _frames(view, view.lines[index], names, rows) if frame in wanted]
            if found != [_ALONE] or not told.isdisjoint(view.printed[place + 1 : place + 1 + ABOVE]):
                counts.update(found)
    return counts


def _pattern(frame: Frame, found: list[str], share: float, shared: bool) -> Pattern:
    """`shared`: several records of an endpoint have one name, and only the words before it tell them apart."""
    marked = marks_in(found)
    plain = all(name.isascii() and name.upper() == name for name in found) and not marked
    inner = NAME if plain else identifier(marked, not all(map(str.isascii, found)))
    tail = expression(frame.tail) + r"[ \t]*\r?$" if _LETTERS.search(frame.tail) or frame.tail else r"[ \t]*\r?$"
    words = _WORDS.search(frame.lead) if shared else None
    before, told = (frame.lead[: words.start()], words[0]) if words else (frame.lead, "")
    text = rf"[ \t\f]*+{expression(before)}(?P<name>{expression(told)}{inner})(?![\w-])[ \t]*{tail}"
    sample = shown(f"{frame.lead}{found[0]} {frame.tail}").strip()
    return Pattern(pattern=text, sample=sample, count=len(found), sure=round(min(1.0, share), 2))
