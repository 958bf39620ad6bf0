"""The inventory's stage: every chunk is read, every content line accounted for, then corrections are applied."""

import json
import re
from collections.abc import Callable, Iterator, Sequence

from workbench.agent import Engine, NumberedLine, Outcome, ReadTask, answers
from workbench.agents import INVENTORY
from workbench.dossier import Amendment, amend
from workbench.gate import GATE, judge_amended, judge_reading, recall
from workbench.identity import content_id
from workbench.intake import Intake
from workbench.lineage import edge_rows, read_edges
from workbench.records import UNKNOWN, Chunk, Claim, Fact, Read, ReadState, SpecEvidence, claim
from workbench.stages.filing import file_judged
from workbench.store import Store, read_row

TOGETHER = 40
"""Chunks of an engine that answers at once are stored so many to a transaction; each is still all or nothing."""

_DECLARES = re.compile(
    r"^\W{0,12}(?:\d{6}\W+)?(?:0?[1-9]|[1-4]\d)\W+[A-Z][A-Z0-9-]*\b.*\bPIC(?:TURE)?\s+(?:IS\s+)?[S9XAZN+\-$*]"
)

Told = Callable[[int, int], None]
"""Told how many of how many tasks are done."""


def read_all(store: Store, taken: Intake, engine: Engine, run: str, only: Sequence[str], told: Told) -> None:
    """Ask the inventory about every chunk that has no good read yet. `only`: endpoints to restrict it to."""
    chunks = [chunk for chunk in taken.chunks if not only or chunk.program in {*only, UNKNOWN}]
    done = _done(store, engine.name)
    todo = [chunk for chunk in chunks if chunk.chunk_id not in done]
    told(len(chunks) - len(todo), len(chunks))
    batch: list[tuple[ReadTask, Outcome]] = []
    together = TOGETHER if engine.in_flight == 1 else 1
    finished = len(chunks) - len(todo)
    for task, outcome in answers(engine, _tasks(taken, todo)):
        assert isinstance(task, ReadTask)
        batch.append((task, outcome))
        finished += 1
        if len(batch) >= together:
            _store(store, taken, batch, engine.name, run)
            batch = []
        told(finished, len(chunks))
    if batch:
        _store(store, taken, batch, engine.name, run)


def _done(store: Store, engine: str) -> set[str]:
    sql = "SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok' AND engine = ?"
    return {row[0] for row in store.rows(sql, (engine,))}


def _tasks(taken: Intake, chunks: Sequence[Chunk]) -> Iterator[ReadTask]:
    spec = taken.spec
    for chunk in chunks:
        text = spec.text[chunk.char_start : chunk.char_end] if chunk.first == chunk.last else ""
        lines = [
            NumberedLine(number=number, text=text.rstrip("\r\n") or spec.line(number))
            for number in range(chunk.first, chunk.last + 1)
            if spec.classes[number - 1] == "content"
        ]
        context = [NumberedLine(number=number, text=spec.line(number)) for number in chunk.context]
        yield ReadTask(
            agent=INVENTORY.name, chunk=chunk, lines=tuple(lines), context=tuple(context), profile=taken.profile
        )


def _store(store: Store, taken: Intake, batch: Sequence[tuple[ReadTask, Outcome]], engine: str, run: str) -> None:
    judged = []
    for task, outcome in batch:
        read = _read(task, outcome, engine)
        claims = outcome.claims if read.state == "ok" else ()
        judged.append((read, claims, judge_reading(claims, task.chunk, taken.documents)))
    with store.write() as tx:
        for read, claims, _ in judged:
            tx.add("edge", edge_rows(read_edges(read, claims)))
        tx.add("read", [read_row(read, run) for read, _, _ in judged])
        claims = [item for _, found, _ in judged for item in found]
        file_judged(tx, claims, [verdict for _, _, verdicts in judged for verdict in verdicts], run)


def _read(task: ReadTask, outcome: Outcome, engine: str) -> Read:
    state, detail = _accounted(task, outcome)
    said = {
        "agent": task.agent,
        "engine": engine,
        "chunk": task.chunk.chunk_id,
        "first": task.chunk.first,
        "state": state,
        "detail": detail,
        "claims": [item.claim_id for item in outcome.claims],
    }
    return Read(
        read_id=content_id("read", said),
        agent=task.agent,
        engine=engine,
        chunk=task.chunk.chunk_id,
        first=task.chunk.first,
        last=task.chunk.last,
        state=state,
        expected=expected(task),
        items=len(outcome.claims),
        none_here=outcome.none_here,
        detail=detail,
    )


def expected(task: ReadTask) -> int:
    """How many declarations a plain pattern finds in the lines that were sent."""
    return sum(1 for line in task.lines if _DECLARES.match(line.text))


def _accounted(task: ReadTask, outcome: Outcome) -> tuple[ReadState, str]:
    """The state of a read: `ok` only when each line sent is cited or said to hold nothing, and no declaration is missing."""
    if outcome.state != "ok":
        return outcome.state, outcome.detail
    covered = {n for a, b in outcome.none_here for n in range(a, b + 1)}
    cited = {
        n
        for item in outcome.claims
        for e in item.evidence
        if isinstance(e, SpecEvidence)
        for n in range(e.first, e.last + 1)
    }
    missing = [line.number for line in task.lines if line.number not in covered and line.number not in cited]
    if missing:
        return "malformed", f"{len(missing)} lines are not accounted for, the first is {missing[0]}"
    declared = {line.number for line in task.lines if _DECLARES.match(line.text)}
    if declared - cited:
        return (
            "malformed",
            f"{len(declared - cited)} declarations were left out, the first at line {min(declared - cited)}",
        )
    return "ok", UNKNOWN


def apply_errata(store: Store, run: str) -> None:
    """Supersede what a correction changes: the old fact no longer counts, the corrected one does, and says why."""
    applied = {row[0] for row in store.rows("SELECT fact_id FROM fact_status WHERE starts_with(reason, 'applied to')")}
    facts = [fact for fact in spec_facts(store) if fact.fact_id not in applied]
    amendments, flags = amend(facts)
    if not amendments and not flags:
        return
    with store.write() as tx:
        for amendment in amendments:
            reason = f"superseded by {amendment.erratum.fact_id}"
            if amendment.body is not None:
                made = _amended(amendment)
                file_judged(tx, [made], [judge_amended(made, amendment.fact, amendment.erratum)], run)
            tx.add("fact_status", [_status(amendment.fact, "superseded", reason)])
            tx.add("fact_status", [_status(amendment.erratum, "active", f"applied to {amendment.fact.fact_id}")])
        for flag in flags:
            tx.add("fact_status", [_status(flag.erratum, "active", f"flagged: {flag.reason}")])


def _status(fact: Fact, state: str, reason: str) -> dict[str, str]:
    return {"fact_id": fact.fact_id, "state": state, "reason": reason, "who": GATE}


def _amended(amendment: Amendment) -> Claim:
    assert amendment.body is not None
    evidence = (*amendment.fact.evidence, *amendment.erratum.evidence)
    rests = (amendment.fact.fact_id, amendment.erratum.fact_id)
    return claim(GATE, GATE, amendment.body, evidence, rests)


def spec_facts(store: Store) -> list[Fact]:
    """Every fact of the inventory that counts now, corrections among them, in no order."""
    kinds = "('endpoint', 'record', 'field', 'rule', 'code', 'erratum')"
    return [recall(row) for row in _fact_rows(store, f"kind IN {kinds}")]


def mapping_facts(store: Store) -> list[Fact]:
    """Every fact of the mapper that counts now."""
    return [recall(row) for row in _fact_rows(store, "kind IN ('serves', 'maps', 'no_target')")]


def _fact_rows(store: Store, where: str) -> list[dict[str, object]]:
    rows = store.records(f"SELECT fact_id, claim_id, verdict_id, body, evidence FROM active_fact WHERE {where}")
    return [{**row, "body": json.loads(row["body"]), "evidence": json.loads(row["evidence"])} for row in rows]
