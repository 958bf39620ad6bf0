"""The document's own form of items: which column is the name."""

import pytest
from heldout.measure import reading

from workbench.declarations import header
from workbench.discovery import propose
from workbench.spec import from_bytes


def test_the_name_is_the_column_that_differs_from_row_to_row() -> None:
    """What many rows stand in is no item's name, though it comes first; names with other marks inside are names."""
    rows = [
        f'"{area}";{at};"QTY{mark}NO-{at}";"9({at})";{at}'
        for area in ("INP", "OUT")
        for mark in "-/"
        for at in range(1, 9)
    ]
    found = propose(from_bytes("\n".join(rows).encode(), "rows.txt"))
    items = [one for one in found.findings if one.what == "item"]
    assert [(one.count, one.lines) for one in items] == [(32, tuple(range(1, 33)))]
    assert "(?P<name>" not in found.profile.items[0].pattern.split(";")[0]


STORED = {
    "two spaces": "{name} ... {picture} {usage}   what it means",
    "small letters": "{n}. {name}  pic {picture} {usage}   [what it means]",
    "marks of code": "- `{name}` — `PIC {picture}` `{usage}` — what it means",
    "labels": "  FIELD: {name}  PIC: {picture}  USAGE: {usage}  NOTE: Y or N",
}


@pytest.mark.parametrize("form", STORED)
def test_how_an_item_is_stored_is_read_in_its_own_form(form: str) -> None:
    """The word for it may be in small letters, between marks or behind its label."""
    lower = form == "small letters"
    told = [("QTY-{}", "S9({})", "COMP-3"), ("KEY-{}", "X({})", "DISPLAY")]
    rows = [
        STORED[form].format(n=at, name=name.format(at), picture=picture.format(at), usage=usage)
        for at in range(1, 9)
        for name, picture, usage in told
    ]
    text = "\n".join(["1. ORD017  PROGRAM", "", *(row.lower() if lower else row for row in rows), ""])
    fields = [one.body for one in reading(text.encode(), "rows.txt").claims if one.body.kind == "field"]
    assert [(one.name.upper(), one.usage) for one in fields] == [
        (name.format(at), usage) for at in range(1, 9) for name, _, usage in told
    ]


def test_a_sentence_behind_a_picture_says_nothing_of_storage() -> None:
    """A word in small letters with others behind it is none of the words for storage."""
    rows = [f"FLAG-{at} ... 9({at}) binary search comes later" for at in range(1, 9)]
    fields = [one.body for one in reading("\n".join(rows).encode(), "rows.txt").claims if one.body.kind == "field"]
    assert {one.usage for one in fields} <= {"DISPLAY"}


def test_the_sign_behind_an_edited_picture_belongs_to_it() -> None:
    """`ZZ9.99-` is a picture where other rows have one for certain."""
    told = [("QTY-{}", "9(8)"), ("AMT-{}", "ZZZ,ZZ9.99-"), ("SUM-{}", "ZZ9CR")]
    rows = [f"  {at:04}  {name.format(at)}    {picture}" for at in range(1, 9) for name, picture in told]
    fields = [one.body for one in reading("\n".join(rows).encode(), "rows.txt").claims if one.body.kind == "field"]
    assert [one.picture for one in fields] == [picture for _, picture in told] * 8


def test_labels_with_their_values_are_no_header() -> None:
    """`FIELD: STATE  PIC: X` declares an item; the words alone stand above a table."""
    assert header("FIELD: STATE   PIC: X   USAGE: DISPLAY  NOTE: Y or N") is None
    assert header("FIELD:         PIC:     USAGE:          NOTE:") is not None


@pytest.mark.parametrize("name", ["TAX_{}", "dueDate{}", "net_sum_{}"])
def test_places_and_storage_stand_around_a_picture_before_its_name(name: str) -> None:
    """`9-15 S9(13)V99 COMP-3   TAX_1` says where the item begins and ends, and how it is stored; so does `1-1 X`."""
    lines, truth = [], list[tuple[str, int, int, str]]()
    for at in range(1, 7):
        lines += [f"PROGRAM ORD{at}2{at}", "", "Takes", ""]
        told = (("X", "", 1), ("S9(13)V99", "COMP-3", 8), ("9(4)", "", 4), ("X(9)", "", 9))
        first = 1
        for n, (picture, usage, size) in enumerate(told):
            both = f"{first}-{first + size - 1}"
            lines.append(f"  {both:>7} {f'{picture} {usage}':<18} {name.format(at * 4 + n)}")
            truth.append((name.format(at * 4 + n), first - 1, size, usage or "DISPLAY"))
            first += size
        lines.append("")
    fields = [one.body for one in reading("\n".join(lines).encode(), "rows.txt").claims if one.body.kind == "field"]
    assert [(one.name, one.offset, one.bytes, one.usage) for one in fields] == truth


def test_symbols_alone_are_pictures_behind_captions() -> None:
    """`Delete flag   DELETE_FLAG   X` is a row among others that have counts."""
    words = (
        "Company code,Delete flag,Remark text,Due date,Print mark,Line count,State of order,Tax rate,Region,Box size"
    )
    pictures = ("9(3)", "X", "X(40)", "9(8)", "X", "S9(4)", "X", "S9(2)V99", "X(2)", "9(5)")
    told = list(zip(words.split(","), pictures, strict=True))
    lines, truth = [], list[tuple[str, str]]()
    for at in range(8):
        lines += [f"PROGRAM ORD{at}2{at}", "", "Takes", ""]
        for caption, picture in (told[(at * 4 + n) % 10] for n in range(4)):
            name = caption.upper().replace(" ", "_")
            lines.append(f"  {caption:<20} {name:<18} {picture}")
            truth.append((name, picture))
        lines += ["", "The check digit of plan X is not tested.", ""]
    fields = [one.body for one in reading("\n".join(lines).encode(), "rows.txt").claims if one.body.kind == "field"]
    assert [(one.name, one.picture) for one in fields] == truth
