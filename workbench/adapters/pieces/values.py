"""Values: a legacy value (a text, a Decimal, None for a blank number) and the JSON value it becomes, both ways.

ValueError means that the value is none that the mapping knows.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

Json = Any
Legacy = Any


class Copy:
    """The text as it is. Of a number: its digits, filled up with zeros to `width`; null when it is blank."""

    def __init__(self, width: int = 0) -> None:
        self.width = width

    def key(self, legacy: Legacy) -> str:
        return legacy if isinstance(legacy, str) else "" if legacy is None else f"{legacy:0{self.width}f}"

    def legacy(self, key: str) -> Legacy:
        return key if not self.width else Decimal(key) if key else None

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None else self.key(legacy)

    def back(self, value: Json) -> Legacy:
        return self.legacy("" if value is None else str(value))


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
        if isinstance(value, bool) or (value is not None and value != int(value)):
            raise ValueError(f"{value!r} is no whole number")
        return value if not self.width else "" if value is None else str(value).zfill(self.width)


class Number:
    """A JSON number; null when it is blank. Exact: a double holds 15 digits, and no field here has more."""

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None or legacy == "" else float(legacy)

    def back(self, value: Json) -> Legacy:
        return None if value is None else Decimal(str(value))


class Exact:
    """A decimal number as JSON text with every digit, such as "12.50"; null when it is blank."""

    def out(self, legacy: Legacy) -> Json:
        return None if legacy is None else f"{legacy:f}"

    def back(self, value: Json) -> Legacy:
        return None if value is None else Decimal(str(value))


class Scale:
    """A number in another unit: the legacy number times 10 ** `power`. A whole number when no digit can be right of
    the point (`whole`)."""

    def __init__(self, power: int, whole: bool = False) -> None:
        self.power, self.whole = power, whole

    def out(self, legacy: Legacy) -> Json:
        if legacy is None:
            return None
        value = legacy.scaleb(self.power)
        return int(value) if self.whole else float(value)

    def back(self, value: Json) -> Legacy:
        return None if value is None else Decimal(str(value)).scaleb(-self.power)


class Flag(Copy):
    """true and false; null when the field is blank."""

    def __init__(self, true: str, false: str, width: int = 0) -> None:
        super().__init__(width)
        self.true, self.false = true, false

    def out(self, legacy: Legacy) -> Json:
        key = self.key(legacy)
        if key not in (self.true, self.false):
            if key == "":
                return None
            raise ValueError(f"{key!r} is neither {self.true!r} nor {self.false!r}")
        return key == self.true

    def back(self, value: Json) -> Legacy:
        if value is not None and not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return self.legacy("" if value is None else self.true if value else self.false)


class Code(Copy):
    """One of a list of values, each with its name in the target; null when the field is blank."""

    def __init__(self, names: dict[str, str], width: int = 0) -> None:
        super().__init__(width)
        self.names = names
        self.codes = {name: code for code, name in reversed(names.items())}

    def out(self, legacy: Legacy) -> Json:
        key = self.key(legacy)
        if key in self.names:
            return self.names[key]
        if key == "":
            return None
        raise ValueError(f"{key!r} is none of {sorted(self.names)}")

    def back(self, value: Json) -> Legacy:
        if value is not None and value not in self.codes:
            raise ValueError(f"{value!r} is none of {sorted(self.codes)}")
        return self.legacy("" if value is None else self.codes[value])


class Day(Copy):
    """An ISO date. Zero and blank are null; what the calendar does not have stays the legacy text, so nothing is lost.

    `form`: YYYY, YY, MM, DD and DDD (day of the year) with the marks between them. Two digits of a year are 1950-2049.
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
        except ValueError:
            return key
        return day.isoformat() if self.text(day) == key else key

    def day(self, key: str) -> datetime.date:
        if len(key) != len(self.form):
            raise ValueError("another length")
        taken = {letter: "".join(c for c, f in zip(key, self.form) if f == letter) for letter in "YMD"}
        year = int(taken["Y"])
        if len(taken["Y"]) == 2:
            year += 2000 if year < 50 else 1900
        if not taken["M"]:
            return datetime.date(year, 1, 1) + datetime.timedelta(days=int(taken["D"]) - 1)
        return datetime.date(year, int(taken["M"]), int(taken["D"]))

    def text(self, day: datetime.date) -> str:
        of_year = (day - datetime.date(day.year, 1, 1)).days + 1
        parts = {"YYYY": f"{day.year:04d}", "YY": f"{day.year % 100:02d}", "MM": f"{day.month:02d}"}
        parts |= {"DDD": f"{of_year:03d}", "DD": f"{day.day:02d}"}
        text = self.form
        for name in ("YYYY", "YY", "MM", "DDD", "DD"):
            text = text.replace(name, parts[name])
        return text

    def back(self, value: Json) -> Legacy:
        if value is None:
            return self.legacy("0" * self.width)
        try:
            day = datetime.date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            return self.legacy(str(value))
        if "YYYY" not in self.form and not 1950 <= day.year <= 2049:
            raise ValueError(f"the year of {value} does not fit two digits")
        return self.legacy(self.text(day))
