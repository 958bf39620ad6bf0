"""The rows of one record, which together have every one of its bytes: mapped items, tables, and what is left.

A byte that two properties claim is known (`shared`); a byte that none claims is an unmapped row.
"""

from collections.abc import Iterator, Mapping, Sequence

from workbench.adapters.forms import storage_call
from workbench.adapters.members import make_field, make_row
from workbench.adapters.plan import Call, Row
from workbench.adapters.units import Sheet, Tables, Unit, make_units
from workbench.codec import is_number
from workbench.layout import Item, Layout
from workbench.records import UNKNOWN, MapsBody
from workbench.truth.catalog import Operation

MAX_BYTES = 1 << 20
"""Bytes of a record that an adapter is made for: the files of these systems end at 32,760."""

MAX_COUNT = 10_000


def section_rows(
    layout: Layout, maps: Sequence[MapsBody], lines: Mapping[int, str], operation: Operation | None
) -> tuple[list[Row], list[str]]:
    """The rows of one record in the order of their bytes, and the problems that make them unusable."""
    if layout.bytes > MAX_BYTES or any(item.occurs > MAX_COUNT for item in layout.items):
        return [], [f"{layout.bytes} bytes; at most {MAX_BYTES} and {MAX_COUNT} entries of a table can be handled"]
    sheet = Sheet(layout, lines, operation, bytearray(layout.bytes))
    units = make_units(sheet, maps)
    sheet.mapped |= {unit.items[0].ordinal: unit.maps[0] for unit in units if len(unit.items) == len(unit.maps) == 1}
    for unit in units:
        for item in unit.items:
            sheet.claim(item)
    return _scope(sheet, units, (), 0), list(dict.fromkeys(sheet.problems))


def _scope(sheet: Sheet, units: Sequence[Unit], tables: Tables, base: int) -> list[Row]:
    """The rows of one scope: the record, or the entries of one table. `base` is where its first entry starts."""
    rows = [make_row(sheet, unit, base) for unit in units if unit.tables == tables]
    spare: list[Item] = []
    for item in sheet.layout.items:
        if item.tables and item.tables[:-1] == tables and item.tables[-1][0] == item.ordinal:
            inside = [unit for unit in units if unit.tables[: len(item.tables)] == item.tables]
            if item.view and not inside:
                spare.append(item)
            else:
                rows += _tables(sheet, inside, item, base)
    rows = [*_mark_shared(rows), *_leftovers(sheet, tables, base)]
    for item in spare:
        rows += _tables(sheet, [], item, base)
    return sorted(rows, key=lambda row: (row.at, row.ordinal))


def _tables(sheet: Sheet, units: Sequence[Unit], item: Item, base: int) -> Iterator[Row]:
    """The tables of one repeated item: one for every array that its fields go to, or one without a property."""
    depth = len(item.tables) - 1
    arrays = list(dict.fromkeys(unit.levels[depth] for unit in units)) or [""]
    for path in arrays:
        chosen = [unit for unit in units if unit.levels[depth] == path]
        counter = _counter(sheet, item) if units else ()
        sheet.counters |= {one.ordinal for one in counter}
        rows = _scope(sheet, chosen, item.tables, item.offset) if units or not _is_taken(sheet, item) else []
        if rows:
            yield Row(
                kind="table", name=item.name, ordinal=item.ordinal, at=item.offset - base,
                size=item.bytes * item.occurs, stride=item.bytes, count=item.occurs, path=path, mapped=bool(units),
                rows=tuple(rows), counter=counter, lines=sheet.lines.get(item.ordinal, ""),
            )  # fmt: skip
    sheet.taken[item.offset : item.offset + item.bytes * item.occurs] = b"\1" * (item.bytes * item.occurs)


def _is_taken(sheet: Sheet, item: Item) -> bool:
    return all(sheet.taken[item.offset : item.offset + item.bytes])


def _counter(sheet: Sheet, item: Item) -> tuple[Row, ...]:
    """The field that counts the entries in use; none when there is none outside of every table."""
    if item.depending == UNKNOWN or len(item.tables) > 1:
        return ()
    found = [one for one in sheet.layout.leaves() if one.name.upper() == item.depending.upper() and not one.tables]
    usable = [one for one in found if is_number(one) and one.picture.scale <= 0]
    if not usable:
        sheet.problems.append(f"{item.name} is counted by {item.depending}, which is no whole number of the record")
        return ()
    body = sheet.mapped.get(usable[0].ordinal)
    path = body.property if body and body.transform.kind in {"integer", "copy"} else ""
    row = make_field(sheet, usable[0], 0, Call(piece="Integer"), path)
    return (row.model_copy(update={"shared": row.ordinal in sheet.counters}),)


def _mark_shared(rows: Sequence[Row]) -> list[Row]:
    """The rows, those marked whose bytes another row has too."""
    spans = [span for row in rows for span in _spans(row)]
    return [
        row.model_copy(update={"shared": True}) if row.kind == "field" and _overlaps(row, spans) else row
        for row in rows
    ]


def _spans(row: Row) -> list[tuple[int, int]]:
    parts = row.rows if row.kind == "join" else (row,)
    return [(part.at, part.at + part.size) for part in parts]


def _overlaps(row: Row, spans: Sequence[tuple[int, int]]) -> bool:
    return sum(start < row.at + row.size and row.at < end for start, end in spans) > 1


def _leftovers(sheet: Sheet, tables: Tables, base: int) -> Iterator[Row]:
    """Rows for the bytes of a scope that nothing has claimed; a view counts only where it is longer than the rest."""
    leaves = [item for item in sheet.layout.leaves() if item.tables == tables]
    for item in sorted(leaves, key=lambda item: item.view):
        for start, end in _free(sheet, item):
            whole = end - start == item.bytes
            yield Row(
                kind="counter" if item.ordinal in sheet.counters else "unmapped", name=item.name, ordinal=item.ordinal,
                at=start - base, size=end - start, storage=storage_call(item) if whole else _filling(item, end - start),
                value=Call(piece="Integer"), mapped=False, lines=sheet.lines.get(item.ordinal, ""),
            )  # fmt: skip
        sheet.claim(item)


def _filling(item: Item, size: int) -> Call:
    """What an empty record has in some bytes of an item that are not all of it."""
    if item.usage.form == "display":
        return Call(piece="Zoned" if is_number(item) else "Text", args=(size,))
    return Call(piece="Opaque", args=(size,))


def _free(sheet: Sheet, item: Item) -> list[tuple[int, int]]:
    """The stretches of an item that are not taken: start and end, counted in the record."""
    found: list[tuple[int, int]] = []
    place, end = item.offset, item.offset + item.bytes
    while (start := sheet.taken.find(0, place, end)) >= 0:
        stop = sheet.taken.find(1, start, end)
        found.append((start, stop if stop >= 0 else end))
        place = found[-1][1]
    return found
