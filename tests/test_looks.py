"""Names of every look below headings of every look: the endpoints are found where they stand, and nothing else is."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from workbench.discovery import propose
from workbench.spec import from_bytes
from workbench.structure import outline

VERBS = ("rake", "burn", "stack", "split", "haul", "mend")
THINGS = ("timber", "ashes", "kindling", "chimney", "bellows")
PAIRS = list(product(VERBS, THINGS))
"""Thirty endpoints."""

Names = Callable[[int, str, str], str]
Heading = Callable[[int, str, str], list[str]]

NAMES: dict[str, Names] = {
    "letters of any alphabet": lambda at, verb, thing: f"{'ÄÖAÜ'[at % 4]}{verb[:3]}{thing[:4]}".upper(),
    "with digits": lambda at, verb, thing: f"{('ŁÓD', 'ROZ', 'ŚWI')[at % 3]}{at + 11:02}",
    "small with hyphens": lambda at, verb, thing: f"{verb}-{thing}-now",
    "small with points": lambda at, verb, thing: f"stove.{thing}.{verb}",
    "capital inside": lambda at, verb, thing: f"{verb}{thing.title()}",
    "like a type": lambda at, verb, thing: f"T{at + 11}",
    "ordinary words": lambda at, verb, thing: f"{thing} {'copy ' * (at % 3 == 0)}{verb}".title(),
    "plain numbers": lambda at, verb, thing: f"{1103 + 37 * at + at % 5}",
    "path": lambda at, verb, thing: f"/stoves/{thing}/{verb}",
}
HEADINGS: dict[str, Heading] = {
    "numbered": lambda at, name, title: [f"4.{at} {name}"],
    "numbered, titled": lambda at, name, title: [f"4.{at} Program {name} - {title}"],
    "underlined": lambda at, name, title: [name, "-" * len(name)],
    "boxed": lambda at, name, title: ["*" * 50, f"* {name:46} *", f"* {title:46} *", "*" * 50],
    "marked": lambda at, name, title: [f"## {name}"],
    "marked, titled": lambda at, name, title: [f"### {name} — {title}"],
    "keyed": lambda at, name, title: [f"Program: {name}", f"Title: {title}"],
    "alone": lambda at, name, title: [name],
    "row": lambda at, name, title: [f"| Program | {name} |", f"| Title | {title} |"],
    "behind a title": lambda at, name, title: [f"{title} ({name})"],
}


def written(heading: Heading, names: Sequence[str], word: str = "Program") -> tuple[dict[str, int], str]:
    """The line (from 1) with each name's heading in a document that speaks of all of them, and the document."""
    lines, first = ["The stove and its programs", "", "All that keeps it burning.", ""], dict[str, int]()
    for at, name in enumerate(names):
        before, other, third = (names[(at * by + more) % len(names)] for by, more in ((7, 3), (11, 5), (13, 8)))
        head = heading(at + 1, name, f"{PAIRS[at * 7 % 30][0]} the {PAIRS[at * 11 % 30][1]}".capitalize())
        first[name] = len(lines) + 1 + next(i for i, line in enumerate(head) if name in line)
        lines += [*head, "", f"The grate is opened; then {word} {other}", "is started, and the door is closed.", ""]
        lines += ["The poker is put back.", ""] * (at % 6)
        lines += ["Input:", *(f"    05  {item}-{at % 4}   PIC X({at + 2})." for item in ("LOG", "COAL", "DRAFT")), ""]
        lines += [
            "Rules",
            "",
            f"  1. {before} must not be called before {third} has ended.",
            "  2. The flue is open.",
            "",
        ]
        lines += [f"Calls: {before}, {third}", f"Called by: {other}", "", ""]
    return first, "\n".join(lines) + "\n"


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("look", NAMES)
def test_names_of_any_look_are_found_below_any_heading(look: str, heading: str) -> None:
    """All of them, each on the line with its name, and no other."""
    names = [NAMES[look](at, verb, thing) for at, (verb, thing) in enumerate(PAIRS)]
    first, text = written(HEADINGS[heading], names)
    spec = from_bytes(text.encode(), "stove.txt")
    parts = outline(spec, propose(spec).profile).programs
    assert {name: part.heading + 1 for name, part in parts.items()} == first


def test_titles_and_other_words_are_no_names_of_words() -> None:
    """What stands beside names of ordinary words is neither an endpoint nor missing; what is missing is named."""
    names = [NAMES["ordinary words"](at, verb, thing) for at, (verb, thing) in enumerate(PAIRS)]
    first, text = written(HEADINGS["alone"], names)
    gone = names[7]
    found = propose(from_bytes(text.replace(f"\n{gone}\n", "\n\n", 1).encode(), "stove.txt"))
    assert set(found.names) == first.keys() - {gone}
    assert found.undefined == (gone,)


HEADS: dict[str, Callable[[int, str], list[str]]] = {
    "page and name": lambda page, name: [f"PAGE {page:3}                 PROGRAM {name}"],
    "title in capitals": lambda page, name: [f"SHEET {page:3}  DAILY USE OF STOVE AND FLUE   {name}"],
    "name in a box": lambda page, name: ["=" * 50, f"STOVES / {name} / PAGE {page}", "=" * 50],
    "name on the second line": lambda page, name: [f"STOVE COMPANY      PAGE {page}", f"{name}   MANUAL   REL 4.2"],
    "page alone": lambda page, name: [f"Page {page}       {name}"],
}


@pytest.mark.parametrize("look", ["letters of any alphabet", "like a type", "capital inside"])
@pytest.mark.parametrize("head", HEADS)
def test_what_runs_on_all_pages_of_an_endpoint_opens_it_on_the_first(head: str, look: str) -> None:
    """The name stands nowhere else above its text, and the next page repeats it."""
    names = [NAMES[look](at, verb, thing) for at, (verb, thing) in enumerate(PAIRS)]
    _, text = written(lambda at, name, title: [f"@{name}"], names)
    lines, first, page = [*text.split("@")[0].split("\n")], dict[str, int](), 1
    for name, part in zip(names, text.split("@")[1:], strict=True):
        body = part.split("\n")[1:]
        for at in range(0, len(body), 14):
            page += 1
            above = HEADS[head](page, name)
            first.setdefault(name, len(lines) + 1 + next(i for i, line in enumerate(above) if name in line))
            lines += [f"\f{above[0]}", *above[1:], "", *body[at : at + 14]]
    spec = from_bytes("\n".join(lines).encode(), "stove.txt")
    parts = outline(spec, propose(spec).profile).programs
    assert {name: part.heading + 1 for name, part in parts.items()} == first
