"""The mapper's stage: one task an endpoint, from facts alone; its claims are judged together."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.agent import Engine, MapTask, Outcome, answers
from workbench.agents import MAPPER
from workbench.agents.mapper import links, task
from workbench.checks.mapping import MapDocuments
from workbench.dossier import assemble
from workbench.gate import judge_mapping
from workbench.identity import content_id
from workbench.intake import Intake
from workbench.matching import Matcher
from workbench.records import UNKNOWN, Dossier, Read, ServesBody, SpecEvidence
from workbench.stages.filing import file_judged
from workbench.stages.reading import Told, mapping_facts, spec_facts
from workbench.store import Store, read_row

TOGETHER = 25
"""Endpoints of an engine that answers at once are stored so many to a transaction."""


@dataclass(frozen=True)
class MapJob:
    """One endpoint to be mapped, and the id of the task: the same facts and documents are the same task."""

    task_id: str
    task: MapTask


def map_all(
    store: Store, taken: Intake, matcher: Matcher, engine: Engine, run: str, only: Sequence[str], told: Told
) -> None:
    """Ask the mapper about every endpoint that has no good answer to the same question yet."""
    dossiers = [d for d in assemble(spec_facts(store)) if not only or d.program in only]
    ids = {d.program: task_id(d, matcher, engine.name) for d in dossiers}
    sql = "SELECT chunk_id FROM read WHERE agent = 'mapper' AND state = 'ok'"
    done = {row[0] for row in store.rows(sql)}
    todo = [d for d in dossiers if ids[d.program] not in done]
    told(len(dossiers) - len(todo), len(dossiers))
    if not todo:
        return
    linked = links(dossiers, matcher)
    serving = _serving(store)
    jobs = {d.program: ids[d.program] for d in todo}
    tasks = (task(d, linked[d.program], matcher) for d in todo)
    batch: list[tuple[MapTask, Outcome]] = []
    finished, together = len(dossiers) - len(todo), TOGETHER if engine.in_flight == 1 else 1
    for asked, outcome in answers(engine, tasks):
        assert isinstance(asked, MapTask)
        batch.append((asked, outcome))
        finished += 1
        if len(batch) >= together:
            _store(store, taken, matcher, batch, jobs, serving, engine.name, run)
            batch = []
        told(finished, len(dossiers))
    if batch:
        _store(store, taken, matcher, batch, jobs, serving, engine.name, run)


def task_id(dossier: Dossier, matcher: Matcher, engine: str) -> str:
    """The id of the question: which facts, which documents, which engine."""
    facts = [fact.fact_id for fact in (dossier.endpoint, *dossier.fields)]
    sources = [matcher.catalog.source, matcher.glossary.source]
    return content_id("task", {"agent": MAPPER.name, "engine": engine, "facts": facts, "sources": sources})


def _serving(store: Store) -> dict[str, str]:
    """Which endpoint each operation serves already, by accepted facts."""
    bodies = [fact.body for fact in mapping_facts(store)]
    return {body.operation: body.program for body in bodies if isinstance(body, ServesBody)}


def _store(
    store: Store,
    taken: Intake,
    matcher: Matcher,
    batch: Sequence[tuple[MapTask, Outcome]],
    jobs: dict[str, str],
    serving: dict[str, str],
    engine: str,
    run: str,
) -> None:
    reads, claims, verdicts = [], [], []
    for asked, outcome in batch:
        documents = MapDocuments(taken.documents, matcher.catalog, asked, serving)
        found = list(outcome.claims) if outcome.state == "ok" else []
        judged = judge_mapping(found, documents)
        settled = {verdict.claim for verdict in judged if verdict.state == "accepted"}
        serving |= {
            c.body.operation: c.body.program for c in found if c.claim_id in settled and isinstance(c.body, ServesBody)
        }
        reads.append(_read(asked, outcome, jobs[asked.dossier.program], engine))
        claims += found
        verdicts += judged
    with store.write() as tx:
        tx.add("read", [read_row(read, run) for read in reads])
        file_judged(tx, claims, verdicts, run)


def _read(asked: MapTask, outcome: Outcome, task: str, engine: str) -> Read:
    lines = [item for item in asked.dossier.endpoint.evidence if isinstance(item, SpecEvidence)]
    wanted = len(asked.choices)
    answered = sum(item.body.kind != "serves" for item in outcome.claims)
    state = outcome.state if outcome.state != "ok" or answered == wanted else "malformed"
    detail = outcome.detail if state == outcome.state else f"{answered} of {wanted} fields were answered"
    said = {"task": task, "state": state, "claims": [item.claim_id for item in outcome.claims]}
    return Read(
        read_id=content_id("read", said),
        agent=MAPPER.name,
        engine=engine,
        chunk=task,
        first=lines[0].first if lines else 0,
        last=lines[0].last if lines else 0,
        state=state,
        expected=wanted,
        items=len(outcome.claims),
        detail=detail if detail else UNKNOWN,
    )
