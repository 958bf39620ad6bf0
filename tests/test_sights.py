"""Where the names stand in lines that hold many words in capitals."""

import pytest

from workbench.discovery import propose
from workbench.spec import from_bytes
from workbench.structure import outline

HEAD = "XJ  4410-AX2 LEVEL 3.1  ACME WORKS COBOL  COMPILED MARCH 4  {name}  {at:02}.17.03  PAGE {page:4}"


@pytest.mark.parametrize("kind", ["BARGE{:02}", "{}BARGE"])
def test_a_head_says_the_name_behind_the_words_that_run_on_each_page(kind: str) -> None:
    """The first page of each listing opens its section, and the second one is inside it."""
    told = [kind.format(at if "0" in kind else chr(70 + at) * 2) for at in range(12)]
    lines: list[str] = []
    page = 0
    for at, name in enumerate(told):
        body = [f"{one:05}  {one:04}00     05  ITEM-{one}   PIC X({one})." for one in range(1, 11)]
        calls = [f"000{one}  CALL '{told[at + one - 17]}' USING AREA-ONE." for one in (12, 14)]
        for part in (body[:6], [*body[6:], *calls]):
            page += 1
            lines += [HEAD.format(name=name, at=at, page=page), *part, ""]
    spec = from_bytes("\n".join(lines).encode(), "listing.lst")
    parts = outline(spec, propose(spec).profile).programs
    assert {name: part.heading for name, part in parts.items()} == dict(
        zip(told, range(0, len(lines), len(lines) // 12), strict=True)
    )
