"""The shortest explanation of a thing: one sentence a step, down to the words of a document."""

from typing import TYPE_CHECKING

from workbench.later import later
from workbench.lineage.nodes import Node, kind_of, printable
from workbench.lineage.scope import NOW, Scope
from workbench.lineage.walk import viewing
from workbench.records import UNKNOWN, Record
from workbench.store import Store

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = later("networkx")


class Step(Record):
    """One sentence of an explanation, the node it is about, and the words it rests on ("unknown" when none)."""

    node: str
    sentence: str
    quote: str = UNKNOWN


def why(store: Store, thing: str, scope: Scope = NOW) -> list[Step]:
    """The shortest explanation of a node: one sentence per step, down to the words of a spec or truth source.

    Empty when nothing explains it.
    """
    with viewing(store, scope, thing) as view:
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_edges_from((dst, src) for src, dst, _ in view.reached([thing], "up"))
        nodes = view.nodes(dict.fromkeys(_shortest(graph, thing), 0))
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
    "at": "{label} reads as it does",
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
