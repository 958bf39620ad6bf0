"""The pieces that record layouts are made of: a plain item, an address, a table, a date in parts, a false friend.

Each piece takes a `Sheet` (the record being written) and gives items, or none when its names or properties are
taken. A property path is used once in a program, so the true mapping is unambiguous.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from workbench.sample import shapes, wording
from workbench.sample.concepts import OWNERS, Concept, Entity, concept
from workbench.sample.model import Item, Step, Target
from workbench.sample.vocabulary import OTHER, Dialect, camel

NAME_MAX = 30
"""COBOL's longest name."""

_ADDRESS = (
    ("address line one:text35", "line1"),
    ("address line two:text35", "line2"),
    ("city:name30", "city"),
    ("postal code:ref10", "postalCode"),
    ("region:cd3", "region"),
    ("country code:cd2", "country"),
)


@dataclass(slots=True)
class Sheet:
    """A record being written, with what the program has used up so far."""

    rng: random.Random
    dialect: Dialect
    entity: Entity
    prefix: str
    levels: tuple[int, ...]
    base: tuple[Step, ...]
    habit: float
    pool: list[Concept]
    paths: set[tuple[str, ...]]
    names: set[str] = field(default_factory=set)
    depth: int = 0

    def name(self, words: str) -> str:
        """A name that is free in this record and no longer than COBOL allows."""
        full = f"{self.prefix}{words}"[:NAME_MAX].rstrip("-")
        number = 2
        while full in self.names:
            full = f"{f'{self.prefix}{words}'[: NAME_MAX - 2].rstrip('-')}-{number}"
            number += 1
        self.names.add(full)
        return full

    def level(self, deeper: int = 0) -> int:
        """The level number at this depth."""
        return self.levels[self.depth + deeper]

    def free(self, path: Sequence[Step]) -> bool:
        """Whether a property may be put there: nothing at it, above it or below it."""
        names = tuple(step.name for step in path)
        return not any(names[: len(p)] == p or p[: len(names)] == names for p in self.paths)

    def target(self, path: tuple[Step, ...], schema: dict[str, object]) -> Target:
        """The property, now taken."""
        self.paths.add(tuple(step.name for step in path))
        return Target(path, schema)

    def take(self) -> Concept | None:
        """The next unused concept of the record's business."""
        return self.pool.pop() if self.pool else None


def spelled(sheet: Sheet, item: Concept, kind: str = "") -> tuple[str, str]:
    """A legacy name and why it is easy or hard; `kind` asks for one of them."""
    rng, words = sheet.rng, item.words
    share = sheet.habit
    wanted = kind or rng.choices(("same_name", "abbreviation", "renamed"), (share, 0.86 - share, 0.16))[0]
    if wanted == "renamed":
        found = sheet.dialect.other(words, rng)
        if found:
            return sheet.name(found), "renamed"
        wanted = "abbreviation"
    if wanted == "same_name" and len(sheet.prefix + sheet.dialect.full(words)) <= NAME_MAX:
        return sheet.name(sheet.dialect.full(words)), "same_name"
    short = sheet.dialect.short(words, rng)
    return sheet.name(short), "same_name" if short == sheet.dialect.full(words) else "abbreviation"


def leaf(sheet: Sheet, item: Concept, at: tuple[Step, ...], owner: str = "", kind: str = "") -> list[Item]:
    """One plain item and its property below `at`; the words of `owner` are dropped from the property's name."""
    path = (*at, Step(camel(_without(item.term, owner))))
    if not sheet.free(path):
        return []
    odd = shapes.odd_shape(item, sheet.rng) if not kind and sheet.rng.random() < 0.15 else None
    found = odd or shapes.shape(item, sheet.rng)
    name, why = spelled(sheet, item, kind)
    schema = {**found.schema, "description": wording.sentence(item, sheet.rng)}
    vague = why == "renamed" and sheet.rng.random() < 0.4
    return [
        Item(
            sheet.level(), name, found.picture, found.usage,
            conditions=shapes.conditions(name, found),
            comment=wording.remark(_called(sheet, item), sheet.rng, found.hint, vague),
            forced=odd is not None, type=item.type, term=item.term, kind="unit_or_type" if odd else why,
            transform=found.transform, targets=(sheet.target(path, schema),), scale=found.scale,
        )
    ]  # fmt: skip


def plain(sheet: Sheet) -> list[Item]:
    """One attribute of the record's own business."""
    item = sheet.take()
    return leaf(sheet, item, sheet.base) if item else []


def group(sheet: Sheet) -> list[Item]:
    """A few attributes of one thing under a group; an object of its own in the API, more often than not."""
    items = [item for item in (sheet.take() for _ in range(sheet.rng.randint(3, 5))) if item]
    if len(items) < 2:
        return []
    owner = _owner(sheet, items)
    at = (*sheet.base, Step(camel(f"{owner} data"), text=f"What belongs to the {owner}."))
    nested = sheet.rng.random() < 0.6 and sheet.free(at)
    return _grouped(
        sheet, f"{owner} data", lambda: [leaf(sheet, i, at if nested else sheet.base, owner) for i in items]
    )


def table(sheet: Sheet, depending: bool = False) -> list[Item]:
    """A table: OCCURS here, an array there. One that depends on a counter stands at the end of its record."""
    items = [item for item in (sheet.take() for _ in range(sheet.rng.randint(3, 5))) if item]
    if len(items) < 2:
        return []
    owner, many = _owner(sheet, items), sheet.rng.choice((3, 5, 6, 10, 12, 20))
    at = (*sheet.base, Step(camel(f"{owner} entries"), many, text=f"The {owner} entries, at most {many}."))
    if not sheet.free(at):
        return []
    counter = nothing(sheet, "counter") if depending else []
    found = _grouped(sheet, f"{owner} table", lambda: [leaf(sheet, i, at, owner) for i in items])
    if not found:
        return []
    head = replace(found[0], occurs=many, depending=counter[0].name if counter else "")
    return [*counter, head, *found[1:]]


def repeated(sheet: Sheet) -> list[Item]:
    """One elementary item that occurs several times."""
    item = sheet.take()
    if item is None or item.type in ("flag", "code", "date"):
        return []
    many = sheet.rng.choice((4, 6, 12))
    path = (*sheet.base, Step(camel(f"{item.term} by period"), many))
    if not sheet.free(path):
        return []
    found = leaf(sheet, item, sheet.base)
    if not found:
        return []
    old = found[0].targets[0]
    sheet.paths.discard(tuple(step.name for step in old.path))
    return [replace(found[0], occurs=many, targets=(sheet.target(path, dict(old.schema)),))]


def address(sheet: Sheet) -> list[Item]:
    """An address under a group: the shared Address of the API. Its names recur under other groups."""
    role = sheet.rng.choice(("ship to", "bill to", "home", "pick up", "sender"))
    at = (*sheet.base, Step(camel(f"{role} address"), ref="Address", text=f"The {role} address."))
    if not sheet.free(at):
        return []
    keep, sheet.names = sheet.names, set()
    prefix, sheet.prefix = sheet.prefix, ""

    def inner() -> list[list[Item]]:
        return [_of_component(sheet, concept(text), (*at, Step(name))) for text, name in _ADDRESS]

    children = _indented(sheet, inner)
    sheet.names, sheet.prefix = keep, prefix
    return [Item(sheet.level(), sheet.name(sheet.dialect.short(f"{role} address".split(), sheet.rng))), *children]


def money(sheet: Sheet) -> list[Item]:
    """An amount and its currency, side by side; one Money in the API."""
    item = sheet.take()
    if item is None or item.type != "amt":
        return []
    at = (*sheet.base, Step(camel(item.term), ref="Money", text=wording.sentence(item, sheet.rng)))
    if not sheet.free(at):
        return []
    amount = _of_component(sheet, item, (*at, Step("amount")))
    unit = (
        concept("currency code:cd3", "") if sheet.rng.random() < 0.5 else concept(f"{item.words[0]} currency code:cd3")
    )
    return amount + _of_component(sheet, unit, (*at, Step("currency")))


def nothing(sheet: Sheet, kind: str = "") -> list[Item]:
    """An item that the new system has no use for."""
    rng = sheet.rng
    kind = kind or rng.choice(("eye", "pointer", "counter", "switch", "code", "stamp", "filler", "filler"))
    if kind == "filler":
        return [Item(sheet.level(), "FILLER", shapes.text(rng.randint(1, 24)), kind="no_target")]
    names = {
        "eye": (("EYE-CATCHER", "EYECATCHER", "AREA-ID"), "X(4)", "DISPLAY"),
        "pointer": (("NEXT-PTR", "CHAIN-PTR", "AREA-ADDRESS"), "9(8)", "COMP"),
        "counter": (
            ("TAB-CNT", "ENTRY-COUNT", "NO-OF-ROWS", "IX-MAX"),
            "9(3)",
            rng.choice(("COMP", "COMP-3", "DISPLAY")),
        ),
        "switch": (("EOF-SW", "FIRST-TIME-SW", "DEBUG-SWITCH", "RESTART-IND"), "X", "DISPLAY"),
        "code": (("FILE-STATUS", "SQL-CODE", "IO-RETURN-CD"), rng.choice(("XX", "S9(9)")), "DISPLAY"),
        "stamp": (("LAST-UPD-TERM", "LAST-USER-ID", "REC-CHECKSUM", "LOCK-TOKEN"), "X(8)", "DISPLAY"),
    }
    options, picture, usage = names[kind]
    name = sheet.name(rng.choice(options))
    value = f"'{name.replace('-', '')[:4]}'" if kind == "eye" else ""
    comment = wording.nothing(kind)
    return [Item(sheet.level(), name, picture, usage, value=value, comment=comment, type=kind, kind="no_target")]


def _grouped(sheet: Sheet, words: str, children: Callable[[], list[list[Item]]]) -> list[Item]:
    name = sheet.name(sheet.dialect.short(words.split(), sheet.rng))
    inner = _indented(sheet, children)
    return [Item(sheet.level(), name), *inner] if inner else []


def _indented(sheet: Sheet, children: Callable[[], list[list[Item]]]) -> list[Item]:
    sheet.depth += 1
    inner = [item for items in children() for item in items]
    sheet.depth -= 1
    return inner


def _of_component(sheet: Sheet, item: Concept, path: tuple[Step, ...]) -> list[Item]:
    found = shapes.shape(item, sheet.rng)
    name, why = spelled(sheet, item)
    comment = wording.remark(item, sheet.rng)
    target = sheet.target(path, {})
    return [
        Item(
            sheet.level(), name, found.picture, found.usage, comment=comment, type=item.type, term=item.term,
            kind=why, transform=found.transform, targets=(target,),
        )
    ]  # fmt: skip


def _called(sheet: Sheet, item: Concept) -> Concept:
    """The concept as the old house calls it: in one of six remarks another word stands for one of its words."""
    known = [word for word in item.words if word in OTHER]
    if not known or sheet.rng.random() > 1 / 6:
        return item
    word = sheet.rng.choice(known)
    return replace(item, term=item.term.replace(word, sheet.rng.choice(OTHER[word]).lower().replace("-", " ")))


def _owner(sheet: Sheet, items: Sequence[Concept]) -> str:
    heads = [item.words[0] for item in items if item.words[0] in OWNERS]
    return heads[0] if heads else sheet.entity.name.split()[0]


def _without(term: str, owner: str) -> str:
    rest = term.removeprefix(f"{owner} ") if owner else term
    return rest or term
