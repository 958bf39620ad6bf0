"""Where patterns match: what is looked at by its first letters leaves nothing out."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.spec import from_bytes
from workbench.structure.openings import matches

NUMBER = r"(?:[A-Z][.-])?(?:\d++(?:\.\d++)*+|[IVXLC]++|[A-Za-z])"
PATTERNS = [
    rf"[ \t\f]*+{NUMBER}[ \t]++(?P<name>[A-Z]{{3}}\d{{2}})(?![\w-])",
    rf"[ \t\f]*+{NUMBER}[.)][ \t]++PROGRAM[ \t]++(?P<name>[A-Z]{{3}}\d{{2}}|[A-Z]{{2}}\d)",
    r"[ \t\f]*+(?P<name>[A-Z]{2,3}\d{2})(?![\w-])",
    r"[ \t\f]*+(?i:program|module)[ \t]++(?P<name>\w+)",
]
BEGINNINGS = st.sampled_from(["", " ", "  ", "4.17 ", "A-12  ", "A.3 ", "IV. ", "b) ", "X ", "C-", "* ", "\f"])
WORDS = st.sampled_from(["PROGRAM ", "Module ", "", ". ", ") ", "- "])
NAMES = st.sampled_from(["KDX17", "KD17", "KD1", "kdx17", "K-17", "12"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(BEGINNINGS, WORDS, NAMES).map("".join), min_size=1, max_size=12))
def test_no_line_is_passed_over(lines: list[str]) -> None:
    """Whatever stands before a name, a pattern matches the lines it matches when each of them is tried."""
    printed = from_bytes("\n".join(["text", *lines]).encode(), "some.txt").printed
    found = matches(printed, {"all": PATTERNS})["all"]
    told = [[place for place, line in enumerate(printed.lines) if re.match(one, line)] for one in PATTERNS]
    assert [[place for place, _ in hits] for hits in found] == told
