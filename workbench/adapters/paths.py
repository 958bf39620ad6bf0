"""Where the arrays are on the path of a property: `order.lines.sku` in a table that repeats is `order.lines` + `sku`.

A mapping's path has no index, so the arrays must be known from elsewhere: from the target document, from `[]` in the
path, from the property that the repeated group itself maps to, or from where the paths of its fields part.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from workbench.adapters.forms import Unfit
from workbench.layout import Item, Layout
from workbench.records import MapsBody
from workbench.truth.catalog import Operation

Levels = Callable[[str, tuple[int, ...]], list[str]]


def array_paths(layout: Layout, maps: Sequence[MapsBody], operation: Operation | None) -> Levels:
    """A function of a property and the repeated items around it, outermost first, that cuts the path at its arrays.

    It gives the path of each array, relative to the one before, and last the path inside an entry ("" for the entry
    itself). It raises Unfit when the path has another number of arrays than the item has tables.
    """
    guesses = _guesses(layout, maps)

    @cache
    def levels(name: str, tables: tuple[int, ...]) -> list[str]:
        names = steps(name)
        ends = _told(name, operation) or _marked(name) or _guessed(names, tables, guesses)
        if len(ends) != len(tables):
            raise Unfit(f"{name} is inside {len(ends)} array(s), its field inside {len(tables)} table(s)")
        starts = [0, *ends]
        return [".".join(names[start:end]) for start, end in zip(starts, [*ends, len(names)], strict=True)]

    return levels


def _told(name: str, operation: Operation | None) -> list[int]:
    """Steps up to each array, as the target document says."""
    if operation is None:
        return []
    names = steps(name)
    found = [operation.find(".".join(names[:end])) for end in range(1, len(names) + 1)]
    return [end for end, known in enumerate(found, start=1) if known is not None and known.type == "array"]


def _marked(name: str) -> list[int]:
    return [end for end, step in enumerate(name.split("."), start=1) if step.endswith("[]")]


def _guessed(names: Sequence[str], tables: Sequence[int], guesses: Mapping[int, list[str]]) -> list[int]:
    ends: list[int] = []
    for table in tables:
        guess = guesses.get(table, [])
        end = len(guess) if guess and list(names[: len(guess)]) == guess else max(1, len(names) - 1)
        ends.append(end if not ends or end > ends[-1] else len(names))
    return ends


def _guesses(layout: Layout, maps: Sequence[MapsBody]) -> dict[int, list[str]]:
    """For each repeated group: the property it maps to, or the longest path that those of its fields share."""
    known = {item.ordinal: item for item in layout.items}
    own = {body.ordinal: body.property for body in maps if body.ordinal in known}
    found: dict[int, list[str]] = {}
    for item in layout.items:
        if item.tables and item.tables[-1][0] == item.ordinal:
            found[item.ordinal] = steps(own[item.ordinal]) if item.ordinal in own else _shared(item, known, own)
    return found


def _shared(table: Item, known: Mapping[int, Item], own: Mapping[int, str]) -> list[str]:
    inside = [
        steps(name)[:-1]
        for ordinal, name in own.items()
        if any(ordinal_of == table.ordinal for ordinal_of, _, _ in known[ordinal].tables)
    ]
    prefix = inside[0] if inside else []
    for names in inside:
        while names[: len(prefix)] != prefix:
            prefix = prefix[:-1]
    return prefix


def steps(name: str) -> list[str]:
    """The names on a property's path, without the marks of arrays."""
    return [step.removesuffix("[]") for step in name.split(".")]
