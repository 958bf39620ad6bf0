"""COBOL source text as words: margins, comments and continuations gone, COPY statements filled in.

A line has its sequence number in columns 1-6, an indicator in column 7 and its text up to column 72, unless the text
is in free format, which is told by its lines. Every word knows its line, so that whatever is read from it can be cited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench.records import Record

WordKind = Literal["word", "literal", "pseudo", "period"]
"""word: anything else. literal: a quoted text, without its quotes. pseudo: what stands between == and ==.
period: the end of a sentence."""

MAX_WORDS = 100_000
MAX_NESTING = 16

_TOKEN = re.compile(
    r"(?P<literal>[XNGBZ]?(?:'(?:[^'\n]|'')*'|\"(?:[^\"\n]|\"\")*\"))"
    r"|==(?P<pseudo>.{0,400}?)==(?=[\s.,]|$)"
    r"|(?P<period>\.)(?=\s|$)"
    r"|(?P<word>(?:(?!\.(?:\s|$)|[,;](?:\s|$)|==)[^\s'\"])+)"
    r"|(?P<skip>[,;'\"]|==)",
    re.S | re.I,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of COBOL text and the line it stands on, from 1. `first`: nothing stands before it on its line."""

    text: str
    kind: WordKind
    line: int
    first: bool = False


class CopyFinding(Record):
    """Something in the text that cannot be understood, or was left out; `line` counts from 1."""

    line: int
    detail: str


def words(text: str, margins: bool | None = None) -> list[Word]:
    """The words of a text, in order. At most 100,000; what comes after is left out.

    `margins`: whether its lines have them; None when the lines shall tell.
    """
    found: list[Word] = []
    body, lines = _logical(text, margins)
    number = 0
    for match in _TOKEN.finditer(body):
        while number + 1 < len(lines) and lines[number + 1][0] <= match.start():
            number += 1
        kind = match.lastgroup
        if kind is None or kind == "skip":
            continue
        first = not body[lines[number][0] : match.start()].strip()
        found.append(_word(match, kind, lines[number][1], first))
        if len(found) >= MAX_WORDS:
            break
    return found


def _word(match: re.Match[str], kind: str, line: int, first: bool) -> Word:
    said = match[kind]
    if kind == "literal":
        quote = said[-1]
        inner = said[said.index(quote) + 1 : -1].replace(quote * 2, quote)
        return Word(text=inner, kind="literal", line=line, first=first)
    if kind == "pseudo":
        return Word(text=said.strip(), kind="pseudo", line=line, first=first)
    return Word(text=said.upper(), kind="period" if kind == "period" else "word", line=line, first=first)


def _logical(text: str, margins: bool | None) -> tuple[str, list[tuple[int, int]]]:
    """The text without margins, and where each of its lines starts with the number that the line had."""
    raw = text.expandtabs(8).split("\n")
    fixed = is_fixed(raw) if margins is None else margins
    body: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for number, line in enumerate(raw, start=1):
        content, joins = _fixed_line(line) if fixed else (_without_comment(line), False)
        if joins and body:
            kept = _open_literal(body[-1])
            length -= len(body[-1]) - len(kept)
            body[-1] = kept
            content = _continued(content, kept)
        starts.append((length, number))
        body.append(content if joins else content + "\n")
        length += len(body[-1])
    return "".join(body), starts or [(0, 1)]


def is_fixed(lines: Sequence[str]) -> bool:
    """Whether the lines have margins: nine in ten leave columns 1-6 to numbers or blanks and column 7 to a mark.

    >>> is_fixed(["000100 01  REC.", "      *  note"]), is_fixed(["01 REC.", "  05 A PIC X."])
    (True, False)
    """
    used = [line for line in lines if line.strip()]
    fitting = [
        line for line in used if re.match(r"(?:[0-9]{6}|[ ]{6}|[A-Z]{1,4}[0-9 ]{2,5})[ *\-/dD$]", line[:7].ljust(7))
    ]
    return len(fitting) * 10 >= len(used) * 9


def _fixed_line(line: str) -> tuple[str, bool]:
    """The text of a line with margins, and whether it continues the line before it."""
    mark = line[6:7]
    if mark in {"*", "/", "D", "d", "$"}:
        return "", False
    return _without_comment(line[7:72]), mark == "-"


def _without_comment(line: str) -> str:
    """A line without what follows *>, unless that stands in a literal."""
    quote = ""
    for place, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif line.startswith("*>", place):
            return line[:place]
    return "" if line[:1] == "*" else line


def _open_literal(line: str) -> str:
    """A line that is continued: in an open literal up to the right margin, else without the blanks at its end."""
    bare = line.rstrip("\n")
    return bare.ljust(65) if bare.count("'") % 2 or bare.count('"') % 2 else bare.rstrip()


def _continued(content: str, before: str) -> str:
    rest = content.lstrip()
    if before.count("'") % 2 or before.count('"') % 2:
        return (rest[1:] if rest[:1] in {"'", '"'} else rest) + "\n"
    return rest + "\n"


class Library:
    """Texts that COPY statements name. Each is cut into words once, however often it is copied."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = {name.upper(): text for name, text in texts.items()}
        self.known: dict[str, list[Word]] = {}

    def words(self, name: str) -> list[Word] | None:
        """The words of one text, None when there is no such text."""
        if name not in self.known and name in self.texts:
            self.known[name] = words(self.texts[name])
        return self.known.get(name)


def expand(found: Sequence[Word], library: Library, findings: list[CopyFinding], nesting: int = 0) -> list[Word]:
    """The words with every COPY statement replaced by the text of that name, REPLACING done.

    A text that the library does not have, or that copies itself, is left out with a finding. Words that come from a
    copied text have the line of the COPY statement.
    """
    out: list[Word] = []
    place = 0
    while place < len(found) and len(out) < MAX_WORDS:
        word = found[place]
        place += 1
        if word.kind != "word" or word.text != "COPY":
            out.append(word)
            continue
        end = next((n for n in range(place, len(found)) if found[n].kind == "period"), len(found))
        out += _copied(found[place:end], word.line, library, findings, nesting)
        place = end + 1
    return out


def _copied(
    statement: Sequence[Word], line: int, library: Library, findings: list[CopyFinding], nesting: int
) -> list[Word]:
    name = statement[0].text.upper() if statement else ""
    inner = library.words(name)
    if inner is None or nesting >= MAX_NESTING:
        why = "is not in the library" if inner is None else "copies itself without end"
        findings.append(CopyFinding(line=line, detail=f"COPY {name[:40]}: {name[:40]} {why}"))
        return []
    inner = expand(replaced(inner, list(pairs(statement))), library, findings, nesting + 1)
    return [replace(word, line=line) for word in inner]


def pairs(statement: Sequence[Word]) -> Iterator[tuple[str, Word, Word]]:
    """What a COPY statement replaces: LEADING, TRAILING or "", what, and by what."""
    place = next((n for n, word in enumerate(statement) if word.text == "REPLACING"), len(statement))
    rest = list(statement[place + 1 :])
    while rest:
        where = rest.pop(0).text if rest[0].kind == "word" and rest[0].text in {"LEADING", "TRAILING"} else ""
        if len(rest) < 3 or rest[1].text != "BY":
            return
        yield where, rest[0], rest[2]
        rest = rest[3:]


def replaced(found: Sequence[Word], swaps: Sequence[tuple[str, Word, Word]]) -> list[Word]:
    """The words with every pair of a REPLACING phrase replaced; nothing is replaced twice."""
    prepared = [(where, _split(old), _split(new)) for where, old, new in swaps if _split(old)]
    out: list[Word] = []
    place = 0
    while place < len(found):
        word, taken = [found[place]], 1
        for where, old, new in prepared:
            swapped = _swap(found, place, where, old, new)
            if swapped is not None:
                word, taken = swapped, len(old) if not where and not _is_fragment(old) else 1
                break
        out += word
        place += taken
    return out


def _split(operand: Word) -> list[Word]:
    return words(operand.text, margins=False) if operand.kind == "pseudo" else [operand]


def _is_fragment(old: Sequence[Word]) -> bool:
    """Whether a pair replaces parts of words, as :TAG: and (TAG) do."""
    return len(old) == 1 and bool(re.fullmatch(r":.+:|\(.+\)", old[0].text))


def _swap(found: Sequence[Word], place: int, where: str, old: Sequence[Word], new: Sequence[Word]) -> list[Word] | None:
    """What takes the place of the words here; None when the pair does not fit."""
    word, by = found[place], "".join(one.text for one in new)
    if word.kind == "word" and where == "LEADING" and word.text.startswith(old[0].text):
        return [replace(word, text=by + word.text[len(old[0].text) :])]
    if word.kind == "word" and where == "TRAILING" and word.text.endswith(old[0].text):
        return [replace(word, text=word.text[: -len(old[0].text)] + by)]
    if where:
        return None
    if _is_fragment(old) and word.kind == "word" and old[0].text in word.text:
        return [replace(word, text=word.text.replace(old[0].text, by))]
    here = [(one.text, one.kind) for one in found[place : place + len(old)]]
    return list(new) if here == [(one.text, one.kind) for one in old] else None
