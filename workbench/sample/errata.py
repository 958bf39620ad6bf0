"""Late corrections: the text prints something wrong early on and says so at the very end.

The world is made right; `correct` then spoils what is printed and keeps the right value in an `Erratum`. A wrong
picture has another length, a wrong name another word, a removed item should never have been printed, a rule has
another limit.
"""

import random
import re
from dataclasses import replace

from workbench.sample.model import Erratum, Item, Layout, Program, join_picture
from workbench.sample.vocabulary import Dialect

LEAST = 6
"""Errata of the smallest world."""

_ATTRIBUTES = ("picture", "name", "text", "picture", "removed", "picture", "picture", "picture")


def correct(rng: random.Random, dialect: Dialect, programs: list[Program]) -> list[Erratum]:
    """Spoil what is printed, and give the corrections: one for every 12 programs and a few, at least six."""
    count = max(LEAST, -(-len(programs) // 11))
    early = programs[: max(1, len(programs) * 4 // 5)]
    found: list[Erratum] = []
    number = 0
    for turn in range(count * 40):
        if len(found) == count:
            break
        attribute = _ATTRIBUTES[len(found) % len(_ATTRIBUTES)]
        program = rng.choice(programs if turn % 12 == 11 else early)
        if len(programs) > 12 and any(erratum.program == program.name for erratum in found):
            continue
        made = _spoil(rng, dialect, program, attribute, number + 1)
        if made:
            found.append(made)
            number += rng.choice((1, 1, 1, 2))
    return found


def _spoil(rng: random.Random, dialect: Dialect, program: Program, attribute: str, number: int) -> Erratum | None:
    if attribute == "text":
        return _rule(rng, program, number)
    layout = rng.choice(program.records)
    if attribute == "removed":
        return _surplus(rng, dialect, program, layout, number)
    usable = [i for i, item in enumerate(layout.items) if _plain(layout, i, item)]
    if not usable:
        return None
    index = rng.choice(usable)
    item = layout.items[index]
    wrong = _wrong_picture(rng, item) if attribute == "picture" else _wrong_name(rng, dialect, layout, item)
    if wrong is None:
        return None
    old, new = (join_picture(wrong), join_picture(item)) if attribute == "picture" else (wrong.name, item.name)
    erratum = Erratum(number, program.name, layout.name, wrong.name, index + 1, attribute, old, new)
    layout.items[index] = wrong
    layout.errata[index + 1] = erratum
    return erratum


def _plain(layout: Layout, index: int, item: Item) -> bool:
    if not item.leaf or item.name == "FILLER" or item.redefines or index + 1 in layout.errata:
        return False
    alone = sum(other.name == item.name for other in layout.items) == 1
    used = {other.redefines for other in layout.items} | {other.depending for other in layout.items}
    return alone and item.name not in used and item.type not in ("code", "flag", "part", "split", "view", "date")


def _wrong_picture(rng: random.Random, item: Item) -> Item | None:
    runs = list(re.finditer(r"([X9])\((\d+)\)", item.picture))
    if not runs:
        return None
    run = runs[0]
    width = int(run[2]) + rng.choice((-2, -1, 1, 2, 4))
    if width < 2:
        return None
    picture = f"{item.picture[: run.start()]}{run[1]}({width}){item.picture[run.end() :]}"
    usage = item.usage
    if run[1] == "9" and rng.random() < 0.4:
        usage = "DISPLAY" if usage == "COMP-3" else "COMP-3"
    return replace(item, picture=picture, usage=usage)


def _wrong_name(rng: random.Random, dialect: Dialect, layout: Layout, item: Item) -> Item | None:
    words = item.term.split()
    name = "-".join([dialect.short([word], rng) for word in words[:-1]] + [rng.choice(("DATA", "INFO", "X", "OLD"))])
    taken = {other.name for other in layout.items}
    return None if not words or name in taken or len(name) > 30 else replace(item, name=name, conditions=())


def _surplus(rng: random.Random, dialect: Dialect, program: Program, layout: Layout, number: int) -> Erratum | None:
    places = [
        i
        for i, item in enumerate(layout.items)
        if item.leaf and not item.redefines and item.type not in ("view", "part")
    ]
    tables = [item.occurs > 1 and not item.leaf for item in layout.items]
    name = rng.choice(("TELEX-NO", "PUNCH-CARD-CD", "MICROFICHE-REF", "TELEGRAM-IND"))
    if not places or any(item.name == name for item in layout.items) or layout.errata:
        return None
    top = min(item.level for item in layout.items)
    places = [i for i in places if layout.items[i].level == top and not any(tables[:i])]
    if not places:
        return None
    index = rng.choice(places)
    if index and (layout.items[index].redefines or layout.items[index].depending):
        return None
    layout.items.insert(index, Item(top, name, "X(8)", comment="not used since 1996", type="stamp", kind="no_target"))
    erratum = Erratum(number, program.name, layout.name, name, index + 1, "removed", "X(8)", "")
    layout.errata[index + 1] = erratum
    return erratum


def _rule(rng: random.Random, program: Program, number: int) -> Erratum | None:
    rules = [rule for rule in program.rules[1:] if re.search(r"\b\d{2,}\b", rule.text)]
    if not rules:
        return None
    rule = rng.choice(rules)
    new = rule.text
    limit = re.findall(r"\b\d{2,}\b", new)[-1]
    old = re.sub(rf"\b{limit}\b", str(int(limit) + rng.choice((5, 10, 30, 50))), new)
    rule.text = old
    return Erratum(number, program.name, "", rule.number, 0, "text", old, new)
