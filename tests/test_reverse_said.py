"""What a recovered page says is so: entry points, performed paragraphs, bytes that nothing touches, assigned names."""

import re
from collections import Counter
from pathlib import Path

import pytest
from compiled import HAVE_COBC, PROGRAMS, WHY_NOT, Truth, compiled

from workbench.reverse import Module, recover
from workbench.reverse.specification import specification

needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)
LEVELS = pytest.mark.parametrize("level", ["-O0", "-O2"])


def module(source: Path, level: str) -> tuple[Module, Truth]:
    """A stripped program as it is recovered, and the truth about it."""
    made = compiled(source, level)
    return recover(made.stripped.name, made.stripped.read_bytes()), made.truth


@needs_cobc
@LEVELS
def test_a_function_takes_the_data_of_its_parameters(level: str) -> None:
    """Items of a function's parameters lie at their places, whether its door is a function of its own or not."""
    found, _ = module(PROGRAMS / "userfuns.cob", level)
    handed = {(one.program, one.argument, one.offset, one.length) for one in found.items if one.argument}
    assert handed == {("HALF-OF", 1, 0, 4), ("JOINED-UP", 1, 0, 6), ("JOINED-UP", 2, 0, 2)}
    assert "Entered as USERFUNS" in (page := specification([found]))
    assert page.count("arguments: none") == 1


@needs_cobc
@LEVELS
@pytest.mark.parametrize("name", ["jumps", "batchrun", "sorting", "clearings"])
def test_performed_paragraphs_end_where_the_compiler_says(name: str, level: str) -> None:
    """Every number of a last paragraph is one the compiler gave, as often as it did; what is not known is "unknown"."""
    found, truth = module(PROGRAMS / f"{name}.cob", level)
    sites: Counter[object] = Counter()
    for one in found.performs:
        sites[one.number] += len(one.sites)
    assert all(count <= truth.performs[number] for number, count in sites.items() if isinstance(number, int))
    assert {number for number in sites if not isinstance(number, int)} <= {"unknown"}
    if level == "-O0":
        assert sites == truth.performs
    assert "paragraph -1" not in specification([found])


@needs_cobc
@pytest.mark.parametrize(("name", "number"), [("batchrun", 6), ("lottery", 1)])
def test_statements_that_the_compiler_stores_for_in_one_place_are_counted_each(name: str, number: int) -> None:
    """Each statement that performs a paragraph has a site of its own where optimised code stores for several."""
    found, truth = module(PROGRAMS / f"{name}.cob", "-O2")
    sites = [at for one in found.performs if one.number == number for at in one.sites]
    assert len(sites) == len(set(sites)) == truth.performs[number]


@needs_cobc
@LEVELS
@pytest.mark.parametrize("name", ["batchrun", "linkage", "indexed", "parts/partly"])
def test_what_is_never_touched_is_in_no_other_line(name: str, level: str) -> None:
    """No byte of a line "never touched" is part of an item without parts, or of bytes that are uncertain."""
    found, _ = module(PROGRAMS / f"{name}.cob", level)
    for area in found.areas:
        items = [one for one in found.items if (one.program, one.area) == (area.program, area.id)]
        spans = {(one.offset, one.offset + one.length) for one in items}
        used = {a for a in spans if not any(a != b and a[0] <= b[0] and b[1] <= a[1] for b in spans)}
        used |= {
            (one.offset, one.offset + one.length)
            for one in found.doubtful
            if (one.program, one.area) == (area.program, area.id)
        }
        assert not [(at, size) for at, size in area.unknown for a, b in used if a < at + size and at < b]
    rows = re.findall(r"unknown: bytes (\d+)-(\d+) never touched", specification([found]))
    gaps = [pair for area in found.areas for pair in area.unknown]
    assert all(any(at <= int(a) and int(b) < at + size for at, size in gaps) for a, b in rows)


@needs_cobc
@LEVELS
def test_a_file_is_assigned_to_a_word(level: str) -> None:
    """A word behind ASSIGN TO that is no item is the file's assigned name, and its room no item."""
    found, _ = module(PROGRAMS / "assigns.cob", level)
    told = {one.name: one.assign for one in found.files}
    assert told == {"STOCK-FILE": "STOCKFIL", "PART-FILE": "PARTS", "RPT-FILE": "PRINTED-STOCK-LIST-2"}
    assert max(one.length for one in (*found.items, *found.areas) if isinstance(one.length, int)) == 80
    assert not [one for one in found.literals if "STOCKFIL" in one.text]


@needs_cobc
@LEVELS
def test_fields_of_a_report_lie_where_they_are_printed(level: str) -> None:
    """The lines of a report are records of their own, of the section of reports; a field begins at its column."""
    found, _ = module(PROGRAMS / "reporting.cob", level)
    lines = [one.id for one in found.areas if one.section == "report"]
    fields = {(one.offset, one.length) for one in found.items if one.section == "report" and one.type != "group"}
    assert fields == {(9, 13), (1, 4), (9, 12), (29, 10), (1, 5), (27, 12)}
    assert len(lines) == 3
    assert {one.area for one in found.items if one.section == "report"} == set(lines)
    assert specification([found]).count("  report, at ") == 3


@needs_cobc
@LEVELS
def test_a_part_of_a_number_that_another_program_has_is_no_item(level: str) -> None:
    """A program within another one moves into parts of a number that only the outer one computes with."""
    found, _ = module(PROGRAMS / "stacks.cob", level)
    (rate,) = [one for one in found.items if (one.program, one.length, one.scale) == ("STACKS", 5, 3)]
    assert [one for one in found.items if one.program == "NEXT-SHELF" and one.area == rate.area] == []
    parts = {(one.length, one.doubt) for one in found.doubtful if one.program == "NEXT-SHELF"}
    assert parts >= {(2, "part"), (3, "part")}


@needs_cobc
@LEVELS
def test_records_that_are_cleared_one_after_the_other_are_several(level: str) -> None:
    """What two statements clear side by side is no item, and a text is one though a number right behind it is set."""
    found, _ = module(PROGRAMS / "clearings.cob", level)
    lengths = {one.length for one in found.items}
    assert {100, 256} <= lengths
    assert not lengths & {100 + 128, 256 + 4}
