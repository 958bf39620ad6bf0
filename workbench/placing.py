"""Where the items of a tree lie: lengths from the inside out, offsets from the outside in, then the printed ones."""

from collections.abc import Iterator, Sequence

from workbench.nesting import LayoutFinding, Node, finding, walk
from workbench.records import TYPED, UNKNOWN
from workbench.storage import storage_bytes

MAX_RECORD = 1 << 25
"""Bytes of a record that can be handled; the operating systems of these programs end at a thousandth of it."""


def place(tops: Sequence[Node], findings: list[LayoutFinding]) -> int:
    """The length of the record; every node gets its length (inside out) and then its offset (outside in)."""
    nodes = list(walk(tops))
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


def _inherit(node: Node) -> None:
    """A group's USAGE holds for the items in it."""
    if node.parent and node.usage.form == "display" and node.parent.usage.form not in {"display", "unknown"}:
        node.usage = node.parent.usage


def _clause_findings(node: Node) -> Iterator[LayoutFinding]:
    if node.picture.category == "unknown":
        yield finding("picture", node, f"{node.body.picture[:40]!r}: {node.picture.reason}")
    if node.usage.form == "unknown" and node.body.usage != TYPED:
        yield finding("usage", node, f"{node.body.usage[:40]!r} is no USAGE")
    if node.children and node.picture.category not in {"group", "unknown"}:
        yield finding("picture", node, "a group has no PICTURE, yet items stand in this one")
    if node.body.occurs < 1:
        yield finding("occurs", node, f"occurs {node.body.occurs} times; 1 or more do")


def _leaf_bytes(node: Node, findings: list[LayoutFinding]) -> int:
    """Bytes of an item by itself; those the document prints when its declaration does not say."""
    size = storage_bytes(node.picture, node.usage)
    if size >= 0:
        return size
    printed = max(0, node.body.bytes)
    if node.picture.category != "unknown" and node.usage.form != "unknown":
        findings.append(finding("picture", node, "neither a PICTURE nor items in it say how long it is"))
    return printed if printed <= MAX_RECORD else 0


def _arrange(siblings: Sequence[Node], findings: list[LayoutFinding]) -> int:
    """The bytes that siblings take together; their offsets count from the start of their group."""
    cursor = end = 0
    for place, node in enumerate(siblings):
        if node.body.redefines not in {UNKNOWN, ""}:
            node.redefines = _redefined(node, siblings[:place], findings)
        start = node.redefines.offset if node.redefines else cursor
        node.offset = start
        whole = node.bytes * node.occurs
        if node.redefines and whole > (room := node.redefines.bytes * node.redefines.occurs) and node.level > 1:
            findings.append(finding("redefines", node, f"{whole} bytes over the {room} of {node.redefines.body.name}"))
        end = max(end, start + whole)
        cursor = max(cursor, end)
    return end


def _redefined(node: Node, before: Sequence[Node], findings: list[LayoutFinding]) -> Node | None:
    """The sibling that a node redefines; the last one before it when the named one is not there."""
    named = [one for one in before if one.body.name.upper() == node.body.redefines.upper()]
    if named:
        return named[-1].redefines or named[-1]
    findings.append(finding("redefines", node, f"no {node.body.redefines} stands before it in its group"))
    return (before[-1].redefines or before[-1]) if before else None


def counter_findings(nodes: Sequence[Node], findings: list[LayoutFinding]) -> None:
    """Tables whose counter is nowhere in the record."""
    names = {node.body.name.upper() for node in nodes}
    for node in nodes:
        counter = node.body.depending
        if counter not in {UNKNOWN, ""} and counter.upper() not in names:
            findings.append(finding("depending", node, f"its counter {counter} is no item of this record"))


def printed_findings(nodes: Sequence[Node], findings: list[LayoutFinding]) -> None:
    """Printed numbers against computed ones. A document that counts from 1 throughout does not contradict itself."""
    offsets = [(node, node.body.offset - node.offset) for node in nodes if node.body.offset >= 0]
    origin = 1 if offsets and _share(offsets, 1) > _share(offsets, 0) else 0
    for node, difference in offsets:
        if difference != origin:
            findings.append(finding("offset", node, f"computed {node.offset + origin}, printed {node.body.offset}"))
    for node in nodes:
        if node.body.bytes >= 0 and node.body.bytes not in {node.bytes, node.bytes * node.occurs}:
            findings.append(finding("bytes", node, f"computed {node.bytes}, printed {node.body.bytes}"))


def _share(offsets: Sequence[tuple[Node, int]], origin: int) -> int:
    return sum(difference == origin for _, difference in offsets)
