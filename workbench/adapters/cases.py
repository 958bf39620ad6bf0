"""Records that lie at the edges: smallest, largest, zero, blank, longest text, every code, every form of a date.

They are written by `codec`, which shares no code with the adapters, so that a mistake in one is seen by the other.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from workbench.adapters.forms import date_form, enumeration_pairs
from workbench.adapters.plan import maps_of
from workbench.codec import Encoding, Scalar, encoding, is_number, is_opaque, write
from workbench.decoded import counter_of, starts
from workbench.layout import Item, Layout
from workbench.records import UNKNOWN, Dossier, MapsBody, Transform
from workbench.storage import number_range

MAX_CASES = 40
MAX_BYTES = 1 << 18
"""Bytes of all boundary records of a layout together: people read the file that holds them."""

_DAYS = ((2024, 2, 29), (1999, 12, 31), (2000, 1, 1), (1950, 1, 1), (2049, 12, 31))


def boundary_cases(dossier: Dossier, layout: Layout, code_page: str = "cp037") -> list[bytes]:
    """Records of one layout that together hold every boundary value of every mapped field; fillers stay empty.

    The first has every number zero and every text empty; the table that is counted has none, one and all entries.
    """
    page = encoding(code_page)
    maps = {body.ordinal: body for body in maps_of(dossier) if body.record == layout.record}
    values = {item.ordinal: _values(item, maps.get(item.ordinal), page) for item in layout.leaves()}
    count = min(MAX_CASES, max([3, *map(len, values.values())]), max(1, MAX_BYTES // max(1, layout.bytes)))
    return list(dict.fromkeys(_record(layout, maps, values, place, page) for place in range(count)))


def _values(item: Item, body: MapsBody | None, page: Encoding) -> list[bytes]:
    return boundary_values(item, body.transform if body is not None else None, page)


def boundary_values(item: Item, transform: Transform | None, page: Encoding) -> list[bytes]:
    """The boundary values of one item as bytes, the empty one first; that one alone without a transform."""
    wanted: list[Scalar] = [_zero(item)]
    if transform is not None:
        wanted += _boundaries(item, transform)
    found = []
    for value in wanted:
        try:
            found.append(write(item, value, page))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _zero(item: Item) -> Scalar:
    if is_opaque(item):
        return bytes(item.bytes)
    if item.usage.form in {"float", "double"}:
        return 0.0
    return Decimal(0) if is_number(item) else ""


def _boundaries(item: Item, transform: Transform) -> list[Scalar]:
    if transform.kind == "enumeration":
        return [*_legacy(item, [legacy for legacy, _ in enumeration_pairs(transform)]), None if is_number(item) else ""]
    if transform.kind == "boolean":
        return [*_legacy(item, [transform.option("true_value"), transform.option("false_value")]), None]
    if transform.kind == "date":
        return _dates(item, date_form(transform.option("source_form")))
    if is_opaque(item):
        return [bytes(range(1, item.bytes + 1))]
    if item.usage.form in {"float", "double"}:
        return [1.0, -1.5, 1024.0]
    if is_number(item):
        low, high = number_range(item.picture, item.usage)
        step = Decimal(1).scaleb(-item.picture.scale)
        return [low, high, step, -step, None]
    size = item.bytes // 2 if item.usage.form == "national" or item.picture.category == "national" else item.bytes
    if transform.kind == "integer":
        return ["9" * size, "1".zfill(size)]
    return _texts(size, transform.option("separator", ""))


def _legacy(item: Item, said: Sequence[str]) -> list[Scalar]:
    if not is_number(item):
        return list(said)
    return [Decimal(one) for one in said if one.strip().lstrip("-").isdecimal()]


def _texts(size: int, separator: str) -> list[Scalar]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/()&"
    longest = (letters * (size // len(letters) + 1))[:size]
    if separator.strip():
        longest = longest.replace(separator, "A")
        half = size // 2
        return [longest, f"{longest[:half]}{separator}{longest[half + len(separator) :]}"[:size], "A"]
    return [longest, "A", " b"[:size], "x y"[:size]]


def _dates(item: Item, form: str) -> list[Scalar]:
    texts = [_day_text(form, *day) for day in _DAYS] + [form.translate(str.maketrans("CYMD", "9999"))]
    if not is_number(item):
        return [*texts, ""]
    return [Decimal(text) for text in texts if text.isdecimal()]


def _day_text(form: str, year: int, month: int, day: int) -> str:
    before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1]
    leap = month > 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    text = form.replace("YYYY", f"{year:04d}").replace("YY", f"{year % 100:02d}").replace("MM", f"{month:02d}")
    text = text.replace("C", str(year // 100 - 19))
    return text.replace("DDD", f"{before + day + leap:03d}").replace("DD", f"{day:02d}")


def _record(
    layout: Layout, maps: Mapping[int, MapsBody], values: Mapping[int, list[bytes]], place: int, page: Encoding
) -> bytes:
    """One record: in case `place` every field has its boundary value of that number, over and over."""
    data = bytearray(layout.bytes)
    used = _entries(layout, maps, place)
    leaves = sorted(layout.leaves(), key=lambda item: (item.view, item.ordinal in maps, item.ordinal))
    for item in leaves:
        if item.view and item.ordinal not in maps:
            continue
        for number, start in enumerate(starts(item)):
            choice = values[item.ordinal][(place + number) % len(values[item.ordinal])]
            in_use = not item.tables or number < used.get(item.tables[0][0], number + 1) * _inner(item)
            data[start : start + item.bytes] = choice if in_use else values[item.ordinal][0]
    _count(layout, used, data, page)
    return bytes(data)


def _entries(layout: Layout, maps: Mapping[int, MapsBody], place: int) -> dict[int, int]:
    """How many entries of each counted table that has a property are in use in case `place`: none, one, all."""
    fed = {layout.item(ordinal).tables[0][0] for ordinal in maps if layout.item(ordinal).tables}
    counted = [item for item in layout.items if item.depending != UNKNOWN and item.ordinal in fed]
    return {item.ordinal: (0, 1, item.occurs)[place % 3] for item in counted}


def _inner(item: Item) -> int:
    """How many times the item stands in one entry of its outermost table."""
    product = 1
    for _, count, _ in item.tables[1:]:
        product *= count
    return product


def _count(layout: Layout, used: Mapping[int, int], data: bytearray, page: Encoding) -> None:
    for ordinal, number in used.items():
        counter = counter_of(layout, layout.item(ordinal))
        if counter is not None:
            data[counter.offset : counter.offset + counter.bytes] = write(counter, Decimal(number), page)
