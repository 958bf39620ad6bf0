"""Vision 4 and 5 data files: every record in the order of the file, over all its segments, the deleted ones apart.

Numbers are big-endian. A file begins with a header of a whole number of 512-byte blocks; records follow, each behind a
small header of its own (room, bytes used; in version 5 also a mark that it is deleted). A record with no room at all
says that the file goes on in the next segment (`NAME.d01`, `NAME.d02`, ...), at the same place. Keys are described in
the header; the index itself is not needed and not read. Behind damage reading goes on where a record begins again.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import ModuleError
from workbench.records import Record

MAGIC = b"\x10\x12\x14\x19"
OLDER = (b"\x10\x12\x14\x16", b"\x16\x14\x12\x10")
BLOCK = 512
MOST_SEGMENTS = 256
MOST_RECORD = 1 << 26
CHAIN, NEAR = 3, 1 << 16
"""Records of other sizes are looked for in rows of so many, so many bytes behind damage at most."""
MOST_ROOMS = 256
"""So many sizes of records are looked for behind damage."""


@dataclass(frozen=True)
class _Places:
    """Where the members of a header are, for one version: (offset, bytes)."""

    start: tuple[int, int]
    end: tuple[int, int]
    end_segment: tuple[int, int]
    records: tuple[int, int]
    record_header: tuple[int, int]
    segments: tuple[int, int]
    segment_size: tuple[int, int]
    keys: int
    key_table: int
    key_bytes: int
    parts: int
    part_bytes: int
    size_bytes: int


PLACES = {
    4: _Places(
        (0x1E, 4), (0x18, 4), (0x1C, 2), (0x34, 4), (0x54, 2), (0x62, 2), (0x66, 4),
        keys=0x78, key_table=0xA0, key_bytes=59, parts=11, part_bytes=3, size_bytes=1,
    ),
    5: _Places(
        (0x22, 4), (0x1C, 4), (0x20, 2), (0x3E, 4), (0x68, 2), (0x76, 2), (0x7A, 4),
        keys=0x9D, key_table=0xC2, key_bytes=106, parts=10, part_bytes=6, size_bytes=2,
    ),
}  # fmt: skip
PART_COUNT = 7
"""How many parts a key has is said in its eighth byte."""


class Key(Record):
    """A key: its parts as (offset in the record, bytes)."""

    parts: tuple[tuple[int, int], ...]


class Header(Record):
    """What the header of a Vision file says. `records` counts those that are not deleted."""

    version: int
    records: int
    data_start: int
    data_end: int
    record_header: int
    segments: int
    segment_size: int
    compressed: bool
    encrypted: bool
    keys: tuple[Key, ...] = ()


class Stored(Record):
    """A record: where it begins (segment from 0, offset of its header there), its bytes, how many of them are used."""

    segment: int
    offset: int
    data: bytes
    used: int
    deleted: bool = False


class Finding(Record):
    """What is wrong with a file, and where: the segment from 0 and the offset in it."""

    segment: int
    offset: int
    detail: str


@dataclass
class VisionFile:
    """An open file: read `records()`; `findings` are there when they are through."""

    path: Path
    header: Header
    findings: list[Finding] = field(default_factory=list)

    def records(self, deleted: bool = False) -> Iterator[Stored]:
        """Every sound record in the order of the file; with `deleted`, those too. Each damage is a finding."""
        self.findings.clear()
        seen = 0
        for one in self._walk():
            seen += not one.deleted
            if deleted or not one.deleted:
                yield one
        if seen != self.header.records and not self.findings:
            detail = f"{seen:,} records are there, the header counts {self.header.records:,}"
            self.findings.append(Finding(segment=0, offset=PLACES[self.header.version].records[0], detail=detail))

    def _walk(self) -> Iterator[Stored]:
        if self.header.data_start == 0 or (self.header.records == 0 and self.header.data_end <= self.header.data_start):
            return
        rooms: Counter[int] = Counter()
        for segment in range(self.header.segments):
            if self._past(segment, self.header.data_start):
                return
            data = self._segment(segment)
            for one in self._inside(data, segment, rooms) if data is not None else ():
                rooms[len(one.data)] += 1
                yield one

    def _inside(self, data: bytes, segment: int, rooms: Counter[int]) -> Iterator[Stored]:
        """The records of a segment; behind damage it goes on where a record of a size in `rooms` begins again."""
        at: int | None = self.header.data_start
        while at is not None and not self._past(segment, at):
            found = self._one(data, segment, at)
            if found is None:
                return
            if isinstance(found, Stored):
                end = at + self.header.record_header + len(found.data)
                again = None if self._sound(data, segment, end) else self._again(data, segment, at, rooms)
                if again is None or again >= end:
                    yield found
                    at = end
                    continue
                detail = f"a record of {len(found.data):,} bytes; another one begins within it, at {again}"
                found = Finding(segment=segment, offset=at, detail=detail)
            self.findings.append(found)
            at = self._again(data, segment, at, rooms)

    def _sound(self, data: bytes, segment: int, at: int) -> bool:
        """Whether a record, or the end of a segment or of the data, is at a place."""
        return self._past(segment, at) or not isinstance(self._one(data, segment, at), Finding)

    def _again(self, data: bytes, segment: int, at: int, rooms: Counter[int]) -> int | None:
        """The first place behind damage where records begin again: one of a size that was there before, or several.

        Several that lead past one of a known size without meeting it are none.
        """
        known = self._known(data, segment, at, rooms)
        last = min(at + NEAR, len(data) if known is None else known)
        for place in range(at + 1, last):
            to = self._chain(data, segment, place)
            if to is not None and (known is None or self._meets(data, segment, place, known)):
                return place
        return known

    def _known(self, data: bytes, segment: int, at: int, rooms: Counter[int]) -> int | None:
        """The first place behind damage where a record of a size that was there before begins, and ends soundly."""
        wide = 4 if self.header.version == 5 else 2
        sizes = [re.escape(room.to_bytes(wide, "big")) for room, _ in rooms.most_common(MOST_ROOMS)]
        for match in re.finditer(b"(?=" + b"|".join(sizes) + b")", data[at + 1 :], re.S) if sizes else ():
            place = at + 1 + match.start()
            room = self._room(data, segment, place)
            if room and self._sound(data, segment, place + self.header.record_header + room):
                return place
        return None

    def _room(self, data: bytes, segment: int, at: int) -> int:
        """The room of what may be a record at a place; 0 where none can be."""
        wide = 4 if self.header.version == 5 else 2
        room, used = (int.from_bytes(data[at + each : at + each + wide], "big") for each in (0, wide))
        fits = used <= room and at + self.header.record_header + room <= len(data)
        return room if fits and not self._past(segment, at) else 0

    def _chain(self, data: bytes, segment: int, at: int) -> int | None:
        """The end of some records that follow each other, or of fewer to the end of the segment or of the data."""
        for number in range(CHAIN):
            room = self._room(data, segment, at)
            if not room:
                return at if number and self._sound(data, segment, at) else None
            at += self.header.record_header + room
        return at

    def _meets(self, data: bytes, segment: int, at: int, to: int) -> bool:
        """Whether records that follow each other from a place lead to another one."""
        while at < to and (room := self._room(data, segment, at)):
            at += self.header.record_header + room
        return at == to

    def _past(self, segment: int, offset: int) -> bool:
        """Whether the data end before this place."""
        return self.header.segment_size * segment + offset >= self.header.data_end

    def _one(self, data: bytes, segment: int, offset: int) -> Stored | Finding | None:
        """The record at a place; None where the next segment goes on."""
        wide = 4 if self.header.version == 5 else 2
        raw = data[offset : offset + self.header.record_header]
        if not raw and segment + 1 < self.header.segments:
            return None
        if len(raw) < self.header.record_header:
            return Finding(segment=segment, offset=offset, detail="the file ends in a record's header")
        room, used = (int.from_bytes(raw[at : at + wide], "big") for at in (0, wide))
        if room == 0:
            return self._onward(segment, offset)
        start = offset + self.header.record_header
        if room > MOST_RECORD or start + room > len(data):
            there = f"{len(data) - start:,} bytes are left in the segment"
            return Finding(segment=segment, offset=offset, detail=f"a record of {room:,} bytes; {there}")
        if used > room:
            return Finding(segment=segment, offset=offset, detail=f"a record of {room:,} bytes uses {used:,}")
        deleted = bool(raw[8]) if self.header.version == 5 else used == 0
        return Stored(segment=segment, offset=offset, data=data[start : start + room], used=used, deleted=deleted)

    def _onward(self, segment: int, offset: int) -> Finding | None:
        if segment + 1 < self.header.segments:
            return None
        return Finding(segment=segment, offset=offset, detail="an empty record, and no segment follows")

    def _segment(self, number: int) -> bytes | None:
        """The bytes of a segment; where it is not there, that is a finding."""
        if number >= self.header.segments:
            return None
        path = self.path if number == 0 else self.path.with_name(f"{self.path.name}.d{number:02d}")
        try:
            return path.read_bytes()
        except OSError as fault:
            detail = f"'{path.name}' cannot be read: {fault.strerror}"
            self.findings.append(Finding(segment=number, offset=0, detail=detail))
            return None


def open_vision(path: Path) -> VisionFile:
    """The Vision file at a path (its first segment). Raises ModuleError where it is none that can be read."""
    try:
        with open(path, "rb") as file:
            raw = file.read(64 * BLOCK)
    except OSError as fault:
        raise ModuleError(f"'{path}' cannot be read: {fault.strerror}") from None
    if raw[:4] in OLDER:
        raise ModuleError(f"'{path.name}' is a Vision 2 or 3 file; versions 4 and 5 are read")
    if raw[:4] != MAGIC:
        raise ModuleError(f"'{path.name}' is no Vision file (it begins with {raw[:4].hex(' ') or 'nothing'})")
    version = int.from_bytes(raw[4:6], "big")
    if version not in PLACES:
        raise ModuleError(f"'{path.name}' is a Vision file of version {version}; versions 4 and 5 are read")
    if len(raw) < BLOCK:
        raise ModuleError(f"'{path.name}' is damaged: segment 0 ends at offset {len(raw)}, within its header")
    header = _header(path.name, raw, version)
    if header.compressed or header.encrypted:
        how = "compressed" if header.compressed else "encrypted"
        raise ModuleError(f"'{path.name}' has {how} records, which cannot be read")
    return VisionFile(path, header)


def _header(name: str, raw: bytes, version: int) -> Header:
    at = PLACES[version]

    def number(place: tuple[int, int]) -> int:
        return int.from_bytes(raw[place[0] : place[0] + place[1]], "big")

    size, end = number(at.segment_size), number(at.end) + number(at.end_segment) * number(at.segment_size)
    found = Header(
        version=version, records=number(at.records), data_start=number(at.start), data_end=end,
        record_header=number(at.record_header), segments=number(at.segments) + 1, segment_size=size,
        compressed=bool(raw[at.keys + 1]), encrypted=bool(raw[at.keys + 2]), keys=tuple(_keys(raw, at)),
    )  # fmt: skip
    least = 9 if version == 5 else 4
    if not least <= found.record_header <= 64 or found.segments > MOST_SEGMENTS:
        raise ModuleError(
            f"'{name}' is damaged: segment 0, offset {at.record_header[0]}: records with headers of "
            f"{found.record_header} bytes in {found.segments} segments from {found.data_start}"
        )
    return found


def _keys(raw: bytes, at: _Places) -> Iterator[Key]:
    for number in range(min(raw[at.keys], 120)):
        start = at.key_table + number * at.key_bytes
        if start + at.key_bytes > len(raw):
            return
        parts = []
        for part in range(min(raw[start + PART_COUNT], 16)):
            place = start + at.parts + part * at.part_bytes
            size = int.from_bytes(raw[place : place + at.size_bytes], "big")
            offset = int.from_bytes(raw[place + at.size_bytes : place + at.part_bytes], "big")
            parts.append((offset, size))
        yield Key(parts=tuple(parts))
