"""Lineage in the forms of others: valid where the standard has a schema, and the same graph when it is read back."""

import json
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import attr
import jsonschema
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineage_world import written
from openlineage.client import event_v2, facet_v2
from openlineage.client.serde import Serde
from street import Said

from workbench.errors import ParameterError, TruthError
from workbench.exports import from_graphml, from_openlineage, from_prov, to_graphml, to_openlineage, to_prov
from workbench.lineage import whole
from workbench.project import Workbench
from workbench.truth import load_target

Graph = nx.DiGraph


@pytest.fixture(scope="module")
def wb() -> Workbench:
    """A written project; tests only read it."""
    return Workbench(written())


@pytest.fixture(scope="module")
def graph(wb: Workbench) -> "Graph[str]":
    """Everything of it."""
    return whole(wb.store)


def told(graph: "Graph[str]") -> tuple[Any, Any]:
    """All that a graph says."""
    return dict(graph.nodes(data=True)), {(src, dst): data for src, dst, data in graph.edges(data=True)}


def test_the_whole_graph_is_everything_that_was_said_and_done(wb: Workbench, graph: "Graph[str]") -> None:
    """Every stored edge, every record and every act is in it."""
    stored = {(src, dst) for src, dst in wb.store.rows("SELECT src, dst FROM edge")}
    assert stored <= set(graph.edges)
    assert {row[0] for row in wb.store.rows("SELECT fact_id FROM fact")} <= set(graph)
    assert {entry["body"]["receipt_id"] for entry in wb.store.ledger_entries() if entry["kind"] == "receipt"} <= set(
        graph
    )


def test_prov_validates_against_its_schema_and_reads_back_the_same(graph: "Graph[str]") -> None:
    """The JSON schema of the W3C submission, as it comes with the package; every node and edge survives."""
    text = to_prov(graph)
    schema = json.loads(resources.files("prov").joinpath("tests/schemas/prov-json.schema.json").read_text())
    jsonschema.validate(json.loads(text), schema)
    assert told(from_prov(text)) == told(graph)
    assert to_prov(graph) == text


def test_prov_says_in_its_own_words_what_came_of_what(wb: Workbench) -> None:
    """A read used its chunk and generated its claims; the engine is the agent behind it."""
    said = json.loads(to_prov(wb.graph(str(min((wb.home / "data/out/mappings").iterdir())))))
    assert set(said) >= {"entity", "activity", "agent", "used", "wasGeneratedBy", "wasDerivedFrom", "wasAssociatedWith"}


def test_graphml_reads_back_the_same(graph: "Graph[str]") -> None:
    """Also through networkx, as any reader of GraphML would."""
    text = to_graphml(graph)
    assert told(from_graphml(text)) == told(graph)
    assert len(nx.parse_graphml(text)) == len(graph)


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["claim", "read", "engine", "file"])), min_size=1, max_size=8))
def test_any_words_survive_each_form(said: list[tuple[str, str, str]]) -> None:
    """Control characters, quotes, markup, backslashes and other scripts come back as they were."""
    graph: Graph[str] = Graph()
    for number, (label, quote, kind) in enumerate(said):
        graph.add_node(f"{kind}-{number}", kind=kind, label=label, quote=quote, state="unknown", program="unknown")
    names = list(graph)
    graph.add_edges_from((a, b, {"kind": "said"}) for a, b in pairwise(names))
    for text, back in ((to_prov(graph), from_prov), (to_graphml(graph), from_graphml)):
        assert text.isascii()
        assert told(back(text)) == told(graph)


HOSTILE = [
    "a'b\"c", "<x>&amp;]]>", "\x00\x01\x1b[31m\x7f\x85\u2028", "\u202eevil\u2066", "x" * 100_000, "\n\r\t", " around ",
    "$ % \\ \\u0041", "\ufffe\uffff", "\U0001f4a9", "e\u0301", "\ud800", "prov:x", "_:b", "a:b:c", "", "0", "NaN",
]  # fmt: skip


def test_hostile_names_survive_each_form(wb: Workbench) -> None:
    """Quotes, control characters, NUL, right-to-left marks, half a character and very long names, also as ids."""
    graph: Graph[str] = Graph()
    for number, name in enumerate(HOSTILE):
        for node, kind in ((f"file:{name}", "file"), (f"claim-{number}{name}", "claim"), (f"table:{name}", "table")):
            graph.add_node(node, kind=kind, label=name, quote=name, state="unknown", program=name)
    graph.add_edges_from((a, b, {"kind": "said"}) for a, b in pairwise(list(graph)))
    assert told(from_prov(to_prov(graph))) == told(graph)
    assert told(from_graphml(to_graphml(graph))) == told(graph)
    assert told(from_openlineage(to_openlineage(wb.store, graph))) == told(graph)


def rebuilt(event: dict[str, Any]) -> dict[str, Any]:
    """An event made again with the classes of the official client, which check ids, times and names of keys."""
    facet = facet_v2.column_lineage_dataset

    def facets(given: dict[str, Any], base: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, said in given.items():
            rest = {key: value for key, value in said.items() if not key.startswith("_")}
            if name == "schema":
                fields = [facet_v2.schema_dataset.SchemaDatasetFacetFields(**one) for one in rest["fields"]]
                made[name] = facet_v2.schema_dataset.SchemaDatasetFacet(fields=fields, producer=said["_producer"])
            elif name == "columnLineage":
                columns = {
                    path: facet.Fields(
                        inputFields=[
                            facet.InputField(
                                **one | {"transformations": [facet.Transformation(**t) for t in one["transformations"]]}
                            )
                            for one in column["inputFields"]
                        ]
                    )
                    for path, column in rest["fields"].items()
                }
                made[name] = facet.ColumnLineageDatasetFacet(fields=columns, producer=said["_producer"])
            else:
                url = said["_schemaURL"]
                own = type("Own", (base,), {"_get_schema": staticmethod(lambda url=url: url)})
                made[name] = own(producer=said["_producer"]).with_additional_properties(**rest)
        return made

    def dataset(kind: Any, given: dict[str, Any]) -> Any:
        own = {key: value for key, value in given.items() if key not in ("facets", "inputFacets", "outputFacets")}
        return kind(**own, facets=facets(given["facets"], facet_v2.DatasetFacet))

    made = event_v2.RunEvent(
        eventType=event_v2.RunState(event["eventType"]),
        eventTime=event["eventTime"],
        producer=event["producer"],
        run=event_v2.Run(runId=event["run"]["runId"], facets=facets(event["run"]["facets"], facet_v2.RunFacet)),
        job=event_v2.Job(**event["job"]),
        inputs=[dataset(event_v2.InputDataset, one) for one in event["inputs"]],
        outputs=[dataset(event_v2.OutputDataset, one) for one in event["outputs"]],
    )
    assert list(misfits(made)) == []
    return json.loads(Serde.to_json(made))


def misfits(made: Any) -> Iterator[str]:
    """Values that are not of the type which a class of the client says; the classes are generated from the schema."""
    hints = get_type_hints(type(made))
    for field in attr.fields(type(made)):
        if not fits(getattr(made, field.name), hints.get(field.name, Any)):
            yield f"{type(made).__name__}.{field.name}: {getattr(made, field.name)!r:.60}"


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, and so is all that is in it."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inside)
    if origin is list:
        return isinstance(value, list) and all(fits(one, inside[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(k, inside[0]) and fits(v, inside[1]) for k, v in value.items())
    return isinstance(value, hint) and (not attr.has(type(value)) or not list(misfits(value)))


def test_what_a_class_of_the_client_does_not_allow_is_seen() -> None:
    """A number for a name, however deep, and a missing list."""
    schema = facet_v2.schema_dataset
    field = schema.SchemaDatasetFacetFields
    assert list(misfits(schema.SchemaDatasetFacet(fields=[field(name="a", type="b")]))) == []
    for wrong in ([field(name=1)], [field(name="a", fields=[field(name=None)])], "a", [7]):
        assert [said.split(":")[0] for said in misfits(schema.SchemaDatasetFacet(fields=wrong))] == [
            "SchemaDatasetFacet.fields"
        ]


def test_openlineage_events_are_those_of_the_official_client_and_read_back_the_same(
    wb: Workbench, graph: "Graph[str]"
) -> None:
    """Each event can be made again with the client's own classes, and the graph is the same; so are the bytes."""
    text = to_openlineage(wb.store, graph)
    events = [json.loads(line) for line in text.splitlines()]
    assert len(events) == len(wb.all_proposals()) + 1
    for event in events:
        assert rebuilt(event) == event
        assert UUID(event["run"]["runId"])
        assert event["schemaURL"].endswith("OpenLineage.json#/$defs/RunEvent")
    assert told(from_openlineage(text)) == told(graph)
    assert to_openlineage(wb.store, graph) == text


def test_column_lineage_is_the_mapping_with_its_quote_and_its_signature(wb: Workbench, graph: "Graph[str]") -> None:
    """Each mapped property comes from its field; words, verdict and the reviewer's key are in our own facets."""
    events = [json.loads(line) for line in to_openlineage(wb.store, graph).splitlines()][:-1]
    mapped = {
        (json.loads(body)["property"], name)
        for body, name in wb.store.rows("SELECT body, name FROM fact WHERE kind = 'maps'")
    }
    seen = set()
    for event in events:
        assert [one["reviewer"] for one in event["run"]["facets"]["workbench_approval"]["signatures"]] == ["ana"]
        for output in event["outputs"]:
            if "columnLineage" not in output["facets"]:
                continue
            for path, column in output["facets"]["columnLineage"]["fields"].items():
                seen |= {(path, source["field"]) for source in column["inputFields"]}
            for one in output["facets"]["workbench_evidence"]["columns"]:
                assert one["quote"] != "unknown"
    assert seen
    assert seen <= mapped


def test_exported_datasets_can_be_a_truth_source(wb: Workbench, graph: "Graph[str]", tmp_path: Path) -> None:
    """What was written as OpenLineage is read as tables and columns, each with words that can be verified."""
    path = tmp_path / "events.jsonl"
    path.write_text(to_openlineage(wb.store, graph))
    catalog = load_target(path)
    assert catalog.kind == "openlineage"
    assert any(operation.name.startswith("workbench.operations/") for operation in catalog.operations)
    for operation in catalog.operations:
        assert catalog.verify(operation.pointer, operation.quote)
        assert operation.properties
        assert all(catalog.verify(column.pointer, column.quote) for column in operation.properties)
        assert not catalog.verify(operation.pointer, "something else")


EVENT = {"eventTime": "2026-01-01T00:00:00Z", "job": {"namespace": "n", "name": "j"}, "producer": "urn:p"}


def test_nested_fields_types_and_the_last_telling_of_a_dataset_count(tmp_path: Path) -> None:
    """A list of events: the later schema of a dataset replaces the earlier; structs have dotted columns."""
    dataset = {"namespace": "db", "name": "orders"}
    old = {"schema": {"fields": [{"name": "a", "type": "INT"}]}}
    inner = {"name": "address", "type": "STRUCT", "fields": [{"name": "city", "type": "VARCHAR(30)"}]}
    new = {"schema": {"fields": [{"name": "id", "type": "BIGINT", "description": "its number"}, inner]}}
    events = [EVENT | {"inputs": [dataset | {"facets": old}]}, EVENT | {"outputs": [dataset | {"facets": new}]}]
    path = tmp_path / "events.json"
    path.write_text(json.dumps(events))
    found = load_target(path).operations
    assert [operation.name for operation in found] == ["db.orders"]
    assert [(c.path, c.type, c.max_length) for c in found[0].properties] == [
        ("id", "integer", None), ("address", "object", None), ("address.city", "string", 30),
    ]  # fmt: skip
    assert found[0].properties[0].description == "its number"


NAMELESS = {"namespace": "a", "name": "b", "facets": {"schema": {"fields": [{}]}}}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("e.jsonl", "{"),
        ("e.jsonl", '{"a": 1}'),
        ("e.jsonl", json.dumps(EVENT)),
        ("e.jsonl", json.dumps(EVENT | {"inputs": [{"name": "x"}]})),
        ("e.json", json.dumps([EVENT, 7])),
        (
            "e.json",
            json.dumps([EVENT | {"inputs": [NAMELESS]}]),
        ),
    ],
)
def test_broken_events_are_refused_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    """The file, the place and what is wrong."""
    (tmp_path / name).write_text(text)
    with pytest.raises(TruthError, match=name) as caught:
        load_target(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("back", "text"),
    [
        (from_prov, "nothing"),
        (from_prov, '{"entity": {"a:b": {}}}'),
        (from_graphml, "nothing"),
        (from_graphml, ""),
        (from_openlineage, ""),
        (from_openlineage, "{}"),
        (from_openlineage, "nothing"),
    ],
)
def test_what_is_no_export_is_refused(back: Any, text: str) -> None:
    """Reading something else back is one line, never a graph of it."""
    with pytest.raises(ParameterError, match=r".") as caught:
        back(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", ["openlineage", "prov", "graphml"])
def test_the_command_writes_a_file_or_prints_the_same(
    wb: Workbench, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed and written bytes are the same, and nothing half-written stays behind."""
    thing = str(min((wb.home / "data/out/mappings").iterdir()))
    said = Said(capsys, "export", form, thing, "--home", wb.home)
    assert said.code == 0
    assert Said(capsys, "export", form, thing, "--home", wb.home, "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out").read_text() == said.out
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert Said(capsys, "export", "svg", "--home", wb.home).code == 2
    assert Said(capsys, "export", form, "nowhere", "--home", wb.home).code == 2
    assert Said(capsys, "export", form, thing, "--home", wb.home, "--out", tmp_path / "no" / "out").code == 2
