"""Names that stand together, behind words: `calls KV10, KV12 and KV40` in a sentence, a cell, a tag or any other way.

What looks like no word of a sentence is a name wherever it stands; plain words are, where a line ends with several of
them behind a few words: `Roept aan: klantwis, rekeningboek`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.discovery.series import is_date
from workbench.discovery.sights import lead
from workbench.discovery.view import View
from workbench.profile import form
from workbench.profile.text import plain

MOST = 300
"""Characters of a line that are looked at."""

WORDED = 200
"""Characters of a line that may end with plain words."""

NEAR = 80
"""Characters before a name that are looked at."""

CAPITALS = 4
"""Words of so many capitals are no abbreviations."""

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
_CELLS = re.compile(r"[;|\t]+")
_LEADERS = re.compile(r"(?:[ ]?\.){2,}")
_WORD = r"(?:[^\W\d_]{4,}|\d{3,8})"
_WORDS = re.compile(
    rf"(?P<words>[\s\W]*(?:[^\W\d_][\w'-]*\W+){{1,5}}?)"
    rf"(?P<names>{_WORD}(?:(?:[\"'`>\])*|]*,[\s\"'`<(\[|*]*(?:{_AND}\s+)?|\s+{_AND}\s+){_WORD})*)[\"'`>\])*|]*[.;]?\s*\Z"
)
"""A line that ends with plain words, behind a few others."""
_EACH = re.compile(rf"(?!{_AND}\b){_WORD}")


@dataclass(frozen=True)
class Enumeration:
    """Names that nothing but commas and the like stands between: the index of their line, and the words before them.

    `worded`: they may be plain words.
    """

    line: int
    words: str
    names: tuple[str, ...]
    worded: bool = False


def enumerations(view: View) -> Iterator[Enumeration]:
    """All of them in the lines that declare no items, also of one name, in order; those of plain words at the end."""
    yield from _formal(view)
    for index in view.printed:
        line = plain(view.lines[index])
        found = _WORDS.match(line) if index not in view.silent and len(line) <= WORDED else None
        names = tuple(_EACH.findall(found["names"])) if found else ()
        if found and not all(looks(name) for name in names):
            yield Enumeration(index, " ".join(lead(found["words"]).lower().split()), names, True)


def names_in(line: str) -> Iterator[re.Match[str]]:
    """All that may be a name in a line, plain words too."""
    return (_TAGGED if "<" in line else _NAME).finditer(line)


def _formal(view: View) -> Iterator[Enumeration]:
    """Those of names that look like no words."""
    last, words, goes_on = -1, "", False
    for index in view.printed:
        if index in view.silent:
            continue
        line = plain(view.lines[index][:MOST])
        first = True
        for before, names in _together(line):
            told = _words(before) or _words(line[: line.index(names[0])])
            if not told and first and goes_on and last == index - 1:
                told = words
            if told:
                yield Enumeration(index, told, names)
            first, words = False, told
        last, goes_on = index, not first and line.rstrip().endswith(",")


def words_in(line: str) -> list[str]:
    """The same, their texts alone."""
    return (_TAGGED if "<" in line else _NAME).findall(line)


def _together(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of a line, those of a list together, and what stands before each list, from the last name on."""
    start, end = 0, 0
    names: list[str] = []
    spoken = _SMALL.search(line) is not None
    for match in names_in(line):
        if not looks(match[0]) and not (spoken and _stands_out(line, match)):
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


@lru_cache(maxsize=65536)
def looks(word: str) -> bool:
    """Whether no word of a sentence looks so: it has a digit, a mark or a capital inside."""
    if len(word) < 3 or not any(map(str.isalpha, word)) or _SECTION.match(word) or _ORDINAL.match(word):
        return False
    if any(map(str.isdecimal, word)):
        return not is_date(word)
    return bool(_MARKED.search(word) or _CAMEL.search(word)) or word[0] in "/$#@" or word[-1] in "%#$"


def _stands_out(line: str, match: re.Match[str]) -> bool:
    """Whether a word in capitals stands alone among small letters."""
    long = match.end() - match.start() >= CAPITALS
    return long and match[0].isupper() and not _among_capitals(line, *match.span())


def _among_capitals(line: str, start: int, end: int) -> bool:
    """Whether another word in capitals stands right before a word, or right behind it."""
    return bool(_SHOUTED.search(line[max(0, start - NEAR) : start]) or _SHOUTS.match(line, end))


def _words(before: str) -> str:
    """The last words before a name; empty where there are none."""
    near = _LEADERS.sub(" ", _CELLS.sub(" ; ", before[-NEAR:]))
    words = lead(near).lower().split(" ")
    kept = " ".join(words[-3:] if not words[-1] else words[-2:])
    return kept if _LEADS.search(kept) else ""
