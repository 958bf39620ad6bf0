"""W3C PROV-JSON: documents, claims and files are entities, reads and executions activities, engines and people agents.

What came of what is told in PROV's own relations; attributes of the namespace `wb` say what it is here, word for word.
"""

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, ParameterError
from workbench.later import later

if TYPE_CHECKING:
    import networkx as nx
    from prov.model import ProvDocument
else:
    nx = later("networkx")

NAMESPACE = "urn:workbench:lineage:"
ACTIVITIES = ("read", "call", "receipt")
AGENTS = ("engine",)


def to_prov(graph: "nx.DiGraph[str]") -> str:
    """The graph as PROV-JSON. Raises InputError when the package `prov` is not installed."""
    document = _new()
    names = {node: f"wb:n{number}" for number, node in enumerate(graph)}
    for node, data in graph.nodes(data=True):
        said = {"prov:label": data["label"], "wb:node": node} | {f"wb:{name}": value for name, value in data.items()}
        _element(document, data["kind"])(names[node], other_attributes=said)
    for number, (src, dst, data) in enumerate(graph.edges(data=True)):
        said = {"wb:kind": data["kind"], "wb:src": src, "wb:dst": dst}
        _relate(document, (graph.nodes[src]["kind"], names[src]), (graph.nodes[dst]["kind"], names[dst]))(
            identifier=f"wb:e{number}", other_attributes=said
        )
    return json.dumps(json.loads(document.serialize(format="json") or ""), indent=1, sort_keys=True) + "\n"


def from_prov(text: str) -> "nx.DiGraph[str]":
    """The graph that `to_prov` wrote. Raises ParameterError for what is no PROV-JSON of this program."""
    document = _read(text)
    graph: nx.DiGraph[str] = nx.DiGraph()
    edges = []
    for record in document.get_records():
        said = {str(name): str(value) for name, value in record.attributes if str(name).startswith("wb:")}
        if "wb:node" in said:
            node = said.pop("wb:node")
            graph.add_node(node, **{name.removeprefix("wb:"): value for name, value in said.items()})
        elif "wb:src" in said:
            edges.append((said["wb:src"], said["wb:dst"], said["wb:kind"]))
    if not graph and text.strip():
        raise ParameterError("this PROV document has no node of Workbench in it")
    graph.add_edges_from((src, dst, {"kind": kind}) for src, dst, kind in edges)
    return graph


def _new() -> "ProvDocument":
    try:
        document: ProvDocument = import_module("prov.model").ProvDocument()
    except ImportError:
        raise InputError("PROV needs the package prov: pip install 'workbench-migration[lineage]'") from None
    document.add_namespace("wb", NAMESPACE)
    return document


def _read(text: str) -> "ProvDocument":
    try:
        found: ProvDocument = _new().deserialize(content=text, format="json")
    except InputError:
        raise
    except Exception as error:  # what the reader raises has no common ancestor
        raise ParameterError(f"this is no PROV-JSON: {' '.join(str(error).split())[:200]}") from None
    return found


def _element(document: "ProvDocument", kind: str) -> Any:
    if kind in ACTIVITIES:
        return document.activity
    return document.agent if kind in AGENTS else document.entity


def _relate(document: "ProvDocument", before: tuple[str, str], after: tuple[str, str]) -> Any:
    """The relation that says that the second came of the first, with both filled in."""
    (was, first), (is_, second) = before, after
    if was in AGENTS:
        return lambda **more: document.association(second, first, **more)
    if was in ACTIVITIES and is_ in ACTIVITIES:
        return lambda **more: document.communication(second, first, **more)
    if was in ACTIVITIES:
        return lambda **more: document.generation(second, first, **more)
    if is_ in ACTIVITIES:
        return lambda **more: document.usage(second, first, **more)
    return lambda **more: document.derivation(second, first, **more)
