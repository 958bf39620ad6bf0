"""What type an item has where no descriptor says it: from its use, its initial value, and what it is copied to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.records import UNKNOWN
from workbench.reverse.descriptors import (
    BLANK_ZERO,
    JUSTIFIED,
    LEADING,
    POINTER,
    REAL_BINARY,
    SEPARATE,
    SIGNED,
    SWAPPED,
    Attribute,
)
from workbench.reverse.item import Item
from workbench.reverse.places import Place
from workbench.reverse.recovered import Number
from workbench.reverse.sighting import Sighting


@dataclass(frozen=True)
class Kind:
    """Type, digits, scale and sign; "unknown" where nothing says them."""

    type: str = UNKNOWN
    digits: Number = UNKNOWN
    scale: Number = UNKNOWN
    sign: str = UNKNOWN
    picture: str = UNKNOWN


def described(said: Attribute) -> Kind:
    """What a descriptor says."""
    if said.flags & POINTER:
        return Kind("pointer", sign="none")
    name = said.type
    if name == "binary" and not said.flags & SWAPPED:
        name = "native"
    if name in ("group", "alphanumeric", "national", "boolean") and not said.flags & JUSTIFIED:
        return Kind(name, sign="none")
    sign = "none"
    if said.flags & SIGNED:
        place = "leading" if said.flags & LEADING else "trailing"
        sign = f"{place} separate" if said.flags & SEPARATE else place if said.type == "display" else "signed"
    picture = said.picture
    if said.flags & JUSTIFIED:
        picture = "JUSTIFIED" if picture == UNKNOWN else picture
    if said.flags & BLANK_ZERO:
        picture = f"{picture} BLANK WHEN ZERO".removeprefix(f"{UNKNOWN} ")
    if name == "native" and said.flags & REAL_BINARY:
        return Kind("native", said.digits, said.scale, sign, picture)
    return Kind(name, said.digits, said.scale, sign, picture)


def kinds(found: Sequence[Item], seen: Iterable[Sighting]) -> dict[int, Kind]:
    """The kind of each item, by its position in `found`."""
    setup: dict[tuple[Place, int], list[Sighting]] = defaultdict(list)
    moved: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in seen:
        if sighting.setup:
            setup[sighting.place, sighting.length].append(sighting)
        if sighting.how in ("copy", "source"):
            moved[sighting.at].append(sighting)
    made = {at: described(one.attribute) if one.attribute else _used(one) for at, one in enumerate(found)}
    by_place = {(one.place, one.length): at for at, one in enumerate(found)}
    for at, one in enumerate(found):
        if made[at].type == UNKNOWN:
            made[at] = _set_up(setup[one.place, one.length], one.length)
    for _ in range(2):
        _copied(moved, by_place, made)
    for at, one in enumerate(found):
        if made[at].type == UNKNOWN and one.hows() & {"copy", "compare", "text", "source", "byte"}:
            made[at] = Kind("alphanumeric", sign="none")
    return made


def _used(one: Item) -> Kind:
    """What its use shows."""
    hows = one.hows()
    if "number" in hows:
        signed = any(each.signed for each in one.seen)
        return Kind("display", one.length, 0, "trailing" if signed else "none")
    if any(each.swapped for each in one.seen):
        return Kind("binary")
    if hows <= {"binary", "text", "fill", "compare"} and "binary" in hows and one.length in (2, 4, 8):
        return Kind("native")
    return _filled([each for each in one.seen if each.how in ("text", "fill")], one.length)


def _filled(seen: Sequence[Sighting], length: int) -> Kind:
    """What is put there: digits to its full length make a number of it, anything else that can be read a text."""
    texts = {each.text for each in seen if each.how == "text"}
    fillers = {each.filler for each in seen if each.how == "fill"}
    if (not texts and not fillers) or not all(_plain(each) for each in texts):
        return Kind()
    if 32 in fillers or any(not each.isdigit() for each in texts):
        return Kind("alphanumeric", sign="none")
    padded = any(each.startswith(b"0") for each in texts)
    return Kind("display", length) if length < 19 and (fillers == {48} or padded) else Kind()


def _plain(text: bytes) -> bool:
    return all(32 <= each < 127 for each in text)


def _set_up(seen: Sequence[Sighting], length: int) -> Kind:
    """What it is set up with: spaces, zeros as digits, zero bytes."""
    for one in seen:
        if one.attribute:
            return described(one.attribute)
        if one.how == "fill" and one.filler == 32:
            return Kind("alphanumeric", sign="none")
        if one.how == "fill" and one.filler == 48:
            return Kind("display", length)
        if one.how == "fill" and one.filler == 0 and length in (1, 2, 4, 8):
            return Kind("binary")
        if one.how == "text" and not one.text.isdigit() and _plain(one.text):
            return Kind("alphanumeric", sign="none")
        if one.how == "text" and one.text.isdigit():
            return Kind("display", length)
    return Kind()


def _copied(
    moved: dict[int, list[Sighting]], by_place: dict[tuple[Place, int], int], made: dict[int, Kind]
) -> None:  # fmt: skip
    """A move byte by byte: both sides are of the same kind."""
    for pair in moved.values():
        ends = [by_place[key] for one in pair if (key := (one.place, one.length)) in by_place]
        if len(ends) == 2:
            one, other = ends
            for at, to in ((one, other), (other, one)):
                if made[at].type != UNKNOWN and made[to].type == UNKNOWN:
                    made[to] = Kind("alphanumeric", sign="none") if made[at].type == "group" else made[at]
