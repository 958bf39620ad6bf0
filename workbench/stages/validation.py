"""The validator's stage: every mapping that the gate accepted is judged once more, from other evidence.

What is disputed goes to a person: the claim is uncertain again, its fact no longer counts, and whatever was built on it
is withdrawn. What is confirmed, or spoken against by nobody, stays.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.agent import Engine, Outcome, Task, ValidateTask, answers
from workbench.agents import VALIDATOR
from workbench.agents.validator import answered, tasks
from workbench.checks.peers import Peers
from workbench.dossier import assemble
from workbench.facts import mapping_facts, spec_facts
from workbench.gate import VALIDATED, judge_validated
from workbench.identity import content_id
from workbench.intake import Intake
from workbench.ledger import Ledger
from workbench.lineage import edge_rows, edges, read_edges
from workbench.matching import Matcher
from workbench.records import UNKNOWN, Claim, Fact, MapsBody, Read, Verdict
from workbench.revocation import revoke
from workbench.settings import ValidatorSettings
from workbench.stages.reading import Told
from workbench.store import Store, read_row, verdict_row
from workbench.store.rows import claim_of, verdict_of

TOGETHER = 400
"""Opinions that are stored in one transaction."""


@dataclass(frozen=True)
class Validation:
    """What the stage works with."""

    store: Store
    ledger: Ledger
    taken: Intake
    matcher: Matcher
    engine: Engine
    rules: ValidatorSettings
    run: str


@dataclass(frozen=True)
class _ManyAtOnce:
    """An engine that is asked so many tasks at a time."""

    engine: Engine
    in_flight: int

    @property
    def name(self) -> str:
        """The engine's own name."""
        return self.engine.name

    def ask(self, task: Task) -> Outcome:
        """The engine's own answer."""
        return self.engine.ask(task)


def validate_all(stage: Validation, only: Sequence[str], told: Told) -> int:
    """How many claims are left without an opinion, once the validator was asked about each that has none."""
    facts = mapping_facts(stage.store)
    peers = Peers([fact.body for fact in facts if isinstance(fact.body, MapsBody)])
    judged = _judged(stage.store)
    open_ = [fact for fact in facts if fact.claim in judged and not _settled(judged[fact.claim])]
    todo = _asked(stage, facts, {fact.body.program for fact in open_ if not only or fact.body.program in only})
    todo = [task for task in todo if not _settled(judged[task.claim.claim_id])]
    batch: list[tuple[ValidateTask, Outcome]] = []
    left = 0
    try:
        for number, (task, said) in enumerate(answers(_ManyAtOnce(stage.engine, stage.rules.in_flight), todo), 1):
            assert isinstance(task, ValidateTask)
            outcome = answered(task, said)
            batch.append((task, outcome))
            left += outcome.state != "ok"
            if len(batch) >= TOGETHER:
                _store(stage, batch, judged, peers)
                batch = []
            told(number, len(todo))
    finally:
        if batch:
            _store(stage, batch, judged, peers)
    return left


def _asked(stage: Validation, facts: Sequence[Fact], programs: set[str]) -> list[ValidateTask]:
    if not programs:
        return []
    claims = _claims(stage.store, facts)
    dossiers = assemble([*spec_facts(stage.store), *facts])
    return [
        task
        for dossier in dossiers
        if dossier.program in programs
        for task in tasks(
            dossier,
            [claims[fact.claim] for fact in dossier.mappings],
            stage.matcher,
            stage.taken.documents.remark,
        )
    ]


def _claims(store: Store, facts: Sequence[Fact]) -> dict[str, Claim]:
    wanted = {fact.claim for fact in facts}
    rows = store.records("SELECT * FROM claim WHERE kind IN ('serves', 'maps', 'no_target')")
    return {row["claim_id"]: claim_of(row) for row in rows if row["claim_id"] in wanted}


def _judged(store: Store) -> dict[str, Verdict]:
    rows = store.records(
        "SELECT verdict.* FROM latest_verdict verdict JOIN claim USING (claim_id) WHERE kind IN ('maps', 'no_target')"
    )
    return {row["claim_id"]: verdict_of(row) for row in rows}


def _settled(verdict: Verdict) -> bool:
    """Whether a verdict has the validator's part, or a person's word that stands for it."""
    return any(check.name in (VALIDATED, "decided") for check in verdict.checks)


def _store(
    stage: Validation,
    batch: Sequence[tuple[ValidateTask, Outcome]],
    judged: dict[str, Verdict],
    peers: Peers,
) -> None:
    reads, verdicts = [], []
    for task, outcome in batch:
        before = judged[task.claim.claim_id]
        after = before
        if outcome.state == "ok":
            consistent = peers.check(task.claim, stage.matcher.catalog)
            after = judge_validated(task.claim, before, (consistent, outcome.opinions), stage.rules)
            verdicts.append(after)
        reads.append(_read(task, outcome, after, stage.engine.name))
    disputed = {verdict.claim for verdict in verdicts if verdict.state != "accepted"}
    facts = [row[0] for row in stage.store.rows("SELECT fact_id, claim_id FROM active_fact") if row[1] in disputed]
    revoke(
        stage.store,
        stage.ledger,
        facts,
        VALIDATOR.name,
        "other evidence speaks against it; a person decides",
        {
            "read": [read_row(read, stage.run) for read in reads],
            "verdict": [verdict_row(verdict, stage.run) for verdict in verdicts],
            "edge": edge_rows(
                [
                    *(edge for read in reads for edge in read_edges(read, ())),
                    *(edge for verdict in verdicts for edge in edges(verdict)),
                ]
            ),
        },
    )


def _read(task: ValidateTask, outcome: Outcome, verdict: Verdict, engine: str) -> Read:
    cited = [item for item in task.claim.evidence if item.kind == "spec"]
    check = next((one for one in verdict.checks if one.name == VALIDATED), None)
    detail = (check.detail if check else UNKNOWN) if outcome.state == "ok" else outcome.detail
    said = {"claim": task.claim.claim_id, "state": outcome.state, "detail": detail}
    return Read(
        read_id=content_id("read", said),
        agent=VALIDATOR.name,
        engine=engine,
        chunk=task.claim.claim_id,
        first=cited[0].first if cited else 0,
        last=cited[0].last if cited else 0,
        state=outcome.state,
        expected=len(task.exhibits),
        items=len(outcome.opinions),
        detail=detail[:1000],
    )


def heard(store: Store) -> dict[str, int]:
    """How many claims other evidence confirmed, nobody opposed, somebody disputed, or are without an opinion."""
    found: Counter[str] = Counter()
    rows = store.rows("SELECT state, detail, count(*) FROM latest_read WHERE agent = 'validator' GROUP BY ALL")
    for state, detail, count in rows:
        found[detail.partition(":")[0] if state == "ok" else "unanswered"] += count
    return dict(found)
