"""Records as rows of the store's tables, and back."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from workbench.checks.finding import checks_text
from workbench.records import (
    UNKNOWN,
    Body,
    Chunk,
    Claim,
    Evidence,
    Fact,
    Read,
    Record,
    Verdict,
)
from workbench.store.tables import Encoded

NEWEST_STATUS = """(
    SELECT * FROM fact_status QUALIFY row_number() OVER (PARTITION BY fact_id ORDER BY rowid DESC) = 1
)"""
"""SQL: the row of `fact_status` that counts for each fact."""


def newest_of(facts: str) -> str:
    """SQL: the same for those facts alone whose ids the SQL `facts` gives; of a few, it takes a third as long."""
    return f"""(
        SELECT * FROM fact_status WHERE fact_id IN ({facts})
        QUALIFY row_number() OVER (PARTITION BY fact_id ORDER BY rowid DESC) = 1
    )"""


_NAMED_BY = {
    "endpoint": "program",
    "record": "record",
    "field": "name",
    "rule": "rule",
    "code": "code",
    "erratum": "erratum",
    "serves": "operation",
    "maps": "field",
    "no_target": "field",
    "uncertain": "field",
}


T = TypeVar("T", bound=Record)


def chunk_row(chunk: Chunk) -> dict[str, Any]:
    """A row of table `chunk`."""
    row = chunk.model_dump(mode="json")
    return {"spec_id": row.pop("spec"), **row}


def read_row(read: Read, run: str) -> dict[str, Any]:
    """A row of table `read`."""
    row = read.model_dump(mode="json")
    return {"chunk_id": row.pop("chunk"), "run_id": run, **row}


def claim_row(claim: Claim, run: str) -> dict[str, Any]:
    """A row of table `claim`."""
    return {
        "claim_id": claim.claim_id,
        "agent": claim.agent,
        "engine": claim.engine,
        **_about(claim.body),
        **_where(claim.evidence),
        "body": Encoded(claim.body.spelled()),
        "evidence": Encoded(f"[{','.join([item.spelled() for item in claim.evidence])}]"),
        "based_on": claim.based_on,
        "run_id": run,
    }


def verdict_row(verdict: Verdict, run: str) -> dict[str, Any]:
    """A row of table `verdict`."""
    return {
        "verdict_id": verdict.verdict_id,
        "claim_id": verdict.claim,
        "state": verdict.state,
        "reason": verdict.reason,
        "checks": Encoded(checks_text(verdict.checks)),
        "sources": verdict.sources,
        "run_id": run,
    }


def fact_row(fact: Fact) -> dict[str, Any]:
    """A row of table `fact`."""
    said = {**_about(fact.body), **_where(fact.evidence), "body": fact.body, "evidence": fact.evidence}
    return {"fact_id": fact.fact_id, "claim_id": fact.claim, "verdict_id": fact.verdict, **said}


_SAID = ("kind", "program", "record", "name", "spec_id", "first", "last", "body", "evidence")
"""Columns in which a fact's row is its claim's."""


def established_row(fact: Fact, claimed: Mapping[str, Any]) -> dict[str, Any]:
    """A row of table `fact` from that of its claim, which says the same."""
    said = {name: claimed[name] for name in _SAID}
    return {"fact_id": fact.fact_id, "claim_id": fact.claim, "verdict_id": fact.verdict, **said}


def chunk_of(row: Mapping[str, Any]) -> Chunk:
    """The chunk of a row of `chunk` (as `Store.records` gives it)."""
    return _record(row, Chunk, {"spec": "spec_id"}, ("path", "context"))


def read_of(row: Mapping[str, Any]) -> Read:
    """The read of a row of `read`."""
    return _record(row, Read, {"chunk": "chunk_id"}, ("none_here", "calls"))


def claim_of(row: Mapping[str, Any]) -> Claim:
    """The claim of a row of `claim`."""
    return _record(row, Claim, {}, ("body", "evidence", "based_on"))


def verdict_of(row: Mapping[str, Any]) -> Verdict:
    """The verdict of a row of `verdict`."""
    return _record(row, Verdict, {"claim": "claim_id"}, ("checks", "sources"))


def fact_of(row: Mapping[str, Any]) -> Fact:
    """The fact of a row of `fact`: one that the gate built before; the store builds none."""
    fact = _record(row, Fact, {"claim": "claim_id", "verdict": "verdict_id"}, ("body", "evidence"))
    for part in (fact.body, *fact.evidence):
        part.lean()
    return fact.lean()


def _about(body: Body) -> dict[str, str]:
    said = vars(body)  # an attribute that a record lacks is looked for a long time
    kind, record = said["kind"], said.get("record", UNKNOWN)
    return {"kind": kind, "program": said["program"], "record": record, "name": said[_NAMED_BY[kind]]}


def _where(evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    for item in evidence:
        if item.kind == "spec":
            return {"spec_id": item.spec, "first": item.first, "last": item.last}
    return {"spec_id": UNKNOWN, "first": -1, "last": -1}


def _record(row: Mapping[str, Any], kind: type[T], renamed: Mapping[str, str], parsed: tuple[str, ...]) -> T:
    """A record from a row of which some columns are JSON; parsed once, by what validates it."""
    plain = {name: row[renamed.get(name, name)] for name in kind.model_fields if name not in parsed}
    told = [json.dumps(plain)[1:-1], *(f'"{name}": {row[renamed.get(name, name)]}' for name in parsed)]
    return kind.model_validate_json("{" + ", ".join(told) + "}")
