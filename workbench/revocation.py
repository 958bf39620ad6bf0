"""A fact that no longer stands, and everything that was built on it: stale at once, withdrawn, or listed.

Facts that rest on it become stale in the same transaction; proposals that rest on any of them and were not executed
are closed; files that were written from them are named, for a person to undo.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from workbench.acts import LedgerEntry, Proposal
from workbench.ledger import Ledger
from workbench.proposal import proposals, settled
from workbench.records import UNKNOWN, Record
from workbench.store import Row, Store

NOTHING: Mapping[str, Sequence[Row]] = MappingProxyType({})
"""No rows."""


class Revoked(Record):
    """What a revocation took along: facts, waiting proposals, and files that are already written from them."""

    facts: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


Rows = Mapping[str, Sequence[Row]]
"""Rows to store, by table."""


def revoke(
    store: Store, ledger: Ledger, facts: Collection[str], who: str, reason: str, beside: Rows = NOTHING
) -> Revoked:
    """What came of revoking these facts; stored when this returns. `beside`: rows stored in the same transaction."""
    stale = dependents(store, facts) if facts else []
    rows = [{"fact_id": one, "state": "revoked", "reason": reason, "who": who} for one in sorted(facts)]
    because = f"rests on a fact that {who} revoked"
    rows += [{"fact_id": one, "state": "stale", "reason": because, "who": who} for one in stale]
    if rows or beside:
        with store.write() as tx:
            for table, more in beside.items():
                tx.add(table, more)
            tx.add("fact_status", rows)
    taken = take_along(ledger, {*facts, *stale}, reason) if facts else Revoked()
    return taken.model_copy(update={"facts": tuple(sorted(facts)), "stale": tuple(stale)})


def take_along(ledger: Ledger, facts: Collection[str], reason: str) -> Revoked:
    """The proposals that rest on these facts: those that wait are closed, the files of those that were executed named.

    What this says of `facts` and `stale` is left to the caller, who knows why they no longer stand.
    """
    entries = ledger.entries()
    resting = [one for one in proposals(entries) if set(facts) & set(one.facts)]
    return Revoked(
        withdrawn=tuple(_withdraw(ledger, entries, resting, reason)),
        written=tuple(sorted(set(_written(entries, resting)))),
    )


def dependents(store: Store, facts: Collection[str]) -> list[str]:
    """Every active fact that rests on one of these, however far, without themselves; in order of their ids."""
    resting: dict[str, list[str]] = defaultdict(list)
    sql = "SELECT fact.fact_id, claim.based_on FROM active_fact fact JOIN claim USING (claim_id)"
    for fact, based_on in store.rows(sql):
        for base in json.loads(based_on):
            resting[base].append(fact)
    found, queue = set(facts), list(facts)
    while queue:
        fresh = [fact for fact in resting[queue.pop()] if fact not in found]
        found.update(fresh)
        queue += fresh
    return sorted(found - set(facts))


def _withdraw(ledger: Ledger, entries: Sequence[LedgerEntry], resting: Sequence[Proposal], reason: str) -> list[str]:
    over = settled(entries)
    waiting = [one.proposal_id for one in resting if one.proposal_id not in over]
    closed = [("superseded", {"proposal": one, "by": UNKNOWN, "reason": reason}) for one in waiting]
    ledger.append_many(closed, datetime.now(UTC))  # type: ignore[arg-type]
    return waiting


def _written(entries: Sequence[LedgerEntry], resting: Sequence[Proposal]) -> Iterator[str]:
    places = {one.proposal_id: one.target.location for one in resting}
    for entry in entries:
        if entry.kind == "receipt" and entry.body["proposal"] in places:
            yield from (f"{places[entry.body['proposal']]}/{path}" for path, _ in entry.body["wrote"])
