"""Headings in several styles, and on two lines, are found in one document, and running text opens nothing."""

from collections.abc import Callable, Sequence
from random import Random

import pytest
from heldout.measure import reading

from workbench.discovery import propose
from workbench.records import EndpointBody
from workbench.spec import from_bytes
from workbench.structure import outline

TITLES = ("Levy print", "Audit posting", "Rebate transfer", "Notice correction", "Return file release", "Relief check")
TEXT = (
    "Whoever asks twice with the same key gets what was said the first time, and nothing is kept of it otherwise.",
    "The clerk at the desk is told what is missing; when the number of the desk is not known the answer is error 41.",
    "It was written for cards and is hardly ever changed. Where the year is wrong the caller is left with error 22.",
)

Style = Callable[[int, str, str], list[str]]


def _below(at: int, name: str, title: str) -> list[str]:
    return [f"{1 + at // 9}.{1 + at % 9}  {title}", f"     {name}, nightly", ""]


def _ruled(_: int, name: str, title: str) -> list[str]:
    return [title, "-" * len(title), f"{name}, nightly", ""]


def _module(_: int, name: str, title: str) -> list[str]:
    return [f"{title} (module {name})", ""]


def _bare(_: int, name: str, title: str) -> list[str]:
    return [f"{name}   {title}s a card", ""]


def _entered(at: int, name: str, title: str) -> list[str]:
    return [f"{1 + at % 28} May {1980 + at // 4}, J. Oak: {name} for the {title.lower()}", ""]


def _marked(_: int, name: str, title: str) -> list[str]:
    return [f"=== {title}: {name} ===", ""]


def _wrapped(text: str, width: int = 62) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines, line = [*lines, line], ""
        line = f"{line} {word}".lstrip()
    return [*lines, line]


def _document(
    names: Sequence[str], styles: Sequence[Style], spoken: float, page: int = 0
) -> tuple[str, dict[str, int]]:
    """A document with its headings in some styles, one after the other; the line of each."""
    random, lines, starts = Random(3), ["THE DESK BOOK", "", "", ""], {}
    for at, name in enumerate(names):
        heading = styles[at * len(styles) // len(names)](at, name, TITLES[at % len(TITLES)])
        starts[name] = len(lines) + 1
        if page and at % 3 == 1:
            heading[1:1] = ["", f"Desk book            {at // 3 + 2}", "\f", "Desk book", ""]
        told = random.sample(list(names[: max(4, int(spoken * len(names)))]), 2)
        rows = [f"     05  ROW-{at}-{row}     PIC X({row + 3})." for row in range(4)]
        text = _wrapped(f"{random.choice(TEXT)} {random.choice(TEXT)}")
        lines += [*heading, *text, "", *rows, "", f"Goes with {', '.join(told)}", "", ""]
    return "\n".join(lines), starts


def _found(text: str) -> dict[str, int]:
    spec = from_bytes(text.encode(), "desk.txt")
    return {name: part.heading + 1 for name, part in outline(spec, propose(spec).profile).programs.items()}


@pytest.mark.parametrize("second", [_below, _ruled, _module, _entered])
def test_each_part_has_its_own_headings(second: Style) -> None:
    """An endpoint is found at the line that opens its section whichever style a part has, and none is invented."""
    text, starts = _document([f"DSK{at}" for at in range(200, 236)], (_bare, second), 1)
    assert _found(text) == starts


@pytest.mark.parametrize("second", [_module, _entered, _marked])
def test_few_speak_of_a_part(second: Style) -> None:
    """A style is one although hardly anybody speaks of its endpoints, and titles in it have words of other things."""
    text, starts = _document([f"DSK{at}" for at in range(200, 240)], (_bare, second), 0.6)
    assert _found(text) == starts


def test_a_page_may_end_below_a_title() -> None:
    """Page furniture between a title and its name changes nothing."""
    text, starts = _document([f"DSK{at}" for at in range(200, 236)], (_bare, _below), 1, page=3)
    assert _found(text) == starts


def test_short_names_with_a_mark() -> None:
    """Names of letters, a slash and a number are found, those with one digit too."""
    text, starts = _document([f"{('DK', 'CT')[at % 2]}/{at + 1}" for at in range(36)], (_entered,), 0.8)
    assert _found(text) == starts


def test_running_text_opens_nothing() -> None:
    """A number in a sentence is no heading, wherever the line breaks."""
    random = Random(5)
    parts = [f"{' '.join(random.choices(TEXT, k=5))} It ends with error {at} there." for at in range(10, 60)]
    assert not _found("\n\n".join("\n".join(_wrapped(part, 50 + len(part) % 9)) for part in parts))


def test_a_title_is_read_from_its_line() -> None:
    """An endpoint whose name stands below its title has that title, and is claimed at its line."""
    text, starts = _document([f"DSK{at}" for at in range(200, 236)], (_bare, _below), 1)
    claims = [claim for claim in reading(text.encode(), "desk.txt").claims if isinstance(claim.body, EndpointBody)]
    titles = {claim.body.program: (claim.evidence[0].first, claim.body.title) for claim in claims}
    assert titles["DSK220"] == (starts["DSK220"], TITLES[20 % len(TITLES)])
