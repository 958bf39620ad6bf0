"""Names that only count: `Q1`, `Q2`, … before questions, dates, versions and numbers of tickets.

A document may count its questions, pages or tickets in words that look like names. Nobody speaks of them, and each
follows the last one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

MOSTLY = 0.8
"""So many of the names follow the last one."""

LONG = 4
"""A number of so many digits behind a word or a hyphen is that of a ticket, not of an endpoint."""

_COUNTED = re.compile(r"(.*?\D)(\d+)\Z")
_MONTHS = "JAN|FEB|M[AÄ]R|APR|MA[IYJ]|JU[NL]|AUG|AGO|SEP|O[CK]T|NOV|DE[CZ]|DIC|ENE|ABR|SET|OUT|MRT"
_DATE = re.compile(rf"\d{{0,2}}[-/.]?(?:{_MONTHS})[A-Z]{{0,6}}[-/.]?\d{{2,4}}\Z", re.I)
_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\Z")
_VERSION = re.compile(r"(?:V|VER|VERSION|REL|RELEASE|REV|R|MOD)[-_.]?\d+(?:[-_.RVM]\d+)*[A-Z]?\Z", re.I)


@lru_cache(maxsize=4096)
def is_date(name: str) -> bool:
    """Whether a name is a date or a version: `12MAY96`, `1991-10-26`, `V2R1`."""
    return any(told.match(name) for told in (_DATE, _DAY, _VERSION))


def climbs(names: Sequence[str]) -> bool:
    """Whether some names are one word each with another number, which only goes up.

    >>> climbs(["HR100", "HR110", "HR125"]), climbs(["HR100", "PY100"])
    (True, False)
    """
    numbers = _numbers(names)
    return bool(numbers) and sum(a < b for a, b in pairwise(numbers)) >= MOSTLY * (len(numbers) - 1)


def counted(names: Sequence[str]) -> bool:
    """Whether each of some names counts on from the last one, with no zeros before: `Q9`, `Q10`, `Q11`."""
    numbers = _numbers(names)
    steps = sum(0 < b - a <= 2 for a, b in pairwise(numbers))
    padded = any(match[2][0] == "0" for name in names if (match := _COUNTED.match(name)))
    return len(numbers) > 1 and steps >= MOSTLY * (len(numbers) - 1) and not padded


def numbers_long(names: Sequence[str]) -> bool:
    """Whether some names that count have numbers as long as those of tickets: `INC-20391`."""
    return sum(sum(map(str.isdecimal, name)) >= LONG for name in names) > 0.5 * len(names)


def _numbers(names: Sequence[str]) -> list[int]:
    """The numbers at the end of some names, where most have the same word before; else none."""
    found = [match for name in names if (match := _COUNTED.match(name))]
    words = {match[1] for match in found}
    return [int(match[2]) for match in found] if len(found) == len(names) and len(words) == 1 else []
