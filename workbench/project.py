"""Workbench: the verbs of one project, each a few lines that hand on to the room where the work is done.

wb = Workbench()                                   # the project in the current directory
wb.run()                                           # read, map, propose; nothing is written
wb.approve(wb.proposals()[0].proposal_id, as_="ana", reason="read it")
wb.execute()
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from workbench import lineage as origins
from workbench import pipeline, settings, status
from workbench.acts import Answer, Damage, Decision, Proposal, Receipt, Standing
from workbench.agent import Engine
from workbench.approval import Reviewer, Word, decide_all, local_key, make_reviewer, standings
from workbench.coverage import Coverage, coverage
from workbench.engines.offline import Offline
from workbench.errors import ParameterError, UnknownThing
from workbench.execution import Executor, execute, undo
from workbench.intake import Intake, ingest
from workbench.ledger import Ledger, ledger_of
from workbench.listings import CLAIMS, ClaimRow, Queued, queued
from workbench.policy import Policy, load
from workbench.proposal import diff, findings, proposals, submit
from workbench.records import UNKNOWN, Chunk, Record
from workbench.revision import Revision, find_spec, revise
from workbench.status import Status
from workbench.store import Store, chunk_of
from workbench.targets import Target
from workbench.targets.opening import open_targets
from workbench.textgate import fingerprint


def _quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Workbench:
    """The project at `home`: its settings, policy, store, ledger and targets."""

    def __init__(self, home: Path | str = ".", engine: Engine | None = None) -> None:
        """Reads workbench.toml; everything else is opened when it is first needed."""
        self.home = Path(home).resolve()
        if not self.home.is_dir():
            raise ParameterError(f"'{home}' is no directory; `workbench init {home}` makes a project there")
        self.settings = settings.load(self.home)
        self.engine: Engine = engine or Offline()

    @classmethod
    def find(cls, start: Path | str = ".") -> "Workbench":
        """The project that a directory lies in: the nearest one, from there upwards, with a workbench.toml."""
        here = Path(start).resolve()
        for place in (here, *here.parents):
            if (place / settings.FILE).is_file():
                return cls(place)
        raise ParameterError(f"'{start}' lies in no project; `workbench init {start}` makes one there")

    @cached_property
    def store(self) -> Store:
        """What agents say."""
        return Store(self.home, self.settings.store.lock_seconds)

    @cached_property
    def ledger(self) -> Ledger:
        """What people decide and what was done, sealed with the executor's key."""
        return ledger_of(self.home)

    @property
    def policy(self) -> Policy:
        """The rules, as the file says now."""
        return load(self.home / "policy.yaml")

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Where approved writes go."""
        return open_targets(self.policy)

    @property
    def executor(self) -> Executor:
        """The only hand that writes."""
        return Executor(self.ledger, lambda: self.policy, self.targets)

    def order(
        self,
        spec: Sequence[str] = (),
        target: str = "",
        dictionary: str = "",
        only: Sequence[str] = (),
        until: pipeline.Until = "proposals",
    ) -> pipeline.Order:
        """What a run is asked to do: the paths given, else those of workbench.toml."""
        project = self.settings.project
        paths = tuple(Path(path) for path in spec) or (self._path(project.spec, "spec"),)
        wanted = Path(target) if target else None
        if not wanted and (until != "inventory" or project.target != UNKNOWN):
            wanted = self._path(project.target, "target")
        words = Path(dictionary) if dictionary else None
        if not words and not target and project.dictionary != UNKNOWN:
            words = self._path(project.dictionary, "dictionary")
        samples = self.home / "data" / "samples" if not target else None
        return pipeline.Order(
            spec=paths,
            target=wanted,
            dictionary=words,
            samples=samples,
            only=tuple(only),
            until=until,
            budget=self.settings.chunks.budget_tokens,
        )

    def _path(self, text: str, key: str) -> Path:
        if text == UNKNOWN:
            raise ParameterError(f"no {key} is given; name one with --{key} or as project.{key} in workbench.toml")
        return self.home / text

    def ingest(self, *paths: str | Path) -> Intake:
        """A spec taken in: its bytes, lines, chunks and mentions."""
        given = [Path(path) for path in paths] or [self._path(self.settings.project.spec, "spec")]
        return ingest(self.store, given, self.settings.chunks.budget_tokens)

    def revise(self, paths: Sequence[str | Path], revises: str) -> Revision:
        """What changes when the spec at some paths takes the place of an earlier one (its id, name or path)."""
        old = find_spec(self.store, revises)
        taken = self.ingest(*paths)
        return revise(self.store, self.ledger, taken, old)

    def run(self, order: pipeline.Order | None = None, told: pipeline.Progress = _quiet) -> Status:
        """Where the spec stands after a run: every stage in order, resuming what an earlier run left."""
        bench = pipeline.Bench(self.store, self.ledger, self.policy, self.targets, self.engine)
        taken = pipeline.run(bench, order or self.order(), told)
        return self.status(taken.spec.spec_id)

    def status(self, spec: str = UNKNOWN) -> Status:
        """Where a spec stands (the newest one without a name). Raises UnknownThing when none was taken in."""
        counted = Counter(standing.state for standing in self.standings().values())
        found = status.status(self.store, {str(state): count for state, count in counted.items()}, spec)
        if found is None:
            what = "no spec was taken in yet" if spec == UNKNOWN else f"'{spec}' is no spec of this project"
            raise UnknownThing(f"{what}; `workbench run` or `workbench ingest FILE` takes one in")
        return found

    def coverage(self, spec: str = UNKNOWN) -> Coverage:
        """How a spec was read (the newest one without a name), stretch by stretch."""
        return coverage(self.store, self._spec(spec))

    def endpoints(self) -> dict[str, str]:
        """The state of every endpoint of the newest spec, by name."""
        return {name: str(state) for name, state in status.endpoint_states(self.store, self.status().spec).items()}

    def claims(self, kind: str = "", state: str = "", program: str = "", limit: int = -1) -> list[ClaimRow]:
        """Claims with the gate's word on them, in the order of the lines; all of them when limit is -1."""
        sql = f"{CLAIMS} ORDER BY claim.first, claim.rowid" + (f" LIMIT {int(limit)}" if limit >= 0 else "")
        rows = self.store.records(sql, (kind, kind, state, state, program, program))
        return [ClaimRow.model_validate({**row, "picture": row["picture"] or UNKNOWN}) for row in rows]

    def chunks(self, spec: str = UNKNOWN) -> list[Chunk]:
        """The chunks of a spec in order, those of the newest spec without a name. Raises UnknownThing."""
        sql = "SELECT * FROM chunk WHERE spec_id = ? ORDER BY ordinal, rowid"
        return [chunk_of(row) for row in self.store.records(sql, (self._spec(spec),))]

    def _spec(self, spec: str) -> str:
        """The id of a spec by name or id; a path is taken in first, when it is not yet."""
        if spec != UNKNOWN and ("/" in spec or Path(spec).is_file()) and Path(spec).exists():
            return self.ingest(spec).spec.spec_id
        return self.status(spec).spec

    def held(self) -> dict[str, int]:
        """How many of each thing there are: what a run that finds everything done leaves as it is."""
        things = ("chunk", "read", "claim", "verdict", "fact")
        counted = {name: int(self.store.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in things}
        return {**counted, "proposal": sum(entry.kind == "proposal" for entry in self.ledger.entries())}

    def standings(self) -> dict[str, Standing]:
        """Where every proposal stands, by id."""
        return standings(self.ledger.entries(), self.policy, datetime.now(UTC))

    def all_proposals(self) -> list[Proposal]:
        """Every proposal in the ledger, in order."""
        return proposals(self.ledger.entries())

    def proposals(self, state: str = "") -> list[Queued]:
        """Proposals and where they stand, those with the highest risk first."""
        stand = self.standings()
        queue = [queued(one, stand[one.proposal_id]) for one in self.all_proposals()]
        order = {"high": 0, "medium": 1, "low": 2}
        return sorted((q for q in queue if state in ("", q.state)), key=lambda q: (order[q.risk], q.subject))

    def proposal(self, text: str) -> Proposal:
        """A proposal by its id, a unique beginning of it, or the endpoint it is for (the newest one)."""
        every = self.all_proposals()
        beginning = text if len(text) > len("proposal-") else UNKNOWN
        if len(found := [one for one in every if one.proposal_id.startswith(beginning)]) == 1:
            return found[0]
        if about := [one for one in every if one.subject == text]:
            return about[-1]
        raise UnknownThing(f"'{text}' is no proposal; give an id of `workbench proposals`, or an endpoint that has one")

    def shown(self, proposal: Proposal) -> str:
        """The proposal as people are shown it: what it touches and every line of it."""
        return diff(proposal, self.targets[proposal.target.name])

    def decide(self, proposal_id: str, answer: Answer, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """A signed decision in the ledger. `acknowledge`: that hidden or misleading characters were seen."""
        return self.decide_all([proposal_id], answer, as_, reason, acknowledge)[0]

    def decide_all(
        self, wanted: Sequence[str], answer: Answer, as_: str, reason: str, acknowledge: bool = False
    ) -> list[Decision]:
        """Signed decisions on several proposals, each once: all of them or none."""
        named = {one.proposal_id: one for one in map(self.proposal, wanted)}
        words = []
        for proposal in named.values():
            marks = fingerprint(findings(proposal)) if acknowledge else fingerprint([])
            words.append(Word(proposal.proposal_id, answer, reason, self.shown(proposal), marks))
        reviewer = Reviewer(as_, local_key(self.policy, as_))
        return decide_all(self.ledger, self.policy, reviewer, words, datetime.now(UTC))

    def approve(self, proposal_id: str, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """An approval, signed with the reviewer's key."""
        return self.decide(proposal_id, "approve", as_, reason, acknowledge)

    def reject(self, proposal_id: str, as_: str, reason: str) -> Decision:
        """A rejection, signed with the reviewer's key; it ends the proposal."""
        return self.decide(proposal_id, "reject", as_, reason, acknowledge=True)

    def execute(self, *wanted: str) -> list[Receipt]:
        """The receipts of carrying out approved proposals: those named, else all that are approved."""
        ids = [self.proposal(text).proposal_id for text in wanted]
        ids = ids or [one.proposal_id for one in self.proposals("approved")]
        return [execute(self.executor, proposal_id, datetime.now(UTC)) for proposal_id in ids]

    def undo(self, proposal_id: str, reason: str) -> Proposal:
        """A new proposal that puts back what a done one changed; it waits for its own approval."""
        made = undo(self.executor, self.proposal(proposal_id).proposal_id, reason)
        submit(self.ledger, [made], self.policy)
        return made

    def reviewer(self, name: str) -> Reviewer:
        """A local reviewer with a key of their own, made and enrolled when there is none."""
        return make_reviewer(self.ledger, self.policy, name, datetime.now(UTC))

    def verify(self) -> list[Damage]:
        """Everything that is wrong with the ledger; nothing when it is whole."""
        return self.ledger.verify()

    def lineage(self, thing: str, direction: str = "up") -> list[origins.Node]:
        """What a thing was made of (`up`) or what was made of it (`down`)."""
        walk = {"up": origins.up, "down": origins.down}[direction]
        return walk(self.store, origins.resolve(self.store, thing))

    def why(self, thing: str) -> list[origins.Step]:
        """The shortest explanation of a thing, step by step, with quotes."""
        return origins.why(self.store, origins.resolve(self.store, thing))

    def blame(self, path: str) -> origins.Blame:
        """Every line of a written file with the claim, the words and the person behind it."""
        return origins.blame(self.store, path)

    def sql(self, query: str, limit: int = 1000) -> tuple[list[str], list[tuple[object, ...]]]:
        """Column names and rows of a query on a read-only snapshot, with the ledger beside the store."""
        return self.store.query(query, limit)


def to_json(value: object) -> str:
    """Records, and lists or maps of them, as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, Record) else str(value)
