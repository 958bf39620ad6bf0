"""The hard pieces: a date in parts, a name that splits in two, a second view of the same bytes, a false friend."""

from dataclasses import replace

from workbench.sample import wording
from workbench.sample.blocks import Sheet, leaf, spelled
from workbench.sample.concepts import Concept, concept
from workbench.sample.model import Item, Step
from workbench.sample.vocabulary import camel

_SPLITS = (
    ("{o} full name", "X(60)", "text", (("first name", 30), ("last name", 30)), "last name, comma, first name"),
    ("{o} timestamp", "9(14)", "key", (("date", 0), ("time", 6)), "YYYYMMDDHHMMSS"),
    ("{o} city and postal code", "X(40)", "text", (("postal code", 10), ("city", 30)), "postal code, blank, city"),
    ("{o} market and number", "X(12)", "ref", (("market code", 2), ("local number", 10)), "market, then the number"),
)

_VIEWS = {
    "9(8)": (("YEAR", "9(4)"), ("MONTH", "99"), ("DAY", "99")),
    "9(6)": (("YY", "99"), ("MM", "99"), ("DD", "99")),
    "X(10)": (("DD", "99"), ("", "X"), ("MM", "99"), ("", "X"), ("YYYY", "9(4)")),
}
"""A date's second view, by its picture."""


def merged(sheet: Sheet) -> list[Item]:
    """Several items of the old record that make one property."""
    return sheet.rng.choice((_date_parts, _date_parts, _phone, _name_lines))(sheet)


def split(sheet: Sheet) -> list[Item]:
    """One item that makes two properties."""
    words, picture, kind, parts, hint = sheet.rng.choice(_SPLITS)
    owner = sheet.entity.name
    item = concept(f"{words.format(o=owner)}:{kind}")
    paths = [(*sheet.base, Step(camel(f"{owner} {part}"))) for part, _ in parts]
    if not all(sheet.free(path) for path in paths):
        return []
    name, _ = spelled(sheet, item)
    targets = [
        sheet.target(path, _part_schema(part, size, f"{owner} {part}"))
        for path, (part, size) in zip(paths, parts, strict=True)
    ]
    return [
        Item(
            sheet.level(), name, picture, comment=f"{item.term}: {hint}", forced=True, type="split",
            term=item.term, kind="split", transform="part", targets=tuple(targets),
        )
    ]  # fmt: skip


def twofold(sheet: Sheet) -> list[Item]:
    """A date, and the same bytes once more in parts: the second view has no property of its own."""
    kind = sheet.rng.choice(("same_name", "abbreviation", "renamed"))
    found = leaf(sheet, _a_date(sheet), sheet.base, kind=kind)
    if not found:
        return []
    base = found[0]
    stem = base.name.removeprefix(sheet.prefix)
    head = Item(sheet.level(), sheet.name(f"{stem[:20]}-R"), redefines=base.name)
    rest = [
        Item(
            sheet.level(1),
            sheet.name(f"{stem[:22].rstrip('-')}-{end}") if end else "FILLER",
            picture,
            kind="no_target",
            type="view",
        )
        for end, picture in _VIEWS[base.picture]
    ]
    return [base, head, *rest]


def false_friend(sheet: Sheet) -> list[Item]:
    """A field whose name is that of a property which another field of the same record feeds."""
    item = next((c for c in reversed(sheet.pool) if c.type in ("key", "ref", "amt", "date", "cd", "qty")), None)
    if item is None or not sheet.dialect.other(item.words, sheet.rng):
        return []
    sheet.pool.remove(item)
    tempting, _ = spelled(sheet, item, sheet.rng.choice(("same_name", "abbreviation")))
    real = leaf(sheet, item, sheet.base, kind="renamed")
    if not real:
        return []
    sense = {"key": "partner", "ref": "partner", "cd": "previous"}.get(item.type, "requested")
    word = sheet.rng.choice(("previous", "original", "replaced", sense))
    friend = _friend(sheet, item, word, tempting, real[0])
    real = [replace(real[0], comment=wording.remark(item, sheet.rng), forced=True)]
    return [friend, *real] if sheet.rng.random() < 0.6 else [*real, friend]


def _friend(sheet: Sheet, item: Concept, word: str, name: str, real: Item) -> Item:
    other = Concept(f"{word} {item.term}", item.type, item.size)
    comment = f"{other.term}: {wording.FRIENDS[word]}"
    path = (*sheet.base, Step(camel(other.term)))
    blank = replace(real, name=name, comment=comment, forced=True, kind="false_friend", term=other.term, conditions=())
    if sheet.rng.random() < 0.45 or not sheet.free(path):
        return replace(blank, transform="", targets=())
    schema = {**real.targets[0].schema, "description": f"{other.term.capitalize()}: {wording.FRIENDS[word]}."}
    return replace(blank, targets=(sheet.target(path, schema),))


def _parts(sheet: Sheet, item: Concept, schema: dict[str, object], parts: list[tuple[str, str]]) -> list[Item]:
    path = (*sheet.base, Step(camel(item.term)))
    if not sheet.free(path):
        return []
    target = sheet.target(path, {**schema, "description": wording.sentence(item, sheet.rng)})
    stem, _ = spelled(sheet, item)
    stem = stem.removeprefix(sheet.prefix)
    made = [
        Item(
            sheet.level(1), sheet.name(f"{stem[:20].rstrip('-')}-{end}"), picture, comment=f"{item.term}, part",
            type="part", term=item.term, kind="merged", transform="part", targets=(target,),
        )
        for end, picture in parts
    ]  # fmt: skip
    return [Item(sheet.level(), f"{sheet.prefix}{stem}", comment=f"{item.term} in parts", forced=True), *made]


def _date_parts(sheet: Sheet) -> list[Item]:
    item = _a_date(sheet)
    parts = [("CC", "99"), ("YY", "99"), ("MM", "99"), ("DD", "99")]
    if sheet.rng.random() < 0.5:
        parts = [("YYYY", "9(4)"), ("MM", "99"), ("DD", "99")]
    return _parts(sheet, item, {"type": "string", "format": "date"}, parts)


def _a_date(sheet: Sheet) -> Concept:
    item = next((c for c in reversed(sheet.pool) if c.type == "date"), None)
    if item is None:
        return concept("document date:date")
    sheet.pool.remove(item)
    return item


def _phone(sheet: Sheet) -> list[Item]:
    item = concept(f"{sheet.entity.name} phone number:ref20")
    schema: dict[str, object] = {"type": "string", "maxLength": 20}
    return _parts(sheet, item, schema, [("CTRY", "9(3)"), ("AREA", "9(5)"), ("LOCAL", "X(10)")])


def _name_lines(sheet: Sheet) -> list[Item]:
    item = concept(f"{sheet.entity.name} printed name:name70")
    return _parts(sheet, item, {"type": "string", "maxLength": 70}, [("LINE-1", "X(35)"), ("LINE-2", "X(35)")])


def _part_schema(part: str, size: int, term: str) -> dict[str, object]:
    said = f"{term.capitalize()}."
    if part == "date":
        return {"type": "string", "format": "date", "description": said}
    return {"type": "string", "maxLength": size, "description": said}
