"""Putting judged claims into the store: claims, verdicts, facts and their edges, all or nothing."""

from collections.abc import Iterable, Sequence
from itertools import chain

from workbench.gate import establish
from workbench.lineage import Edge, edge_rows, edges_of
from workbench.records import Claim, Fact, Verdict
from workbench.store import Transaction, claim_row, established_row, verdict_row

ACTIVE = {"state": "active", "reason": "accepted", "who": "gate"}
"""The status of a fact when it is established."""

OF_CLAIMS = frozenset({"said", "cites", "based_on", "judged", "measured", "established"})
"""Edges that lead to a claim or on from it: where the claim is new, so are they."""


def file_judged(
    tx: Transaction, claims: Sequence[Claim], verdicts: Sequence[Verdict], run: str, came: Iterable[Edge] = ()
) -> list[Fact]:
    """The facts that were established, once everything about them is in the transaction. `came`: edges to the claims.

    A fact that the store has already keeps the status that it has.
    """
    by_claim = {claim.claim_id: claim for claim in claims}
    said = {name: claim_row(claim, run) for name, claim in by_claim.items()}
    facts = [establish(by_claim[v.claim], v) for v in verdicts if v.state == "accepted"]
    new = tx.add("claim", said.values()) == len(said)
    add = tx.put if new else tx.add
    add("verdict", [verdict_row(verdict, run) for verdict in verdicts])
    fresh = facts if new else _fresh(tx, facts)
    tx.put("fact", [established_row(fact, said[fact.claim]) for fact in fresh])
    tx.put("fact_status", [{"fact_id": fact.fact_id, **ACTIVE} for fact in fresh])
    _link(tx, chain(came, edges_of([*claims, *verdicts, *facts])), new)
    return facts


def _fresh(tx: Transaction, facts: Sequence[Fact]) -> list[Fact]:
    """Those facts that the store does not have."""
    asked = [fact.fact_id for fact in facts]
    known = {row[0] for row in tx.rows("SELECT fact_id FROM fact WHERE fact_id IN (SELECT unnest(?))", (asked,))}
    return [fact for fact in facts if fact.fact_id not in known]


def _link(tx: Transaction, found: Iterable[Edge], new: bool) -> None:
    """Store edges; `new`: those of claims are not searched for."""
    sure: list[Edge] = []
    rest: list[Edge] = []
    for edge in found:
        (sure if new and edge[2] in OF_CLAIMS else rest).append(edge)
    tx.put("edge", edge_rows(sure))
    tx.add("edge", edge_rows(rest))
