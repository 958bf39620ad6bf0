"""Walking the graph: what a thing was made of, what was made of it, and the shortest reason for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import networkx as nx

from workbench.lineage.edges import Edge, ledger_edges
from workbench.lineage.nodes import Entries, Node, described, kind_of, printable
from workbench.records import UNKNOWN, Record
from workbench.store import Reader, Store

Direction = Literal["up", "down"]


class Step(Record):
    """One sentence of an explanation, the node it is about, and the words it rests on ("unknown" when none)."""

    node: str
    sentence: str
    quote: str = UNKNOWN


def up(store: Store, thing: str) -> list[Node]:
    """Everything that a node was made of, nearest first; it ends at spec lines with their verbatim quotes."""
    return _walked(store, [thing], "up")


def down(store: Store, thing: str) -> list[Node]:
    """Everything that was made of a node, nearest first.

    From a line this is the chunk that holds it, its reads, and what was made of claims that cite the line: not all
    else that was read in the same chunk.
    """
    return _walked(store, [thing], "down")


def subgraph(store: Store, thing: str) -> "nx.DiGraph[str]":
    """Past and future of a node as a graph; nodes carry `kind`, `label`, `quote`, edges carry `kind`."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    with store.read() as view:
        entries = store.ledger_entries()
        found = _reached(view, entries, [thing], "up") + _reached(view, entries, [thing], "down")
        graph.add_node(thing)
        graph.add_edges_from((src, dst, {"kind": kind}) for src, dst, kind in found)
        for node in described(view, entries, dict.fromkeys(sorted(graph), 0)):
            graph.add_node(node.node, kind=node.kind, label=node.label, quote=node.quote)
    return graph


def why(store: Store, thing: str) -> list[Step]:
    """The shortest explanation of a node: one sentence per step, down to the words of a spec or truth source.

    Empty when nothing explains it.
    """
    with store.read() as view:
        entries = store.ledger_entries()
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_edges_from((dst, src) for src, dst, _ in _reached(view, entries, [thing], "up"))
        path = _shortest(graph, thing)
        nodes = described(view, entries, dict.fromkeys(path, 0))
    return [Step(node=node.node, sentence=_sentence(node), quote=node.quote) for node in nodes]


def _shortest(graph: "nx.DiGraph[str]", thing: str) -> list[str]:
    if thing not in graph:
        return []
    paths = nx.single_source_shortest_path(graph, thing)
    ends = [node for node in paths if node != thing and not any(True for _ in graph.successors(node))]
    rank = {"line": 0, "truth": 1}
    best = min(ends, key=lambda node: (rank.get(kind_of(node), 2), len(paths[node]), node), default=thing)
    return list(paths[best])


_SAYS = {
    "file": "{label} is there",
    "receipt": "because the executor acted: {label}",
    "decision": "after a person's word: {label}",
    "proposal": "to what {label}",
    "fact": "which rests on a {label}",
    "verdict": "which the gate {label}",
    "claim": "as {label}",
    "read": "found when {label}",
    "chunk": "in {label}",
    "spec": "of {label}",
    "line": "because {label} reads: {quote}",
    "truth": "because {label} says: {quote}",
}


def _sentence(node: Node) -> str:
    return _SAYS.get(node.kind, "{label}").format(label=node.label, quote=printable(node.quote).strip())


def _walked(store: Store, things: Sequence[str], direction: Direction) -> list[Node]:
    with store.read() as view:
        entries = store.ledger_entries()
        found = _reached(view, entries, things, direction)
        return described(view, entries, _steps(found, things, direction))


def _steps(found: Sequence[Edge], things: Sequence[str], direction: Direction) -> dict[str, int]:
    """Node -> how many edges away, nearest first; the things themselves are left out."""
    following: dict[str, list[str]] = {}
    for src, dst, _ in found:
        here, there = (dst, src) if direction == "up" else (src, dst)
        following.setdefault(here, []).append(there)
    steps = dict.fromkeys(things, 0)
    level = list(things)
    while level:
        ahead = sorted({node for here in level for node in following.get(here, ()) if node not in steps}, key=_order)
        distance = steps[level[0]] + 1
        steps.update(dict.fromkeys(ahead, distance))
        level = ahead
    return {node: distance for node, distance in steps.items() if node not in things}


def _order(node: str) -> tuple[str, int, str]:
    head, _, tail = node.rpartition(":")
    return (head, int(tail), "") if tail.isdigit() and kind_of(node) == "line" else (kind_of(node), 0, node)


def _reached(view: Reader, entries: Entries, things: Sequence[str], direction: Direction) -> list[Edge]:
    """Every edge on the way up or down from some nodes."""
    acts = ledger_edges(entries)
    seeds, extra, skipped = list(things), [], "none"
    if direction == "down" and all(kind_of(thing) == "line" for thing in things):
        extra = [edge for thing in things for edge in _holding(view, thing)]
        skipped = "said"  # a line is behind the claims that cite it, not behind all that its chunk gave
    sql = _WALK.format(here="dst" if direction == "up" else "src", there="src" if direction == "up" else "dst")
    lists = [list(column) for column in zip(*acts, *extra, strict=True)] if acts or extra else [[], [], []]
    return [(src, dst, kind) for src, dst, kind in view.rows(sql, [*lists, skipped, seeds])]


_WALK = """
    WITH RECURSIVE link AS MATERIALIZED (
        SELECT src, dst, kind FROM edge
        UNION ALL SELECT * FROM (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
    ), usable AS (
        SELECT src, dst, kind FROM link WHERE kind <> ?
    ), walk(node) AS (
        SELECT unnest(?::VARCHAR[])
        UNION SELECT {there} FROM walk JOIN usable ON {here} = node
    )
    SELECT DISTINCT src, dst, kind FROM usable JOIN walk ON {here} = node
"""


def _holding(view: Reader, line: str) -> list[Edge]:
    _, spec, number = line.split(":")
    chunks = view.rows(
        "SELECT chunk_id FROM chunk WHERE spec_id = ? AND first <= ? AND last >= ?", [spec, int(number), int(number)]
    )
    return [(line, chunk, "holds") for (chunk,) in chunks]


def graph_records(graph: "nx.DiGraph[str]") -> Mapping[str, Any]:
    """A graph as JSON values: `nodes` and `edges`."""
    nodes = [{"node": node, **data} for node, data in graph.nodes(data=True)]
    edges = [{"src": src, "dst": dst, "kind": data["kind"]} for src, dst, data in graph.edges(data=True)]
    return {"nodes": nodes, "edges": edges}
