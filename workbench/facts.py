"""The facts that count for a spec: accepted, not superseded, and read from a chunk that the spec still has.

A chunk that a revision kept keeps its facts, though their lines count in the text they were read from; a chunk that is
gone takes its facts along, and with them what was built on them.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from weakref import WeakValueDictionary

from workbench.records import UNKNOWN, Fact, SpecEvidence
from workbench.store import NEWEST_STATUS, Reader, Store, fact_of, newest_of

INVENTORY = ("endpoint", "record", "field", "rule", "code", "erratum")
"""Kinds of fact that come from a spec alone."""

MAPPING = ("serves", "maps", "no_target")
"""Kinds of fact that say what becomes of them."""


def spec_facts(store: Store, spec: str = UNKNOWN) -> list[Fact]:
    """Every fact of the inventory that counts for a spec (the newest without an id), in the order of its text."""
    return _standing(store, spec, _active(store, INVENTORY))


def mapping_facts(store: Store, inventory: Sequence[Fact] | None = None) -> list[Fact]:
    """Every fact of the mapper that counts for the newest spec: each rests on facts of the inventory that count.

    `inventory` are those, as `spec_facts` gives them, where they are at hand: to read them takes longer than the rest.
    """
    counting = spec_facts(store) if inventory is None else inventory
    standing = {fact.fact_id: at for at, fact in enumerate(counting)}
    rests = bases(store, MAPPING)
    kept = [
        fact for fact in _active(store, MAPPING) if rests[fact.fact_id] and standing.keys() >= set(rests[fact.fact_id])
    ]
    return sorted(kept, key=lambda fact: (min(standing[base] for base in rests[fact.fact_id]), fact.fact_id))


def correctable_facts(store: Store, spec: str = UNKNOWN) -> list[Fact]:
    """The facts of endpoints that some correction names, as they were read, corrected since or not; and corrections.

    In the order of the text.
    """
    return _standing(store, spec, _asked(store, _CORRECTABLE, INVENTORY))


def corrected_facts(store: Store, spec: str = UNKNOWN) -> list[Fact]:
    """Every fact that counts for a spec and that a correction made, in the order of the text."""
    return _standing(store, spec, _asked(store, _CORRECTED, INVENTORY))


def _standing(store: Store, spec: str, facts: Iterable[Fact]) -> list[Fact]:
    places = Places(store, spec)
    kept = [(place, fact) for fact in facts if (place := places.of(fact)) is not None]
    return [fact for _, fact in sorted(kept, key=lambda item: (item[0], item[1].fact_id))]


def states(store: Store) -> dict[str, tuple[str, str]]:
    """The newest state and reason of every fact."""
    rows = store.rows("SELECT fact_id, state, reason FROM fact_status ORDER BY rowid")
    return {fact: (state, reason) for fact, state, reason in rows}  # of several, the last is kept


def bases(store: Store, kinds: Sequence[str]) -> dict[str, list[str]]:
    """What each fact of some kinds rests on, by fact id."""
    marks = ", ".join("?" for _ in kinds)
    rows = store.rows(
        f"SELECT fact.fact_id, claim.based_on FROM fact JOIN claim USING (claim_id) WHERE fact.kind IN ({marks})",
        tuple(kinds),
    )
    return {fact: json.loads(based_on) for fact, based_on in rows}


def _active(store: Store, kinds: Sequence[str]) -> list[Fact]:
    return _asked(store, _KEYS, kinds)


def _asked(store: Store, sql: str, kinds: Sequence[str]) -> list[Fact]:
    """The facts whose keys a query gives, without those that an engine said again."""
    with store.read() as view:
        again = _said_again(view)
        keys = [key for key in view.rows(sql, (list(kinds),)) if key[0] not in again]
        # Looked up before any is read: what is held by nobody else may be gone at any time.
        held = {key: fact for key in keys if (fact := _HELD.get(key)) is not None}
        missing = [key for key in keys if key not in held]
        for start in range(0, len(missing), TOGETHER):
            held |= _read(view, missing[start : start + TOGETHER])
    return [held[key] for key in keys]


_KEY = "fact_id, hash(fact.claim_id, verdict_id, CAST(fact.body AS VARCHAR), CAST(fact.evidence AS VARCHAR))"
_KEYS = f"SELECT {_KEY} FROM active_fact fact WHERE list_contains(?, kind)"
_MADE = "SELECT fact_id FROM fact WHERE claim_id IN (SELECT claim_id FROM claim WHERE agent = 'gate')"
_CORRECTED = f"""SELECT {_KEY} FROM fact WHERE list_contains(?, kind)
    AND fact_id IN (SELECT fact_id FROM {newest_of(_MADE)} WHERE state = 'active')"""
_CORRECTED_IN = "SELECT fact_id FROM fact WHERE program IN (SELECT program FROM fact WHERE kind = 'erratum')"
_CORRECTABLE = f"""
    SELECT {_KEY} FROM fact JOIN claim USING (claim_id) JOIN {newest_of(_CORRECTED_IN)} newest USING (fact_id)
    WHERE agent = 'inventory' AND list_contains(?, fact.kind)
        AND (newest.state = 'active' OR newest.reason LIKE 'superseded by %')
"""
_WHOLE = "SELECT fact_id, claim_id, verdict_id, body, evidence FROM fact WHERE fact_id IN (SELECT unnest(?))"
TOGETHER = 2000
"""So many facts are read at a time: their text is larger than they are."""


_Key = tuple[str, int]
"""A fact's id and a digest of all that it says."""

_HELD: "WeakValueDictionary[_Key, Fact]" = WeakValueDictionary()
"""Facts that somebody in this process holds: every stage asks for them again, and each is large."""


_KEPT: list[list[Fact]] = []
"""What `facts_kept` keeps."""


@contextmanager
def facts_kept() -> Iterator[None]:
    """Facts that are read while the body runs are kept to its end: the next stage asks for the same ones."""
    kept: list[Fact] = []
    _KEPT.append(kept)
    try:
        yield
    finally:
        _KEPT[:] = [one for one in _KEPT if one is not kept]


def _read(view: Reader, keys: Sequence[_Key]) -> dict[_Key, Fact]:
    """Facts that are not held, read."""
    wanted = dict(keys)
    rows = view.records(_WHOLE, (list(wanted),))
    found = {(row["fact_id"], wanted[row["fact_id"]]): fact_of(row) for row in rows}
    _HELD.update(found)
    for kept in _KEPT[-1:]:
        kept.extend(found.values())
    return found


_ENGINES = "SELECT count(DISTINCT split_part(engine, '+', 1)) FROM run"
_SAID = f"""
    WITH newest AS {NEWEST_STATUS}, said AS (
        SELECT fact.rowid AS place, fact.fact_id, split_part(run.engine, '+', 1) AS engine,
            CASE WHEN claim.agent = 'mapper'
            THEN [CAST(claim.based_on AS VARCHAR), CAST(fact.kind = 'serves' AS VARCHAR)]
            ELSE [fact.kind, fact.program, fact.record, fact.name, fact.spec_id, CAST(fact.first AS VARCHAR)]
            END AS what
        FROM fact JOIN claim USING (claim_id) JOIN run ON run.run_id = claim.run_id
        JOIN newest ON newest.fact_id = fact.fact_id
        WHERE newest.state = 'active' OR (newest.state = 'superseded' AND claim.agent <> 'mapper')
    )
    SELECT fact_id FROM (
        SELECT *, first_value(engine) OVER (PARTITION BY what ORDER BY place) AS earlier FROM said
    ) WHERE engine <> earlier"""


def _said_again(view: Reader) -> set[str]:
    """Facts that a second engine established once more: the first one counts, also where a correction replaced it."""
    if view.rows(_ENGINES)[0][0] < 2:
        return set()
    return {row[0] for row in view.rows(_SAID)}


class Places:
    """Where the lines of facts stand in one spec, through the chunks that it shares with those they were read from."""

    def __init__(self, store: Store, spec: str = UNKNOWN) -> None:
        """Reads the chunks of every spec; `spec` is the one that counts, the newest without an id."""
        rows = store.rows("SELECT spec_id, chunk_id, first, last, ordinal FROM chunk ORDER BY spec_id, ordinal")
        newest = store.rows("SELECT spec_id FROM spec ORDER BY rowid DESC LIMIT 1")
        self.spec = spec if spec != UNKNOWN else (newest[0][0] if newest else UNKNOWN)
        self.ordinals = {chunk: ordinal for owner, chunk, _, _, ordinal in rows if owner == self.spec}
        self._chunks: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for owner, chunk, first, last, _ in rows:
            self._chunks[owner].append((first, last, chunk))

    def chunk(self, spec: str, line: int) -> str:
        """The chunk that a line of a spec stands in, "unknown" when there is none."""
        chunks = self._chunks.get(spec, [])
        at = bisect_right(chunks, (line, 1 << 60, "")) - 1
        return chunks[at][2] if at >= 0 and chunks[at][1] >= line else UNKNOWN

    def of(self, fact: Fact) -> tuple[int, int] | None:
        """Chunk ordinal and line of a fact's first evidence; None when one of its chunks is no longer there."""
        cited = [item for item in fact.evidence if isinstance(item, SpecEvidence)]
        ordinals = [self.ordinals.get(self.chunk(item.spec, item.first), -1) for item in cited]
        return (ordinals[0], cited[0].first) if ordinals and min(ordinals) >= 0 else None


def gone(places: Places, facts: Iterable[Fact]) -> list[Fact]:
    """The facts that rest on a chunk which the spec no longer has."""
    return [fact for fact in facts if places.of(fact) is None]
