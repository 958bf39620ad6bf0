"""What else tells that lines open sections, where others hardly speak of what they name.

Each section begins with the same caption, `1. Purpose`; or a list before the first one names all of them in order.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from workbench.discovery.sights import Sight
from workbench.discovery.view import View
from workbench.structure import RULE_LINE

KNOWN = 0.6
"""Others speak of so many of the names,"""

FEWER = 0.3
"""or of so many, where the sections begin alike."""

MOST = 0.7
"""So many sections begin with the same caption, and so much of it stands there."""

NEARLY = 0.9
"""So many of the names stand in a list of contents, and so many of these in order."""

CLOSE = 1.5
"""A list of contents has at most so many lines for a name: it names hardly anything else."""

FRONT = 1000
"""A list of contents ends before so many printed lines."""

NEXT = 4
"""A caption is one of so many lines below a heading that are printed: rules may stand between."""

_CAPTION = re.compile(r"[\W\d_]*([^\W\d_]+(?: [^\W\d_]+){0,3})(?=\W*\Z|[ .]*:|[ \t]{2})")
_TOKEN = re.compile(r"[\w$#@][\w$#@./:&-]*")


def are_spoken(view: View, alone: Sequence[Sight], many: int) -> bool:
    """Whether others speak of enough names of some lines that open sections: `many` of them."""
    return many >= KNOWN * len(alone) or (many >= FEWER * len(alone) and _begin_alike(view, alone))


def _begin_alike(view: View, alone: Sequence[Sight]) -> bool:
    """Whether what some lines open mostly begins with one caption, which stands hardly anywhere else."""
    first = Counter(_caption(view, sight.line) for sight in alone)
    first.pop("", None)
    words, count = max(first.items(), key=_count, default=("", 0))
    if count < MOST * len(alone):
        return False
    every = sum(words in view.lines[at] and _words(view.lines[at]) == words for at in view.printed)
    return count >= MOST * every


def _count(one: tuple[str, int]) -> int:
    return one[1]


def _caption(view: View, line: int) -> str:
    """The caption below a heading; empty where there is none."""
    at = bisect_right(view.printed, line)
    below = (view.lines[index] for index in view.printed[at : at + NEXT])
    return _words(next((text for text in below if not RULE_LINE.match(text)), ""))


def _words(line: str) -> str:
    found = _CAPTION.match(line)
    return found[1] if found else ""


def in_order(view: View, alone: Sequence[Sight]) -> set[str]:
    """The names that stand in one list before the first of some lines, in their order; none where most do not."""
    first, front = bisect_left(view.printed, alone[0].line), words_in_front(view)
    places = ((name, [at for at in front.get(name, ()) if at < first]) for name in {sight.name for sight in alone})
    last = {name: at[-1] for name, at in places if at}
    told = [sight.name for sight in alone if sight.name in last]
    order = [last[name] for name in told]
    if len(told) < NEARLY * len(alone) or order[-1] - order[0] > CLOSE * len(told):
        return set()
    return set(told) if sum(a < b for a, b in pairwise(order)) >= NEARLY * (len(told) - 1) else set()


@lru_cache(maxsize=1)
def words_in_front(view: View) -> Mapping[str, Sequence[int]]:
    """Where each word stands in the first lines of a document: the places of these among the printed ones."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, index in enumerate(view.printed[:FRONT]):
        for word in _TOKEN.findall(view.lines[index]):
            found[word].append(place)
    return found
