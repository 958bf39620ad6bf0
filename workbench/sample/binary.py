"""Sample records as they lie on the old disks: text in EBCDIC or latin-1, packed, zoned and binary numbers.

The layouts are those that the errata leave. A negative zoned number carries its sign in the last byte: zone D in
EBCDIC, `p` to `y` in latin-1 files; a positive signed one carries zone C, or plain digits in latin-1.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.sample.model import Item, Layout, Program, below, corrected
from workbench.sample.storage import places, size, total
from workbench.sample.world import World

LEAST, MOST = 5, 20
"""Records of a file."""

FILES = 20
"""Files, when there are that many fitting layouts."""

HEADER = ["file", "program", "record", "record_bytes", "count", "encoding"]
_WORDS = ("Åse Brønnum", "José Núñez", "Zoë Müller", "Anna", "Kärnten West", "Rue de l'Été 4", "Sample", "OK", "Ærø 12")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of records of one layout."""

    name: str
    row: list[str]
    data: bytes


def samples(world: World) -> list[Sample]:
    """The files, corrected layouts among them."""
    rng = random.Random(f"{world.seed}/samples")
    usable = [(p, r) for p in world.programs for r in p.records if not any(i.depending for i in r.items)]
    amended = [pair for pair in usable if pair[1].errata][: FILES // 3]
    rest = [pair for pair in usable if pair not in amended]
    chosen = amended + rng.sample(rest, max(0, min(FILES - len(amended), len(rest))))
    return [_sample(rng, number, *pair) for number, pair in enumerate(chosen)]


def _sample(rng: random.Random, number: int, program: Program, layout: Layout) -> Sample:
    items = corrected(layout)
    encoding = "latin-1" if number % 3 == 2 else "cp037"
    count = rng.randint(LEAST, MOST)
    data = b"".join(_record(rng, items, encoding) for _ in range(count))
    name = f"{program.name}-{layout.name}.bin".lower()
    return Sample(name, [name, program.name, layout.name, str(total(items)), str(count), encoding], data)


def _record(rng: random.Random, items: Sequence[Item], encoding: str) -> bytes:
    out, index = bytearray(), 0
    while index < len(items):
        item, end = items[index], below(items, index)
        if not item.redefines:
            for _ in range(item.occurs):
                inner = items[index + 1 : end]
                out += encoded(_value(rng, item), item, encoding) if item.leaf else _record(rng, inner, encoding)
        index = end
    return bytes(out)


def _value(rng: random.Random, item: Item) -> str | int:
    before, after, signed = places(item.picture)
    if item.value:
        return item.value.strip("'")
    if item.conditions:
        return rng.choice(item.conditions).literal.strip("'")
    if item.type == "date":
        return _date(rng, item)
    if "X" in item.picture:
        return _text(rng, item, before)
    if item.type in ("part", "view"):
        return rng.randint(1, 12) if before == 2 else rng.randint(1990, 2018) if before == 4 else rng.randint(1, 999)
    if item.type == "split":
        return int(
            f"{rng.randint(1990, 2002)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(0, 235959):06d}"
        )
    top = int(10 ** (before + after) - 1)
    small = rng.choice(
        (0, 1, top, rng.randint(0, top), rng.randint(0, min(top, 9999)), rng.randint(0, min(top, 99999)))
    )
    return -small if signed and rng.random() < 0.25 else small


def _date(rng: random.Random, item: Item) -> str | int:
    year, month, day = rng.randint(1990, 2002), rng.randint(1, 12), rng.randint(1, 28)
    before, _, _ = places(item.picture)
    if "X" in item.picture:
        return f"{day:02d}.{month:02d}.{year}"
    if before == 7:
        return year * 1000 + rng.randint(1, 365)
    return year % 100 * 10_000 + month * 100 + day if before == 6 else year * 10_000 + month * 100 + day


def _text(rng: random.Random, item: Item, width: int) -> str:
    if item.type in ("name", "text", "split", "part"):
        return rng.choice(_WORDS)[:width]
    if item.type in ("qty", "cnt", "days"):
        return str(rng.randint(0, 10**width - 1)).rjust(width, "0")
    return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(min(width, rng.randint(1, 24))))


def encoded(value: str | int, item: Item, encoding: str) -> bytes:
    """The bytes of one value in one occurrence of an item."""
    before, after, signed = places(item.picture)
    width = before + after
    if "X" in item.picture or "A" in item.picture:
        return str(value).ljust(width)[:width].encode(encoding)
    number = int(value)
    if item.usage == "COMP-3":
        digits = str(abs(number)).rjust(width | 1, "0")
        nibble = "f" if not signed else "d" if number < 0 else "c"
        return bytes.fromhex(digits + nibble)
    if item.usage in ("COMP", "BINARY"):
        return number.to_bytes(size(item), "big", signed=signed)
    return _zoned(number, width, signed, encoding)


def _zoned(number: int, width: int, signed: bool, encoding: str) -> bytes:
    out = bytearray(str(abs(number)).rjust(width, "0").encode(encoding))
    if signed and encoding == "cp037":
        out[-1] = (0xD0 if number < 0 else 0xC0) | (out[-1] & 0x0F)
    elif signed and number < 0:
        out[-1] = 0x70 | (out[-1] & 0x0F)
    return bytes(out)
