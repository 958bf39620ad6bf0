"""Which lines name endpoints: headings, entries of lists, references; read straight from the lines.

A name that is mentioned and nowhere defined is how a lost part of a document shows. So words count as names only where
names are expected: in any place when names have a form of their own, else in the lists that follow a reference, and in
lists of which most entries are known.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from workbench.profile.beside import beside
from workbench.profile.names import Names
from workbench.profile.profile import Profile, named
from workbench.profile.text import lines_with, plain
from workbench.records import Record
from workbench.spec import Spec

MentionKind = Literal["heading", "contents", "reference"]
"""heading: the endpoint is defined here. contents: an entry of a list of endpoints. reference: another one names it."""

GOES_ON = 40
"""A list of names goes on over at most so many lines."""

_MOST = 2000
_OTHER = re.compile(r"(?i)\*(?![\w*])|.{0,20}\b(?:extern(?:al)?\b|utility\b|system (?:routine|module)\b|not part of\b)")
_OUTSIDE = ("extern", "utility", "system", "not part of")
CONTENTS = re.compile(r"(?:\.{3,}|…|\. \. \.|\s{3,})\s*\d{1,5}\s*$")
_DIGITS = "0123456789"
_PAGE = 5
_ODD = "\u0131\u017f\u212a"
"""Letters that an expression takes for i, s and k in any case, and `lower` leaves as they are."""
_BETWEEN = re.compile(
    r"""(?:\(\w{1,3}\))?[\s,;/&+"'`<>\[\]()*.:=•-]*(?:\b(?:and|und|et|y|e|en|or)\b[\s"'`<(\[]*)?""", re.I
)


class Mention(Record):
    """A line that names an endpoint."""

    name: str
    line: int
    how: MentionKind


def naming(spec: Spec, profile: Profile, defined: Mapping[str, int]) -> list[Mention]:
    """All mentions of endpoints, in the order of the lines; a name counts once a line.

    `defined`: the endpoints whose headings are known, and the numbers of the lines that these stand on.
    """
    names = Names(profile.names, defined)
    found: dict[tuple[int, str], MentionKind] = {(line, name): "heading" for name, line in defined.items()}
    for number, told, how in (*_entries(spec, names), *_headed(spec, profile, names), *_referred(spec, profile, names)):
        for name in told:
            found.setdefault((number, name), how)
    for number, name in (*beside(spec, names, {name for _, name in found}), *_spoken(spec, profile, defined)):
        found.setdefault((number, name), "reference")
    return [Mention(name=name, line=line, how=how) for (line, name), how in sorted(found.items())]


_Told = tuple[int, Sequence[str], MentionKind]


def _entries(spec: Spec, names: Names) -> Iterator[_Told]:
    """Lines that end with a page number, and entries of lists in which most first words are names."""
    run: list[tuple[int, str]] = []
    alone: list[tuple[int, Sequence[str]]] = []
    for index, text in enumerate(spec.lines):
        if not text or len(text) >= 200 or spec.classes[index] != "content":
            continue
        bare = text.rstrip()
        if bare[-1:].isdecimal() and ends_with_page(bare):
            yield index + 1, [word for word, _ in _words(text, names) if names.has(word)], "contents"
        if run and index - run[-1][0] > 3:
            yield from _listed(run, names)
            run = []
        if first := names.token.search(text):
            run.append((index, first[0]))
            if names.alike(first[0]) and (told := _names_alone(text, names)):
                alone.append((index, told))
    yield from _listed(run, names)
    yield from _going_on(spec, alone, names)


def ends_with_page(bare: str) -> bool:
    """Whether dots or white space lead to the number that a line ends with."""
    before = bare.rstrip(_DIGITS)
    leader = before.rstrip()
    if bare.isascii():  # as nearly every line is; the expression tries each place in turn
        led = len(before) > len(leader) + 2 or leader.endswith(("...", ". . ."))
        return led and len(bare) - len(before) <= _PAGE
    return CONTENTS.search(bare, max(0, len(bare) - 60)) is not None


def _names_alone(text: str, names: Names) -> Sequence[str]:
    """The names of a line on which nothing else stands."""
    found = list(_in_a_list(text, names))
    end = _end(_BETWEEN.match(text, text.rfind(found[-1]) + len(found[-1]))) if found else 0
    return () if not found or names.token.search(text, end) else found


def _going_on(spec: Spec, alone: Sequence[tuple[int, Sequence[str]]], names: Names) -> Iterator[_Told]:
    """Lines of names alone in which a list goes on: half of the names are known, or the words before lead to such."""
    before = _words_before(spec, [index for index, _ in alone])
    known = [2 * sum(name in names.defined for name in told) >= len(told) for _, told in alone]
    leading = Counter(words for words, good in zip(before, known, strict=True) if words and good)
    every, last = Counter(before), -1
    for (index, told), words, good in zip(alone, before, known, strict=True):
        goes_on = last == index - 1 and spec.lines[last].rstrip().endswith(",")
        if goes_on or (good and len(told) > 1) or leading[words] >= max(3, 0.6 * every[words]):
            last = index
            yield index + 1, told, "reference"


def _words_before(spec: Spec, indices: Sequence[int]) -> list[str]:
    """For each line of names alone, the last words before its list."""
    found: dict[int, str] = {}
    printed = spec.printed
    for index in indices:
        place = printed.place(index)
        above = printed.indices[place - 1] if place else -1
        found[index] = found.get(above) or (" ".join(spec.lines[above].split()[-2:]).lower() if above >= 0 else "")
    return list(found.values())


def _listed(run: Sequence[tuple[int, str]], names: Names) -> Iterator[_Told]:
    """Entries of one list, from its first known name to its last: most of the lines name one."""
    known = [at for at, (_, word) in enumerate(run) if word in names.defined]
    if len(known) < 4:
        return
    inside = run[known[0] : known[-1] + 1]
    if len(known) >= 0.6 * len(inside):
        yield from ((index + 1, [word], "contents") for index, word in inside if names.alike(word))


def _headed(spec: Spec, profile: Profile, names: Names) -> Iterator[_Told]:
    for match in profile.heading_regex.finditer(spec.text):
        index = _index(spec, match)
        if spec.classes[index] == "content" and names.has(named(match)):
            yield index + 1, [named(match)], "contents"


def _referring(spec: Spec, profile: Profile) -> Iterator[re.Match[str]]:
    """What refers to others: the expression is tried where one of its words stands, which is found far faster."""
    text, low, last = spec.text, spec.text.lower(), 0
    if not profile.mention_words or len(low) != len(text) or any(odd in low for odd in _ODD):
        yield from profile.mention_regex.finditer(text)
        return
    for index in lines_with(spec, low, [word.lower() for word in profile.mention_words]):
        if spec.starts[index] >= last and (match := profile.mention_regex.match(text, spec.starts[index])):
            last = match.end()
            yield match


def _referred(spec: Spec, profile: Profile, names: Names) -> Iterator[_Told]:
    for match in _referring(spec, profile):
        index = _index(spec, match)
        if spec.classes[index] != "content":
            continue
        text = spec.text[match.end() : min(spec.starts[index + 1], match.end() + _MOST)] + _continued(spec, index)
        again = _again(text, match[0], names)
        text = plain(_quoted(text, match[0][-1:])) or _next(spec, index)
        told = [word for word, _ in _words(text, names) if names.has(word)]
        if not names.own_form:
            told = [*_in_a_list(text, names), *told]
        told = list(dict.fromkeys((*told, *again)))
        yield index + 1, told, "reference"


def _again(text: str, before: str, names: Names) -> list[str]:
    """The names at each other place of a text where it says the word that stands before the first ones."""
    word = before.rsplit(maxsplit=1)[-1] if before.split() else ""
    pieces = plain(text).split(word)[1:] if len(word) > 1 else ()
    return [name for piece in pieces for name in _in_a_list(piece, names)]


def _next(spec: Spec, index: int) -> str:
    """The next line, where it is content."""
    return plain(spec.lines[index + 1][:_MOST]) if spec.classes[index + 1 : index + 2] == ["content"] else ""


def _quoted(text: str, before: str) -> str:
    """What stands in quotes, when a quote was opened before a text and no list of such quotes follows."""
    end = text.find(before) if before in ("'", '"', "`") else -1
    return text[:end] if 0 <= end < _MOST and not text[end + 1 :].lstrip().startswith(",") else text


def _words(text: str, names: Names) -> Iterator[tuple[str, int]]:
    """The words that could be names, and where each ends; what is said to stand outside the system is left out."""
    for match in names.token.finditer(text):
        if not is_outside(text, match.end()):
            yield match[0], match.end()


def may_be_outside(line: str) -> bool:
    """Whether a line can say so of any name: a quick look before each name is asked."""
    return "*" in line or any(word in line.lower() for word in _OUTSIDE)


def is_outside(text: str, end: int) -> bool:
    """Whether what follows a name that ends there says that it stands outside the system: `SORTX*`, `(external)`."""
    return _OTHER.match(text, end, end + 26) is not None


def _in_a_list(text: str, names: Names) -> Iterator[str]:
    """The names at the start of a text, with nothing between them but commas, marks and `and`."""
    at = _end(_BETWEEN.match(text))
    while (match := names.token.match(text, at)) and names.alike(match[0]):
        if not is_outside(text, match.end()):
            yield match[0]
        at = _end(_BETWEEN.match(text, match.end()))


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _spoken(spec: Spec, profile: Profile, defined: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """The number of the line and the name, for each place of a name that the document is known to speak of."""
    for name in profile.spoken:
        if name not in defined:
            whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
            for index in lines_with(spec, spec.text, [name]):
                if spec.classes[index] == "content" and whole.search(spec.lines[index]):
                    yield index + 1, name


def _index(spec: Spec, match: re.Match[str]) -> int:
    skipped = len(match[0]) - len(match[0].lstrip("\f\n\r \t"))
    return bisect_right(spec.starts, match.start() + skipped) - 1


def _continued(spec: Spec, index: int) -> str:
    """The printed lines after a line that ends with a comma, as far as they do too, and one more."""
    text, more = spec.lines[index], []
    for after in range(index + 1, min(spec.count, index + GOES_ON)):
        if not text.rstrip().endswith(","):
            break
        if spec.classes[after] == "content":
            text = spec.lines[after][:_MOST]
            more.append(text)
    return " ".join(("", *more))
