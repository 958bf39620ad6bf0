"""A spec that was issued again: what stays, what must be read anew, and what no longer holds, by endpoint.

Chunks are known by their content, so a new pagination keeps them, their reads and their facts. Facts of a chunk that
is gone become stale at once, and with them everything that was built on them; proposals that rest on them are closed,
and what was already written from them is listed.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Literal

from workbench.errors import UnknownThing
from workbench.facts import INVENTORY, Places, states
from workbench.intake import Intake
from workbench.ledger import Ledger
from workbench.records import UNKNOWN, Record
from workbench.revocation import dependents, take_along
from workbench.store import Store, Transaction

How = Literal["unchanged", "changed", "added", "removed"]
"""unchanged: every chunk of the endpoint is in both. changed: some are. added, removed: it is in one of them alone."""


class Difference(Record):
    """What a revision does to one endpoint; the counts are of chunks."""

    program: str
    how: How
    kept: int
    new: int
    gone: int


class Revision(Record):
    """What a revision changes. `stale` are facts that no longer hold, `written` files that were made from them."""

    spec: str
    revises: str
    chunks_kept: int
    chunks_new: int
    chunks_gone: int
    stale: tuple[str, ...]
    restored: tuple[str, ...]
    withdrawn: tuple[str, ...]
    written: tuple[str, ...]
    endpoints: tuple[Difference, ...]


def find_spec(store: Store, text: str) -> str:
    """The id of a spec by its id, a beginning of it, its name or its path. Raises UnknownThing."""
    rows = store.rows("SELECT spec_id, name, path FROM spec ORDER BY rowid DESC")
    for spec_id, name, path in rows:
        if text in (spec_id, name, path) or (len(text) > 8 and spec_id.startswith(text)):
            return str(spec_id)
    known = ", ".join(f"{name} ({spec_id})" for spec_id, name, _ in rows[:5]) or "none"
    raise UnknownThing(f"'{text}' is no spec of this project; known are {known}")


def revise(store: Store, ledger: Ledger, taken: Intake, revises: str) -> Revision:
    """What changes when `taken` takes the place of the spec `revises`; stored when this returns."""
    spec = taken.spec.spec_id
    old, new = _chunks(store, revises), _chunks(store, spec)
    places = Places(store, spec)
    before = states(store)
    stale, restored = _turned(store, places, before)
    stale |= set(dependents(store, stale))
    with store.write() as tx:
        tx.add("revision", [{"spec_id": spec, "revises": revises}])
        _mark(tx, stale, "stale", f"its lines are gone from {spec}")
        _mark(tx, restored, "active", f"its lines are back in {spec}")
        _reopen(tx, stale, before)
    taken_along = take_along(ledger, stale, f"facts it rests on are gone from {spec}")
    return Revision(
        spec=spec,
        revises=revises,
        chunks_kept=len(old.keys() & new.keys()),
        chunks_new=len(new.keys() - old.keys()),
        chunks_gone=len(old.keys() - new.keys()),
        stale=tuple(sorted(stale)),
        restored=tuple(sorted(restored)),
        withdrawn=taken_along.withdrawn,
        written=taken_along.written,
        endpoints=tuple(_differences(old, new)),
    )


def _chunks(store: Store, spec: str) -> dict[str, str]:
    rows = store.rows("SELECT chunk_id, program FROM chunk WHERE spec_id = ? ORDER BY ordinal", (spec,))
    return {chunk: program for chunk, program in rows}


def _turned(store: Store, places: Places, before: Mapping[str, tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Facts of the inventory that no longer stand in the spec, and those that stand in it again."""
    marks = ", ".join("?" for _ in INVENTORY)
    stale, restored = set(), set()
    for fact, evidence in store.rows(f"SELECT fact_id, evidence FROM fact WHERE kind IN ({marks})", INVENTORY):
        cited = [(item["spec"], item["first"]) for item in json.loads(evidence) if item["kind"] == "spec"]
        here = all(places.chunk(spec, line) in places.ordinals for spec, line in cited)
        state, reason = before.get(fact, ("active", ""))
        if not here and state == "active":
            stale.add(fact)
        elif here and state == "stale" and reason.startswith("its lines are gone"):
            restored.add(fact)
    return stale, restored


def _mark(tx: Transaction, facts: Iterable[str], state: str, reason: str) -> None:
    tx.add(
        "fact_status",
        [{"fact_id": fact, "state": state, "reason": reason, "who": "revision"} for fact in sorted(facts)],
    )


def _reopen(tx: Transaction, stale: set[str], before: Mapping[str, tuple[str, str]]) -> None:
    """What a stale correction had superseded counts again; a correction of a stale fact waits to be applied again."""
    rows = []
    for fact, (state, reason) in sorted(before.items()):
        tied = reason.rpartition(" ")[2]
        if tied in stale and fact not in stale and (state == "superseded" or reason.startswith("applied to")):
            rows.append({"fact_id": fact, "state": "active", "reason": "accepted", "who": "revision"})
    tx.add("fact_status", rows)


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[Difference]:
    for program in sorted({*old.values(), *new.values()} - {UNKNOWN}):
        before = {chunk for chunk, owner in old.items() if owner == program}
        after = {chunk for chunk, owner in new.items() if owner == program}
        kept = len(before & after)
        how: How = "changed"
        if before == after:
            how = "unchanged"
        elif not before or not after:
            how = "added" if after else "removed"
        yield Difference(program=program, how=how, kept=kept, new=len(after - before), gone=len(before - after))
