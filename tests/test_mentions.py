"""What is looked at closely for a mention: the quick look before the expression leaves nothing out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.discovery.words import XREF, may_refer
from workbench.profile.mentions import CONTENTS, ends_with_page

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
