"""The migrator's stage: drafts from settled mappings, each adapter run on its cases, then a proposal; no file yet.

Files are made by templates, whichever engine answers. A model that policy.yaml lets the migrator call looks over each
mapping first: what it points at stands beside the proposal, and without its answer nothing is proposed.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from workbench.acts import Proposal, Usage
from workbench.adapters import RoundTrip, Sample
from workbench.adapters import run as run_trials
from workbench.agent import Engine, MigrateTask, Outcome, answers
from workbench.agents import MIGRATOR
from workbench.agents.migrator import Unfit, Work, migrate, question, remarks
from workbench.dossier import assemble
from workbench.errors import NotAllowed
from workbench.facts import mapping_facts, spec_facts
from workbench.identity import content_id
from workbench.ledger import Ledger
from workbench.lineage import edge_rows, read_edges
from workbench.policy import Policy
from workbench.proposal import Denied, note_denied, propose, submit
from workbench.records import UNKNOWN, Dossier, Read, ServesBody, SpecEvidence
from workbench.stages.reading import Told
from workbench.store import Store, read_row
from workbench.targets import Target
from workbench.truth import Catalog

UNASKED = Outcome(state="ok")
"""What an engine says that nobody asks."""

TOGETHER = 40
"""Adapters that share one child process."""


@dataclass(frozen=True)
class Workshop:
    """What the stage needs: the target document, sample records by program and record, where proposals go."""

    catalog: Catalog
    samples: Mapping[str, Mapping[str, Sequence[Sample]]]
    ledger: Ledger
    policy: Policy
    target: Target
    engine: Engine

    @property
    def asks(self) -> bool:
        """Whether an engine looks mappings over: one that calls out, and that the migrator may call."""
        rules = self.policy.agents.get(MIGRATOR.name)
        return self.engine.name.partition("+")[0] != "offline" and rules is not None and rules.per_run.calls > 0


def propose_all(store: Store, shop: Workshop, run: str, only: Sequence[str], told: Told) -> int:
    """How many endpoints wait for an engine's answer, once the files of every other are proposed whose operation is
    settled; what was proposed from the same facts is done."""
    dossiers = [d for d in _settled(store) if not only or d.program in only]
    done = {row[0] for row in store.rows("SELECT chunk_id FROM read WHERE agent = 'migrator' AND state = 'ok'")}
    todo = [d for d in dossiers if _task_id(d, shop) not in done]
    told(len(dossiers) - len(todo), len(dossiers))
    heard = _heard(store, shop, todo, run)
    left = len(todo)
    todo = [d for d in todo if d.program not in heard or heard[d.program].state == "ok"]
    left -= len(todo)
    tally = _Tally(told, len(dossiers) - len(todo) - left, len(dossiers), Usage())
    # The adapters of one batch run in their child process while the files of the next are made.
    with ThreadPoolExecutor(1) as pool:
        waiting: _Batch | None = None
        for start in range(0, len(todo), TOGETHER):
            following = _make(shop, todo[start : start + TOGETHER], heard, pool)
            tally = _finish(store, shop, waiting, tally, run)
            waiting = following
        _finish(store, shop, waiting, tally, run)
    return left


def _heard(store: Store, shop: Workshop, todo: Sequence[Dossier], run: str) -> dict[str, Outcome]:
    """What the engine noticed about each endpoint; failures are stored as reads."""
    if not shop.asks:
        return {}
    heard: dict[str, Outcome] = {}
    for task, outcome in answers(shop.engine, [question(dossier, shop.catalog) for dossier in todo]):
        assert isinstance(task, MigrateTask)
        heard[task.dossier.program] = outcome
    failed = [(d, heard[d.program]) for d in todo if heard[d.program].state != "ok"]
    with store.write() as tx:
        reads = [_read(d, _task_id(d, shop), one.detail, (one, shop.engine.name)) for d, one in failed]
        tx.add("read", [read_row(read, run) for read in reads])
        tx.add("edge", edge_rows(edge for read in reads for edge in read_edges(read, ())))
    return heard


@dataclass(frozen=True)
class _Batch:
    """Endpoints whose files are made, and whose adapters are being run."""

    dossiers: Sequence[Dossier]
    made: Sequence[Work | Unfit]
    trips: Future[list[RoundTrip]]
    heard: Mapping[str, Outcome]


@dataclass(frozen=True)
class _Tally:
    """How far the stage is, and what the migrator has used up."""

    told: Told
    done: int
    total: int
    spent: Usage


def _make(
    shop: Workshop, dossiers: Sequence[Dossier], heard: Mapping[str, Outcome], pool: ThreadPoolExecutor
) -> _Batch:
    made = [_made(shop, d, heard.get(d.program)) for d in dossiers]
    trials = [item.trial for item in made if isinstance(item, Work)]
    return _Batch(dossiers, made, pool.submit(run_trials, trials), heard)


def _made(shop: Workshop, dossier: Dossier, outcome: Outcome | None) -> Work | Unfit:
    made = migrate(dossier, shop.catalog, shop.samples.get(dossier.program, {}))
    if outcome is None or isinstance(made, Unfit):
        return made
    return made.model_copy(update={"remarks": (*made.remarks, *remarks(dossier, outcome))})


def _settled(store: Store) -> list[Dossier]:
    inventory = spec_facts(store)
    dossiers = assemble([*inventory, *mapping_facts(store, inventory)])
    return [d for d in dossiers if any(isinstance(fact.body, ServesBody) for fact in d.mappings)]


def _task_id(dossier: Dossier, shop: Workshop) -> str:
    facts = [fact.fact_id for fact in (*dossier.fields, *dossier.mappings)]
    said = {"agent": MIGRATOR.name, "facts": facts, "source": shop.catalog.source, "policy": shop.policy.digest}
    return content_id("task", said)


def _finish(store: Store, shop: Workshop, batch: _Batch | None, tally: _Tally, run: str) -> _Tally:
    """Propose what passed its trial, and store what became of each endpoint."""
    if batch is None:
        return tally
    trips = {trip.name: trip for trip in batch.trips.result()}
    proposals: list[Proposal] = []
    reads: list[Read] = []
    spent = tally.spent
    for dossier, item in zip(batch.dossiers, batch.made, strict=True):
        state, spent = _result(shop, item, trips, proposals, spent)
        said = (batch.heard.get(dossier.program, UNASKED), shop.engine.name if shop.asks else "offline")
        reads.append(_read(dossier, _task_id(dossier, shop), state, said))
    submit(shop.ledger, proposals, shop.policy)
    with store.write() as tx:
        tx.add("read", [read_row(read, run) for read in reads])
        tx.add("edge", edge_rows(edge for read in reads for edge in read_edges(read, ())))
    done = tally.done + len(reads)
    tally.told(done, tally.total)
    return _Tally(tally.told, done, tally.total, spent)


def _result(
    shop: Workshop, item: Work | Unfit, trips: Mapping[str, RoundTrip], proposals: list[Proposal], spent: Usage
) -> tuple[str, Usage]:
    """What became of one endpoint, in a sentence; a proposal is added to `proposals`."""
    if isinstance(item, Unfit):
        return f"no proposal: {item.reason}", spent
    trip = trips[item.program]
    if trip.state != "pass":
        detail = trip.detail if trip.detail != UNKNOWN else f"{trip.field}: {trip.given} became {trip.got}"
        return f"no proposal: the adapter fails its round trip at case {trip.case}: {detail}", spent
    try:
        proposal = propose(item.draft, shop.target, shop.policy, spent)
    except Denied as denied:
        note_denied(shop.ledger, denied)
        return f"no proposal: {denied}", spent
    except NotAllowed as why:  # a name that is no path, say: nothing that a policy could be asked about
        return f"no proposal: {why}", spent
    if proposal is None:
        return "the target holds it already", spent
    proposals.append(proposal)
    used = Usage(
        actions=spent.actions + 1,
        files=spent.files + proposal.blast.files,
        bytes=spent.bytes + proposal.blast.bytes,
    )
    noticed = "".join(f"\n{' '.join(remark.split())}" for remark in item.remarks)
    return f"proposed {proposal.proposal_id} after {trip.cases} round trips{noticed}", used


def _read(dossier: Dossier, task: str, detail: str, said_by: tuple[Outcome, str]) -> Read:
    """What became of an endpoint, with the outcome of asking an engine, and its name."""
    (outcome, engine), state = said_by, said_by[0].state
    lines = next(_lines(dossier), (0, 0))
    said = {"task": task, "detail": detail}
    return Read(
        read_id=content_id("read", said if state == "ok" else {**said, "state": state}),
        agent=MIGRATOR.name,
        engine=engine,
        chunk=task,
        first=lines[0],
        last=lines[1],
        state=state,
        expected=1,
        items=int(detail.startswith("proposed")),
        detail=detail[:4000],
        calls=outcome.calls,
        prompt=outcome.prompt,
    )


def _lines(dossier: Dossier) -> Iterator[tuple[int, int]]:
    for item in dossier.endpoint.evidence:
        if isinstance(item, SpecEvidence):
            yield item.first, item.last
