"""The rows of one record: mapped items become fields, joins, cuts and tables; every byte that is left is unmapped.

Bytes are claimed in the order of the text, so the rows of a record together cover each of its bytes, and a byte that
two properties claim is known (`shared`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.adapters.forms import Unfit, date_form, storage_call, value_call, width
from workbench.adapters.paths import array_paths
from workbench.adapters.plan import Call, Row
from workbench.codec import is_number
from workbench.layout import MAX_RECORD, Item, Layout
from workbench.records import UNKNOWN, MapsBody
from workbench.truth.catalog import Operation

MAX_COUNT = 10_000


@dataclass
class Unit:
    """One property, or several, and the items that make it: what becomes one row."""

    items: list[Item]
    maps: list[MapsBody]
    levels: list[str] = field(default_factory=list)

    @property
    def at(self) -> int:
        """Where the first of its items starts."""
        return min(item.offset for item in self.items)


@dataclass
class Sheet:
    """What is known while the rows of a record are made. `taken` marks the bytes that some row has claimed."""

    layout: Layout
    lines: Mapping[int, str]
    operation: Operation | None
    taken: bytearray
    mapped: dict[int, MapsBody] = field(default_factory=dict)
    counters: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def section_rows(
    layout: Layout, maps: Sequence[MapsBody], lines: Mapping[int, str], operation: Operation | None
) -> tuple[list[Row], list[str]]:
    """The rows of one record in the order of their bytes, and the problems that make them unusable."""
    if layout.bytes > MAX_RECORD:
        return [], [f"{layout.bytes} bytes are too many"]
    sheet = Sheet(layout, lines, operation, bytearray(layout.bytes))
    units = _units(sheet, maps)
    _level(sheet, units, maps)
    for unit in units:
        if len(unit.items) == 1 and len(unit.maps) == 1:
            sheet.mapped[unit.items[0].ordinal] = unit.maps[0]
    rows = _scope(sheet, units, (), 0)
    return rows, sheet.problems


def _units(sheet: Sheet, maps: Sequence[MapsBody]) -> list[Unit]:
    """One unit per property, or per item that several properties are cut from."""
    known = {item.ordinal: item for item in sheet.layout.items}
    usable = [body for body in maps if body.ordinal in known and not _is_object(known[body.ordinal], body)]
    by_property: dict[str, list[MapsBody]] = {}
    by_item: dict[int, list[MapsBody]] = {}
    for body in usable:
        by_property.setdefault(body.property, []).append(body)
        by_item.setdefault(body.ordinal, []).append(body)
    cut = {ordinal for ordinal, bodies in by_item.items() if len(bodies) > 1 and all(map(_is_part, bodies))}
    units = [Unit([known[ordinal]], sorted(by_item[ordinal], key=_index)) for ordinal in sorted(cut)]
    for name, bodies in by_property.items():
        rest = [body for body in bodies if body.ordinal not in cut]
        if len(rest) > 1 and all(map(_is_part, rest)):
            rest.sort(key=_index)
            units.append(Unit([known[body.ordinal] for body in rest], rest))
        elif rest:
            units.append(Unit([known[rest[0].ordinal]], rest[:1]))
        if len(rest) != len(bodies) and rest or (len(rest) > 1 and not all(map(_is_part, rest))):
            fields = ", ".join(dict.fromkeys(body.field for body in bodies))
            sheet.problems.append(f"{fields} all map to {name}")
    return sorted(units, key=lambda unit: (unit.at, unit.items[0].ordinal))


def _is_object(item: Item, body: MapsBody) -> bool:
    return item.is_group and body.transform.kind == "group"


def _is_part(body: MapsBody) -> bool:
    return body.transform.kind == "part"


def _index(body: MapsBody) -> int:
    said = body.transform.option("index")
    return int(said) if said.isdecimal() and len(said) < 4 else 0


def _level(sheet: Sheet, units: Sequence[Unit], maps: Sequence[MapsBody]) -> None:
    """Cut every unit's path at its arrays."""
    known = array_paths(sheet.layout, maps, sheet.operation)
    for unit in units:
        tables = [ordinal for ordinal, _, _ in unit.items[0].tables]
        if any(item.tables != unit.items[0].tables for item in unit.items):
            sheet.problems.append(f"the parts of {unit.maps[0].property} do not repeat together")
        try:
            unit.levels = known(unit.maps[0].property, tables)
        except Unfit as error:
            sheet.problems.append(str(error))
            unit.levels = [*(f"table{ordinal}" for ordinal in tables), unit.maps[0].property]


def _scope(sheet: Sheet, units: Sequence[Unit], tables: tuple[tuple[int, int, int], ...], base: int) -> list[Row]:
    """The rows of one scope: the record, or the entries of one table. `base` is where its first entry starts."""
    rows = [_row(sheet, unit, base) for unit in units if unit.items[0].tables == tables]
    for item in sheet.layout.items:
        if item.tables[:-1] == tables and item.tables and item.tables[-1][0] == item.ordinal:
            inside = [unit for unit in units if unit.items[0].tables[: len(tables) + 1] == item.tables]
            rows += _tables(sheet, inside, item, base)
    rows = _mark_shared(rows)
    return sorted([*rows, *_leftovers(sheet, tables, base)], key=lambda row: (row.at, row.ordinal))


def _claim(sheet: Sheet, item: Item) -> None:
    sheet.taken[item.offset : item.offset + item.bytes] = b"\1" * item.bytes


def _call(sheet: Sheet, item: Item, body: MapsBody) -> Call:
    target = sheet.operation.find(body.property) if sheet.operation else None
    try:
        return value_call(item, body.transform, target)
    except Unfit as error:
        sheet.problems.append(str(error))
        return Call(piece="Copy")


def _row(sheet: Sheet, unit: Unit, base: int) -> Row:
    """The row of one unit: a join of several items, a cut into several properties, or one field."""
    for item in unit.items:
        _claim(sheet, item)
    if len(unit.items) > 1:
        return _join(sheet, unit, base)
    if len(unit.maps) > 1:
        return _cut(sheet, unit, base)
    item = unit.items[0]
    return _field(sheet, item, base, _call(sheet, item, unit.maps[0]), unit.levels[-1])


def _field(sheet: Sheet, item: Item, base: int, value: Call, path: str = "") -> Row:
    return Row(
        kind="field", name=item.name, ordinal=item.ordinal, at=item.offset - base, size=item.bytes,
        storage=storage_call(item), value=value, path=path, lines=sheet.lines.get(item.ordinal, ""),
    )  # fmt: skip


def _join(sheet: Sheet, unit: Unit, base: int) -> Row:
    fields = tuple(
        _field(sheet, item, base, _call(sheet, item, body)) for item, body in zip(unit.items, unit.maps, strict=True)
    )
    first = unit.maps[0]
    separator = first.transform.option("separator", "")
    day = _joined_day(sheet, unit, separator)
    return Row(
        kind="join", name=fields[0].name, ordinal=fields[0].ordinal, at=min(row.at for row in fields),
        size=sum(row.size for row in fields), value=day or Call(piece="Copy"), path=unit.levels[-1],
        separator="" if day else separator, rows=fields,
    )  # fmt: skip


def _joined_day(sheet: Sheet, unit: Unit, separator: str) -> Call | None:
    """The date that year, month and day fields make together: told by its form, its target or its dashes."""
    target = sheet.operation.find(unit.maps[0].property) if sheet.operation else None
    form = date_form(unit.maps[0].transform.option("source_form", ""))
    widths = [width(item) for item in unit.items]
    if not form and (separator == "-" or (target is not None and target.type == "date")):
        form = {(4, 2, 2): "YYYYMMDD", (2, 2, 2, 2): "YYYYMMDD", (2, 2, 2): "YYMMDD"}.get(tuple(widths), "")
    if not form or len(form) != sum(widths) or not all(map(is_number, unit.items)):
        return None
    return Call(piece="Day", args=(form,), named=(("width", len(form)),))


def _cut(sheet: Sheet, unit: Unit, base: int) -> Row:
    item = unit.items[0]
    separator = unit.maps[0].transform.option("separator", "")
    field_row = _field(sheet, item, base, _call(sheet, item, unit.maps[0]))
    widths = _widths(sheet, unit, width(item) or item.bytes) if not separator else [0] * len(unit.maps)
    parts = []
    for body, size in zip(unit.maps, widths, strict=True):
        target = sheet.operation.find(body.property) if sheet.operation else None
        dated = target is not None and target.type == "date" and size == 8
        value = Call(piece="Day", args=("YYYYMMDD",), named=(("width", 8),)) if dated else Call(piece="Copy")
        parts.append((_last(body.property, unit), size, value))
    return Row(
        kind="cut", name=item.name, ordinal=item.ordinal, at=item.offset - base, size=item.bytes, separator=separator,
        rows=(field_row,), parts=tuple(parts),
    )  # fmt: skip


def _last(name: str, unit: Unit) -> str:
    """The path inside an entry of another property of the same unit."""
    depth = len(unit.maps[0].property.split(".")) - len(unit.levels[-1].split("."))
    return ".".join(step.removesuffix("[]") for step in name.split(".")[depth:])


def _widths(sheet: Sheet, unit: Unit, whole: int) -> list[int]:
    """Characters of each part: its `length`, else what its target holds, else an equal share of what is left."""
    found = []
    for body in unit.maps:
        said = body.transform.option("length", "")
        target = sheet.operation.find(body.property) if sheet.operation else None
        size = int(said) if said.isdecimal() and len(said) < 5 else 0
        if not size and target is not None:
            size = 8 if target.type == "date" else target.max_length or 0
        found.append(size)
    open_parts = [place for place, size in enumerate(found) if not size]
    rest = whole - sum(found)
    for place in open_parts:
        found[place] = rest // len(open_parts)
    if sum(found) != whole or min(found) < 1:
        sheet.problems.append(f"the parts of {unit.items[0].name} have {found} characters, the field {whole}")
    return found


def _tables(sheet: Sheet, units: Sequence[Unit], item: Item, base: int) -> Iterator[Row]:
    """The tables of one repeated item: one for every array that its fields go to, or one without a property."""
    depth = len(item.tables) - 1
    if item.occurs > MAX_COUNT:
        sheet.problems.append(f"{item.name} repeats {item.occurs} times; at most {MAX_COUNT} can be handled")
        return
    arrays = list(dict.fromkeys(unit.levels[depth] for unit in units)) or [""]
    for place, path in enumerate(arrays):
        chosen = [unit for unit in units if unit.levels[depth] == path]
        rows = _scope(sheet, chosen, item.tables, item.offset) if units or not _is_taken(sheet, item) else []
        if rows:
            yield Row(
                kind="table", name=item.name, ordinal=item.ordinal, at=item.offset - base, size=item.bytes * item.occurs,
                stride=item.bytes, count=item.occurs, path=path, mapped=bool(units), rows=tuple(rows),
                counter=_counter(sheet, item) if units else (), lines=sheet.lines.get(item.ordinal, ""),
                shared=place > 0,
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
    sheet.counters.add(usable[0].ordinal)
    path = body.property if body and body.transform.kind in {"integer", "copy"} else ""
    return (_field(sheet, usable[0], 0, Call(piece="Integer"), path),)


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


def _leftovers(sheet: Sheet, tables: tuple[tuple[int, int, int], ...], base: int) -> Iterator[Row]:
    """Rows for the bytes of a scope that nothing has claimed; a view counts only where it is longer than the rest."""
    leaves = [item for item in sheet.layout.leaves() if item.tables == tables]
    for item in sorted(leaves, key=lambda item: item.view):
        for start, end in _free(sheet, item):
            whole = end - start == item.bytes
            storage = storage_call(item) if whole else _filling(item, end - start)
            yield Row(
                kind="counter" if item.ordinal in sheet.counters else "unmapped", name=item.name, ordinal=item.ordinal, at=start - base, size=end - start,
                storage=storage, mapped=False, value=Call(piece="Integer"), lines=sheet.lines.get(item.ordinal, ""),
            )  # fmt: skip
        _claim(sheet, item)


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
