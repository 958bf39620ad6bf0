"""Where something is: in the program's own storage, in an argument, or behind a pointer; and at which offset.

The first occurrence stands for a table: subscripts count from 1, loops over pointers begin where they begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.reverse.descriptors import Descriptor
from workbench.reverse.image import Image
from workbench.reverse.values import Key, Symbols, Value, constant, terms

STATIC, ARGUMENT, POINTER, HEAP = "static", "argument", "pointer", "heap"

ALLOCATES = frozenset({"cob_malloc", "cob_cache_malloc", "cob_fast_malloc", "cob_external_addr", "calloc", "malloc"})


@dataclass(frozen=True, order=True)
class Base:
    """What offsets count from.

    static: addresses of the image themselves. argument: the number of the parameter, from 1. pointer: a pointer that
    is kept at an address of the image. heap: storage got at an address of the code.
    """

    kind: str
    number: int


@dataclass(frozen=True, order=True)
class Place:
    """An offset in bytes from a base; `strides` are the distances of subscripts, the widest first."""

    base: Base
    offset: int
    strides: tuple[int, ...] = ()


STORAGE = Base(STATIC, 0)
ALIGNED = 16
"""Records of the program's own storage begin at so many bytes."""


def beside(place: Place, by: int) -> Place:
    """The place so many bytes behind another one."""
    return replace(place, offset=place.offset + by)


def place(image: Image, symbols: Symbols, value: Value) -> Place | None:
    """The place that an address means, None when it is not in any data that is known."""
    number, found = constant(value), STORAGE if _own(image, constant(value)) else None
    strides: list[int] = []
    for symbol, times in terms(value):
        key = symbols.keys[symbol]
        base = _base(image, key) if times == 1 and found is None else None
        if base is not None:
            found = base
            continue
        number += times * _first(key)
        if key[0] == "stack":
            return None
        strides.append(abs(times))
    if found is None or (found is not STORAGE and not -(1 << 20) < number < 1 << 26):
        return None
    return Place(found, number, tuple(sorted(strides, reverse=True)))


def _own(image: Image, address: int) -> bool:
    found = image.section(address)
    return found is not None and found.writable and not found.name.startswith((".got", ".dynamic"))


def _base(image: Image, key: Key) -> Base | None:
    """The base that an unknown is, if it is one."""
    if key[0] == "argument" and key[1] > 0:
        return Base(ARGUMENT, key[1])
    if key[0] == "item" and key[2] == 8 and isinstance(key[1], int):
        return Base(POINTER, key[1])
    if key[0] == "result" and key[2] in ALLOCATES:
        return Base(HEAP, key[1])
    return None


def _first(key: Key) -> int:
    """The smallest value that a subscript has."""
    return 0 if key[0] == "step" else 1


def own(tables: dict[int, Descriptor], image: Image) -> Iterator[tuple[Descriptor, Place]]:
    """The descriptors of a module that say where their data are, and do not describe literals."""
    for one in tables.values():
        if one.data and image.writable(one.data) and not one.attribute.constant:
            if one.attribute.type != "figurative":
                yield one, Place(Base(STATIC, 0), one.data)
