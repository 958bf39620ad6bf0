"""Putting judged claims into the store: claims, verdicts, facts and their edges, all or nothing."""

from collections.abc import Sequence

from workbench.gate import establish
from workbench.lineage import edge_rows, edges
from workbench.records import Claim, Fact, Verdict
from workbench.store import Transaction, claim_row, fact_row, verdict_row

ACTIVE = {"state": "active", "reason": "accepted", "who": "gate"}
"""The status of a fact when it is established."""


def file_judged(tx: Transaction, claims: Sequence[Claim], verdicts: Sequence[Verdict], run: str) -> list[Fact]:
    """The facts that were established, once everything about them is in the transaction."""
    by_claim = {claim.claim_id: claim for claim in claims}
    facts = [establish(by_claim[v.claim], v) for v in verdicts if v.state == "accepted"]
    tx.add("claim", [claim_row(claim, run) for claim in claims])
    tx.add("verdict", [verdict_row(verdict, run) for verdict in verdicts])
    fresh = tx.add("fact", [fact_row(fact) for fact in facts])
    if fresh:
        tx.add("fact_status", [{"fact_id": fact.fact_id, **ACTIVE} for fact in facts])
    records = (*claims, *verdicts, *facts)
    tx.add("edge", edge_rows(edge for record in records for edge in edges(record)))
    return facts
