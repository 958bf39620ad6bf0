"""Lines of one shape that can only be rows of layouts.

A position that a length leads to the next of, a type with its size, a column of few words beside a number: with names
that differ from line to line, such lines declare items in whatever words.
"""

from collections.abc import Iterable, Iterator

from workbench.likeness.shapes import Shape, shapes

LEAST = 5
"""So many lines of one shape make a form."""

FEW = 3
"""So many lines of one shape in one passage are rows, where nothing else of them is recognised."""


def rows(lines: Iterable[tuple[int, str]], least: int, nameless: bool = True, beside: bool = False) -> Iterator[Shape]:
    """The shapes of at least so many lines that can only be rows of layouts, each line in one of them.

    `nameless`: also those in which no column is a name. `beside`: these lines stand beside rows that are known.
    """
    taken: set[int] = set()
    good = [shape for shape in shapes(lines, least) if shape.lays_out and (nameless or shape.name >= 0)]
    for shape in sorted(good, key=_doubtful):
        left = [member for member in shape.members if member.line not in taken]
        if len(left) < least:
            continue
        own = shape if len(left) == len(shape.members) else Shape(shape.key, left)
        if own.lays_out and (beside or own.together(taken)) and (nameless or own.name >= 0):
            taken |= {member.line for member in left}
            yield own


def _doubtful(shape: Shape) -> int:
    """How little tells that these lines are rows: a type with its size and a chain of positions together tell most."""
    return -(shape.chain is not None) - (shape.typed >= 0)
