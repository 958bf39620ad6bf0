"""Names and prose as words: `COMM-LAST-STMT-DT`, `CommLastStmtDt` and "date of the last statement" become comparable.

A name is cut at its own joints (hyphens, underscores, capitals, digits); `vocabulary.py` cuts further. Two pieces are
alike when they are the same word, when one shortens the other, or when people use them for the same thing; `alike` says
which, and how sure that is.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from workbench.matching.lexicon import expansions, groups, housekeeping, qualifiers, shades

Kinship = Literal["same", "abbreviation", "synonym", "spelling", "none"]
"""same: one word. abbreviation: one shortens the other. synonym: one meaning. spelling: nearly the same letters."""

_STOP_TEXT = """
a an and any are as at be been but by can do does each for from has have if in into is it its may not of on only or
per shall should so such than that the their then there these this those to used was were when where which who will
with would you your we i e g etc also both all
"""
STOP = frozenset(_STOP_TEXT.split())
"""Words that say nothing about what a value is."""

_JOINTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "first": "1", "second": "2"}
"""Numbers that names write out."""


@lru_cache(maxsize=8192)
def pieces(name: str) -> tuple[str, ...]:
    """The pieces of a name at its own joints, lower case.

    >>> pieces("COMM-ACC-TYPE"), pieces("InqAccPcb1Pointer"), pieces("visit_start_date")
    (('comm', 'acc', 'type'), ('inq', 'acc', 'pcb', '1', 'pointer'), ('visit', 'start', 'date'))
    """
    return tuple(piece.lower() for piece in _JOINTS.findall(name))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending.

    >>> stem("addresses"), stem("categories"), stem("ordered"), stem("billing"), stem("status")
    ('address', 'category', 'order', 'bill', 'status')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    for tail in ("ing", "ed"):
        if word.endswith(tail) and len(word) - len(tail) >= 4:
            root = word[: -len(tail)]
            return root[:-1] if root[-1] == root[-2] and root[-1] not in "ls" else root
    return word


def prose(text: str) -> list[str]:
    """The words of a text that say something, as stems, in order."""
    return [stem(piece) for piece in pieces(text) if piece not in STOP and (len(piece) > 1 or piece.isdigit())]


@lru_cache(maxsize=65536)
def is_word(piece: str) -> bool:
    """Whether a piece is a word of the lexicon."""
    return piece in groups() or stem(piece) in groups() or piece in _full_words()


@lru_cache(maxsize=1)
def _full_words() -> frozenset[str]:
    return frozenset(word for words in expansions().values() for word in words)


@lru_cache(maxsize=1 << 18)
def alike(one: str, other: str) -> tuple[float, Kinship]:
    """How alike two pieces are, from 0 to 1, and why.

    >>> alike("cust", "customer"), alike("nbr", "no"), alike("client", "customers"), alike("date", "rate")
    ((0.88, 'abbreviation'), (0.8, 'abbreviation'), (0.7, 'synonym'), (0.0, 'none'))
    """
    if one == other or stem(one) == stem(other):
        return 1.0, "same"
    if one.isdigit() or other.isdigit():
        return (0.9, "same") if DIGITS.get(one, one) == DIGITS.get(other, other) else (0.0, "none")
    mine, yours = readings(one), readings(other)
    if stem(other) in mine or stem(one) in yours:
        many = len(mine) if stem(other) in mine else len(yours)
        return round(0.92 - 0.04 * min(many, 5), 2), "abbreviation"
    if mine & yours:
        return 0.8, "abbreviation"
    if meanings(one) & meanings(other):
        return 0.7, "synonym"
    return _spelling(one, other)


@lru_cache(maxsize=65536)
def marks(piece: str) -> frozenset[str]:
    """What a piece must share one of with another to be alike at all: a stem, a reading, a meaning, its beginning."""
    digit = DIGITS.get(piece, piece if piece.isdigit() else "")
    return frozenset(
        {f"={stem(piece)}", f"^{piece[:1]}", f"0{digit}" if digit else f"={piece}"}
        | {f"={reading}" for reading in readings(piece)}
        | {f"#{meaning}" for meaning in meanings(piece)}
    )


@lru_cache(maxsize=65536)
def readings(piece: str) -> frozenset[str]:
    """The stems a piece may stand for, when it is an abbreviation."""
    return frozenset(stem(word) for word in expansions().get(piece, ()))


@lru_cache(maxsize=65536)
def meanings(piece: str) -> frozenset[int]:
    """The groups of meaning of a piece, its own and those of what it may stand for."""
    own = groups().get(piece, frozenset()) | groups().get(stem(piece), frozenset())
    for word in expansions().get(piece, ()):
        own |= groups().get(word, frozenset())
    return own


def _spelling(one: str, other: str) -> tuple[float, Kinship]:
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short[0] != long[0]:
        return 0.0, "none"
    if long.startswith(short):
        return (0.75 if len(short) >= 4 else 0.6), "abbreviation"
    if not re.search("[aeiou]", short[1:]) and _within(_bones(short), _bones(long)):
        return 0.65, "abbreviation"
    share = _common_start(short, long) / len(long)
    return (round(0.7 * share, 2), "spelling") if share >= 0.6 and len(short) >= 5 else (0.0, "none")


def _bones(word: str) -> str:
    """A word without the vowels after its first letter, doubled letters once."""
    return re.sub(r"(.)\1", r"\1", word[:1] + re.sub(r"[aeiou]", "", word[1:]))


def _within(short: str, long: str) -> bool:
    """Whether the letters of `short` stand in `long` in this order, and are at least half of them."""
    rest = iter(long)
    return 2 * len(short) >= len(long) >= 3 and all(letter in rest for letter in short)


def _common_start(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


@lru_cache(maxsize=65536)
def keeps_house(name: tuple[str, ...]) -> bool:
    """Whether a name is of something that programs keep for themselves: an eye-catcher, a lock, a counter of rows.

    >>> keeps_house(("last", "upd", "term")), keeps_house(("tab", "cnt")), keeps_house(("order", "status"))
    (True, True, False)
    """
    readable = [readings(piece) | {stem(piece)} for piece in name]
    return any(_tells(entry, readable) for entry in housekeeping())


def _tells(entry: tuple[str, ...], readable: list[frozenset[str]]) -> bool:
    """Whether the last words of a name read as this entry, or all of them for an entry of one word."""
    if len(entry) > len(readable) or (len(entry) == 1 and len(readable) > 1 and entry[0] not in _ALWAYS):
        return False
    return all(stem(word) in words for word, words in zip(entry, readable[-len(entry) :], strict=True))


_ALWAYS = frozenset(("eyecatcher", "pointer", "sqlcode", "filler"))


@lru_cache(maxsize=65536)
def sense(piece: str) -> int:
    """The number of the sense by which a piece tells two things of one kind apart ("previous", "minimum"), else -1.

    A sense below -1 says that a value is not the thing itself ("previous", "requested").
    """
    known = _senses()
    if stem(piece) in known:
        return known[stem(piece)]
    longer = readings(piece)
    return known.get(next(iter(longer)), -1) if len(longer) == 1 else -1


@lru_cache(maxsize=65536)
def possible_senses(piece: str) -> frozenset[int]:
    """Every sense that a piece may have when it is read as an abbreviation: "lst" may be "last"."""
    near = [word for word in _senses() if word[0] == piece[0]]
    return frozenset(_senses()[word] for word in near if alike(piece, word)[0] > 0.55) | {sense(piece)} - {-1}


@lru_cache(maxsize=1)
def _senses() -> dict[str, int]:
    return {stem(word): number for known in (qualifiers(), shades()) for word, number in known.items()}


def lead(text: str) -> str:
    """The first phrase of a note: what stands before the first colon, bracket, comma, semicolon or full stop.

    >>> lead("previous price list number: the value before the last change")
    'previous price list number'
    """
    return re.split(r"[:;,(]|\. ", text, maxsplit=1)[0].strip()


def shared_start(names: Iterable[tuple[str, ...]], share: float = 0.6) -> tuple[str, ...]:
    """The first pieces that most of these names begin with: a prefix that says where a name lives, not what it is.

    >>> shared_start([("comm", "key"), ("comm", "name"), ("number",)])
    ('comm',)
    """
    listed = [name for name in names if name]
    prefix: tuple[str, ...] = ()
    while len(listed) >= 3:
        longer = [
            name[: len(prefix) + 1] for name in listed if len(name) > len(prefix) + 1 and name[: len(prefix)] == prefix
        ]
        best = max(sorted(set(longer)), key=longer.count, default=())
        if not best or longer.count(best) < share * len(listed):
            break
        prefix = best
    return prefix


_DATE_PARTS = "year month day century hour minute second yyyy ccyy yy mm dd hh cc mi ss ddd jjj"
_TEXT_PARTS = "1 2 3 4 5 one two three four area local country extension prefix suffix"
_DATE, _TEXT = frozenset(_DATE_PARTS.split()), frozenset(_TEXT_PARTS.split())


def part_of(name: Sequence[str]) -> str:
    """Which kind of part the last piece of a name says: "date", "text", or none."""
    words = {name[-1], stem(name[-1]), *readings(name[-1])} if name else set()
    return "date" if words & _DATE else "text" if words & _TEXT else ""
