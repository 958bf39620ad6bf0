"""Names that a build kept: -debug and -fdump hand the names of items to the runtime, beside their descriptors.

A stripped module without them has no names of data; then none are given.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.image import Image
from workbench.reverse.machine import Call
from workbench.reverse.places import ARGUMENT, Base, Place
from workbench.reverse.programs import Program
from workbench.reverse.values import Value, constant

GIVES = {"cob_dump_field": (1, 2, "-fdump"), "cob_dump_field_ext": (1, 2, "-fdump"),
         "cob_check_numeric": (1, 0, "-debug")}  # fmt: skip
"""Functions that are handed a name and its item: which arguments, and which option of the compiler calls them."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*$")
RECORD = re.compile(r"'([A-Za-z0-9][A-Za-z0-9_-]*)'")


@dataclass(frozen=True)
class Kept:
    """A name, the option that kept it, and the address of the call that says it."""

    name: str
    option: str
    at: int


@dataclass
class Names:
    """Names by base, offset and length of the first occurrence; of records by base; how often a name occurs."""

    items: dict[tuple[Base, int, int], Kept] = field(default_factory=dict)
    records: dict[Base, Kept] = field(default_factory=dict)
    occurs: dict[str, int] = field(default_factory=dict)


def names(
    image: Image, program: Program, tables: dict[int, Descriptor], where: Callable[[Value], Place | None]
) -> Names:
    """The names that the code of a program says."""
    made = Names()
    for one in program.calls(*GIVES):
        said, item, option = GIVES[one.name]
        name = image.text(constant(one.arguments[said]))
        for place, length in described(one, item, tables, where):
            if NAME.match(name) and name != "FILLER":
                made.items.setdefault((place.base, place.offset, length), Kept(name, option, one.at))
    for one in program.calls("cob_check_linkage"):
        record, found = where(one.arguments[0]), RECORD.match(image.text(constant(one.arguments[1])))
        if record and found and record.base.kind == ARGUMENT and not record.offset:
            made.records.setdefault(record.base, Kept(found[1], "-debug", one.at))
    for one in program.calls("cob_check_subscript"):
        name, most = image.text(constant(one.arguments[2])), one.arguments[1]
        if NAME.match(name) and isinstance(most, int) and 0 < most < 1 << 24:
            made.occurs[name] = most
    return made


def described(
    one: Call, number: int, tables: dict[int, Descriptor], where: Callable[[Value], Place | None]
) -> Iterator[tuple[Place, int]]:
    """The place and length of the item that a call is handed a descriptor of."""
    size, data = 0, 0  # type: Value, Value
    if number in one.fields:
        size, data, _ = one.fields[number]
    elif table := tables.get(constant(one.arguments[number])):
        size, data = table.size, table.data
    place = where(data) if data else None
    if place and isinstance(size, int) and size > 0:
        yield place, size
