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


def counted(names: Sequence[str]) -> bool:
    """Whether each of some names counts on from the last one, with no zeros before: `Q9`, `Q10`, `Q11`."""
    numbers = _numbers(names)
    steps = sum(0 < b - a <= 2 for a, b in pairwise(numbers))
    padded = any(match[2][0] == "0" for name in names if (match := _COUNTED.match(name)))
    return len(numbers) > 1 and steps >= MOSTLY * (len(numbers) - 1) and not padded


def tickets(names: Sequence[str]) -> bool:
    """Whether some names of one word each have long numbers that go up, or very long ones: `INC-20391`.

    >>> tickets(["PAY-1003", "PAY-1006", "PAY-1020"]), tickets(["HR100", "HR110"]), tickets(["CR48213", "CR10022"])
    (True, False, True)
    """
    numbers = _numbers(names)
    if not numbers or min(numbers) < 10 ** (LONG - 1):
        return False
    ups = sum(a < b for a, b in pairwise(numbers))
    return min(numbers) >= 10**LONG or ups >= MOSTLY * (len(numbers) - 1)


def _numbers(names: Sequence[str]) -> list[int]:
    """The numbers at the end of some names, where most have the same word before; else none."""
    found = [match for name in names if (match := _COUNTED.match(name))]
    words = {match[1] for match in found}
    return [int(match[2]) for match in found] if len(found) == len(names) and len(words) == 1 else []
