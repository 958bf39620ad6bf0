"""A small legacy system to be described: programs with records, fields, calls, rules and codes, from a seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

NOUNS = (
    "customer order invoice shipment payment account contract price tax stock return bonus credit region agent".split()
)
VERBS = "entry inquiry update posting release transfer closing print correction archive balance check".split()
PARTS = "NO ID CD AMT DT NAME QTY TYPE STAT REF TXT IND PCT CNT KEY ADDR LINE UNIT CURR USER".split()
HEADS = "CUST ORD INV SHIP PAY ACCT CONT PRICE TAX STK RET BON CRED REG AGT ITEM HDR LAST NEXT PREV TOT NET".split()
RECORDS = "INPUT-REC OUTPUT-REC WORK-AREA MASTER-REC COMM-AREA REPLY-AREA PRINT-LINE".split()


@dataclass(frozen=True)
class Field:
    """One data item; no picture: a group. `depth` counts from 1."""

    level: int
    name: str
    picture: str
    usage: str
    occurs: int
    redefines: str
    depth: int
    size: int


@dataclass(frozen=True)
class Layout:
    """One record and its items, without its own 01 line."""

    name: str
    fields: tuple[Field, ...]

    @property
    def flat(self) -> list[Field]:
        """The items with a picture that do not lie over others."""
        return [item for item in self.fields if item.picture and not item.redefines]


@dataclass
class Program:
    """One program that others call."""

    name: str
    title: str
    records: list[Layout]
    calls: list[str] = field(default_factory=list)
    called_by: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class System:
    """All programs, and the names that are mentioned and nowhere described."""

    programs: list[Program]
    undefined: list[str]
    rng: random.Random


Naming = Callable[[random.Random, int], str]


def system(seed: int, count: int, naming: Naming, large: bool = True) -> System:
    """A system of some programs. `large`: one of them has a record that fits no chunk."""
    rng = random.Random(f"heldout/{seed}")
    names: list[str] = []
    while len(names) < count + 2:
        name = naming(rng, len(names))
        if name not in names:
            names.append(name)
    undefined = [names.pop(rng.randrange(1, len(names) - 1)) for _ in range(2)]
    programs = [_program(rng, name) for name in names]
    if large:
        programs[count // 2].records.append(Layout("HISTORY-REC", _fields(rng, 420)))
    for program in programs:
        others = [other for other in programs if other is not program]
        for other in rng.sample(others, min(len(others), rng.randint(1, 3))):
            program.calls.append(other.name)
            other.called_by.append(program.name)
    for name in undefined:
        for program in rng.sample(programs, min(3, count)):
            program.calls.append(name)
    return System(programs, undefined, rng)


def _program(rng: random.Random, name: str) -> Program:
    title = f"{rng.choice(NOUNS)} {rng.choice(VERBS)}"
    names = rng.sample(RECORDS, rng.choice((1, 1, 1, 2, 3)))
    records = [Layout(record, _fields(rng, rng.randint(6, 45))) for record in names]
    number = rng.randrange(100, 800)
    said = [_rule(rng) for _ in range(rng.randint(3, 8))]
    codes = [(f"E{number + at}", f"{rng.choice(NOUNS)} not found") for at in range(rng.randint(2, 6))]
    return Program(name, title, records, rules=said, codes=codes)


def _rule(rng: random.Random) -> str:
    one, two = rng.sample(NOUNS, 2)
    tails = ("is refused", "is written to the log", "goes to the next day's run", "stops the run", "is counted twice")
    return f"When the {one} has no {two} of the last {rng.randint(2, 90)} days, it {rng.choice(tails)}."


def _fields(rng: random.Random, count: int) -> tuple[Field, ...]:
    made: list[Field] = []
    taken: set[str] = set()
    depth = 1
    while len(made) < count:
        if depth == 1 and rng.random() < 0.12 and len(made) < count - 3:
            occurs = rng.choice((1, 1, 3, 12))
            made.append(Field(5, _name(rng, taken), "", "DISPLAY", occurs, "", 1, 0))
            depth = 2
        elif depth == 2 and rng.random() < 0.3 and made[-1].picture:
            depth = 1
        picture, usage, size = _picture(rng)
        made.append(Field(10 if depth == 2 else 5, _name(rng, taken), picture, usage, 1, "", depth, size))
        if depth == 1 and rng.random() < 0.03 and usage == "DISPLAY":
            made.append(Field(5, _name(rng, taken), f"X({size})", "DISPLAY", 1, made[-1].name, 1, size))
    return tuple(made)


def _name(rng: random.Random, taken: set[str]) -> str:
    while True:
        name = f"{rng.choice(HEADS)}-{rng.choice(PARTS)}" + (f"-{rng.choice(PARTS)}" if rng.random() < 0.5 else "")
        if name not in taken:
            taken.add(name)
            return name
        if rng.random() < 0.5:
            name = f"{name}-{rng.randint(2, 99)}"
            if name not in taken:
                taken.add(name)
                return name


def _picture(rng: random.Random) -> tuple[str, str, int]:
    kind, n = rng.random(), rng.randint(1, 30)
    if kind < 0.45:
        return f"X({n})", "DISPLAY", n
    if kind < 0.65:
        return f"9({n % 9 + 1})", "DISPLAY", n % 9 + 1
    if kind < 0.8:
        return f"S9({n % 8 + 2})V99", "COMP-3", (n % 8 + 4) // 2 + 1
    if kind < 0.9:
        return "S9(4)", "COMP", 2
    return ("X", "DISPLAY", 1) if kind < 0.95 else ("9(5)V9(2)", "DISPLAY", 7)


def digits(rng: random.Random, at: int) -> str:
    """KD0417."""
    return f"{rng.choice(('KD', 'OE', 'FB'))}{rng.randrange(10_000):04d}"


def letters(rng: random.Random, at: int) -> str:
    """CUSINQ, ORDUPDT: letters alone."""
    return (rng.choice(HEADS)[:4] + rng.choice(VERBS)[: rng.randint(3, 4)].upper())[:8]


def hyphened(rng: random.Random, at: int) -> str:
    """ORD-UPD-03."""
    return f"{rng.choice(HEADS)[:3]}-{rng.choice(VERBS)[:3].upper()}-{rng.randrange(100):02d}"


def words(rng: random.Random, at: int) -> str:
    """CUST-BALANCE-INQUIRY: letters and hyphens alone."""
    return f"{rng.choice(HEADS)}-{rng.choice(NOUNS).upper()}-{rng.choice(VERBS).upper()}"


def mixed(rng: random.Random, at: int) -> str:
    """A12B, 7KX01, XC01: letters and digits in any order."""
    forms = ("A9A9", "A99A", "9AA99", "AA99")
    return "".join(rng.choice("BCDKLMNPRTX") if c == "A" else rng.choice("0123456789") for c in rng.choice(forms))


def camel(rng: random.Random, at: int) -> str:
    """getCustomerBalance."""
    verb = rng.choice(("get", "set", "find", "post", "close", "print"))
    return verb + rng.choice(NOUNS).title() + rng.choice(VERBS).title()
