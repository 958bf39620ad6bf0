"""What a request must have comes from a field that was accepted; where it does not, that is said until it does."""

import json
from pathlib import Path

import pytest
from small_street import make_home, order

from workbench import doubts
from workbench.checks.required import covered, uncovered
from workbench.errors import ParameterError
from workbench.project import Workbench
from workbench.records import Claim
from workbench.store.rows import claim_of
from workbench.truth import Operation, load_target

SCHEMA = {
    "type": "object",
    "required": ["number", "kind", "state", "version", "id", "address", "note"],
    "properties": {
        "number": {"type": "string"},
        "kind": {"type": "string", "default": "A"},
        "state": {"type": "string", "enum": ["new"]},
        "version": {"type": "integer", "nullable": True},
        "id": {"type": "string", "readOnly": True},
        "note": {"type": "string"},
        "address": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
        "extra": {
            "type": "object",
            "required": ["code"],
            "properties": {"code": {"type": "string"}, "text": {"type": "string"}},
        },
    },
}
ANSWER = {"type": "object", "required": ["receipt"], "properties": {"receipt": {"type": "string"}}}


@pytest.fixture
def operation(tmp_path: Path) -> Operation:
    """An operation that asks for much, and answers with more."""
    bodies = {
        "requestBody": {"content": {"application/json": {"schema": SCHEMA}}},
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": ANSWER}}}},
    }
    place = tmp_path / "api.json"
    document = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}}
    place.write_text(json.dumps(document | {"paths": {"/a": {"post": {"operationId": "make", **bodies}}}}))
    return load_target(place).operations[0]


def test_only_what_nobody_else_supplies_is_demanded(operation: Operation) -> None:
    """A default, null, a single value, read-only and the answer need no source; a required object needs what it holds.

    What stands in an object that may be left out is demanded once something else in that object is mapped.
    """

    def missing(*mapped: str) -> list[str]:
        return [item.path for item in uncovered(operation, set(mapped))]

    assert missing() == ["number", "note", "address.city"]
    assert missing("number", "note", "address.city") == []
    assert missing("number", "note", "address") == []
    assert missing("number", "note", "address.city", "extra.text") == ["extra.code"]
    check = covered(operation, {"note", "address.city"})
    assert (check.state, "'number'" in check.detail) == ("unproven", True)


def test_a_column_that_must_be_given_is_demanded(tmp_path: Path) -> None:
    """NOT NULL and keys are demanded, unless the database gives the value itself."""
    place = tmp_path / "t.sql"
    place.write_text(
        "CREATE TABLE t (id SERIAL PRIMARY KEY, a INT NOT NULL, b INT NOT NULL DEFAULT 1, c INT,"
        " d INT GENERATED ALWAYS AS IDENTITY NOT NULL);"
    )
    assert [item.path for item in uncovered(load_target(place).operations[0], set())] == ["a"]


def test_a_required_property_without_a_source_is_said_until_it_has_one(tmp_path: Path) -> None:
    """Planted in the target: open in status with its name, no question for a person, settled when it is taken away."""
    wb = Workbench(make_home(tmp_path / "home", seed=3, endpoints=3))
    target = wb.home / "data/target-api.json"
    before = target.read_text()
    wb.run(order(wb, until="mapping"))
    assert "zzPlantedCode" not in str(_said(wb))
    bodies = [json.loads(row[0]) for row in wb.store.rows("SELECT body FROM active_fact WHERE kind = 'serves'")]
    served = next(one for one in bodies if one["program"] not in {row[1] for row in _said(wb)})
    target.write_text(_planted(json.loads(before), served["operation"]))
    wb.run(order(wb, until="mapping"))
    claim, program, state, reason = next(row for row in _said(wb) if row[1] == served["program"])
    assert state == "uncertain"
    assert "'zzPlantedCode'" in reason
    assert "would be satisfied by a field accepted for each" in reason
    status = wb.status()
    assert status is not None
    assert status.endpoints.get("verified", 0) < 3
    open_ = next(one for one in status.unsettled if one.name == program)
    assert open_.open >= 1
    assert not next(one for one in wb.doubts() if one.claim_id == claim).askable
    with pytest.raises(ParameterError, match="about no field"):
        doubts.answer(wb.store, wb.ledger, wb.policy, target, _claim(wb, claim), "", "field", "ana", "because")
    target.write_text(before)
    wb.run(order(wb, until="mapping"))
    assert next(row[2] for row in _said(wb) if row[0] == claim) == "accepted"


def _claim(wb: Workbench, claim: str) -> Claim:
    return claim_of(wb.store.records("SELECT * FROM claim WHERE claim_id = ?", (claim,))[0])


def _said(wb: Workbench) -> list[tuple[str, str, str, str]]:
    return [
        tuple(row)
        for row in wb.store.rows(
            "SELECT claim_id, claim.program, state, reason FROM claim JOIN latest_verdict USING (claim_id) "
            "WHERE agent = 'gate' AND kind = 'uncertain'"
        )
    ]


def _planted(document: dict[str, object], operation: str) -> str:
    """The document with one more required property in the request of an operation."""
    for path in document["paths"].values():  # type: ignore[attr-defined]
        for verb in path.values():
            if isinstance(verb, dict) and verb.get("operationId") == operation:
                media = next(iter(verb["requestBody"]["content"].values()))
                schema = media["schema"]
                while "$ref" in schema:
                    schema = _at(document, schema["$ref"])
                schema.setdefault("properties", {})["zzPlantedCode"] = {"type": "string"}
                schema.setdefault("required", []).append("zzPlantedCode")
    return json.dumps(document)


def _at(document: object, ref: str) -> dict[str, object]:
    for step in ref.removeprefix("#/").split("/"):
        document = document[step]  # type: ignore[index]
    return document  # type: ignore[return-value]
