"""A claim, verdict, fact, chunk, read, spec or line with what stands beside it in the store."""

import json
from collections.abc import Mapping
from typing import Any

from workbench.lineage import resolve
from workbench.lineage.nodes import described
from workbench.store import Reader, Store

Rows = list[dict[str, Any]]

_OF_CLAIM = {
    "claim": "SELECT * FROM claim WHERE claim_id = ?",
    "verdict": "SELECT * FROM latest_verdict WHERE claim_id = ?",
    "fact": "SELECT * FROM fact WHERE claim_id = ?",
    "status": "SELECT fact_status.* FROM fact_status JOIN fact USING (fact_id) WHERE claim_id = ? "
    "ORDER BY fact_status.rowid",
}
_CLAIM_OF = {
    "claim": "SELECT ?",
    "verdict": "SELECT claim_id FROM verdict WHERE verdict_id = ?",
    "fact": "SELECT claim_id FROM fact WHERE fact_id = ?",
}
_OF_CHUNK = {
    "chunk": "SELECT * FROM chunk WHERE chunk_id = ?",
    "read": "SELECT * FROM read WHERE chunk_id = ? ORDER BY rowid",
}
_OTHERS = {
    "spec": {
        "spec": "SELECT * FROM spec WHERE spec_id = ?",
        "lines": "SELECT class, sum(last - first + 1) AS lines FROM line_class WHERE spec_id = ? "
        "GROUP BY class ORDER BY class",
    },
    "read": {"read": "SELECT * FROM read WHERE read_id = ?"},
    "source": {"source": "SELECT * FROM truth_source WHERE source_id = ?"},
}
_JSON = {"body", "evidence", "based_on", "checks", "path", "context", "none_here"}


def known(store: Store, text: str) -> dict[str, Rows]:
    """The rows about a thing, by the table they are from. Raises UnknownThing with the nearest names.

    A claim, a verdict and a fact are shown together, whichever of them is named; for anything else that lineage knows
    (a line, a file, a decision) there is its node.
    """
    node = resolve(store, text)
    kind = node.split("-", 1)[0]
    with store.read() as view:
        if kind in _CLAIM_OF:
            return _rows(view, _OF_CLAIM, str(view.rows(_CLAIM_OF[kind], [node])[0][0]))
        found = _rows(view, _OF_CHUNK if kind == "chunk" else _OTHERS.get(kind, {}), node)
        nodes = [] if found else described(view, store.ledger_entries(), {node: 0})
    return found or {each.kind: [each.model_dump(exclude={"steps"})] for each in nodes}


def _rows(view: Reader, queries: Mapping[str, str], key: str) -> dict[str, Rows]:
    found = {name: [_parsed(name, row) for row in view.records(sql, [key])] for name, sql in queries.items()}
    return {name: rows for name, rows in found.items() if rows}


def _parsed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    parsed = _JSON - ({"path"} if table in ("spec", "source") else set())  # there it is where the file lay
    return {name: json.loads(value) if name in parsed else value for name, value in row.items()}
