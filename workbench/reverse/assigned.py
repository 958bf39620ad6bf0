"""What a file is assigned to where the program has no item for it: `ASSIGN TO STOCKFIL`.

The compiler makes a room of its own for such a name, puts the name into it before anything else happens, and says where
it is in a descriptor on the stack. The room is no item: no statement of the program can name it.
"""

from collections import defaultdict
from typing import NamedTuple

from workbench.records import UNKNOWN
from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.programs import Program
from workbench.reverse.values import Value, constant, plus, terms

ROOM = 4095
"""Bytes of the room that the compiler makes for a name."""

LONGEST = 255
"""Bytes of a name that are looked at."""

COPIES = frozenset({"memcpy", "memmove", "mempcpy", "cob_move_ibm"})


Stores = dict[Value, list[tuple[int, Value]]]
"""Place -> the number of each store there, in the order of all stores, and what was stored."""


class Assigned(NamedTuple):
    """The name, and the addresses of the room that it is kept in."""

    name: str
    room: range


def stores(program: Program) -> Stores:
    """What a program stores at each place, in order."""
    found: Stores = defaultdict(list)
    written = ((one.place, one.wrote) for one in program.story.told if isinstance(one, Touch) and one.wrote is not None)
    for number, (place, value) in enumerate(written):
        found[place].append((number, value))
    return found


def assigned(image: Image, program: Program, stored: Stores, handle: int, member: int) -> Assigned | None:
    """What the file behind a pointer is assigned to, where that is a room of its own; None where it is anything else.

    handle: the address of the pointer. member: where the file's structure keeps its descriptor.
    """
    told = [one for place, found in stored.items() if _is(program, place, handle, member) for one in found]
    for number, descriptor in told:
        if isinstance(descriptor, int):
            continue
        size, data = (_nearest(stored.get(plus(descriptor, each), []), number) for each in (0, 8))
        if size == ROOM and isinstance(data, int) and image.section(data):
            return Assigned(_name(image, program, data), range(data, data + ROOM))
    return None


def _is(program: Program, place: Value, handle: int, member: int) -> bool:
    """Whether a place is a member of the structure that the pointer at `handle` leads to."""
    known = terms(place)
    return (
        len(known) == 1
        and constant(place) == member
        and program.story.symbols.keys[known[0][0]][:2] == ("item", handle)
    )


def _nearest(found: list[tuple[int, Value]], number: int) -> Value:
    """What was stored nearest to a store, before or after it: a place on the stack serves several descriptors."""
    return min(found, key=lambda one: abs(one[0] - number))[1] if found else 0


def _name(image: Image, program: Program, data: int) -> str:
    """The name that the program puts into a room, up to the spaces behind it."""
    found: dict[int, int] = {}
    for one in program.story.told:
        if isinstance(one, Call) and one.name in COPIES and one.arguments[0] == data:
            source, count = one.arguments[1:3]
            raw = image.read(source, count) if isinstance(source, int) and isinstance(count, int) else b""
            found |= {at: byte for at, byte in enumerate(raw[:LONGEST]) if at not in found}
        elif isinstance(one, Touch) and isinstance(one.place, int) and isinstance(one.wrote, int) and one.size <= 8:
            at = one.place - data
            if 0 <= at < LONGEST:
                raw = (one.wrote & ((1 << 8 * one.size) - 1)).to_bytes(one.size, "little")
                found |= {at + more: byte for more, byte in enumerate(raw) if at + more not in found}
    text = bytes(found[at] for at in range(min(LONGEST, len(found))) if at in found).partition(b" ")[0]
    whole = text and all(at in found for at in range(len(text)))
    name = text.decode("latin-1")
    return name if whole and name.isprintable() else UNKNOWN
