"""A whole record as values: groups as objects, repeated items as lists, and a finding where bytes mean nothing.

An item is found under its name; a FILLER, or a name that its group has twice, under name#ordinal. Items that redefine
others are there too, as far as their bytes can be read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from workbench.codec import Bad, Encoding, encoding, is_number, is_opaque, read, write
from workbench.errors import ParameterError
from workbench.layout import MAX_RECORD, Item, Layout
from workbench.records import UNKNOWN, Record

Value = Any
"""str, Decimal, float, bytes (addresses), None (a blank number), or dicts and lists of them."""


class Decoded(Record):
    """The values of one record, and its bytes that could not be read; those items have no value."""

    values: dict[str, Value]
    findings: tuple[Bad, ...] = ()


def decode(layout: Layout, data: bytes, code_page: str = "cp037") -> Decoded:
    """The values of one record. A record that is too short is read as far as it goes, with a finding."""
    reader = _Reader(layout, data, encoding(code_page))
    if len(data) != layout.bytes and len(data) != reader.end():
        reason = f"{len(data)} bytes, the layout has {layout.bytes}"
        reader.findings.append(Bad(item=layout.record, offset=min(len(data), layout.bytes), raw="", reason=reason))
    values = reader.group(layout.children(0), 0)
    return Decoded(values=values, findings=tuple(reader.findings))


def encode(layout: Layout, values: Mapping[str, Value], code_page: str = "cp037") -> bytes:
    """The record of some values, in its full length. An item without a value is empty: spaces, zero, zero bytes.

    An item that redefines another is written only when that one has no value. Raises ParameterError, naming the item
    and the value, when a value does not fit.
    """
    if layout.bytes > MAX_RECORD:
        raise ParameterError(f"{layout.record}: {layout.bytes} bytes are too many, {MAX_RECORD} are the most")
    writer = _Writer(layout, encoding(code_page))
    try:
        writer.group(layout.children(0), values, 0)
    except ValueError as error:
        raise ParameterError(str(error)) from error
    return bytes(writer.buffer)


def keys(siblings: Sequence[Item]) -> dict[int, str]:
    """The key of each item among its siblings, by ordinal."""
    names = Counter(item.name for item in siblings)
    return {
        item.ordinal: f"{item.name}#{item.ordinal}" if item.is_filler or names[item.name] > 1 else item.name
        for item in siblings
    }


def empty(item: Item, page: Encoding) -> bytes:
    """What an elementary item holds when nothing was ever moved to it."""
    if is_opaque(item) or item.usage.form in {"float", "double"}:
        return bytes(item.bytes)
    return write(item, Decimal(0) if is_number(item) else "", page)


class _Reader:
    def __init__(self, layout: Layout, data: bytes, page: Encoding) -> None:
        self.layout, self.data, self.page = layout, data, page
        self.findings: list[Bad] = []

    def group(self, items: Sequence[Item], shift: int) -> dict[str, Value]:
        """The values of siblings; `shift` is how far a table has moved them from their offsets."""
        named = keys(items)
        found = {named[item.ordinal]: self.value(item, shift) for item in items}
        return {name: value for name, value in found.items() if not isinstance(value, Bad)}

    def value(self, item: Item, shift: int) -> Value:
        return self.repeated(item, shift) if self.repeats(item) else self.one(item, shift)

    def repeats(self, item: Item) -> bool:
        return bool(item.tables) and item.tables[-1][0] == item.ordinal

    def repeated(self, item: Item, shift: int) -> list[Value]:
        """One value per entry; None for an entry that cannot be read, so that the others keep their places."""
        found = [self.one(item, shift + place * item.bytes) for place in range(self.used(item))]
        return [None if isinstance(value, Bad) else value for value in found]

    def one(self, item: Item, shift: int) -> Value:
        if item.is_group:
            return self.group(self.layout.children(item.ordinal), shift)
        start = item.offset + shift
        value = read(item, self.data[start : start + item.bytes], self.page, start)
        if isinstance(value, Bad) and not item.view:
            self.findings.append(value)
        return value

    def used(self, item: Item) -> int:
        """How many entries of a table are in use: what its counter says, within the table."""
        counter = counter_of(self.layout, item)
        if counter is None:
            return item.occurs
        value = read(counter, self.data[counter.offset : counter.offset + counter.bytes], self.page, counter.offset)
        if not isinstance(value, Decimal) or not 0 <= value <= item.occurs:
            reason = (
                f"counts {value if isinstance(value, Decimal) else 'nothing'}; {item.name} has {item.occurs} entries"
            )
            self.findings.append(Bad(item=counter.name, offset=counter.offset, raw="", reason=reason))
            return 0
        return int(value)

    def end(self) -> int:
        """Where the record ends when it is cut after the entries in use of its last table."""
        tops = [item for item in self.layout.items if self.repeats(item) and len(item.tables) == 1]
        last = max(tops, key=lambda item: item.offset, default=None)
        if last is None or last.offset + last.occurs * last.bytes != self.layout.bytes:
            return self.layout.bytes
        return last.offset + self.used(last) * last.bytes


class _Writer:
    def __init__(self, layout: Layout, page: Encoding) -> None:
        self.layout, self.page = layout, page
        self.buffer = bytearray(layout.bytes)
        for item in layout.leaves():
            if not item.view:
                blank = empty(item, page)
                for start in starts(item):
                    self.buffer[start : start + item.bytes] = blank

    def group(self, items: Sequence[Item], values: Mapping[str, Value], shift: int) -> None:
        named = keys(items)
        for item in items:
            base = named.get(item.redefines, "")
            if named[item.ordinal] in values and (not item.redefines or base not in values):
                self.item(item, values[named[item.ordinal]], shift)

    def item(self, item: Item, value: Value, shift: int) -> None:
        if not (item.tables and item.tables[-1][0] == item.ordinal):
            self.one(item, value, shift)
            return
        if not isinstance(value, list | tuple) or len(value) > item.occurs:
            raise ValueError(f"{item.name} takes a list of at most {item.occurs} values")
        for place, entry in enumerate(value):
            self.one(item, entry, shift + place * item.bytes)

    def one(self, item: Item, value: Value, shift: int) -> None:
        if item.is_group:
            if not isinstance(value, Mapping):
                raise ValueError(f"{item.name} is a group; its value is an object")
            self.group(self.layout.children(item.ordinal), value, shift)
            return
        start = item.offset + shift
        self.buffer[start : start + item.bytes] = write(item, value, self.page)


def starts(item: Item) -> list[int]:
    """Where every occurrence of an item starts in its record."""
    found = [item.offset]
    for _, count, stride in item.tables:
        found = [start + place * stride for start in found for place in range(count)]
    return found


def counter_of(layout: Layout, table: Item) -> Item | None:
    """The item outside of every table that counts a table's entries; None for a table that is always full."""
    if table.depending in {UNKNOWN, ""}:
        return None
    named = [item for item in layout.leaves() if item.name.upper() == table.depending.upper() and not item.tables]
    return named[0] if named and is_number(named[0]) else None
