"""Numbers as legacy bytes hold them: zoned digits, packed digits, hexadecimal floating point.

Every function takes plain values, so that a number can be followed without knowing what a record is. Bytes that mean
nothing raise ValueError with the reason.
"""

import math

from workbench.records import Record

_PLUS_ZONES = frozenset((0xA0, 0xC0, 0xE0, 0xF0))
_MINUS_ZONES = frozenset((0xB0, 0xD0))
_PLUS = {byte: digit for digit, byte in enumerate(b"0123456789")} | {byte: n for n, byte in enumerate(b"{ABCDEFGHI")}
_MINUS = {byte: digit for digit, byte in enumerate(b"pqrstuvwxy")} | {byte: n for n, byte in enumerate(b"}JKLMNOPQR")}


class Sign(Record):
    """Where a zoned number has its sign: over its last digit, over its first (`leading`), or beside it (`separate`)."""

    signed: bool = False
    leading: bool = False
    separate: bool = False


def read_zoned(raw: bytes, sign: Sign, ebcdic: bool) -> int:
    """The number that zoned digits stand for.

    >>> read_zoned(bytes.fromhex("f1f2d3"), Sign(signed=True), True), read_zoned(b"12s", Sign(signed=True), False)
    (-123, -123)
    """
    place = 0 if sign.leading else len(raw) - 1
    body, negative = raw, False
    if sign.signed and sign.separate:
        negative = _separate(raw[place], ebcdic)
        body = raw[1:] if sign.leading else raw[:-1]
    digits = [byte - (0xF0 if ebcdic else 0x30) for byte in body]
    if not (sign.signed and sign.separate):
        digits[place], negative = _overpunched(body[place], ebcdic)
    wrong = [at for at, digit in enumerate(digits) if not 0 <= digit <= 9]
    if wrong:
        raise ValueError(f"byte {body[wrong[0]]:#04x} is no digit")
    if negative and not sign.signed:
        raise ValueError("a minus, and no sign in the PICTURE")
    number = int("".join(map(str, digits)))
    return -number if negative else number


def _separate(byte: int, ebcdic: bool) -> bool:
    signs = {0x4E: False, 0x60: True} if ebcdic else {0x2B: False, 0x2D: True}
    if byte not in signs:
        raise ValueError(f"byte {byte:#04x} is no sign")
    return signs[byte]


def _overpunched(byte: int, ebcdic: bool) -> tuple[int, bool]:
    """The digit of a byte that may bear a sign, and whether it is a minus; -1 for no digit."""
    if not ebcdic:
        return (_MINUS[byte], True) if byte in _MINUS else (_PLUS.get(byte, -1), False)
    zone, digit = byte & 0xF0, byte & 0x0F
    return (digit if zone in _PLUS_ZONES | _MINUS_ZONES else -1), zone in _MINUS_ZONES


def write_zoned(digits: str, negative: bool, sign: Sign, ebcdic: bool) -> bytes:
    """The bytes of decimal digits with the sign where it belongs.

    >>> write_zoned("123", True, Sign(signed=True), True).hex(), write_zoned("123", True, Sign(signed=True), False)
    ('f1f2d3', b'12s')
    """
    raw = bytearray((0xF0 if ebcdic else 0x30) + int(digit) for digit in digits)
    if not sign.signed:
        return bytes(raw)
    if sign.separate:
        mark = (b"\x60" if negative else b"\x4e") if ebcdic else (b"-" if negative else b"+")
        return mark + bytes(raw) if sign.leading else bytes(raw) + mark
    place = 0 if sign.leading else len(raw) - 1
    if ebcdic:
        raw[place] = (0xD0 if negative else 0xC0) | (raw[place] & 0x0F)
    elif negative:
        raw[place] += 0x40
    return bytes(raw)


def read_packed(raw: bytes, half_sign: bool) -> int:
    """The number of packed digits; `half_sign`: whether the last half byte is the sign.

    >>> read_packed(bytes.fromhex("12345d"), True), read_packed(bytes.fromhex("1234"), False)
    (-12345, 1234)
    """
    text = raw.hex()
    digits, sign = (text[:-1], text[-1]) if half_sign else (text, "f")
    if not digits.isdecimal():
        raise ValueError(f"half byte {next(half for half in digits if not half.isdecimal())} is no digit")
    if sign not in "abcdef":
        raise ValueError(f"half byte {sign} is no sign")
    return -int(digits) if sign in "bd" else int(digits)


def write_packed(number: int, size: int, half_sign: bool, signed: bool) -> bytes:
    """A number as `size` packed bytes.

    >>> write_packed(-123, 3, True, True).hex(), write_packed(123, 2, True, False).hex()
    ('00123d', '123f')
    """
    sign = "" if not half_sign else "f" if not signed else "d" if number < 0 else "c"
    return bytes.fromhex((str(abs(number)) + sign).zfill(2 * size))


def read_hexadecimal(raw: bytes) -> float:
    """The number of hexadecimal floating point: sign, exponent of 16 plus 64, fraction.

    >>> read_hexadecimal(bytes.fromhex("42640000")), read_hexadecimal(bytes.fromhex("c1100000"))
    (100.0, -1.0)
    """
    fraction = int.from_bytes(raw[1:], "big")
    size = math.ldexp(float(fraction), 4 * ((raw[0] & 0x7F) - 64) - 8 * (len(raw) - 1))
    return -size if raw[0] & 0x80 else size


def write_hexadecimal(value: float, size: int) -> bytes:
    """A number as 4 or 8 bytes of hexadecimal floating point, rounded to what they hold.

    Raises ValueError for what is no finite number or lies outside about 10**-78 to 10**75.
    """
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    bits = 8 * (size - 1)
    mantissa, exponent = math.frexp(abs(value))
    power = -(-exponent // 4)
    fraction = round(math.ldexp(mantissa, exponent - 4 * power + bits))
    if fraction >> bits:
        fraction, power = fraction >> 4, power + 1
    if fraction == 0 or power < -64:
        return bytes(size)
    if power > 63:
        raise ValueError("too large")
    return bytes([(0x80 if value < 0 else 0) | (power + 64)]) + fraction.to_bytes(size - 1, "big")
