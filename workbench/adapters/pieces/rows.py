"""Rows: a place in a record and the place in a JSON object it goes to.

Every row knows three things: `clear` writes what an empty record has there, `take` moves bytes into the object, `put`
moves the object's values into bytes. Bytes that the object does not determine (fillers, another sign of the same
number) are carried in `kept`, by field and offset.
"""

from typing import Any

from workbench.adapters.pieces.storages import Page

Json = Any
Row = Any
Kept = dict[str, bytes]


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


class Unmapped:
    """Bytes that no property holds. They are carried along when they are not what an empty record has there."""

    def __init__(self, name: str, at: int, storage: Any) -> None:
        self.name, self.at, self.storage = name, at, storage

    def key(self, base: int) -> str:
        return f"{self.name}@{base + self.at}"

    def raw(self, data: bytes | bytearray, base: int) -> bytes:
        at = base + self.at
        return bytes(data[at : at + self.storage.size])

    def set(self, buffer: bytearray, base: int, raw: bytes) -> None:
        """Write the bytes of this row, and not one more or less."""
        if len(raw) != self.storage.size:
            raise RecordError(f"{self.name} at {base + self.at} has {self.storage.size} bytes, not {len(raw)}")
        buffer[base + self.at : base + self.at + len(raw)] = raw

    def clear(self, buffer: bytearray, base: int, page: Page) -> None:
        self.set(buffer, base, self.storage.blank(page))

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        raw = self.raw(data, base)
        if raw != self.storage.blank(page):
            kept[self.key(base)] = raw

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
        if self.key(base) in kept:
            self.set(buffer, base, kept[self.key(base)])


class Field(Unmapped):
    """One field and its property. `shared`: another field has the same bytes, so it may be unreadable or absent."""

    def __init__(self, name: str, at: int, storage: Any, value: Any, path: str = "", shared: bool = False) -> None:
        super().__init__(name, at, storage)
        self.value, self.path, self.shared = value, tuple(path.split(".")), shared

    def read(self, raw: bytes, base: int, page: Page) -> Json:
        """The JSON value of this field's bytes."""
        try:
            return self.value.out(self.storage.read(raw, page))
        except (ValueError, ArithmeticError) as error:
            raise RecordError(f"{self.name} at {base + self.at}: {error}") from error

    def written(self, found: Json, base: int, page: Page) -> bytes:
        """The bytes of a JSON value, in the form that is written here."""
        try:
            return bytes(self.storage.write(self.value.back(found), page))
        except (ValueError, ArithmeticError) as error:
            raise RecordError(f"{self.name} at {base + self.at}: {error}") from error

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        raw = self.raw(data, base)
        try:
            found = self.read(raw, base, page)
            if self.written(found, base, page) != raw:
                kept[self.key(base)] = raw
            put(value, self.path, found)
        except RecordError:
            if not self.shared:
                raise

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
        try:
            found = get(value, self.path)
        except KeyError:
            return
        raw = self.written(found, base, page)
        old = kept.get(self.key(base), raw)
        same = old is not raw and len(old) == len(raw) and self.read(old, base, page) == found
        self.set(buffer, base, old if same else raw)


class Counter(Field):
    """How many entries of a table are in use, where no property says it: the length of the array does."""

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        super().take({}, data, base, page, kept)

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
        return


class Table:
    """Rows that repeat, an array in JSON. `shape`: how often, every how many bytes. `path` None: no property holds it.

    `counter` is the field that says how many entries are in use; the array then has that many. A `shared` one was
    written by a table before this one.
    """

    def __init__(
        self, name: str, at: int, shape: tuple[int, int], path: str | None, rows: list[Row], counter: Row = None
    ) -> None:
        self.name, self.at = name, at
        self.count, self.stride = shape
        self.path, self.rows, self.counter = None if path is None else tuple(path.split(".")), rows, counter

    def starts(self, base: int) -> list[int]:
        return [base + self.at + place * self.stride for place in range(self.count)]

    def clear(self, buffer: bytearray, base: int, page: Page) -> None:
        for start in self.starts(base):
            for row in self.rows:
                row.clear(buffer, start, page)

    def used(self, data: bytes, page: Page) -> int:
        """How many entries are in use."""
        if self.counter is None:
            return self.count
        number = self.counter.read(self.counter.raw(data, 0), 0, page) or 0
        if not 0 <= number <= self.count:
            raise RecordError(f"{self.counter.name} is {number}; {self.name} has 0 to {self.count} entries")
        return int(number)

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        used = self.used(data, page)
        entries = self.begun(value) or [{} for _ in range(used)]
        for start, entry in zip(self.starts(base), entries, strict=False):
            for row in self.rows:
                row.take(entry, data, start, page, kept)
        entries = [entry.get("", entry) for entry in entries]
        self.keep_unused(data, self.starts(base)[used:], page, kept)
        if self.path is not None:
            put(value, self.path, entries)

    def begun(self, value: Json) -> list[Json]:
        """The entries that another table of the same array has begun."""
        try:
            return list(get(value, self.path)) if self.path else []
        except KeyError:
            return []

    def keep_unused(self, data: bytes, starts: list[int], page: Page, kept: Kept) -> None:
        """Carry along what stands in entries that are not in use."""
        for start in starts:
            raw = data[start : start + self.stride]
            empty = bytearray(raw)
            for row in self.rows:
                row.clear(empty, 0, page)
            if raw != empty:
                kept[f"{self.name}@{start}"] = raw

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
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
            raw = kept.get(f"{self.name}@{start}", b"")
            if len(raw) == self.stride:
                buffer[start : start + self.stride] = raw
        if self.counter is not None:
            self.count_entries(value, len(entries), buffer, page, kept)

    def count_entries(self, value: Json, used: int, buffer: bytearray, page: Page, kept: Kept) -> None:
        """Write how many entries are in use, or refuse another number that a property or another table says."""
        try:
            said = self.used(bytes(buffer), page) if self.counter.shared else get(value, self.counter.path)
        except KeyError:
            said = used
        if (self.counter.value.back(said) or 0) != used:
            raise RecordError(f"{self.counter.name} is {said}, {self.name} has {used} entries")
        if self.counter.shared:
            return
        told: dict[str, Json] = {}
        put(told, self.counter.path, said)
        self.counter.put(told, buffer, 0, page, kept)


class Layout:
    """One record: its name, its length in bytes, and its rows, which together cover every byte."""

    def __init__(self, name: str, size: int, rows: list[Row]) -> None:
        self.name, self.size, self.rows = name, size, rows

    def decode(self, data: bytes, page: Page) -> dict[str, Json]:
        """The JSON object of a record."""
        whole = self.whole(bytes(data), page)
        value: dict[str, Json] = {}
        kept: Kept = {}
        for row in self.rows:
            row.take(value, whole, 0, page, kept)
        carried = {key: raw.hex() for key, raw in kept.items()}
        if len(data) != self.size:
            carried["length"] = str(len(data))
        return value | {"_unmapped": carried} if carried else value

    def encode(self, value: dict[str, Json], page: Page) -> bytes:
        """The record of a JSON object."""
        carried = value.get("_unmapped", {})
        try:
            kept = {key: bytes.fromhex(raw) for key, raw in carried.items() if key != "length"}
        except (AttributeError, TypeError, ValueError) as error:
            raise RecordError(f"_unmapped: {error}") from error
        buffer = self.empty(page)
        for row in self.rows:
            row.put(value, buffer, 0, page, kept)
        self.check_shared(value, bytes(buffer), page)
        return bytes(buffer[: self.end(bytes(buffer), page)] if "length" in carried else buffer)

    def empty(self, page: Page) -> bytearray:
        """A record in which nothing is given."""
        buffer = bytearray(self.size)
        for row in self.rows:
            row.clear(buffer, 0, page)
        return buffer

    def end(self, data: bytes, page: Page) -> int:
        """Where a record ends that is cut after the entries in use; only the last table can be cut."""
        for last in self.rows[-1:]:
            if getattr(last, "counter", None) is not None:
                return int(last.at + last.used(data, page) * last.stride)
        return self.size

    def whole(self, data: bytes, page: Page) -> bytes:
        """A record in its full length."""
        if len(data) == self.size:
            return data
        buffer = self.empty(page)
        if len(data) < self.size:
            buffer[: len(data)] = data
            if self.end(bytes(buffer), page) == len(data):
                return bytes(buffer)
        raise RecordError(f"{self.name} has {self.size} bytes, not {len(data)}")

    def check_shared(self, value: dict[str, Json], data: bytes, page: Page) -> None:
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
