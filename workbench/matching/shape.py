"""What a value looks like: its kind, its size and its role, whichever side it stands on.

A COBOL picture and a JSON schema say the same things in other words: `9(8)` is an integer of 8 digits, and so is
`{"type": "integer", "maximum": 99999999}`. The role is what a name says a value is for: a key, a date, an amount.
"""

import math
from collections.abc import Sequence
from typing import Literal

from workbench.matching.words import readings, stem
from workbench.picture import declared_picture
from workbench.records import FieldBody, Record
from workbench.storage import parse_usage
from workbench.truth import Property

Kind = Literal["text", "integer", "number", "boolean", "date", "datetime", "group", "unknown"]
"""What a value is made of."""

Role = Literal["key", "code", "flag", "date", "time", "amount", "rate", "quantity", "name", "text", "place", "none"]
"""What a value is for, as far as its name says; none: it does not say."""

_ROLES: tuple[tuple[Role, str], ...] = (
    ("key", "id identifier number key code reference"),
    ("code", "code type category class status state kind"),
    ("flag", "flag indicator switch boolean success enabled"),
    ("date", "date day month year birth birthdate datetime timestamp dob opened created updated"),
    ("time", "time hour minute timestamp datetime"),
    ("amount", "amount balance price cost total fee charge limit salary tax payment commission"),
    ("rate", "rate percent percentage ratio score factor"),
    ("quantity", "quantity count units points volume weight size length height"),
    ("name", "name title label surname"),
    ("text", "description text comment note message reason remark"),
    ("place", "address street city country state zip postal postcode region line"),
)
_BY_WORD: dict[str, frozenset[Role]] = {}
for _role, _words in _ROLES:
    for _word in _words.split():
        _BY_WORD[stem(_word)] = _BY_WORD.get(stem(_word), frozenset()) | {_role}


class Shape(Record):
    """`size` is characters of text or digits of a number (-1: not said), `scale` the digits right of the point."""

    kind: Kind
    size: int = -1
    scale: int = 0
    signed: bool = False


def field_shape(field: FieldBody) -> Shape:
    """The shape of a legacy field."""
    usage = parse_usage(field.usage)
    if usage.form in ("float", "double"):
        return Shape(kind="number", signed=True)
    if usage.form in ("pointer", "index"):
        return Shape(kind="text", size=4)
    picture = declared_picture(field)
    if picture.category == "group":
        return Shape(kind="group")
    if picture.category == "numeric":
        kind: Kind = "number" if picture.scale > 0 else "integer"
        return Shape(kind=kind, size=picture.digits, scale=max(picture.scale, 0), signed=picture.signed)
    return Shape(kind="unknown" if picture.category == "unknown" else "text", size=picture.size or -1)


def property_shape(item: Property) -> Shape:
    """The shape of a target property."""
    type_ = item.items if item.type == "array" and item.items != "unknown" else item.type
    if type_ in ("object", "array"):
        return Shape(kind="group")
    if type_ in ("integer", "number"):
        return _number(item, type_)
    if type_ == "string":
        longest = max((len(value) for value in item.enum), default=-1)
        return Shape(kind="text", size=longest if item.max_length is None else item.max_length)
    return Shape(kind=type_)


def _number(item: Property, kind: Literal["integer", "number"]) -> Shape:
    step = item.multiple_of or 0
    scale = max(0, round(-math.log10(step))) if 0 < step < 1 else 0
    top = item.maximum or 0
    whole = len(str(int(top))) if top >= 1 else -1
    return Shape(kind=kind, size=whole + scale if whole > 0 else -1, scale=scale, signed=(item.minimum or 0) < 0)


def fit(source: Shape, target: Shape) -> float:
    """How well a value of one shape goes into another: 0 it cannot, 1 it is made for it.

    >>> fit(Shape(kind="integer", size=8), Shape(kind="integer", size=8)), fit(Shape(kind="group"), Shape(kind="text"))
    (1.0, 0.0)
    """
    base = _KINDS.get((source.kind, target.kind), 0.5 if "unknown" in (source.kind, target.kind) else 0.0)
    if not base or source.size < 0 or target.size < 0 or "group" in (source.kind, target.kind):
        return base * 0.9 if base == 1.0 and (source.size < 0 or target.size < 0) and source.kind != "group" else base
    if source.scale != target.scale and "text" not in (source.kind, target.kind):
        base *= 0.6
    if source.size == target.size:
        return base
    return base * (0.85 if source.size < target.size else 0.6)


_KINDS: dict[tuple[str, str], float] = {
    ("text", "text"): 1.0,
    ("integer", "integer"): 1.0,
    ("number", "number"): 1.0,
    ("group", "group"): 1.0,
    ("boolean", "boolean"): 1.0,
    ("date", "date"): 1.0,
    ("datetime", "datetime"): 1.0,
    ("integer", "number"): 0.7,
    ("number", "integer"): 0.5,
    ("integer", "text"): 0.7,
    ("text", "integer"): 0.6,
    ("text", "number"): 0.4,
    ("number", "text"): 0.4,
    ("text", "boolean"): 0.8,
    ("integer", "boolean"): 0.6,
    ("boolean", "text"): 0.6,
    ("boolean", "integer"): 0.6,
    ("integer", "date"): 0.9,
    ("text", "date"): 0.8,
    ("integer", "datetime"): 0.8,
    ("text", "datetime"): 0.8,
    ("date", "text"): 0.5,
    ("datetime", "text"): 0.5,
    ("date", "integer"): 0.3,
    ("datetime", "integer"): 0.1,
    ("date", "datetime"): 0.7,
    ("datetime", "date"): 0.6,
}


def roles(pieces: Sequence[str]) -> frozenset[Role]:
    """What the last telling piece of a name says the value is for.

    >>> sorted(roles(("last", "stmt", "dt"))), sorted(roles(("eye",)))
    (['date'], [])
    """
    for piece in reversed(pieces):
        words = {stem(piece), *readings(piece)}
        found = frozenset(role for word in words for role in _BY_WORD.get(word, ()))
        if found:
            return found
    return frozenset()
