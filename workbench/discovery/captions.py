"""Records that have no name of their own but a title in words, the same in every endpoint: `Input record (40 bytes)`.

A title stands behind a blank line right above layouts of many endpoints, once in each, and another one above the other
layouts there. What stands above every layout (the heads of its columns) tells nothing apart, and is none.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Sequence
from typing import NamedTuple

from workbench.discovery.patterns import expression
from workbench.discovery.sights import NUMBER, lead, shown
from workbench.discovery.view import MAX_HEADING, View
from workbench.discovery.words import SENTENCE, XREF
from workbench.profile import Pattern
from workbench.structure import RULE_LINE

ABOVE = 4
"""A title stands at most so many printed lines above the items."""

LONGEST = 4
"""Words of a title."""

FEW = 3
"""In fewer endpoints a title may be an accident."""

WIDEST = 38
"""Characters of a title's words, but for its first and last."""

MOST = 12
"""A document has at most so many titles."""

_MARKS = r"[ \t\f|>*#=.\-–\d()\[\]{}+:!_/\\]{0,30}+(?:[hH]\d\.[ \t]+|[a-z-]+::[ \t]+)?"
_REST = r"(?:_{1,3}(?!\w))?(?:[ \t]*[\d(\[{<:;,|=.*\-–][^\n]{0,140})?[ \t]*\r?$"
_TITLE = re.compile(rf"{_MARKS}(?P<name>[^\W\d_][^\n\d(\[{{<:;,|=*\"]*?){_REST}")
_OF = r"[ \t]+(?:[^\W\d_]{1,4}[ \t]+)?"
_OWNED = re.compile(rf"(?<=\w){_OF}(\S+?)[.:]?[ \t]*$")
"""The name of its endpoint behind a title: `Input of ORD010`."""
_LEADS = re.compile(r"(?=[ \t]*[:*_])[ \t]*[*_]{0,3}:?[*_]{0,3}[ \t]*$")
"""What shows that even a sentence leads to what follows: a colon, or the end of letters that are set off."""
_LETTERS = re.compile(r"[^\W\d_]{3}")
_MARKED = re.compile(rf"[^\s{NUMBER}.]")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


class Title(NamedTuple):
    """The words of a title, and what stands before and behind them, its numbers left open.

    `owned`: the name of an endpoint stands behind them.
    """

    words: str
    lead: str
    rest: str
    owned: bool = False


def captions(view: View, starts: Collection[int], names: Container[str], tops: Sequence[int]) -> list[Pattern]:
    """The patterns of the titles above layouts.

    `starts`: the lines of endpoints' headings, `names`: those of endpoints, `tops`: the lines of layouts.
    """
    above = {top: titles for top in tops if (titles := _above(view, top, starts, names))}
    places = sorted(starts)
    owners: dict[str, list[int]] = defaultdict(list)
    for top, titles in above.items():
        for title in titles:
            owners[title.words].append(bisect_right(places, top))
    likely = {words for words, found in owners.items() if _tells_apart(found, len(places), len(above))}
    nearest = [one for titles in above.values() if (one := next((t for t in titles if t.words in likely), None))]
    counts = Counter(title.words for title in nearest)
    shares = {words: n / _everywhere(view, words, names) for words, n in counts.most_common(MOST)}
    good = {words: counts[words] for words, share in shares.items() if share >= 0.6}
    if len(good) < 2 or sum(good.values()) < 0.6 * len(above):
        return []
    told = [title for title in nearest if title.words in good]
    if (shape := _shape(told)) is not None:
        return [shape]
    owned = rf"(?:{_OF}\S*)?" if any(title.owned for title in told) else ""
    return [
        _pattern(f"{_MARKS}(?P<name>{re.escape(words)}){owned}{_REST}", words, n, shares[words])
        for words, n in good.items()
    ]


def _tells_apart(owners: Sequence[int], endpoints: int, layouts: int) -> bool:
    """Whether a title stands in many endpoints, mostly once, and not above all layouts."""
    several = len(set(owners)) >= max(FEW, 0.04 * endpoints)
    return several and len(owners) <= 1.5 * len(set(owners)) and len(owners) <= 0.85 * layouts


def _shape(titles: Sequence[Title]) -> Pattern | None:
    """One pattern for all titles, and for those that are rare, where the same stands around their words."""
    if any(title.owned for title in titles):
        return None
    (lead, rest), count = Counter((title.lead, title.rest) for title in titles).most_common(1)[0]
    if count < 0.9 * len(titles) or not (_MARKED.search(lead) or _MARKED.search(rest)):
        return None
    words = rf"[^\W\d_](?:[^\n\d(\[{{<:;,|=\"]{{0,{WIDEST}}}[^\W\d_])?"
    text = rf"[ \t\f]*+{expression(lead)}(?P<name>{words})(?![^\W_])[ \t]*{expression(rest)}[ \t]*\r?$"
    return _pattern(text, shown(f"{lead}{titles[0].words} {rest}").strip(), count, count / len(titles))


def _pattern(text: str, sample: str, count: int, sure: float) -> Pattern:
    return Pattern(pattern=text, sample=sample, count=count, sure=round(min(1.0, sure), 2))


def _above(view: View, top: int, starts: Collection[int], names: Container[str]) -> list[Title]:
    """The titles in the lines above a layout, the nearest first, up to the endpoint's heading or the last item.

    None of them where an item goes on: nothing stands between it and the last one but lines that belong to one of them.
    """
    found: list[Title] = []
    apart = view.is_open(top)
    for index in view.before(top, ABOVE):
        if index in view.items or index in view.inside:
            return found if apart else []
        if index in starts:
            break
        apart = apart or view.is_open(index)
        if view.is_open(index) and (title := _title(view.lines[index], names)) is not None:
            found.append(title)
    return found


def _title(line: str, names: Container[str]) -> Title | None:
    """The title that a line may be; None where it says something in a sentence or leads to names.

    `names`: those of endpoints, which may stand behind a title.
    """
    owned = _OWNED.search(line) if len(line) <= MAX_HEADING else None
    if owned and owned[1] in names and not XREF.search(line):
        title = _title(line[: owned.start()], ())
        return title._replace(owned=True) if title else None
    if len(line) > MAX_HEADING or RULE_LINE.match(line) or not (match := _TITLE.match(line)):
        return None
    words = match["name"].strip()
    said = words.split()
    if line[match.end("name") :][:1].isdecimal():
        return None  # the words would end inside a name
    if not _LETTERS.search(words) or len(said) > LONGEST or XREF.search(line):
        return None
    if len(said) > 2 and SENTENCE.search(words.partition(" ")[2]) and not _LEADS.match(line, match.end("name")):
        return None
    return Title(
        words, lead(line[: match.start("name")]), lead(_NUMBERS.sub(NUMBER, line[match.end("name") :])).rstrip()
    )


def _everywhere(view: View, words: str, names: Container[str]) -> int:
    """How many lines have such a title."""
    lines = (at for at in view.printed if words in view.lines[at] and view.is_open(at))
    return sum((title := _title(view.lines[at], names)) is not None and title.words == words for at in lines)
