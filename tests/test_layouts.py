"""Rows of layouts in forms that nobody knows are learned; where that is not enough, a run says so."""

from collections.abc import Callable
from random import Random

import pytest
from heldout.measure import task

from workbench.checks.reading import SpecDocuments
from workbench.chunk import split
from workbench.declarations import formed
from workbench.discovery import proposed, unread
from workbench.engines.offline import Offline
from workbench.records import UNKNOWN
from workbench.rereading import Rereading
from workbench.spec import from_bytes

NOUNS = ("meter", "crane", "berth", "pilot", "cargo", "vessel", "sluice", "dike")
KINDS = ("rate", "sum", "code", "date", "limit", "text")

Row = Callable[[str, int, int, int], str]
ROWS: dict[str, Row] = {
    "position and length": lambda name, at, size, _: f"  {at:04}  {size:4}  {'CZP'[size % 3]}  {name}",
    "from and to": lambda name, at, size, _: f"   {at + 1} t/m {at + size}   {name}   numeriek {size}",
    "a type with its size": lambda name, _, size, __: f'*"   VALUE({name})  TYPE {("NUMC", "CHAR")[size % 2]} {size}',
    "a word and a number": lambda name, _, size, place: (
        f"({'abcd'[place]}) {name}: {size} {('digits', 'signs')[size % 2]}"
    ),
    "keys": lambda name, at, size, _: f"   FIELD NAME={name},BYTES={size},START={at + 1},TYPE={'CP'[size % 2]}",
}


def _document(row: Row) -> tuple[str, dict[int, str]]:
    dice, lines, truth = Random(5), list[str](), dict[int, str]()
    for one in range(20):
        lines += [
            f"FUNCTION NT{one:03}",
            "",
            "It was written in 1987 and runs daily.",
            f"Calls: NT{(one + 7) % 20:03}",
            "",
        ]
        at = 0
        for place in range(4):
            name, size = f"{dice.choice(NOUNS)}_{dice.choice(KINDS)}{place}".upper(), dice.randint(2, 19)
            lines.append(row(name, at, size, place))
            truth[len(lines)] = name
            at += size
        lines += ["", f"  E{one:03}1  not found", f"  E{one:03}2  period closed", ""]
    return "\n".join(lines), truth


@pytest.mark.parametrize("style", ROWS)
def test_items_without_a_picture_are_learned(style: str) -> None:
    """Each row is an item with its name, and no other line is one: no code, no sentence."""
    text, truth = _document(ROWS[style])
    spec = from_bytes(text.encode(), "unseen.txt")
    forms = proposed(spec).forms
    found = {at: own.item.name for at, line in enumerate(spec.lines, 1) if (own := formed(line, forms))}
    assert found == truth


ROUND = [
    (1, "  0000    2  C  RATE"),
    (2, "  0002   12  Z  SUM.TOTAL"),
    (3, "  0014    3  C  CODE"),
    (4, "  0017    4  P  A.B"),
]
CODES = [(at, f"  E{at}0  {text}") for at, text in enumerate(("not found", "locked", "date wrong", "table full"), 1)]
RULES = [(at, f"{at}. When RATE exceeds {at}0 the order waits for {at + 3} days.") for at in range(1, 9)]


def test_rows_nobody_recognised_are_seen() -> None:
    """A chain of positions makes rows; codes with their texts and numbered rules make none."""
    assert unread(ROUND) == [1, 2, 3, 4]
    assert unread(CODES) == []
    assert unread(RULES) == []


def test_rows_between_endpoints_count_when_they_name_one() -> None:
    """A dictionary says whose its rows are; a table of contents is none."""
    rows = [
        (at, f"NT001   IN   {name}   {at * 4}  4  CHAR(4)") for at, name in enumerate(("RATE", "SUM", "CODE", "DAY"))
    ]
    assert unread(rows, {"NT001"}) == [0, 1, 2, 3]
    assert unread(rows, {"NT999"}) == []


def test_rows_that_a_profile_leaves_out_are_a_gap() -> None:
    """No read passes that finds no item where rows of a layout stand; the endpoint itself is kept."""
    spec = from_bytes(_document(ROWS["keys"])[0].encode(), "unseen.txt")
    profile = proposed(spec).model_copy(update={"items": ()})
    reading = Rereading(Offline(), SpecDocuments(spec, profile))
    said = [reading.ask(task(spec, profile, chunk)) for chunk in split(spec, profile) if chunk.program != UNKNOWN]
    assert [outcome.state for outcome in said] == ["malformed"] * 20
    assert all("built like rows of a layout" in outcome.detail for outcome in said)
    assert all(outcome.claims[0].body.kind == "endpoint" for outcome in said)
