"""The first agent: compiled modules without source become a specification whose every line has evidence.

It claims nothing about names. Copybooks are witnesses: where one fits a recovered record without contradiction, the
items are called after it, and each row says by which line. A model may suggest what the other items are; that stands
beside the specification and never in it, for whatever stands there is evidence to the agents that read it.
"""

import re
from collections.abc import Iterator, Sequence

from workbench import profile
from workbench.agent import Notice, NumberedLine, Outcome, RecoverTask
from workbench.agents import REVERSE
from workbench.copybook import Copybook
from workbench.notices import standing
from workbench.records import Record
from workbench.reverse import Module
from workbench.reverse.specification import PROFILE, specification
from workbench.reverse.witness import Fit, Named, fits


class Recovery(Record):
    """A specification of recovered modules, its profile (YAML), and what witnesses said."""

    text: str
    profile: str
    fits: tuple[Fit, ...] = ()


def recovery(modules: Sequence[Module], books: Sequence[tuple[str, Copybook]] = ()) -> Recovery:
    """The specification of some modules. `books` are copybooks by the name that their witness is cited with."""
    names: dict[str, Named] = {}
    told: list[Fit] = []
    for module in modules:
        for fit in fits(module, books):
            told.append(fit)
            names |= {f"{fit.program}:{one.item}": one for one in fit.names}
    return Recovery(text=specification(modules, names), profile=profile.dump(PROFILE), fits=tuple(told))


TOGETHER = 300
"""Lines of a program that one question shows."""

_PROGRAM = re.compile(r"={8} (?P<name>\S+) ={8}$")
_ITEM = re.compile(r"ITEM(@[A-Z0-9+-]+-\d+-\d+)")
_WORD = re.compile(r"(?=.*[A-Z])[A-Z0-9](?:[A-Z0-9-]{0,28}[A-Z0-9])?")


def questions(text: str) -> list[RecoverTask]:
    """What an engine is asked about a recovered specification: each program with items that have no name."""
    found, start, program = [], 0, ""
    lines = [NumberedLine(number=at, text=line) for at, line in enumerate(text.split("\n"), 1)]
    for at, line in enumerate([*lines, NumberedLine(number=0, text="======== END ========")]):
        if heading := _PROGRAM.match(line.text):
            found += list(_parts(program, lines[start:at])) if program else []
            start, program = at, heading["name"]
    return found


def _parts(program: str, lines: Sequence[NumberedLine]) -> Iterator[RecoverTask]:
    for start in range(0, len(lines), TOGETHER):
        part = lines[start : start + TOGETHER]
        items = dict.fromkeys(item[0] for line in part for item in _ITEM.finditer(line.text))
        if items:
            yield RecoverTask(agent=REVERSE.name, program=program, items=tuple(items), lines=tuple(part))


def suggestions(task: RecoverTask, outcome: Outcome) -> tuple[list[Notice], int]:
    """Names that an engine suggests, as far as they are COBOL words and go by lines that name the item; how many are
    dropped."""
    named = [one for one in outcome.notices if _WORD.fullmatch(one.name)]
    shown = {item: [line.text for line in task.lines if item[4:].lower() in line.text.lower()] for item in task.items}
    kept, dropped = standing(named, shown)
    return kept, dropped + len(outcome.notices) - len(named)
