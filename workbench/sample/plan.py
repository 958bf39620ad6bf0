"""What goes into one program's records: how many there are, what they are called, which pieces they are made of."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.sample import blocks, knots
from workbench.sample.blocks import Sheet
from workbench.sample.concepts import Concept, Entity, common, entities
from workbench.sample.model import Item, Layout, Step
from workbench.sample.vocabulary import Dialect, camel

Maker = Callable[[Sheet], list[Item]]
"""Makes a piece of a record, or nothing when it does not fit."""

LAYOUT_STYLES = ("copybook", "columns", "pipes", "dotted", "list", "sequenced")

_FIRST = ("COMM-AREA", "DFHCOMMAREA", "LINK-PARMS", "INPUT-REC", "REQUEST-AREA", "MSG-IN", "{E}-REC", "{P}-COMM")
_MORE = {
    "REPLY-AREA": "reply",
    "AUDIT-REC": "audit",
    "{E}-HIST": "history",
    "ERROR-AREA": "errors",
    "INTERFACE-REC": "handover",
    "PRINT-AREA": "printout",
}
_MUST: tuple[Maker, ...] = (
    knots.merged, knots.split, knots.false_friend, knots.twofold, blocks.address, blocks.money, blocks.table,
)  # fmt: skip
_SHARES: dict[Maker, float] = {
    blocks.plain: 9.6,
    blocks.group: 0.85,
    blocks.table: 0.35,
    blocks.repeated: 0.12,
    blocks.address: 0.24,
    blocks.money: 0.5,
    blocks.nothing: 1.4,
    knots.merged: 0.21,
    knots.split: 0.52,
    knots.twofold: 0.27,
    knots.false_friend: 0.68,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One program's records to be made; the first programs of a world get one of each hard piece."""

    dialect: Dialect
    program: str
    entity: Entity
    styles: Sequence[str]
    place: int

    def layouts(self, rng: random.Random) -> list[Layout]:
        """The records of the program."""
        paths: set[tuple[str, ...]] = set()
        must = _MUST[self.place % 3 :: 3] if self.place < 3 else ()
        found: list[Layout] = []
        for name, base in self._names(rng):
            style = self.styles[self.place % len(self.styles)] if rng.random() < 0.8 else rng.choice(self.styles)
            items = _items(self._sheet(rng, base, paths), () if found else must)
            found.append(Layout(name, style, items))
        return found

    def _names(self, rng: random.Random) -> list[tuple[str, tuple[Step, ...]]]:
        short = self.dialect.short(self.entity.name.split(), rng)
        fills = {"E": short[:20], "P": self.program}
        own = Step(camel(self.entity.name), text=f"The {self.entity.name} itself.")
        found: list[tuple[str, tuple[Step, ...]]] = [
            (rng.choice(_FIRST).format(**fills), () if rng.random() < 0.7 else (own,))
        ]
        for name in rng.sample(sorted(_MORE), rng.choices((0, 1, 2), (68, 26, 6))[0]):
            found.append((name.format(**fills), (Step(_MORE[name], text=f"The {_MORE[name]} part."),)))
        return found

    def _sheet(self, rng: random.Random, base: tuple[Step, ...], paths: set[tuple[str, ...]]) -> Sheet:
        initials = "".join(word[0] for word in self.entity.name.split()).upper()
        prefix = rng.choice(("", "", "", f"{initials}-", "WS-", "LK-", "CA-", f"{initials}R-"))
        levels = rng.choice(((5, 10, 15), (5, 10, 15), (2, 3, 4), (3, 5, 7)))
        return Sheet(
            rng=rng, dialect=self.dialect, entity=self.entity, prefix=prefix, levels=levels, base=base,
            habit=rng.uniform(0.2, 0.62), pool=_pool(rng, self.entity), paths=paths,
        )  # fmt: skip


def _items(sheet: Sheet, must: Sequence[Maker]) -> list[Item]:
    rng = sheet.rng
    budget = rng.randint(11, 31)
    found = blocks.nothing(sheet, "eye") if rng.random() < 0.2 else []
    for maker in must:
        found += next(filter(None, (maker(sheet) for _ in range(9))), [])
    makers, shares = list(_SHARES), list(_SHARES.values())
    for _ in range(90):
        if len(found) >= budget or not sheet.pool:
            break
        found += rng.choices(makers, shares)[0](sheet)
    if rng.random() < 0.12:
        found += blocks.table(sheet, depending=True)
    elif rng.random() < 0.35:
        found += blocks.nothing(sheet, "filler")
    return found


def _pool(rng: random.Random, entity: Entity) -> list[Concept]:
    """The concepts for one record, used from the end: two thirds of the entity's own first, then a mixture."""
    near = [c for e in entities() if e.subsystem == entity.subsystem and e.name != entity.name for c in e.concepts]
    far = [c for e in rng.sample(entities(), 2) for c in e.concepts]
    own = rng.sample(entity.concepts, len(entity.concepts))
    head = own[: max(6, len(own) * 2 // 3)]
    rest = rng.sample(near, min(len(near), 6)) + rng.sample(far, 5) + rng.sample(common(), 11)
    tail = own[len(head) :] + rest
    rng.shuffle(tail)
    return list(dict.fromkeys([*head, *tail]))[::-1]
