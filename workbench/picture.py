"""A PICTURE clause and what it says: the category of an item, its digits, its scale and its length.

Specification text is untrusted and often wrong, so a picture that makes no sense is not an error: its category is
"unknown" and `reason` says why. Repeat counts are never written out, so `X(999999999999)` costs nothing.
"""

import re
from functools import lru_cache
from typing import Literal

from workbench.records import TYPED, UNKNOWN, FieldBody, Record

Category = Literal["alphanumeric", "alphabetic", "numeric", "edited", "national", "group", "unknown"]
"""alphanumeric, alphabetic, national: text. numeric: S 9 V P only. edited: text made for printing, numeric or not.
group: no picture, other items stand in it. unknown: no picture that COBOL allows."""

MAX_TEXT = 255
MAX_DIGITS = 38
MAX_SIZE = 1 << 24
"""Characters of one item; a longer one is a misprint, and no record of ours could hold it."""

_SYMBOL = re.compile(r"(CR|DB|[AXN9SVPZ*+\-.,/0BGE1$€£¥])(?:\(\s*(\d{1,12})\s*\))?")
_CURRENCY = frozenset("$€£¥")
_FLOATING = _CURRENCY | {"+", "-"}
_INSERTION = frozenset("B0/")

Token = tuple[str, int]


class Picture(Record):
    """What a PICTURE clause says.

    `size` counts character positions (V, P and S have none), `digits` the digits a number can hold without those that
    P implies, `scale` the digits right of the point (negative when P adds zeros on the right).
    """

    text: str
    category: Category
    size: int = 0
    digits: int = 0
    scale: int = 0
    signed: bool = False
    reason: str = UNKNOWN


@lru_cache(maxsize=4096)
def parse_picture(text: str) -> Picture:
    """What `text` says; category "group" for no text at all, "unknown" with a reason for nonsense.

    >>> parse_picture("S9(10)V99").scale, parse_picture("PIC X(4).").size
    (2, 4)
    >>> parse_picture("X(999999999999)").category
    'unknown'
    """
    body = _strip(text)
    if not body or body == UNKNOWN.upper():
        return Picture(text=text, category="group")
    if len(body) > MAX_TEXT:
        return _unknown(text[:MAX_TEXT], f"longer than {MAX_TEXT} characters")
    tokens = _tokens(body)
    if isinstance(tokens, str):
        return _unknown(text, tokens)
    if sum(count for _, count in tokens) > MAX_SIZE:
        return _unknown(text, f"more than {MAX_SIZE} positions")
    return _classify(text, tokens)


def declared_picture(field: FieldBody) -> Picture:
    """What the PICTURE of an item says; category "unknown" for one that has a type in its place."""
    if field.usage == TYPED:
        return _unknown(field.picture[:MAX_TEXT], "a type and no PICTURE")
    return parse_picture(field.picture)


def _strip(text: str) -> str:
    body = re.sub(r"^\s*PIC(TURE)?\s+(IS\s+)?", "", text.strip().upper())
    return body.rstrip(" .,;") if len(body) > 1 else body


def _unknown(text: str, reason: str) -> Picture:
    return Picture(text=text, category="unknown", reason=reason)


def _tokens(body: str) -> list[Token] | str:
    """The symbols with their counts, neighbours of one kind joined; or why there are none."""
    out: list[Token] = []
    place = 0
    while place < len(body):
        found = _SYMBOL.match(body, place)
        if found is None:
            return f"no PICTURE symbol at position {place + 1}: {body[place : place + 8]!r}"
        symbol, count = found[1], int(found[2] or 1)
        if count == 0:
            return f"{symbol}(0) repeats nothing"
        if out and out[-1][0] == symbol:
            count += out.pop()[1]
        out.append((symbol, count))
        place = found.end()
    return out


def _classify(text: str, tokens: list[Token]) -> Picture:
    symbols = {symbol for symbol, _ in tokens}
    if symbols <= {"N", "G"} | _INSERTION and symbols & {"N", "G"}:
        return _text(text, tokens, "edited" if symbols & _INSERTION else "national")
    if symbols <= {"A"}:
        return _text(text, tokens, "alphabetic")
    if symbols <= {"A", "X", "9"} | _INSERTION and symbols & {"A", "X"}:
        return _text(text, tokens, "edited" if symbols & _INSERTION else "alphanumeric")
    if symbols <= {"S", "9", "V", "P"}:
        return _numeric(text, tokens)
    if symbols & {"A", "X", "N", "G", "S", "1"}:
        return _unknown(text, "mixes symbols of texts and numbers")
    return _edited(text, tokens)


def _text(text: str, tokens: list[Token], category: Category) -> Picture:
    return Picture(text=text, category=category, size=sum(count for _, count in tokens))


def _numeric(text: str, tokens: list[Token]) -> Picture:
    shape = "".join(symbol for symbol, _ in tokens)
    if not re.fullmatch(r"S?(9?V?9?|V?P9|9PV?|PV9|9VP)", shape) or "9" not in shape or dict(tokens).get("S", 1) > 1:
        return _unknown(text, "no order of S, 9, V and P that COBOL allows")
    if dict(tokens).get("V", 1) > 1:
        return _unknown(text, "more than one V")
    digits = sum(count for symbol, count in tokens if symbol == "9")
    scale = _scale(tokens)
    if max(digits, abs(scale)) > MAX_DIGITS:
        return _unknown(text, f"more than {MAX_DIGITS} digits")
    return Picture(text=text, category="numeric", size=digits, digits=digits, scale=scale, signed="S" in shape)


def _scale(tokens: list[Token]) -> int:
    """Digits right of the point; P before the digits moves the point left of them, P after them to their right."""
    shape = [symbol for symbol, _ in tokens if symbol != "S"]
    implied = sum(count for symbol, count in tokens if symbol == "P")
    digits = sum(count for symbol, count in tokens if symbol == "9")
    if implied:
        return digits + implied if shape.index("P") < shape.index("9") else -implied
    right = shape.index("V") + 1 if "V" in shape else len(shape)
    counted = [count for symbol, count in tokens if symbol != "S"]
    return sum(counted[right:])


def _edited(text: str, tokens: list[Token]) -> Picture:
    """A number made for printing. "Z.ZZ9,99" is read with the comma as the decimal point."""
    point = _point(tokens)
    digits, right, seen = 0, 0, False
    floats = _floating(tokens)
    for symbol, count in tokens:
        if symbol in {point, "V"}:
            if seen or count > 1:
                return _unknown(text, "more than one decimal point")
            seen = True
        held = count if symbol in {"9", "Z", "*", "P"} or symbol in floats else 0
        digits, right = digits + held, right + (held if seen else 0)
    digits -= len(floats)
    if digits <= 0 or digits > MAX_DIGITS:
        return _unknown(text, f"{max(digits, 0)} digits; 1 to {MAX_DIGITS} make a number")
    size = sum(count * len(symbol) for symbol, count in tokens if symbol not in {"V", "P"})
    signed = any(symbol in {"+", "-", "CR", "DB"} for symbol, _ in tokens)
    return Picture(text=text, category="edited", size=size, digits=digits, scale=right, signed=signed)


def _point(tokens: list[Token]) -> str:
    """Which of "." and "," is the decimal point: the last one, when both stand there and it does so once."""
    marks = [symbol for symbol, count in tokens for _ in range(min(count, 2)) if symbol in ".,"]
    return "," if "." in marks and marks[-1] == "," and marks.count(",") == 1 else "."


def _floating(tokens: list[Token]) -> set[str]:
    """The signs that float: those that stand there more than once. The first of them holds no digit."""
    totals: dict[str, int] = {}
    for symbol, count in tokens:
        if symbol in _FLOATING:
            totals[symbol] = totals.get(symbol, 0) + count
    return {symbol for symbol, total in totals.items() if total > 1}
