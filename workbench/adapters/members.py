"""The row of one unit: a field, a join of several fields, or a field that is cut into several properties."""

from workbench.adapters.forms import Unfit, date_form, storage_call, value_call, width
from workbench.adapters.paths import steps
from workbench.adapters.plan import Call, Row
from workbench.adapters.units import Sheet, Unit
from workbench.codec import is_number
from workbench.layout import Item
from workbench.records import MapsBody

DATE_PARTS = {(4, 2, 2): "YYYYMMDD", (2, 2, 2, 2): "YYYYMMDD", (2, 2, 2): "YYMMDD"}
"""The date that numbers of so many digits make together; CC and YY are a year."""


def make_row(sheet: Sheet, unit: Unit, base: int) -> Row:
    """The row of a unit; its offsets count from `base`."""
    if len(unit.items) > 1:
        return _join(sheet, unit, base)
    if len(unit.maps) > 1:
        return _cut(sheet, unit, base)
    item = unit.items[0]
    return make_field(sheet, item, base, _call(sheet, item, unit.maps[0]), unit.levels[-1])


def _call(sheet: Sheet, item: Item, body: MapsBody) -> Call:
    try:
        return value_call(item, body.transform, sheet.target(body))
    except Unfit as error:
        sheet.problems.append(str(error))
        return Call(piece="Copy")


def make_field(sheet: Sheet, item: Item, base: int, value: Call, path: str = "") -> Row:
    """The row of one item."""
    return Row(
        kind="field", name=item.name, ordinal=item.ordinal, at=item.offset - base, size=item.bytes,
        storage=storage_call(item), value=value, path=path, lines=sheet.lines.get(item.ordinal, ""),
    )  # fmt: skip


def _join(sheet: Sheet, unit: Unit, base: int) -> Row:
    fields = tuple(
        make_field(sheet, item, base, _call(sheet, item, body))
        for item, body in zip(unit.items, unit.maps, strict=True)
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
    target = sheet.target(unit.maps[0])
    form = date_form(unit.maps[0].transform.option("source_form", ""))
    widths = [width(item) for item in unit.items]
    if not form and (separator == "-" or (target is not None and target.type == "date")):
        form = DATE_PARTS.get(tuple(widths), "")
    if not form or len(form) != sum(widths) or not all(map(is_number, unit.items)):
        return None
    return Call(piece="Day", args=(form,), named=(("width", len(form)),))


def _cut(sheet: Sheet, unit: Unit, base: int) -> Row:
    item = unit.items[0]
    separator = unit.maps[0].transform.option("separator", "")
    field_row = make_field(sheet, item, base, _call(sheet, item, unit.maps[0]))
    widths = _widths(sheet, unit, width(item) or item.bytes) if not separator else [0] * len(unit.maps)
    parts = []
    for body, size in zip(unit.maps, widths, strict=True):
        target = sheet.target(body)
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
    return ".".join(steps(name)[depth:])


def _widths(sheet: Sheet, unit: Unit, whole: int) -> list[int]:
    """Characters of each part: its `length`, else what its target holds, else an equal share of what is left."""
    found = []
    for body in unit.maps:
        said = body.transform.option("length", "")
        target = sheet.target(body)
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
