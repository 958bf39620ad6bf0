"""Lineage: from a byte in a written file to the quoted line and the person behind it, and forward again.

    node = resolve(store, "data/out/adapters/ord01.py")   # or an id, SPEC:LINE, a program
    up(store, node)      # all it was made of, down to verbatim spec lines
    down(store, node)    # all that was made of it
    why(store, node)     # the shortest explanation, in sentences
    impact(store, node)  # what breaks if it changes
    blame(store, path)   # the same for each line of a written file
    orphans(store)       # what lacks what it should rest on: must be empty

Node ids are the content ids of the records, `line:SPEC:N`, `truth:SOURCE:POINTER` and `file:PATH`.
"""

from workbench.lineage.blame import Blame, BlamedLine, Blamer, blame
from workbench.lineage.edges import (
    Edge,
    edge_rows,
    edges,
    edges_of,
    file_node,
    ledger_edges,
    line_node,
    read_edges,
    written_node,
)
from workbench.lineage.holding import Holding, holding
from workbench.lineage.impact import Impact, broken, impact
from workbench.lineage.nodes import Node
from workbench.lineage.orphans import Orphan, orphans
from workbench.lineage.overview import Overview, overview
from workbench.lineage.resolve import resolve
from workbench.lineage.scope import NOW, Scope, read_moment
from workbench.lineage.search import find
from workbench.lineage.text import dot, mermaid
from workbench.lineage.walk import between, down, graph_records, subgraph, up, viewing, whole
from workbench.lineage.why import Step, why

__all__ = [
    "NOW",
    "Blame",
    "BlamedLine",
    "Blamer",
    "Edge",
    "Holding",
    "Impact",
    "Node",
    "Orphan",
    "Overview",
    "Scope",
    "Step",
    "between",
    "blame",
    "broken",
    "dot",
    "down",
    "edge_rows",
    "edges",
    "edges_of",
    "file_node",
    "find",
    "graph_records",
    "holding",
    "impact",
    "ledger_edges",
    "line_node",
    "mermaid",
    "orphans",
    "overview",
    "read_edges",
    "read_moment",
    "resolve",
    "subgraph",
    "up",
    "viewing",
    "whole",
    "why",
    "written_node",
]
