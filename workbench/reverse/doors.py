"""How a program is entered: its entry point comes before all parameters, or its only door was made part of it."""

from workbench.reverse.effects import ENTERS
from workbench.reverse.machine import ARGUMENTS, POINTER, Call, Touch
from workbench.reverse.values import Key, Value, constant, terms
from workbench.reverse.walk import STACKED, Story

ENTRY = 3
"""Which argument of the function that enters the runtime is the number of the entry point."""
SAVES, COUNT, DATA = "cob_save_func", 2, 0x18
"""What a function of the user's calls first, which argument is the number of its parameters, and where in what it gets
the addresses of their data are."""
MOST_PARAMETERS = 252


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
    symbols = story.symbols
    if saved := _saved(story):
        symbols.keys = [_told_apart(story, saved, key) for key in symbols.keys]
    elif inside(story):
        symbols.keys = [("argument", key[1] + 1) if key[0] == "argument" else key for key in symbols.keys]
    symbols.numbers = {key: number for number, key in enumerate(symbols.keys)}


def _saved(story: Story) -> Call | None:
    """The call that a function of the user's begins with, if it is one."""
    return next((one for one in story.told if isinstance(one, Call) and one.name == SAVES), None)


def _told_apart(story: Story, saved: Call, key: Key) -> Key:
    """A key, where the parameters of a function are what it got for them; what it was called with is none of them."""
    if key[0] == "argument":
        return ("passed", key[1])
    number = _parameter(story, saved, key)
    return ("argument", number) if number else key


def _parameter(story: Story, saved: Call, key: Key) -> int:
    """The number of the parameter that is the address of the data of a function's argument, 0 for anything else."""
    numbers = story.symbols.numbers
    data = ("item", (DATA, ((numbers.get(("result", saved.at, SAVES), -1), 1),)), 8)
    if key[0] != "item" or key[2] != 8 or terms(key[1]) != ((numbers.get(data, -1), 1),):
        return 0
    at = constant(key[1])
    return at // 8 + 1 if at % 8 == 0 and 0 <= at < 8 * MOST_PARAMETERS else 0


def handed(story: Story, one: Call, entry: bool) -> tuple[int, ...]:
    """Which parameters of a program an entry point fills, in the order of its own; `one` is its call of the program.

    `entry`: the number of the entry point comes before them. What still is in its register was not put there.
    """
    saved = _saved(story)
    first = next(each for each in story.told if isinstance(each, Call))
    copies = _copies(story)
    found: dict[int, int] = {}
    for number, value in enumerate(one.arguments[entry:], 1):
        key = story.symbols.key(value)
        own = _parameter(story, saved, key) - 1 if saved and key else copies.get(value, -1)
        if not saved and key and key[0] == "argument" and key[1] < STACKED:
            own = -1 if one is first and key[1] == number - (not entry) else key[1]
        elif own < 0 and not saved and one is not first and not isinstance(value, int):
            own = number - 1 if story.symbols.keys[value[1][0][0]] == ("stack",) else -1  # by value: a copy
        if own >= 0:
            found.setdefault(own, number)
    return tuple(number for _, number in sorted(found.items()))


def _copies(story: Story) -> dict[Value, int]:
    """Where parameters by value are kept from call to call, or what is loaded of where that is kept: which they are."""
    found: dict[Value, int] = {}
    for one in story.told:
        if isinstance(one, Touch) and isinstance(one.place, int) and one.wrote is not None:
            key = story.symbols.key(one.wrote)
            if key[:1] == ("argument",) and one.size < POINTER:
                found[one.place] = key[1]
            elif one.wrote in found and one.size == POINTER:
                found[story.symbols.of("item", one.place, POINTER)] = found[one.wrote]
    return found


def entered_with(story: Story) -> tuple[int, ...]:
    """The parameters of a program whose only entry point the compiler made a part of it."""
    saved = _saved(story)
    if saved and isinstance(count := saved.arguments[COUNT], int) and 0 <= count <= MOST_PARAMETERS:
        return tuple(range(1, count + 1))
    return tuple(pointed(story))


def numbered(story: Story) -> tuple[int, ...]:
    """The parameters behind the number of the entry point, up to the last one that something is found behind."""
    return tuple(range(1, max(pointed(story), default=0) + 1))


def pointed(story: Story) -> list[int]:
    """The parameters that something is found behind, and those whose address is kept in a descriptor."""
    touches = [one for one in story.told if isinstance(one, Touch)]
    values = [value for one in touches for value in (one.place, one.wrote) if value is not None]
    keys = [story.symbols.keys[symbol] for value in values for symbol, _ in terms(value)]
    return sorted({key[1] for key in keys if key[0] == "argument"})
