"""Names that stand on the line below the title of their section: `1.4  Credit note print`, and then `RTG16, batch`.

The title opens the section, and tells nothing of the name; the line of the name opens nothing, and begins like any
line. A rule may stand between the two, and a page break.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from workbench.discovery.markup import BELOW
from workbench.discovery.sights import ANY, Sight, lead
from workbench.discovery.view import View
from workbench.profile import form
from workbench.structure import RULE_LINE

WORDS = 12
"""A title has at most so many words."""

FEW = 3
"""So many words at most stand before a name below its title."""

NEAR = 12
"""A name stands at most so many lines below its title: a page may end between them."""

_NUMBERED = re.compile(r"[ \t\f]*+(?:[A-Z][.-])?\d+(?:\.\d+)*[.)]?[ \t]+(?=[^\W\d_])")
STOPS = frozenset(".,;:")
"""No title ends with one of these."""
_TITLE = re.compile(r"[ \t\f]*+[^\W\d_]")


def beneath(view: View, seen: Iterable[Sight], names: Collection[str]) -> Iterator[Sight]:
    """The sights of names in the form of some that stand below a title, alone there, as sights of the title's line."""
    kinds = {form(name) for name in names}
    alike = [sight for sight in seen if form(sight.name) in kinds]
    many = Counter(sight.line for sight in alike)
    for sight in alike:
        if many[sight.line] == 1 and len(sight.lead.split()) <= FEW:
            title = _title(view, sight.line)
            if title >= 0 and sight.name not in view.lines[title]:
                number = _NUMBERED.match(view.lines[title])
                told = f"{lead(number[0]) if number else ''}{BELOW}{sight.lead}"
                yield Sight(title, sight.name, told, ANY if number else sight.after, False)


def strays(view: View, heading: re.Pattern[str], places: Mapping[str, int]) -> int:
    """How many open lines a pattern matches, with those below them, that are no headings; `places`: those of names.

    What is printed has no blank lines: a line and a name behind one may look like a title and its name.
    """
    found = 0
    for place, index in enumerate(view.printed):
        if view.is_open(index):
            match = heading.match("\n".join(view.lines[at].rstrip() for at in view.printed[place : place + 3]))
            found += match is not None and not 0 <= places.get(match["name"], -1) - index <= NEAR
    return found


def _title(view: View, line: int) -> int:
    """The line of the title above a line; -1 where no title stands there.

    It stands right above, or a rule is between; a title with a number may stand above a blank line too.
    """
    at = bisect_left(view.printed, line) - 1
    ruled = at >= 0 and RULE_LINE.match(view.lines[view.printed[at]]) is not None
    index = view.printed[at - ruled] if at >= ruled else -1
    if index < 0 or index in view.silent or index in view.entries or not view.is_open(index):
        return -1
    text = view.lines[index].rstrip()
    numbered = _NUMBERED.match(text) is not None
    near = numbered or (_TITLE.match(text) and (ruled or not view.is_open(line)))
    return index if near and len(text.split()) <= WORDS and text[-1] not in STOPS else -1
