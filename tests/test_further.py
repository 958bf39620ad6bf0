"""Names that look like other words are found where nothing else looks like headings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.discovery import propose
from workbench.discovery.clusters import Cluster, in_list
from workbench.discovery.counters import without_counters
from workbench.discovery.headings import pattern
from workbench.discovery.sights import Sight, is_underlined
from workbench.discovery.traits import goes_on
from workbench.discovery.view import View
from workbench.profile.text import plain
from workbench.records import UNKNOWN
from workbench.spec import from_bytes
from workbench.structure import RULE_LINE

WORDS = ("levy", "audit", "rebate", "notice", "return", "relief", "filing", "parcel", "ticket", "ledger")
VERBS = ("print", "post", "close")


def _word(one: int) -> str:
    return f"{WORDS[one % 10]}-{VERBS[one // 10]}"


def _numbers(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [str(4711 + 13 * one) for one in (at, *told)]
    return [f"Transaction {name[0]}", "", f"Started by transaction {', '.join(name[1:])}.", "", *rows]


def _directives(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"tax-{_word(one)}" for one in (at, *told)]
    return [f".. program:: {name[0]}", "", *(f":run:`{one}`" for one in name[1:]), "", *rows]


def _labels(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3]}{_word(one)[-4:]}".upper() for one in (at, *told)]
    calls = [f"{4 * place:06X}   LINK  {one},(AREA)" for place, one in enumerate(name[1:], 1)]
    return [f"000000 {name[0]:9}CSECT", *calls, f"000000 A{name[0]:8}DSECT", *rows]


def _tags(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3]}{_word(one)[-4:]}{'$#@'[one % 3]}".upper() for one in (at, *told)]
    return [f":pn.{name[0]}", *(f":p.Needs :hp1.{one}:ehp1." for one in name[1:]), *rows]


def _outlines(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    calls = [f"   - asks :: {_word(one)}" for one in told]
    return [f"** {_word(at)}  :service:", "   - It is old.", *calls, *rows]


def _functions(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [str(1000 + 37 * one) for one in (at, *told)]
    return [f" FUNCTION NUMBER  {name[0]}     A TITLE", "", f" PASSES ON TO     {'  '.join(name[1:])}", "", *rows]


def _titles(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one).replace("-", " ").title() for one in (at, *told)]
    return [f"## {name[0]}", "", f"Asks: **{'**, **'.join(name[1:])}**", "", *rows]


def _macros(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"SHA{100 + one}" for one in (at, *told)]
    return [f"   UNIT LANG=COBOL,UNITNAME={name[0]}", *(f"   SEG NAME={one},PROC=A" for one in name[1:]), *rows]


def _totals(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{1 + one % 7}{_word(one)[:2].upper()}{10 + one}" for one in (at, *told)]
    calls = [f"          + USES {one}" for one in name[1:]]
    rule = "          NOTE ALTHOUGH IT IS OLD, IT IS FOR THE OFFICE."
    return [f"  {name[0]}   POST IT", rule, *calls, "", *rows[:3], f" * TOTAL MODULE {name[0]}   3 ITEMS", ""]


def _clauses(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one).replace('-', '')}".upper() for one in (at, *told)]
    head = (
        f"{at + 3}.  The routine {name[0]} serves to post it."
        if at in (11, 19)
        else f"{at + 3}.  {name[0]}.  It is old."
    )
    return [head, "", f"    {at + 3}.1  It calls upon {' and '.join(name[1:])}", "", *rows]


def _calling(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one).replace('-', '')}".upper() for one in (at, *told)]
    calls = [f"   {at}{place}0  CALL {one}({name[0][:4]}_AREA);" for place, one in enumerate(name[1:])]
    return [f"   {at}00  {name[0]}: PROC;", *calls, "", *rows]


def _manuals(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one) + ("-late" if one % 3 else "") for one in (at, *told)]
    calls = "', `".join(name[1:])
    return [f" -- Command: {name[0]}{' REQ' if at % 2 else ''}", f"   Runs `{calls}'.", "", *rows]


def _jobs(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"K{_word(one)[:3]}{_word(one)[-2:]}{one % 3 or ''}".upper() for one in (at, *told)]
    return [f"//{name[0]:8} PROC A=1", "//* POST FILE", f"//* RUN FROM {', '.join(name[1:])}", "", *rows]


def _dumps(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"GC{_word(one)[:3].upper()}{10 + one}{'' if one % 2 else 'TB'[one % 4 // 2]}" for one in (at, *told)]
    note = f"{at}|COM|{name[0]}|1|It is old since {1970 + at}, see TABLE{at}"
    return [f"{at}|ENT|{name[0]}|Post it", note, *(f"{at}|APP|{name[0]}|{one}" for one in name[1:]), *rows]


def _sheets(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()} {100 + one}" for one in (at, *told)]
    title = ("Post it", "Keep the book", "Print all of it", "Count")[at % 4]
    return [f"| {title:20} | {name[0]:10} |", "| It is old. |", f"| Asks: {', '.join(name[1:])} |", *rows]


def _slashes(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()}/{100 + one}" for one in (at, *told)]
    return [f"Print all of it - {name[0]}", "", f"Asked by {', '.join(name[1:])}.", "", *rows]


def _colons(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one).title().replace("-", "::") for one in (at, *told)]
    return [f"{at}. {name[0]} (since {1970 + at})", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _numbered(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [str(4711 + 13 * one) for one in (at, *told)]
    return [f"Post the books / {name[0]}", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _anchors(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one).replace('-', '_')}" for one in (at, *told)]
    anchor = f"{{anchor:a{at}}}" if at % 3 == 0 else ""
    return [f"h2. {anchor}{name[0]}", "", "h4. data", f"Asks: {', '.join(name[1:])}", "", *rows]


def _paragraphs(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()}{1000 + 7 * one}" for one in (at, *told)]
    said = ["The plan must be bound anew by", f"DB{at % 3} before it runs."] if at % 9 == 0 else ["It is old."]
    return [name[0], "", *said, f"Asks {', '.join(name[1:])}.", "", *rows]


def _camels(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one).title().replace("-", "") for one in (at, *told)]
    said = [["Requirements", "are not known."], ["Specification", "is lost."]][at % 2] if at % 5 == 0 else []
    return [name[0], "", *said, f"Asks {', '.join(name[1:])}.", "", *rows]


def _lists(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one).replace("-", "_") for one in (at, *told)]
    return [name[0], "", "Asks:", *name[1:], "", *rows]


def _nationals(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{'$#@'[one % 3]}{_word(one)[:2].upper()}{100 + 7 * one}" for one in (at, *told)]
    return [f"Unit {name[0]}", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _commas(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()}{1000 + 7 * one}" for one in (at, *told)]
    return [f"{name[0]}, the {VERBS[at // 10]} of one {WORDS[at % 10]}", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _appendices(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3].upper()}{_word(one)[-3:].upper()}{one % 10}" for one in (at, *told)]
    return [f"{'AB'[at // 20]}-{at % 20 + 1}  {name[0]}  {_word(at)}", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _requests(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    paths = ("", "/{no}", "/{no}/close")
    name = [f"{('GET', 'POST')[one % 2]} /{WORDS[one % 10]}s{paths[one // 10]}" for one in (at, *told)]
    return [f"## {name[0]}", "", f"- Program: ABC{100 + at}", f"- Asks: {', '.join(name[1:])}", "", *rows]


def _paths(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"/{WORDS[one % 10]}/{VERBS[one // 10]}{('', '.v2')[one % 2]}" for one in (at, *told)]
    return [name[0], f"    {VERBS[at // 10]} it.", "", f"    asks {', '.join(name[1:])}", "", *rows]


def _points(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"tax.{WORDS[one % 10]}.{VERBS[one // 10]}" for one in (at, *told)]
    said = f"Before the {WORDS[at % 10]} is due, {VERBS[at // 10]} it."
    return [f"Annex {'AB'[at // 20]}.{at % 20 + 1}: {name[0]}", "", said, f"Asks {', '.join(name[1:])}.", "", *rows]


def _cells(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{40 + one % 3}-{1000 + 37 * one:04}" for one in (at, *told)]
    head = f"| PROGRAM   | {name[0]} | FORM {at + 1:2} |"
    return [head, "+---", f"| ASKS      | {', '.join(name[1:])} |", "+---", "", *rows]


def _spaces(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3]}:{_word(one).split('-')[1]}{('', '-all')[one % 2]}-{one}" for one in (at, *told)]
    return [f"== Post it [{name[0]}]", "", *(f"* asks `{one}`" for one in name[1:]), "", *rows]


def _braces(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [_word(one).title() for one in (at, *told)]
    calls = ", ".join(f"\\asks{{{one}}}" for one in name[1:])
    return [f"\\program{{{name[0]}}}{{Post it}}", "", calls, "", *rows]


def _rules(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()}{100 + 7 * one}" for one in (at, *told)]
    return [f"{name[0]}   ({VERBS[at // 10]} it)", "- - - - - - - - -", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _ends(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{WORDS[one % 10][:3]}{VERBS[one // 10][-3:]}" for one in (at, *told)]
    said = [
        f"Where the {WORDS[at % 10]} is late, the note goes to the office that keeps the {WORDS[at % 7]}",
        "and ends.",
    ]
    head = f"{VERBS[at % 3].title()} the {WORDS[at % 9]}, routine {name[0]}"
    return [head, "", *said, "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _right(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"Tax::{_word(one).title().replace('-', '')}" for one in (at, *told)]
    return [f"{VERBS[at % 3]} the {WORDS[at % 9]}\t{name[0]}", "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _brackets(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [str(4711 + 13 * one) for one in (at, *told)]
    head = f"{VERBS[at % 3]} the {WORDS[at % 9]} (transaction {name[0]})"
    return [head, "", f"Started by transaction {', '.join(name[1:])}.", "", *rows]


def _marks(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3]}_{_word(one)[-4:]}".upper() for one in (at, *told)]
    head = f"Entry {name[0]}{', one user: post' if at % 8 == 2 else ': post'}"
    return [head, "- " * 12, "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _values(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"DLV{100 + 7 * one}" for one in (at, *told)]
    tran = "none" if at % 4 == 1 else f"DL{at + 1:02}"
    return [f"TRAN={tran}  PGM={name[0]}   MAP=DLVM{at:02}", '"' * 30, "", f"Asks {', '.join(name[1:])}.", "", *rows]


def _alphabets(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{('LÅN', 'PÅM')[one % 2]}{1000 + 37 * one}" for one in (at, *told)]
    return [f"Avsnitt {at + 1}   Rutin: {name[0]}", "¤" * 26, "", f"Anropar {', '.join(name[1:])}.", "", *rows]


def _sections(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{WORDS[one % 10][:2]}:{VERBS[one // 10][:3]}{WORDS[one % 10][-2:]}".upper() for one in (at, *told)]
    return [f"[{name[0]}]", "kind = old", f"uses = {', '.join(name[1:])}", "", *rows]


def _counted(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"T4{_word(one)[:3]}{_word(one)[-3:]}".upper() for one in (at, *told)]
    return [
        f"B-{at + 1}    Layout of {name[0]}",
        "",
        f"Uses {', '.join(name[1:])}.",
        f"See B-{sum(told) % 30 + 1}.",
        "",
        *rows,
    ]


def _helps(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    asks = " ".join(f"|{_word(one)}|" for one in told)
    return [f"{VERBS[at % 3].title()} the {WORDS[at % 9]:<40} *{_word(at)}*", "", f"See also {asks}", "", *rows]


def _fonts(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"tax{WORDS[one % 10][:3].upper()}{one or ''}" for one in (at, *told)]
    asks = ", ".join(f"\\f(CB{one}\\fP" for one in name[1:])
    return [f'.H 2 "{VERBS[at % 3].title()} it \\(em \\fB{name[0]}\\fP"', ".P", f"Compare {asks}.", *rows[:-1]]


def _screens(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:2].upper()}{100 + 7 * one}" for one in (at, *told)]
    asks = ", ".join(f"\x1b[4m{one}\x1b[0m" for one in name[1:])
    return [f"\x1b[1m{name[0]}\x1b[0m - {VERBS[at % 3]} it", "", f"Asks {asks}.", "", *rows]


def _suffixes(at: int, told: Sequence[int], rows: Sequence[str]) -> list[str]:
    name = [f"{_word(one)[:3]}{_word(one)[-4:].replace('-', '')}%".upper() for one in (at, *told)]
    asks = ", ".join(f"@code{{{one}}}" for one in name[1:])
    return [f"@deffn Entry {name[0]} @var{{in}}", f"It asks for 50% of what is due! Also {asks}.", "", *rows]


def _document(style: Callable[[int, Sequence[int], Sequence[str]], list[str]]) -> str:
    rows = ["the first one, X(8), from byte 1", "another one, X(5), from byte 9", "and a third, X(2)", ""]
    dice = Random(3)
    parts = (style(at, dice.sample(range(30), dice.randint(1, 4)), rows) for at in range(30) if at != 17)
    return "\n".join("\n".join(part) for part in parts)


STYLES = [_numbers, _directives, _labels, _tags, _outlines, _functions, _titles, _macros, _totals, _clauses, _calling]
STYLES += [_manuals, _jobs, _dumps, _sheets, _slashes, _colons, _numbered, _anchors, _paragraphs, _camels]
STYLES += [
    _lists,
    _nationals,
    _commas,
    _appendices,
    _requests,
    _paths,
    _points,
    _cells,
    _spaces,
    _braces,
    _rules,
    _values,
    _alphabets,
]
STYLES += [_ends, _right, _brackets, _marks, _sections, _counted, _helps, _fonts, _screens, _suffixes]


@pytest.mark.parametrize("style", STYLES)
def test_names_of_any_look_are_found(style: Callable[[int, Sequence[int], Sequence[str]], list[str]]) -> None:
    """All endpoints are found, none is invented, and the one of which others only speak is named as not defined."""
    found = propose(from_bytes(_document(style).encode(), "unseen.txt"))
    told = plain(style(17, [], [])[0])
    assert len(found.names) == 29
    assert not any(name in told.split() or told.rstrip(")").endswith(name) for name in found.names)
    assert any(name in told for name in found.undefined)


@given(st.text("-=*. |x", min_size=3, max_size=8).filter(lambda rule: rule.strip()))
def test_a_rule_below_a_heading_is_found_again(rule: str) -> None:
    """The pattern of underlined headings finds each that has what counts as a rule below, and none without one."""
    document = f"AB12 (post)\n{rule}\n"
    heading = pattern(Cluster("", "(", True, (Sight(0, "AB12", "", "(", True),), 6.0), UNKNOWN)
    again = bool(re.compile(heading.pattern, re.MULTILINE).search(document))
    assert again or not is_underlined(View(from_bytes(document.encode(), "unseen.txt")), 0)
    assert not again or RULE_LINE.match(rule)


def test_numbers_behind_other_words_are_no_endpoints() -> None:
    """Pages, years and amounts make no endpoints, however often they recur."""
    lines = [f"In {1980 + at} the form was on page {at + 3}, of {40 + at} lines.\n\n\n\n\n" for at in range(20)]
    assert propose(from_bytes("".join(lines).encode(), "prose.txt")).names == ()


def test_the_list_of_contents_says_what_the_endpoints_are() -> None:
    """Records that an appendix defines far outnumber the endpoints that refer to them, and are none."""
    names = [f"RF.{noun}{verb}" for noun in ("Wagon", "Yard", "Path", "Siding") for verb in ("Move", "Bill", "Weigh")]
    lines = ["Contents", "", *(f"  {n:>2}.  {name} {'.' * 30} {n // 4 + 1}" for n, name in enumerate(names, 1)), "", ""]
    for n, name in enumerate(names, 1):
        lines += [f"{n}.  {name}", "", "     Moves what stands on one track to another one.", ""]
        lines += [
            f"     In     record R-{n:03d}",
            f"     Out    record R-{n + 40:03d}",
            f"     Calls  {names[n % 12]}",
            "",
            "",
        ]
    lines += ["Appendix: records", ""]
    for n in (*range(1, 13), *range(41, 53)):
        lines += [f"R-{n:03d}", "", "     Item            Picture", ""]
        lines += [
            f"     {item:<15} {picture}"
            for item, picture in (("WAGON-NO", "9(6)"), ("YARD-ID", "X(4)"), ("DUE", "9(8)"))
        ]
        lines += ["", ""]
    assert propose(from_bytes("\n".join(lines).encode(), "yard.txt")).names == tuple(sorted(names))


def test_names_are_found_whose_items_stand_in_a_dictionary() -> None:
    """Chapters without any items have them in a list for all; a chapter's title is an endpoint's heading then."""
    dice, lines, rows = Random(3), list[str](), list[str]()
    for at in range(30):
        name = [_word(one).upper() for one in (at, *dice.sample(range(30), 3))]
        lines += [
            f"Chapter {at + 1} - {name[0]} (it posts)",
            "",
            "It is old.",
            "",
            f"Used by {', '.join(name[1:])}.",
            "",
        ]
        lines += [f"It was changed in {1970 + at}.", ""]
        rows += [f"ITEM-{at}-{place}    {name[0]:14} {place * 5:4}  X(5)" for place in range(3)]
    text = "\n".join([*lines, "Dictionary", "", "Item           Program        From  Picture", *rows, ""])
    found = propose(from_bytes(text.encode(), "unseen.txt"))
    assert set(found.names) == {_word(at).upper() for at in range(30)}


def test_contents_that_name_corrections_hide_no_heading() -> None:
    """What a list of contents calls corrections ends with that list, where it would be most of the document."""
    text = "\n".join(["CONTENTS", "", "1  The programs", "", "CORRIGENDA", "", _document(_jobs)])
    assert len(propose(from_bytes(text.encode(), "unseen.txt")).names) == 29


def test_the_same_word_behind_all_names_is_none_of_them() -> None:
    """`TRS_LEVY_PRINT Procedure` is headed by the name alone, where a third of the names is spoken of nowhere."""
    lines, names = list[str](), [f"TRS_{_word(at).replace('-', '_')}".upper() for at in range(30)]
    for at, name in enumerate(names):
        lines += [f"{name} Procedure", "", f"{name} (", "   p_number,", "   p_first);", ""]
        lines += [f"Table 2-{at}  {name} Procedure Parameters", "", "Parameter     Mode    Datatype     Description"]
        lines += ["p_number      IN      NUMBER(7)    A number.", "p_first       IN      CHAR(2)      The first.", ""]
        lines += [f'See Also: "{names[(at * 7) % 20]} Procedure"', "", ""]
    found = propose(from_bytes("\n".join(lines).encode(), "manual.txt"))
    assert found.names == tuple(sorted(names))


def test_a_name_with_more_values_behind_it_is_in_no_list() -> None:
    """A comma says that more names follow, but not where the name is one of several values with a word before each."""
    told = [("./ ADD NAME=", ","), ("// ", "/"), ("Calls ", ","), ("Calls: ", ",")]
    assert [in_list(*one) for one in told] == [False, False, True, True]


def test_numbers_that_only_count_give_way_to_the_names_behind_them() -> None:
    """`A-1 OE10` is headed by its name, unless nothing that differs stands behind the numbers."""
    numbers = Cluster("", "", False, tuple(Sight(9 * at, f"A-{at}", "", "", False) for at in range(1, 9)), 7.0)
    names = [Sight(9 * at, f"OE{at * at}0", "\ue000 ", "", False) for at in range(1, 9)]
    same = [replace(sight, name="OE10") for sight in names]
    assert without_counters(names, [numbers]) == [replace(numbers, lead="\ue000 ", sights=tuple(names))]
    assert without_counters(same, [numbers]) == without_counters([], [numbers]) == [numbers]


def test_points_of_a_list_go_on_with_no_sentence() -> None:
    """A line that begins with a point's number, or stands below two things side by side, is not in a paragraph."""
    above = "what was written by the office that keeps all of the ledgers of it"
    for one, below, expected in (
        (above, "RATE3 is asked", True),
        (above, "1. What? RATE3", False),
        (above, "- RATE3", False),
        (above.replace(" that ", "       "), "RATE3 is asked", False),
    ):
        view = View(from_bytes(f"{one}\n{below}\n".encode(), "note.txt"))
        assert goes_on(view, 1) is expected


EXPLAINED = ("    not found:", "    the number is unknown", "    at this place,", "    or it was closed")


def test_error_codes_that_go_up_are_no_endpoints() -> None:
    """Codes of which each section has its own never outdo the names that other sections speak of."""
    lines, names = list[str](), [f"GLX0{10 + 3 * at}0" for at in range(24)]
    for at, name in enumerate(names):
        title = f"{VERBS[at % 3].title()} {WORDS[at % 10]} {WORDS[at % 7]}"
        lines += [title, "~" * len(title), "", f":Program: {name}", f":Since: {1980 + at % 9}", "", "It is old.", ""]
        lines += ["    10  THE-FIRST   PIC X(8).", "    10  THE-OTHER   PIC X(5).", ""]
        lines += [f"- Only an open one may be changed, others end with GL-{2 * at + 11:03}.", ""]
        lines += [line for one in (10, 11) for line in (f"``GL-{2 * at + one:03}``", *EXPLAINED)]
        lines += ["", f".. seealso:: {names[(at + 7) % 24]}, {names[(at + 11) % 24]}", ""]
    assert propose(from_bytes("\n".join(lines).encode(), "meters.rst")).names == tuple(names)
