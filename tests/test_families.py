"""Headings that hardly anybody mentions are told by their lines: one shape, another name in each."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from workbench.discovery import propose
from workbench.spec import from_bytes
from workbench.structure import outline

WHO = ("Ines", "R. Falk", "Tomas", "O. Brandt")
VERBS = ("prints", "posts", "settles", "closes", "copies")
THINGS = ("the levy", "a rebate", "the audit slip", "a parcel")

Style = Callable[[Random, int, str], list[str]]


def _mail(random: Random, _: int, name: str) -> list[str]:
    answered = random.choice(("", "Re: ", "Fwd: ", "Re: Re: "))
    return [f"From: {random.choice(WHO)}", f"Subject: {answered}{name}, how it runs", f"Sent: {_day(random)}", ""]


def _question(random: Random, at: int, name: str) -> list[str]:
    asked = random.choice((f"And {name}?", f"What happens in {name}?", f"Who needs {name} at all?"))
    return [f"Q{at + 1}. {asked}", "A.  It depends."]


def _ticket(random: Random, at: int, name: str) -> list[str]:
    return [f"[CASE-{30120 + 7 * at}] {name} - opened by {random.choice(WHO)}"]


def _minutes(random: Random, _: int, name: str) -> list[str]:
    return [f"{_day(random)}, {random.choice(WHO)}: {name} {random.choice(VERBS)} it"]


def _diary(random: Random, _: int, name: str) -> list[str]:
    return [_day(random), random.choice((f"Today {name}.", f"Had a look at {name} again.", f"On with {name}."))]


def _said(random: Random, _: int, name: str) -> list[str]:
    return [f"{random.choice(WHO)} says: {name}, {random.choice(VERBS)} {random.choice(THINGS)}"]


STYLES: tuple[Style, ...] = (_mail, _question, _ticket, _minutes, _diary, _said)


def _day(random: Random) -> str:
    return f"{random.randint(1, 28)} {random.choice(('Feb', 'May', 'Oct'))} {random.randint(1986, 1998)}"


def _body(random: Random, names: Sequence[str]) -> list[str]:
    rows = [f"    05  ROW-{random.randint(1, 99)}  PIC X({at + 2})." for at in range(random.randint(2, 6))]
    codes = [f"{code} = not there" for code in random.sample(range(10, 99), 3)]
    return ["It was there before us.", *rows, *random.choice(([], codes)), *names, ""]


def _document(style: Style, names: Sequence[str], spoken: float = 0) -> tuple[str, dict[str, int]]:
    """A document with a section for each name, and the line of each; `spoken`: so many sections tell of another."""
    random, lines, places = Random(7), ["WHAT THE CLERKS WROTE", "", ""], {}
    for at, name in enumerate(names):
        heading = style(random, at, name)
        line = next(place for place, text in enumerate(heading) if name in text)
        places[name] = len(lines) + line + 1
        told = [f"Never before {random.choice(names)}."] if random.random() < spoken else []
        lines += [*heading, *_body(random, told)]
    return "\n".join(lines), places


def _names(form: str, many: int) -> list[str]:
    return [form.format(100 + 7 * at, "CUP"[at % 3]) for at in range(many)]


def _found(text: str) -> dict[str, int]:
    spec = from_bytes(text.encode(), "clerks.txt")
    return {name: part.heading + 1 for name, part in outline(spec, propose(spec).profile).programs.items()}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", ["LV{0}{1}", "T{0}", "ap-{0}", "fee{0}{1}"])
@pytest.mark.parametrize("spoken", [0, 0.3])
def test_names_that_nobody_mentions_are_found(style: Style, form: str, spoken: float) -> None:
    """Mails, questions, tickets, minutes: each line of the shape opens a section, at its line or the one above."""
    text, places = _document(style, _names(form, 20), spoken)
    found = _found(text)
    assert found.keys() == places.keys()
    assert all(0 <= places[name] - found[name] <= 1 for name in places)


def test_names_of_capitals_inside_are_told_from_words() -> None:
    """`getLevy` is no word of the language: a family of such names divides a document too."""
    names = [f"{verb}{thing}" for verb in ("get", "put", "drop", "scan") for thing in ("Levy", "Audit", "Parcel")]
    text, places = _document(_question, names)
    assert _found(text) == places


@pytest.mark.parametrize("style", [_question, _ticket, _minutes])
def test_counters_and_dates_are_no_endpoints(style: Style) -> None:
    """Questions, tickets and days are not what a document describes, though each stands once and sections follow."""
    text, _ = _document(style, ["the usual"] * 30)
    assert not {name for name in _found(text) if name[0] in "Q0123456789"}


def test_items_and_codes_in_sections_are_no_family() -> None:
    """Items that differ in each section, and error codes in lists, divide nothing."""
    text, places = _document(_mail, _names("LV{0}{1}", 20))
    more = text.replace("It was there before us.", "It was there before us.\nE1001 no such row\nE1002 no such day")
    assert _found(more).keys() == places.keys()


OTHERS: tuple[Callable[[Random, str], list[str]], ...] = (
    lambda random, name: [f"Map: {name.upper()}M"],
    lambda random, name: [f"As of {_day(random)}, change CR{random.randint(10000, 99999)}"],
    lambda random, name: [f"Ask me on x{random.randint(4000, 4999)} or in room B{random.randint(100, 399)}."],
    lambda random, name: [f"Where the clerk has no right to it, the answer is always M{random.randint(1000, 9999)}."],
)


@pytest.mark.parametrize("style", [_mail, _question, _minutes, _said])
@pytest.mark.parametrize("other", OTHERS)
def test_the_first_family_of_a_section_opens_it(style: Style, other: Callable[[Random, str], list[str]]) -> None:
    """Maps, changes, rooms and messages that differ in each section stand below what opens it."""
    random, lines = Random(11), []
    text, places = _document(style, _names("LV{0}{1}", 20))
    for line in text.split("\n"):
        lines += [line, *(other(random, f"LV{random.randint(500, 999)}") if line == "It was there before us." else [])]
    assert _found("\n".join(lines)).keys() == places.keys()


def test_words_in_capitals_are_told_by_their_length() -> None:
    """Names of letters alone are a family where all are as long, and other words in capitals are not."""
    names = [f"{one}{two}" for one in ("LVY", "ADT", "PCL", "RBT") for two in ("UPD", "DSP", "DEL", "PRT")]
    text, places = _document(_mail, names)
    assert _found(text) == places


def test_what_comes_next_is_a_heading() -> None:
    """`next: ORD017` in the open refers to what follows, and is no reference to another part."""

    def _next(random: Random, _: int, name: str) -> list[str]:
        return [f"{random.choice(WHO)}: next: {name} - {random.choice(THINGS)}"]

    text, places = _document(_next, _names("LV{0}{1}", 20), 0.9)
    assert _found(text) == places


def test_codes_with_their_rule_right_above_give_way_to_what_other_sections_name() -> None:
    """More codes than endpoints, each also in the rule above, are none where others pass control to these."""
    lines, names = ["PROGRAM SHEETS", ""], [f"WHS{300 + 20 * at}" for at in range(24)]
    for at, name in enumerate(names):
        lines += ["_" * 60, f"{name}        CHANGE SHELF {at}                 REV B   09/{70 + at}", "It is old.", ""]
        lines += [
            "  FIELD      PICTURE     MEANING",
            "  AREA-NO    9(3)        the area",
            "  AREA-SORT  X(2)        a sort",
        ]
        codes = [f"W{3 * at + one:03}" for one in range(1 + at % 3)]
        lines += [f"  1  AREA-SORT must not be empty; {codes[0]} otherwise.", "  2  The old value is kept for days."]
        lines += [f"  {code}    amount too large" for code in codes]
        lines += [f"  PASSES CONTROL TO   {names[(at + 7) % 24]}, {names[(at + 11) % 24]}", ""]
    assert propose(from_bytes("\n".join(lines).encode(), "sheets.txt")).names == tuple(names)


def test_codes_that_stand_beside_others_are_lists() -> None:
    """Where nothing names the sections, the codes of errors in each of them do not, though they all differ."""
    lines: list[str] = []
    for at in range(24):
        lines += [f"=== The {('long', 'short', 'third')[at % 3]} way to do it ===", "", "It is done at night.", ""]
        lines += ["^ Element ^ Pic ^", *(f"| ITEM-{at}{one} | X({one}) |" for one in range(1, 5)), ""]
        lines += [f"  * ''{kind}{3 * at + step}'' is refused" for step, kind in enumerate("EW", 10)][: 1 + at % 5]
        lines += ["", "It may be done again.", ""]
    assert propose(from_bytes("\n".join(lines).encode(), "ways.txt")).names == ()
