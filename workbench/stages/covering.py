"""The last word on each mapping as a whole: what its operation demands has a source, or a claim says that it has not.

The claim is the gate's own and rests on the endpoint. It is judged again after every
stage that accepts mappings or takes them back; where nothing is missing and nothing was, nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterator

from workbench.checks.required import covered
from workbench.facts import bases, mapping_facts
from workbench.gate import GATE, judge_covered
from workbench.lineage import edge_rows, edges
from workbench.records import (
    UNKNOWN,
    Check,
    Claim,
    Fact,
    MapsBody,
    ServesBody,
    SpecEvidence,
    UncertainBody,
    Verdict,
    claim,
)
from workbench.store import Store, claim_row, verdict_row
from workbench.store.rows import claim_of
from workbench.truth import Catalog

REASON = "whether all that the operation demands has a source"
NO_LONGER = Check(name="covered", state="pass", detail="the operation no longer serves this endpoint")


def cover_all(store: Store, catalog: Catalog, run: str) -> int:
    """How many operations demand something that no accepted field gives."""
    sql = "SELECT * FROM claim WHERE agent = ? AND kind = 'uncertain'"
    known = {row["claim_id"]: claim_of(row) for row in store.records(sql, (GATE,))}
    found = {item.claim_id: (item, check) for item, check in _checks(store, catalog)}
    over = {name: (item, NO_LONGER) for name, item in known.items() if name not in found}
    wanted = [one for name, one in (found | over).items() if name in known or one[1].state != "pass"]
    if wanted:
        measured = {"sources": (catalog.source,)}
        judged = [(item, judge_covered(item, check).model_copy(update=measured)) for item, check in wanted]
        _file(store, judged, run)
    return sum(check.state != "pass" for _, check in found.values())


def _checks(store: Store, catalog: Catalog) -> Iterator[tuple[Claim, Check]]:
    """The claim about each operation that serves an endpoint, with what was found."""
    facts, rests = mapping_facts(store), bases(store, ("serves",))
    mapped: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts:
        if isinstance(fact.body, MapsBody):
            mapped[fact.body.program, fact.body.operation].add(fact.body.property)
    for fact in facts:
        if isinstance(fact.body, ServesBody) and (operation := catalog.operation(fact.body.operation)) is not None:
            check = covered(operation, mapped[fact.body.program, fact.body.operation])
            yield _claim(fact, tuple(rests[fact.fact_id])), check


def _claim(fact: Fact, endpoint: tuple[str, ...]) -> Claim:
    """The gate's claim: the same one whatever issue of the target document is read."""
    assert isinstance(fact.body, ServesBody)
    body = UncertainBody(
        program=fact.body.program, record=UNKNOWN, field=UNKNOWN, ordinal=0, operation=fact.body.operation,
        reason=REASON,
    )  # fmt: skip
    return claim(GATE, GATE, body, tuple(item for item in fact.evidence if isinstance(item, SpecEvidence)), endpoint)


def _file(store: Store, wanted: list[tuple[Claim, Verdict]], run: str) -> None:
    with store.write() as tx:
        tx.add("claim", [claim_row(item, run) for item, _ in wanted])
        tx.add("verdict", [verdict_row(verdict, run) for _, verdict in wanted])
        tx.add("edge", edge_rows(edge for pair in wanted for record in pair for edge in edges(record)))
