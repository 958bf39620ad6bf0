"""How headings stand on their lines where their words vary: what is right before all names, and what is below them.

`Close an account, routine BET-17`, or a name far to the right of its title: what leads to the name is not at the start
of the line. The names that other parts speak of tell what it is, and other lines without it are no headings.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from workbench.discovery.markup import BELOW
from workbench.discovery.sights import ANY, WORDS, Sight, place
from workbench.discovery.view import View
from workbench.profile.names import form, token

MOSTLY = 0.95
"""So many of the names that others speak of have a trait of headings."""

LONGEST = 24
"""Characters before a name that are looked at."""

SPOKEN = 6
"""A line of running text has at least so many words."""

PARAGRAPH = 12
"""So many lines of a paragraph are looked at."""

COUNTED = 0.8
"""So many of the numbers follow each other that are counted through."""

_LAST_NUMBER = re.compile(r"(.*?)(\d{1,6})")
_CLOSED = frozenset(".:;!?")
_NEAR = re.compile(r"(?:[ \t]{2}|\t|[^\s\d]+[ ]?)\Z")
_STOPS = frozenset(".,;")
_BEHIND = (re.compile(r"\Z"), re.compile(r"[ \t]{2}|\t|\Z"), re.compile(r"(?s:.*[^.,;])?\Z"))
_FRAME = " */|"
"""What stands at the ends of lines in a comment or a box, behind their sentences."""
_GAP = re.compile(r"\S(?:[ ]{4}|[ ]*\t)[ \t]*\S")
"""No running text, but two things side by side."""
_POINT = re.compile(r"[ \t]*(?:\d{1,3}[.)]|[-*•])[ \t]")
"""How a point of a list begins."""
_RUN = re.compile(r"\A(\W)\1+")


def varies(lead: str) -> bool:
    """Whether nothing but words that vary, numbers and marks stands before a name on its line."""
    return bool({ANY, WORDS} & set(lead)) and BELOW not in lead and not any(map(str.isalpha, lead))


def typical(view: View, alone: Sequence[Sight], spoken: Set[str]) -> list[Sight]:
    """The sights that stand on their lines as those do that other parts speak of."""
    told = [sight for sight in alone if sight.name in spoken]
    left = list(alone)
    if near := near_name(view, told):
        left = [sight for sight in left if before(view, sight).endswith(near)]
    if sum(ends(view, sight) for sight in told) >= MOSTLY * len(told):
        left = [sight for sight in left if sight.name in spoken or ends(view, sight)]
    return left


def alike_near(view: View, members: Sequence[Sight]) -> list[list[Sight]]:
    """The sights with one word or one kind of gap right before their names, the most first."""
    groups: dict[str, list[Sight]] = defaultdict(list)
    for sight in members:
        groups[kind_near(before(view, sight))].append(sight)
    return sorted(groups.values(), key=len, reverse=True)


def kind_near(text: str) -> str:
    """The gap at the end of a text, or the last word."""
    found = _NEAR.search(text)
    return found[0] if found else ""


def near_name(view: View, members: Iterable[Sight], least: float = MOSTLY) -> str:
    """The text right before nearly all of some names, if it is more than a blank."""
    texts = [before(view, sight)[-LONGEST:] for sight in members]
    for width in range(LONGEST, 1, -1):
        text, count = Counter(text[-width:] for text in texts).most_common(1)[0] if texts else ("", 0)
        if count >= least * len(texts) and len(text) == width:
            return _RUN.sub(r"\1\1", text)
    return "\t" if texts and all(text.endswith("\t") for text in texts) else ""


def before(view: View, sight: Sight) -> str:
    """What stands before a name on its line."""
    line = view.lines[sight.line]
    return line[: line.rindex(sight.name) if ends(view, sight) else place(line, sight.name)]


def ends(view: View, sight: Sight) -> bool:
    """Whether a name is the last on its line."""
    return view.lines[sight.line].rstrip().endswith(sight.name)


def counts_on(names: Iterable[str]) -> bool:
    """Whether names in order are mostly numbers that count on, `A-1`, `A-2`, or begin anew.

    >>> counts_on(["A-1", "A-2", "A-3", "B-1", "B-2"]), counts_on(["OE10", "OE20", "OE25"])
    (True, False)
    """
    parts = [_LAST_NUMBER.fullmatch(name) for name in names]
    told = [(match[1], int(match[2])) for match in parts if match]
    steps = sum(b == 1 if before != after else b == a + 1 for (before, a), (after, b) in pairwise(told))
    return len(parts) > 1 and steps >= COUNTED * (len(parts) - 1)


def stops(view: View, line: int) -> bool:
    """Whether a line ends as sentences and their lines do."""
    return view.lines[line].rstrip()[-1:] in _STOPS


def runs_on(view: View, line: int) -> bool:
    """Whether the line right below goes on in small letters, as sentences do and titles do not."""
    below = view.lines[line + 1 : line + 2]
    return bool(below) and not view.is_open(line + 1) and below[0].lstrip()[:1].islower()


def goes_on(view: View, line: int) -> bool:
    """Whether a line goes on with the sentence above: no line of the paragraph has room for one word more."""
    if view.is_open(line) or len((above := view.lines[line - 1].rstrip()).split()) < SPOKEN:
        return False
    if above.rstrip(_FRAME)[-1:] in _CLOSED or _GAP.search(above) or _POINT.match(view.lines[line]):
        return False
    width, at = len(view.lines[line].rstrip()), line - 1
    while at >= max(0, line - PARAGRAPH) and view.content[at]:
        width, at = max(width, len(view.lines[at].rstrip())), at - 1
    return len(above) + len(view.lines[line].split()[0]) >= width


def listed(view: View, sight: Sight) -> bool:
    """Whether the line right above or below has another name of the same form at the same place."""
    line, kind = view.lines[sight.line], form(sight.name)
    start = place(line, sight.name)
    beside = view.lines[max(0, sight.line - 1) : sight.line] + view.lines[sight.line + 1 : sight.line + 2]
    names = (token().match(text, start) for text in beside if start > 0 and text[:start] == line[:start])
    return any(name and name[0] != sight.name and form(name[0]) == kind for name in names)


def behind_all(view: View, members: Sequence[Sight]) -> list[re.Pattern[str]]:
    """What stands behind all names of some sights, of the usual: nothing, a gap, no end of a sentence."""
    rests = [_behind(view, sight) for sight in members]
    return [told for told in _BEHIND if all(map(told.match, rests))]


def fits(view: View, sight: Sight, told: Iterable[re.Pattern[str]]) -> bool:
    """Whether all this stands behind a name too."""
    rest = _behind(view, sight)
    return all(one.match(rest) for one in told)


def _behind(view: View, sight: Sight) -> str:
    line = view.lines[sight.line].rstrip()
    return line[place(line, sight.name) + len(sight.name) :]


def right_before(text: str) -> str:
    """The expression of what must stand right before a name."""
    return f"(?<={re.escape(text)})" if text else ""
