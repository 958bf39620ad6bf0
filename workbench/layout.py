"""Where the items of one record lie: level numbers, PICTUREs, OCCURS and REDEFINES turned into offsets and lengths.

A layout is computed from the declarations alone and then held against what the specification prints: every
contradiction is a finding, never an exception, because it tells a person which line of the document is wrong.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from workbench.nesting import LayoutFinding, Node, finding, in_order, nest, walk
from workbench.picture import Picture
from workbench.placing import MAX_RECORD, counter_findings, place, printed_findings
from workbench.records import UNKNOWN, FieldBody, Record
from workbench.storage import Usage

__all__ = ["MAX_RECORD", "Item", "Layout", "LayoutFinding", "by_record", "layout"]


class Item(Record):
    """One data item at its place. Offsets count from 0; `bytes` is one occurrence, `occurs` how many follow.

    `parent` and `redefines` are ordinals, 0 for none. `tables` are the repeated items it stands in, outermost first,
    itself last when it repeats: (ordinal, count, stride in bytes).
    """

    name: str
    ordinal: int
    level: int
    parent: int
    picture: Picture
    usage: Usage
    is_group: bool
    offset: int
    bytes: int
    occurs: int = 1
    depending: str = UNKNOWN
    redefines: int = 0
    view: bool = False
    tables: tuple[tuple[int, int, int], ...] = ()
    values: tuple[str, ...] = ()

    @property
    def is_filler(self) -> bool:
        """Whether the item has no name that a program could use."""
        return self.name.upper() in {"FILLER", ""}


class Layout(Record):
    """One record: its items in the order of the text, its length in bytes, and what contradicts itself.

    `view` items redefine others (or stand in such an item), so the items without it cover every byte just once.
    """

    program: str
    record: str
    items: tuple[Item, ...]
    bytes: int
    findings: tuple[LayoutFinding, ...] = ()

    @cached_property
    def by_ordinal(self) -> Mapping[int, Item]:
        """Items by ordinal."""
        return {item.ordinal: item for item in self.items}

    @cached_property
    def _by_parent(self) -> Mapping[int, list[Item]]:
        found: dict[int, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.parent, []).append(item)
        return found

    def item(self, ordinal: int) -> Item:
        """The item with this ordinal. Raises KeyError when there is none."""
        return self.by_ordinal[ordinal]

    def leaves(self) -> list[Item]:
        """The items that hold bytes of their own, views too."""
        return [item for item in self.items if not item.is_group]

    def children(self, ordinal: int) -> list[Item]:
        """The items directly inside a group; 0 for the top."""
        return self._by_parent.get(ordinal, [])


def layout(fields: Sequence[FieldBody]) -> Layout:
    """The layout of one record from its fields, in any order; the findings say where the declarations disagree.

    The record's own 01 level may be among the fields or not. Levels 66, 77 and 88 hold no bytes of a record.
    """
    findings: list[LayoutFinding] = []
    bodies = in_order(fields, findings)
    tops = nest(bodies, findings)
    total = place(tops, findings)
    nodes = list(walk(tops))
    items = _items(nodes)
    counter_findings(nodes, findings)
    printed_findings(nodes, findings)
    if total > MAX_RECORD:
        findings.append(finding("size", None, f"{total} bytes; a record of at most {MAX_RECORD} can be handled"))
    return Layout(
        program=fields[0].program if fields else UNKNOWN,
        record=fields[0].record if fields else UNKNOWN,
        items=tuple(items),
        bytes=total,
        findings=tuple(findings),
    )


def _items(nodes: Sequence[Node]) -> list[Item]:
    made: dict[int, Item] = {}
    for node in nodes:
        above = made[node.parent.body.ordinal] if node.parent else None
        tables = above.tables if above else ()
        if node.occurs > 1 or node.body.depending not in {UNKNOWN, ""}:
            tables = (*tables, (node.body.ordinal, node.occurs, node.bytes))
        made[node.body.ordinal] = Item(
            name=node.body.name, ordinal=node.body.ordinal, level=node.level, parent=above.ordinal if above else 0,
            picture=node.picture, usage=node.usage, is_group=bool(node.children), offset=node.offset, bytes=node.bytes,
            occurs=node.occurs, depending=node.body.depending or UNKNOWN, values=node.body.values, tables=tables,
            redefines=node.redefines.body.ordinal if node.redefines else 0,
            view=node.redefines is not None or bool(above and above.view),
        )  # fmt: skip
    return list(made.values())


def by_record(fields: Sequence[FieldBody]) -> dict[str, Layout]:
    """One layout per record name, in the order in which the records first appear."""
    groups: dict[str, list[FieldBody]] = {}
    for body in fields:
        groups.setdefault(body.record, []).append(body)
    return {record: layout(bodies) for record, bodies in groups.items()}
