"""What a record must become, worked out a second time: from the mapping facts, by other code than the adapter's.

A round trip alone cannot see a field that is read from the wrong place and written back there. This can.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from workbench.adapters.forms import EXACT_DIGITS, Unfit, date_form, enumeration_pairs
from workbench.adapters.paths import Levels, array_paths
from workbench.adapters.plan import maps_of
from workbench.codec import PRECISE, Bad, Encoding, Scalar, encoding, is_number, read
from workbench.decoded import counter_of
from workbench.layout import Item, Layout
from workbench.records import Dossier, MapsBody, Transform
from workbench.storage import number_digits
from workbench.truth.catalog import Operation, Property

Json = Any


class _Unreadable(Exception):
    """A field whose bytes mean nothing; the property is left out."""


class Expectation:
    """What the records of one layout must become; made once, asked for every record."""

    def __init__(
        self, dossier: Dossier, layout: Layout, code_page: str = "cp037", operation: Operation | None = None
    ) -> None:
        maps = [body for body in maps_of(dossier) if body.record == layout.record]
        known = {item.ordinal: item for item in layout.items}
        self._groups = [(group, [known[body.ordinal] for body in group]) for group in _groups(maps, known)]
        self._levels = array_paths(layout, maps, operation)
        self._counters = _counters(layout)
        self._page = encoding(code_page)
        self._operation = operation

    def of(self, data: bytes) -> dict[str, Json]:
        """The JSON object of one record, without `_unmapped`. A property whose bytes cannot be read is absent."""
        sight = _Sight(data, self._counters, self._page, self._operation)
        out: dict[str, Json] = {}
        for group, items in self._groups:
            for body, values in sight.columns(group, items):
                _place_all(out, self._levels, body.property, items[0], values)
        return out


def expected(
    dossier: Dossier, layout: Layout, data: bytes, code_page: str = "cp037", operation: Operation | None = None
) -> dict[str, Json]:
    """The JSON object of one record, as `Expectation` works it out."""
    return Expectation(dossier, layout, code_page, operation).of(data)


def _counters(layout: Layout) -> dict[int, Item]:
    """The item that counts the entries of each table, by the table's ordinal."""
    found = {table.ordinal: counter_of(layout, table) for table in layout.items if len(table.tables) == 1}
    return {ordinal: counter for ordinal, counter in found.items() if counter is not None}


def _groups(maps: Sequence[MapsBody], known: Mapping[int, Item]) -> Iterator[list[MapsBody]]:
    """The mappings that make something together: those of one property, or the parts of one field."""
    leaves = [b for b in maps if b.ordinal in known and not (known[b.ordinal].is_group and b.transform.kind == "group")]
    cut = {b.ordinal for b in leaves if sum(o.ordinal == b.ordinal and _is_part(o) for o in leaves) > 1}
    for ordinal in sorted(cut):
        yield sorted((b for b in leaves if b.ordinal == ordinal), key=_index)
    for name in dict.fromkeys(b.property for b in leaves if b.ordinal not in cut):
        yield sorted((b for b in leaves if b.property == name and b.ordinal not in cut), key=_index)


def _is_part(body: MapsBody) -> bool:
    return body.transform.kind == "part"


def _index(body: MapsBody) -> int:
    said = body.transform.option("index", "0")
    return int(said) if said.isdecimal() and len(said) < 4 else 0


class _Sight:
    """One record under the eye."""

    def __init__(self, data: bytes, counters: Mapping[int, Item], page: Encoding, operation: Operation | None) -> None:
        self.data, self.counters, self.page, self.operation = data, counters, page, operation

    def columns(
        self, group: Sequence[MapsBody], items: Sequence[Item]
    ) -> Iterator[tuple[MapsBody, dict[tuple[int, ...], Json]]]:
        """The values of each property of a group, by the numbers of the table entries they stand in."""
        cut = len(group) > 1 and len({item.ordinal for item in items}) == 1
        for place, body in enumerate(group if cut else group[:1]):
            found = {}
            for entry in self.entries(items[0]):
                try:
                    if cut:
                        found[entry] = self.piece(group, items[0], place, entry)
                    elif len(group) > 1:
                        found[entry] = self.joined(group, items, entry)
                    else:
                        found[entry] = self.single(body, items[0], entry)
                except _Unreadable:
                    continue
            yield body, found

    def entries(self, item: Item) -> list[tuple[int, ...]]:
        return list(product(*(range(self.used(ordinal, count)) for ordinal, count, _ in item.tables)))

    def used(self, ordinal: int, count: int) -> int:
        if ordinal not in self.counters:
            return count
        value = self.value(self.counters[ordinal], ())
        return min(count, max(0, int(value))) if isinstance(value, Decimal) else 0

    def value(self, item: Item, entry: tuple[int, ...]) -> Scalar:
        start = item.offset + sum(number * stride for number, (_, _, stride) in zip(entry, item.tables, strict=True))
        raw = self.data[start : start + item.bytes]
        found = raw.decode(self.page.name).rstrip(" ") if item.is_group else read(item, raw, self.page, start)
        if isinstance(found, Bad):
            raise _Unreadable
        return found

    def target(self, body: MapsBody) -> Property | None:
        return self.operation.find(body.property) if self.operation else None

    def single(self, body: MapsBody, item: Item, entry: tuple[int, ...]) -> Json:
        try:
            return converted(item, self.value(item, entry), body.transform, self.target(body))
        except (ValueError, ArithmeticError, LookupError) as error:
            raise _Unreadable from error

    def joined(self, group: Sequence[MapsBody], items: Sequence[Item], entry: tuple[int, ...]) -> Json:
        texts = [_digits(item, self.value(item, entry)) for item in items]
        form, target = date_form(group[0].transform.option("source_form", "")), self.target(group[0])
        separator = group[0].transform.option("separator", "")
        sizes = "".join(str(item.picture.digits) for item in items)
        if not form and (separator == "-" or (target is not None and target.type == "date")):
            form = {"422": "YYYYMMDD", "2222": "YYYYMMDD", "222": "YYMMDD"}.get(sizes, "")
        if form and all(map(is_number, items)) and len(form) == sum(item.picture.digits for item in items):
            return _iso("".join(texts), form)
        while texts and not texts[-1]:
            texts.pop()
        return separator.join(texts)

    def piece(self, group: Sequence[MapsBody], item: Item, place: int, entry: tuple[int, ...]) -> Json:
        text = _digits(item, self.value(item, entry))
        separator = group[0].transform.option("separator", "")
        if separator:
            pieces = [one.strip(" ") for one in text.split(separator, len(group) - 1)]
            return pieces[place] if place < len(pieces) else ""
        sizes = [self.size(body) for body in group]
        whole = item.picture.digits if is_number(item) else item.bytes
        sizes = [size or (whole - sum(sizes)) // sizes.count(0) for size in sizes]
        start = sum(sizes[:place])
        cut = text[start : start + sizes[place]].rstrip(" ")
        target = self.target(group[place])
        return _iso(cut, "YYYYMMDD") if target is not None and target.type == "date" and sizes[place] == 8 else cut

    def size(self, body: MapsBody) -> int:
        said, target = body.transform.option("length", ""), self.target(body)
        if said.isdecimal() and int(said):
            return int(said)
        return 0 if target is None else 8 if target.type == "date" else target.max_length or 0


def _digits(item: Item, value: Scalar) -> str:
    """A legacy value as text: a number's digits with all its leading zeros."""
    if isinstance(value, bytes):
        return value.hex()
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    places = (item.picture.digits or 3 * item.bytes) + max(0, -item.picture.scale)
    whole = str(abs(int(value.scaleb(max(0, item.picture.scale), PRECISE)))).zfill(places)
    if item.picture.scale > 0:
        whole = f"{whole[: -item.picture.scale]}.{whole[-item.picture.scale :]}"
    return "-" + whole if value < 0 else whole


def converted(item: Item, value: Scalar, transform: Transform, target: Property | None) -> Json:
    """One legacy value as the transform says. Raises ValueError or KeyError for a value that it does not know."""
    text = _digits(item, value)
    match transform.kind:
        case "copy" | "part":
            return value if isinstance(value, float) else None if value is None else text
        case "integer":
            return None if text.strip() == "" else int(text)
        case "date":
            return _iso(text, date_form(transform.option("source_form")))
        case "boolean":
            yes, no = (_same(item, transform.option(name)) for name in ("true_value", "false_value"))
            return ({_nothing(item, text): None} | {no: False, yes: True})[text]
        case "enumeration":
            names = {_same(item, legacy): name for legacy, name in enumeration_pairs(transform)}
            return ({_nothing(item, text): None} | names)[text]
        case "decimal" | "scale":
            return _number(item, value, transform, target)
        case "group":
            raise Unfit(item.name)


def _same(item: Item, said: str) -> str:
    """A legacy value from the mapping in the form that `_digits` gives."""
    return _digits(item, Decimal(said.strip())) if is_number(item) else said.rstrip(" ")


def _nothing(item: Item, text: str) -> str:
    """What the field holds when it holds no code: spaces, or zeros in a number."""
    return text if is_number(item) and not text.strip("0") else ""


def _number(item: Item, value: Scalar, transform: Transform, target: Property | None) -> Json:
    if value is None or isinstance(value, float):
        return value
    if not isinstance(value, Decimal):
        raise ValueError("a text")
    power = int(transform.option("power", "0")) if transform.kind == "scale" else 0
    moved = value.scaleb(power, PRECISE)
    if power and item.picture.scale - power <= 0:
        return int(moved)
    wanted = transform.option("type") == "string" or (target is not None and target.type == "string")
    inexact = number_digits(item.picture, item.usage) > EXACT_DIGITS
    return f"{moved:f}" if wanted or inexact else float(moved)


def _iso(text: str, form: str) -> str | None:
    """The ISO date of a legacy date; None for zeros and blanks; the text itself where the calendar has no such day."""
    if not text.strip(" 0./-"):
        return None
    if len(text) != len(form):
        return text
    found = {letter: text[form.find(letter) : form.rfind(letter) + 1] for letter in "CYMD" if letter in form}
    marks = all(text[at] == form[at] for at in range(len(form)) if form[at] not in "CYMD")
    if not marks or not all(part.isascii() and part.isdecimal() for part in found.values()):
        return text
    year = int(found["Y"])
    if "C" in found:
        year += 1900 + 100 * int(found["C"])
    elif len(found["Y"]) == 2:
        year += 1900 if year >= 50 else 2000
    try:
        first = datetime.date(year, int(found.get("M", "1")), 1)
        day = first + datetime.timedelta(days=int(found["D"]) - 1)
    except (ValueError, OverflowError):
        return text
    same = day.year == year and ("M" not in found or day.month == first.month) and int(found["D"]) > 0
    return day.isoformat() if same else text


def _place_all(
    out: dict[str, Json], levels: Levels, name: str, item: Item, values: Mapping[tuple[int, ...], Json]
) -> None:
    """Set a property for every entry of its tables; an array that has no entry is there and empty."""
    paths = levels(name, tuple(ordinal for ordinal, _, _ in item.tables))
    if item.tables:
        _array(out, paths[0], 0)
    for entry, value in values.items():
        where: dict[str, Json] = out
        for path, number in zip(paths, entry, strict=False):
            where = _array(where, path, number + 1)[number]
        _put(where, paths[-1], value)
    if item.tables:
        _scalars(out, paths)


def _array(where: dict[str, Json], path: str, size: int) -> list[dict[str, Json]]:
    steps = path.split(".")
    for step in steps[:-1]:
        where = where.setdefault(step, {})
    found: list[dict[str, Json]] = where.setdefault(steps[-1], [])
    found.extend({} for _ in range(size - len(found)))
    return found


def _put(where: dict[str, Json], path: str, value: Json) -> None:
    steps = path.split(".")
    for step in steps[:-1]:
        where = where.setdefault(step, {})
    where[steps[-1]] = value


def _scalars(where: Json, paths: Sequence[str]) -> None:
    """Arrays whose entries are values of their own: the value in place of the object around it."""
    if paths[-1] != "":
        return
    found = where
    for step in paths[0].split("."):
        found = found[step]
    for place, entry in enumerate(found):
        if len(paths) > 2 and isinstance(entry, dict):
            _scalars(entry, paths[1:])
        elif isinstance(entry, dict) and "" in entry:
            found[place] = entry[""]
