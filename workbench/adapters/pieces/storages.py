"""Storage: the bytes of one field and the legacy value they stand for (a text, a Decimal, None for a blank number).

ValueError means that the bytes or the value do not fit.
"""

import math
import struct
from decimal import Decimal
from typing import Any, Literal

Legacy = Any


class Text:
    """Characters, filled up with spaces; trailing spaces are not part of the text."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: str) -> str:
        return raw.decode(page).rstrip(" ")

    def write(self, value: Legacy, page: str) -> bytes:
        return ("" if value is None else str(value)).encode(page).ljust(self.size, " ".encode(page))

    def blank(self, page: str) -> bytes:
        return self.write("", page)


class Wide(Text):
    """Two bytes per character (UTF-16)."""

    def read(self, raw: bytes, page: str) -> str:
        return raw.decode("utf-16-be").rstrip(" ")

    def write(self, value: Legacy, page: str) -> bytes:
        return str(value or "").ljust(self.size // 2).encode("utf-16-be")


class Opaque:
    """Bytes without a meaning of their own, such as addresses; in JSON their hexadecimal digits."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: str) -> str:
        return raw.hex()

    def write(self, value: Legacy, page: str) -> bytes:
        return bytes.fromhex(value or "").ljust(self.size, b"\0")

    def blank(self, page: str) -> bytes:
        return bytes(self.size)


class Amount:
    """A number with a fixed count of digits, `scale` of them right of the point; blank is None."""

    def __init__(self, digits: int, scale: int = 0, signed: bool = False) -> None:
        self.digits, self.scale, self.signed = digits, scale, signed

    def number(self, unscaled: int) -> Decimal:
        self.check(unscaled)
        return Decimal(unscaled).scaleb(-self.scale)

    def unscaled(self, value: Legacy) -> int:
        scaled = Decimal(value).scaleb(self.scale)
        if scaled != int(scaled):
            raise ValueError(f"{value} has more than {self.scale} digits right of the point")
        self.check(int(scaled))
        return int(scaled)

    def check(self, unscaled: int) -> None:
        if self.digits and abs(unscaled) >= 10**self.digits:
            raise ValueError(f"{unscaled} has more than {self.digits} digits")
        if unscaled < 0 and not self.signed:
            raise ValueError(f"{unscaled} is negative, the field has no sign")

    def is_blank(self, raw: bytes, page: str) -> bool:
        return not raw.strip(b"\0") or not raw.strip(" ".encode(page))


class Zoned(Amount):
    """One byte per digit. The sign is over the last digit (`leading`: the first), or a byte of its own (`separate`)."""

    def __init__(
        self, digits: int, scale: int = 0, signed: bool = False, leading: bool = False, separate: bool = False
    ) -> None:
        super().__init__(digits, scale, signed)
        self.size = digits + (1 if separate else 0)
        self.leading, self.separate = leading, separate

    def read(self, raw: bytes, page: str) -> Decimal | None:
        if self.is_blank(raw, page):
            return None
        place = 0 if self.leading else self.size - 1
        text = "".join(self.digit(byte, at == place, page) for at, byte in enumerate(raw))
        minus = "-" in text
        return self.number(int(("-" if minus else "") + text.replace("-", "").replace("+", "")))

    def digit(self, byte: int, bears_sign: bool, page: str) -> str:
        """One digit; "-" before it when it bears a minus, "+" or "-" alone for a sign of its own."""
        ebcdic = " ".encode(page) == b"@"
        if bears_sign and self.separate:
            return {0x4E: "+", 0x60: "-"}[byte] if ebcdic else {0x2B: "+", 0x2D: "-"}[byte]
        zone, digit = byte & 0xF0, byte & 0x0F
        if not ebcdic and bears_sign and byte in b"{ABCDEFGHI}JKLMNOPQR":
            place = b"{ABCDEFGHI}JKLMNOPQR".index(byte)
            zone, digit = (0x70 if place > 9 else 0x30), place % 10
        plus = ((0xF0, 0xC0, 0xA0, 0xE0) if bears_sign else (0xF0,)) if ebcdic else (0x30,)
        minus = ((0xD0, 0xB0) if ebcdic else (0x70,)) if bears_sign else ()
        if digit > 9 or zone not in plus + minus:
            raise ValueError(f"byte {byte:#04x} is no digit")
        return ("-" if zone in minus else "") + str(digit)

    def write(self, value: Legacy, page: str) -> bytes:
        if value is None:
            return " ".encode(page) * self.size
        number = self.unscaled(value)
        raw = bytearray(str(abs(number)).zfill(self.digits).encode(page))
        if self.separate:
            sign = ("-" if number < 0 else "+").encode(page)
            return sign + bytes(raw) if self.leading else bytes(raw) + sign
        if self.signed:
            ebcdic = " ".encode(page) == b"@"
            zone = (0xD0 if number < 0 else 0xC0) if ebcdic else (0x70 if number < 0 else 0x30)
            place = 0 if self.leading else self.size - 1
            raw[place] = zone | (raw[place] & 0x0F)
        return bytes(raw)

    def blank(self, page: str) -> bytes:
        return self.write(0, page)


class Packed(Amount):
    """Two digits per byte; the last half byte is the sign (C plus, D minus, F none) unless there is none at all."""

    def __init__(self, digits: int, scale: int = 0, signed: bool = False, half_sign: bool = True) -> None:
        super().__init__(digits, scale, signed)
        self.half_sign = half_sign
        self.size = digits // 2 + 1 if half_sign else (digits + 1) // 2

    def read(self, raw: bytes, page: str) -> Decimal | None:
        if self.is_blank(raw, page) and (self.half_sign or raw.strip(b"\0")):
            return None
        text = raw.hex()
        digits, sign = (text[:-1], text[-1]) if self.half_sign else (text, "f")
        if not digits.isdecimal() or sign.isdecimal():
            raise ValueError(f"{text} is no packed number")
        return self.number(-int(digits) if sign in "bd" else int(digits))

    def write(self, value: Legacy, page: str) -> bytes:
        if value is None:
            return " ".encode(page) * self.size
        number = self.unscaled(value)
        sign = ("d" if number < 0 else "c" if self.signed else "f") if self.half_sign else ""
        return bytes.fromhex((str(abs(number)) + sign).zfill(2 * self.size))

    def blank(self, page: str) -> bytes:
        return self.write(0, page)


class Binary(Amount):
    """Two's complement, most significant byte first; `digits` 0: whatever the bytes hold.

    `native`: as the machine has it, which is the other way round beside an ASCII code page.
    """

    def __init__(self, size: int, digits: int = 0, scale: int = 0, signed: bool = False, native: bool = False) -> None:
        super().__init__(digits, scale, signed)
        self.size, self.native = size, native

    def order(self, page: str) -> Literal["big", "little"]:
        return "little" if self.native and " ".encode(page) != b"@" else "big"

    def read(self, raw: bytes, page: str) -> Decimal:
        return self.number(int.from_bytes(raw, self.order(page), signed=self.signed))

    def write(self, value: Legacy, page: str) -> bytes:
        if value is None:
            raise ValueError("a binary number cannot be blank")
        return self.unscaled(value).to_bytes(self.size, self.order(page), signed=self.signed)

    def blank(self, page: str) -> bytes:
        return bytes(self.size)


class Float:
    """Floating point: hexadecimal beside EBCDIC, IEEE elsewhere."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, raw: bytes, page: str) -> float:
        if " ".encode(page) != b"@":
            value = float(struct.unpack(">f" if self.size == 4 else ">d", raw)[0])
        else:
            value = math.ldexp(float(int.from_bytes(raw[1:], "big")), 4 * ((raw[0] & 127) - 64) - 8 * (self.size - 1))
            value = -value if raw[0] & 128 else value
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return value

    def write(self, value: Legacy, page: str) -> bytes:
        number = float(value)
        if " ".encode(page) != b"@":
            return struct.pack(">f" if self.size == 4 else ">d", number)
        mantissa, exponent = math.frexp(abs(number))
        power, bits = -(-exponent // 4), 8 * (self.size - 1)
        fraction = round(math.ldexp(mantissa, exponent - 4 * power + bits))
        if fraction >> bits:
            fraction, power = fraction >> 4, power + 1
        if fraction == 0 or power < -64:
            return bytes(self.size)
        if power > 63:
            raise ValueError("too large")
        return bytes([(128 if number < 0 else 0) | (power + 64)]) + fraction.to_bytes(self.size - 1, "big")

    def blank(self, page: str) -> bytes:
        return bytes(self.size)
