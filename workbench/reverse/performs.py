"""How paragraphs are performed: the program stores a number and a label to come back to, side by side, and jumps."""

from collections import defaultdict

from workbench.records import UNKNOWN
from workbench.reverse.machine import Touch
from workbench.reverse.programs import Program
from workbench.reverse.recovered import Number, RecoveredPerform
from workbench.reverse.values import Value, plus, terms

BESIDE = 8
"""How far behind the label the number of the last paragraph is."""
MOST_NUMBER = 1 << 20


def performs(program: Program) -> list[RecoveredPerform]:
    """Each performed stretch: the address of its first paragraph, the number of its last one, the sites."""
    labels = set(program.story.function.labels)
    stores = {
        one.at: one
        for one in program.story.told
        if isinstance(one, Touch) and isinstance(one.wrote, int) and terms(one.place) and one.size in (4, 8)
    }
    found: dict[tuple[int, Number], list[int]] = defaultdict(list)
    for block in program.story.function.blocks.values():
        if len(block.follows) != 1:
            continue
        jumps = block.instructions[-1][1] == "jmp"
        here = [stores[at] for at, *_ in block.instructions if at in stores]
        numbers = {one.place: one.wrote for one in here if one.size == 4}
        for one in here:
            number = _number(numbers.get(plus(one.place, BESIDE)))
            if one.size == 8 and one.wrote in labels and (jumps or number != UNKNOWN):  # what is next needs no jump
                found[block.follows[0], number].append(one.at)
    return [
        RecoveredPerform(program=program.name, first=first, number=number, sites=tuple(sites))
        for (first, number), sites in sorted(found.items(), key=lambda each: (each[0][0], str(each[0][1])))
    ]


def _number(stored: Value | None) -> Number:
    return stored if isinstance(stored, int) and 0 < stored < MOST_NUMBER else UNKNOWN
