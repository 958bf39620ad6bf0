"""A graph as text that other programs draw: DOT for graphviz, Mermaid for notebooks and code hosts."""

import re
from typing import TYPE_CHECKING

from workbench.errors import ParameterError

if TYPE_CHECKING:
    import networkx as nx

MOST = 150
"""Nodes that a picture may have; more cannot be read."""

_COLOURS = {"accepted": "#4a86b8", "rejected": "#c8452f", "uncertain": "#d9a129"}


def dot(graph: "nx.DiGraph[str]") -> str:
    """The graph in the DOT language, from left to right; nodes by their labels, coloured by verdict."""
    names = _names(graph)
    lines = ["digraph lineage {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif", fontsize=10];']
    for node, data in graph.nodes(data=True):
        colour = _COLOURS.get(data.get("state", ""), "#5c636a")
        lines.append(f'  {names[node]} [label="{_quoted(_label(data))}", color="{colour}"];')
    lines += [f'  {names[a]} -> {names[b]} [label="{_quoted(d["kind"])}"];' for a, b, d in graph.edges(data=True)]
    return "\n".join([*lines, "}", ""])


def mermaid(graph: "nx.DiGraph[str]") -> str:
    """The graph as a Mermaid flow chart, from left to right. Raises ParameterError when it has over 150 nodes."""
    if len(graph) > MOST:
        raise ParameterError(f"a picture of {len(graph):,} nodes cannot be read, at most {MOST}; ask for json or dot")
    names = _names(graph)
    lines = ["flowchart LR"]
    lines += [f'  {names[node]}["{_entities(_label(data))}"]' for node, data in graph.nodes(data=True)]
    lines += [f"  {names[a]} -->|{d['kind']}| {names[b]}" for a, b, d in graph.edges(data=True)]
    for state, colour in _COLOURS.items():
        of = ",".join(names[node] for node, data in graph.nodes(data=True) if data.get("state") == state)
        lines += [f"  classDef {state} stroke:{colour},stroke-width:2px", f"  class {of} {state}"] if of else []
    return "\n".join([*lines, ""])


def _names(graph: "nx.DiGraph[str]") -> dict[str, str]:
    return {node: f"n{number}" for number, node in enumerate(graph)}


def _label(data: dict[str, str]) -> str:
    label = data["label"] if len(data["label"]) <= 80 else data["label"][:79] + "…"
    return f"{data['kind']}: {label}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _entities(text: str) -> str:
    """What Mermaid could take for syntax or markup, as numbered entities."""
    return re.sub(r"[^\w .,:/()=+*–…-]", lambda mark: f"#{ord(mark[0])};", text)
