"""USAGE and SIGN, and with a PICTURE what they say of the bytes: how many, which numbers, which JSON type.

A usage that nobody knows is the value "unknown"; its bytes are -1.
"""

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal

from workbench.picture import Picture
from workbench.records import Record

Form = Literal[
    "display", "binary", "native", "packed", "unsigned_packed", "short_binary", "float", "double", "pointer", "index",
    "national", "unknown",
]  # fmt: skip
"""How an item lies in the record. display: one byte per character. binary: two's complement, most significant byte
first, digits as the PICTURE says. native: as the machine has it, whole range (COMP-5). packed: two digits per byte,
sign in the last half. unsigned_packed: without that half (COMP-6). short_binary: as few bytes as hold the digits
(COMP-X). float, double: 4 and 8 bytes. pointer, index: addresses, 4 bytes. national: two bytes per character."""

JsonType = Literal["string", "integer", "number", "boolean", "object"]

ADDRESS_BYTES = 4
_PRECISE = Context(prec=100)

_FORMS: dict[str, Form] = {
    "DISPLAY": "display", "COMP": "binary", "BINARY": "binary", "COMP-4": "binary", "COMP-5": "native",
    "COMP-3": "packed", "PACKED-DECIMAL": "packed", "PACKED": "packed", "COMP-6": "unsigned_packed",
    "COMP-X": "short_binary", "COMP-1": "float", "FLOAT-SHORT": "float", "COMP-2": "double", "FLOAT-LONG": "double",
    "POINTER": "pointer", "POINTER-32": "pointer", "PROCEDURE-POINTER": "pointer", "FUNCTION-POINTER": "pointer",
    "INDEX": "index", "NATIONAL": "national", "DISPLAY-1": "national", "ZONED": "display", "ZONED-DECIMAL": "display",
    "BINARY-CHAR": "native", "BINARY-SHORT": "native", "BINARY-LONG": "native", "BINARY-DOUBLE": "native",
}  # fmt: skip
_FIXED = {"BINARY-CHAR": 1, "BINARY-SHORT": 2, "BINARY-LONG": 4, "BINARY-DOUBLE": 8}
_NOISE = frozenset(
    (
        "USAGE",
        "IS",
        "SIGN",
        "CHARACTER",
        "SYNC",
        "SYNCHRONIZED",
        "SIGNED",
        "UNSIGNED",
        "JUST",
        "JUSTIFIED",
        "LEFT",
        "RIGHT",
    )
)


class Usage(Record):
    """Where and how the bytes of an item lie. `fixed` is a byte count that the usage itself gives, else 0."""

    form: Form = "display"
    leading: bool = False
    separate: bool = False
    sync: bool = False
    unsigned: bool = False
    fixed: int = 0


@lru_cache(maxsize=1024)
def parse_usage(text: str) -> Usage:
    """What a USAGE says, with the SIGN words that may stand beside it.

    >>> parse_usage("COMPUTATIONAL-3").form, parse_usage("DISPLAY SIGN LEADING SEPARATE").leading
    ('packed', True)
    """
    words = re.sub(r"COMPUTATIONAL", "COMP", text.upper()[:200]).replace(".", " ").split()
    forms = [word for word in words if word in _FORMS]
    known = _FORMS.keys() | _NOISE | {"LEADING", "TRAILING", "SEPARATE", "UNKNOWN"}
    strange = [word for word in words if word not in known]
    form: Form = "unknown" if strange or len(forms) > 1 else _FORMS[forms[0]] if forms else "display"
    return Usage(
        form=form,
        leading="LEADING" in words,
        separate="SEPARATE" in words,
        sync="SYNC" in words or "SYNCHRONIZED" in words,
        unsigned="UNSIGNED" in words,
        fixed=_FIXED.get(forms[0], 0) if forms else 0,
    )


def storage_bytes(picture: Picture, usage: Usage) -> int:
    """Bytes of one item in the record; -1 when the picture or the usage does not say.

    >>> from workbench.picture import parse_picture
    >>> [storage_bytes(parse_picture("S9(7)V99"), parse_usage(u)) for u in ("DISPLAY", "COMP", "COMP-3", "COMP-1")]
    [9, 4, 5, 4]
    """
    alone = {"float": 4, "double": 8, "pointer": ADDRESS_BYTES, "index": ADDRESS_BYTES}.get(usage.form, usage.fixed)
    if alone:
        return alone
    if picture.category in {"unknown", "group"} or usage.form == "unknown":
        return -1
    if usage.form == "national" or picture.category == "national":
        return 2 * picture.size
    if usage.form == "display":
        return picture.size + (1 if picture.signed and usage.separate and picture.category == "numeric" else 0)
    return _number_bytes(picture, usage) if picture.category == "numeric" else -1


def _number_bytes(picture: Picture, usage: Usage) -> int:
    digits = picture.digits
    if usage.form == "packed":
        return digits // 2 + 1
    if usage.form == "unsigned_packed":
        return (digits + 1) // 2
    if usage.form == "short_binary":
        return (int(10**digits - 1).bit_length() + 7) // 8
    return 2 if digits <= 4 else 4 if digits <= 9 else 8 if digits <= 18 else 16


def number_range(picture: Picture, usage: Usage) -> tuple[Decimal, ...]:
    """The smallest and the largest number the item can hold; empty when it holds no number.

    A native binary item holds what its bytes hold, every other one what its PICTURE says.
    """
    if usage.form in {"native", "short_binary"} and (size := storage_bytes(picture, usage)) > 0:
        low, high = _machine_range(size, has_sign(picture, usage))
    elif picture.category == "numeric" and usage.form != "unknown":
        high = 10**picture.digits - 1
        low = -high if picture.signed else 0
    else:
        return ()
    return Decimal(low).scaleb(-picture.scale, _PRECISE), Decimal(high).scaleb(-picture.scale, _PRECISE)


def number_digits(picture: Picture, usage: Usage) -> int:
    """Decimal digits of the largest number the item can hold; 0 when it holds no number.

    >>> from workbench.picture import parse_picture
    >>> [number_digits(parse_picture("S9(4)"), parse_usage(usage)) for usage in ("COMP", "COMP-5")]
    [4, 5]
    """
    return max((len(number.as_tuple().digits) for number in number_range(picture, usage)), default=0)


def has_sign(picture: Picture, usage: Usage) -> bool:
    """Whether the item holds numbers below zero."""
    return not usage.unsigned and (picture.signed or bool(usage.fixed))


def _machine_range(size: int, signed: bool) -> tuple[int, int]:
    return (-(1 << (8 * size - 1)), (1 << (8 * size - 1)) - 1) if signed else (0, (1 << (8 * size)) - 1)


def json_types(picture: Picture, usage: Usage) -> tuple[JsonType, ...]:
    """The JSON types that hold every value of the item, closest first; empty when nobody knows the item.

    >>> from workbench.picture import parse_picture
    >>> json_types(parse_picture("S9(7)V99"), parse_usage("COMP-3"))
    ('number', 'string')
    """
    if usage.form in {"float", "double"}:
        return ("number", "string")
    if usage.form in {"pointer", "index"}:
        return ("string",)
    if usage.form == "unknown" or picture.category == "unknown":
        return ()
    if picture.category == "group":
        return ("integer", "number", "string") if usage.fixed else ("object", "string")
    if picture.category != "numeric":
        return ("string", "boolean") if picture.size == 1 else ("string",)
    if picture.scale > 0:
        return ("number", "string")
    return ("integer", "number", "string", "boolean") if picture.digits == 1 else ("integer", "number", "string")
