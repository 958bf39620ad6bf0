"""Moves in compiled programs: which of them are one, which are several, and what they show of items."""

import sys
from pathlib import Path

import pytest
from compiled import HAVE_COBC, PROGRAMS, WHY_NOT, compiled

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import bench_reverse

needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)


@needs_cobc
@pytest.mark.parametrize(("level", "share"), [("-O0", 100.0), ("-O2", 94.0)])
def test_parts_that_are_turned_round_within_a_record_set_up_no_table(level: str, share: float) -> None:
    """They go to any place behind it, rows to the next ones; a code that nothing follows is an item, too.

    What was just moved there is at hand from elsewhere, and still the end of the move of the whole.
    """
    figures = bench_reverse.level_of([PROGRAMS / "clocks.cob"], (level,), misses=True)
    assert figures["items"]["percent"] >= share, figures["missed"]
    assert figures["invented_items"] == 0, figures["missed"]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_literals_that_nothing_leads_to_are_not_counted(level: str) -> None:
    """They leave no trace, though another literal begins alike; one that is displayed leaves its descriptor at most."""
    truth = compiled(PROGRAMS / "parts" / "unreached.cob", level).truth
    assert truth.texts == {"the shelf is next"}
    assert truth.literals >= {"SHELF", "STORAGE AT NIGHT", "the shelf is next"}
    assert "STORY" not in truth.literals


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_moves_into_records_that_redefine_each_other_are_cut_where_their_own_parts_are(level: str) -> None:
    """What another view knows cuts no move; sixteen and twenty-six bytes side by side are no item of forty-two.

    Where moves begin one behind the other, from what is known on, all of them but the last one are items.
    """
    figures = bench_reverse.level_of([PROGRAMS / "parts" / "views.cob"], (level,), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    if level == "-O0":
        assert {one.split()[2] for one in figures["missed"] if one.startswith("items")} == {"ST-ENDED", "TK-TOWN"}


@needs_cobc
@pytest.mark.parametrize(
    ("name", "share", "found"),
    [("transfers", 83.0, "STAMP-"), ("ferries", 88.0, "V-"), ("ferries", 88.0, "J-"), ("renewal", 85.0, "LAPSES-ON")],
)
def test_what_is_moved_to_a_stretch_that_is_set_up_by_itself_is_an_item(name: str, share: float, found: str) -> None:
    """Digits between hyphens and texts between digits, also where moves side by side were joined; no part of a text."""
    figures = bench_reverse.level_of([PROGRAMS / f"{name}.cob"], ("-O2",), misses=True)
    assert figures["items"]["percent"] >= share, figures["missed"]
    assert figures["invented_items"] == 0, figures["missed"]
    assert not [one for one in figures["missed"] if one.startswith(f"items: {name} {found}")]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_items_that_are_cleared_one_after_the_other_are_items_where_their_clearing_ends(level: str) -> None:
    """Zeros before spaces may be a literal that is filled up; spaces that are put in stores of their own are not."""
    figures = bench_reverse.level_of([PROGRAMS / "parts" / "blanks.cob"], (level,), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert not {"VI-TOWN", "VI-CODE"} & {one.split()[2] for one in figures["missed"] if one.startswith("items")}
