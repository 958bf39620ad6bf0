"""A model's explanation of one claim: its citations are the service's, and count where their words stand."""

import json
from pathlib import Path
from typing import Any

import pytest
from claude_world import MODEL, PLENTY, answering, make, task
from street import Said, finished

from workbench.agent import ExplainTask, NumberedLine
from workbench.budget import Limits
from workbench.engines.claude.calibrating import Calibration, measured
from workbench.engines.claude.engine import Sending
from workbench.engines.claude.explaining import UNCITED, explained, explaining
from workbench.engines.claude.requests import Manner
from workbench.engines.claude.wire import Wire
from workbench.testing.apirules import broken
from workbench.testing.loopback import loopback
from workbench.testing.service import Service

LINES = (NumberedLine(number=7, text="05  ORD-NO  PIC 9(8)."), NumberedLine(number=9, text="kept for ten years"))
TASK = ExplainTask(
    agent="validator",
    program="ORD1",
    claimed="field ORD-NO, property orderNumber",
    verdict="accepted",
    documents=(("legacy", LINES), ("target", (NumberedLine(number=1, text='"orderNumber": string'),))),
)


def cited(**changed: Any) -> dict[str, Any]:
    """A citation of the second legacy line, with some parts changed."""
    place = {"document_index": 0, "start_block_index": 1, "end_block_index": 2, "cited_text": "kept for ten years"}
    return {"type": "content_block_location", **place, **changed}


@pytest.mark.parametrize(
    "wrong",
    [
        {"cited_text": "kept for nine years"},
        {"document_index": 5},
        {"document_index": -1},
        {"start_block_index": 2},
        {"end_block_index": 9},
        {"start_block_index": "1"},
        {"type": "char_location"},
    ],
)
def test_a_citation_holds_where_its_words_stand(wrong: dict[str, Any]) -> None:
    """One that names other lines than it quotes, or none that were sent, is dropped; its sentence is an opinion."""
    blocks = [{"text": "It is kept.", "citations": [cited()]}, {"text": "It is short.", "citations": [cited(**wrong)]}]
    first, second = explained(TASK, blocks).notices
    assert (first.about, first.quote, first.reason) == ("legacy:9", "kept for ten years", "It is kept.")
    assert (second.about, second.quote) == (UNCITED, "")


def test_citations_and_a_form_exclude_each_other() -> None:
    """The explanation has no form, and every other request no citations; the service's rules say so too."""
    body = explaining(TASK, Manner(MODEL)).sent()
    assert broken(body, 100) == ""
    form = {"format": {"type": "json_schema", "schema": {"type": "object", "additionalProperties": False}}}
    assert "cannot be combined with citations" in broken({**body, "output_config": form}, 100)
    first, *rest = body["messages"][0]["content"]
    mixed = [{**first, "citations": {"enabled": False}}, *rest]
    assert "for all documents or for none" in broken({**body, "messages": [{"role": "user", "content": mixed}]}, 100)


def test_an_explanation_is_asked_once_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the real client and a server on this machine: each passage with its line; the same again from the record."""
    home = finished(tmp_path / "home")
    row, *_ = json.loads(Said(capsys, "claims", "--kind", "maps", "--limit", "1", "--json", "--home", home).out)
    asked = Said(capsys, "explain", row["claim_id"], "--engine", "claude", "--loopback", "--home", home, "--json")
    assert asked.code == 0, asked.err
    found = json.loads(asked.out)
    assert {one["about"].partition(":")[0] for one in found["passages"]} == {"", "legacy", "target"}
    assert all(one["quote"] in " ".join(one["reason"].split()) for one in found["passages"])
    again = Said(capsys, "explain", row["claim_id"], "--engine", "replay", "--home", home, "--json")
    assert json.loads(again.out) == found
    alone = Said(capsys, "explain", row["claim_id"], "--home", home)
    assert (alone.code, "rules explain nothing" in alone.err) == (2, True)
    assert json.loads(Said(capsys, "cost", "--json", "--home", home).out)["spent"][0]["agent"] == "validator"


def test_the_service_counts_once_and_reservations_grow_with_it(tmp_path: Path) -> None:
    """Its count for the first request of an agent is kept; a denser text than bytes say is reserved for in full."""
    service = Service(answer=answering)
    with loopback(service) as url:
        made = make(url, tmp_path, Limits(agents={"inventory": PLENTY}))
        assert isinstance(made.engine.source, Sending)
        (request, _), *_ = made.engine.requests(task())
        wire = made.engine.source.wire
        assert Calibration(tmp_path, MODEL.name, wire).tokens(request) == request.tokens_in
        (found,) = measured(tmp_path)
        assert 0.3 < found.ratio < 1
        asked = len(service.keys)
        assert Calibration(tmp_path, MODEL.name, wire).tokens(request) == request.tokens_in
        assert len(service.keys) == asked
        made.engine.close()
    dense = {"agent": "inventory", "model": MODEL.name, "estimate": 100, "counted": 150}
    (tmp_path / "calibration.jsonl").write_text(f"{json.dumps(dense)}\nhalf a li")
    later = Calibration(tmp_path, MODEL.name)
    assert 1.5 * request.tokens_in <= later.tokens(request) <= 1.7 * request.tokens_in
    assert Calibration(tmp_path, "another", Wire("http://127.0.0.1:9", wire.key)).tokens(request) == request.tokens_in
