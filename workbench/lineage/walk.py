"""Walking the graph: what a thing was made of, what was made of it, and what lies between two things."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from workbench.later import later
from workbench.lineage.blame import Blamer
from workbench.lineage.edges import Edge, ledger_edges
from workbench.lineage.nodes import Node, described, kind_of
from workbench.lineage.scope import NOW, Entries, Scope
from workbench.store import Reader, Store

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = later("networkx")

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class View:
    """Store and ledger in one state, for several questions."""

    reader: Reader
    entries: Entries
    scope: Scope
    acts: Sequence[Edge]

    def reached(self, things: Sequence[str], direction: Direction) -> list[Edge]:
        """Every edge on the way up or down from some nodes."""
        extra, skipped = [], ""
        if direction == "down" and things and all(kind_of(thing) == "line" for thing in things):
            extra = self.holding(things)
            skipped = "said"  # a line is behind the claims that cite it, not behind all that its chunk gave
        beside = [*self.acts, *extra]
        lists = [list(column) for column in zip(*beside, strict=True)] if beside else [[], [], []]
        since = [self.scope.moment] * _LATE.count("?") if self._past else []
        found = self.reader.rows(_walk(direction, skipped, self._past), [*lists, *since, list(things)])
        edges = _connected(found, things, direction)
        return edges + self._checks(edges) if self.scope.checks else edges

    def nodes(self, steps: Mapping[str, int]) -> list[Node]:
        """Nodes in words, in the given order; the values are their steps."""
        return described(self.reader, self.entries, steps)

    def holding(self, lines: Sequence[str]) -> list[Edge]:
        """Lines and the chunks that hold them."""
        marks = [line.rsplit(":", 2) for line in lines]
        rows = self.reader.rows(_HOLDING, [list(lines), [spec for _, spec, _ in marks], [int(n) for *_, n in marks]])
        return [(line, chunk, "held") for line, chunk in rows]

    @property
    def _past(self) -> bool:
        return self.scope != Scope(checks=self.scope.checks)

    def _checks(self, edges: Sequence[Edge]) -> list[Edge]:
        verdicts = [dst for _, dst, kind in edges if kind == "judged"]
        return [(src, dst, kind) for src, dst, kind in self.reader.rows(_CHECKS, [verdicts])]


@contextmanager
def viewing(store: Store, scope: Scope = NOW, *things: str) -> Iterator[View]:
    """One state of store and ledger, as far as the scope goes. `things` may be lines of written files: whoever asks
    about such a line has its edges worked out."""
    lines = [thing for thing in things if kind_of(thing) == "at"]
    blamer = Blamer(store) if lines else None
    beside = [edge for line in lines for edge in blamer.line(line)] if blamer else []
    with store.read() as reader:
        entries = scope.entries(store.ledger_entries())
        yield View(reader, entries, scope, [*ledger_edges(entries), *beside])


def up(store: Store, thing: str, scope: Scope = NOW) -> list[Node]:
    """Everything that a node was made of, nearest first; it ends at spec lines with their verbatim quotes."""
    return _walked(store, thing, "up", scope)


def down(store: Store, thing: str, scope: Scope = NOW) -> list[Node]:
    """Everything that was made of a node, nearest first.

    From a line this is the chunk that holds it, its reads, and what was made of claims that cite the line: not all
    else that was read in the same chunk.
    """
    return _walked(store, thing, "down", scope)


def subgraph(store: Store, thing: str, scope: Scope = NOW, direction: str = "both") -> "nx.DiGraph[str]":
    """Past (`up`), future (`down`) or both of a node as a graph.

    Nodes carry `kind`, `label`, `quote`, `state`, `program`; edges carry `kind`.
    """
    with viewing(store, scope, thing) as view:
        up, down = (direction in (one, "both") for one in ("up", "down"))
        found = (view.reached([thing], "up") if up else []) + (view.reached([thing], "down") if down else [])
        return drawn(view, [thing], found)


def whole(store: Store, scope: Scope = NOW) -> "nx.DiGraph[str]":
    """Everything that was said and done, as `subgraph`."""
    with viewing(store, scope) as view:
        roots = [node for (node,) in view.reader.rows("SELECT DISTINCT src FROM edge")]
        found = view.reached(sorted({*roots, *(src for src, _, _ in view.acts)}), "down")
        return drawn(view, [], found)


def between(store: Store, first: str, last: str, scope: Scope = NOW) -> "nx.DiGraph[str]":
    """Every way from one node to another, as `subgraph`; empty when there is none. Either may come first."""
    with viewing(store, scope, first, last) as view:
        for start, end in ((first, last), (last, first)):
            after, before = set(view.reached([start], "down")), set(view.reached([end], "up"))
            if found := [edge for edge in after if edge in before]:
                return drawn(view, [], found)
        return drawn(view, [], [])


def drawn(view: View, things: Sequence[str], edges: Iterable[Edge]) -> "nx.DiGraph[str]":
    """Things and edges as a graph, with every node in words."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(things)
    graph.add_edges_from((src, dst, {"kind": kind}) for src, dst, kind in sorted(edges))
    for node in view.nodes(dict.fromkeys(sorted(graph), 0)):
        graph.add_node(node.node, **node.model_dump(exclude={"node", "steps"}))
    return graph


def _walked(store: Store, thing: str, direction: Direction, scope: Scope) -> list[Node]:
    with viewing(store, scope, thing) as view:
        return view.nodes(_steps(view.reached([thing], direction), [thing], direction))


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


def _connected(found: Iterable[tuple[Any, ...]], things: Sequence[str], direction: Direction) -> list[Edge]:
    """The edges that hang together; an edge whose end only shares its number with something reached does not."""
    edges = [(src, dst, kind) for src, dst, kind in found]
    here, there = (1, 0) if direction == "up" else (0, 1)
    reached = {*things, *(edge[there] for edge in edges)}
    return [edge for edge in edges if edge[here] in reached]


def _order(node: str) -> tuple[str, int, str]:
    head, _, tail = node.rpartition(":")
    return (head, int(tail), "") if tail.isdigit() and kind_of(node) == "line" else (kind_of(node), 0, node)


_LATE = " UNION ALL ".join(
    f"SELECT {table}_id AS node FROM {table} GROUP BY ALL HAVING min(added_at) > ?"
    for table in ("spec", "chunk", "read", "claim", "verdict", "fact")
)
"""What was not there yet: every edge is stored with the younger of its two ends."""

_WALK = """
    WITH RECURSIVE act AS MATERIALIZED (
        SELECT unnest(?::VARCHAR[]) AS src, unnest(?::VARCHAR[]) AS dst, unnest(?::VARCHAR[]) AS kind
    ),{late} keyed AS MATERIALIZED (
        SELECT hash({here}) AS here, hash({there}) AS there, rowid AS place FROM edge{wanted}
        UNION ALL SELECT hash({here}), hash({there}), -1 FROM act
    ), walk(key) AS (
        SELECT hash(unnest(?::VARCHAR[]))
        UNION SELECT there FROM walk JOIN keyed ON here = key
    )
    SELECT src, dst, kind FROM edge
        SEMI JOIN (SELECT place FROM keyed JOIN walk ON here = key) one ON edge.rowid = place
    UNION SELECT src, dst, kind FROM act SEMI JOIN walk ON hash({here}) = key
"""
"""The table is read once, into keys that are numbers; each step is a join of numbers, in half of the time of texts."""


def _walk(direction: Direction, skipped: str, past: bool) -> str:
    """The SQL of a walk; parameters: edges beside the store as three lists, moments, nodes."""
    here, there = ("dst", "src") if direction == "up" else ("src", "dst")
    wanted = [f"kind <> '{skipped}'"] * bool(skipped) + ["src NOT IN (FROM late) AND dst NOT IN (FROM late)"] * past
    return _WALK.format(
        here=here,
        there=there,
        late=f" late AS MATERIALIZED ({_LATE})," if past else "",
        wanted=f" WHERE {' AND '.join(wanted)}" if wanted else "",
    )


_HOLDING = """
    SELECT line, chunk_id FROM (SELECT unnest(?) AS line, unnest(?) AS spec_id, unnest(?) AS number) asked
    JOIN chunk USING (spec_id) WHERE number BETWEEN first AND last
"""

_CHECKS = """
    WITH one AS (
        SELECT claim_id, verdict_id, 'check:' || verdict_id || ':' || (item->>'$.name') AS node FROM (
            SELECT claim_id, verdict_id, unnest(CAST(checks AS JSON[])) AS item FROM verdict
            WHERE verdict_id IN (SELECT unnest(?))
        )
    )
    SELECT claim_id, node, 'checked' FROM one UNION SELECT node, verdict_id, 'counted' FROM one
"""
"""As the view `check_edge`, of some verdicts alone."""


def graph_records(graph: "nx.DiGraph[str]") -> Mapping[str, Any]:
    """A graph as JSON values: `nodes` and `edges`."""
    nodes = [{"node": node, **data} for node, data in graph.nodes(data=True)]
    edges = [{"src": src, "dst": dst, "kind": data["kind"]} for src, dst, data in graph.edges(data=True)]
    return {"nodes": nodes, "edges": edges}
