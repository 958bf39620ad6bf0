"""What is looked at closely for a mention: the quick look before the expression leaves nothing out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.discovery import propose
from workbench.discovery.words import XREF, may_refer
from workbench.profile import naming
from workbench.profile.mentions import CONTENTS, ends_with_page
from workbench.spec import from_bytes

NAMES = {
    "own form": lambda at: f"{'KRVD'[at % 4]}{'BTX'[at % 3]}{100 + 7 * at}",
    "hyphens": lambda at: f"{('levy', 'audit')[at % 2]}-{('rate', 'post', 'close')[at % 3]}-{'abcdefghijklm'[at]}x",
    "capitals inside": lambda at: f"{('post', 'close', 'print')[at % 3]}{'ABCDEFGHIJKLM'[at]}ccount",
}
LISTS = [
    "{2}, {11} and {12} are of another system.",
    "It was {11},\n{2} or\n     {12} that was lost.",
    "Lost are `{11}`; `{12}`, and `{2}`",
]

PIECES = st.sampled_from([".", "..", "...", "…", ". . .", " ", "  ", "   ", "\t", "\xa0", "\x1c", "7", "42", "٣", "x"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_page_number_is_told_as_the_expression_tells_it(text: str) -> None:
    """Whatever stands before the number at a line's end, the quick look agrees with the slow one."""
    bare = f"Orders {text}12"
    assert ends_with_page(bare) == bool(CONTENTS.search(bare, max(0, len(bare) - 60)))


@settings(max_examples=150, deadline=None)
@given(st.from_regex(XREF))
def test_no_reference_is_passed_over(line: str) -> None:
    """Whatever the expression for references finds has one of the words that are looked for first."""
    assert may_refer(line)


@pytest.mark.parametrize("sentence", LISTS)
@pytest.mark.parametrize("style", NAMES)
def test_names_beside_known_ones_are_named(style: str, sentence: str) -> None:
    """A list over one line or several names what nothing else does; no other word of the document is a name."""
    names = [NAMES[style](at) for at in range(13)]
    lines = [sentence.format(*names), ""]
    for at, name in enumerate(names[:10]):
        lines += [f"Module {name}", "", "Posts, closes and Prints what is open.", "", f"Calls: {names[(at + 3) % 10]}"]
        lines += ["", "01 AREA-IN.", "   05 NUMBER-ONE  PIC X(5).", "   05 SUM-TWO  PIC 9(5).", ""]
    spec = from_bytes("\n".join(lines).encode(), "unseen.txt")
    found = propose(spec)
    assert found.names == tuple(sorted(names[:10]))
    assert found.undefined == tuple(sorted(names[11:]))
    defined = {name: spec.lines.index(f"Module {name}") + 1 for name in found.names}
    lines = {mention.line for mention in naming(spec, found.profile, defined) if mention.name in found.undefined}
    assert lines == {at for at, line in enumerate(spec.lines, 1) if names[11] in line or names[12] in line}
