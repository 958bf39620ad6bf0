"""OpenLineage events: one completed run for each proposal, from the records of a program to an operation and its files.

Columns have their lineage in the standard's own facet. Two facets of our own say what the standard has no word for:
`workbench_evidence` (quote, place and verdict of each column, and who signed) and `workbench_graph` (every node and
edge, on one last event, from which the graph can be read back).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from workbench.errors import InputError, ParameterError
from workbench.exports.columns import Column, columns
from workbench.later import later
from workbench.lineage import graph_records, written_node
from workbench.lineage.acts import signature
from workbench.store import Store

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = later("networkx")

NAMESPACE = "workbench"
PRODUCER = "urn:workbench:lineage"
FACETS = "urn:workbench:facet"
NEVER = "1970-01-01T00:00:00.000000Z"
"""The time of a graph in which nothing was proposed."""


def to_openlineage(store: Store, graph: "nx.DiGraph[str]") -> str:
    """Events as JSON lines: for each proposal in the graph, and one with the whole graph.

    The same graph gives the same bytes: times are those of the ledger, run ids follow from the proposals. Raises
    InputError when the client `openlineage-python` is not installed.
    """
    told = _Told(store)
    proposals = [node for node in graph if node in told.proposals]
    events = [_event(store, told, proposal) for proposal in proposals]
    last = max((told.times[proposal] for proposal in proposals), default=NEVER)
    return "".join(f"{_line(event)}\n" for event in [*events, _whole(graph, last)])


def from_openlineage(text: str) -> "nx.DiGraph[str]":
    """The graph that `to_openlineage` wrote. Raises ParameterError for what has none."""
    for line in text.splitlines():
        try:
            found = json.loads(line)["run"]["facets"]["workbench_graph"]
            graph: nx.DiGraph[str] = nx.DiGraph()
            graph.add_nodes_from((one.pop("node"), one) for one in found["nodes"])
            graph.add_edges_from((one.pop("src"), one.pop("dst"), one) for one in found["edges"])
            return graph
        except (ValueError, KeyError, TypeError):
            continue
    raise ParameterError("none of these lines is an OpenLineage event with a graph of Workbench")


class _Told:
    """What the ledger says of proposals: their bodies, the last moment of each, and who signed."""

    def __init__(self, store: Store) -> None:
        self.proposals: dict[str, Mapping[str, Any]] = {}
        self.times: dict[str, str] = {}
        self.signed: dict[str, list[dict[str, Any]]] = {}
        for entry in store.ledger_entries():
            kind, body = entry["kind"], entry["body"]
            about = body.get("proposal_id") or body.get("proposal")
            if kind == "proposal":
                self.proposals[body["proposal_id"]] = body
            elif kind == "decision":
                about = body["statement"]["proposal"]
                self.signed.setdefault(about, []).append(signature(body).model_dump(mode="json"))
            if about in self.proposals:
                self.times[about] = entry["time"]


def _client() -> Any:
    try:
        return import_module("openlineage.client.event_v2"), import_module("openlineage.client.facet_v2")
    except ImportError:
        raise InputError("OpenLineage needs its client: pip install 'workbench-migration[lineage]'") from None


def _line(event: object) -> str:
    return str(import_module("openlineage.client.serde").Serde.to_json(event))


def _facet(base: Any, name: str, **said: object) -> Any:
    """A facet of our own, with its values as additional properties."""
    made = type(f"Workbench{name.title()}Facet", (base,), {"_get_schema": staticmethod(lambda: f"{FACETS}:{name}:1")})
    return made(producer=PRODUCER).with_additional_properties(**said)


def _event(store: Store, told: _Told, proposal: str) -> Any:
    event, facet = _client()
    body = told.proposals[proposal]
    found = columns(store, body["facts"])
    signed = told.signed.get(proposal, [])
    return event.RunEvent(
        eventType=event.RunState.COMPLETE,
        eventTime=told.times[proposal],
        producer=PRODUCER,
        run=event.Run(
            runId=str(uuid5(NAMESPACE_URL, f"{PRODUCER}:{proposal}")),
            facets={"workbench_approval": _facet(facet.RunFacet, "approval", proposal=proposal, signatures=signed)},
        ),
        job=event.Job(namespace=NAMESPACE, name=f"{body['author']}.{body['subject']}"),
        inputs=_inputs(found),
        outputs=[*_operations(found), *_files(body)],
    )


def _source(column: Column) -> str:
    return f"{column.place.rpartition(':')[0]}/{column.program}/{column.record}"


def _inputs(found: Sequence[Column]) -> list[Any]:
    event, facet = _client()
    return [
        event.InputDataset(
            namespace=NAMESPACE,
            name=name,
            facets={"schema": _schema(facet, {one.field: one.picture for one in of})},
        )
        for name, of in _grouped((_source(one), one) for one in found)
    ]


def _operations(found: Sequence[Column]) -> list[Any]:
    event, facet = _client()
    return [
        event.OutputDataset(
            namespace=NAMESPACE,
            name=f"operations/{name}",
            facets={
                "schema": _schema(facet, {one.property: one.transform for one in of}),
                "columnLineage": _column_lineage(facet, of),
                "workbench_evidence": _evidence(facet, of),
            },
        )
        for name, of in _grouped((one.operation, one) for one in found)
    ]


def _files(body: Mapping[str, Any]) -> list[Any]:
    event, _ = _client()
    nodes = [written_node(body["target"], action["path"]).partition(":") for action in body["actions"]]
    return [event.OutputDataset(namespace=kind, name=place) for kind, _, place in nodes]


def _schema(facet: Any, fields: Mapping[str, str]) -> Any:
    made = [facet.schema_dataset.SchemaDatasetFacetFields(name=name, type=kind) for name, kind in fields.items()]
    return facet.schema_dataset.SchemaDatasetFacet(fields=made, producer=PRODUCER)


def _column_lineage(facet: Any, found: Sequence[Column]) -> Any:
    module = facet.column_lineage_dataset
    fields = {
        path: module.Fields(
            inputFields=[
                module.InputField(
                    namespace=NAMESPACE,
                    name=_source(one),
                    field=one.field,
                    transformations=[
                        module.Transformation(
                            type="DIRECT",
                            subtype="IDENTITY" if one.transform == "copy" else "TRANSFORMATION",
                            description=one.transform,
                            masking=False,
                        )
                    ],
                )
                for one in of
            ]
        )
        for path, of in _grouped((one.property, one) for one in found)
    }
    return module.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER)


def _evidence(facet: Any, found: Sequence[Column]) -> Any:
    said = [
        {"property": one.property, "fact": one.fact, "place": one.place, "quote": one.quote, "verdict": one.verdict}
        for one in found
    ]
    return _facet(facet.DatasetFacet, "evidence", columns=said)


def _whole(graph: "nx.DiGraph[str]", time: str) -> Any:
    event, facet = _client()
    said = graph_records(graph)
    # A ledger may hold half a character, which JSON can say and UTF-8 cannot.
    name = "|".join(sorted(graph)).encode("utf-8", "backslashreplace").decode()
    return event.RunEvent(
        eventType=event.RunState.OTHER,
        eventTime=time,
        producer=PRODUCER,
        run=event.Run(
            runId=str(uuid5(NAMESPACE_URL, f"{PRODUCER}:graph:{name}")),
            facets={"workbench_graph": _facet(facet.RunFacet, "graph", nodes=said["nodes"], edges=said["edges"])},
        ),
        job=event.Job(namespace=NAMESPACE, name="lineage"),
    )


def _grouped(pairs: Iterable[tuple[str, Column]]) -> Iterable[tuple[str, list[Column]]]:
    found: dict[str, list[Column]] = {}
    for name, column in pairs:
        found.setdefault(name, []).append(column)
    return found.items()
