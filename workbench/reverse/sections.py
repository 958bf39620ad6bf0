"""Which section of the data division a place belongs to."""

from collections.abc import Collection, Mapping

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.image import Image
from workbench.reverse.places import ARGUMENT, HEAP, POINTER, Base
from workbench.reverse.programs import Program
from workbench.reverse.recovered import Number, Section

SOURCE, LITERAL, COLUMN, SIZE, ROOM = 16, 32, 52, 56, 64
"""Members of what the compiler makes of a field of a report: where it is moved from, its literal, the column that it is
printed at, its size; and how long the whole is. It begins with the next field and the field's descriptor."""
WRITES = "cob_report_initiate"


def section(
    base: Base, address: Number, records: Mapping[int, int], printed: Collection[range], shared: set[int]
) -> Section:
    """The section of what lies at a place. `records`: of files, with their lengths; `printed`: see `printed_lines`.

    `shared`: see `external`.
    """
    if base.kind == ARGUMENT:
        return "linkage"
    if base.kind == HEAP:
        return "local-storage"
    if base.kind == POINTER:
        return "external" if base.number in shared else "based"
    if any(address in line for line in printed):
        return "report"
    known = isinstance(address, int) and any(one <= address < one + size for one, size in records.items())
    return "file" if known else "working-storage"


def external(program: Program) -> set[int]:
    """Pointers that were got by a name other programs share."""
    found = set()
    for one in program.story.told:
        if not hasattr(one, "arguments") and one.wrote is not None and isinstance(one.place, int):
            if program.story.symbols.key(one.wrote)[2:] == ("cob_external_addr",):
                found.add(one.place)
    return found


def printed_lines(image: Image, tables: Mapping[int, Descriptor]) -> list[range]:
    """Where the lines of reports lie: what the report writer fills, field by field, each at its column.

    A field is told from whatever else points to a descriptor by its size, which stands there again; a runtime that
    keeps them otherwise has none.
    """
    if WRITES not in image.imports.values():
        return []
    ends: dict[int, int] = {}
    for at in _fields(image, tables):
        one = tables[image.pointer(at + 8)]
        line = one.data - image.word(at + COLUMN, 4) + 1
        ends[line] = max(ends.get(line, 0), one.data + one.size)
    for one in tables.values():
        if one.data in ends and not one.attribute.numeric:
            ends[one.data] = max(ends[one.data], one.data + one.size)
    return [range(line, end) for line, end in sorted(ends.items())]


def _fields(image: Image, tables: Mapping[int, Descriptor]) -> list[int]:
    """Addresses of the fields of reports."""
    found = []
    for part in image.sections:
        for at in range((part.address + 7) & ~7, part.end - ROOM + 1, 8) if part.writable and part.data else ():
            one = tables.get(image.pointer(at + 8))
            if one and one.data and image.word(at + SIZE, 4) == one.size and 0 < image.word(at + COLUMN, 4) <= one.data:
                if image.pointer(at + SOURCE) in (0, *tables) or image.text(image.pointer(at + LITERAL)):
                    found.append(at)
    return found
