"""Lineage: from a byte in a written file to the quoted line and the person behind it, and forward again.

    node = resolve(store, "data/out/adapters/ord01.py")   # or an id, SPEC:LINE, a program
    up(store, node)      # all it was made of, down to verbatim spec lines
    down(store, node)    # all that was made of it
    why(store, node)     # the shortest explanation, in sentences
    blame(store, path)   # the same for each line of a written file

Node ids are the content ids of the records, `line:SPEC:N`, `truth:SOURCE:POINTER` and `file:PATH`.
"""

from workbench.lineage.blame import Blame, BlamedLine, Blamer, blame
from workbench.lineage.edges import Edge, edge_rows, edges, file_node, ledger_edges, line_node, read_edges
from workbench.lineage.nodes import Node
from workbench.lineage.resolve import resolve
from workbench.lineage.walk import Step, down, graph_records, subgraph, up, why

__all__ = [
    "Blame",
    "BlamedLine",
    "Blamer",
    "Edge",
    "Node",
    "Step",
    "blame",
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
