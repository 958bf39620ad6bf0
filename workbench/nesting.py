"""Declarations as a tree: level numbers say what stands in what.

Every contradiction on the way is a finding, never an exception.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from workbench.picture import declared_picture
from workbench.records import UNKNOWN, FieldBody, Record
from workbench.storage import parse_usage

FindingKind = Literal[
    "picture", "usage", "level", "parent", "occurs", "depending", "redefines", "offset", "bytes", "ordinal", "size"
]
"""picture, usage: it says nothing that COBOL knows. level, parent: the nesting contradicts itself. occurs, depending:
an impossible count, a counter that is not there. redefines: nothing to redefine, or it is longer than that.
offset, bytes: the document prints another number. ordinal: two items with one place. size: too large to be true."""

MAX_NESTING = 49


class LayoutFinding(Record):
    """A contradiction inside a record's declarations; `ordinal` and `name` say at which item (0: the whole record)."""

    kind: FindingKind
    ordinal: int
    name: str
    detail: str


class Node:
    """An item while its place is being worked out: its declaration, what it stands in, what stands in it."""

    def __init__(self, body: FieldBody, parent: "Node | None", level: int) -> None:
        self.body = body
        self.parent = parent
        self.level = level
        self.children: list[Node] = []
        self.picture = declared_picture(body)
        self.usage = parse_usage(body.usage)
        self.redefines: Node | None = None
        self.offset = 0
        self.bytes = 0
        self.occurs = max(1, body.occurs)


def finding(kind: FindingKind, node: Node | None, detail: str) -> LayoutFinding:
    """A finding at an item, or about the whole record."""
    ordinal, name = (node.body.ordinal, node.body.name) if node else (0, UNKNOWN)
    return LayoutFinding(kind=kind, ordinal=ordinal, name=name, detail=detail)


def in_order(fields: Sequence[FieldBody], findings: list[LayoutFinding]) -> list[FieldBody]:
    """The items that hold bytes, in the order of the text, each place once."""
    twice = [ordinal for ordinal, count in Counter(body.ordinal for body in fields).items() if count > 1]
    findings += [finding("ordinal", None, f"{ordinal} is the place of more than one item") for ordinal in twice]
    seen: set[int] = set()
    kept = []
    for body in sorted(fields, key=lambda body: body.ordinal):
        if body.ordinal not in seen and body.level not in {66, 77, 88}:
            kept.append(body)
        seen.add(body.ordinal)
    return kept


def nest(bodies: Sequence[FieldBody], findings: list[LayoutFinding]) -> list[Node]:
    """The top items, with their children in them. A second 01 inside a record is read as its neighbour's level."""
    tops: list[Node] = []
    stack: list[Node] = []
    for body in bodies:
        level = body.level
        strayed = level <= 1 and bool(stack) and len(bodies) > 1
        if strayed:
            level = stack[-1].level if len(stack) > 1 or stack[-1].level > 1 else 2
        while stack and stack[-1].level >= level:
            stack.pop()
        node = Node(body, stack[-1] if stack else None, level)
        (node.parent.children if node.parent else tops).append(node)
        stack.append(node)
        findings += _nesting_findings(node, strayed)
    return tops


def _nesting_findings(node: Node, strayed: bool) -> Iterator[LayoutFinding]:
    if strayed:
        yield finding("level", node, f"a level 01 inside the record, read as level {node.level:02d}")
    elif not 1 <= node.level <= MAX_NESTING:
        yield finding("level", node, f"level {node.level}; 1 to {MAX_NESTING} nest")
    if node.parent and len(node.parent.children) > 1 and node.parent.children[0].level != node.level:
        yield finding("level", node, f"level {node.level:02d} beside level {node.parent.children[0].level:02d}")
    inside = node.parent.body.name if node.parent else node.body.record
    if node.body.parent not in {inside, UNKNOWN, ""} and not (node.parent is None and node.level <= 1) and not strayed:
        yield finding("parent", node, f"its level puts it in {inside}, the document in {node.body.parent}")


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node in the order of the text; no recursion, so that no nesting is too deep."""
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))
