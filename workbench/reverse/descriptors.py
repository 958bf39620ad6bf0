"""Field descriptors: the tables in which a compiled program says what an item is.

A descriptor is 24 bytes (size, address of the data, address of the attributes), attributes are 16 or 24 bytes (type,
digits, scale, flags, edited picture). They are found by their shape and their relocations, not by symbols.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.records import UNKNOWN
from workbench.reverse.image import Image, Section

TYPES = {
    0x01: "group", 0x02: "boolean", 0x10: "display", 0x11: "binary", 0x12: "packed", 0x13: "float", 0x14: "double",
    0x15: "long double", 0x16: "decimal64", 0x17: "decimal128", 0x18: "binary32", 0x19: "binary64", 0x1A: "binary128",
    0x1B: "native", 0x21: "alphanumeric", 0x22: "figurative", 0x23: "alphanumeric edited", 0x24: "numeric edited",
    0x40: "national", 0x41: "national edited",
}  # fmt: skip
"""Type codes of attributes, and the words that are written for them."""
BINARY = ("binary", "native", "packed", "float", "double")
"""Numbers that are no text: bytes are moved to one as they are only from one alike."""

SIGNED, SEPARATE, LEADING, BLANK_ZERO, JUSTIFIED, SWAPPED, REAL_BINARY = 1, 2, 4, 8, 0x10, 0x20, 0x40
POINTER, NO_NIBBLE, REAL_SIGN, TRUNCATED, CONSTANT = 0x80, 0x100, 0x400, 0x800, 0x1000
MOST_SIZE = 1 << 28


@dataclass(frozen=True)
class Attribute:
    """What a descriptor says of its item: `type` is a word of TYPES; `picture` is "unknown" unless edited."""

    type: str
    digits: int
    scale: int
    flags: int
    picture: str = UNKNOWN

    @property
    def signed(self) -> bool:
        """Whether it holds a sign."""
        return bool(self.flags & SIGNED)

    @property
    def constant(self) -> bool:
        """Whether it describes a literal."""
        return bool(self.flags & CONSTANT)

    @property
    def numeric(self) -> bool:
        """Whether it is a number that can be computed with."""
        return self.type not in ("group", "boolean", "alphanumeric", "figurative") and "edited" not in self.type


@dataclass(frozen=True)
class Descriptor:
    """A field descriptor at `address`; `data` is 0 where the program sets it while it runs (linkage, tables)."""

    address: int
    size: int
    data: int
    attribute: Attribute


def attribute(image: Image, address: int) -> Attribute | None:
    """The attributes at an address, when what stands there can be some."""
    raw = image.read(address, 16)
    if len(raw) < 16 or not image.section(address) or address % 8:
        return None
    code, digits, flags = (int.from_bytes(raw[at : at + 2], "little") for at in (0, 2, 6))
    scale = int.from_bytes(raw[4:6], "little", signed=True)
    if code not in TYPES or (digits > 38 and code != 0x24) or digits > 160 or abs(scale) > 160 or flags > 0x3FFF:
        return None
    symbols = image.pointer(address + 8)
    if not symbols and raw[8:16] != bytes(8):
        return None
    picture = edited(image, symbols) if symbols else UNKNOWN
    if symbols and picture == UNKNOWN:
        return None
    return Attribute(TYPES[code], digits, scale, flags, picture)


def edited(image: Image, address: int) -> str:
    """An edited picture, from its run-length symbols of eight bytes each: `Z(3),Z(2)9.9(2)-`."""
    made: list[str] = []
    for at in range(address, address + 8 * 200, 8):
        raw = image.read(at, 8)
        if len(raw) < 8 or raw[1:4] != bytes(3):
            return UNKNOWN
        times = int.from_bytes(raw[4:8], "little")
        if not raw[0]:
            return "".join(made) or UNKNOWN
        if not 0 < times < 10_000 or not 32 < raw[0] < 127:
            return UNKNOWN
        made.append(chr(raw[0]) * times if times < 4 else f"{chr(raw[0])}({times})")
    return UNKNOWN


def descriptors(image: Image) -> dict[int, Descriptor]:
    """Every descriptor in the image's data, by address."""
    found: dict[int, Descriptor] = {}
    known: dict[int, Attribute | None] = {}
    for part in image.sections:
        if part.code or not part.data or part.name.startswith((".got", ".dynamic", ".init", ".fini")):
            continue
        for one in _in_section(image, part, known):
            found[one.address] = one
    return found


def _in_section(image: Image, part: Section, known: dict[int, Attribute | None]) -> Iterator[Descriptor]:
    for at in _candidates(image, part):
        target = image.pointer(at + 16)
        if target not in known:
            known[target] = attribute(image, target)
        said, size, data = known[target], image.word(at), image.pointer(at + 8)
        if said is None or not 0 < size < MOST_SIZE or at in image.pointers or not fits(said, size):
            continue
        if data or image.read(at + 8, 8) == bytes(8):
            yield Descriptor(at, size, data, said)


def _candidates(image: Image, part: Section) -> Iterator[int]:
    """Where a descriptor may begin: sixteen bytes before a pointer."""
    if image.relocatable:
        yield from (at - 16 for at in image.pointers if part.address + 16 <= at < part.end)
        return
    for at in range((part.address + 7) & ~7, part.end - 23, 8):
        if image.section(image.word(at + 16)):
            yield at


def fits(said: Attribute, size: int) -> bool:
    """Whether an item of this type can have this size."""
    if said.type == "display":
        return said.digits - 1 <= size <= max(said.digits, 1) + 1 + abs(min(said.scale, 0)) or said.digits == 0
    if said.type == "packed":
        return size <= said.digits // 2 + 1
    if said.type in ("binary", "native"):
        return size <= 16
    return True
