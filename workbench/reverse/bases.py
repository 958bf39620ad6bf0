"""Where a statement begins to store, in code that was not optimised: each takes its addresses anew.

Such code loads the address of what it stores into a register, stores there, and the further parts of the same move
behind it; so a store right at a register is the first part of a move, whatever was stored just before it.
"""

from workbench.reverse.machine import SP
from workbench.reverse.operands import NONE
from workbench.reverse.walk import Story

FRAME, FIRST = 5, 7
"""Registers: the one that keeps the frame, and the one that brings the first argument."""
PROLOGUE = 12
"""Within so many instructions an argument is put into the frame."""


def plain(story: Story) -> bool:
    """Whether a function was compiled without optimisation: it has a frame, and keeps its arguments there."""
    blocks = story.function.blocks
    first = blocks[min(blocks)].instructions[:PROLOGUE]
    framed = any(
        name == "mov" and [each[:2] for each in given] == [("r", FRAME), ("r", SP)] for _, name, given, _ in first
    )
    kept = any(
        name == "mov" and given[0][0] == "m" and given[0][2] == FRAME and given[1][:2] == ("r", FIRST)
        for _, name, given, _ in first
    )
    return framed and kept


def heads(story: Story) -> set[int]:
    """Addresses of the stores that begin a move; none where the code was optimised."""
    if not plain(story):
        return set()
    return {
        at
        for block in story.function.blocks.values()
        for at, name, given, _ in block.instructions
        if name.startswith("mov") and given[0][0] == "m" and int(given[0][2]) not in (FRAME, SP)
        and int(given[0][2]) >= 0 and given[0][3] == NONE and given[0][5] == 0
    }  # fmt: skip
