"""Documents in parts that each speak of every endpoint: one describes it, one has its layout, one its messages."""

import pytest
from heldout.measure import Reading, reading

from workbench.discovery import propose
from workbench.profile import Heading, Profile, dump, parse
from workbench.spec import from_bytes
from workbench.structure import outline

NAMES = tuple(f"K{at % 3 + 4}{word}" for at, word in enumerate("OPN CLS INQ PRT CHK REV XFR LST EXT VAL".split()))
WHAT = """A-{at}    {name}: {name} in words

Says what happens to a loan, and writes the result for the night run.
The caller has checked who asks.

  (a)  A blank K-LOAN-NO is refused.
  (b)  K-AMOUNT is rounded before it is stored.

Uses {other}.
"""
LAYOUT = """B-{at}    Interface of {name}

 01 {name}-AREA
 05   K-LOAN-NO             9(8)
 05   K-AMOUNT         S9(7)V99 COMP-3
"""
MESSAGES = """Messages of {name}

  K10{at}  Loan not found
  K20{at}  Amount too large
"""
PARTS = {
    "what it does first": (WHAT, LAYOUT, MESSAGES),
    "layouts, then messages": (LAYOUT, MESSAGES),
    "what it does and layouts": (WHAT, LAYOUT),
}


def _read(*parts: str) -> Reading:
    others = [*NAMES[3:], *NAMES[:3]]
    told = (
        [
            part.format(at=at, name=name, other=other)
            for at, (name, other) in enumerate(zip(NAMES, others, strict=True), 1)
        ]
        for part in parts
    )
    text = "\n\n".join("\n".join([f"PART {'ABC'[at]}", "", *sections]) for at, sections in enumerate(told))
    return reading(text.encode(), "loans.txt")


@pytest.mark.parametrize("kind", PARTS)
def test_an_endpoint_is_defined_in_the_first_part_and_goes_on_in_the_others(kind: str) -> None:
    """It is one endpoint, its items are its own, and so is all that stands below its name in any part."""
    got = _read(*PARTS[kind])
    first, _, _ = PARTS[kind][0].partition("\n")
    wanted = {name: got.spec.lines.index(first.format(at=at, name=name)) + 1 for at, name in enumerate(NAMES, 1)}
    opened = [(claim.body.program, claim.evidence[0].first) for claim in got.claims if claim.body.kind == "endpoint"]  # type: ignore[union-attr]
    assert sorted(opened) == sorted(wanted.items())
    items = [(claim.body.program, claim.body.name) for claim in got.claims if claim.body.kind == "field"]
    assert sorted(items) == sorted((name, item) for name in NAMES for item in (f"{name}-AREA", "K-LOAN-NO", "K-AMOUNT"))
    segments = outline(got.spec, got.found.profile).segments
    assert [one.program for one in segments if one.continued] == [*NAMES] * (len(PARTS[kind]) - 1)
    assert got.found.bare == ()
    assert {verdict.state for verdict in got.verdicts} == {"accepted"}


def test_a_list_before_the_sections_is_no_part() -> None:
    """One line for each endpoint describes none."""
    got = _read("{at}.  {name}  Tells of a loan\n", LAYOUT)
    assert got.found.profile.continued == ()
    assert len(got.found.names) == len(NAMES)


def test_what_goes_on_with_no_endpoint_starts_nothing() -> None:
    """A later part may have names that no heading defines, and a profile keeps its patterns as text."""
    profile = Profile(
        name="mine",
        headings=(Heading(pattern="PROGRAM (?P<name>[A-Z]+)"),),
        continued=(Heading(pattern="LAYOUT (?P<name>[A-Z]+)"),),
    )
    assert parse(dump(profile), "mine.yaml") == profile
    lines = "LAYOUT ABC//PROGRAM ABC//It does something.//PROGRAM DEF//So does this.//LAYOUT ABC//LAYOUT GHI//More."
    text = lines.replace("/", "\n")
    shape = outline(from_bytes(text.encode(), "x.txt"), profile)
    told = [(one.program, one.start, one.continued) for one in shape.segments if one.program != "unknown"]
    assert told == [("ABC", 2, False), ("DEF", 6, False), ("ABC", 10, True)]
    assert shape.programs["ABC"].start == 2


def test_few_names_in_another_order_are_no_parts() -> None:
    """Two lists of a handful of names may agree by accident."""
    text = "".join(f"{name}: does this\n\nIt does.\nIt does more.\nAnd more.\nStill.\n\n" for name in NAMES[:3])
    assert propose(from_bytes(text.encode() * 2, "x.txt")).profile.continued == ()
