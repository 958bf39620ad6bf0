"""Which lines a pattern can match at all, by their first letters: most lines need not be looked at.

A pattern that begins with a word (behind numbers and marks) matches only lines whose first letters begin with that
word. This is read from the pattern's text; where it cannot be, every line is tried.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from workbench.spec import Printed


class Opening(NamedTuple):
    """The beginnings, in capitals, one of which a matching line's first letters have.

    `999` stands for three letters and then a digit. `numbered`: a roman number or a single letter may come before, with
    a period or a bracket behind it.
    """

    words: tuple[str, ...]
    numbered: bool


_DIGIT = "9"
_FORMED = re.compile(r"\[A-Z\]\{(\d),?(\d)?\}\\d")
_ROMAN = re.compile(r"(?:[IVXLCivxlc]+|[A-Za-z])[.)]\Z")
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
    return Opening(tuple(_DIGIT * length for length in sorted(lengths)), numbered)


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


Hit = tuple[int, re.Match[str]]
"""The place of a printed line, and the match there."""


def matches(printed: Printed, groups: Mapping[str, Sequence[str]]) -> dict[str, list[list[Hit]]]:
    """For each group of patterns, in order, where each pattern matches."""
    patterns = list(dict.fromkeys(pattern for group in groups.values() for pattern in group))
    found = dict(zip(patterns, _tried(printed, patterns), strict=True))
    return {name: [found[pattern] for pattern in group] for name, group in groups.items()}


def _tried(printed: Printed, patterns: Sequence[str]) -> list[list[Hit]]:
    needs = [opening(pattern) for pattern in patterns]
    places = _places(printed, needs)
    return [
        _everywhere(printed, pattern) if need is None else _at(printed, pattern, where)
        for pattern, need, where in zip(patterns, needs, places, strict=True)
    ]


def _places(printed: Printed, needs: Sequence[Opening | None]) -> list[list[int]]:
    """For each need the places of the lines that meet it."""
    wanted: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for at, need in enumerate(needs):
        for word in need.words if need else ():
            wanted[word[0]].append((word, at))
    numbered = [at for at, need in enumerate(needs) if need is not None and need.numbered]
    formed = wanted[_DIGIT]
    found: list[list[int]] = [[] for _ in needs]
    for word, places in printed.beginning.items():
        upper = word.upper()
        asking = [at for start, at in wanted.get(upper[:1], ()) if upper.startswith(start)]
        if numbered and _ROMAN.match(word):
            asking += numbered
        if word[-1:].isdecimal():
            asking += [at for start, at in formed if len(start) == len(word) - 1]
        for at in set(asking):
            found[at] += places
    return [sorted(places) for places in found]


def _at(printed: Printed, pattern: str, places: Sequence[int]) -> list[Hit]:
    match, starts, text = _compiled(pattern).match, printed.starts, printed.text
    return [(place, found) for place in places if (found := match(text, starts[place]))]


def _everywhere(printed: Printed, pattern: str) -> list[Hit]:
    return [(printed.place_of(match), match) for match in _compiled(pattern).finditer(printed.text)]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A line feed is found far faster than the beginning of a line.
    return re.compile(f"\\n(?:{pattern})", re.MULTILINE)
