"""ACUCOBOL objects: what one is, and for debug objects of the one version that is known, its source lines.

Objects begin with 10 12 14 20 and a version. Of version 0x32 with debug information it is known that a line table has
entries of length, line number, code address, indent, text, and the length again. Anything else is identified only.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from workbench.errors import ModuleError
from workbench.records import Record

MAGIC = b"\x10\x12\x14\x20"
KNOWN = 0x32
LEAST = 3
"""A line table has at least so many entries in a row."""
MOST = 1 << 26
FIXED = 8
"""Bytes of an entry without its text: length, line (3), code address (3), indent."""


class SourceLine(Record):
    """A line of source: its number, the code address it belongs to (0 for none), its text with its indentation."""

    line: int
    address: int
    text: str


class AcuObject(Record):
    """An object. `state`: debug, where lines could be read; identified, where nothing but what it is is known."""

    name: str
    version: int
    code_size: int
    code_start: int
    state: Literal["debug", "identified"]
    lines: tuple[SourceLine, ...] = ()


def identify(path: Path) -> AcuObject:
    """What an object file is. Raises ModuleError for a file that is none."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST)
    except OSError as fault:
        raise ModuleError(f"'{path}' cannot be read: {fault.strerror}") from None
    if raw[:4] != MAGIC or len(raw) < 16:
        raise ModuleError(f"'{path.name}' is no ACUCOBOL object (it begins with {raw[:4].hex(' ') or 'nothing'})")
    version = int.from_bytes(raw[4:6], "big")
    table = int.from_bytes(raw[0x0A:0x0C], "big")
    lines = tuple(_table(raw)) if version == KNOWN else ()
    return AcuObject(
        name=path.name, version=version, code_size=int.from_bytes(raw[6:8], "big"),
        code_start=0x100 + -(-table // 256) * 256, state="debug" if lines else "identified", lines=lines,
    )  # fmt: skip


def _table(raw: bytes) -> Iterator[SourceLine]:
    """The longest run of entries: each is bounded by its length on both sides, and line numbers grow."""
    best: list[SourceLine] = []
    at = 0x100
    while at < len(raw):
        run, end = _run(raw, at)
        if len(run) > len(best):
            best = run
        at = end if len(run) >= LEAST else at + 1
    if len(best) >= LEAST:
        yield from best


def _run(raw: bytes, at: int) -> tuple[list[SourceLine], int]:
    found: list[SourceLine] = []
    while at < len(raw):
        entry = _entry(raw, at)
        if entry is None or (found and entry.line <= found[-1].line):
            break
        found.append(entry)
        at += raw[at]
    return found, at


def _entry(raw: bytes, at: int) -> SourceLine | None:
    """One entry; its length counts all of it, both lengths too."""
    length = raw[at]
    if length < FIXED + 1 or at + length > len(raw) or raw[at + length - 1] != length:
        return None
    line, address = int.from_bytes(raw[at + 1 : at + 4], "big"), int.from_bytes(raw[at + 4 : at + 7], "big")
    text = raw[at + FIXED : at + length - 1]
    if not 0 < line < 1_000_000 or any(byte < 32 for byte in text):
        return None
    return SourceLine(line=line, address=address, text=" " * raw[at + 7] + text.decode("latin-1"))
