"""Words that stand before known names again and again lead to names, and those that only join two do not."""

import pytest

from workbench.discovery.phrases import phrases
from workbench.discovery.view import View
from workbench.profile.names import Names
from workbench.spec import from_bytes

NAMES = [f"{one}{other}" for one in ("card", "loan", "rate") for other in ("Open", "Hold", "List", "Move")]


@pytest.mark.parametrize(("words", "leads"), [("hands over to", True), ("and", False)])
def test_a_phrase_leads_to_names(words: str, leads: bool) -> None:
    """`hands over to` is a phrase; `and` between two names is none, since fields stand on both sides of it too."""
    lines = [f"After {a} {words} {b} all is well." for a, b in zip(NAMES, [*NAMES[3:], *NAMES[:3]], strict=True)]
    view = View(from_bytes("\n\n".join([*lines, *lines]).encode(), "said.txt"))
    found = phrases(view, set(), Names("unknown", {name: 1 for name in NAMES}))
    assert any(words.rsplit(maxsplit=1)[-1] in one.sample for one in found) is leads
