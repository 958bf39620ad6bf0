"""Texts and numbers that stand in a module: displayed, compared with, moved, or set as initial values."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.records import UNKNOWN
from workbench.reverse.descriptors import JUSTIFIED, Descriptor
from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.programs import Program
from workbench.reverse.recovered import RecoveredText
from workbench.reverse.run import Run
from workbench.reverse.runs import either, runs
from workbench.reverse.values import Value, plus

SHOWS = frozenset({"cob_display", "cob_field_display", "cob_field_accept", "cob_screen_display", "cob_screen_accept"})
NUMBERS = {
    "cob_cmp_numdisp": 2, "cob_cmp_llint": 1, "cob_cmp_int": 1, "cob_cmp_uint": 1, "cob_cmp_packed": 1,
    "cob_set_int": 1, "cob_add_int": 1, "cob_sub_int": 1, "cob_set_packed_int": 1, "cob_decimal_set_llint": 1,
    "cob_decimal_set_ullint": 1,
}  # fmt: skip
"""Runtime functions that are given a number, and as which argument."""
LONGEST = 4096
NEAR = 64
"""What belongs together is so near in the code, in bytes."""
SPELT = 160
"""A literal is so long at most: one character, repeated, is spelt out up to so many."""
JOINED = 16
"""The compiler makes one store of several literals up to so many bytes."""


FILLED = re.compile(r"(.*[^ 0]) {2,}0{2,}|(.*[^ \d]) *0{3,}|(.*?[^ ]) *(([^ \w])\5{3,})")
"""A text in an item that is longer, and the digits or the line of one character that fill the next one."""


def displayed(image: Image, program: Program, tables: dict[int, Descriptor]) -> list[RecoveredText]:
    """What the program shows: literals of DISPLAY and ACCEPT and of screens."""
    found: dict[str, int] = {}
    for one in program.story.told:
        if isinstance(one, Call) and one.name in SHOWS:
            for value in one.arguments:
                text = _literal(image, tables, value)
                if text is not None:
                    found.setdefault(text, one.at)
    return [RecoveredText(program=program.name, text=text, kind="displayed", address=at) for text, at in found.items()]


def _literal(image: Image, tables: dict[int, Descriptor], value: Value) -> str | None:
    known = tables.get(value) if isinstance(value, int) else None
    if known is None or known.attribute.numeric or not image.constant(known.data):
        return None
    return image.read(known.data, min(known.size, LONGEST)).decode("latin-1")


def number(data: bytes, scale: int, negative: bool) -> str:
    """A numeric literal as it is written: digits, sign, decimal point.

    >>> number(b"105", 2, False), number(b"005", 0, True), number(b"12", -2, False)
    ('1.05', '-5', '1200')
    """
    digits = "".join(chr(48 + (each & 15)) for each in data)
    if scale > 0:
        digits = digits.rjust(scale + 1, "0")
        digits = f"{digits[:-scale].lstrip('0') or '0'}.{digits[-scale:]}"
    else:
        digits = (digits + "0" * -scale).lstrip("0") or "0"
    return f"-{digits}" if negative else digits


def literals(image: Image, made: Iterable[Program], tables: dict[int, Descriptor]) -> list[RecoveredText]:
    """Every literal of a module, once for each program that uses it; those that nobody was seen to use too."""
    found: dict[tuple[str, str, str], int] = {}
    used: set[int] = set()
    for program in made:
        for kind, text, at in _of_program(image, program, tables, used):
            found.setdefault((program.name, kind, text), at)
    for one in tables.values():
        if one.address not in used and image.constant(one.data):
            kind, text = _described(image, one)
            found.setdefault((UNKNOWN, kind, text), one.address)
    return [
        RecoveredText(program=program, text=text, kind=kind, address=at) for (program, kind, text), at in found.items()
    ]


def _described(image: Image, one: Descriptor) -> tuple[str, str]:
    data = image.read(one.data, min(one.size, LONGEST))
    if one.attribute.numeric:
        negative = bool(data) and bool(data[-1] & 0x40) and one.attribute.signed
        return "number", number(data, one.attribute.scale, negative)
    return "text", data.decode("latin-1")


def _of_program(
    image: Image, program: Program, tables: dict[int, Descriptor], used: set[int]
) -> Iterator[tuple[str, str, int]]:
    for one in program.story.told:
        if isinstance(one, Call):
            for value in one.arguments:
                known = tables.get(value) if isinstance(value, int) else None
                if known and image.constant(known.data):
                    used.add(known.address)
                    yield *_described(image, known), one.at
            given = NUMBERS.get(one.name)
            if given is not None and isinstance(one.arguments[given], int):
                yield "number", str(_signed(one.arguments[given])), one.at
        elif isinstance(one, Touch) and one.size in (1, 2, 4, 8) and (pair := either(program.story.symbols, one)):
            yield from (("text", text.decode("ascii"), one.at) for text in pair)
        elif isinstance(one, Touch) and isinstance(one.against, int) and one.size > 1 and abs(one.against) < 1 << 31:
            yield "number", str(one.against), one.at
    edges = {edge for one in tables.values() if one.data for edge in (one.data, one.data + one.size)}
    right = {one.size for one in tables.values() if one.data and one.attribute.flags & JUSTIFIED}
    every = [one for one in runs(image, program.story) if not _roomed(program, one.place)]
    for run, following in zip(every, [*every[1:], None], strict=True):
        whole = _filled_up(run, following, edges)
        # zeros may be what the next item, a number, is set up with
        both = (whole, run) if whole is not run and whole.text.endswith(b"0") else (whole,)
        for text in (each for one in both for each in _parts(one, sorted(edges))):
            yield "text", text.strip() if len(text) in right and text.startswith(" ") else text, run.at


def _roomed(program: Program, place: Value) -> bool:
    """Whether a place is in the room that a file's name is kept in."""
    return isinstance(place, int) and any(place in room for room in program.rooms)


def _filled_up(run: Run, following: Run | None, edges: Collection[int]) -> Run:
    """A literal with the character that its end repeats: the compiler writes it apart."""
    if following is None or not run.called or run.kind != "text" or following.kind != "fill" or not following.called:
        return run
    end = plus(run.place, run.size)
    if following.place != end or end in edges or following.at - run.at > NEAR or not 48 <= following.filler < 127:
        return run
    return replace(run, size=run.size + following.size, text=run.text + bytes([following.filler]) * following.size)


def _parts(run: Run, edges: Sequence[int]) -> Iterator[str]:
    """The literals of a run: several where it was stored over several items at once."""
    joined = run.kind == "text" and not run.called and run.size <= JOINED
    first = run.place if isinstance(run.place, int) and joined else 0
    assert isinstance(first, int)
    inside = [edge - first for edge in edges if first and first < edge < first + run.size]
    inside = inside if inside and first in edges and first + run.size in edges else []
    marks = [0, *inside, run.size]
    for start, end in pairwise(marks):
        part = replace(run, text=run.text[start:end], size=end - start) if inside else run
        if text := _said(part):
            yield text
            if joined_up := FILLED.fullmatch(text) if run.kind == "text" and not run.called else None:
                yield joined_up[1] or joined_up[2] or joined_up[3]
                yield from (joined_up[4], joined_up[5]) if joined_up[4] else ()
            if run.kind == "fill" and len(text) > 1:  # or ALL of that character
                yield text[0]


def _signed(value: Value) -> int:
    assert isinstance(value, int)
    return value - (1 << 32) if 1 << 31 <= value < 1 << 32 else value


def _said(run: Run) -> str:
    """The literal of a run, without the spaces that fill an item up; "" when it is none."""
    if run.kind == "fill":
        if not 32 < run.filler < 127 or run.filler == 48:
            return ""
        return chr(run.filler) * (run.size if run.size <= SPELT else 1)
    text = run.text.decode("latin-1").rstrip(" ")
    return text if text and text.isprintable() else ""
