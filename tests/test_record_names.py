"""Records named right above their items: of several in a section, and of those with groups inside."""

from collections import Counter

import pytest
from heldout.measure import reading

NAMES = tuple(f"OE{at:02d}{at * 7 % 10}0" for at in range(1, 15))
HEAD = "PROGRAM {name}\n===============\n\nKeeps the order in hand.\n\n"
INS = ("ORD-NO X(8)", "ORD-DT 9(8)", "ORD-AMT S9(7)V99")
OUTS = ("ORD-STATE X(2)", "ORD-TEXT X(40)")
CLOSE = {
    "words and a colon": ("IN: {}", "OUT: {}"),
    "keys of a file": ("Request={}", "Response={}"),
    "remarks": ("* INPUT {}", "* OUTPUT {}"),
    "a word behind": ("#### {} (in)", "#### {} (out)"),
    "tags": ('<record name="{}" use="input">', '<record name="{}" use="output">'),
}
BEHIND = ("Calls OE0770.", "Rule: the date is checked first.", "")
GROUPED = {
    "a word": ("- {0} ({1})", "- ORD-KEY-{at} (group)", "    - {0} ({1})"),
    "a tree": ("├── {0}    {1}", "├── KEY-{at}", "│   ├── {0}    {1}"),
    "numbered": ("  a.  02 {0}, PIC {1}.", "  b.  02 KEY-{at}, group, of what follows.", "  c.  07 {0}, PIC {1}."),
}


def _counted(text: str) -> Counter[tuple[str, str]]:
    bodies = (claim.body for claim in reading(text.encode(), "orders.txt").claims)
    return Counter((body.program, body.record) for body in bodies if body.kind == "field")


@pytest.mark.parametrize("kind", CLOSE)
def test_a_record_that_follows_another_closely_is_named_by_the_same_words_but_one(kind: str) -> None:
    """No line stands between the items of the first and the name of the second, and not every endpoint has one."""
    first, second = CLOSE[kind]
    sections = []
    for at, name in enumerate(NAMES):
        lines = [first.format(f"AREA{at}-IN"), *(f"*   {item}" for item in INS)]
        if at % 3:
            lines += [second.format(f"AREA{at}-OUT"), *(f"*   {item}" for item in OUTS)]
        sections.append(HEAD.format(name=name) + "\n".join([*lines, *BEHIND]))
    wanted = {(name, f"AREA{at}-IN"): 3 for at, name in enumerate(NAMES)}
    wanted |= {(name, f"AREA{at}-OUT"): 2 for at, name in enumerate(NAMES) if at % 3}
    assert _counted("\n".join(sections)) == wanted


@pytest.mark.parametrize("kind", GROUPED)
def test_a_group_among_the_items_names_no_record(kind: str) -> None:
    """It stands where names of items do, behind the same marks."""
    item, group, inner = GROUPED[kind]
    sections = []
    for at, name in enumerate(NAMES):
        rows = [item.format(*told.split()) for told in INS]
        more = [group.format(at=at), *(inner.format(*told.split()) for told in OUTS)] if at % 2 else []
        lines = [f"Input record AREA{at}-IN, as printed", *rows[:1], *more, *rows[1:]]
        sections.append(HEAD.format(name=name) + "\n".join([*lines, "", "Calls OE0770.", ""]))
    assert {record for _, record in _counted("\n".join(sections))} == {f"AREA{at}-IN" for at in range(len(NAMES))}


TITLES = {
    "slanted": ("_Arguments_", "_Result_"),
    "bold, a sentence": ("**What you fill in**", "**What you get**"),
    "sentences with a colon": ("It is given:", "It hands back:"),
}


def _titled(name: str, first: str, second: str) -> str:
    lines = [first, "", *(f"- {item}" for item in INS), "", second, "", *(f"- {item}" for item in OUTS)]
    return HEAD.format(name=name) + "\n".join([*lines, "", "Calls OE0770.", ""])


@pytest.mark.parametrize("kind", TITLES)
def test_titles_in_words_name_records_even_where_they_are_sentences(kind: str) -> None:
    """A colon or letters that are set off lead to what follows."""
    found = _counted("\n".join(_titled(name, *TITLES[kind]) for name in NAMES))
    words = [title.strip("_*:") for title in TITLES[kind]]
    assert found == {(name, title): n for name in NAMES for title, n in zip(words, (3, 2), strict=True)}


def test_a_name_alone_on_its_line_names_the_record_below_it() -> None:
    """Others that stand so head nothing: codes above what they mean."""
    codes = "Code\nMeaning\nE4410\nnot found\nE4420\nclosed already\nE4430\nlocked\n"
    sections = [
        HEAD.format(name=name) + "\n".join([f"AREA{at}-IN", "", *(f"- {item}" for item in INS), "", codes])
        for at, name in enumerate(NAMES)
    ]
    assert _counted("\n".join(sections)) == {(name, f"AREA{at}-IN"): 3 for at, name in enumerate(NAMES)}


def test_names_tell_of_some_records_and_titles_of_the_others() -> None:
    """Two people wrote the document, one of them without names for records."""
    half = len(NAMES) // 2
    first = [
        HEAD.format(name=name) + "\n".join([f"Input record AREA{at}-IN", *(f"- {item}" for item in INS), "", ""])
        for at, name in enumerate(NAMES[:half])
    ]
    second = [_titled(name, "Caller gives", "Caller gets") for name in NAMES[half:]]
    wanted = {(name, f"AREA{at}-IN"): 3 for at, name in enumerate(NAMES[:half])}
    wanted |= {(name, title): n for name in NAMES[half:] for title, n in (("Caller gives", 3), ("Caller gets", 2))}
    assert _counted("\n".join([*first, *second])) == wanted
