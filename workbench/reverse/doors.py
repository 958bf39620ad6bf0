"""How a program is entered: its entry point comes before all parameters, or its only door was made part of it."""

from workbench.reverse.effects import ENTERS
from workbench.reverse.machine import ARGUMENTS, Call, Touch
from workbench.reverse.values import terms
from workbench.reverse.walk import Story

ENTRY = 3
"""Which argument of the function that enters the runtime is the number of the entry point."""


def inside(story: Story) -> bool:
    """Whether the entry point is no parameter of a program: the compiler made its only door a part of it, or the like.

    Then the first parameter is a pointer, and not a number of four bytes.
    """
    entering = next(one for one in story.told if isinstance(one, Call) and one.name in ENTERS)
    if not isinstance(entering.arguments[ENTRY], int):
        return False
    blocks, first = story.function.blocks, ARGUMENTS[0]
    for at in sorted(blocks):
        for _, _, given, _ in blocks[at].instructions:
            widths = [
                int(one[2]) if one[0] == "r" else 8 for one in given if first in one[1 if one[0] == "r" else 2 : 4]
            ]
            if widths:
                return widths == [8]
    return False


def renumber(story: Story) -> None:
    """Count parameters from 1, as where the entry point comes before them."""
    if inside(story):
        symbols = story.symbols
        symbols.keys = [("argument", key[1] + 1) if key[0] == "argument" else key for key in symbols.keys]
        symbols.numbers = {key: number for number, key in enumerate(symbols.keys)}


def pointed(story: Story) -> list[int]:
    """The parameters that something is found behind."""
    places = [terms(one.place) for one in story.told if isinstance(one, Touch)]
    keys = [story.symbols.keys[symbol] for known in places for symbol, _ in known]
    return sorted({key[1] for key in keys if key[0] == "argument"})
