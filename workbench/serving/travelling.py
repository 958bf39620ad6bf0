"""What does not travel as it is: a document with its chunks, rows of any type, a graph, drafts with bytes."""

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from workbench import profile
from workbench.acts import Draft
from workbench.errors import NotAllowed, ParameterError
from workbench.intake import Intake
from workbench.later import later
from workbench.records import Chunk, Record
from workbench.rows import Rows
from workbench.spec import from_bytes
from workbench.targets.cells import from_json, to_json

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = later("networkx")


class Taken(Record):
    """A document as it was taken in: its bytes (base64), its profile (YAML), its chunks."""

    name: str
    data: str
    profile: str
    chunks: tuple[Chunk, ...]


class Cells(Record):
    """Rows: a value that JSON knows as it is, {"decimal": ..}, {"list": [..]}, {"map": {..}} and so on for others."""

    columns: tuple[str, ...]
    rows: tuple[tuple[JsonValue, ...], ...]


class Graph(Record):
    """Nodes with what they carry, edges with what they carry."""

    nodes: tuple[tuple[str, dict[str, JsonValue]], ...]
    edges: tuple[tuple[str, str, dict[str, JsonValue]], ...]


def taken(found: Intake) -> Taken:
    """A document, ready to travel."""
    data = base64.b64encode(found.spec.data).decode()
    return Taken(name=found.spec.name, data=data, profile=profile.dump(found.profile), chunks=found.chunks)


def untaken(said: Taken) -> Intake:
    """The document that travelled."""
    read = from_bytes(base64.b64decode(said.data), said.name)
    return Intake(read, profile.parse(said.profile, said.name), said.chunks)


def cells(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Cells:
    """Rows, ready to travel."""
    return Cells(columns=tuple(columns), rows=tuple(tuple(map(_cell, row)) for row in rows))


def uncells(said: Cells) -> Rows:
    """The rows that travelled."""
    return Rows((list(said.columns), [tuple(map(_uncell, row)) for row in said.rows]))


def _cell(value: Any) -> JsonValue:
    if isinstance(value, list | tuple):
        return {"list": [_cell(one) for one in value]}
    if isinstance(value, dict):
        return {"map": [[_cell(key), _cell(one)] for key, one in value.items()]}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    try:
        found: JsonValue = to_json(value)
    except NotAllowed:  # NaN, or a type of DuckDB's that Python has no exact one for
        return {"float": str(value)} if isinstance(value, float) else str(value)
    return found


def _uncell(value: JsonValue) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "list" and isinstance(inner, list):
        return [_uncell(one) for one in inner]
    if kind == "map" and isinstance(inner, list):
        return {_uncell(pair[0]): _uncell(pair[1]) for pair in inner if isinstance(pair, list)}
    if kind == "seconds":
        return timedelta(seconds=float(str(inner)))
    return float(str(inner)) if kind == "float" else from_json(value)


def graph(found: "nx.DiGraph[str]") -> Graph:
    """A graph, ready to travel."""
    return Graph(nodes=tuple(found.nodes(data=True)), edges=tuple(found.edges(data=True)))


def ungraph(said: Graph) -> "nx.DiGraph[str]":
    """The graph that travelled."""
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(said.nodes)
    made.add_edges_from(said.edges)
    return made


def opened(value: JsonValue) -> Any:
    """A value of a query that travelled."""
    return [opened(one) for one in value] if isinstance(value, list) else _uncell(value)


def packed_draft(draft: Draft) -> dict[str, JsonValue]:
    """A draft as JSON; the contents of its files in base64, for they may be no text."""
    said = draft.model_dump(exclude={"changes"}, mode="json")
    said["changes"] = [_packed_change(change) for change in draft.changes]
    return said


def _packed_change(change: Any) -> dict[str, JsonValue]:
    if change.kind != "file":
        plain: dict[str, JsonValue] = change.model_dump(mode="json")
        return plain
    return {**change.model_dump(exclude={"content"}), "content": base64.b64encode(change.content).decode()}


def draft_of(said: Mapping[str, JsonValue]) -> Draft:
    """The draft that travelled. Raises ParameterError."""
    try:
        changes = said.get("changes")
        opened = [_opened(one) for one in changes] if isinstance(changes, list) else changes
        return _DRAFT.validate_python({**said, "changes": opened})
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        raise ParameterError(f"no draft: {'.'.join(map(str, first['loc']))[:120]}: {first['msg']}") from None


def _opened(change: JsonValue) -> JsonValue | dict[str, Any]:
    if not isinstance(change, dict) or change.get("kind") != "file" or "content" not in change:
        return change
    try:
        return {**change, "content": base64.b64decode(str(change["content"]), validate=True)}
    except ValueError:
        raise ParameterError("no draft: the content of a file travels in base64") from None


_DRAFT = TypeAdapter(Draft)
