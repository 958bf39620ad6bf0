"""How paragraphs are performed: the program stores a number and a label to come back to, and jumps."""

from collections import defaultdict

from workbench.reverse.machine import Touch
from workbench.reverse.programs import Program
from workbench.reverse.recovered import RecoveredPerform
from workbench.reverse.values import terms


def performs(program: Program) -> list[RecoveredPerform]:
    """Each performed stretch: the address of its first paragraph, the number of its last one, the sites."""
    labels = set(program.story.function.labels)
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    number = -1
    stores: dict[int, int] = {}
    for one in program.story.told:
        if isinstance(one, Touch) and isinstance(one.wrote, int) and terms(one.place):
            if one.size == 4 and 0 < one.wrote < 1 << 20:
                number = one.wrote
            elif one.size == 8 and one.wrote in labels:
                stores[one.at] = number
    for block in program.story.function.blocks.values():
        last = block.instructions[-1]
        if last[1] != "jmp" or len(block.follows) != 1:
            continue
        for each in block.instructions:
            if each[0] in stores:
                found[block.follows[0], stores[each[0]]].append(each[0])
    return [
        RecoveredPerform(program=program.name, first=first, number=number, sites=tuple(sites))
        for (first, number), sites in sorted(found.items())
    ]
