"""The validator's stage: every mapping that the gate accepted is judged once more, from other evidence.

What is disputed goes to a person: the claim is uncertain again, its fact no longer counts, and whatever was built on it
is withdrawn. What is confirmed, or spoken against by nobody, stays.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence, Set
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
from workbench.store.rows import verdict_of

TOGETHER = 600
"""Opinions that are stored in one transaction."""


_STANDING = "SELECT fact_id FROM active_fact WHERE claim_id IN (SELECT unnest(?)) ORDER BY fact_id"
"""The facts that count of some claims."""


_UNHEARD = """SELECT claim_id FROM latest_verdict JOIN claim USING (claim_id) WHERE kind IN ('maps', 'no_target')
    AND NOT list_has_any(json_extract_string(checks, '$[*].name'), ?)"""
"""Claims of the mapper in which the validator had no part yet, and for which no person's word stands."""

KINDS = ["serves", "maps", "no_target"]
"""What the mapper claims that can be a fact."""


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
    inventory = spec_facts(stage.store)
    facts = mapping_facts(stage.store, inventory)
    peers = Peers([fact.body for fact in facts if isinstance(fact.body, MapsBody)])
    unheard = {claim for (claim,) in stage.store.rows(_UNHEARD, ([VALIDATED, "decided"],))}
    open_ = [fact for fact in facts if fact.claim in unheard]
    open_ = [fact for fact in open_ if not only or fact.body.program in only]
    todo = _asked(stage, [*inventory, *facts], {fact.body.program for fact in open_}, {fact.claim for fact in open_})
    batch: list[tuple[ValidateTask, Outcome]] = []
    left = 0
    try:
        for number, (task, said) in enumerate(answers(_ManyAtOnce(stage.engine, stage.rules.in_flight), todo), 1):
            assert isinstance(task, ValidateTask)
            outcome = answered(task, said)
            batch.append((task, outcome))
            left += outcome.state != "ok"
            if len(batch) >= TOGETHER:
                _store(stage, batch, peers)
                batch = []
            told(number, len(open_))
    finally:
        if batch:
            _store(stage, batch, peers)
    return left


def _asked(stage: Validation, facts: Sequence[Fact], programs: Set[str], claims: Set[str]) -> Iterator[ValidateTask]:
    """What is asked about some claims, endpoint by endpoint: all of it at once would be large."""
    if not programs:
        return
    rows = stage.store.rows(
        "SELECT claim_id, agent, engine, based_on FROM claim WHERE list_contains(?, kind)", (KINDS,)
    )
    said = {claim: who for claim, *who in rows}
    for dossier in assemble(facts):
        if dossier.program in programs:
            mapped = [_claim(fact, *said[fact.claim]) for fact in dossier.mappings]
            for task in tasks(dossier, mapped, stage.matcher, stage.taken.documents.remark):
                if task.claim.claim_id in claims:
                    yield task


def _claim(fact: Fact, agent: str, engine: str, based_on: str) -> Claim:
    """The claim that a fact was, which says the same."""
    return Claim(
        claim_id=fact.claim, agent=agent, engine=engine, body=fact.body, evidence=fact.evidence,
        based_on=tuple(json.loads(based_on)),
    )  # fmt: skip


def _judged(store: Store, claims: Sequence[str]) -> dict[str, Verdict]:
    """The verdicts on some claims, by claim."""
    sql = "SELECT * FROM latest_verdict WHERE claim_id IN (SELECT unnest(?))"
    return {row["claim_id"]: verdict_of(row) for row in store.records(sql, (list(claims),))}


def _store(
    stage: Validation,
    batch: Sequence[tuple[ValidateTask, Outcome]],
    peers: Peers,
) -> None:
    reads, verdicts, heard = [], [], []
    judged = _judged(stage.store, [task.claim.claim_id for task, _ in batch])
    for task, outcome in batch:
        before = judged[task.claim.claim_id]
        after = before
        if outcome.state == "ok":
            consistent = peers.check(task.claim, stage.matcher.catalog)
            after = judge_validated(task.claim, before, (consistent, outcome.opinions), stage.rules)
            after = after.model_copy(update={"sources": stage.matcher.sources})
            verdicts.append(after)
        reads.append(_read(task, outcome, after, stage.engine.name))
        if outcome.state == "ok":
            heard.append((reads[-1].read_id, after.verdict_id, "heard"))
    disputed = {verdict.claim for verdict in verdicts if verdict.state != "accepted"}
    standing = stage.store.rows(_STANDING, (sorted(disputed),)) if disputed else []
    facts = [fact for (fact,) in standing]
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
                    *heard,
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
        calls=outcome.calls,
        prompt=outcome.prompt,
    )


def heard(store: Store) -> dict[str, int]:
    """How many claims other evidence confirmed, nobody opposed, somebody disputed, or are without an opinion."""
    found: Counter[str] = Counter()
    rows = store.rows("SELECT state, detail, count(*) FROM latest_read WHERE agent = 'validator' GROUP BY ALL")
    for state, detail, count in rows:
        found[detail.partition(":")[0] if state == "ok" else "unanswered"] += count
    return dict(found)
