"""Lineage: from a byte in a written file to the quoted line and the person behind it, and forward again.

    node = resolve(store, "data/out/adapters/ord01.py")   # or an id, SPEC:LINE, a program
    up(store, node)      # all it was made of, down to verbatim spec lines
    down(store, node)    # all that was made of it
    why(store, node)     # the shortest explanation, in sentences

Node ids are the content ids of the records, `line:SPEC:N`, `truth:SOURCE:POINTER` and `file:PATH`.
"""

from workbench.lineage.edges import Edge, edge_rows, edges, file_node, ledger_edges, line_node, read_edges
from workbench.lineage.nodes import Node
from workbench.lineage.resolve import resolve
from workbench.lineage.walk import Step, down, graph_records, subgraph, up, why

__all__ = [
    "Edge",
    "Node",
    "Step",
    "down",
    "edge_rows",
    "edges",
    "file_node",
    "graph_records",
    "ledger_edges",
    "line_node",
    "read_edges",
    "resolve",
    "subgraph",
    "up",
    "why",
]
