"""Which text a pattern can match at all, read from the pattern: most lines need not be looked at.

A pattern that begins with a word (behind numbers and marks) matches only lines whose first letters begin with that
word. Where this cannot be read from it, every line is tried.
"""

import re
from functools import lru_cache
from typing import NamedTuple


class Opening(NamedTuple):
    """The beginnings, in capitals, one of which a matching line's first letters have.

    `999` stands for three letters and then a digit. `numbered`: a roman number or a single letter may come before, and
    a period, a bracket or a hyphen behind it.
    """

    words: tuple[str, ...]
    numbered: bool


DIGIT = "9"
_FORMED = re.compile(r"\[A-Z\]\{(\d),?(\d)?\}\\d")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[+?]?")
_LETTERS = re.compile(r"[A-Za-z]+")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_TAKES_LETTERS = re.compile(r"(?<!\\)[A-Za-z]|\\[wWDS]|\[\^")


@lru_cache(maxsize=1024)
def opening(pattern: str) -> Opening | None:
    """What lines must begin with for a pattern to match them; nothing when they may begin with anything."""
    at, numbered = 0, False
    while at < len(pattern):
        if pattern[at] == "(":
            end = _closing(pattern, at)
            found = _group(pattern[at + 1 : end - 1], _optional(pattern, end), numbered)
            if not isinstance(found, bool):
                return found
            at, numbered = _past(pattern, end), found
        elif word := _LETTERS.match(pattern, at):
            # The quantifier of a word's last letter may leave it out.
            told = word[0][:-1] if _QUANTIFIER.match(pattern, word.end()) else word[0]
            return Opening((told.upper(),), numbered) if told else None
        elif past := _mark(pattern, at):
            at = past
        else:
            return None
    return None


def _mark(pattern: str, at: int) -> int:
    """The place behind a mark, a space or a class that takes no letters; 0 when letters may stand here."""
    if pattern[at] == "[":
        found = _CLASS.match(pattern, at)
        return _past(pattern, found.end()) if found and not _TAKES_LETTERS.search(found[0]) else 0
    if pattern[at] == "\\":
        return 0 if pattern[at + 1 : at + 2] in "wWDS" else _past(pattern, at + 2)
    return 0 if pattern[at] == "." else _past(pattern, at + 1)


def _group(inner: str, optional: bool, numbered: bool) -> Opening | bool | None:
    """Where a line begins by a group, or that nothing is known; else whether a number may have been passed."""
    if inner.startswith(("?=", "?!", "?<=", "?<!")):
        return numbered
    if inner.startswith("?P<"):
        return None if optional else _formed(inner.partition(">")[2], numbered)
    body = re.sub(r"^\?i?:", "", inner)
    if not _LETTERS.search(re.sub(r"\\.", "", _CLASS.sub("", body))):
        return numbered or any(_TAKES_LETTERS.search(found) for found in _CLASS.findall(body))
    return None if optional else _alternatives(body, numbered)


def _formed(names: str, numbered: bool) -> Opening | None:
    """The beginnings of names that are letters, as many as their form says, and then a digit."""
    found = [_FORMED.match(piece) for piece in _branches(names)]
    if not all(found):
        return None
    lengths = {n for match in found if match for n in range(int(match[1]), int(match[2] or match[1]) + 1)}
    return Opening(tuple(DIGIT * length for length in sorted(lengths)), numbered)


def _optional(pattern: str, at: int) -> bool:
    found = _QUANTIFIER.match(pattern, at)
    return found is not None and found[0][0] in "*?"


def _past(pattern: str, at: int) -> int:
    """The place behind a quantifier, where one stands."""
    found = _QUANTIFIER.match(pattern, at)
    return found.end() if found else at


def _closing(pattern: str, at: int) -> int:
    """The place behind the bracket that closes the one at a place."""
    depth, place = 0, at
    while place < len(pattern):
        if pattern[place] == "\\":
            place += 2
            continue
        if pattern[place] == "[" and (found := _CLASS.match(pattern, place)):
            place = found.end()
            continue
        depth += (pattern[place] == "(") - (pattern[place] == ")")
        place += 1
        if depth == 0:
            return place
    return len(pattern)


def _alternatives(body: str, numbered: bool) -> Opening | None:
    """The beginnings of all alternatives of a group."""
    words: list[str] = []
    for piece in _branches(body):
        found = opening(piece)
        if found is None:
            return None
        words += found.words
        numbered = numbered or found.numbered
    return Opening(tuple(words), numbered)


def _branches(body: str) -> list[str]:
    """The alternatives of a group: its pieces between bars that stand in no bracket."""
    found, start, at = [], 0, 0
    while at < len(body):
        if body[at] == "\\":
            at += 2
        elif body[at] == "[" and (match := _CLASS.match(body, at)):
            at = match.end()
        elif body[at] == "(":
            at = _closing(body, at)
        else:
            if body[at] == "|":
                found.append(body[start:at])
                start = at + 1
            at += 1
    return [*found, body[start:]]


_AHEAD = re.compile(r"\[\^\\n\]\{0,\d+\}\?(?=\(\?i:\\b)")
_NEGATED = re.compile(r"\[\^(?:\\.|[^\]\\])*\]")


@lru_cache(maxsize=64)
def words_inside(pattern: str) -> tuple[str, ...]:
    r"""The words, in capitals, one of which every line has in it that a pattern matches; none where that is not known.

    >>> words_inside(r"[^\n]{0,60}?(?i:\b(?:USED BY|CALLS?|CALLING)\b)"), words_inside("CALLS")
    (('USED', 'CALL'), ())
    """
    ahead = _AHEAD.match(pattern)
    rest = pattern[ahead.end() :] if ahead else ""
    found = opening(rest) if rest and not re.search(r"\\[sn]", _NEGATED.sub("", rest)) else None
    words = found.words if found and not found.numbered else ()
    if any(DIGIT in word or not word.isascii() for word in words):
        return ()
    return tuple(
        one for one in dict.fromkeys(words) if not any(one != other and one.startswith(other) for other in words)
    )
