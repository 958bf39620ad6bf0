"""Which lines declare items and which are headers of tables, as known forms have them."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from workbench.declarations import (
    REACH,
    Declaration,
    Header,
    across,
    declaration,
    gathered,
    headed,
    header,
    may_head,
    rowed,
    stacked,
)


class Items(NamedTuple):
    """The items by the index of the first line of each, the further lines of those, and the lines of headers."""

    items: dict[int, Declaration]
    inside: set[int]
    headers: set[int]


def read(lines: Sequence[str], printed: Sequence[int]) -> Items:
    """The items of a document; a table ends with the third line that is no row.

    `printed`: the indices of the lines that are content.
    """
    found, cells = Items({}, set(), set()), set[int]()
    content = [lines[index] for index in printed]
    table: Header | None = None
    others = 0
    for place, index in enumerate(printed):
        if index in cells:
            continue
        if may_head(content[place]) and (tall := stacked(content[place : place + REACH])) is not None:
            table, others = tall, 0
            found.headers.update(printed[place : place + len(tall.columns)])
            cells.update(printed[place : place + len(tall.columns)])
            continue
        line, taken = _row(lines, index, printed, place, table)
        cells.update(taken)
        row = header(line)
        if row is not None and (taken or (row := headed(row, islice(content, place + 1, None))) is not None):
            table, others = row, 0
            found.headers.update((index, *taken))
            continue
        text, used = (line, 1) if taken else gathered(lines, index)
        if (item := declaration(text, table)) is not None:
            found.items[index] = item
            found.inside.update((*taken, *range(index + 1, index + used)))
            others = 0
        elif table is not None and not table.goes_on(line):
            others += 1
            table = table.after(others)
    return found


def _row(
    lines: Sequence[str], index: int, printed: Sequence[int], place: int, table: Header | None
) -> tuple[str, Sequence[int]]:
    """A line with the cells of its row on the lines below it, and the indices of those."""
    if table is not None and table.stacked:
        text, many = across([lines[at] for at in printed[place : place + REACH]], table)
        return text, printed[place + 1 : place + many]
    text, many = rowed(lines, index) if "<" in lines[index] else (lines[index], 1)
    return text, range(index + 1, index + many)
