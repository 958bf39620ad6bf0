"""Sections whose endpoint several lines name: the first of them opens it, and lines that say an end never do."""

from collections.abc import Callable

import pytest

from workbench.discovery import propose
from workbench.discovery.references import listings, referring
from workbench.discovery.sights import shown
from workbench.discovery.view import View
from workbench.profile import Profile
from workbench.spec import from_bytes
from workbench.structure import outline

NAMES = [f"{group}{number}" for group in ("WHRCV", "WHSHP", "WHINV") for number in range(110, 180, 10)]
"""Twenty-one endpoints."""

Lines = Callable[[str], list[str]]


def described(opens: Lines, ends: Lines, before: list[str] | None = None) -> tuple[dict[str, int], str]:
    """The line (from 1) that opens each endpoint's section in a document, and the document."""
    lines = [*(before or ["WAREHOUSE SYSTEM", ""])]
    first: dict[str, int] = {}
    for at, name in enumerate(NAMES):
        lines.append("")
        heading = opens(name)
        first[name] = len(lines) + 1 + next(i for i, line in enumerate(heading) if name in line)
        lines += [*heading, "", "Moves stock between two bins and prints a label."]
        lines += [f"CALLS: {NAMES[(at * 5 + 2) % len(NAMES)]}, {NAMES[(at * 7 + 3) % len(NAMES)]}", ""]
        lines += [f"05  {word}-{at}   PIC X({at + 2})." for word in ("BIN", "ITEM", "QUANTITY", "LABEL")]
        lines += ["", "The old label is printed again when the printer was out of paper.", "", *ends(name)]
    return first, "\n".join(lines) + "\n"


def found(text: str) -> dict[str, int]:
    """The line (from 1) that defines each endpoint, as discovery proposes."""
    spec = from_bytes(text.encode(), "warehouse.txt")
    return {name: part.heading + 1 for name, part in outline(spec, _profile(text)).programs.items()}


def _profile(text: str) -> Profile:
    return propose(from_bytes(text.encode(), "warehouse.txt")).profile


def _box(name: str) -> list[str]:
    return ["*" * 40, f"*  {name:20} STOCK MOVEMENT *", "*" * 40]


ENDS = {
    "end of": lambda name: [f"* END OF {name}"],
    "end": lambda name: [f"END {name};"],
    "behind": lambda name: [f"{name} END"],
    "rules": lambda name: [f"--- end of {name} ---"],
    "program": lambda name: [f"END-PROGRAM {name}."],
    "module": lambda name: [f"End of module description {name}"],
    "French": lambda name: [f"FIN DE {name}"],
    "German": lambda name: [f"*** ENDE DER BESCHREIBUNG {name} ***"],
    "Spanish": lambda name: [f"Fin del programa {name}"],
    "tag": lambda name: [f"</{name}>"],
    "file": lambda name: [f"EOF {name}"],
    "no known word": lambda name: [f"Loppu {name}"],
    "foot": lambda name: [f"WHS 4.2        March 1998        {name}(3)"],
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_what_says_the_end_opens_nothing(ends: Lines) -> None:
    """Whatever words end a section, it is found at the line that opens it."""
    for opens in (_box, lambda name: [f"Program {name}"], lambda name: [f"{name}(3)      WAREHOUSE      {name}(3)"]):
        first, text = described(opens, ends)
        assert found(text) == first


LATER = {
    "synopsis": lambda name: ["NAME", f"    {name} - move stock", "", "SYNOPSIS", f"    whs call {name} < in > out"],
    "source": lambda name: ["/* AUTHOR: WENZEL */", "/* VERSION 8 */", "", f"{name}: PROC(P_IN) REORDER;"],
    "label": lambda name: ["Moves a pallet.", "", "", f"Program: {name}"],
    "sentence": lambda name: ["", "", f"The module {name} moves a pallet."],
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_the_first_line_of_a_section_opens_it(later: Lines) -> None:
    """A line that names every endpoint once more, further below, is no heading."""
    for head in (lambda name: f"{name}(3)   WAREHOUSE", lambda name: f"/* {name}:  MOVE STOCK */"):
        first, text = described(lambda name, head=head: [head(name), "", *later(name)], lambda _: [])
        assert found(text) == first


def test_headings_written_otherwise_in_a_few_places_are_found() -> None:
    """Another mark behind the name, or a remark, changes nothing: also where no other part mentions the name."""
    odd = {"WHRCV120": " - MOVE (OLD)", "WHSHP130": " (withdrawn)", "WHINV140": "; MOVE"}
    first, text = described(lambda name: [f"h2. {name}{odd.get(name, '')}"], lambda _: [])
    assert found(text) == first
    alone = text.replace(", WHSHP130", "").replace(" WHSHP130,", "")
    assert alone.count("WHSHP130") == 1
    assert found(alone) == first


def test_an_end_like_the_opening_line_changes_nothing() -> None:
    """A section may end with a line that begins with its name as the first one does, also below other such lines."""
    first, text = described(
        lambda name: [f"{name} CSECT", "", *["* Kept for the auditors."] * 6, "", f"Program {name}"],
        lambda name: [f"{name}   printed 12.03.94"],
    )
    assert found(text) == first


def test_chapters_with_roman_numbers_are_one_style() -> None:
    """`I.3 WHRCV130` and `IV.3 WHSHP150` are headings of one style, whatever names the endpoint below."""
    romans = ["I", "II", "III", "IV", "V", "VI", "VII"]
    first, text = described(
        lambda name: [
            f"{romans[NAMES.index(name) % 7]}.{NAMES.index(name) // 7 + 1} {name}",
            "",
            *LATER["synopsis"](name),
        ],
        lambda _: [],
    )
    assert found(text) == first


@pytest.mark.parametrize("form", ["whs:{}", "/bins/{}", "Bin_{}", "GET /bins/{}"])
def test_names_with_marks_are_found_between_braces(form: str) -> None:
    """A name with a colon, a path or capitals behind `_` is what stands between the braces, and nothing of these."""
    words = ["move", "take", "count", "check", "print", "split", "merge", "lock", "free", "close", "open"]
    names = {name: form.format(f"{words[at % 11]}{'ab'[at // 11]}".title()) for at, name in enumerate(NAMES)}
    if form.islower():
        names = {name: new.lower() for name, new in names.items()}
    first, text = described(lambda name: [f"{{{name}}} stock"], lambda _: [])
    for name, new in names.items():
        text = text.replace(name, new)
    assert found(text) == {names[name]: line for name, line in first.items()}


def test_a_list_of_contents_with_tabs_defines_nothing() -> None:
    """Its entries are no headings, also where the headings have another dash."""
    listed = ["CONTENTS", "", *(f"Program {name} \u2013 Move stock\t{5 + 2 * at}" for at, name in enumerate(NAMES)), ""]
    dash = {"WHRCV120": "-", "WHSHP130": ":"}
    first, text = described(
        lambda name: [f"Program {name} {dash.get(name, chr(0x2013))} Move stock"], lambda _: [], listed
    )
    assert found(text) == first


def test_titles_of_chapters_are_no_endpoints() -> None:
    """A word in capitals in the list of contents is none where all endpoints' names have digits."""
    listed = ["CONTENTS", "", "1. PALLET SERVICES ..........  3"]
    listed += [f"   1.{at + 1}  {name} - Move stock ..........  {at + 4}" for at, name in enumerate(NAMES)]
    first, text = described(lambda name: [f"1.{NAMES.index(name) + 1}  {name} - Move stock"], lambda _: [], listed)
    odd = text.replace("05  BIN-4", "000100 * WHC - PALLET\n05  BIN-4")
    assert found(odd).keys() == first.keys()


def test_sentences_that_begin_with_names_are_no_headings() -> None:
    """A paragraph of one sentence may begin with a name, also one that nothing defines."""
    told = {
        "WHRCV120": "WHSHP130 must not run at the same time.",
        "WHINV140": "WHXYZ990 must not run at the same time.",
    }
    for opens in (lambda name: [name], lambda name: [f"{name}   V1.{NAMES.index(name)}   12.03.1994   Meier"]):
        first, text = described(opens, lambda name: [told[name]] if name in told else [])
        text = text.replace("CALLS: WHRCV130,", "CALLS: WHXYZ990, WHRCV130,")
        assert found(text) == first
        assert "WHXYZ990" in propose(from_bytes(text.encode(), "warehouse.txt")).undefined


def test_words_that_look_like_names_and_recur_are_none() -> None:
    """`AUTHOR:` in each section is no endpoint, where names are six capitals and a colon follows them."""
    names = {name: "UPDCRE"[at % 6] + "UPDCREXL"[at % 8] + "ORDT" for at, name in enumerate(NAMES)}
    names = {name: f"{chr(65 + at)}{new[1:]}" for at, (name, new) in enumerate(names.items())}
    first, text = described(lambda name: [f"{name}: move stock"], lambda _: ["", "AUTHOR: UNKNOWN", "", "STATUS: KEPT"])
    for name, new in names.items():
        text = text.replace(name, new)
    assert found(text) == {names[name]: line for name, line in first.items()}


def test_a_word_of_another_length_that_nobody_mentions_is_no_name() -> None:
    """`INDEX` alone on a line is no endpoint among names of six capitals that stand alone too."""
    names = {name: f"{chr(65 + at)}ORDT{'LX'[at % 2]}" for at, name in enumerate(NAMES)}
    first, text = described(lambda name: [name], lambda _: [])
    text += "\n\nINDEX\n\n" + "A list of the terms that are used here.\n" * 4
    for name, new in names.items():
        text = text.replace(name, new)
    assert found(text) == {names[name]: line for name, line in first.items()}


def test_titles_in_capitals_behind_names_are_no_list_of_names() -> None:
    """A label before a name and a title in capitals is a heading, however the form is framed."""
    edge = "+" + "-" * 40 + "+"
    first, text = described(lambda name: [edge, f"| JOB: {name:12} LIST PALLET        |", edge], ENDS["behind"])
    assert found(text) == first


def test_a_heading_that_counts_sheets_is_no_page_header() -> None:
    """Its number counts as those of pages do, but each names another endpoint, and no heading stands below it."""
    first, text = described(lambda name: [f"SHEET {NAMES.index(name) + 1} OF 30          {name}"], ENDS["French"])
    assert found(text) == first


def test_a_word_for_an_endpoint_before_several_that_recur_refers_to_them() -> None:
    """`Next program: A, B` leads to others, also where one name stands behind it; `Program A` opens its section."""
    names = [f"KX{100 + 10 * at}" for at in range(24)]
    lines = list[str]()
    for at, name in enumerate(names):
        after = [names[(at * step + 3) % 24] for step in ((3,), (5, 7), (9, 11))[at % 3]]
        lines += [f"Program: {name}", "", f"Lot {at} is weighed.", "", f"05  LOT-{at}  PIC X(4).", ""]
        lines += [f"Next program: {', '.join(after)}", ""]
    view = View(from_bytes("\n".join(lines).encode(), "steps.txt"))
    (told,) = referring(view, listings(view, ()))
    assert {shown(one.label) for one in told} == {"Next program: "}
    assert len(told) == len(names)
