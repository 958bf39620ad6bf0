"""Values: a legacy value (a text, a Decimal, None for a blank number) and the JSON value it becomes, both ways.

A `width` says that the field is a number and how many digits it has: codes, dates and copied numbers are compared as
text with all their leading zeros. ValueError means that the value is none that the mapping knows.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

from workbench.adapters.pieces.storages import PRECISE

Json = Any
Legacy = Any


class Copy:
    """The text as it is. Of a number: its digits, filled up with zeros; null when it is blank."""

    def __init__(self, width: int = 0) -> None:
        self.width = width

    def key(self, legacy: Legacy) -> str:
        """A legacy value as text."""
        if legacy is None or isinstance(legacy, str):
            return legacy or ""
        return f"{'-' if legacy < 0 else ''}{legacy.copy_abs():0{self.width}f}"

    def legacy(self, key: str) -> Legacy:
        """A text as a legacy value."""
        return key if not self.width else Decimal(key) if key else None

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None else self.key(legacy)

    def back(self, value: Json) -> Legacy:
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{value!r} is no text")
        return self.legacy(value or "")


class Integer:
    """A whole number; null when it is blank. `width`: it stands as digits in a text of that many characters."""

    def __init__(self, width: int = 0) -> None:
        self.width = width

    def out(self, legacy: Legacy) -> Json:
        if legacy is None or legacy == "":
            return None
        if isinstance(legacy, str) and not re.fullmatch("-?[0-9]+", legacy.lstrip(" ")):
            raise ValueError(f"{legacy!r} is no whole number")
        return int(legacy)

    def back(self, value: Json) -> Legacy:
        if value is None:
            return "" if self.width else None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != int(value):
            raise ValueError(f"{value!r} is no whole number")
        return str(int(value)).zfill(self.width) if self.width else int(value)


class Number:
    """A JSON number; null when it is blank. `power`: in another unit, the legacy number times ten to that power.

    A double holds 15 digits exactly; no field that has more becomes one.
    """

    def __init__(self, power: int = 0) -> None:
        self.power = power

    def out(self, legacy: Legacy) -> Json:
        if legacy is None or isinstance(legacy, float):
            return legacy
        return float(legacy.scaleb(self.power, PRECISE))

    def back(self, value: Json) -> Legacy:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError(f"{value!r} is no number")
        return Decimal(str(value)).scaleb(-self.power, PRECISE)


class Whole(Number):
    """A number that is whole in the target's unit, with any count of digits."""

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None else int(legacy.scaleb(self.power, PRECISE))


class Exact(Number):
    """A number as JSON text with every digit, such as "12.50"; null when it is blank."""

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None else f"{legacy.scaleb(self.power, PRECISE):f}"

    def back(self, value: Json) -> Legacy:
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            raise ValueError(f"{value!r} is no decimal text")
        return Decimal(value).scaleb(-self.power, PRECISE)


class Code(Copy):
    """One of a list of values, each with its name in the target; null when the field is blank, or zero and no code."""

    def __init__(self, names: dict[str, Json], width: int = 0) -> None:
        super().__init__(width)
        self.names = names
        self.codes = {name: code for code, name in reversed(names.items())}

    def out(self, legacy: Legacy) -> Json:
        key = self.key(legacy)
        if key in self.names:
            return self.names[key]
        if key.strip("0" if self.width else " ") == "":
            return None
        raise ValueError(f"{key!r} is none of {sorted(self.names)}")

    def back(self, value: Json) -> Legacy:
        if value is None:
            zeros = "0" * self.width
            return self.legacy("" if zeros in self.names else zeros)
        if not isinstance(value, str | bool) or value not in self.codes:
            raise ValueError(f"{value!r} is none of {sorted(self.codes)}")
        return self.legacy(self.codes[value])


class Flag(Code):
    """true and false; null when the field is blank, or zero and zero is neither."""

    def __init__(self, true: str, false: str, width: int = 0) -> None:
        super().__init__({true: True, false: False}, width)


class Day(Copy):
    """An ISO date. Zero and blank are null; what the calendar does not have stays the legacy text, so nothing is lost.

    `form`: YYYY, YY, MM, DD and DDD (day of the year) with the marks between them. Two digits of a year are 1950-2049,
    or with C before them 1900 and C hundred years.
    """

    def __init__(self, form: str, width: int = 0) -> None:
        super().__init__(width)
        self.form = form

    def out(self, legacy: Legacy) -> Json:
        key = self.key(legacy)
        if not key.strip(" 0./-"):
            return None
        try:
            day = self.day(key)
        except (ValueError, OverflowError):
            return key
        return day.isoformat() if self.text(day) == key else key

    def day(self, key: str) -> datetime.date:
        """The day that a text in this form names."""
        if len(key) != len(self.form):
            raise ValueError("another length")
        taken = {letter: "".join(c for c, f in zip(key, self.form, strict=True) if f == letter) for letter in "CYMD"}
        year = int(taken["Y"])
        if taken["C"]:
            year += 1900 + 100 * int(taken["C"])
        elif len(taken["Y"]) == 2:
            year += 2000 if year < 50 else 1900
        if not taken["M"]:
            return datetime.date(year, 1, 1) + datetime.timedelta(days=int(taken["D"]) - 1)
        return datetime.date(year, int(taken["M"]), int(taken["D"]))

    def text(self, day: datetime.date) -> str:
        """A day in this form."""
        of_year = (day - datetime.date(day.year, 1, 1)).days + 1
        parts = {"YYYY": f"{day.year:04d}", "YY": f"{day.year % 100:02d}", "MM": f"{day.month:02d}"}
        parts |= {"DDD": f"{of_year:03d}", "DD": f"{day.day:02d}", "C": str(day.year // 100 - 19)}
        text = self.form
        for name, digits in parts.items():
            text = text.replace(name, digits)
        return text

    def back(self, value: Json) -> Legacy:
        if value is None:
            return self.legacy("0" * self.width)
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no text")
        try:
            day = datetime.date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            return self.legacy(value)
        first, last = (1900, 2899) if "C" in self.form else (1950, 2049)
        if "YYYY" not in self.form and not first <= day.year <= last:
            raise ValueError(f"the year of {value} is not one of {first} to {last}")
        return self.legacy(self.text(day))
