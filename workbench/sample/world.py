"""One company's order-to-cash system: every program with its records, its calls and its late corrections.

Made from a seed and a number of endpoints, nothing else: the same two give the same world in every process. Another
seed is another company, with other names, abbreviations, layouts and order.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.sample import blocks, knots
from workbench.sample.blocks import Sheet
from workbench.sample.concepts import Concept, Entity, common, entities
from workbench.sample.errata import correct
from workbench.sample.model import Erratum, Item, Layout, Program, Step
from workbench.sample.programs import programs
from workbench.sample.prose import add_rules
from workbench.sample.vocabulary import Dialect, camel

COMPANIES = (
    "Brønnum & Söhne Direct",
    "Maison Valérie Selling Intl",
    "Casa Güell Home Parties",
    "Færøy Nutrition Global",
)
LAYOUT_STYLES = ("copybook", "columns", "pipes", "dotted", "list", "sequenced")
EXTERNALS = {
    "DATCNV01": "date conversion, all calendars",
    "CEEDAYS": "language environment: days between two dates",
    "CURRTAB": "currency table access",
    "ABNDHDL": "abnormal end handler",
    "MSGSEND": "message queue put",
    "PRTSPL02": "print spooler",
    "SORTX": "sort utility",
    "LOCKSRV": "lock server of the operating system",
}
"""Modules of the system software: called, never described."""

_FIRST = ("COMM-AREA", "DFHCOMMAREA", "LINK-PARMS", "INPUT-REC", "REQUEST-AREA", "MSG-IN", "{E}-REC", "{P}-COMM")
_MORE = {"REPLY-AREA": "reply", "AUDIT-REC": "audit", "{E}-HIST": "history", "ERROR-AREA": "errors", "INTERFACE-REC": "handover", "PRINT-AREA": "printout"}  # fmt: skip
Maker = Callable[[Sheet], list[Item]]
_MUST: tuple[Maker, ...] = (
    knots.merged, knots.split, knots.false_friend, knots.twofold, blocks.address, blocks.money, blocks.table,
)  # fmt: skip
_BLOCKS: tuple[tuple[Maker, float], ...] = (
    (blocks.plain, 9.6), (blocks.group, 0.85), (blocks.table, 0.35), (blocks.repeated, 0.12), (blocks.address, 0.24),
    (blocks.money, 0.5), (blocks.nothing, 1.7), (knots.merged, 0.21), (knots.split, 0.5), (knots.twofold, 0.27),
    (knots.false_friend, 0.68),
)  # fmt: skip


@dataclass(slots=True)
class World:
    """A company: its name, its document, its programs in the order of the text, its errata."""

    seed: int
    company: str
    document: str
    programs: list[Program]
    errata: list[Erratum]
    dialect: Dialect


def build(seed: int, endpoints: int) -> World:
    """The world of a seed."""
    rng = random.Random(f"{seed}/world")
    dialect = Dialect(seed)
    found = programs(rng, endpoints)
    by_name = {entity.name: entity for entity in entities()}
    styles = rng.sample(LAYOUT_STYLES, 5)
    for index, program in enumerate(found):
        own = random.Random(f"{seed}/program/{program.name}")
        program.records = _records(own, dialect, program, by_name[program.entity], styles, index)
    _connect(rng, found)
    for program in found:
        add_rules(random.Random(f"{seed}/rules/{program.name}"), program)
    errata = correct(random.Random(f"{seed}/errata"), dialect, found)
    company = COMPANIES[seed % len(COMPANIES)]
    return World(seed, company, f"OTC-{4000 + seed * 37 % 5000}-R3", found, errata, dialect)


def _records(
    rng: random.Random, dialect: Dialect, program: Program, entity: Entity, styles: list[str], index: int
) -> list[Layout]:
    paths: set[tuple[str, ...]] = set()
    short = dialect.short(entity.name.split(), rng)
    fills = {"E": short[:20], "P": program.name}
    first = rng.choice(_FIRST).format(**fills)
    base = () if rng.random() < 0.7 else (Step(camel(entity.name), text=f"The {entity.name} itself."),)
    more = rng.sample(sorted(_MORE), rng.choices((0, 1, 2), (68, 26, 6))[0])
    plans = [(first, base)] + [(m.format(**fills), (Step(_MORE[m], text=f"The {_MORE[m]} part."),)) for m in more]
    usual = styles[index % len(styles)]
    found: list[Layout] = []
    for name, at in plans:
        style = usual if rng.random() < 0.8 else rng.choice(styles)
        must = _MUST[index % 3 :: 3] if index < 3 and not found else ()
        found.append(Layout(name, style, _items(rng, dialect, entity, at, paths, must)))
    return found


def _items(
    rng: random.Random,
    dialect: Dialect,
    entity: Entity,
    base: tuple[Step, ...],
    paths: set[tuple[str, ...]],
    must: Sequence[Maker],
) -> list[Item]:
    initials = "".join(word[0] for word in entity.name.split()).upper()
    prefix = rng.choice(("", "", "", f"{initials}-", "WS-", "LK-", "CA-", f"{initials}R-"))
    levels = rng.choice(((5, 10, 15), (5, 10, 15), (2, 3, 4), (3, 5, 7)))
    sheet = Sheet(rng, dialect, entity, prefix, levels, base, rng.uniform(0.2, 0.62), _pool(rng, entity), paths)
    budget = rng.randint(11, 31)
    found = blocks.nothing(sheet, "eye") if rng.random() < 0.2 else []
    for maker in must:
        found += next(filter(None, (maker(sheet) for _ in range(9))), [])
    makers, weights = zip(*_BLOCKS, strict=True)
    for _ in range(90):
        if len(found) >= budget or not sheet.pool:
            break
        found += rng.choices(makers, weights)[0](sheet)
    if rng.random() < 0.12:
        found += blocks.table(sheet, depending=True)
    elif rng.random() < 0.35:
        found += blocks.nothing(sheet, "filler")
    return found


def _pool(rng: random.Random, entity: Entity) -> list[Concept]:
    near = [e for e in entities() if e.subsystem == entity.subsystem and e.name != entity.name]
    others = [c for e in near for c in e.concepts]
    far = [c for e in rng.sample(entities(), 2) for c in e.concepts]
    extra = rng.sample(others, min(len(others), 6)) + rng.sample(far, 5) + rng.sample(common(), 11)
    own = list(entity.concepts)
    rng.shuffle(own)
    head = own[: max(6, len(own) * 2 // 3)]
    tail = own[len(head) :] + extra
    rng.shuffle(tail)
    return list(dict.fromkeys([*head, *tail]))[::-1]


def _connect(rng: random.Random, found: list[Program]) -> None:
    """Who calls whom. Every program is named by at least one other."""
    names = [program.name for program in found]
    by_name = {program.name: program for program in found}
    for program in found:
        others = [name for name in rng.sample(names, min(len(names), 4)) if name != program.name]
        program.calls = sorted(others[: rng.randint(0, 3)])
        program.see_also = sorted(others[3:])
        program.externals = rng.sample(sorted(EXTERNALS), rng.randint(0, 2))
    for program in found:
        for callee in program.calls:
            by_name[callee].called_by.append(program.name)
    mentioned = {name for program in found for name in (*program.calls, *program.see_also)}
    for program in found:
        if program.name not in mentioned:
            other = rng.choice([p for p in found if p is not program])
            other.see_also = sorted({*other.see_also, program.name})
