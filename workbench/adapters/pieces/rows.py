"""Rows: a place in a record and the place in a JSON object it goes to.

Every row knows three things: `clear` writes what stands there when nothing is given, `take` moves bytes into the
object, `put` moves the object's values into bytes. Bytes that the object does not determine (fillers, another sign of
the same number) are carried in `kept`, by field and offset, as hexadecimal digits.
"""

from typing import Any

Json = Any
Row = Any
Kept = dict[str, str]


class RecordError(ValueError):
    """Bytes or a value that do not fit the record; the message names the field."""


def get(value: Json, path: tuple[str, ...]) -> Json:
    """What stands at a path of a JSON object; KeyError when nothing does."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            raise KeyError(name)
        value = value[name]
    return value


def put(value: dict[str, Json], path: tuple[str, ...], found: Json) -> None:
    """Set what stands at a path of a JSON object, making the objects on the way."""
    for name in path[:-1]:
        value = value.setdefault(name, {})
    value[path[-1]] = found


class Field:
    """One field and its property. `shared`: another field has the same bytes, so it may be unreadable or absent."""

    def __init__(self, name: str, at: int, storage: Any, value: Any, path: str = "", shared: bool = False) -> None:
        self.name, self.at, self.storage, self.value = name, at, storage, value
        self.path, self.shared = tuple(path.split(".")), shared

    def clear(self, buffer: bytearray, base: int, page: str) -> None:
        at = base + self.at
        buffer[at : at + self.storage.size] = self.storage.blank(page)

    def read(self, data: bytes, base: int, page: str, kept: Kept) -> Json:
        at = base + self.at
        raw = bytes(data[at : at + self.storage.size])
        try:
            found = self.value.out(self.storage.read(raw, page))
            again = self.storage.write(self.value.back(found), page)
        except (ValueError, ArithmeticError, KeyError) as error:
            raise RecordError(f"{self.name} at {at}: {error}") from error
        if again != raw:
            kept[f"{self.name}@{at}"] = raw.hex()
        return found

    def write(self, found: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        at = base + self.at
        try:
            raw = self.storage.write(self.value.back(found), page)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise RecordError(f"{self.name} at {at}: {error}") from error
        if len(raw) != self.storage.size:
            raise RecordError(f"{self.name} at {at}: {found!r} needs {len(raw)} bytes, {self.storage.size} fit")
        buffer[at : at + len(raw)] = self.kept_or(raw, found, kept.get(f"{self.name}@{at}", ""), page)

    def kept_or(self, raw: bytes, found: Json, kept: str, page: str) -> bytes:
        """The bytes that were carried along while they still mean the same value, else the new ones."""
        try:
            old = bytes.fromhex(kept)
            same = len(old) == len(raw) and self.value.out(self.storage.read(old, page)) == found
        except (ValueError, ArithmeticError, KeyError):
            return raw
        return old if same else raw

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        try:
            put(value, self.path, self.read(data, base, page, kept))
        except RecordError:
            if not self.shared:
                raise

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        try:
            found = get(value, self.path)
        except KeyError:
            return
        self.write(found, buffer, base, page, kept)


class Unmapped:
    """Bytes that no property holds. They are carried along when they are not what an empty record has there."""

    def __init__(self, name: str, at: int, storage: Any) -> None:
        self.name, self.at, self.storage = name, at, storage

    def clear(self, buffer: bytearray, base: int, page: str) -> None:
        at = base + self.at
        buffer[at : at + self.storage.size] = self.storage.blank(page)

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        at = base + self.at
        raw = bytes(data[at : at + self.storage.size])
        if raw != self.storage.blank(page):
            kept[f"{self.name}@{at}"] = raw.hex()

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        at = base + self.at
        raw = bytes.fromhex(kept.get(f"{self.name}@{at}", ""))
        if len(raw) == self.storage.size:
            buffer[at : at + len(raw)] = raw


class Counter(Field):
    """How many entries of a table are in use, where no property says it: the length of the array does."""

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        self.read(data, base, page, kept)

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        return


class Table:
    """Rows that repeat: `count` times every `stride` bytes, an array in JSON. `path` None: no property holds it.

    `counter` is the field that says how many entries are in use; the array then has that many.
    """

    def __init__(
        self, name: str, at: int, stride: int, count: int, path: str | None, rows: list[Row], counter: Row = None
    ) -> None:
        self.name, self.at, self.stride, self.count = name, at, stride, count
        self.path, self.rows, self.counter = None if path is None else tuple(path.split(".")), rows, counter

    def starts(self, base: int) -> list[int]:
        return [base + self.at + place * self.stride for place in range(self.count)]

    def clear(self, buffer: bytearray, base: int, page: str) -> None:
        for start in self.starts(base):
            for row in self.rows:
                row.clear(buffer, start, page)

    def used(self, data: bytes, page: str) -> int:
        """How many entries are in use."""
        if self.counter is None:
            return self.count
        number = self.counter.read(data, 0, page, {})
        if number is None or not 0 <= int(number) <= self.count:
            raise RecordError(f"{self.counter.name} is {number}; {self.name} has 0 to {self.count} entries")
        return int(number)

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        used, entries = self.used(data, page), []
        for place, start in enumerate(self.starts(base)):
            entry: dict[str, Json] = {}
            if place < used:
                for row in self.rows:
                    row.take(entry, data, start, page, kept)
                entries.append(entry.get("", entry))
            elif data[start : start + self.stride] != self.empty(page):
                kept[f"{self.name}@{start}"] = bytes(data[start : start + self.stride]).hex()
        if self.path is not None:
            put(value, self.path, entries)

    def empty(self, page: str) -> bytes:
        buffer = bytearray(self.stride)
        for row in self.rows:
            row.clear(buffer, 0, page)
        return bytes(buffer)

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        try:
            entries = [{}] * self.count if self.path is None else get(value, self.path)
        except KeyError:
            return
        if not isinstance(entries, list) or len(entries) > self.count:
            raise RecordError(f"{self.name} takes a list of at most {self.count} entries")
        for start, entry in zip(self.starts(base), entries, strict=False):
            for row in self.rows:
                row.put(entry if isinstance(entry, dict) else {"": entry}, buffer, start, page, kept)
        for start in self.starts(base)[len(entries) :]:
            raw = bytes.fromhex(kept.get(f"{self.name}@{start}", ""))
            if len(raw) == self.stride:
                buffer[start : start + self.stride] = raw
        if self.counter is not None:
            self.count_in(value, len(entries), buffer, page, kept)

    def count_in(self, value: Json, used: int, buffer: bytearray, page: str, kept: Kept) -> None:
        try:
            said = get(value, self.counter.path)
        except KeyError:
            self.counter.write(used, buffer, 0, page, kept)
            return
        if said is None or int(said) != used:
            raise RecordError(f"{self.counter.name} is {said}, {self.name} has {used} entries")


class Layout:
    """One record: its name, its length in bytes, and its rows, which together cover every byte."""

    def __init__(self, name: str, size: int, rows: list[Row]) -> None:
        self.name, self.size, self.rows = name, size, rows

    def decode(self, data: bytes, page: str) -> dict[str, Json]:
        whole = self.whole(bytes(data), page)
        value: dict[str, Json] = {}
        kept: Kept = {"length": str(len(data))} if len(data) != self.size else {}
        for row in self.rows:
            row.take(value, whole, 0, page, kept)
        if kept:
            value["_unmapped"] = kept
        return value

    def encode(self, value: dict[str, Json], page: str) -> bytes:
        buffer = self.empty(page)
        kept = value.get("_unmapped", {})
        for row in self.rows:
            row.put(value, buffer, 0, page, kept)
        self.check_shared(value, bytes(buffer), page)
        return bytes(buffer[: self.end(bytes(buffer), page)] if "length" in kept else buffer)

    def empty(self, page: str) -> bytearray:
        buffer = bytearray(self.size)
        for row in self.rows:
            row.clear(buffer, 0, page)
        return buffer

    def end(self, data: bytes, page: str) -> int:
        """Where a record ends whose last table is counted and cut after the entries in use."""
        last = self.rows[-1]
        if getattr(last, "counter", None) is None:
            return self.size
        return int(last.at + last.used(data, page) * last.stride)

    def whole(self, data: bytes, page: str) -> bytes:
        """The record in its full length."""
        if len(data) == self.size:
            return data
        buffer = self.empty(page)
        if len(data) < self.size:
            buffer[: len(data)] = data
            if self.end(bytes(buffer), page) == len(data):
                return bytes(buffer)
        raise RecordError(f"{self.name} has {self.size} bytes, not {len(data)}")

    def check_shared(self, value: dict[str, Json], data: bytes, page: str) -> None:
        """Fields with the same bytes must have been given values that agree."""
        for row in self.rows:
            if getattr(row, "shared", False):
                again: dict[str, Json] = {}
                row.take(again, data, 0, page, {})
                try:
                    if get(value, row.path) != get(again, row.path):
                        raise RecordError(f"{row.name} disagrees with a field that has the same bytes")
                except KeyError:
                    continue
