"""Vision files written here to the layout of versions 4 and 5, and objects: all records, each damage in its place."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from street import Said

from workbench.errors import ModuleError
from workbench.vision import identify, open_vision
from workbench.vision.vision import MAGIC, PLACES

START = 1024


@dataclass(frozen=True)
class Row:
    """A record to write; `room` may be more than its bytes."""

    data: bytes
    deleted: bool = False


def header(version: int, rows: list[Row], segments: int, size: int, end: tuple[int, int]) -> bytes:
    """The header of a file with one key of two parts."""
    at, raw = PLACES[version], bytearray(START)

    def put(place: tuple[int, int], value: int) -> None:
        raw[place[0] : place[0] + place[1]] = value.to_bytes(place[1], "big")

    raw[:4], raw[4:6] = MAGIC, version.to_bytes(2, "big")
    put(at.start, START)
    put(at.end, end[1])
    put(at.end_segment, end[0])
    put(at.records, sum(not row.deleted for row in rows))
    put(at.record_header, 10 if version == 5 else 4)
    put(at.segments, segments - 1)
    put(at.segment_size, size)
    raw[at.keys] = 1
    raw[at.key_table + 7] = 2
    for number, (offset, length) in enumerate([(0, 8), (12, 3)]):
        place = at.key_table + at.parts + number * at.part_bytes
        put((place, at.size_bytes), length)
        put((place + at.size_bytes, at.part_bytes - at.size_bytes), offset)
    return bytes(raw)


def stored(version: int, row: Row) -> bytes:
    """A record behind its own header."""
    room, used = len(row.data), len(row.data)
    if version == 4:
        return room.to_bytes(2, "big") + (0 if row.deleted else used).to_bytes(2, "big") + row.data
    return room.to_bytes(4, "big") + used.to_bytes(4, "big") + bytes([row.deleted, 0]) + row.data


def write(home: Path, version: int, rows: list[Row], size: int = 1 << 20) -> Path:
    """A file with those records, in as many segments as its size takes."""
    segments, last = [bytearray()], bytes(10 if version == 5 else 4)
    for row in rows:
        raw = stored(version, row)
        if START + len(segments[-1]) + len(raw) + len(last) > size and segments[-1]:
            segments[-1] += last
            segments.append(bytearray())
        segments[-1] += raw
    end = (len(segments) - 1, START + len(segments[-1]))
    path = home / f"v{version}.dat"
    for number, body in enumerate(segments):
        place = path if number == 0 else path.with_name(f"{path.name}.d{number:02d}")
        place.write_bytes(header(version, rows, len(segments), size, end) + body)
    return path


ROWS = [Row(b"%08d CITY%02d " % (n, n % 7) + bytes([n % 256]) * (n % 40), deleted=n % 5 == 3) for n in range(1, 400)]


@pytest.mark.parametrize("version", [4, 5])
@pytest.mark.parametrize("size", [1 << 20, 4096, 1500])
def test_every_record_is_read_as_it_was_written(version: int, size: int, tmp_path: Path) -> None:
    """All records of all segments, byte for byte, in order; the deleted ones only when they are asked for."""
    file = open_vision(write(tmp_path, version, ROWS, size))
    assert [one.data for one in file.records()] == [row.data for row in ROWS if not row.deleted]
    assert file.findings == []
    everything = list(file.records(deleted=True))
    assert [(one.data, one.deleted) for one in everything] == [(row.data, row.deleted) for row in ROWS]
    assert file.findings == []
    assert [key.parts for key in file.header.keys] == [((0, 8), (12, 3))]
    assert file.header.segments == 1 + max(one.segment for one in everything)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.binary(min_size=1, max_size=60), st.booleans()), max_size=30),
    version=st.sampled_from([4, 5]),
    size=st.integers(1200, 3000),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[bytes, bool]], version: int, size: int
) -> None:
    """For any records and any size of segment: read(write(records)) == records."""
    made = [Row(*each) for each in rows]
    file = open_vision(write(tmp_path_factory.mktemp("vision"), version, made, size))
    assert [(one.data, one.deleted) for one in file.records(deleted=True)] == rows
    assert file.findings == []


@pytest.mark.parametrize("version", [4, 5])
def test_damage_is_reported_with_segment_and_offset(version: int, tmp_path: Path) -> None:
    """A cut segment, a missing one, a length that cannot be, a count that is wrong: each says where."""
    path = write(tmp_path, version, ROWS, 4096)
    second = path.with_name(f"{path.name}.d01")
    whole = second.read_bytes()
    before = [one for one in open_vision(path).records(deleted=True) if one.segment <= 1]
    last = max((one for one in before if one.segment == 1), key=lambda one: one.offset)
    second.write_bytes(whole[: last.offset + 3])
    file = open_vision(path)
    assert len(list(file.records(deleted=True))) == len(ROWS) - 1
    assert [(one.segment, one.offset) for one in file.findings] == [(1, last.offset)]
    broken = bytearray(whole)
    broken[last.offset : last.offset + 2] = b"\x7f\xff"
    second.write_bytes(bytes(broken))
    assert len(list(file.records(deleted=True))) == len(ROWS) - 1
    assert [(one.segment, one.offset) for one in file.findings] == [(1, last.offset)]
    second.unlink()
    assert len(list(file.records(deleted=True))) == len(ROWS) - sum(one.segment == 1 for one in before)
    assert [(one.segment, one.offset) for one in file.findings] == [(1, 0)]
    assert "No such file" in file.findings[0].detail


@pytest.mark.parametrize("version", [4, 5])
@pytest.mark.parametrize("size", [1 << 20, 1150])
def test_every_sound_record_is_read_wherever_a_file_is_damaged(version: int, size: int, tmp_path: Path) -> None:
    """Cut at each byte, or one byte of a record's room changed: that is said with its place, all others are read."""
    path = write(tmp_path, version, ROWS[:10], size)
    whole = path.read_bytes()
    true = list(open_vision(path).records(deleted=True))
    assert len(true) == 10
    there = [one for one in true if one.segment == 0]
    later = [one for one in true if one.segment]
    head = 10 if version == 5 else 4
    for end in range(START, len(whole)):
        path.write_bytes(whole[:end])
        file = open_vision(path)
        kept = [one for one in there if one.offset + head + len(one.data) <= end]
        assert list(file.records(deleted=True)) == kept + later
        lost = [one for one in there if one not in kept and not one.deleted]
        assert file.findings or not lost
    for one in there:
        for at in range(one.offset, one.offset + (4 if version == 5 else 2)):
            for bits in (0x01, 0x80, 0xFF):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :])
                file = open_vision(path)
                read = list(file.records(deleted=True))
                assert [each for each in read if each in true] == [each for each in true if each != one] or one == true[
                    0
                ]
                end = one.offset + head + len(one.data) + head
                assert any(each.segment == 0 and one.offset <= each.offset <= end for each in file.findings)


def test_what_is_no_such_file_is_one_line(tmp_path: Path) -> None:
    """Other versions, other files, nothing: refused with what was found and what is read."""
    path = tmp_path / "x.dat"
    raw = write(tmp_path, 5, ROWS).read_bytes()
    compressed = bytearray(raw)
    compressed[PLACES[5].keys + 1] = 1
    for data, said in [
        (b"", "nothing"), (b"MZ", "no Vision file"), (raw[:100], "offset 100"), (bytes(compressed), "compressed"),
        (raw[:4] + b"\x00\x06" + raw[6:], "version 6"), (b"\x10\x12\x14\x16" + raw[4:], "Vision 2 or 3"),
    ]:  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(ModuleError, match=said):
            open_vision(path)


def entry(number: int, address: int, indent: int, text: bytes) -> bytes:
    """A line of a debug object's line table."""
    length = 9 + len(text)
    return (
        bytes([length]) + number.to_bytes(3, "big") + address.to_bytes(3, "big") + bytes([indent]) + text
        + bytes([length])
    )  # fmt: skip


def test_objects_are_identified_and_debug_lines_read(tmp_path: Path) -> None:
    """An object of the known version shows its lines; every other one is identified only."""
    lines = [(7, 0, 7, b"PROCEDURE DIVISION."), (8, 0x120, 7, b"MAIN."), (9, 0x124, 11, b'CALL "SUB" USING A.')]
    table = b"".join(entry(*each) for each in lines)
    head = b"\x10\x12\x14\x20\x00\x32\x01\x00" + bytes(2) + b"\x01\x40"
    path = tmp_path / "x.acu"
    path.write_bytes(head.ljust(0x300, b"\0") + table + bytes(40))
    found = identify(path)
    assert (found.version, found.state, found.code_start) == (0x32, "debug", 0x300)
    assert [(one.line, one.address, one.text) for one in found.lines] == [
        (number, address, " " * indent + text.decode()) for number, address, indent, text in lines
    ]
    path.write_bytes(head[:5] + b"\x40" + head[6:].ljust(0x300, b"\0") + table)
    assert (identify(path).state, identify(path).lines) == ("identified", ())
    path.write_bytes(b"\x7fELF" + bytes(40))
    with pytest.raises(ModuleError, match="no ACUCOBOL object"):
        identify(path)


def test_the_command_reads_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`workbench vision` prints every record; damage is a line and exit code 1."""
    path = write(tmp_path, 4, ROWS, 4096)
    told = Said(capsys, "vision", str(path), "--json")
    assert told.code == 0
    found = json.loads(told.out)
    assert [bytes.fromhex(one["data"]) for one in found["records"]] == [row.data for row in ROWS if not row.deleted]
    path.with_name(f"{path.name}.d01").unlink()
    told = Said(capsys, "vision", str(path))
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "segment 1, offset 0" in told.err
