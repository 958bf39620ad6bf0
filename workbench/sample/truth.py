"""What is right: for every elementary item its property, for every program its lines, for every erratum its place.

For tests and benchmarks only; nothing that maps may open these tables.
"""

from workbench.sample.model import Item
from workbench.sample.pages import Print
from workbench.sample.world import World

Table = list[list[str]]
"""Rows of text, the header first."""

MAPPING = ["program", "record", "field", "ordinal", "first", "last", "operation", "property", "transform", "kind"]
FIELDS = ["program", "record", "field", "ordinal", "level", "picture", "usage", "occurs", "redefines", "first", "last"]
ENDPOINTS = ["program", "title", "operation", "first", "last", "style", "place"]
ERRATA = ["erratum", "program", "record", "field", "attribute", "old", "new", "line"]


def tables(world: World, out: Print) -> dict[str, Table]:
    """The four tables by file name."""
    return {
        "mapping.csv": [MAPPING, *_mapping(world, out)],
        "fields.csv": [FIELDS, *_fields(world, out)],
        "endpoints.csv": [ENDPOINTS, *_endpoints(world, out)],
        "errata.csv": [ERRATA, *_errata(world, out)],
    }


def _mapping(world: World, out: Print) -> Table:
    rows = []
    for program in world.programs:
        for layout, ordinal, item in program.leaves():
            first, last = out.spans["field", program.name, layout.name, ordinal]
            paths = "|".join(target.dotted for target in item.targets)
            place = [program.name, layout.name, item.name, str(ordinal), str(first), str(last)]
            rows.append([*place, program.operation, paths, item.transform, item.kind])
    return rows


def _fields(world: World, out: Print) -> Table:
    rows = []
    for program in world.programs:
        for layout in program.records:
            for ordinal, item in enumerate(layout.items, start=1):
                first, last = out.spans["field", program.name, layout.name, ordinal]
                rows.append(
                    [program.name, layout.name, item.name, str(ordinal), *_declared(item), str(first), str(last)]
                )
    return rows


def _declared(item: Item) -> list[str]:
    return [f"{item.level:02d}", item.picture, item.usage if item.leaf else "", str(item.occurs), item.redefines]


def _endpoints(world: World, out: Print) -> Table:
    rows = []
    for program in world.programs:
        first, last = out.owners[program.name]
        rows.append(
            [program.name, program.title, program.operation, str(first), str(last), program.style, program.place]
        )
    return rows


def _errata(world: World, out: Print) -> Table:
    rows = []
    for e in world.errata:
        line, _ = out.spans["erratum", e.number]
        rows.append([e.label, e.program, e.record, e.field, e.attribute, e.old, e.new, str(line)])
    return rows
