"""Which piece reads the bytes of an item, and which makes the JSON value out of it.

A transform that the item cannot have (a date in three digits, whole numbers out of a field with decimals) is a
problem in one line; the piece that comes with it then only keeps the text.
"""

import re

from workbench.adapters.plan import Call
from workbench.codec import is_number
from workbench.layout import Item
from workbench.records import UNKNOWN, Transform
from workbench.storage import has_sign, number_digits
from workbench.truth.catalog import Property

EXACT_DIGITS = 15
"""Decimal digits that every double holds: more make a JSON number inexact, so they become text."""


class Unfit(Exception):
    """The transform does not suit the item; the message says why."""


def storage_call(item: Item) -> Call:
    """The piece that reads and writes the bytes of an item; a group is read as text."""
    picture, usage = item.picture, item.usage
    if item.is_group:
        return Call(piece="Text", args=(item.bytes,))
    if usage.form in {"float", "double"}:
        return Call(piece="Float", args=(item.bytes,))
    if not is_number(item):
        wide = usage.form == "national" or picture.category == "national"
        opaque = usage.form in {"pointer", "index", "unknown"} or picture.category == "unknown"
        return Call(piece="Opaque" if opaque else "Wide" if wide else "Text", args=(item.bytes,))
    named: list[tuple[str, int | bool]] = [("scale", picture.scale)] if picture.scale else []
    if has_sign(picture, usage):
        named.append(("signed", True))
    if usage.form == "display":
        named += [(flag, True) for flag in ("leading", "separate") if picture.signed and getattr(usage, flag)]
        return Call(piece="Zoned", args=(picture.digits,), named=tuple(named))
    if usage.form in {"packed", "unsigned_packed"}:
        named += [("half_sign", False)] if usage.form == "unsigned_packed" else []
        return Call(piece="Packed", args=(picture.digits,), named=tuple(named))
    named += [("native", True)] if usage.form == "native" else []
    whole = usage.form in {"native", "short_binary"}
    return Call(piece="Binary", args=(item.bytes, 0 if whole else picture.digits), named=tuple(named))


def value_call(item: Item, transform: Transform, target: Property | None = None) -> Call:
    """The piece that turns the item's legacy value into the JSON value. Raises Unfit."""
    match transform.kind:
        case "copy" | "part":
            return _copy(item)
        case "integer":
            return _integer(item)
        case "decimal":
            return _decimal(item, transform, target)
        case "boolean":
            return _flag(item, transform)
        case "date":
            return _day(item, transform)
        case "enumeration":
            return _code(item, transform)
        case "scale":
            return _scale(item, transform, target)
        case "group":
            raise Unfit(f"{item.name} is one item; only a group becomes an object")


def width(item: Item) -> int:
    """Characters of the item's number written out; 0 for a text."""
    if item.is_group or not is_number(item):
        return 0
    digits = item.picture.digits or 3 * item.bytes
    return digits + max(0, -item.picture.scale) + (1 if item.picture.scale > 0 else 0)


def date_form(text: str) -> str:
    """A date's form in the letters the pieces know; "" when it is none.

    >>> date_form("ccyy-mm-dd"), date_form("YYDDD"), date_form("whenever")
    ('YYYY-MM-DD', 'YYDDD', '')
    """
    form = re.sub(r"CC(?=YY)", "YY", text.strip().upper())
    fields = sorted(re.findall(r"C?Y+|M+|D+", form))
    known = [[day, *month, year] for day, *month in (("DD", "MM"), ("DDD",)) for year in ("YY", "YYYY")]
    known += [["CYY", "DD", "MM"], ["CYY", "DDD"]]
    return form if fields in known and re.fullmatch(r"[CYMD./ -]+", form) else ""


def _copy(item: Item) -> Call:
    if item.usage.form in {"float", "double"}:
        return Call(piece="Number")
    return Call(piece="Copy", args=(width(item),) if width(item) else ())


def _integer(item: Item) -> Call:
    if item.usage.form in {"float", "double", "pointer", "index"} or item.picture.category == "edited":
        raise Unfit(f"{item.name} ({item.picture.text} {item.usage.form}) holds no whole number")
    if item.picture.scale > 0:
        raise Unfit(f"{item.name} has {item.picture.scale} digits right of the point; a whole number would lose them")
    return Call(piece="Integer") if is_number(item) else Call(piece="Integer", args=(item.bytes,))


def _decimal(item: Item, transform: Transform, target: Property | None) -> Call:
    if item.usage.form in {"float", "double"}:
        return Call(piece="Number")
    if not is_number(item):
        raise Unfit(f"{item.name} ({item.picture.text}) is a text; a decimal needs a number")
    return Call(piece="Exact" if as_text(item, transform, target) else "Number")


def as_text(item: Item, transform: Transform, target: Property | None) -> bool:
    """Whether a number with decimals becomes JSON text: its target is text, or a double would lose digits."""
    wanted = transform.option("type") == "string" or (target is not None and target.type == "string")
    return wanted or number_digits(item.picture, item.usage) > EXACT_DIGITS


def _keys(item: Item, *keys: str) -> tuple[str, ...]:
    """Legacy values as the pieces compare them: digits filled up with zeros, texts without trailing spaces."""
    size = width(item)
    if not size:
        return tuple(key.rstrip(" ") for key in keys)
    wrong = [key for key in keys if not re.fullmatch(r"-?\d{1,38}", key.strip())]
    if wrong:
        raise Unfit(f"{item.name} is a number and never {wrong[0][:20]!r}")
    return tuple(f"{int(key):0{size}d}" for key in keys)


def _coded(item: Item) -> tuple[tuple[str, int], ...]:
    return (("width", width(item)),) if width(item) else ()


def _flag(item: Item, transform: Transform) -> Call:
    true, false = transform.option("true_value"), transform.option("false_value")
    if UNKNOWN in (true, false):
        raise Unfit(f"{item.name} needs a true_value and a false_value")
    keys = _keys(item, true, false)
    if keys[0] == keys[1]:
        raise Unfit(f"{item.name} is true and false at {true[:20]!r}")
    return Call(piece="Flag", args=keys, named=_coded(item))


def _day(item: Item, transform: Transform) -> Call:
    form = date_form(transform.option("source_form"))
    size = width(item) or item.bytes
    if not form or len(form) > size or (width(item) and len(form) != size):
        raise Unfit(f"{item.name} has {size} characters; {transform.option('source_form')[:20]!r} is no date in them")
    return Call(piece="Day", args=(form,), named=_coded(item))


def _code(item: Item, transform: Transform) -> Call:
    pairs = enumeration_pairs(transform)
    if not pairs:
        raise Unfit(f"{item.name} needs values such as A=active, B=blocked")
    keys = _keys(item, *(legacy for legacy, _ in pairs))
    if len(set(keys)) != len(keys):
        raise Unfit(f"{item.name} has one value with two meanings")
    names = tuple(zip(keys, (name for _, name in pairs), strict=True))
    return Call(piece="Code", args=(names,), named=_coded(item))


def enumeration_pairs(transform: Transform) -> list[tuple[str, str]]:
    """Legacy value and target value of an enumeration, in order.

    >>> enumeration_pairs(Transform(kind="enumeration", options=(("values", "A=active, B=blocked"),)))
    [('A', 'active'), ('B', 'blocked')]
    """
    said = transform.option("values", "")
    if not said:
        return list(transform.options)
    pairs = (part.partition("=") for part in said.split(","))
    return [(legacy.strip(), name.strip()) for legacy, equals, name in pairs if equals]


def _scale(item: Item, transform: Transform, target: Property | None) -> Call:
    said = transform.option("power").strip()
    if not is_number(item) or not re.fullmatch(r"[+-]?\d{1,2}", said):
        raise Unfit(f"{item.name} needs a number and a power of ten, not {said[:20]!r}")
    whole = item.picture.scale - int(said) <= 0
    return Call(
        piece="Whole" if whole else "Exact" if as_text(item, transform, target) else "Number", args=(int(said),)
    )
