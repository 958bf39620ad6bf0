"""The graph in the forms that others read, and back again: OpenLineage events, W3C PROV-JSON, GraphML.

    text = to_prov(graph)           # from `subgraph` or `whole`
    assert from_prov(text) is the same graph

Each form carries every node and edge with all that is said of them, so nothing is lost on the way and back.
"""

from workbench.exports.columns import Column, columns
from workbench.exports.graphml import from_graphml, to_graphml
from workbench.exports.openlineage import from_openlineage, to_openlineage
from workbench.exports.prov import from_prov, to_prov

__all__ = [
    "Column",
    "columns",
    "from_graphml",
    "from_openlineage",
    "from_prov",
    "to_graphml",
    "to_openlineage",
    "to_prov",
]
