"""Plain headings, far apart and each with a name of its own, are found whatever else the sections have in common."""

import re
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.discovery import propose
from workbench.discovery.view import said
from workbench.discovery.words import PART
from workbench.furniture import furniture
from workbench.profile.opening import opening
from workbench.spec import from_bytes
from workbench.structure import outline

MANY = 14
STEMS = ("levy", "audit", "rebate", "notice", "return", "relief", "filing")
Section = Callable[[int], Sequence[str]]

ROWS = (
    "Field            Type          Comment",
    "LEVY-KEY         numeric 8     as keyed",
    "PAID-AMOUNT      signed 9.2",
)


def _words(at: int) -> str:
    """Another sentence in each section."""
    return f"Keeps the {STEMS[at % 7]} up to date {'again and ' * (at // 7)}for the clerk."


def _number(at: int) -> str:
    return str(104 + 3 * at)


def _small(at: int) -> str:
    return f"{('print', 'close')[at // 7]}-{STEMS[at % 7]}" + ("-list" if at % 3 else "")


def _document(sections: Iterable[Sequence[str]], before: Sequence[str] = ()) -> bytes:
    front = ["SCOPE", "", "This text follows the source. Where both differ, the source is right.", "", *before, "", ""]
    lines = [*front, *(line for one in sections for line in ("", "", "", *one))]
    return "\n".join([*lines, ""]).encode()


def _found(data: bytes) -> set[str]:
    spec = from_bytes(data, "plain.txt")
    return set(outline(spec, propose(spec).profile).programs)


def _amended(at: int) -> list[str]:
    told = [
        "**What it does**",
        "",
        _words(at),
        "",
        "**Input layout**",
        *ROWS,
        "",
        "**Logic**",
        f"See TX0{_number(at - 2)}.",
    ]
    return [f"## TX0{_number(at)}", "", *told, "", "**Amendments**", f"0{1 + at % 7} JAN 2001  Weber  {STEMS[at % 7]}"]


def _colon(at: int) -> list[str]:
    told = ["1) Overview", _words(at), "", "2) Used by", f"service {_number(at - 3)}", "", "3) Request", *ROWS]
    return [f"SERVICE {_number(at)}: Levy {STEMS[at % 7]}", "", *told]


def _coded(at: int) -> list[str]:
    told = ["Purpose", _words(at), "", "Callers", f"task {_number(at - 3)}", "", "Input", *ROWS, "", "Errors"]
    return [f"DESCRIPTION OF TASK {_number(at)}", "", *told, f"  TXE{703 - 7 * at}I = levy {STEMS[at % 7]} not open"]


def _ruled(at: int) -> list[str]:
    name, other = _small(at), _small((at + 5) % MANY)
    return [name, "=" * len(name), "", f"See also : {other}", "", "Purpose", _words(at), "", "Input", *ROWS]


def _erring(at: int) -> list[str]:
    told = ["Purpose", _words(at), "", "Callers", f"TX{_number(at - 3)}", "", "Input", *ROWS, "", "Errors", ""]
    return [f"TX{_number(at)}: Levy {STEMS[at % 7]}", "", *told, f"E{703 - 7 * at}: levy {STEMS[at % 7]} not open"]


def _corrected(at: int) -> list[str]:
    rule = f"1. Corrections are possible until the {at + 2}th of the following month."
    told = ["WHAT IT DOES", "------------", _words(at), "", "RULES", "", rule if at == 5 else "1. None.", ""]
    return [f"TX{_number(at)} (LEVY {STEMS[at % 7].upper()})", *told, "INVOKED BY", f"TX{_number(at - 3)}", "", *ROWS]


def _seldom(at: int) -> list[str]:
    told = ["Calls", f"  o {_stem(at - 5)} - levy of the clerk", ""] if at % 2 else []
    return [f"{_stem(at)} — Levy {STEMS[at % 7]}", "Purpose", "-------", _words(at), "", *told, "Input", *ROWS]


def _stem(at: int) -> str:
    return f"{STEMS[at % 7][:3]}{('print', 'close')[at // 7 % 2]}"


def _areas(at: int) -> list[str]:
    told = [
        "Purpose",
        _words(at),
        "",
        "Callers",
        f"job $TAX{_number(at - 3)} each night",
        "",
        f"TAX{_number(at)}-IN",
        *ROWS,
    ]
    return [f"JOB $TAX{_number(at)}", "=" * 11, "", *told]


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (_amended, lambda at: f"TX0{_number(at)}"),
        (_colon, _number),
        (_coded, _number),
        (_erring, lambda at: f"TX{_number(at)}"),
        (_corrected, lambda at: f"TX{_number(at)}"),
        (_ruled, _small),
        (_seldom, _stem),
        (_areas, lambda at: f"$TAX{_number(at)}"),
    ],
)
def test_plain_headings_are_found_alone(section: Section, name: Callable[[int], str]) -> None:
    """Exactly the names in the headings are found, whatever captions, codes and areas recur below."""
    assert _found(_document(section(at) for at in range(MANY))) == {name(at) for at in range(MANY)}


def _listed(at: int) -> list[str]:
    return [f"FUNKTION {_number(at)} — Satz {STEMS[at % 7]}", "", "1. Zweck", _words(at), "", "2. Eingabe", *ROWS]


def test_names_that_only_a_list_in_front_says_are_found() -> None:
    """A list that names all headings in their order is enough, though no section speaks of another."""
    contents = ["INHALT", "", *(f"  {_number(at)}  Satz {STEMS[at % 7]}" for at in range(MANY))]
    data = _document((_listed(at) for at in range(MANY)), contents)
    assert _found(data) == {_number(at) for at in range(MANY)}


def test_titles_of_chapters_are_no_endpoints() -> None:
    """Words above the first of several headings are titles of chapters, though they are underlined as headings are."""
    chapters = {3: ["STUDENTS", "========"], 7: ["COURSES", "======="], 11: ["STAFF", "====="]}
    sections = [[*chapters.get(at, ()), *([""] * 3 if at in chapters else ()), *_chaptered(at)] for at in range(MANY)]
    assert _found(_document(sections)) == {f"TX{_number(at)}" for at in range(MANY)}


def _chaptered(at: int) -> list[str]:
    name = f"TX{_number(at)}"
    told = ["Purpose", _words(at), "", "Callers", f"TX{_number((at + 3) % MANY)}", "", "Input", *ROWS]
    return [name, "=" * 5, "", *told]


def test_a_name_counted_through_is_no_page() -> None:
    """Names with numbers on sections of one length are no page furniture where other lines speak of them."""
    begun = [[f"TX-LEVY-{at:02}", f"{_words(at)} See TX-LEVY-{9 - at:02}."] for at in range(1, 9)]
    rows = [[f"part {'abcdefgh'[at]}{row} of the levy" for row in range(40)] for at in range(8)]
    lines = [line for one in zip(begun, rows, strict=True) for some in one for line in some]
    headings = {at for at, line in enumerate(lines) if line.startswith("TX-LEVY")}
    assert furniture(lines).isdisjoint(headings)
    silent = [line.split(" See")[0] for line in lines]
    assert headings <= furniture(silent)


def test_a_title_says_its_words() -> None:
    """Numbers before a title and marks around it say nothing; a number behind its words does."""
    assert {said("**Amendments**"), said("4. Amendments"), said("## 7) Amendments")} == {"Amendments"}
    assert said("PART 1") != said("PART 2")


HYPHENED = (
    "open-levy browse-waiting-list list-audit enter-rebate-claim print-tax-return-form close-notice delete-relief "
    "calculate-interest show-payer-address transfer-filing release-cheque-run merge-accounts split-estate-duty "
    "confirm-office reprint-reminder-letter"
).split()


@pytest.mark.parametrize("marked", ["!! {} - Keeps it", "h2. {} - Keeps it", "2.{at}. {}"])
def test_names_of_words_with_hyphens_are_found_however_many_words_they_have(marked: str) -> None:
    """Names such as `open-levy` and `browse-waiting-list` divide a document as those of one form do."""
    sections = [
        [
            marked.format(name, at=at),
            "",
            _words(at),
            "",
            *ROWS,
            "",
            f"The result is handed on to {HYPHENED[at - 3]}; the rest is done by {HYPHENED[at - 7]}.",
        ]
        for at, name in enumerate(HYPHENED)
    ]
    assert _found(_document(sections)) == set(HYPHENED)


def test_anchors_in_other_letters_leave_the_name_to_the_heading_below() -> None:
    """`[[tx0104]]` above `=== TX0104 :: Levy` is where links lead, and no endpoint of its own."""
    sections = [
        [
            f"[[tx0{_number(at)}]]",
            f"=== TX0{_number(at)} :: {STEMS[at % 7]}",
            "",
            _words(at),
            "",
            *ROWS,
            "",
            f"Goes on with <<tx0{_number(at - 2)},TX0{_number(at - 2)}>>.",
        ]
        for at in range(MANY)
    ]
    assert _found(_document(sections)) == {f"TX0{_number(at)}" for at in range(MANY)}


BEGINNING = (
    "BI{} takes over where it is blank.",
    "BI{} takes over from here.",
    "BI{}, called at night, leads to it.",
    "BI{} says more of the list.",
)


def test_titles_behind_names_are_no_names_themselves() -> None:
    """`* BI104   Levy correction`, where lines of prose begin with such names and speak of the titles."""
    titles = [f"{stem.capitalize()} {word}" for word in ("correction", "inquiry", "approval") for stem in STEMS]
    sections = [
        [
            "000100" + "*" * 40,
            f"000100*  BI{_number(at)}   {title}",
            "000100" + "*" * 40,
            f"000100* The first line of the page is always the {titles[at - 3].lower()} itself,",
            f"000100* the following ones show the {titles[at - 5].lower()}.",
            f"000100* {BEGINNING[at % 4].format(_number((at + 9) % len(titles)))}",
            "000100*",
            *(f"000100* {row}" for row in ROWS),
        ]
        for at, title in enumerate(titles)
    ]
    assert _found(_document(sections)) == {f"BI{_number(at)}" for at in range(len(titles))}


WHOLE = _document(_amended(at) for at in range(MANY)).decode().split("\n")


@given(st.data())
def test_whatever_is_left_of_a_document_something_is_proposed(data: st.DataObject) -> None:
    """Lines left out, doubled and in another order, and words too, are no reason to give up."""
    picked = data.draw(st.lists(st.sampled_from(WHOLE), max_size=60))
    mixed = [
        " ".join(data.draw(st.permutations(line.split()))) if data.draw(st.booleans()) else line for line in picked
    ]
    spec = from_bytes("\n".join(["A document.", *mixed]).encode(), "left.txt")
    assert set(outline(spec, propose(spec).profile).programs) <= set(re.findall(r"[\w$#@./-]+", spec.text))


def test_titles_of_parts_are_looked_for_on_few_lines() -> None:
    """What a profile says of parts begins with words that are known, so that most lines need not be tried."""
    told = opening(f"(?i:{PART.pattern.removeprefix('^')})")
    assert told is not None
    assert "CONTENTS" in told.words
