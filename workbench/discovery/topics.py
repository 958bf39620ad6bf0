"""What a document speaks of: names behind the same words again and again, whatever these words are.

`PASSES CONTROL TO WHS320, WHS520`, `D ^DC16X`, `<follows>PQ03</follows>`: what leads to several names here leads to
other ones there, and to some of them again. No heading is asked for, no known word, and hardly a form of names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from workbench.discovery.series import is_date
from workbench.discovery.sights import lead
from workbench.discovery.view import View, spread
from workbench.discovery.words import KEYED_END, OTHER_THINGS
from workbench.profile import form
from workbench.profile.mentions import is_outside
from workbench.profile.text import plain

MOST = 300
"""Characters of a line that are looked at."""

NEAR = 80
"""Characters before a name that are looked at."""

FEW = 4
"""So many names at least stand behind the same words,"""

OFTEN = 6
"""so often in all."""

APART = 0.6
"""So many of these lines are in no run of lines: rows of tables and layouts are."""

DECLARED = 0.3
"""So few of the names are declared as items."""

CAPITALS = 4
"""Words of so many capitals are no abbreviations."""

AGAIN = 1.3
"""So often each name stands there, on average,"""

SEVERAL = 0.25
"""or so many of them stand beside others."""

FORMS = 4
"""The names have at most so many forms,"""

ALIKE = 0.7
"""but for a few of them."""

MOSTLY = 0.7
"""What stands around so many of the names belongs to none."""

SHARED = 0.3
"""So many of the names stand behind other words that lead to the same things."""

_BEGIN = r"(?<![\w$#@%])(?:(?<![^\s\"'`(\[|,])/|[$#@&](?=[A-Z]))?[^\W_]"
_TAGGED = re.compile(rf"{_BEGIN}(?:[\w$#@]|[-./:&](?=\w))*[%#$]?")
_NAME = re.compile(rf"{_BEGIN}(?:[\w$#@]|[-./:&>](?=\w))*[%#$]?")
"""Whatever may be a name, with marks inside and at its ends."""
_AND = r"(?:and(?:[ ]also)?|und|et|y|e|en|or|oder|ou|o|og|och|i)"
_OPENS = r"""(?:[\s"'`<(\[|*^{]|<\w[\w:-]*>)*(?:[@\\]\w+\{)?"""
_CLOSES = r"""(?:\(\w{1,3}\))?(?:[\s"'`>)\]|*^}]|</[\w:-]+>)*"""
_JOINT = re.compile(
    rf"""{_CLOSES}(?:[,;/&+][\s"'`]*(?:{_AND}\b)?|(?<=\W){_AND}\b){_OPENS}|["'`>\]|*^}}]*\s+["'`<\[|*^{{]*""", re.I
)
_BLANK = re.compile(r"""["'`>\]|*^}]*\s+["'`<\[|*^{]*""")
_CAMEL = re.compile(r"[a-z][A-Z]")
_MARKED = re.compile(r"\w[-_.:/>$#@]\w")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|D|ER|E)\Z", re.I)
_SECTION = re.compile(r"[A-Za-z](?:\.\d+)+\Z|\d[\d.]*[A-Za-z]?\Z")
_SHOUTED, _SHOUTS = re.compile(r"(?<![^\W\d_])[A-Z]{2,}[ ]\Z"), re.compile(r"[ ][A-Z]{2,}(?![^\W\d_])")
_SMALL = re.compile(r"[a-z]{2}")
_LEADS = re.compile(r"[^\W\d_]{2}|[^\W\d_] ?[\^@=('\"`:]|[→⇒➔]|[-=]>")
_FORMAL = re.compile(r"\d|[./:>$#@%]")
_AROUND_DIGITS, _BEFORE_MARK = re.compile(r"(\D*)\d(?:.*\d)?(\D*)"), re.compile(r"(.*[./:>$#@%])()")
_CELLS = re.compile(r"[;|\t]+")
_LEADERS = re.compile(r"(?:[ ]?\.){2,}")
_MARKS = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Topic:
    """One kind of things that a document speaks of: their names, and how much it does.

    `weight` is the number of places where words lead to one; twice that where they lead to several at a time.
    """

    names: frozenset[str]
    weight: float


@dataclass(frozen=True)
class _List:
    """Names that nothing but commas and the like stands between: the index of their line, and the words before them."""

    line: int
    words: str
    names: tuple[str, ...]


def topics(view: View) -> list[Topic]:
    """The kinds of things that a document speaks of, the one that it speaks of most first."""
    behind: dict[str, list[_List]] = defaultdict(list)
    for one in _lists(view):
        behind[one.words].append(one)
    found: list[Topic] = []
    told = (_leading(view, words, lists) for words, lists in behind.items())
    for new in sorted((one for one in told if one), key=_weight, reverse=True):
        same = [other for other in found if _shared(new.names, other.names)]
        found = [other for other in found if other not in same]
        names = new.names.union(*(other.names for other in same))
        found.append(Topic(names, new.weight + sum(other.weight for other in same)))
    alone, outside = _places(view)
    whole = (Topic(_whole(one.names, alone) - outside, one.weight) for one in found)
    return sorted(whole, key=_weight, reverse=True)


def _places(view: View) -> tuple[Counter[str], set[str]]:
    """How often each word stands in a document, and those that are said to stand outside the system."""
    alone, outside = Counter[str](), set[str]()
    for line in (view.lines[at][:MOST] for at in view.printed):
        for match in _names_in(line):
            alone[match[0]] += 1
            if is_outside(line, match.end()) and line[match.start() - 1 : match.start()] != "*":
                outside.add(match[0])
    return alone, outside


def kin(view: View, names: Set[str]) -> set[str]:
    """The words of a document that begin and end as some names do, and have their form: `PENS41B` beside `PENS05B`.

    Only of forms that are no words: with a digit, or a mark that joins no words.
    """
    kinds = {_kind(name) for name in names if _FORMAL.search(name)}
    lines = (view.lines[at][:MOST] for at in view.printed if at not in view.silent)
    words = {match[0] for line in lines for match in _names_in(line)} if kinds else set()
    return {word for word in words if _kind(word) in kinds} - view.declared_names - _places(view)[1]


def _kind(name: str) -> tuple[str, str, str, int]:
    """How a name begins before its first digit, and ends behind its last one, its form and its length.

    Where it has no digit, how it begins before its last mark.
    """
    found = _AROUND_DIGITS.fullmatch(name) or _BEFORE_MARK.match(name)
    return (found[1] if found else name, found[2] if found else "", form(name), len(name))


def _names_in(line: str) -> Iterator[re.Match[str]]:
    return (_TAGGED if "<" in line else _NAME).finditer(line)


def _weight(one: Topic) -> float:
    return one.weight


def _shared(a: Set[str], b: Set[str]) -> bool:
    return len(a & b) >= max(2, SHARED * min(len(a), len(b)))


def _leading(view: View, words: str, lists: Sequence[_List]) -> Topic | None:
    """What some words lead to, if they do so again and again, far apart, and what they lead to are no items."""
    counts = Counter(name for one in lists for name in one.names)
    if len(counts) < FEW or counts.total() < OFTEN or OTHER_THINGS.search(_MARKS.sub(" ", words)):
        return None
    lines = sorted({one.line for one in lists})
    if sum(spread(lines)) < APART * len(lines):
        return None
    if sum(name in view.declared_names for name in counts) > DECLARED * len(counts):
        return None
    several = sum(len(one.names) for one in lists if len(one.names) > 1) / counts.total()
    if counts.total() < AGAIN * len(counts) and several < SEVERAL and not KEYED_END.match(words):
        return None
    forms = Counter(map(form, counts))
    if sum(many for _, many in forms.most_common(FORMS)) < ALIKE * len(counts):
        return None
    return Topic(frozenset(counts), counts.total() * (0.5 + several))


def _lists(view: View) -> Iterator[_List]:
    """All lists of names, also of one name, behind words."""
    last, words, goes_on = -1, "", False
    for index in view.printed:
        if index in view.silent:
            continue
        line = plain(view.lines[index][:MOST])
        first = True
        for before, names in _together(line):
            told = _words(before)
            if not told and first and goes_on and last == index - 1:
                told = words
            if told:
                yield _List(index, told, names)
            first, words = False, told
        last, goes_on = index, not first and line.rstrip().endswith(",")


def _together(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of a line, those of a list together, and what stands before each list, from the last name on."""
    start, end = 0, 0
    names: list[str] = []
    spoken = _SMALL.search(line) is not None
    for match in _names_in(line):
        if not _looks(match[0], spoken and not _among_capitals(line, *match.span())):
            continue
        if not names or not _joined(line, names[-1], end, match):
            if names:
                yield line[start : line.index(names[0], start)], tuple(names)
                start = end
            names = []
        names.append(match[0])
        end = match.end()
    if names:
        yield line[start : line.index(names[0], start)], tuple(names)


def _joined(line: str, last: str, end: int, match: re.Match[str]) -> bool:
    """Whether a name goes on with the list that the last one stands in: behind a blank, if they look alike."""
    joint = _JOINT.fullmatch(line, end, match.start())
    return joint is not None and (not _BLANK.fullmatch(joint[0]) or form(last) == form(match[0]))


def _looks(word: str, spoken: bool = False) -> bool:
    """Whether no word of a sentence looks so: it has a digit, a mark or a capital inside.

    `spoken`: in a line in small letters, capitals do too.
    """
    if len(word) < 3 or not any(map(str.isalpha, word)) or _SECTION.match(word) or _ORDINAL.match(word):
        return False
    if any(map(str.isdecimal, word)):
        return not is_date(word)
    if spoken and len(word) >= CAPITALS and word.isupper():
        return True
    return bool(_MARKED.search(word) or _CAMEL.search(word)) or word[0] in "/$#@" or word[-1] in "%#$"


def _among_capitals(line: str, start: int, end: int) -> bool:
    """Whether another word in capitals stands right before a word, or right behind it."""
    return bool(_SHOUTED.search(line[max(0, start - NEAR) : start]) or _SHOUTS.match(line, end))


def _words(before: str) -> str:
    """The last words before a name; empty where there are none."""
    near = _LEADERS.sub(" ", _CELLS.sub(" ; ", before[-NEAR:]))
    words = lead(near).lower().split(" ")
    kept = " ".join(words[-3:] if not words[-1] else words[-2:])
    return kept if _LEADS.search(kept) else ""


def _whole(names: Set[str], alone: Mapping[str, int]) -> frozenset[str]:
    """The names without what belongs to others of them, `KV10-IN` to `KV10`, and without what stands around all.

    That is what leads to a file or a place, `src/KV10.cbl` and `#KV10`, where what is left stands alone elsewhere.
    """
    plainly = {_bare(name): name for name in names}
    around: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in names:
        for start, end in _parts(name):
            other = plainly.get(_bare(name[start:end]), name)
            if other == name and (not _looks(name[start:end]) or not alone[name[start:end]]):
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
