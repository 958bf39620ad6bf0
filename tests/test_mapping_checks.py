"""Each check of the gate is explained, and the second witnesses see what names alone do not."""

import re
from pathlib import Path

from workbench.remarks import remark_above, words
from workbench.spec import from_bytes

ROOT = Path(__file__).resolve().parent.parent


def test_every_check_is_explained() -> None:
    """docs/gate.md has a row for each name that a check can have, and for no other."""
    sources = [*(ROOT / "workbench" / "checks").glob("*.py"), ROOT / "workbench" / "gate.py"]
    made = re.compile(r'(?:Check\(\s*name=|checked\(\s*)"(\w+)"')
    names = {name for path in sources for name in made.findall(path.read_text())}
    rows = [
        line.split("|")[1] for line in (ROOT / "docs" / "gate.md").read_text().splitlines() if line.startswith("| `")
    ]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == names
    assert len(names) > 15


SPEC = """1. PROGRAM ORD100

000010 01  ORDER-REC.
000020*   previous order number:
000030*   the value before the last change
000040     05  ORDER-NO       PIC 9(8).
000050     05  CUST-NO        PIC X(10).
000060*----------------------------------
000070     05  AMT            PIC 9(5).
000080*    05  OLD-AMT       PIC 9(5).
000090     05  TAX            PIC 9(5).
"""


def test_a_comment_belongs_to_the_item_below_it() -> None:
    """The lines of a comment are one remark; a ruler or a declaration that was commented out is none."""
    spec = from_bytes(SPEC.encode(), "t")
    said = {line: words(remark_above(spec, line)) for line in (6, 7, 9, 11)}
    assert said == {6: "previous order number: the value before the last change", 7: "", 9: "", 11: ""}
    found = remark_above(spec, 6)
    assert found is not None
    assert (found.first, found.last, found.quote) == (4, 5, spec.quote(4, 5))
