"""Headings in words of their own are told by the lines they stand between."""

from random import Random

import pytest

from workbench.discovery import propose
from workbench.spec import from_bytes

NAMES = [
    f"{verb}_{noun}_row" for verb in ("get", "put", "drop") for noun in ("bid", "node", "feeder", "ramp", "tariff")
]
OTHER = 7
"""The endpoint whose heading is unlike the others."""


def _part(heading: str, dice: Random) -> list[str]:
    calls = dice.sample(NAMES, dice.randint(1, 4))
    prose = "It is old, and kept for the office alone."
    rows = ["   the first one, X(8), from byte 1", "   another one, X(5), from byte 9"]
    return ["", f"/* {prose} */", heading, "      [in] handle_t h,", f"* Forwards to {', '.join(calls)}.", *rows, ""]


def _document(other: str, mentioned: str) -> bytes:
    headings = [f"status_t {name} (" for name in NAMES]
    headings[OTHER] = other
    dice = Random(5)
    parts = [line for heading in headings for line in _part(heading, dice)]
    return "\n".join([*parts, "", f"* Forwards to {mentioned}, {NAMES[0]}, {NAMES[OTHER]}.", ""]).encode()


@pytest.mark.parametrize("other", ["[maybe] void {} (", "status_t\n{} (", "old, see below: {} (gone)"])
def test_a_heading_unlike_the_others_is_told_by_the_line_below(other: str) -> None:
    """The line that follows every heading tells one in other words; a name that is only mentioned stays undefined."""
    found = propose(from_bytes(_document(other.format(NAMES[OTHER]), "swap_bid_row"), "unseen.txt"))
    assert set(found.names) == set(NAMES)
    assert len({line for one in found.findings if one.what == "heading" for line in one.lines}) == len(NAMES)
    assert "swap_bid_row" in found.undefined


def test_a_mention_alone_is_no_heading() -> None:
    """Where no line of a name stands as headings do, it is named as not defined."""
    found = propose(from_bytes(_document("Nothing is known of this one.", "swap_bid_row"), "unseen.txt"))
    assert set(found.names) == {*NAMES} - {NAMES[OTHER]}
    assert {NAMES[OTHER], "swap_bid_row"} <= set(found.undefined)
