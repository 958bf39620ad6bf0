"""Sentences that begin as headings do: rules, numbered or not, that say what must be run before what."""

import csv
import io
from collections.abc import Callable

import pytest

from workbench import sample
from workbench.discovery import propose
from workbench.spec import from_bytes
from workbench.structure import outline

NAMES = [f"BK{number}" for number in range(210, 450, 10)]
"""Twenty-four endpoints."""

Lines = Callable[[str], list[str]]

HEADINGS: dict[str, Lines] = {
    "keyed": lambda name: [f"Program: {name}"],
    "titled": lambda name: [f"Program {name} - baking"],
    "told": lambda name: [f"{name} bakes what the list asks for.", "." * 36],
}
RULES: dict[str, Lines] = {
    "keyed": lambda name: [f"1. Program {name} is started for each order.", "2. The oven is hot."],
    "wrapped": lambda name: [f"1. Program {name} must have been run for the same", "   oven before the order ends."],
    "bare": lambda name: [f"3. {name} must not be called before the oven is hot.", "4. The dough has rested."],
    "at the end": lambda name: ["1) The dough is what was told of", f"2) The sieve is that of {name}."],
}


def written(heading: Lines, rule: Lines) -> tuple[dict[str, int], str]:
    """The line (from 1) of each heading in a document whose rules speak of what is told later, and the document."""
    lines, first = ["THE BAKERY", ""], dict[str, int]()
    for at, name in enumerate(NAMES):
        first[name] = len(lines) + 1
        lines += [*heading(name), "", f"Flour of kind {at} is weighed.", ""]
        lines += [f"05  {word}-{at}   PIC X({at + 2})." for word in ("FLOUR", "WATER", "SALT")]
        lines += ["", "Rules", "", *rule(NAMES[(at + 1 + at % 3) % len(NAMES)]), ""]
        lines += [f"Calls: {NAMES[(at * 5 + 2) % len(NAMES)]}, {NAMES[(at * 7 + 3) % len(NAMES)]}", "", ""]
    return first, "\n".join(lines) + "\n"


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_rule_that_names_an_endpoint_opens_nothing(heading: str, rule: str) -> None:
    """Each endpoint is found at its heading, though a rule above it begins alike, and nothing else is."""
    first, text = written(HEADINGS[heading], RULES[rule])
    spec = from_bytes(text.encode(), "bakery.txt")
    parts = outline(spec, propose(spec).profile).programs
    assert {name: part.heading + 1 for name, part in parts.items()} == first


def test_a_rule_about_what_is_told_elsewhere_invents_nothing() -> None:
    """A name that only rules know is mentioned and not defined."""
    _, text = written(HEADINGS["told"], RULES["bare"])
    found = propose(from_bytes(text.replace("BK300 bakes", "It bakes").encode(), "bakery.txt"))
    assert set(found.names) == set(NAMES) - {"BK300"}
    assert "BK300" in found.undefined


@pytest.mark.parametrize(("seed", "endpoints"), [(1, 4), (48, 5), (69, 3), (88, 22), (92, 3), (119, 7)])
def test_running_text_and_chapters_of_a_small_system_name_no_endpoint(seed: int, endpoints: int) -> None:
    """Few headings, each in another style: lines of rules that begin with items, and titles of chapters, are none."""
    files = sample.files(seed, endpoints)
    told = csv.DictReader(io.StringIO(files["data/truth/endpoints.csv"].decode()))
    found = propose(from_bytes(files["specs/order-to-cash.txt"], "small.txt"))
    assert set(found.names) == {row["program"] for row in told}
