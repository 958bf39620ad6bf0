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
