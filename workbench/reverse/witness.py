"""Second witnesses: a copybook that fits a recovered record, and which layout fits a file of records.

A copybook gives a record names when every item that was recovered there is one of its items, at the same place and of
the same length and kind, and no other record fits as well. Anything less is shown, and names nothing.
"""

from collections.abc import Iterable, Sequence

from workbench.codec import Bad, encoding, read
from workbench.copybook import Copybook
from workbench.layout import Item, Layout, layout
from workbench.picture import Picture
from workbench.records import UNKNOWN, FieldBody, Record
from workbench.reverse.recovered import Module, RecoveredArea, RecoveredItem

ENOUGH = 2
"""A record is named after a copybook when so many items agree, or its only one does and their lengths are equal."""
SAMPLE = 200
KINDS = {
    "display": ("display",), "packed": ("packed", "unsigned_packed"), "native": ("native", "short_binary", "index"),
    "binary": ("binary", "short_binary"), "float": ("float",), "double": ("double",), "pointer": ("pointer",),
}  # fmt: skip
"""How an item of a recovered type may be declared."""
COUNTED = ("display", "packed", "native", "binary")
"""Types whose digits and scale a descriptor gives as the PICTURE has them."""


class Named(Record):
    """What a witness calls an item: the line that declares it, its picture and usage there ("" for a group)."""

    item: str
    name: str
    witness: str
    picture: str
    usage: str


class Fit(Record):
    """How a copybook's record fits a recovered one: items that agree, that contradict it, and what they would be named.

    There are `names` only where the fit is unique and nothing contradicts it.
    """

    program: str
    area: str
    record: str
    agree: int
    contradict: int
    names: tuple[Named, ...] = ()

    @property
    def score(self) -> float:
        """The share of recovered items that agree."""
        return self.agree / max(1, self.agree + self.contradict)


def fits(module: Module, books: Iterable[tuple[str, Copybook]]) -> list[Fit]:
    """Every recovered record with the copybook record that fits it best, where any item agrees."""
    layouts = [found for source, book in books for found in _layouts(source, book)]
    made = []
    for area in module.areas:
        mine = [one for one in module.items if one.program == area.program and one.area == area.id]
        ranked = sorted((_fit(area, mine, *each) for each in layouts), key=_rank)
        if ranked and ranked[0].agree:
            unique = len(ranked) < 2 or _rank(ranked[0])[:2] != _rank(ranked[1])[:2]
            made.append(ranked[0] if unique else ranked[0].model_copy(update={"names": ()}))
    return made


def _rank(fit: Fit) -> tuple[float, int, str]:
    return -fit.score, -fit.agree, fit.record


def _layouts(source: str, book: Copybook) -> list[tuple[Layout, dict[int, Named]]]:
    """The layouts of a copybook's records, each with what its items are called, by ordinal."""
    made = []
    for record in book.records:
        pairs = [(body, line) for body, line in zip(book.fields, book.lines, strict=True) if body.record == record]
        made.append((layout([body for body, _ in pairs]), {b.ordinal: _named(source, b, line[0]) for b, line in pairs}))
    return made


def _named(source: str, body: FieldBody, line: int) -> Named:
    picture = "" if body.picture == UNKNOWN else body.picture
    return Named(item=UNKNOWN, name=body.name, witness=f"{source} line {line}", picture=picture, usage=body.usage)


def _fit(area: RecoveredArea, mine: Sequence[RecoveredItem], known: Layout, called: dict[int, Named]) -> Fit:
    agree: list[Named] = []
    against = 0
    for one in mine:
        item = next((each for each in known.items if _same(one, each)), None)
        if item is not None:
            agree.append(called[item.ordinal].model_copy(update={"item": one.id}))
        elif not (one.offset == 0 and one.length in (known.bytes, area.length)):  # the whole record
            against += 1
    sure = not against and (len(agree) >= ENOUGH or (len(agree) == 1 and known.bytes == area.length))
    if area.length > known.bytes:
        against, sure = against + 1, False
    names = tuple(each for each in agree if each.name not in ("FILLER", "")) if sure else ()
    return Fit(
        program=area.program, area=area.id, record=known.record, agree=len(agree), contradict=against, names=names
    )  # fmt: skip


def _same(one: RecoveredItem, item: Item) -> bool:
    """Whether a recovered item and one of a copybook are the same: place, length, kind, digits, scale."""
    if (one.offset, one.length) != (item.offset, item.bytes):
        return False
    if one.strides and one.strides != tuple(stride for _, _, stride in item.tables):
        return False
    if item.is_group:
        return one.type in ("group", "alphanumeric", "unknown")
    wanted = KINDS.get(one.type)
    if wanted and item.usage.form not in wanted:
        return False
    return one.type not in COUNTED or one.digits == UNKNOWN or _numbers(one, item.picture)


def _numbers(one: RecoveredItem, picture: Picture) -> bool:
    return one.digits == picture.digits and (one.scale == UNKNOWN or one.scale < 0 or one.scale == picture.scale)


# ── which layout fits a file of records


class DataFit(Record):
    """How a layout fits record data: the share of values that can be read, and which code page they were read in."""

    record: str
    code_page: str
    records: int
    readable: float
    text: float

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return self.readable * self.text


def rank(data: bytes, candidates: Sequence[Layout], code_pages: Sequence[str] = ("ascii", "cp037")) -> list[DataFit]:
    """Layouts whose length divides the data, the best first; of equals the one that says more of the bytes.

    A layout with more items, and with numbers, risks more to be wrong: where it is not, it is the better explanation.
    """
    made = []
    for known in candidates:
        if known.bytes and data and len(data) % known.bytes == 0:
            found = max((_read(data, known, page) for page in code_pages), key=lambda fit: fit.score)
            made.append((found, sum(1 for item in known.leaves() if not item.is_filler)))
    made.sort(key=lambda pair: (-pair[0].score, -pair[1], pair[0].record))
    return [fit for fit, _ in made]


def _read(data: bytes, known: Layout, page: str) -> DataFit:
    count = min(len(data) // known.bytes, SAMPLE)
    good, total, clear, texts = 0.0, 0, 0, 0
    used = encoding(page)
    for number in range(count):
        raw = data[number * known.bytes : (number + 1) * known.bytes]
        for item in known.leaves():
            value = read(item, raw[item.offset : item.offset + item.bytes], used, item.offset)
            total += 1
            good += 0.0 if isinstance(value, Bad) else 0.5 if value is None else 1.0  # a blank number says little
            if isinstance(value, str) and value.strip():
                texts += 1
                clear += sum(each.isalnum() or each in " .,-/&'()+:@#" for each in value) > 0.9 * len(value)
    return DataFit(
        record=known.record, code_page=page, records=count, readable=good / max(1, total), text=clear / max(1, texts)
    )  # fmt: skip
