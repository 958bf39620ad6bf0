"""The block that CICS hands to a program (EIB): what is used of it in the lengths that IBM documents is an item.

A program whose commands a translator turned into calls of DFHEI1 gets the block as its first parameter. The layout says
only where bytes that are in use begin and end; of what nothing touches nothing is said.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from workbench.reverse.calls import RESOLVES
from workbench.reverse.image import Image
from workbench.reverse.places import ARGUMENT, Base
from workbench.reverse.programs import Program
from workbench.reverse.sighting import Sighting
from workbench.reverse.values import constant

COMMAND = "DFHEI1"
LENGTHS = (
    4, 4, 4, 4, 4, 2, 2, 2, 1, 2, 6, 8, 8, 8, *(1,) * 11, 4, 1, 1, 4, 4, 1,
)  # fmt: skip
"""Of its fields, from EIBTIME to EIBRLDBK."""
FIELDS = frozenset(zip(accumulate(LENGTHS, initial=0), LENGTHS, strict=False))


def documented(image: Image, program: Program, seen: Sequence[Sighting]) -> list[Sighting]:
    """What was seen, the fields of the block among it exact where the program gives commands to CICS."""
    block = Base(ARGUMENT, 1)
    if not any(image.text(constant(one.arguments[0])) == COMMAND for one in program.calls(*RESOLVES)):
        return list(seen)
    return [replace(one, exact=True) if one.place.base == block and _field(one) else one for one in seen]


def _field(one: Sighting) -> bool:
    return not one.place.strides and (one.place.offset, one.length) in FIELDS
