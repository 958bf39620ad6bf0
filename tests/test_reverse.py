"""Compiled programs without source: what is recovered of them, held against the compiler's own listing."""

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compiled import HAVE_COBC, PROGRAMS, WHY_NOT, Truth, _addressed, _qualifying, compiled, sources
from hypothesis import given, settings
from hypothesis import strategies as st
from street import Said

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import bench_reverse

from workbench.errors import ModuleError
from workbench.reverse import Module, recover, recovered
from workbench.reverse.image import load
from workbench.reverse.specification import specification
from workbench.reverse.texts import number
from workbench.reverse.values import Symbols, constant, plus, scaled, terms

needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)
AREAS = (0x1000, 0x9000)


def module(source: Path, level: str) -> tuple[Module, Truth]:
    """A stripped program as it is recovered, and the truth about it."""
    made = compiled(source, level)
    return recover(made.stripped.name, made.stripped.read_bytes()), made.truth


def small() -> Path:
    """The smallest module of the corpus."""
    return min((compiled(source, "-O0") for source in sources()[:4]), key=lambda each: each.size).stripped


# ── what is recovered


@needs_cobc
@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_files_calls_and_texts_are_all_there(source: Path) -> None:
    """Every file with its organisation, access and keys, every literal call and every displayed text is recovered."""
    for level in ("-O0", "-O2"):
        found, truth = module(source, level)
        files = [(one.name, one.organisation, one.access, one.optional, len(one.keys)) for one in found.files]
        told = [(f["name"], f["organisation"], f["access"], f["optional"], f["keys"]) for f in truth.files]
        assert files == [(*rest, len(keys)) for *rest, keys in told]  # type: ignore[misc, arg-type]
        assert truth.calls <= {name for one in found.calls for name in (one.target, *one.aliases)}
        assert truth.texts <= {one.text for one in found.texts}
        assert found.runtime == "3.1.2"
        assert set(found.programs) >= {item.program for item in truth.items} - {"RELATIVE-FILE"}


@needs_cobc
@pytest.mark.parametrize(("level", "items", "literals"), [("-O0", 97, 97), ("-O2", 92, 92)])
def test_the_corpus_is_recovered(level: str, items: float, literals: float) -> None:
    """Over the whole corpus: items with place and length, linkage, types, literals; no invented names."""
    found: dict[str, Any] = bench_reverse.level_of(sources(), (level,), misses=True)
    assert len(sources()) >= 25
    assert found["items"]["percent"] >= items, found["missed"]
    assert found["entries"]["percent"] == 100, found["missed"]
    assert found["linkage"]["percent"] >= 90
    assert found["types"]["percent"] >= 75
    assert found["literals"]["percent"] >= literals
    assert found["descriptor_precision"]["percent"] >= 98
    assert (found["invented_items"], found["invented_names"]) == (0, 0), found["missed"]
    assert found["cpu_seconds_per_MB"] < 30


@needs_cobc
def test_an_indexed_file_is_recovered_with_its_keys() -> None:
    """Keys with offset, length and duplicates, the status item, the record and what is done with the file."""
    file = module(PROGRAMS / "indexed.cob", "-O2")[0].files[0]
    assert [(key.offset, key.length, key.primary, key.duplicates) for key in file.keys] == [
        (0, 8, True, False), (8, 30, False, True), (38, 11, False, False)
    ]  # fmt: skip
    assert (file.record_smallest, file.record_largest, file.assign) == (74, 74, "CUSTOMER")
    assert {"OPEN I-O", "READ", "READ NEXT", "WRITE", "REWRITE", "START", "DELETE"} <= set(file.operations)
    assert file.status.endswith(":2")
    assert file.record.endswith(":74")


@needs_cobc
def test_entries_and_nested_programs_are_told_apart() -> None:
    """Each ENTRY has its own parameters; a contained program is called within the module."""
    entries = {one.name: one.arguments for one in module(PROGRAMS / "entries.cob", "-O0")[0].entry_points}
    assert entries == {"ENTRIES": (1,), "ENT-ADD": (2,), "ENT__ADD": (2,)} or len(entries) == 3
    nested = module(PROGRAMS / "nested.cob", "-O2")[0]
    assert set(nested.programs) == {"OUTER-PROG", "INNER-ONE", "INNER-TWO"}
    assert {(one.target, one.kind) for one in nested.calls} >= {("INNER-ONE", "nested"), ("INNER-TWO", "nested")}


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_contained_programs_that_are_called_directly_are_entered(level: str) -> None:
    """With -fstatic-call their doors become a part of them: parameters come behind the number of the entry."""
    figures = bench_reverse.level_of([PROGRAMS / "nested.cob"], (level, "-fstatic-call"), misses=True)
    assert (figures["entries"]["percent"], figures["invented_items"]) == (100.0, 0), figures["missed"]


@needs_cobc
@pytest.mark.parametrize("option", ["-debug", "-fdump=ALL"])
def test_names_that_a_build_kept_are_used(option: str) -> None:
    """Each name stands at the place of its item, says which option kept it, and a build without them has none."""
    made = compiled(PROGRAMS / "orders.cob", "-O0", option)
    found = recover(made.stripped.name, made.stripped.read_bytes())
    true: dict[Any, set[str]] = {}
    for item in made.truth.items:
        for place in bench_reverse._occurrences(item):
            true.setdefault(place, set()).add(item.name.upper())
    named = [one for one in found.items if one.name != "unknown"]
    assert len(named) >= 8
    assert all(
        one.name.upper() in true[bench_reverse._place(one)] for one in named if bench_reverse._place(one) in true
    )
    assert all(one.named_by.startswith(option.removesuffix("=ALL")) for one in named)
    assert any(f"kept by {option.removesuffix('=ALL')}" in note for note in found.notes)
    text = specification([found])
    assert f"name kept by {option.removesuffix('=ALL')} (call 0x" in text
    assert {one.name for one in module(PROGRAMS / "orders.cob", "-O0")[0].items} == {"unknown"}


@needs_cobc
def test_what_may_be_no_item_is_kept_apart() -> None:
    """Neighbours that INITIALIZE fills at once are no item, but a row of the specification that says why."""
    found = module(PROGRAMS / "orders.cob", "-O2")[0]
    assert {one.doubt for one in found.doubtful} >= {"part", "initialised"}
    stated = {(one.program, one.area, one.offset, one.length) for one in found.items}
    assert not stated & {(one.program, one.area, one.offset, one.length) for one in found.doubtful}
    assert specification([found]).count("  uncertain: bytes ") == len(found.doubtful)


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_what_may_be_a_part_of_an_item_is_not_stated_as_one(level: str) -> None:
    """Single bytes of a text, neighbours that are initialised together, an area longer than its record: none is one."""
    source = PROGRAMS / "parts" / "partly.cob"
    figures = bench_reverse.level_of([source], (level,), misses=True)
    assert (figures["invented_items"], figures["descriptor_precision"]["percent"]) == (0, 100.0), figures["missed"]
    found = module(source, level)[0]
    text = specification([found])
    assert "byte 0 of @arg1 is compared with 'A'" in text
    assert "uncertain: bytes 1-1, read here, an item or a part of one (" in text
    assert [one.length for one in found.doubtful if one.evidence[0].kind == "descriptor"] == [90]
    assert found.files[0].record == "unknown"


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("name", ["markers", "stacks", "totals"])
def test_items_that_only_their_neighbours_show_are_stated(name: str, level: str) -> None:
    """Groups that a character is moved to, columns that fill a row, a text put together of parts, single flags.

    Rows before the current one are no table of their own, parts of one move and what is put at once no items.
    """
    figures = bench_reverse.level_of([PROGRAMS / f"{name}.cob"], (level,), misses=True)
    assert (figures["items"]["percent"], figures["invented_items"]) == (100.0, 0), figures["missed"]


@needs_cobc
@pytest.mark.parametrize(("level", "share"), [("-O0", 100.0), ("-O2", 80.0)])
def test_parts_of_a_date_between_characters_that_are_put_alone_are_items(level: str, share: float) -> None:
    """So are sources of moves up to a group whose first item is used too, and what GO TO ... DEPENDING ON asks."""
    figures = bench_reverse.level_of([PROGRAMS / "ferries.cob"], (level,), misses=True)
    assert figures["items"]["percent"] >= share, figures["missed"]
    assert figures["invented_items"] == 0, figures["missed"]
    assert not [one for one in figures["missed"] if one.startswith("items: ferries LA-WHY")]


def test_names_that_only_qualify_others_are_not_counted_as_used() -> None:
    """`A OF G` has the code of A; `LENGTH OF G` and `ADDRESS OF G` are uses of G, whatever the case."""
    body = "PROCEDURE DIVISION USING H. MOVE A OF G TO B IN H(1:2). SET P TO ADDRESS OF K. SET J To ADDRESS of G OF K."
    assert _qualifying(body) == {"H"}
    assert _qualifying(body.replace("ADDRESS of G", "A")) == {"G", "H"}
    assert _qualifying("PROCEDURE DIVISION. MOVE A OF G TO B. COPY MORE.") == set()


def test_names_whose_address_is_taken_are_not_counted_as_used() -> None:
    """Code has no length of `ADDRESS OF G`, and no place of `LENGTH OF G`; another word about G has both."""
    body = "PROCEDURE DIVISION. SET ADDRESS OF G TO P. ADD LENGTH OF K IN G TO N. SET ADDRESS OF H TO Q."
    assert _addressed(body) == {"G", "H", "K"}
    assert _addressed(body + " MOVE H TO R.") == {"G", "K"}


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_parts_of_what_is_handed_over_as_a_whole_are_no_items(level: str) -> None:
    """The first eleven characters of a text of thirty, a digit and the space behind it that is another item's."""
    figures = bench_reverse.level_of([PROGRAMS / "parts" / "tokens.cob"], (level,), misses=True)
    assert figures["items"]["of"] > 5
    assert figures["invented_items"] == 0, figures["missed"]


@needs_cobc
@pytest.mark.parametrize(("level", "share"), [("-O0", 100.0), ("-O2", 75.0)])
def test_moves_that_the_compiler_joins_are_no_item_and_tables_begin_with_their_record(level: str, share: float) -> None:
    """Three moves side by side make one of eight bytes; `T(I + 1)` shows a table that begins one row before."""
    figures = bench_reverse.level_of([PROGRAMS / "parts" / "joined.cob"], (level,), misses=True)
    assert figures["items"]["percent"] >= share, figures["missed"]
    assert figures["invented_items"] == 0, figures["missed"]
    assert not [one for one in figures["missed"] if "RATE" in one or "FILLER" in one]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize(("name", "share"), [("abends", 75.0), ("linkage", 100.0), ("orders", 98.0), ("tables", 90.0)])
def test_modules_that_are_compiled_as_on_mainframes_are_read(name: str, share: float, level: str) -> None:
    """With -std=ibm parameters are kept from call to call, and numbers and moves are made by other instructions."""
    figures = bench_reverse.level_of([PROGRAMS / f"{name}.cob"], (level, "-std=ibm"), misses=True)
    assert (figures["entries"]["percent"], figures["invented_items"]) == (100.0, 0), figures["missed"]
    assert figures["items"]["percent"] >= share, figures["missed"]


@needs_cobc
@pytest.mark.parametrize(("level", "items"), [("-O0", 97), ("-O2", 92)])
def test_the_corpus_is_recovered_as_well_where_it_is_compiled_as_on_mainframes(level: str, items: float) -> None:
    """With -std=ibm no share falls below what is asked for, and nothing is invented."""
    found: dict[str, Any] = bench_reverse.level_of(sources(), (level, "-std=ibm"), misses=True)
    assert found["not_compiled"] == []
    assert found["items"]["percent"] >= items, found["missed"]
    assert found["entries"]["percent"] == 100, found["missed"]
    assert found["linkage"]["percent"] >= 90, found["missed"]
    assert found["types"]["percent"] >= 75
    assert found["literals"]["percent"] >= 97
    assert (found["invented_items"], found["invented_names"]) == (0, 0), found["missed"]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_numbers_of_three_to_seven_bytes_are_items_and_their_parts_are_none(level: str) -> None:
    """No instruction reads five bytes: a number is put together of what several read, turned around or not."""
    wanted = [PROGRAMS / f"{name}.cob" for name in ("counting", "linkage", "relative", "seats")]
    figures = bench_reverse.level_of(wanted, (level, "-std=mf"), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert not [one for one in figures["missed"] if one.startswith("items: counting")]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize(
    ("name", "option"), [("counting", "-fnotrunc"), ("storage", "-fstatic-call"), ("userfuns", "-std=cobol2014")]
)
def test_no_option_of_the_compiler_makes_an_item_of_what_is_none(name: str, option: str, level: str) -> None:
    """Bytes of several numbers that are read by turns, what a program hands back, what the runtime counts."""
    figures = bench_reverse.level_of([PROGRAMS / f"{name}.cob"], (level, option), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert figures["calls"]["percent"] == 100, figures["missed"]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_a_parameter_by_value_that_is_kept_from_call_to_call_is_one(level: str) -> None:
    """What is handed over is kept in one variable, and its address in another: both are the first parameter."""
    made = compiled(PROGRAMS / "waybills.cob", level, "-std=ibm")
    found = recover(made.stripped.name, made.stripped.read_bytes())
    assert [(one.name, one.arguments) for one in found.entry_points] == [("WAYBILLS", (1, 2))]


@needs_cobc
@pytest.mark.parametrize(
    ("name", "level", "share"),
    [("transfers", "-O0", 95.0), ("transfers", "-O2", 76.0), ("altering", "-O0", 100.0), ("altering", "-O2", 100.0)],
)
def test_what_is_known_by_itself_tells_apart_what_was_joined(name: str, level: str, share: float) -> None:
    """A key and a code, a name and a letter that are moved or put at once are two; parts of a date are no item.

    What is filled beside others is no item but a part of INITIALIZE, and what ALTER changes is none at all.
    """
    figures = bench_reverse.level_of([PROGRAMS / f"{name}.cob"], (level,), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert figures["items"]["percent"] >= share, figures["missed"]


@needs_cobc
@pytest.mark.parametrize("option", ["-std=default", "-std=ibm"])
@pytest.mark.parametrize(("level", "share"), [("-O0", 100.0), ("-O2", 95.0)])
def test_lines_and_views_of_a_record_are_items_and_so_is_what_varies(level: str, share: float, option: str) -> None:
    """Lines side by side that are written one by one; moves into records that redefine each other, side by side.

    Pointers that others are counted from, a text whose length varies, a table of tables below its record.
    """
    figures = bench_reverse.level_of([PROGRAMS / "bulletin.cob"], (level, option), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert figures["items"]["percent"] >= share, figures["missed"]


@needs_cobc
def test_the_time_a_module_was_compiled_at_is_no_address() -> None:
    """A table stays one whatever time it was, though the number of the time may look like an address in it."""
    made = compiled(PROGRAMS / "bulletin.cob", "-O0")
    data = made.stripped.read_bytes()
    found = recover("bulletin", data)
    (fleet,) = [one for one in found.items if one.length == 37 * (30 + 4 * 49)]
    assert isinstance(fleet.address, int)
    hour = int(found.compiled.split()[-1].replace(":", "")).to_bytes(4, "little")
    assert data.count(hour) == 1
    moved = data.replace(hour, (fleet.address + 100).to_bytes(4, "little"))
    assert fleet.id in {one.id for one in recover("bulletin", moved).items}


@needs_cobc
@pytest.mark.parametrize(("level", "share"), [("-O0", 84.0), ("-O2", 50.0)])
def test_the_block_of_cics_flags_and_points_in_dates_are_items(level: str, share: float) -> None:
    """What is used of the block has the lengths that are documented; a flag and a code that are put at once are two.

    A point that is put without a call is an item, and so is what stands beside it; two letters put at once are none.
    """
    source = PROGRAMS / "parts" / "teller.cob"
    figures = bench_reverse.level_of([source], (level,), misses=True)
    assert figures["invented_items"] == 0, figures["missed"]
    assert figures["items"]["percent"] >= share, figures["missed"]
    found = {(one.argument, one.offset, one.length) for one in module(source, level)[0].items}
    assert {(1, 8, 4), (2, 17, 1)} <= found
    assert ((0, 6, 1) in found) == (level == "-O0")


@needs_cobc
def test_what_the_compiler_counts_records_in_is_no_item() -> None:
    """A relative file has no key where the program names none; the other one has its own."""
    source = PROGRAMS / "parts" / "counted.cob"
    figures = bench_reverse.level_of([source], ("-O0",), misses=True)
    assert (figures["files"]["percent"], figures["invented_items"]) == (100.0, 0), figures["missed"]
    assert [len(one.keys) for one in module(source, "-O0")[0].files] == [0, 1]


@needs_cobc
def test_comparisons_and_initial_values_are_shown() -> None:
    """What an item is compared with, and what it begins with, with the address of the instruction that says so."""
    found = module(PROGRAMS / "batchrun.cob", "-O0")[0]
    assert {one.value for one in found.conditions} >= {"'00'", "'35'"}
    assert {one.item for one in found.conditions} <= {one.id for one in (*found.items, *found.doubtful)}
    begins = {one.initial for one in found.items}
    assert {"N", "SPACES", "ZEROS"} <= begins
    assert all(any(seen.kind == "init" for seen in one.evidence) for one in found.items if one.initial != "unknown")


@needs_cobc
def test_an_unknown_runtime_is_said_and_nothing_is_guessed() -> None:
    """A module that names a version without a table keeps its items; files have no attributes, and a note says so."""
    data = compiled(PROGRAMS / "indexed.cob", "-O0").stripped.read_bytes()
    assert data.count(b"3.1.2\0") == 1
    found = recover("x", data.replace(b"3.1.2\0", b"9.9.9\0"))
    assert found.runtime == "9.9.9"
    assert "9.9.9" in found.notes[0]
    assert {one.organisation for one in found.files} == {"unknown"}
    assert len(found.items) > 5


# ── values and addresses


@given(st.integers(-1000, 1000), st.integers(-50, 50), st.integers(-50, 50))
def test_values_add_and_scale_as_numbers_do(base: int, one: int, two: int) -> None:
    """16x - x is 15x, and sums with an address keep their constant."""
    symbols = Symbols()
    x = symbols.of("item", 1, 4)
    assert plus(scaled(x, 16), x, -1) == scaled(x, 15)
    made = plus(plus(0x4000, scaled(x, one)), plus(base, scaled(x, two)))
    assert (constant(made), terms(made)) == (0x4000 + base, ((terms(x)[0][0], one + two),) if one + two else ())


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_a_loop_over_a_table_keeps_its_beginning_and_stride(steps: list[int]) -> None:
    """Where the rows of a table meet, the first one stays the base, and joining again changes nothing."""
    symbols = Symbols()
    value: Any = 0x4000
    for step in steps:
        value = symbols.join(value, 0x4000 + 24 * step, (0x10, "rax"), AREAS)
    assert constant(value) == 0x4000
    assert all(times % 24 == 0 for _, times in terms(value))
    assert symbols.join(value, value, (0x10, "rax"), AREAS) == value
    assert symbols.join(0, 0x4000, (0x10, "rbx"), AREAS) == 0x4000


@given(st.integers(0, 10**9), st.integers(0, 6), st.booleans())
def test_numbers_are_written_as_the_source_had_them(value: int, scale: int, negative: bool) -> None:
    """Digits, scale and sign of a literal come back as its value."""
    written = number(str(value).rjust(scale + 1, "0").encode(), scale, negative)
    assert round(float(written) * 10**scale) == (-value if negative else value)


# ── what is no readable module


REFUSED = [
    (b"", "empty"), (b"MZ\x90\0", "Windows"), (b"\xca\xfe\xba\xbe", "Java"), (b"hello", "no ELF"),
    (b"\x7fELF\1\1", "64-bit"), (b"\x7fELF\2\1\1".ljust(18, b"\0") + b"\xb7\0", "another machine"),
    (b"\x7fELF\2\1\1".ljust(18, b"\0") + b"\x3e\0" + bytes(60), "damaged|neither"), (b"!<arch>\n", "archive"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_no_module_is_one_line(data: bytes, said: str) -> None:
    """Other formats, other machines, damaged and empty files are refused in one line that says what it is."""
    with pytest.raises(ModuleError, match=said) as caught:
        load("x.so", data)
    assert str(caught.value).count("\n") == 0


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A file that nobody may ever write to is one line, at once."""
    os.mkfifo(tmp_path / "x.so")
    assert [one for _, one in recovered([tmp_path / "x.so"])] == ["'x.so' is a pipe; a compiled module is expected"]


@needs_cobc
def test_a_packed_module_is_said_to_be(tmp_path: Path) -> None:
    """Without a section table nothing is read, and the line says what may be the reason."""
    raw = bytearray(small().read_bytes())
    raw[0x28:0x30] = bytes(8)
    raw[0x3C:0x40] = bytes(4)
    with pytest.raises(ModuleError, match="section table"):
        load("x.so", bytes(raw))
    with pytest.raises(ModuleError, match="UPX"):
        load("x.so", bytes(raw) + b"UPX!")


@needs_cobc
def test_mutated_modules_neither_crash_nor_hang(tmp_path: Path) -> None:
    """Some damaged modules: each is read or answered in one line, by a reader that is never lost."""
    told = bench_reverse.fuzz([compiled(source, "-O0") for source in sources()[:4]], 90)
    assert told["read"] + told["refused"] == told["modules"] == 90
    assert told["reader_MB"] < 1024


@needs_cobc
def test_code_that_is_none_is_stepped_over() -> None:
    """A function that begins with no instruction is left out; what is loaded is not taken for compressed."""
    raw = small().read_bytes()
    first, _ = max(load("x.so", raw).functions, key=lambda span: span[1] - span[0])
    whole, damaged = recover("x.so", raw), recover("x.so", raw[:first] + b"\x06" + raw[first + 1 :])
    assert len(damaged.items) < len(whole.items)
    table = bytearray(raw)
    at = int.from_bytes(raw[0x28:0x30], "little") + 64 + 8
    table[at + 1] |= 8
    with pytest.raises(ModuleError, match="compressed"):
        load("x.so", bytes(table))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_bytes_after_an_elf_head_never_raise_anything_else(tail: bytes) -> None:
    """Whatever follows the first bytes, the answer is a module or a ModuleError."""
    head = b"\x7fELF\2\1\1".ljust(16, b"\0") + b"\3\0\x3e\0"
    with pytest.raises(ModuleError):
        load("x.so", head + tail)


@needs_cobc
def test_a_reader_that_dies_is_replaced(tmp_path: Path) -> None:
    """No patience at all: every file is answered for with one line, and none stops the others."""
    paths = [small(), Path(__file__), small()]
    answers = [one for _, one in recovered(iter(paths), patience=0.0)]
    assert len(answers) == 3
    assert all(isinstance(one, str) and "limits" in one for one in answers)
    assert isinstance(next(iter(recovered([small()])))[1], Module)


# ── the command


@needs_cobc
def test_the_command_prints_what_was_recovered(capsys: pytest.CaptureFixture[str]) -> None:
    """`workbench reverse --json` prints one object a module; a file that is no module is one line, the others stay."""
    made = compiled(sources()[0], "-O0")
    told = Said(capsys, "reverse", str(made.stripped), __file__, "--json")
    assert told.code == 1
    assert len([line for line in told.err.split("\n") if line.startswith("workbench: ")]) == 1
    assert "is no ELF file" in told.err
    found = json.loads(told.out)
    assert [one["module"] for one in found] == [made.stripped.name]
    assert found[0]["items"]
    told = Said(capsys, "reverse", "nowhere.so")
    assert (told.code, told.out) == (2, "")


@needs_cobc
def test_a_run_over_many_modules_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One specification a module; those that are there for the same bytes are kept, a changed module is read again."""
    for number_, source in enumerate(sources()[:3]):
        (tmp_path / f"m{number_}.so").write_bytes(compiled(source, "-O0").stripped.read_bytes())
    out = tmp_path / "specs" / "recovered"
    paths = [str(tmp_path / f"m{number_}.so") for number_ in range(3)]
    assert "3 written, 0 kept" in Said(capsys, "reverse", *paths, "-o", str(out)).out
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    (out / "m1.txt").unlink()
    assert "1 written, 2 kept" in Said(capsys, "reverse", *paths, "-o", str(out)).out
    after = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"m1.txt", "m1.profile.yaml"}
    assert out.with_name("recovered.profile.yaml").is_file()


def _bytes(dice: random.Random) -> Iterator[bytes]:
    yield from (dice.randbytes(dice.randrange(2000)) for _ in range(10))


def test_noise_is_refused() -> None:
    """Random bytes are no module."""
    for data in _bytes(random.Random(3)):
        with pytest.raises(ModuleError):
            load("noise", data)
