"""Between two things, as it was at a moment, with the checks, and as text that other programs draw."""

import json
import re
from pathlib import Path

import pytest
from lineage_world import written
from street import Said

from workbench.errors import ParameterError
from workbench.lineage import Scope, dot, mermaid, read_moment
from workbench.project import Workbench


@pytest.fixture(scope="module")
def wb() -> Workbench:
    """A written project; tests only read it."""
    return Workbench(written())


def a_file(wb: Workbench) -> str:
    return f"data/out/mappings/{min(path.name for path in (wb.home / 'data/out/mappings').iterdir())}"


def test_between_a_line_and_a_file_are_all_ways_and_nothing_else(wb: Workbench) -> None:
    """Every node between lies above the file and below the line; either end may be named first."""
    file = a_file(wb)
    line = next(node for node in wb.lineage(file) if node.kind == "line").node
    graph = wb.between(line, file)
    assert {line, f"file:{file}"} <= set(graph)
    above, below = ({node.node for node in wb.lineage(*one)} for one in ((file, "up"), (line, "down")))
    assert set(graph) <= (above | {f"file:{file}"}) & (below | {line})
    assert set(wb.between(file, line).edges) == set(graph.edges)
    others = [path for path in sorted((wb.home / "data/out/mappings").iterdir()) if not path.match(file)]
    assert len(wb.between(file, str(others[0]))) == 0


def test_as_of_a_moment_the_graph_is_what_it_was(wb: Workbench) -> None:
    """Before the run there was nothing; before the approval no decision and no file; in the future all is as now."""
    entries = wb.store.ledger_entries()
    decided = next(entry["time"] for entry in entries if entry["kind"] == "decision")
    claim = next(node.node for node in wb.lineage(a_file(wb)) if node.kind == "claim")
    now = wb.lineage(claim, "down")
    then = wb.lineage(claim, "down", Scope(as_of=_before(decided)))
    assert {"decision", "receipt", "file"} <= {node.kind for node in now}
    assert {"proposal", "fact", "verdict"} <= {node.kind for node in then}
    assert not {"decision", "receipt", "file"} & {node.kind for node in then}
    assert wb.lineage(claim, "down", Scope(as_of="2020-01-01")) == []
    assert wb.lineage(claim, "up", Scope(as_of="2020-01-01")) == []
    assert wb.lineage(claim, "down", Scope(as_of="2999-12-31")) == now


def _before(stamped: str) -> str:
    """A microsecond earlier."""
    return re.sub(r"\.(\d{6})Z", lambda part: f".{max(0, int(part[1]) - 1):06d}Z", stamped)


@pytest.mark.parametrize("text", ["", "now", "2026-13-01", "2026-01-31 25:00", "1", "2026-01-31T00:00:00+99:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    """One line that says how a moment is written."""
    with pytest.raises(ParameterError, match="is no moment; write"):
        read_moment(text)


def test_checks_are_nodes_when_they_are_asked_for(wb: Workbench) -> None:
    """Each check of each verdict stands between the claim and the verdict, with its result."""
    file = a_file(wb)
    plain, full = wb.graph(file, "up"), wb.graph(file, "up", Scope(checks=True))
    checks = {node for node in full if full.nodes[node]["kind"] == "check"}
    assert set(full) - set(plain) == checks
    verdicts = {node for node in plain if plain.nodes[node]["kind"] == "verdict"}
    rows = wb.store.rows("SELECT verdict_id, json_array_length(checks) FROM verdict")
    assert len(checks) == sum(count for verdict, count in rows if verdict in verdicts)
    for check in checks:
        assert {full.nodes[node]["kind"] for node in full.predecessors(check)} == {"claim"}
        assert {full.nodes[node]["kind"] for node in full.successors(check)} == {"verdict"}
        assert full.nodes[check]["state"] in ("pass", "fail", "unproven")


def test_sql_knows_the_whole_graph(wb: Workbench) -> None:
    """The view `lineage` has lines in their chunks and checks of verdicts beside the stored edges."""
    kinds = {row[0] for row in wb.sql("SELECT DISTINCT kind FROM lineage")[1]}
    assert {"held", "checked", "counted", "cites", "said", "based_on"} <= kinds


def test_dot_and_mermaid_have_every_node_and_edge_and_no_markup(wb: Workbench) -> None:
    """Text of documents is quoted; as many nodes and edges as the graph."""
    graph = wb.between(next(n for n in wb.lineage(a_file(wb)) if n.kind == "line").node, a_file(wb))
    hostile = next(iter(graph))
    graph.nodes[hostile]["label"] = '"]; click n0 "javascript:x" <b>\\'
    drawn, chart = dot(graph), mermaid(graph)
    assert drawn.count("[label=") == len(graph) + len(graph.edges)
    assert '\\"]; click n0 \\"javascript:x\\" <b>\\\\"' in drawn
    assert len(re.findall(r'^  n\d+\["[^"<>\[\]]*"\]$', chart, re.M)) == len(graph)
    assert len(re.findall(r"^  n\d+ -->\|\w+\| n\d+$", chart, re.M)) == len(graph.edges)


def test_a_hairball_is_no_mermaid(wb: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    """More than 150 nodes are refused with what to do; dot takes them."""
    said = Said(capsys, "lineage", "order-to-cash.txt", "--down", "--format", "mermaid", "--home", wb.home)
    assert said.code == 2
    assert "cannot be read, at most 150" in said.err
    assert Said(capsys, "lineage", "order-to-cash.txt", "--down", "--format", "dot", "--home", wb.home).code == 0


@pytest.mark.parametrize("form", ["table", "json", "dot", "mermaid"])
def test_each_form_shows_the_ways_between(wb: Workbench, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All forms of one graph name its ends."""
    file = a_file(wb)
    line = next(node for node in wb.lineage(file) if node.kind == "line").node
    said = Said(capsys, "lineage", line, "--to", file, "--format", form, "--home", wb.home)
    assert said.code == 0
    assert Path(file).name in said.out
    if form == "json":
        assert {edge["kind"] for edge in json.loads(said.out)["edges"]} >= {"cites", "wrote"}


def test_what_no_form_can_show_is_said(wb: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    """A question that has no graph is refused as one; a moment before everything is one line, not an empty table."""
    said = Said(capsys, "lineage", a_file(wb), "--impact", "--format", "dot", "--home", wb.home)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "--format dot draws a graph" in said.err
    said = Said(capsys, "lineage", a_file(wb), "--as-of", "2020-01-01", "--home", wb.home)
    assert (said.code, said.out) == (0, f"nothing of {a_file(wb)} was there at 2020-01-01\n")
