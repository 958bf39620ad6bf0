"""Where the items of one record lie: level numbers, PICTUREs, OCCURS and REDEFINES turned into offsets and lengths.

A layout is computed from the declarations alone and then held against what the specification prints: every
contradiction is a finding, never an exception, because it tells a person which line of the document is wrong.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from workbench.picture import Picture, parse_picture
from workbench.records import UNKNOWN, FieldBody, Record
from workbench.storage import Usage, parse_usage, storage_bytes

FindingKind = Literal[
    "picture",
    "usage",
    "level",
    "parent",
    "occurs",
    "depending",
    "redefines",
    "offset",
    "bytes",
    "ordinal",
    "size",
]
"""picture, usage: it says nothing that COBOL knows. level, parent: the nesting contradicts itself. occurs, depending:
an impossible count, a counter that is not there. redefines: nothing to redefine, or it is longer than that.
offset, bytes: the document prints another number. ordinal: two items with one place. size: too large to be true."""

MAX_RECORD = 1 << 25
MAX_NESTING = 49


class LayoutFinding(Record):
    """A contradiction inside a record's declarations; `ordinal` and `name` say at which item (0: the whole record)."""

    kind: FindingKind
    ordinal: int
    name: str
    detail: str


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

    def item(self, ordinal: int) -> Item:
        """The item with this ordinal. Raises KeyError when there is none."""
        for item in self.items:
            if item.ordinal == ordinal:
                return item
        raise KeyError(ordinal)

    def leaves(self) -> list[Item]:
        """The items that hold bytes of their own, views too."""
        return [item for item in self.items if not item.is_group]

    def children(self, ordinal: int) -> list[Item]:
        """The items directly inside a group; 0 for the top."""
        return [item for item in self.items if item.parent == ordinal]


class _Node:
    """An item while its place is being worked out."""

    def __init__(self, body: FieldBody, parent: "_Node | None", level: int) -> None:
        self.body = body
        self.parent = parent
        self.level = level
        self.children: list[_Node] = []
        self.picture = parse_picture(body.picture)
        self.usage = parse_usage(body.usage)
        self.redefines: _Node | None = None
        self.offset = 0
        self.bytes = 0
        self.occurs = max(1, body.occurs)


def layout(fields: Sequence[FieldBody]) -> Layout:
    """The layout of one record from its fields, in any order; the findings say where the declarations disagree.

    The record's own 01 level may be among the fields or not. Levels 66, 77 and 88 hold no bytes of a record.
    """
    findings: list[LayoutFinding] = []
    bodies = _in_order(fields, findings)
    tops = _nest(bodies, findings)
    total = _place(tops, findings)
    nodes = list(_walk(tops))
    items = _items(nodes)
    _check_counters(nodes, findings)
    _check_printed(nodes, findings)
    if total > MAX_RECORD:
        findings.append(
            _finding(
                "size",
                None,
                f"{total} bytes; a record of at most {MAX_RECORD} can be handled",
            )
        )
    return Layout(
        program=fields[0].program if fields else UNKNOWN,
        record=fields[0].record if fields else UNKNOWN,
        items=tuple(items),
        bytes=total,
        findings=tuple(findings),
    )


def _finding(kind: FindingKind, node: _Node | None, detail: str) -> LayoutFinding:
    ordinal, name = (node.body.ordinal, node.body.name) if node else (0, UNKNOWN)
    return LayoutFinding(kind=kind, ordinal=ordinal, name=name, detail=detail)


def _in_order(fields: Sequence[FieldBody], findings: list[LayoutFinding]) -> list[FieldBody]:
    twice = [ordinal for ordinal, count in Counter(body.ordinal for body in fields).items() if count > 1]
    findings += [_finding("ordinal", None, f"{ordinal} is the place of more than one item") for ordinal in twice]
    seen: set[int] = set()
    kept = []
    for body in sorted(fields, key=lambda body: body.ordinal):
        if body.ordinal not in seen and body.level not in {66, 77, 88}:
            kept.append(body)
        seen.add(body.ordinal)
    return kept


def _nest(bodies: Sequence[FieldBody], findings: list[LayoutFinding]) -> list[_Node]:
    """The top items, with their children in them. A second 01 inside a record is read as its neighbour's level."""
    tops: list[_Node] = []
    stack: list[_Node] = []
    for body in bodies:
        level = body.level
        strayed = level <= 1 and bool(stack) and len(bodies) > 1
        if strayed:
            level = stack[-1].level if len(stack) > 1 or stack[-1].level > 1 else 2
        while stack and stack[-1].level >= level:
            stack.pop()
        node = _Node(body, stack[-1] if stack else None, level)
        (node.parent.children if node.parent else tops).append(node)
        stack.append(node)
        findings += _nesting_findings(node, strayed)
    return tops


def _nesting_findings(node: _Node, strayed: bool) -> Iterator[LayoutFinding]:
    if strayed:
        yield _finding(
            "level",
            node,
            f"a level 01 inside the record, read as level {node.level:02d}",
        )
    elif not 1 <= node.level <= MAX_NESTING:
        yield _finding("level", node, f"level {node.level}; 1 to {MAX_NESTING} nest")
    if node.parent and len(node.parent.children) > 1 and node.parent.children[0].level != node.level:
        yield _finding(
            "level",
            node,
            f"level {node.level:02d} beside level {node.parent.children[0].level:02d}",
        )
    inside = node.parent.body.name if node.parent else node.body.record
    if node.body.parent not in {inside, UNKNOWN, ""} and not (node.parent is None and node.level <= 1) and not strayed:
        yield _finding(
            "parent",
            node,
            f"its level puts it in {inside}, the document in {node.body.parent}",
        )


def _walk(nodes: Sequence[_Node]) -> Iterator[_Node]:
    """Every node in the order of the text; no recursion, so that no nesting is too deep."""
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def _place(tops: Sequence[_Node], findings: list[LayoutFinding]) -> int:
    """The length of the record; every node gets its length (inside out) and then its offset (outside in)."""
    nodes = list(_walk(tops))
    for node in nodes:
        _inherit(node)
        findings += _clause_findings(node)
    for node in reversed(nodes):
        node.bytes = _arrange(node.children, findings) if node.children else _leaf_bytes(node, findings)
    total = _arrange(tops, findings)
    for node in nodes:
        if node.parent:
            node.offset += node.parent.offset
    return total


def _inherit(node: _Node) -> None:
    """A group's USAGE holds for the items in it."""
    if node.parent and node.usage.form == "display" and node.parent.usage.form not in {"display", "unknown"}:
        node.usage = node.parent.usage


def _clause_findings(node: _Node) -> Iterator[LayoutFinding]:
    if node.picture.category == "unknown":
        yield _finding("picture", node, f"{node.body.picture[:40]!r}: {node.picture.reason}")
    if node.usage.form == "unknown":
        yield _finding("usage", node, f"{node.body.usage[:40]!r} is no USAGE")
    if node.children and node.picture.category not in {"group", "unknown"}:
        yield _finding("picture", node, "a group has no PICTURE, yet items stand in this one")
    if node.body.occurs < 1:
        yield _finding("occurs", node, f"occurs {node.body.occurs} times; 1 or more do")


def _leaf_bytes(node: _Node, findings: list[LayoutFinding]) -> int:
    """Bytes of an item by itself; those the document prints when its declaration does not say."""
    size = storage_bytes(node.picture, node.usage)
    if size >= 0:
        return size
    printed = max(0, node.body.bytes)
    if node.picture.category != "unknown" and node.usage.form != "unknown":
        findings.append(_finding("picture", node, "neither a PICTURE nor items in it say how long it is"))
    return printed if printed <= MAX_RECORD else 0


def _arrange(siblings: Sequence[_Node], findings: list[LayoutFinding]) -> int:
    """The bytes that siblings take together; their offsets count from the start of their group."""
    cursor = end = 0
    for place, node in enumerate(siblings):
        if node.body.redefines not in {UNKNOWN, ""}:
            node.redefines = _redefined(node, siblings[:place], findings)
        start = node.redefines.offset if node.redefines else cursor
        node.offset = start
        whole = node.bytes * node.occurs
        if node.redefines and whole > (room := node.redefines.bytes * node.redefines.occurs) and node.level > 1:
            findings.append(
                _finding(
                    "redefines",
                    node,
                    f"{whole} bytes over the {room} of {node.redefines.body.name}",
                )
            )
        end = max(end, start + whole)
        cursor = max(cursor, end)
    return end


def _redefined(node: _Node, before: Sequence[_Node], findings: list[LayoutFinding]) -> _Node | None:
    """The sibling that a node redefines; the last one before it when the named one is not there."""
    named = [one for one in before if one.body.name.upper() == node.body.redefines.upper()]
    if named:
        return named[-1].redefines or named[-1]
    findings.append(_finding("redefines", node, f"no {node.body.redefines} stands before it in its group"))
    return (before[-1].redefines or before[-1]) if before else None


def _items(nodes: Sequence[_Node]) -> list[Item]:
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


def _check_counters(nodes: Sequence[_Node], findings: list[LayoutFinding]) -> None:
    names = {node.body.name.upper() for node in nodes}
    for node in nodes:
        counter = node.body.depending
        if counter not in {UNKNOWN, ""} and counter.upper() not in names:
            findings.append(
                _finding(
                    "depending",
                    node,
                    f"its counter {counter} is no item of this record",
                )
            )


def _check_printed(nodes: Sequence[_Node], findings: list[LayoutFinding]) -> None:
    """Printed numbers against computed ones. A document that counts from 1 throughout does not contradict itself."""
    offsets = [(node, node.body.offset - node.offset) for node in nodes if node.body.offset >= 0]
    origin = 1 if offsets and _share(offsets, 1) > _share(offsets, 0) else 0
    for node, difference in offsets:
        if difference != origin:
            findings.append(
                _finding(
                    "offset",
                    node,
                    f"computed {node.offset + origin}, printed {node.body.offset}",
                )
            )
    for node in nodes:
        if node.body.bytes >= 0 and node.body.bytes not in {
            node.bytes,
            node.bytes * node.occurs,
        }:
            findings.append(_finding("bytes", node, f"computed {node.bytes}, printed {node.body.bytes}"))


def _share(offsets: Sequence[tuple[_Node, int]], origin: int) -> int:
    return sum(difference == origin for _, difference in offsets)


def by_record(fields: Sequence[FieldBody]) -> dict[str, Layout]:
    """One layout per record name, in the order in which the records first appear."""
    groups: dict[str, list[FieldBody]] = {}
    for body in fields:
        groups.setdefault(body.record, []).append(body)
    return {record: layout(bodies) for record, bodies in groups.items()}
