"""GraphML: what Gephi, yEd and networkx read."""

import io
import json
import re
from typing import TYPE_CHECKING

from workbench.errors import ParameterError
from workbench.later import later

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = later("networkx")

_UNFIT = re.compile(r"[^\n\x20-\x5b\x5d-\x7e]")
"""Characters that XML cannot hold or a reader may change, and the backslash, which stands for them."""


def to_graphml(graph: "nx.DiGraph[str]") -> str:
    """The graph as GraphML; a character that XML cannot hold is written as a JSON escape."""
    plain: nx.DiGraph[str] = nx.DiGraph()
    for node, data in graph.nodes(data=True):
        plain.add_node(_fit(node), **{name: _fit(value) for name, value in data.items()})
    for src, dst, data in graph.edges(data=True):
        plain.add_edge(_fit(src), _fit(dst), **{name: _fit(value) for name, value in data.items()})
    return "\n".join(nx.generate_graphml(plain)) + "\n"  # type: ignore[no-untyped-call]


def from_graphml(text: str) -> "nx.DiGraph[str]":
    """The graph that `to_graphml` wrote. Raises ParameterError for what is no GraphML."""
    try:
        read = nx.read_graphml(io.BytesIO(text.encode()))
    except Exception as error:  # the parser's own errors have no common ancestor
        raise ParameterError(f"this is no GraphML: {' '.join(str(error).split())[:200]}") from None
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node, data in read.nodes(data=True):
        graph.add_node(_back(node), **{name: _back(value) for name, value in data.items()})
    for src, dst, data in read.edges(data=True):
        kept = {name: _back(value) for name, value in data.items() if name != "id"}
        graph.add_edge(_back(src), _back(dst), **kept)
    return graph


def _fit(text: str) -> str:
    return _UNFIT.sub(lambda mark: "\\u005c" if mark[0] == "\\" else _escape(mark[0]), text)


def _escape(mark: str) -> str:
    escaped = json.dumps(mark)[1:-1]
    return escaped if escaped.startswith("\\u") else f"\\u{ord(mark):04x}"


def _back(text: object) -> str:
    return re.sub(r"(?:\\u[0-9a-f]{4})+", lambda mark: str(json.loads(f'"{mark[0]}"')), str(text))
