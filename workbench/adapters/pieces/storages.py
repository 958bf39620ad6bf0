"""Storage: the bytes of one field and the legacy value they stand for (a text, a Decimal, None for a blank number).

`blank` is what an empty record has there. ValueError means that the bytes or the value do not fit.
"""

import math
import struct
from decimal import Context, Decimal
from typing import Any

Legacy = Any
PRECISE = Context(prec=100)


class Page:
    """A code page: its name, its space, its digit zero, and whether it is EBCDIC."""

    def __init__(self, name: str) -> None:
        self.name, self.space, self.zero = name, " ".encode(name), "0".encode(name)[0]
        self.ebcdic = self.space == b"@"

    def is_blank(self, raw: bytes) -> bool:
        """Whether a number's bytes say that there is none: all spaces, or all zero bits."""
        return not raw.strip(self.space) or not raw.strip(b"\0")

    def signed_digit(self, byte: int) -> tuple[int, bool]:
        """The digit of a byte that bears a sign, and whether that is a minus; -1 for no digit."""
        zone, digit = byte & 0xF0, byte & 0x0F
        if not self.ebcdic and byte in b"{ABCDEFGHI}JKLMNOPQR":
            place = b"{ABCDEFGHI}JKLMNOPQR".index(byte)
            return place % 10, place > 9
        minus = zone in ((0xB0, 0xD0) if self.ebcdic else (0x70,))
        plus = zone in ((0xA0, 0xC0, 0xE0, 0xF0) if self.ebcdic else (0x30,))
        return (digit if digit < 10 and (minus or plus) else -1), minus


class Text:
    """Characters, filled up with spaces; trailing spaces are not part of the text."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: Page) -> str:
        return raw.decode(page.name).rstrip(" ")

    def write(self, value: Legacy, page: Page) -> bytes:
        return str("" if value is None else value).encode(page.name).ljust(self.size, page.space)

    def blank(self, page: Page) -> bytes:
        return page.space * self.size


class Wide:
    """Two bytes per character (UTF-16), filled up with spaces."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: Page) -> str:
        return raw.decode("utf-16-be").rstrip(" ")

    def write(self, value: Legacy, page: Page) -> bytes:
        raw = str("" if value is None else value).encode("utf-16-be")
        return raw + b"\0 " * ((self.size - len(raw)) // 2)

    def blank(self, page: Page) -> bytes:
        return b"\0 " * (self.size // 2)


class Opaque:
    """Bytes without a meaning of their own, such as addresses; in JSON their hexadecimal digits."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: Page) -> str:
        return raw.hex()

    def write(self, value: Legacy, page: Page) -> bytes:
        return bytes.fromhex(value) if value else bytes(self.size)

    def blank(self, page: Page) -> bytes:
        return bytes(self.size)


class Amount:
    """A number of so many digits, `scale` of them right of the point. `digits` 0: as many as the bytes hold."""

    def __init__(self, digits: int, scale: int = 0, signed: bool = False) -> None:
        self.digits, self.scale, self.signed = digits, scale, signed

    def number(self, unscaled: int) -> Decimal:
        self.check(unscaled)
        return Decimal(unscaled).scaleb(-self.scale, PRECISE)

    def unscaled(self, value: Legacy) -> int:
        scaled = Decimal(value).scaleb(self.scale, PRECISE)
        number = int(scaled)
        if scaled != number:
            raise ValueError(f"{value} needs more than {self.scale} digits right of the point")
        self.check(number)
        return number

    def check(self, unscaled: int) -> None:
        if self.digits and abs(unscaled) >= 10**self.digits:
            raise ValueError(f"{unscaled} has more than {self.digits} digits")
        if unscaled < 0 and not self.signed:
            raise ValueError(f"{unscaled} is negative, the field has no sign")


class Zoned(Amount):
    """One byte per digit. The sign is over the last digit (`leading`: the first), or a byte of its own (`separate`)."""

    def __init__(
        self, digits: int, scale: int = 0, signed: bool = False, leading: bool = False, separate: bool = False
    ) -> None:
        super().__init__(digits, scale, signed)
        self.size = digits + (1 if separate else 0)
        self.leading, self.separate = leading, separate

    def read(self, raw: bytes, page: Page) -> Decimal | None:
        if page.is_blank(raw):
            return None
        head, sign, tail = (b"", raw[:1], raw[1:]) if self.leading else (raw[:-1], raw[-1:], b"")
        if self.separate:
            minus = sign == "-".encode(page.name)
            digits = (head + tail).decode(page.name)
            known = minus or sign == "+".encode(page.name)
        else:
            digit, minus = page.signed_digit(sign[0])
            digits = head.decode(page.name) + str(digit) + tail.decode(page.name)
            known = True
        if not (known and digits.isascii() and digits.isdecimal()):
            raise ValueError(f"{raw.hex()} is no zoned number")
        return self.number(-int(digits) if minus else int(digits))

    def write(self, value: Legacy, page: Page) -> bytes:
        if value is None:
            return page.space * self.size
        number = self.unscaled(value)
        raw = bytearray(str(abs(number)).zfill(self.digits).encode(page.name))
        if self.separate:
            sign = ("-" if number < 0 else "+").encode(page.name)
            return sign + bytes(raw) if self.leading else bytes(raw) + sign
        if self.signed and (page.ebcdic or number < 0):
            zone = (0xD0 if number < 0 else 0xC0) if page.ebcdic else 0x70
            place = 0 if self.leading else -1
            raw[place] = zone | (raw[place] & 0x0F)
        return bytes(raw)

    def blank(self, page: Page) -> bytes:
        return self.write(0, page)


class Packed(Amount):
    """Two digits per byte; the last half byte is the sign (C plus, D minus, F none), or a digit (not `half_sign`)."""

    def __init__(self, digits: int, scale: int = 0, signed: bool = False, half_sign: bool = True) -> None:
        super().__init__(digits, scale, signed)
        self.half_sign = half_sign
        self.size = digits // 2 + 1 if half_sign else (digits + 1) // 2

    def read(self, raw: bytes, page: Page) -> Decimal | None:
        if page.is_blank(raw) and (self.half_sign or raw.strip(b"\0")):
            return None
        text = raw.hex()
        digits, sign = (text[:-1], text[-1]) if self.half_sign else (text, "f")
        if not (digits or "0").isdecimal() or sign.isdecimal():
            raise ValueError(f"{text} is no packed number")
        return self.number(-int(digits) if sign in "bd" else int(digits))

    def write(self, value: Legacy, page: Page) -> bytes:
        if value is None:
            return page.space * self.size
        number = self.unscaled(value)
        sign = ("d" if number < 0 else "c" if self.signed else "f") if self.half_sign else ""
        return bytes.fromhex((str(abs(number)) + sign).zfill(2 * self.size))

    def blank(self, page: Page) -> bytes:
        return self.write(0, page)


class Binary(Amount):
    """Two's complement, most significant byte first.

    `native`: as the machine has it, which is the other way round where text is not EBCDIC.
    """

    def __init__(self, size: int, digits: int = 0, scale: int = 0, signed: bool = False, native: bool = False) -> None:
        super().__init__(digits, scale, signed)
        self.size, self.native = size, native

    def read(self, raw: bytes, page: Page) -> Decimal:
        turned = raw[::-1] if self.native and not page.ebcdic else raw
        return self.number(int.from_bytes(turned, "big", signed=self.signed))

    def write(self, value: Legacy, page: Page) -> bytes:
        if value is None:
            raise ValueError("a binary number cannot be blank")
        raw = self.unscaled(value).to_bytes(self.size, "big", signed=self.signed)
        return raw[::-1] if self.native and not page.ebcdic else raw

    def blank(self, page: Page) -> bytes:
        return bytes(self.size)


class Float:
    """Floating point: hexadecimal where text is EBCDIC, IEEE elsewhere."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: Page) -> float:
        if not page.ebcdic:
            value = float(struct.unpack(">f" if self.size == 4 else ">d", raw)[0])
        else:
            value = math.ldexp(float(int.from_bytes(raw[1:], "big")), 4 * ((raw[0] & 127) - 64) - 8 * (self.size - 1))
            value = -value if raw[0] & 128 else value
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return value

    def write(self, value: Legacy, page: Page) -> bytes:
        if value is None or not math.isfinite(value):
            raise ValueError(f"{value} is no finite number")
        if not page.ebcdic:
            return struct.pack(">f" if self.size == 4 else ">d", float(value))
        return self.hexadecimal(float(value))

    def hexadecimal(self, number: float) -> bytes:
        """Sign, exponent of 16 plus 64, fraction."""
        mantissa, exponent = math.frexp(abs(number))
        power, bits = -(-exponent // 4), 8 * (self.size - 1)
        fraction = round(math.ldexp(mantissa, exponent - 4 * power + bits))
        if fraction >> bits:
            fraction, power = fraction >> 4, power + 1
        if fraction == 0 or power < -64:
            return bytes(self.size)
        if power > 63:
            raise ValueError(f"{number} is too large")
        return bytes([(128 if number < 0 else 0) | (power + 64)]) + fraction.to_bytes(self.size - 1, "big")

    def blank(self, page: Page) -> bytes:
        return bytes(self.size)
