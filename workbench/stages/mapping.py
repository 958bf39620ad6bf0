"""The mapper's stage: one task an endpoint, from facts alone; its claims are judged together."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from workbench.adapters import Sample
from workbench.agent import Engine, MapTask, OperationLink, Outcome, answers
from workbench.agents import MAPPER
from workbench.agents.mapper import NONE_YET, links, tables, task
from workbench.checks.documents import MapDocuments, Samples
from workbench.checks.witness import settles
from workbench.dossier import assemble
from workbench.facts import mapping_facts, spec_facts
from workbench.gate import judge_mapping
from workbench.identity import content_id, sha256
from workbench.intake import Intake
from workbench.ledger import Ledger
from workbench.lineage import read_edges
from workbench.lookup import look_up
from workbench.matching import Matcher
from workbench.records import UNKNOWN, Dossier, Fact, FieldBody, Read, ServesBody, SpecEvidence
from workbench.revocation import take_along
from workbench.stages.filing import ACTIVE, file_judged
from workbench.stages.reading import Told
from workbench.store import Store, Transaction, read_row
from workbench.truth import Precedents

TOGETHER = 30
"""Endpoints of an engine that answers at once are stored so many to a transaction."""


@dataclass(frozen=True)
class Mapping:
    """What the stage works with: store and ledger, the spec as taken in, the matcher, the engine, the run."""

    store: Store
    ledger: Ledger
    taken: Intake
    matcher: Matcher
    engine: Engine
    run: str
    precedents: Precedents = NONE_YET
    samples: Samples = field(default_factory=dict)


def map_all(stage: Mapping, only: Sequence[str], told: Told) -> None:
    """Ask the mapper about every endpoint that has no good answer to the same question yet."""
    standing = spec_facts(stage.store)
    dossiers = assemble(standing)
    wanted = [d for d in dossiers if not only or d.program in only]
    linked = links(dossiers, stage.matcher)
    ids = {d.program: _task_id(stage, d, linked[d.program]) for d in wanted}
    rows = stage.store.rows("SELECT chunk_id FROM read WHERE agent = 'mapper' AND state = 'ok'")
    done = {row[0] for row in rows}
    todo = [d for d in wanted if ids[d.program] not in done]
    told(len(wanted) - len(todo), len(wanted))
    if not todo:
        return
    programs = frozenset(d.program for d in dossiers)
    tasks = (_task(stage, d, linked[d.program], programs) for d in todo)
    serving = _serving(stage.store, standing, {d.program for d in todo})
    together = TOGETHER if stage.engine.in_flight == 1 else 1
    batch: list[tuple[MapTask, Outcome]] = []
    try:
        for number, (asked, outcome) in enumerate(answers(stage.engine, tasks), len(wanted) - len(todo) + 1):
            assert isinstance(asked, MapTask)
            batch.append((asked, outcome))
            if len(batch) >= together:
                _store(stage, batch, ids, serving)
                batch = []
            told(number, len(wanted))
    finally:
        if batch:
            _store(stage, batch, ids, serving)


def _task(stage: Mapping, dossier: Dossier, link: OperationLink, programs: frozenset[str]) -> MapTask:
    """What the mapper is asked; an engine that reads is shown candidates from several operations."""
    asked = task(dossier, link, stage.matcher, stage.taken.documents.remark, stage.precedents)
    return tables(asked, stage.matcher, programs) if getattr(stage.engine, "tables", False) else asked


def _task_id(stage: Mapping, dossier: Dossier, link: OperationLink) -> str:
    samples = stage.samples.get(dossier.program, {})
    asked = task_id(dossier, stage.matcher, stage.engine.name, stage.precedents, samples)
    # Which operation is left for an endpoint hangs on what every other endpoint says.
    return content_id("task", [asked, link.operation, settles(link)])


def task_id(
    dossier: Dossier,
    matcher: Matcher,
    engine: str,
    precedents: Precedents = NONE_YET,
    samples: MappingOf[str, Sequence[Sample]] | None = None,
) -> str:
    """The id of the question: which facts, which documents, which engine, what people decided about its fields, and the
    sample records that the answer is tried on."""
    facts = [fact.fact_id for fact in (dossier.endpoint, *dossier.fields)]
    sources = [matcher.catalog.source, matcher.glossary.source]
    said: dict[str, Any] = {"agent": MAPPER.name, "engine": engine, "facts": facts, "sources": sources}
    names = {fact.body.name for fact in dossier.fields if isinstance(fact.body, FieldBody)}
    known = [e for e in precedents.entries if e.program in ("", dossier.program) and e.field in names]
    said |= {"decided": [e.model_dump(mode="json") for e in known]} if known else {}
    return content_id("task", said | ({"samples": _digests(samples)} if samples else {}))


def _digests(samples: MappingOf[str, Sequence[Sample]]) -> dict[str, str]:
    """The sample records of each record of an endpoint, as digests."""
    return {
        name: sha256(b"".join(f"{len(one.data)} {one.code_page} ".encode() + one.data for one in ones))
        for name, ones in samples.items()
    }


def _serving(store: Store, standing: Sequence[Fact], asked: Set[str]) -> dict[str, str]:
    """Which endpoint each operation serves already, by accepted facts; those that are asked again are open."""
    bodies = [fact.body for fact in mapping_facts(store, standing) if fact.body.program not in asked]
    return {body.operation: body.program for body in bodies if isinstance(body, ServesBody)}


def _store(
    stage: Mapping, batch: Sequence[tuple[MapTask, Outcome]], ids: dict[str, str], serving: dict[str, str]
) -> None:
    reads, claims, verdicts, came = [], [], [], []
    sources = stage.matcher.sources
    for asked, outcome in batch:
        documents = MapDocuments(
            stage.taken.documents, stage.matcher.catalog, asked, serving, stage.precedents, stage.samples
        )
        found = list(outcome.claims) if outcome.state == "ok" else []
        found, judged = look_up(found, judge_mapping(found, documents), documents)
        settled = {verdict.claim for verdict in judged if verdict.state == "accepted"}
        bodies = [item.body for item in found if item.claim_id in settled]
        serving |= {body.operation: body.program for body in bodies if isinstance(body, ServesBody)}
        reads.append(_read(asked, outcome, ids[asked.dossier.program], stage.engine.name))
        came += read_edges(reads[-1], outcome.claims if outcome.state == "ok" else (), sources)
        claims += found
        verdicts += [verdict.model_copy(update={"sources": sources}) for verdict in judged]
    with stage.store.write() as tx:
        tx.add("read", [read_row(read, stage.run) for read in reads])
        facts = file_judged(tx, claims, verdicts, stage.run, came)
        # What was revoked and is answered the same again on facts that stand counts again.
        tx.add("fact_status", [{"fact_id": fact.fact_id, **ACTIVE} for fact in facts])
        over = _over(tx, [one for one in reads if one.state == "ok"], {fact.fact_id for fact in facts})
        tx.add("fact_status", [{"fact_id": fact, **OVER} for fact in over])
    if over:
        take_along(stage.ledger, over, OVER["reason"])


def _over(tx: Transaction, reads: Sequence[Read], facts: set[str]) -> list[str]:
    """What the mapper said of these endpoints before, and says no more; what another engine said is its own."""
    rows = tx.rows(_BEFORE, [[one.read_id for one in reads]])
    return [fact for (fact,) in rows if fact not in facts]


OVER = {"state": "stale", "reason": "asked again, the mapper says otherwise", "who": MAPPER.name}
_BEFORE = """
    WITH said AS (
        SELECT claim.program, split_part(claim.engine, '+', 1) AS engine FROM edge JOIN claim ON claim_id = dst
        WHERE edge.kind = 'said' AND src IN (SELECT unnest(?)) GROUP BY ALL
    )
    SELECT fact_id FROM active_fact fact JOIN claim USING (claim_id)
    JOIN said ON said.program = claim.program AND split_part(claim.engine, '+', 1) IN (said.engine, 'gate')
    WHERE claim.agent = 'mapper' ORDER BY fact_id
"""


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
        items=len({item.claim_id for item in outcome.claims}) if outcome.state == "ok" else 0,
        detail=detail if detail else UNKNOWN,
        calls=outcome.calls,
        prompt=outcome.prompt,
    )
