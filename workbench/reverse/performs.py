"""How paragraphs are performed: the program stores a number and a label to come back to, side by side, and jumps.

Optimised code stores for several statements in one place, to which each brings its own label in a register.
"""

from collections import defaultdict
from collections.abc import Iterator

from workbench.records import UNKNOWN
from workbench.reverse.code import Block, Function, Instruction
from workbench.reverse.machine import Touch
from workbench.reverse.operands import RIP
from workbench.reverse.programs import Program
from workbench.reverse.recovered import Number, RecoveredPerform
from workbench.reverse.values import Value, plus, terms

BESIDE = 8
"""How far behind the label the number of the last paragraph is."""
MOST_NUMBER = 1 << 20
CLOBBERED = frozenset({0, 1, 2, 6, 7, 8, 9, 10, 11})
"""Registers that a call does not keep."""
MOST_WAYS = 256
"""So many blocks are looked through for the labels that are brought to one place."""


def performs(program: Program) -> list[RecoveredPerform]:
    """Each performed stretch: the address of its first paragraph, the number of its last one, the sites."""
    code = program.story.function
    labels = set(code.labels)
    told: dict[int, list[Touch]] = defaultdict(list)
    for each in program.story.told:
        if isinstance(each, Touch) and each.wrote is not None and terms(each.place) and each.size in (4, 8):
            told[each.at].append(each)
    before = _before(code)
    found: dict[tuple[int, Number], set[int]] = defaultdict(set)
    for block in code.blocks.values():
        here = [one for at, *_ in block.instructions for one in told.get(at, ())]
        numbers = {one.place: one for one in here if one.size == 4}
        for one in here:
            beside = numbers.get(plus(one.place, BESIDE)) if one.size == 8 else None
            number = _number(beside.wrote if beside else None)
            first = _first(block, number, max(one.at, beside.at if beside else 0))
            if one.size != 8 or first < 0:
                continue
            if one.wrote in labels and len({each.wrote for each in told[one.at]}) == 1:
                found[first, number].add(one.at)
            elif number != UNKNOWN and (one.wrote in labels or not isinstance(one.wrote, int)):
                found[first, number] |= set(_brought(code, before, block, one.at))
    return [
        RecoveredPerform(program=program.name, first=first, number=number, sites=tuple(sorted(sites)))
        for (first, number), sites in sorted(found.items(), key=lambda each: (each[0][0], str(each[0][1])))
        if sites
    ]


def _first(block: Block, number: Number, stored: int) -> int:
    """Where the performed paragraph begins, -1 for nowhere: what is next needs no jump, and perhaps no block."""
    if len(block.follows) == 1:
        return block.follows[0] if block.instructions[-1][1] == "jmp" or number != UNKNOWN else -1
    return next(following for at, _, _, following in block.instructions if at == stored) if number != UNKNOWN else -1


def _before(code: Function) -> dict[int, list[Block]]:
    """The blocks that lead to each block."""
    found: dict[int, list[Block]] = defaultdict(list)
    for block in code.blocks.values():
        for each in block.follows:
            found[each].append(block)
    return found


def _brought(code: Function, before: dict[int, list[Block]], block: Block, stored: int) -> Iterator[int]:
    """Where each label is loaded that one place of the code stores."""
    (given,) = (each[2] for each in block.instructions if each[0] == stored)
    if len(given) < 2 or given[1][0] != "r":
        return
    register, labels = int(given[1][1]), set(code.labels)
    left = [([each for each in block.instructions if each[0] < stored], block.start)]
    seen: set[int] = set()
    while left and len(seen) < MOST_WAYS:
        instructions, start = left.pop()
        made = next((each for each in reversed(instructions) if _makes(each, register)), None)
        if made is None:
            ways = [each for each in before[start] if each.start not in seen]
            seen |= {each.start for each in ways}
            left += [(list(each.instructions), each.start) for each in ways]
        elif made[1] == "lea" and made[2][1][2] == RIP and made[3] + int(made[2][1][5]) in labels:
            yield made[0]


def _makes(one: Instruction, register: int) -> bool:
    """Whether an instruction puts something into a register; a call may, but for those that it keeps."""
    _, name, given, _ = one
    if name == "call":
        return register in CLOBBERED
    return bool(given) and given[0][:2] == ("r", register) and name not in ("cmp", "test")


def _number(stored: Value | None) -> Number:
    return stored if isinstance(stored, int) and 0 < stored < MOST_NUMBER else UNKNOWN
