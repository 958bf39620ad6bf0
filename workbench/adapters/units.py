"""What belongs together: the mapping facts of one record, one unit for every row that an adapter will have.

Most units are one item and one property. Several items that are parts of one property are one unit, so are several
properties that are cut from one item. Facts that contradict one another are problems.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from workbench.adapters.forms import Unfit
from workbench.adapters.paths import array_paths, steps
from workbench.layout import Item, Layout
from workbench.records import MapsBody
from workbench.truth.catalog import Operation, Property

RESERVED = "_unmapped"
"""The key under which an adapter carries bytes without a property."""

Tables = tuple[tuple[int, int, int], ...]


@dataclass
class Unit:
    """One property, or several, and the items that make it. `levels`: the path of each array, last the path inside."""

    items: list[Item]
    maps: list[MapsBody]
    levels: list[str] = field(default_factory=list)

    @property
    def at(self) -> int:
        """Where the first of its items starts."""
        return min(item.offset for item in self.items)

    @property
    def tables(self) -> Tables:
        """The repeated items around it, outermost first."""
        return self.items[0].tables


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

    def claim(self, item: Item) -> None:
        """Mark the bytes of an item's first occurrence as taken."""
        self.taken[item.offset : item.offset + item.bytes] = b"\1" * item.bytes

    def target(self, body: MapsBody) -> Property | None:
        """What the target document says of a property, None when it is not at hand."""
        return self.operation.find(body.property) if self.operation else None


def make_units(sheet: Sheet, maps: Sequence[MapsBody]) -> list[Unit]:
    """The units of one record in the order of their bytes; what contradicts itself is added to the problems."""
    known = sheet.layout.by_ordinal
    usable = [body for body in maps if body.ordinal in known and not _is_object(known[body.ordinal], body)]
    sheet.problems += _path_problems(usable)
    units = [Unit([known[group[0].ordinal]], group) for group in _cuts(usable)]
    cut = {unit.items[0].ordinal for unit in units}
    for group in _by_property([body for body in usable if body.ordinal not in cut]):
        units.append(Unit([known[body.ordinal] for body in group], group))
    for unit in units:
        sheet.problems += _unit_problems(unit)
    _level(sheet, units, maps)
    sheet.problems += _array_problems(sheet.layout, units)
    return sorted(units, key=lambda unit: (unit.at, unit.items[0].ordinal))


def _is_object(item: Item, body: MapsBody) -> bool:
    return item.is_group and body.transform.kind == "group"


def _is_part(body: MapsBody) -> bool:
    return body.transform.kind == "part"


def part_index(body: MapsBody) -> int:
    """Which part a mapping is, from 1; 0 when it does not say."""
    said = body.transform.option("index")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0


def _cuts(maps: Sequence[MapsBody]) -> Iterator[list[MapsBody]]:
    """The mappings of each item that is cut into several properties, in the order of the parts."""
    for ordinal in sorted({body.ordinal for body in maps}):
        group = [body for body in maps if body.ordinal == ordinal]
        if len(group) > 1 and all(map(_is_part, group)):
            yield sorted(group, key=part_index)


def _by_property(maps: Sequence[MapsBody]) -> Iterator[list[MapsBody]]:
    """The mappings of each property, in the order of the parts."""
    for name in dict.fromkeys(body.property for body in maps):
        yield sorted(
            (body for body in maps if body.property == name), key=lambda body: (part_index(body), body.ordinal)
        )


def _path_problems(maps: Sequence[MapsBody]) -> Iterator[str]:
    """Paths that cannot all be in one object."""
    paths = {body.property: tuple(steps(body.property)) for body in maps}
    inner = {path[:end] for path in paths.values() for end in range(1, len(path))}
    for name, path in paths.items():
        if "" in path or path[0] == RESERVED:
            yield f"{name!r} is no path of a property"
        if path in inner:
            yield f"{name} would be a value and an object"


def _unit_problems(unit: Unit) -> Iterator[str]:
    names = ", ".join(body.field for body in unit.maps)
    if len(unit.items) > 1 and not all(map(_is_part, unit.maps)):
        yield f"{names} all map to {unit.maps[0].property}"
        return
    if len(unit.maps) > 1 and len({body.property for body in unit.maps}) not in {1, len(unit.maps)}:
        yield f"{unit.maps[0].field} has two parts that are one property"
    said = [part_index(body) for body in unit.maps if _is_part(body)]
    counts = {body.transform.option("count", str(len(said))) for body in unit.maps if _is_part(body)}
    if any(said) and (said != list(range(1, len(said) + 1)) or counts != {str(len(said))}):
        yield f"parts {said} of {'/'.join(sorted(counts))} of {unit.maps[0].property} are known, not all"
    if any(item.tables != unit.tables for item in unit.items):
        yield f"the parts of {unit.maps[0].property} do not repeat together"


def _level(sheet: Sheet, units: Sequence[Unit], maps: Sequence[MapsBody]) -> None:
    """Cut every unit's path at its arrays."""
    known = array_paths(sheet.layout, maps, sheet.operation)
    for unit in units:
        tables = tuple(ordinal for ordinal, _, _ in unit.tables)
        try:
            unit.levels = known(unit.maps[0].property, tables)
        except Unfit as error:
            sheet.problems.append(str(error))
            unit.levels = [*(f"table{ordinal}" for ordinal in tables), unit.maps[0].property]


def _array_problems(layout: Layout, units: Sequence[Unit]) -> Iterator[str]:
    """What stands at a path is an array or an object, and an array that two tables feed has one length."""
    lengths: dict[str, tuple[int, str]] = {}
    for unit in units:
        for path, length in _shapes(layout, unit):
            if lengths.setdefault(path, length) != length:
                alike = min(lengths[path][0], length[0]) > 0
                yield f"{path} is fed by tables of different lengths" if alike else f"{path} is an array and an object"


def _shapes(layout: Layout, unit: Unit) -> Iterator[tuple[str, tuple[int, str]]]:
    """Every step on a unit's paths: the length of the array there and its counter, (0, "") for an object."""
    for body in unit.maps:
        names, ends = steps(body.property), list(accumulate(len(steps(level)) for level in unit.levels[:-1]))
        tables = {end: (count, layout.item(ordinal).depending.upper())
                  for end, (ordinal, count, _) in zip(ends, unit.tables, strict=True)}  # fmt: skip
        for end in range(1, len(names) + (len(names) in tables)):
            yield ".".join(names[:end]), tables.get(end, (0, ""))
