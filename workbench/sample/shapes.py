"""The form of one elementary item on both sides: picture and usage here, JSON schema there, transform between.

`shape` gives the usual form of a concept, `odd_shape` one with another unit or type than the target's.
"""

import random
from dataclasses import dataclass
from typing import Any

from workbench.sample.concepts import KINDS, Concept
from workbench.sample.model import Condition

DATE_FORMS = (("9(8)", "DISPLAY", "YYYYMMDD"), ("X(10)", "DISPLAY", "DD.MM.YYYY"), ("9(6)", "DISPLAY", "YYMMDD"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Picture, usage, transform, schema, values, and the hint that a comment may give."""

    picture: str
    usage: str
    transform: str
    schema: dict[str, Any]
    values: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    scale: int = 0


def text(size: int) -> str:
    """The picture of a text: X(10), XX."""
    return "X" * size if size < 4 and size % 2 else f"X({size})"


def digits(size: int) -> str:
    """The digits of a picture: 9(5), 99."""
    return "9" * size if size <= 2 else f"9({size})"


def number(before: int, after: int) -> dict[str, Any]:
    """The schema of a signed decimal."""
    top = float(f"{10**before - 1}.{'9' * after}")
    return {"type": "number", "minimum": -top, "maximum": top, "multipleOf": float(f"1e-{after}")}


def shape(concept: Concept, rng: random.Random) -> Shape:
    """The usual form of a concept."""
    kind, size = concept.type, concept.size
    if kind == "key":
        return _key(size, rng)
    if kind == "cd" and rng.random() < 0.15:
        return Shape(f"A({size})", "DISPLAY", "copy", {"type": "string", "maxLength": size})
    if kind in ("ref", "cd", "name", "text"):
        return Shape(text(size), "DISPLAY", "copy", {"type": "string", "maxLength": size})
    if kind in ("amt", "rate", "pct", "wgt"):
        return _decimal(kind, size, rng)
    if kind in ("qty", "cnt", "days"):
        return _whole(kind, size, rng)
    if kind == "date":
        picture, usage, form = rng.choices(DATE_FORMS, (7, 2, 1))[0]
        return Shape(picture, usage, "date", {"type": "string", "format": "date"}, hint=form)
    if kind == "flag":
        return Shape("X", "DISPLAY", "boolean", {"type": "boolean"}, (("Y", "yes"), ("N", "no")))
    if kind == "time":
        schema = {"type": "string", "pattern": "^[0-9]{6}$", "maxLength": 6}
        return Shape("9(6)", "DISPLAY", "copy", schema, hint="HHMMSS")
    return _code(concept, rng)


def odd_shape(concept: Concept, rng: random.Random) -> Shape | None:
    """The form of a concept in another unit or type than the target's; None when it has none."""
    kind = concept.type
    if kind == "amt":
        digit = concept.size + 2
        usage = rng.choice(("COMP-3", "COMP", "DISPLAY"))
        return Shape(f"S9({digit})", usage, "scale", number(concept.size, 2), hint="in cents", scale=-2)
    if kind == "wgt":
        return Shape("9(8)", rng.choice(("COMP", "COMP-3")), "scale", number(5, 3), hint="in grams", scale=-3)
    if kind == "pct":
        return Shape("9(5)", "COMP-3", "scale", number(3, 2), hint="in basis points", scale=-2)
    if kind == "date":
        return Shape("9(7)", "COMP-3", "date", {"type": "string", "format": "date"}, hint="YYYYDDD, day of the year")
    if kind == "flag":
        return Shape("9", "DISPLAY", "boolean", {"type": "boolean"}, (("1", "yes"), ("0", "no")))
    if kind in ("qty", "cnt", "days"):
        schema = {"type": "integer", "minimum": 0, "maximum": 10**concept.size - 1}
        return Shape(text(concept.size), "DISPLAY", "integer", schema, hint="digits, right justified")
    if kind == "code":
        return _code(concept, rng, numeric=True)
    return None


def conditions(name: str, found: Shape) -> tuple[Condition, ...]:
    """The 88-levels of an item."""
    quoted = "X" in found.picture
    return tuple(
        Condition(f"{name[:20].rstrip('-')}-{word.upper()}"[:30], f"'{value}'" if quoted else str(int(value)), word)
        for value, word in found.values
    )


def _key(size: int, rng: random.Random) -> Shape:
    usage = rng.choices(("DISPLAY", "COMP-3", "COMP"), (6, 3, 1))[0]
    if rng.random() < 0.55:
        schema = {"type": "integer", "minimum": 0, "maximum": 10**size - 1}
        return Shape(digits(size), usage, "integer", schema)
    schema = {"type": "string", "maxLength": size, "pattern": f"^[0-9]{{1,{size}}}$"}
    return Shape(digits(size), "DISPLAY", "copy", schema)


def _decimal(kind: str, size: int, rng: random.Random) -> Shape:
    after = {"amt": 2, "rate": 4, "pct": 2, "wgt": 3}[kind]
    before = size if kind == "amt" else size - after
    tail = rng.choice(("9" * after, f"9({after})")) if after == 2 else f"9({after})"
    usage = rng.choices(("COMP-3", "DISPLAY", "COMP"), (8, 2, 1))[0]
    return Shape(f"S9({before})V{tail}", usage, "decimal", number(before, after))


def _whole(kind: str, size: int, rng: random.Random) -> Shape:
    top = 10**size - 1
    if kind == "qty" and rng.random() < 0.6:
        schema = {"type": "integer", "minimum": -top, "maximum": top}
        return Shape(f"S9({size})", rng.choice(("COMP-3", "COMP-3", "COMP", "DISPLAY")), "integer", schema)
    usage = rng.choice(("DISPLAY", "COMP", "COMP-3", "BINARY"))
    return Shape(digits(size), usage, "integer", {"type": "integer", "minimum": 0, "maximum": top})


def _code(concept: Concept, rng: random.Random, numeric: bool = False) -> Shape:
    pool = KINDS.get(concept.term.split()[-1], KINDS["type"]).split()
    words = rng.sample(pool, min(len(pool), rng.randint(3, 6)))
    values = [f"{n:02d}" for n in range(1, 7)] if numeric else _letters(words)
    picture = "99" if numeric else "X"
    found = tuple(zip(values, words, strict=False))
    if not numeric and rng.random() < 0.2:
        return Shape(picture, "DISPLAY", "copy", {"type": "string", "maxLength": 1}, found)
    return Shape(picture, "DISPLAY", "enumeration", {"type": "string", "enum": words}, found)


def _letters(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        letters = word.upper() + "ZYXWVUTSRQPONMLKJIHGFEDCBA"
        found.append(next(c for c in letters if c not in found))
    return found
