"""Sections whose titles are counted through are found by their numbers, though the names are words like any other."""

from collections.abc import Callable

import pytest

from workbench.discovery import propose
from workbench.spec import from_bytes
from workbench.structure import outline

VERBS = ("sow", "mow", "dig", "prune", "water", "weed")
PLACES = ("bed", "lawn", "hedge", "orchard")
TEXT = (
    "Nobody has asked for anything else since the gate was painted, and hardly anybody remembers why that was so.",
    "One row is handled at a time. Where the season is over the gardener is told to come again when it is not.",
    "The list of seeds is kept in the shed; what is missing there is bought on the market, and paid in cash.",
)

Title = Callable[[int, str, str, str], list[str]]


def _run(at: int, name: str, verb: str, place: str) -> list[str]:
    title = f"§ {at + 1}  To {verb} the {place}{' that was left open the week before' if at % 3 == 0 else ''}, start"
    return [title, f"     {name}."] if at % 3 == 0 else [f"{title} {name}."]


def _beneath(at: int, name: str, verb: str, place: str) -> list[str]:
    return [f"{1 + at // 8}-{1 + at % 8:02}  {verb.title()}ing in the {place}", f"      {name}, at dawn"]


def _beneath_long(at: int, name: str, verb: str, place: str) -> list[str]:
    more = ["      as it was done before the fence was built"] if at % 4 == 1 else []
    return [f"No. {at + 1}: {verb.title()}ing in the {place}", *more, f"      {name}"]


def _only_words(at: int, _: str, verb: str, place: str) -> list[str]:
    return [f"{at + 1}  {verb.title()} the {place} and leave the {('gate', 'door', 'tap')[at % 3]} open"]


def _names(form: str) -> list[str]:
    return [form.format(place=place[:3], verb=verb) for place in PLACES for verb in VERBS]


def _document(title: Title, names: list[str], speak: bool = True) -> tuple[str, dict[str, int]]:
    lines, starts = ["The garden, told by those who work in it.", ""], dict[str, int]()
    for at, name in enumerate(names):
        starts[name] = len(lines)
        other, often = names[at * 7 % len(names)], names[at * at % len(names)]
        lines += [*title(at, name, VERBS[at % 6], PLACES[at // 6]), "", *TEXT[at % 3].split(". "), ""]
        lines += [f"   {field:<10} PIC X({8 + at % 5})." for field in ("SEED-NO", "ROW-NO", "OWNER")]
        lines += ["", f"After the rain the program {other} is run.", f"{often} must have been run before." * speak, ""]
        lines += ["1. The seed is dry.", "2. The spade is clean.", ""]
    return "\n".join(lines if speak else [line for line in lines if "program" not in line]) + "\n", starts


@pytest.mark.parametrize(
    ("title", "form"),
    [
        (_run, "{place}{verb:.3}"),
        (_run, "{place}.{verb}"),
        (_beneath, "{place}/{verb}"),
        (_beneath_long, "{place}_{verb}"),
    ],
)
def test_numbers_that_count_on_open_sections(title: Title, form: str) -> None:
    """All sections are found, each at its number; the name is another one in each, and is spoken of."""
    names = _names(form) if title is _run else [name.upper() for name in _names(form)]
    text, starts = _document(title, names)
    spec = from_bytes(text.encode(), "garden.txt")
    found = propose(spec)
    parts = outline(spec, found.profile).programs
    assert {name: part.heading for name, part in parts.items()} == starts


@pytest.mark.parametrize(("title", "speak"), [(_only_words, True), (_run, False)])
def test_words_of_titles_are_no_names(title: Title, speak: bool) -> None:
    """Titles that differ by words of the language, or by words of which nobody speaks, name no endpoint."""
    text, _ = _document(title, _names("{place}{verb:.3}"), speak)
    assert propose(from_bytes(text.encode(), "garden.txt")).names == ()


def test_numbers_right_above_a_title_hide_it_not() -> None:
    """A list of messages stands above each title: its numbers begin like one, and the title goes on over lines."""
    names = _names("{verb}-{place}-bed")
    text, _ = _document(lambda at, name, verb, _: [f"4.{at + 1} Job {name} - {verb} all"], names)
    text = text.replace("2. The spade is clean.\n", "2. The spade is clean.\n\n  511  no seed\n  512  no water\n")
    starts = {line.split()[2]: at for at, line in enumerate(text.split("\n")) if line.startswith("4.")}
    spec = from_bytes(text.encode(), "garden.txt")
    parts = outline(spec, propose(spec).profile).programs
    assert {name: part.heading for name, part in parts.items()} == starts
