"""What a document speaks of: names behind the same words again and again, whatever these words are.

`PASSES CONTROL TO WHS320, WHS520`, `D ^DC16X`, `<follows>PQ03</follows>`: what leads to several names here leads to
other ones there, and to some of them again. No heading is asked for, no known word, and hardly a form of names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from workbench.discovery.enumerations import MOST, Enumeration, enumerations, looks, names_in, words_in
from workbench.discovery.view import View, spread
from workbench.discovery.words import KEYED_END, OTHER_THINGS
from workbench.profile import form
from workbench.profile.mentions import is_outside, may_be_outside

FEW = 4
"""So many names at least stand behind the same words,"""

OFTEN = 6
"""so often in all."""

APART = 0.6
"""So many of these lines are in no run of lines: rows of tables and layouts are."""

DECLARED = 0.3
"""So few of the names are declared as items."""

AGAIN = 1.3
"""So often each name stands there, on average,"""

SEVERAL = 0.25
"""or so many of them stand beside others."""

MANY = 8
"""So many plain words may be names,"""

RARE = 0.3
"""where they stand behind these words so often of all times."""

FORMS = 4
"""The names have at most so many forms,"""

ALIKE = 0.7
"""but for a few of them."""

MOSTLY = 0.7
"""What stands around so many of the names belongs to none."""

SHARED = 0.3
"""So many of the names stand behind other words that lead to the same things."""

_FORMAL = re.compile(r"\d|[./:>$#@%]")
_AROUND_DIGITS, _BEFORE_MARK = re.compile(r"(\D*)\d(?:.*\d)?(\D*)"), re.compile(r"(.*[./:>$#@%])()")
_MARKS = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Topic:
    """One kind of things that a document speaks of: their names, and how much it does.

    `weight` is the number of places where words lead to one; twice that where they lead to several at a time. `kin` are
    the other words of the document that begin, end and look as some of the names do: `PENS41B` beside `PENS05B`.
    """

    names: frozenset[str]
    weight: float
    kin: frozenset[str] = frozenset()


def topics(view: View) -> list[Topic]:
    """The kinds of things that a document speaks of, the one that it speaks of most first."""
    alone, outside = _places(view)
    behind: dict[tuple[bool, str], list[Enumeration]] = defaultdict(list)
    for one in enumerations(view):
        behind[one.worded, one.words].append(one)
    told = (_leading(view, lists, alone) for lists in behind.values())
    found: list[Topic] = []
    for new in sorted((one for one in told if one), key=_weight, reverse=True):
        same = [other for other in found if _shared(new.names, other.names)]
        found = [other for other in found if other not in same]
        names = new.names.union(*(other.names for other in same))
        found.append(Topic(names, new.weight + sum(other.weight for other in same)))
    others = {word for word in alone if _FORMAL.search(word)} - outside - view.declared_names
    whole = ((_whole(one.names, alone) - outside, one.weight) for one in found)
    made = (Topic(names, weight, frozenset(_kin(names, others) - names)) for names, weight in whole)
    return sorted(made, key=_weight, reverse=True)


def _places(view: View) -> tuple[Counter[str], set[str]]:
    """How often each word stands in a document, and those that are said to stand outside the system."""
    alone, outside = Counter[str](), set[str]()
    for line in (view.lines[at][:MOST] for at in view.printed):
        alone.update(words_in(line))
        if may_be_outside(line):
            found = (match for match in names_in(line) if is_outside(line, match.end()))
            outside |= {match[0] for match in found if line[match.start() - 1 : match.start()] != "*"}
    return alone, outside


def _kin(names: Set[str], words: Iterable[str]) -> set[str]:
    """The words that begin and end as some names do, and have their form.

    Only of forms that are no words and no numbers: letters with a digit, or with a mark that joins no words.
    """
    kinds = {_kind(name) for name in names if _FORMAL.search(name) and not name.isdecimal()}
    return {word for word in words if _kind(word) in kinds} if kinds else set()


def _kind(name: str) -> tuple[str, str, str, int]:
    """How a name begins before its first digit, and ends behind its last one, its form and its length.

    Where it has no digit, how it begins before its last mark.
    """
    found = _AROUND_DIGITS.fullmatch(name) or _BEFORE_MARK.match(name)
    return (found[1] if found else name, found[2] if found else "", form(name), len(name))


def _weight(one: Topic) -> float:
    return one.weight


def _shared(a: Set[str], b: Set[str]) -> bool:
    return len(a & b) >= max(2, SHARED * min(len(a), len(b)))


def _leading(view: View, lists: Sequence[Enumeration], alone: Mapping[str, int]) -> Topic | None:
    """What some words lead to, if they do so again and again, far apart, and what they lead to are no items.

    `alone`: how often each word stands in the document. Plain words are names where they stand hardly elsewhere.
    """
    counts = Counter(name for one in lists for name in one.names)
    beside = {name for one in lists for name in one.names if len(one.names) > 1}
    worded, words = lists[0].worded, lists[0].words
    if worded:  # what stands there alone again and again says that there is none
        counts = Counter({name: many for name, many in counts.items() if name in beside or many < FEW})
    if len(counts) < FEW or counts.total() < OFTEN or OTHER_THINGS.search(_MARKS.sub(" ", words)):
        return None
    lines = sorted({one.line for one in lists})
    if sum(spread(lines)) < APART * len(lines):
        return None
    if sum(name in view.declared_names for name in counts) > DECLARED * len(counts):
        return None
    several = sum(len(one.names) for one in lists if len(one.names) > 1) / counts.total()
    if worded and not (several >= SEVERAL and len(counts) >= MANY and counts.total() >= RARE * _sum(alone, counts)):
        return None
    if counts.total() < AGAIN * len(counts) and several < SEVERAL and not KEYED_END.match(words):
        return None
    forms = Counter(map(form, counts))
    if sum(many for _, many in forms.most_common(FORMS)) < ALIKE * len(counts):
        return None
    return Topic(frozenset(counts), counts.total() * (0.5 + several))


def _sum(alone: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(alone[name] for name in names)


def _whole(names: Set[str], alone: Mapping[str, int]) -> frozenset[str]:
    """The names without what belongs to others of them, `KV10-IN` to `KV10`, and without what stands around all.

    That is what leads to a file or a place, `src/KV10.cbl` and `#KV10`, where what is left stands alone elsewhere.
    """
    plainly = {_bare(name): name for name in names}
    around: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in names:
        for start, end in _parts(name):
            other = plainly.get(_bare(name[start:end]), name)
            if other == name and (not looks(name[start:end]) or not alone[name[start:end]]):
                continue
            around[name[:start], name[end:]][name] = other if other != name else name[start:end]
    whole = {name: name for name in names}
    for (before, behind), told in sorted(around.items(), key=lambda one: len(one[1])):
        of_others = sum(other in names for other in told.values())
        if of_others >= FEW:
            whole |= told
        elif len(told) >= MOSTLY * len(names):
            whole |= {name: name.removeprefix(before).removesuffix(behind) for name in names}
    return frozenset(whole.values())


def _parts(name: str) -> Iterator[tuple[int, int]]:
    """Where the parts of a name begin and end that marks divide."""
    marks = [match.span() for match in _MARKS.finditer(name)]
    starts, ends = [0, *(end for _, end in marks)], [*(start for start, _ in marks), len(name)]
    return ((a, b) for a in starts for b in ends if 0 < b - a < len(name))


def _bare(name: str) -> str:
    """A name without its marks, in small letters."""
    return _MARKS.sub("", name).lower()
