"""Records by what stands above their items: titles in words, in tables of a wiki too, and names one after another."""

import pytest
from heldout.measure import reading

WORDS = ("Create", "Cancel", "Print", "Check", "Ship", "Hold", "Release", "Close", "Reopen", "Count", "Move", "Split")
ITEMS = (("ORD-NO", "X(8)"), ("ORD-DT", "9(8)"), ("ORD-AMT", "S9(7)V99"), ("ORD-STATE", "X(2)"))


def _titled(program: str) -> list[tuple[str, list[str]]]:
    """Titles that end with the name of the endpoint."""
    return [("Input", ["", f"Input of {program}"]), ("Output", ["", f"Output of {program}"])]


def _emphasised(_: str) -> list[tuple[str, list[str]]]:
    """Titles between asterisks."""
    return [("Request", ["", "**Request**", ""]), ("Response", ["", "**Response**", ""])]


def _close(program: str) -> list[tuple[str, list[str]]]:
    """Names behind a word, the second record right below the items of the first."""
    stem = program[:2] + program[-2:]
    return [(f"{stem}PF", ["", f"   data {stem}PF"]), (f"{stem}DSPF", [f"   display {stem}DSPF"])]


@pytest.mark.parametrize("style", [_titled, _emphasised, _close])
def test_records_are_named_by_what_stands_above_their_items(style) -> None:  # type: ignore[no-untyped-def]
    """By words, without an endpoint's own name and without marks, or by a name of their own."""
    lines, truth = ["THE ORDER DESK", ""], set[tuple[str, str, str, int]]()
    for at, word in enumerate(WORDS):
        program = f"OD{410 + 7 * at}"
        lines += [
            f"PROGRAM {program} - {word} an order",
            "=" * 32,
            "",
            f"{word}s an order. The call centre uses it most.",
        ]
        for half, (record, above) in enumerate(style(program)):
            lines += above
            for n in range(3):
                name, picture = ITEMS[(at + half + n) % 4]
                lines.append(f"     . {name:<12} {picture:<10} as keyed")
                truth.add((program, record, name, len(lines)))
        lines += ["", "Rules", "", "  When ORD-AMT is zero, nothing is written.", ""]
    claims = reading("\n".join(lines).encode(), "desk.txt").claims
    fields = {(c.body, c.evidence[0].first) for c in claims if c.body.kind == "field"}
    assert {(body.program, body.record, body.name, line) for body, line in fields} == truth


def test_rows_of_a_wiki_are_one_layout() -> None:
    """What parts two rows does not part their record."""
    lines, truth = ["= Orders =", ""], set[tuple[str, str, str]]()
    for at, word in enumerate(WORDS):
        program = f"{word.lower()}Order"
        lines += [f"== {program} ==", f"{word}s an order.", ""]
        for half, record in enumerate(("Request", "Reply")):
            lines += [f"=== {record} ===", '{| class="wikitable"', "! Field !! Type !! Meaning"]
            for n in range(3):
                name, told = (("orderNo", "int(8)"), ("dueDate", "date"), ("netSum", "decimal(9,2)"))[
                    (at + half + n) % 3
                ]
                lines += ["|-", f"| {name} || {told} || ''unknown''"]
                truth.add((program, record, name))
            lines += ["|}", ""]
    claims = reading("\n".join(lines).encode(), "orders.wiki").claims
    assert {(c.body.program, c.body.record, c.body.name) for c in claims if c.body.kind == "field"} == truth


@pytest.mark.parametrize("rule", ["|---|---|", "----  ----"])
def test_an_item_that_is_called_a_volume_begins_no_part(rule: str) -> None:
    """The first row below the rule of a header belongs to the layout, whatever it is called."""
    lines, truth = ["# Orders", ""], list[tuple[str, str]]()
    for at, word in enumerate(WORDS):
        lines += [f"## {word.lower()}Order", "", f"{word}s an order, see {WORDS[at - 1].lower()}Order.", ""]
        rows = [("Field", "Type"), ("volume", "decimal(7,2)"), ("orderNo", "char(8)"), ("annex", "char(2)")]
        told = [f"| {name} | {kind} |" if "|" in rule else f"{name:<9} {kind}" for name, kind in rows]
        lines += [told[0], rule, *told[1:], ""]
        truth += [(f"{word.lower()}Order", name) for name, _ in rows[1:]]
    claims = reading("\n".join([*lines, "## Change log", "", "Volume 2 is new.", ""]).encode(), "orders.md").claims
    assert [(c.body.program, c.body.name) for c in claims if c.body.kind == "field"] == truth
