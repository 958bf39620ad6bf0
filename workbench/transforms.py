"""How a legacy value becomes a target value: derived from what both documents declare, never from a guess.

Where the declarations leave it open (a code whose meaning no document gives, a number as a date in a form that nobody
states), there is no transform, and the mapper says uncertain.
"""

import re
from collections.abc import Sequence

from workbench.picture import Picture, declared_picture
from workbench.records import UNKNOWN, FieldBody, Transform
from workbench.truth import Property

DATE_FORMS = {8: "YYYYMMDD", 6: "YYMMDD", 10: "YYYY-MM-DD", 7: "YYYYDDD"}
"""The form of a date by its digits, where no document states another."""

_FORM = re.compile(
    r"\b(?:C{2}YYMMDD|YYYY-?MM-?DD|DD-?MM-?YYYY|MM-?DD-?YYYY|YYMMDD|DDMMYY|MMDDYY|YYYYDDD|YYDDD|C?YYMMDD)\b"
)
_MINOR = re.compile(r"\b(?:cents?|minor units?|hundredths?|pence|smallest (?:currency )?unit)\b", re.I)
_UNITS = (
    (
        -2,
        re.compile(r"\b(?:in|as) (?:cents?|minor units?|hundredths?(?: of a per ?cent)?|pence|basis points?)\b", re.I),
    ),
    (-3, re.compile(r"\b(?:in|as) (?:thousandths?|per ?mille|mills|grams?)\b", re.I)),
)
"""Powers of ten that a note's unit stands for, against a target in whole units."""

WORD = 4
"""Characters from which on a code is a word, whose length tells something."""

_DIGITS = re.compile(r"\bdigits\b|\bnumeric\b", re.I)


def derive(field: FieldBody, target: Property, words: Sequence[str] = ()) -> Transform | None:
    """The transform from a field to a property; None when the documents leave it open.

    `words`: what dictionaries say of the field; a date form stated there or in its note wins.
    """
    kind = target.items if target.type == "array" and target.items != "unknown" else target.type
    picture = declared_picture(field)
    if kind in ("object", "array"):
        return Transform(kind="group") if picture.category == "group" else None
    if picture.category in ("group", "unknown"):
        return None
    if kind in ("date", "datetime"):
        return _date(field, picture, words)
    if kind == "boolean":
        return _boolean(field, picture)
    if kind == "integer":
        return _integer(field, picture, target)
    if kind == "number":
        return _number(field, picture, target, words)
    return _text(field, target)


def derive_part(target: Property, part: int, parts: int) -> Transform | None:
    """The transform of one of several fields that make a value; only a date says how its parts are put together."""
    if target.type != "date":
        return None
    options = (("index", str(part)), ("count", str(parts)), ("separator", "-"))
    return Transform(kind="part", options=options)


def _date(field: FieldBody, picture: Picture, words: Sequence[str]) -> Transform | None:
    stated = next((m[0] for text in (field.note, *words) if (m := _FORM.search(text.upper()))), "")
    form = stated.replace("CCYY", "YYYY") or DATE_FORMS.get(picture.digits or picture.size, "")
    return Transform(kind="date", options=(("source_form", form),)) if form else None


def _boolean(field: FieldBody, picture: Picture) -> Transform | None:
    if (picture.digits or picture.size) != 1:
        return None
    values = [value for value in field.values if value.upper() not in ("SPACE", "SPACES", "ZERO")]
    if set(values) >= {"Y", "N"} or (not values and picture.category != "numeric"):
        pair = ("Y", "N")
    elif set(values) >= {"1", "0"} or not values:
        pair = ("1", "0")
    else:
        return None
    return Transform(kind="boolean", options=(("true_value", pair[0]), ("false_value", pair[1])))


def _integer(field: FieldBody, picture: Picture, target: Property) -> Transform | None:
    if picture.category != "numeric":
        return Transform(kind="integer") if _DIGITS.search(field.note) else None
    if picture.scale == 0:
        return Transform(kind="integer")
    if picture.scale > 0 and _MINOR.search(target.description):
        return Transform(kind="scale", options=(("power", str(picture.scale)),))
    return None


def _number(field: FieldBody, picture: Picture, target: Property, words: Sequence[str]) -> Transform | None:
    if picture.category != "numeric":
        return None
    small = next((power for power, form in _UNITS if any(form.search(text) for text in (field.note, *words))), 0)
    if small and picture.scale == 0 and target.multiple_of not in (None, 1.0):
        return Transform(kind="scale", options=(("power", str(small)),))
    return Transform(kind="decimal")


def _text(field: FieldBody, target: Property) -> Transform | None:
    if not target.enum:
        return Transform(kind="copy")
    if field.values and set(field.values) <= set(target.enum):
        return Transform(kind="copy")
    if _as_long(field, target.enum):
        return Transform(kind="copy")
    pairs = _pairs(field, target.enum)
    return Transform(kind="enumeration", options=(("values", pairs),)) if pairs else None


def _as_long(field: FieldBody, enum: Sequence[str]) -> bool:
    """Whether a text of which no values are told is exactly as long as the longest word of the target: those words."""
    picture = declared_picture(field)
    longest = max(map(len, enum))
    return not field.values and picture.category == "alphanumeric" and picture.size == longest >= WORD


def _pairs(field: FieldBody, enum: Sequence[str]) -> str:
    """legacy=target, where what each value is said to mean is exactly one target value, and each has another."""
    meanings = field.meanings if len(field.meanings) == len(field.values) else ()
    found = {}
    for value, meaning in zip(field.values, meanings, strict=False):
        fits = [one for one in enum if _plain(one) == _plain(meaning)]
        if len(fits) != 1 or "," in value or "=" in value:
            return ""
        found[value] = fits[0]
    if len(found) != len(field.values) or len(set(found.values())) != len(found):
        return ""
    return ", ".join(f"{value}={target}" for value, target in found.items())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def said(transform: Transform) -> str:
    """A transform in words, for people."""
    options = ", ".join(f"{name} {value}" for name, value in transform.options if value != UNKNOWN)
    return f"{transform.kind} ({options})" if options else transform.kind
