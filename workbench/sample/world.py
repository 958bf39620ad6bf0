"""One company's order-to-cash system: every program with its records, its calls and its late corrections.

Made from a seed and a number of endpoints, nothing else: the same two give the same world in every process. Another
seed is another company, with other names, abbreviations, layouts and order.
"""

import random
from dataclasses import dataclass

from workbench.sample.concepts import entities
from workbench.sample.errata import correct
from workbench.sample.hostile import plant
from workbench.sample.model import Erratum, Program
from workbench.sample.plan import LAYOUT_STYLES, Plan
from workbench.sample.programs import programs
from workbench.sample.prose import add_rules
from workbench.sample.vocabulary import Dialect

COMPANIES = (
    "Brønnum & Söhne Direct",
    "Maison Valérie Selling Intl",
    "Casa Güell Home Parties",
    "Færøy Nutrition Global",
)
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


@dataclass(frozen=True, slots=True)
class World:
    """A company: its name, its document, its programs in the order of the text, its errata, its abbreviations.

    `orders` are the planted commands that stand in a program's remarks, by the program's name.
    """

    seed: int
    company: str
    document: str
    programs: list[Program]
    errata: list[Erratum]
    orders: dict[str, list[str]]
    dialect: Dialect


def build(seed: int, endpoints: int) -> World:
    """The world of a seed."""
    rng = random.Random(f"{seed}/world")
    dialect = Dialect(seed)
    found = programs(rng, endpoints)
    by_name = {entity.name: entity for entity in entities()}
    styles = rng.sample(LAYOUT_STYLES, 5)
    for place, program in enumerate(found):
        plan = Plan(dialect, program.name, by_name[program.entity], styles, place)
        program.records = plan.layouts(random.Random(f"{seed}/program/{program.name}"))
    _connect(rng, found)
    for program in found:
        add_rules(random.Random(f"{seed}/rules/{program.name}"), program)
    errata = correct(random.Random(f"{seed}/errata"), dialect, found)
    orders = plant(random.Random(f"{seed}/orders"), found)
    company = COMPANIES[seed % len(COMPANIES)]
    return World(seed, company, f"OTC-{4000 + seed * 37 % 5000}-R3", found, errata, orders, dialect)


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
