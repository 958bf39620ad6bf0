"""What a document speaks of is told by what leads to names again and again, in whatever words."""

import pytest

from workbench.discovery import propose
from workbench.discovery.topics import topics
from workbench.discovery.view import View
from workbench.profile import dump, naming, parse
from workbench.spec import Spec, from_bytes

NAMES = [f"{('BK', 'MT')[at % 2]}{20 + 7 * at}{'LQ'[at % 2]}" for at in range(24)]
WORDS = [f"{one}-{other}" for one in ("ship", "berth", "crane", "gate") for other in ("open", "hold", "move", "list")]
_ROWS = ["  THE-FIRST-{0}  PIC X(8).", "  THE-OTHER-{0}  PIC 9(5).", "  THE-LAST-{0}   PIC X(2)."]


def _told(names: list[str], speech: str, head: str = "next comes a part of the book", rows: bool = True) -> Spec:
    """A document that speaks of each name twice, and says nowhere in a way that is known what belongs to which."""
    lines = list[str]()
    for at, name in enumerate(names):
        lines += [head.format(name, at), ""]
        lines += [row.format(at) for row in _ROWS] if rows else []
        lines += ["", speech.format(names[(at // 2 + 3) % len(names)], names[(at + 8) % len(names)])]
        lines += [f"Otherwise the message W{at % 7}X{at % 5} is shown, and nothing is done.", "", ""]
    return from_bytes("\n".join(lines).encode(), "told.txt")


@pytest.mark.parametrize(
    "speech",
    [
        "passes control on to {0}, {1}",
        "Gaat verder in {0} en {1}.",
        "    D ^{0}  D ^{1}",
        "@xref{{{0}}}, and also @code{{{1}}}.",
        "<follows>{0}</follows>, <follows>{1}</follows>",
        "Goes on in . . . . . . :  {0}, {1}",
    ],
)
@pytest.mark.parametrize("names", [NAMES, WORDS])
def test_names_behind_the_same_words_are_what_a_document_speaks_of(speech: str, names: list[str]) -> None:
    """Whatever the words are and the names look like: what they lead to comes first, and nothing else is in it."""
    first = topics(View(_told(names, speech)))[0]
    assert first.names == set(names)


def test_plain_words_that_stand_in_lists_alone_are_names() -> None:
    """Words of small letters and numbers in lists are what a document speaks of; those of prose are not."""
    words = [f"{one}{other}" for one in ("boek", "klant", "order", "tel") for other in ("lees", "wis", "druk", "sluit")]
    for names in (words, [f"0{at}7" for at in range(10, 30)]):
        assert topics(View(_told(names, "    Roept aan: {0} en {1}.")))[0].names == set(names)
    said = "\n\n".join("It takes amounts, dates and names.\nThe amounts, dates and names are old." for _ in range(9))
    assert topics(View(from_bytes(said.encode(), "said.txt"))) == []


def test_a_label_that_looks_like_a_name_leads_to_others() -> None:
    """`x-calls` before names is what leads to them, in every form of data."""
    assert topics(View(_told(NAMES, '    x-calls: ["/{0}/open", "/{1}/hold"]')))[0].names >= {
        f"/{name}/hold" for name in NAMES
    }


def test_names_without_headings_are_mentioned_and_not_defined() -> None:
    """Where no heading is found, the names are reported, no item and no message is; the profile knows them too."""
    spec = _told(NAMES, "Gaat verder in {0} en {1}.")
    found = propose(spec)
    assert set(found.undefined) == set(NAMES)
    again = parse(dump(found.profile), "told")
    assert {mention.name for mention in naming(spec, again, {})} == set(NAMES)
    assert all(one.name in spec.lines[one.line - 1] for one in naming(spec, again, {}))


def test_headings_of_other_things_are_doubted() -> None:
    """Headings with other names than those that the document speaks of are less sure, and said to be so."""
    spec = _told(NAMES, "passes control on to {0}, {1}", head="Program PRT-LIST-{1}9")
    found = propose(spec)
    assert found.names
    assert not set(found.names) & set(NAMES)
    assert found.instead
    assert set(NAMES) <= set(found.undefined)
    assert found.profile.sure <= 0.3


def test_names_that_are_defined_raise_no_doubt() -> None:
    """Where the headings define what the document speaks of, only what has no heading is mentioned."""
    spec = _told(NAMES, "passes control on to {0}, {1}", head="Program {0}")
    text = spec.text.replace(f"Program {NAMES[5]}\n", "\n")
    found = propose(from_bytes(text.encode(), "told.txt"))
    assert not found.instead
    assert found.undefined == (NAMES[5],)


def test_fields_are_no_things_of_their_own() -> None:
    """What is declared as an item is nothing that a document speaks of, however often it does."""
    lines = list[str]()
    for at in range(24):
        lines += [row.format(other) for row in _ROWS for other in (at, at + 1)]
        lines += ["", f"moves to THE-FIRST-{at}, THE-OTHER-{at + 1}", ""]
    assert topics(View(from_bytes("\n".join(lines).encode(), "rows.txt"))) == []


def test_areas_belong_to_the_name_that_they_begin_with() -> None:
    """`KV10-IN` and `KV10-OUT` beside `KV10` are no things of their own, and neither are links to it."""
    lines = list[str]()
    for at, name in enumerate(NAMES):
        other = NAMES[(at + 5) % len(NAMES)]
        lines += [f"hands {name}-IN, {name}-OUT on to {other}, #{other}", "", f"goes to {other} or {name}", "", "", ""]
    view = View(from_bytes("\n".join(lines).encode(), "areas.txt"))
    assert topics(view)[0].names == set(NAMES)


def test_kin_begin_and_end_as_others_do() -> None:
    """A word with the beginning, the form and the ending of some names is one too; a message is none."""
    spec = _told(NAMES, "passes control on to {0}, {1}")
    more = from_bytes(f"{spec.text}\nAfter BK41L, never before MT57Q, says BK41E or W41L.\n".encode(), "kin.txt")
    assert topics(View(more))[0].kin == {"BK41L", "MT57Q"}
    numbers = _told([f"0{at}7" for at in range(10, 30)], "    Roept aan: {0} en {1}.")
    assert not topics(View(from_bytes(f"{numbers.text}\nIt takes 0125 pages.\n".encode(), "kin.txt")))[0].kin
