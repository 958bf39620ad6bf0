"""The legacy world as values: programs, record layouts, data items, and where each item goes in the new API.

Items stand in a flat list in the order of the text; levels say what is inside what, as in COBOL. What is printed may
be wrong: then an `Erratum` says what is right, and `corrected` gives the layout as the errata leave it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One segment of a property path. `many` is the largest number of items when it is an array, else 0."""

    name: str
    many: int = 0
    ref: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A property of an operation: its path and its schema (without the array that `many` puts around it)."""

    path: tuple[Step, ...]
    schema: dict[str, Any]

    @property
    def dotted(self) -> str:
        """The path as the truth states it: names joined by dots, no index."""
        return ".".join(step.name for step in self.path)


@dataclass(frozen=True, slots=True)
class Condition:
    """An 88-level: its name, its literal as printed, the plain word for it."""

    name: str
    literal: str
    word: str


@dataclass(frozen=True, slots=True)
class Item:
    """One data item. A group has no picture; `kind` says why its mapping is easy or hard, "" for groups."""

    level: int
    name: str
    picture: str = ""
    usage: str = "DISPLAY"
    occurs: int = 1
    depending: str = ""
    redefines: str = ""
    value: str = ""
    conditions: tuple[Condition, ...] = ()
    comment: str = ""
    forced: bool = False
    type: str = ""
    term: str = ""
    kind: str = ""
    transform: str = ""
    targets: tuple[Target, ...] = ()
    scale: int = 0

    @property
    def leaf(self) -> bool:
        """Whether it is an elementary item."""
        return bool(self.picture)


@dataclass(frozen=True, slots=True)
class Erratum:
    """A late correction. `ordinal` is the item's (0 for a rule), `field` the rule's id when a rule is corrected."""

    number: int
    program: str
    record: str
    field: str
    ordinal: int
    attribute: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """How the text calls it."""
        return str(self.number)


@dataclass(slots=True)
class Layout:
    """One 01-level as printed."""

    name: str
    style: str
    items: list[Item] = field(default_factory=list)
    errata: dict[int, Erratum] = field(default_factory=dict)


@dataclass(slots=True)
class Rule:
    """A numbered business rule."""

    number: str
    text: str


@dataclass(slots=True)
class Program:
    """One endpoint of the old system and the operation that takes its place."""

    name: str
    subsystem: str
    entity: str
    title: str
    verb: str
    operation: str
    method: str
    path: str
    summary: str
    style: str
    place: str
    records: list[Layout] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    externals: list[str] = field(default_factory=list)
    called_by: list[str] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)

    def leaves(self) -> Iterator[tuple[Layout, int, Item]]:
        """Every elementary item: its record, its ordinal from 1, itself."""
        for layout in self.records:
            for ordinal, item in enumerate(layout.items, start=1):
                if item.leaf:
                    yield layout, ordinal, item


def corrected(layout: Layout) -> list[Item]:
    """The items of a record as the errata leave them; a removed item is gone."""
    found: list[Item] = []
    for ordinal, item in enumerate(layout.items, start=1):
        erratum = layout.errata.get(ordinal)
        if erratum is None:
            found.append(item)
        elif erratum.attribute == "picture":
            picture, usage = split_picture(erratum.new)
            found.append(replace(item, picture=picture, usage=usage))
        elif erratum.attribute == "name":
            found.append(replace(item, name=erratum.new))
    return found


def split_picture(text: str) -> tuple[str, str]:
    """Picture and usage of "S9(5)V99 COMP-3"; usage DISPLAY when none is said.

    >>> split_picture("X(4)"), split_picture("S9(5) COMP")
    (('X(4)', 'DISPLAY'), ('S9(5)', 'COMP'))
    """
    picture, _, usage = text.partition(" ")
    return picture, usage or "DISPLAY"


def join_picture(item: Item) -> str:
    """Picture and usage as one text; the inverse of `split_picture`."""
    return item.picture if item.usage == "DISPLAY" else f"{item.picture} {item.usage}"


def below(items: Sequence[Item], index: int) -> int:
    """The index after the last item inside the group at `index`."""
    end = index + 1
    while end < len(items) and items[end].level > items[index].level:
        end += 1
    return end
