"""Rows of layouts in forms that nobody knows are learned; where that is not enough, a run says so."""

import re
from collections.abc import Callable
from random import Random

import pytest
from heldout.measure import reading, task

from workbench.checks.reading import SpecDocuments
from workbench.chunk import split
from workbench.declarations import declaration, formed
from workbench.discovery import proposed
from workbench.engines.offline import Offline
from workbench.likeness import unread
from workbench.records import UNKNOWN
from workbench.rereading import Rereading
from workbench.spec import from_bytes

NOUNS = ("meter", "crane", "berth", "pilot", "cargo", "vessel", "sluice", "dike")
KINDS = ("rate", "sum", "code", "date", "limit", "text")

Row = Callable[[str, int, int, int], str]
ROWS: dict[str, Row] = {
    "position and length": lambda name, at, size, _: f"  {at:04}  {size:4}  {'CZP'[size % 3]}  {name}",
    "place, length and a letter": lambda name, at, size, _: (
        f"  {name:<16} {at + 1:4} {size:2} {('A', 'N', 'P 2', 'B')[size % 4]}"
    ),
    "from and to": lambda name, at, size, _: f"   {at + 1} t/m {at + size}   {name}   numeriek {size}",
    "a type with its size": lambda name, _, size, __: f'*"   VALUE({name})  TYPE {("NUMC", "CHAR")[size % 2]} {size}',
    "a word and a number": lambda name, _, size, place: (
        f"({'abcd'[place]}) {name}: {size} {('digits', 'signs')[size % 2]}"
    ),
    "bytes with a hyphen": lambda name, at, size, place: (
        f"  {name:<14} string({size})  {'-Y'[place % 2]}  {at + 1}-{at + size}  text"
    ),
    "commas": lambda name, at, size, _: f"  {name},{at + 1},{size},{('CH', 'ZD', 'PD')[size % 3]}",
    "words, a letter and sizes": lambda name, _, size, __: (
        f"  {name.title().replace('_', ' ')} ..... {name:<16} {'AND'[size % 3]} {f'{size}.2' if size % 3 else size}"
    ),
    "an unknown word and sizes": lambda name, _, size, __: (
        f"  {name:<16} {('alf', 'zif', 'pak')[size % 3]} {f'{size},2' if size % 3 else size}"
    ),
    "keys": lambda name, at, size, _: f"   PARM ID={name},BYTES={size},START={at + 1},TYPE={'CP'[size % 2]}",
}


def _document(row: Row) -> tuple[str, dict[int, str]]:
    dice, lines, truth = Random(5), list[str](), dict[int, str]()
    for one in range(20):
        lines += [
            f"FUNCTION NT{one:03}",
            "",
            "It was written in 1987 and runs daily.",
            f"Calls: NT{(one + 7) % 20:03}",
            "",
        ]
        at = 0
        for place in range(4):
            name, size = f"{dice.choice(NOUNS)}_{dice.choice(KINDS)}{place}".upper(), dice.randint(2, 19)
            lines.append(row(name, at, size, place))
            truth[len(lines)] = name
            at += size
        lines += ["", f"  E{one:03}1  not found", f"  E{one:03}2  period closed", ""]
    return "\n".join(lines), truth


@pytest.mark.parametrize("style", ROWS)
def test_items_without_a_picture_are_learned(style: str) -> None:
    """Each row is an item with its name, and no other line is one: no code, no sentence."""
    text, truth = _document(ROWS[style])
    spec = from_bytes(text.encode(), "unseen.txt")
    forms = proposed(spec).forms
    found = {at: own.item.name for at, line in enumerate(spec.lines, 1) if (own := formed(line, forms))}
    assert found == truth


ROUND = [
    (1, "  0000    2  C  RATE"),
    (2, "  0002   12  Z  SUM.TOTAL"),
    (3, "  0014    3  C  CODE"),
    (4, "  0017    4  P  A.B"),
]
CODES = [(at, f"  E{at}0  {text}") for at, text in enumerate(("not found", "locked", "date wrong", "table full"), 1)]
RULES = [(at, f"{at}. When RATE exceeds {at}0 the order waits for {at + 3} days.") for at in range(1, 9)]


def test_rows_nobody_recognised_are_seen() -> None:
    """A chain of positions makes rows; codes with their texts and numbered rules make none."""
    assert unread(ROUND) == [1, 2, 3, 4]
    assert unread(CODES) == []
    assert unread(RULES) == []


def test_rows_between_endpoints_count_when_they_name_one() -> None:
    """A dictionary says whose its rows are; a table of contents is none."""
    rows = [
        (at, f"NT001   IN   {name}   {at * 4}  4  CHAR(4)") for at, name in enumerate(("RATE", "SUM", "CODE", "DAY"))
    ]
    assert unread(rows, {"NT001"}) == [0, 1, 2, 3]
    assert unread(rows, {"NT999"}) == []


BESIDE = [
    (1, "   10 to 13   Harbour_Limit     packed 6,2"),
    (2, "              also used for the dike since 1995"),
    (3, "   14         Harbour_Kind      packed 1"),
    (4, "   15 to 20   Dike_Sum          digits 6"),
    (5, "   Kind       Name              Type"),
]


def test_rows_beside_others_that_were_read_are_seen_by_where_they_stand() -> None:
    """A name and a type's word below those of an item that was read make a row; a remark and a header make none."""
    assert unread(BESIDE, (), {1: "Harbour_Limit", 4: "Dike_Sum"}) == [3]
    assert unread(BESIDE, (), {1: "Harbour_Limit", 3: "Harbour_Kind", 4: "Dike_Sum"}) == []


def test_a_read_that_takes_some_rows_and_leaves_others_is_a_gap_that_names_them() -> None:
    """The lines stand in the reason, each run of them as one; what was left out is as silent as nothing else."""
    text, truth = _document(ROWS["keys"])
    spec = from_bytes(text.encode(), "unseen.txt")
    profile = proposed(spec)
    form = profile.items[0]
    some = form.model_copy(update={"pattern": form.pattern.replace("(?P<name>", "(?P<name>(?=[DV])")})
    known = profile.model_copy(update={"items": (some,)})
    reading, both = Rereading(Offline(), SpecDocuments(spec, known)), 0
    for chunk in split(spec, known):
        said = reading.ask(task(spec, known, chunk))
        inside = {at for at in truth if chunk.first <= at <= chunk.last}
        found = {claim.evidence[0].first for claim in said.claims if claim.body.kind == "field"}
        left = inside - found if len(inside - found) > 2 else set()
        both += bool(left and found)
        assert said.state == "malformed" or not left
        assert all(_is_named(said.detail, at) for at in left)
    assert both > 2


def _is_named(detail: str, line: int) -> bool:
    spans = re.findall(r"(\d+)(?:-(\d+))?", detail.partition(": lines ")[2])
    return any(int(a) <= line <= int(b or a) for a, b in spans)


def test_rows_that_a_profile_leaves_out_are_a_gap() -> None:
    """No read passes that finds no item where rows of a layout stand; the endpoint itself is kept."""
    spec = from_bytes(_document(ROWS["keys"])[0].encode(), "unseen.txt")
    profile = proposed(spec).model_copy(update={"items": ()})
    reading = Rereading(Offline(), SpecDocuments(spec, profile))
    said = [reading.ask(task(spec, profile, chunk)) for chunk in split(spec, profile) if chunk.program != UNKNOWN]
    assert [outcome.state for outcome in said] == ["malformed"] * 20
    assert all("built like rows of a layout" in outcome.detail for outcome in said)
    assert all(outcome.claims[0].body.kind == "endpoint" for outcome in said)


@pytest.mark.parametrize(
    "line", ["   {}: group", "       (f) {}, a group, in bytes 32 to 46, being", "- {} - Gruppe", "* {} .... GROUP (2)"]
)
def test_groups_are_items_without_a_picture(line: str) -> None:
    """A word for a group behind a name and a mark declares it; a sentence with that word declares nothing."""
    found = [declaration(line.format(name), None) for name in ("ORDER_KEY", "ORDER-KEY", "ORDERKEY", "orderKey")]
    assert [item and item.name for item in found] == ["ORDER_KEY", "ORDER-KEY", "ORDERKEY", "orderKey"]
    assert declaration("The order: a group of lines that belong together", None) is None


def test_a_table_goes_on_below_what_stands_in_its_last_column() -> None:
    """Values and notes that wrap in the last column end no table: a group below them is read."""
    head = "LV  FIELD NAME        PICTURE    POS   LEN  MEANING"
    rows = [f"05  ORD-KIND{at}         X            {at + 1}     1  Kind of the order" for at in range(3)]
    notes = [" " * 43 + f'"{letter}" one of its values' for letter in "ABCDE"]
    group = "05  ORD-DATA                       9    18  Data of the order"
    lines = ["PROGRAM ORD0010", "", head, *rows, *notes, group, "  10  ORD-NO          X(18)        9    18  Number"]
    said = reading("\n".join(lines).encode(), "wrapped")
    names = [claim.body.name for claim in said.claims if claim.body.kind == "field"]
    assert names == ["ORD-KIND0", "ORD-KIND1", "ORD-KIND2", "ORD-DATA", "ORD-NO"]


@pytest.mark.parametrize(
    ("line", "name", "picture", "place", "size"),
    [
        ("  in columns 3 to 12 BERTHNO, alphanumeric, the number of the berth", "BERTHNO", "alphanumeric", 3, 10),
        ("  in column 7 TIDEIND, numeric, the tide", "TIDEIND", "numeric", 7, 1),
        ("- Bytes 21-29: DUES-AMT (numeric with 2 decimals)", "DUES-AMT", "numeric with 2 decimals", 21, 9),
    ],
)
def test_a_place_in_words_before_a_name_and_its_type_is_one_of_bytes(
    line: str, name: str, picture: str, place: int, size: int
) -> None:
    """First and last column give place and length; one column alone is one byte."""
    item = declaration(line, None)
    assert item is not None
    assert (item.name, item.picture, item.offset, item.bytes) == (name, picture, place, size)


@pytest.mark.parametrize(
    "line",
    [
        "In column 5 BERTHNO, as was said, stands a blank.",
        "  columns 9 to 3 TIDEIND, numeric",
        "   25  OUTPUT VALUE MISSING",
    ],
)
def test_sentences_about_columns_and_messages_about_values_are_no_items(line: str) -> None:
    """What no type follows is a sentence; VALUE needs a literal or a constant behind it."""
    assert declaration(line, None) is None


@pytest.mark.parametrize("rest", ["'A'.", "IS 5.", "SPACES", "ZERO", "X'00'.", "MAX-TIDE", "LOW-VALUES.", "IS", "-1"])
def test_a_value_that_is_a_literal_or_a_constant_is_a_clause(rest: str) -> None:
    """Also where the clause goes on on the next line."""
    item = declaration(f"    05 TIDEIND VALUE {rest}", None)
    assert item is not None
    assert (item.level, item.name) == (5, "TIDEIND")


def test_names_that_come_again_in_many_layouts_are_names_where_places_follow_each_other() -> None:
    """Eighteen names in hundreds of rows; a letter beside a length is a type, and a file's line names the record."""
    dice, lines, truth = Random(3), list[str](), dict[int, tuple[str, str, str]]()
    names = [f"{noun}-{kind}".upper() for noun in NOUNS[:6] for kind in KINDS[:3]]
    for one in range(30):
        lines += [f"PROGRAM EZ{one:03}", "", "It was written in 1988 and runs monthly.", ""]
        for record in dice.sample(("STOCK", "ORDERS", "ROUTES"), 2):
            lines.append(f"FILE {record} FB(80 800)")
            at = 1
            for name in dice.sample(names, 5):
                size, kind = dice.randint(1, 14), dice.choice(("A", "N", "P 2", "P 3", "B"))
                lines.append(f"  {name:<16} {at:4} {size:2} {kind}")
                truth[len(lines)] = (record, name, kind)
                at += size
            lines.append("")
    claims = reading("\n".join(lines).encode(), "files.txt").claims
    found = {
        c.evidence[0].first: (c.body.record, c.body.name, c.body.picture) for c in claims if c.body.kind == "field"
    }
    assert found == truth
