"""The bytes of one item and the value they stand for, both ways: text, zoned, packed, binary and floating point.

A blank number (all spaces, or all zero bytes where these are no digits) is None. Bytes that mean nothing are a `Bad`,
never an exception. Writing gives the form that compilers write: what `read` accepts besides is the tolerance that
real files need.

A code page whose space is 0x40 is EBCDIC: signs are overpunched as C and D zones there, floating point is
hexadecimal. Elsewhere a minus is 0x70 beside the digit, floating point is IEEE, and native binary is little-endian.
"""

import codecs
import math
import struct
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from workbench.digits import (
    Sign,
    read_hexadecimal,
    read_packed,
    read_zoned,
    write_hexadecimal,
    write_packed,
    write_zoned,
)
from workbench.errors import ParameterError
from workbench.layout import Item
from workbench.records import Record
from workbench.storage import has_sign

_BINARY = frozenset(("binary", "native", "short_binary"))
_PACKED = frozenset(("packed", "unsigned_packed"))
_ADDRESS = frozenset(("pointer", "index", "unknown"))

PRECISE = Context(prec=100)
"""Decimal's own 28 digits would round the largest fields."""

Scalar = str | Decimal | float | bytes | None
"""Text (without trailing spaces), a number, floating point, the bytes of an address, or a blank number."""


class Bad(Record):
    """Bytes that an item cannot hold: which, and why."""

    item: str
    offset: int
    raw: str
    reason: str


class Encoding(Record):
    """What a code page decides: its name, its space and whether it is EBCDIC."""

    name: str
    space: bytes
    ebcdic: bool


@lru_cache(maxsize=64)
def encoding(code_page: str) -> Encoding:
    """The code page with this name. Raises ParameterError unless it is one byte per character."""
    try:
        known = codecs.lookup(code_page)
        space = " ".encode(known.name)
        single = len("0".encode(known.name)) == 1 and len("é".encode(known.name, "replace")) == 1
    except (LookupError, ValueError, TypeError) as error:
        raise ParameterError(
            f"code page {code_page[:40]!r} is not known; cp037, cp500, latin-1 and cp1252 are"
        ) from error
    if not single:
        raise ParameterError(f"code page {code_page[:40]!r} takes several bytes per character; records need one")
    return Encoding(name=known.name, space=space, ebcdic=space == b"\x40")


def read(item: Item, raw: bytes, page: Encoding, offset: int = 0) -> Scalar | Bad:
    """The value of one occurrence of an elementary item; `raw` are its bytes, `offset` where they stood."""
    try:
        return _read(item, raw, page)
    except (ValueError, InvalidOperation) as error:
        return Bad(item=item.name, offset=offset, raw=raw[:40].hex(), reason=str(error))


def write(item: Item, value: Scalar, page: Encoding) -> bytes:
    """The bytes of one value. Raises ValueError, naming the item and the value, when it does not fit."""
    try:
        raw = _write(item, value, page)
    except (ValueError, TypeError, OverflowError, InvalidOperation, struct.error) as error:
        raise ValueError(f"{item.name} cannot hold {str(value)[:60]!r}: {error}") from error
    if len(raw) != item.bytes:
        raise ValueError(f"{item.name} cannot hold {str(value)[:60]!r}: {len(raw)} bytes, {item.bytes} fit")
    return raw


def is_number(item: Item) -> bool:
    """Whether the item's value is a number that is not floating point."""
    if item.usage.form in _ADDRESS | {"float", "double", "national"}:
        return False
    return item.picture.category == "numeric" or bool(item.usage.fixed)


def is_opaque(item: Item) -> bool:
    """Whether the item's bytes have no meaning that could be read: an address, or a declaration nobody knows."""
    return item.usage.form in _ADDRESS or item.picture.category == "unknown"


def _read(item: Item, raw: bytes, page: Encoding) -> Scalar:
    if len(raw) != item.bytes:
        raise ValueError(f"{len(raw)} bytes, {item.bytes} belong to it")
    if is_opaque(item):
        return raw
    if item.usage.form in {"float", "double"}:
        return _read_float(raw, page)
    if not is_number(item):
        return raw.decode("utf-16-be" if _is_wide(item) else page.name).rstrip(" ")
    number = _read_number(item, raw, page)
    if number is None:
        return None
    _check_digits(item, number)
    return Decimal(number).scaleb(-item.picture.scale, PRECISE)


def _is_wide(item: Item) -> bool:
    return item.usage.form == "national" or item.picture.category == "national"


def _read_float(raw: bytes, page: Encoding) -> float:
    value = read_hexadecimal(raw) if page.ebcdic else struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return float(value)


def _read_number(item: Item, raw: bytes, page: Encoding) -> int | None:
    if item.usage.form in _BINARY:
        return int.from_bytes(raw, _order(item, page), signed=has_sign(item.picture, item.usage))
    if not raw.strip(page.space) or (not raw.strip(b"\0") and item.usage.form != "unsigned_packed"):
        return None
    if item.usage.form in _PACKED:
        return read_packed(raw, item.usage.form == "packed")
    return read_zoned(raw, _sign(item), page.ebcdic)


def _write(item: Item, value: Scalar, page: Encoding) -> bytes:
    if isinstance(value, bytes):
        return value
    if item.usage.form in {"float", "double"}:
        number = float(value) if value is not None else math.nan
        size = ">f" if item.bytes == 4 else ">d"
        return write_hexadecimal(number, item.bytes) if page.ebcdic else struct.pack(size, number)
    if is_number(item):
        return _write_number(item, value, page)
    if not isinstance(value, str) or is_opaque(item):
        raise ValueError("it is no number" if not is_opaque(item) else "its bytes have no meaning")
    if _is_wide(item):
        return value.encode("utf-16-be") + b"\0 " * (item.bytes // 2 - len(value))
    return value.encode(page.name).ljust(item.bytes, page.space)


def _write_number(item: Item, value: Scalar, page: Encoding) -> bytes:
    if isinstance(value, str | bytes):
        raise ValueError("it is a number")
    if value is None:
        if item.usage.form in _BINARY:
            raise ValueError("a binary number cannot be blank")
        return page.space * item.bytes
    number = _unscaled(item, Decimal(value))
    if item.usage.form in _BINARY:
        return number.to_bytes(item.bytes, _order(item, page), signed=has_sign(item.picture, item.usage))
    if item.usage.form in _PACKED:
        return write_packed(number, item.bytes, item.usage.form == "packed", item.picture.signed)
    return write_zoned(str(abs(number)).zfill(item.picture.digits), number < 0, _sign(item), page.ebcdic)


def _unscaled(item: Item, value: Decimal) -> int:
    scaled = value.scaleb(item.picture.scale, PRECISE)
    number = int(scaled)
    if scaled != number:
        raise ValueError(f"its scale is {item.picture.scale}")
    _check_digits(item, number)
    return number


def _check_digits(item: Item, number: int) -> None:
    if item.usage.form in {"native", "short_binary"}:
        return
    if abs(number) >= 10**item.picture.digits:
        raise ValueError(f"more than {item.picture.digits} digits")
    if number < 0 and not item.picture.signed:
        raise ValueError("a minus, and no sign in the PICTURE")


def _sign(item: Item) -> Sign:
    return Sign(signed=item.picture.signed, leading=item.usage.leading, separate=item.usage.separate)


def _order(item: Item, page: Encoding) -> Literal["big", "little"]:
    return "little" if item.usage.form == "native" and not page.ebcdic else "big"
