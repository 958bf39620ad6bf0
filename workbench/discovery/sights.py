"""Names in lines that could be headings, each with what stands before and after it.

What stands before a name is its lead, without numbers and widths: `4.17 Programm ` and `4.18 Programm ` are one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.discovery.markup import untagged, visible, without_marks
from workbench.discovery.view import MAX_HEADING, View
from workbench.discovery.words import ENDED, ENDING, KEYWORD, NOT_HEADING
from workbench.profile.names import ENDS, MARKS, routed, token
from workbench.profile.text import plain

NUMBER, WORDS, ANY = "\ue000", "\ue001", "\ue002"
"""What numbers, words that vary and anything at all become in a lead: private characters, which no text has."""

DEEP = 0xE010
"""The private character so far behind this one says how often the mark before it stands there."""

MOST = 4
"""Names that are looked at in one line; those with a value behind them, `LANG=COBOL`, do not count."""

RUNNING = 6
"""So many lines begin with the words of a page's head."""

_DIGITS = re.compile(r"\d+")
_CAPITALS = re.compile(r"(?=.*[A-Z])[A-Z0-9$#@][A-Z0-9_$#@-]{2,}\Z")
_MIXED = re.compile(r"[A-Za-z0-9_$#@-]*?(?:[a-z][A-Z]|[a-z]\d|\d[a-z]|[a-z]_[A-Za-z])[A-Za-z0-9_$#@-]*\Z")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]+\Z")
_SECTION = re.compile(r"[A-Z](?:\.\d+)+\Z")
"""The number of a part of an annex, `A.12`."""
_PAIRS = {'"': '"', "'": "'", "`": "`", "[": "]", "<": ">", "{": "}"}
_NUMBERS = re.compile(
    r"\b(?![IVX]\.)[A-Z][.-]\d+(?:[.-]\d+)*(?![\w-])|(?<!\b[hH])\d+(?:\.\d+)*|\b[IVXLC]+(?=[.)])|\b[A-Za-z](?=[.)]\W)"
)
_REPEATED = re.compile(r"([^\w\s\ue000])\1+")
_DEPTH = re.compile(r"\s*(([#=*])\2{1,5})(?=\s)")
_DEPTHS = re.compile("(.)([\ue011-\ue01f])")
_SPACES = re.compile(r"\s+")
_TITLE = re.compile(r"(?<![<\w])[^\W\d_\ue000][\w'/&-]*(?:[ ,]+[^\W\d_\ue000][\w'/&-]*|[ ]+&)*")
ASIDE = r"(?:\{[^{}\n]{1,40}\}|<[aA] [^<>\n]*>(?:</[aA]>)?|\[\[[^\[\]\n]*\]\])[ \t]*"
"""An anchor that links lead to."""
_ANCHOR = re.compile(
    r"\s*(?:\[\[|\[#|\.\. _|<[aA] (?:name|NAME|id|ID)=[\"'])([\w.:-]+?)(?:\]\]|\]|:|[\"']\s*(?:/>|></[aA]>))\s*\Z"
)
"""A line that is nothing but an anchor, and what it is called."""
ASIDE_BEFORE = re.compile(rf"\S.*?({ASIDE})\Z")
_MARK = re.compile(r"\s*([^\w\s])")
DRAWN = r"[ \t]*+[*|+#=\-_~.<>/\\][ \t*|+#=\-_~.<>/\\]+[*|+#=\-_~.<>/\\][ \t]*\r?$"
"""A line drawn from one mark to another: the frame of a comment with nothing in it is one mark alone."""
_DRAWN = re.compile(DRAWN)


@dataclass(frozen=True)
class Sight:
    """A name seen in a line that could be a heading. `after` is the mark behind it, `underlined` a rule below.

    `aside`: an anchor for links stands right before it, which is no part of the lead.
    """

    line: int
    name: str
    lead: str
    after: str
    underlined: bool
    aside: bool = False


def sights(view: View) -> Iterator[Sight]:
    """All names in lines that could be headings, at most four a line."""
    for index, spans in _standing(view).items():
        line = view.lines[index]
        if _is_beside(line, view.after(index)):
            continue
        underlined = is_underlined(view, index)
        told_already = set[str]()
        for start, end in spans:
            before = line[:start]
            aside = ASIDE_BEFORE.search(before)
            if line[start:end] in told_already and not aside:
                continue  # `//ORDUPD1 EXEC PGM=ORDUPD1` is one heading
            told_already.add(line[start:end])
            told = lead(before[: aside.start(1)]) if aside else lead(before)
            if last_of_section(told, line, end):
                continue
            yield Sight(index, line[start:end], told, mark_behind(line, end), underlined, aside is not None)


def _is_beside(line: str, below: str) -> bool:
    """Whether a line is an anchor whose name is that in the line below, in other letters: `[[pn4400]]`, `== PN4400`."""
    anchor = _ANCHOR.match(line)
    return anchor is not None and anchor[1] not in below and _bare(anchor[1]) in _bare(below)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def is_underlined(view: View, index: int) -> bool:
    """Whether a rule is below a line, and no line of a table."""
    below = view.after(index)
    return bool(_DRAWN.match(below)) and below.count("|") < 2


def last_of_section(told: str, line: str, end: int) -> bool:
    """Whether a line says of the name behind a lead, which ends at a place, that its section ends here."""
    return says_end(told) or ENDED.match(line, end) is not None


@lru_cache(maxsize=65536)
def says_end(told: str) -> bool:
    """Whether a lead says so."""
    return ENDING.search(told) is not None


def mark_behind(line: str, end: int) -> str:
    """The mark that follows in a line, blanks between them or not; "" where a word follows, or nothing."""
    mark = _MARK.match(line, end)
    return mark[1] if mark else ""


def place(line: str, name: str) -> int:
    """Where a name first stands in a line as a word of its own, else as a part of one; -1 where it does not.

    >>> place(":h2 id='kr17x'.kr17: Print", "kr17")
    15
    """
    at = first = line.find(name)
    while at >= 0 and (line[at - 1 : at].isalnum() or line[at + len(name) : at + len(name) + 1].isalnum()):
        at = line.find(name, at + 1)
    return max(at, first)


def sighted(view: View, index: int, match: re.Match[str]) -> Sight:
    """The sight of a name that is a whole match in a line."""
    line = match.string
    told, after = lead(line[: match.start()]), mark_behind(line, match.end())
    return Sight(index, match[0], told, after, is_underlined(view, index))


@lru_cache(maxsize=65536)
def places(line: str, marks: str = "") -> Sequence[tuple[int, int]]:
    """Where the first names of a line stand, and the last: words in capitals, of letters and digits, or in quotes or
    brackets."""
    found = []
    last: list[tuple[int, int]] = []
    left = MOST if "</" not in line else 2 * MOST
    for start, end in _all(line, marks):
        if left:
            found.append((start, end))
            left -= not line.startswith("=", end)
        else:
            last = [(start, end)]
    found += last
    return visible(line, found) if "</" in line else found


def _all(line: str, marks: str) -> Iterator[tuple[int, int]]:
    """Where the names of a line stand."""
    for match in (routed if " /" in line else token)(marks, not line.isascii()).finditer(plain(line)):
        if line.startswith("::", match.end()) or line.endswith("::", 0, match.start()):
            continue  # a piece of a longer name
        if len(match[0]) >= 3 and is_name(match[0], line, match.start(), match.end()):
            yield match.span()


def _standing(view: View) -> dict[int, Sequence[tuple[int, int]]]:
    """Where the names stand in lines that could be headings, by the indices of these, in order.

    Of many names in a line that begins with the same words as others also the first ones that differ: so the head of
    each page says a name behind several words in capitals.
    """
    silent = view.silent | view.entries
    lines = {at: view.lines[at] for at in view.printed if len(view.lines[at]) <= MAX_HEADING and at not in silent}
    told = {at: places(line, view.marks) for at, line in lines.items()}
    every = {at: list(_all(lines[at], view.marks)) for at, some in told.items() if len(some) > MOST}
    begun = {at: [_begun(lines[at], *span) for span in spans] for at, spans in every.items()}
    counts = Counter(text for texts in begun.values() for text in texts)
    for at, spans in every.items():
        new = [span for span, text in zip(spans, begun[at], strict=True) if counts[text] < RUNNING]
        if len(new) < len(spans):
            told[at] = sorted({*told[at], *new[:MOST]})
    return told


def _begun(line: str, start: int, end: int) -> str:
    """A line up to the end of a word, whatever the numbers before that."""
    return _DIGITS.sub("#", line[:start]) + line[start:end]


def is_name(word: str, line: str, start: int, end: int) -> bool:
    """Whether a word could be a name."""
    if _HEXADECIMAL.match(word):
        return False
    plain = word if word.isascii() else _plain(word)
    if _CAPITALS.match(plain) or _MIXED.match(plain):
        return True
    if " " in word:
        return True
    if any(mark in word for mark in MARKS + ENDS):
        return any(map(str.isalpha, word)) and not _SECTION.match(word)
    paired = start > 0 and line[end : end + 1] != "" and _PAIRS.get(line[start - 1]) == line[end]
    if line[end : end + 1] == "<" and line[:start].endswith(">"):
        return "-" in word or "_" in word  # between tags
    return paired and not (line[end] == ">" and "</" in line)


def _plain(word: str) -> str:
    """A word with an A or an a for each letter of another alphabet."""
    return "".join(one if one.isascii() else "A" if one.isupper() else "a" for one in word)


@lru_cache(maxsize=65536)
def lead(text: str) -> str:
    """What stands before a name, without numbers, widths and repeated marks."""
    text = _NUMBERS.sub(NUMBER, untagged(text))
    if depth := _DEPTH.match(text):
        # How many marks stand at its start is the depth of a heading.
        text = depth[2] + chr(DEEP + len(depth[1])) + text[depth.end() :]
    text = _REPEATED.sub(r"\1\1", text)
    return _SPACES.sub(" ", text).lstrip()


@lru_cache(maxsize=65536)
def wide(text: str) -> str:
    """A lead whose words vary: `4.1 ORDER ENTRY (` and `4.2 INVOICE PRINT (` become one."""
    if KEYWORD.search(text) or (NOT_HEADING.search(text) and text[-1:] not in "([<{"):
        return text
    return titled(text)


@lru_cache(maxsize=65536)
def titled(text: str) -> str:
    """A lead whose words are all open, whatever they say."""
    return _TITLE.sub(WORDS, text)


def shown(text: str) -> str:
    """A lead as a person reads it."""
    text = without_marks(_DEPTHS.sub(lambda found: found[1] * (ord(found[2]) - DEEP), text))
    return text.replace(NUMBER, "#").replace(WORDS, "…").replace(ANY, "…")
