"""Chunks: every byte in exactly one, spans exact, nothing cut that fits, ids that survive a new pagination."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import ceil

import pytest
from heldout.forms import cards
from heldout.measure import layouts, reading
from heldout.modern import markdown
from heldout.sheet import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import discovery, sample
from workbench.chunk import BUDGET, MIN_BUDGET, prove, split, tokens
from workbench.chunk.context import Context, begins_correction
from workbench.errors import CoverageGap, ParameterError
from workbench.profile import Block, Heading, Profile
from workbench.records import Chunk
from workbench.spec import Spec, from_bytes
from workbench.structure import outline

PROFILE = Profile(
    name="test",
    headings=(Heading(pattern=r"PROGRAM (?P<name>[A-Z]{2}\d+)"),),
    blocks=(Block(kind="rules", pattern=r"RULES$"),),
)
LINES = st.sampled_from(
    [
        "PROGRAM KD01", "PROGRAM KD02", "PROGRAM OE77 and more", "01  CUST-REC.", "    05  CUST-NO PIC 9(6).",
        "    05  CUST-KEY.", "        10  CUST-SUB PIC X(40) OCCURS 3 TIMES.", "RULES", "1. If größe is 5 €, stop.",
        "", "\f", "\fACME   PAGE 7", "Level  Name       Picture", "05     ORDER-NO   9(8)", "x" * 700, "ä" * 300,
        "word " * 150, "\u20ac\U0001f600" * 90, "   ", "tab\tbed", "\x85next", "end\r",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, min_size=1, max_size=60).map("\n".join).filter(lambda text: text.strip() != "")
ENCODED = st.tuples(TEXTS, st.sampled_from(["utf-8", "latin-1"]), st.sampled_from(["\n", "\r\n"]))


def spec_of(given: tuple[str, str, str]) -> Spec:
    text, encoding, end = given
    return from_bytes(text.replace("\n", end).encode(encoding, "replace"), "t")


def check_spans(spec: Spec, chunks: list[Chunk], budget: int) -> None:
    """Bytes, characters, lines and tokens of each chunk say the same thing."""
    prove(spec, chunks)
    for chunk in chunks:
        text = spec.text[chunk.char_start : chunk.char_end]
        assert text.encode(spec.encoding) == spec.data[chunk.byte_start : chunk.byte_end]
        assert spec.starts[chunk.first - 1] <= chunk.char_start < chunk.char_end <= spec.starts[chunk.last]
        assert chunk.char_start >= spec.starts[chunk.first - 1]
        assert spec.starts[chunk.last - 1] < chunk.char_end
        assert chunk.tokens == tokens(text) == ceil(len(text.encode()) / 2.3) <= budget
        assert all(1 <= number <= spec.count for number in chunk.context)
    whole = [(a, b) for a, b in pairwise(chunks) if a.char_end in spec.starts]
    assert all(b.first == a.last + 1 for a, b in whole)


@settings(max_examples=150, deadline=None)
@given(ENCODED, st.sampled_from([MIN_BUDGET, 120, 700]), st.booleans())
def test_chunks_are_the_document(given: tuple[str, str, str], budget: int, structured: bool) -> None:
    """Together chunks are the bytes; all spans agree; none is over the budget, wherever lines and characters end."""
    spec = spec_of(given)
    profile = PROFILE if structured else Profile(name="none")
    chunks = split(spec, profile, budget)
    check_spans(spec, chunks, budget)
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)
    assert [chunk.chunk_id for chunk in split(spec, profile, budget)] == [chunk.chunk_id for chunk in chunks]


@pytest.mark.parametrize("unit", ["x", "word ", "ä", "€", "\U0001f600", "a,b;"])
def test_a_line_of_fifteen_thousand_characters_is_cut_with_exact_spans(unit: str) -> None:
    """No piece is over the budget, no character is cut in two, and all pieces name the same line."""
    line = (unit * 15_000)[:15_000]
    spec = from_bytes(f"PROGRAM KD01\n{line}\nPROGRAM KD02\n".encode(), "t")
    chunks = split(spec, PROFILE)
    check_spans(spec, chunks, BUDGET)
    pieces = [chunk for chunk in chunks if chunk.first <= 2 <= chunk.last]
    assert len(pieces) >= 2
    assert {chunk.program for chunk in pieces} == {"KD01"}


@cache
def world(seed: int) -> tuple[Spec, Profile]:
    spec = from_bytes(sample.files(seed, 24)["specs/order-to-cash.txt"], "order-to-cash.txt")
    return spec, discovery.propose(spec).profile


@pytest.mark.parametrize("budget", [700, 1500, BUDGET])
def test_the_sample_world_is_chunked_whole(budget: int) -> None:
    """At any budget: spans agree, nothing is over it, and every item's chunk knows its program."""
    spec, profile = world(5)
    chunks = split(spec, profile, budget)
    check_spans(spec, chunks, budget)
    assert {chunk.program for chunk in chunks} >= set(discovery.propose(spec).names)
    for chunk in chunks:
        if chunk.program != "unknown" and chunk.first > 1:
            shown = "\n".join([spec.quote(chunk.first, chunk.last), *(spec.line(number) for number in chunk.context)])
            assert chunk.program in shown
            assert chunk.program in chunk.path


@pytest.mark.parametrize("made", [cards, markdown])
@pytest.mark.parametrize("budget", [900, 2000])
def test_a_layout_that_fits_is_not_cut(made: Callable[[int], Document], budget: int) -> None:
    """The items of a record stand in one chunk where they fit the budget, and pieces of larger ones name it."""
    document = made(2)
    got = reading(document.data, "x", budget)
    check_spans(got.spec, got.chunks, budget)
    at = {line: chunk for chunk in got.chunks for line in range(chunk.first, chunk.last + 1)}
    for (_, record), (first, last) in layouts(document).items():
        if got.spec.starts[last] - got.spec.starts[first - 1] <= 0.85 * budget * 2.3:
            assert at[first] is at[last]
        shown = "\n".join(
            [*at[last].path, got.spec.quote(at[last].first, at[last].last)]
            + [got.spec.line(number) for number in at[last].context]
        )
        assert record in shown


def test_a_new_pagination_keeps_the_ids() -> None:
    """One line more and other pages: nearly all chunks keep their ids; their numbers and their page lines do not."""
    spec, profile = world(5)
    gone = {*outline(spec, profile).repeats, *spec.printed.furniture}
    lines = [line.replace("\f", "") for at, line in enumerate(spec.lines) if at not in gone]
    lines.insert(len(lines) // 3, "A remark that was added later.")
    pages = [lines[at : at + 47] for at in range(0, len(lines), 47)]
    again = "\n".join(
        f"\fREISSUE                Page {number}\n\n" + "\n".join(page) for number, page in enumerate(pages, 1)
    )
    fresh = from_bytes(again.encode(spec.encoding), "reissued")
    before = {chunk.chunk_id for chunk in split(spec, profile)}
    after = {chunk.chunk_id for chunk in split(fresh, discovery.propose(fresh).profile)}
    assert len(before - after) <= max(2, 0.02 * len(before))


SCRIPT = """
import sys; from pathlib import Path
from workbench import discovery; from workbench.chunk import split; from workbench.spec import read
spec = read(Path(sys.argv[1])); found = discovery.propose(spec)
print([chunk.chunk_id for chunk in split(spec, found.profile)], found.names, found.profile.headings)
"""


def test_two_processes_give_the_same_ids(tmp_path: object) -> None:
    """Nothing depends on the order of sets: other hash seeds, the same profile and the same ids."""
    path = f"{tmp_path}/spec.txt"
    with open(path, "wb") as file:
        file.write(markdown(4).data)
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, path],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].count("chunk-") > 30


def test_identical_chunks_are_told_apart() -> None:
    """The second of two chunks with one content has a number behind its id."""
    text = "PROGRAM KD01\n" + "same line\n" * 40
    ids = [chunk.chunk_id for chunk in split(from_bytes(text.encode(), "t"), PROFILE, 60)]
    assert len(set(ids)) == len(ids)
    assert any(name.endswith("-2") for name in ids)


def test_a_document_without_structure_is_cut_between_paragraphs() -> None:
    """Nothing found, nothing invented: chunks of kind text that begin after a blank line, and the bytes are whole."""
    paragraph = "There was once a house by the sea, and nobody lived in it but a cat.\n" * 9
    spec = from_bytes("\n".join([paragraph] * 60).encode(), "tale.txt")
    found = discovery.propose(spec)
    chunks = split(spec, found.profile)
    check_spans(spec, chunks, BUDGET)
    assert (found.profile.sure, found.names) == (0, ())
    assert {chunk.kind for chunk in chunks} == {"text"}
    assert all(not spec.lines[chunk.first - 2].strip() for chunk in chunks[1:])


def test_a_gap_or_an_overlap_is_refused() -> None:
    """The proof fails for a chunk that is dropped, moved or cut short."""
    spec, profile = world(5)
    chunks = split(spec, profile)
    for broken in (chunks[1:], chunks[:-1], [*chunks[:3], *chunks[4:]], [*chunks[:2], *chunks[1:]]):
        with pytest.raises(CoverageGap):
            prove(spec, broken)


def test_a_budget_too_small_is_refused() -> None:
    """One line of a listing must fit."""
    with pytest.raises(ParameterError, match="at least 40"):
        split(from_bytes(b"x\n", "t"), PROFILE, 39)


BEGINS = st.tuples(
    st.sampled_from(["", "  ", "* ", "\f", "\xa0- ", "1 ", "_", "(((((((((("]),
    st.sampled_from(["erratum", "CORRIG", "correction", "Berichtigung", "korrektur", "fe de erratas", "fee", "the"]),
    st.sampled_from(
        [str, str.upper, lambda word: word.replace("k", "\u212a"), lambda word: word.replace("i", "\u0131")]
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(BEGINS, min_size=1, max_size=12))
def test_no_correction_is_overlooked(said: list[tuple[str, str, Callable[[str], str]]]) -> None:
    """What is looked up by first letters is every content line that begins a correction, whatever stands before it."""
    spec = from_bytes("\n".join(before + form(word) for before, word, form in said).encode(), "s")
    wanted = [at for at, line in enumerate(spec.lines) if spec.classes[at] == "content" and begins_correction(line)]
    assert Context(spec, outline(spec, PROFILE)).corrections == [*wanted, spec.count]
