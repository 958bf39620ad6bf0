"""Workbench: the verbs of one project, each a few lines that hand on to the room where the work is done.

wb = Workbench()                                   # the project in the current directory
wb.run()                                           # read, map, propose; nothing is written
wb.approve(wb.proposals()[0].proposal_id, as_="ana", reason="read it")
wb.execute()
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import doubts, exports, pipeline, settings, status, waivers
from workbench import lineage as origins
from workbench.acts import Proposal, Revalidation, Standing
from workbench.agent import Engine
from workbench.briefing import Briefing, brief, remarks
from workbench.clerk import Clerk
from workbench.confinement import Level, here
from workbench.coverage import Coverage, coverage
from workbench.decisions import Decided, find_claim
from workbench.doubts import Doubt, Open
from workbench.engines.opening import close, queue_of
from workbench.errors import ParameterError, UnknownThing
from workbench.foresight import foresee
from workbench.intake import Intake, ingest, newest
from workbench.later import later
from workbench.listings import CLAIMS, ClaimRow
from workbench.matching import Matcher
from workbench.mutating import MutationScore, measure
from workbench.progress import Progress, progress
from workbench.records import UNKNOWN, Chunk, Record
from workbench.revision import Revision, find_spec, revise
from workbench.rows import Rows
from workbench.status import Status
from workbench.store import chunk_of
from workbench.truth import Glossary, load_dictionary, load_target
from workbench.truth.decisions import Scope

if TYPE_CHECKING:
    import networkx as nx

    from workbench import recovering
else:
    recovering = later("workbench.recovering")  # a tenth of what a verb imports, and one verb uses it


def _quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Workbench(Clerk):
    """The project at `home`: its settings and store, and the desk with its policy, ledger and targets."""

    def __new__(cls, home: Path | str = ".", engine: Engine | None = None) -> "Workbench":
        """A project; where WORKBENCH_SOCKET names a server's socket, the one that it serves."""
        if cls is Workbench and os.environ.get("WORKBENCH_SOCKET"):
            # By name: whoever opens a project by themselves does not pay for a server's client.
            found: Workbench = import_module("workbench.serving.remote").connected(home, engine)
            return found
        return super().__new__(cls)

    def __init__(self, home: Path | str = ".", engine: Engine | None = None) -> None:
        """Reads workbench.toml; everything else is opened when it is first needed."""
        super().__init__(home, engine)

    @classmethod
    def find(cls, start: Path | str = ".") -> "Workbench":
        """The project that a directory lies in: the nearest one, from there upwards, with a workbench.toml."""
        if os.environ.get("WORKBENCH_SOCKET"):
            return cls(start)
        here = Path(start).resolve()
        for place in (here, *here.parents):
            if (place / settings.FILE).is_file():
                return cls(place)
        raise ParameterError(f"'{start}' lies in no project; `workbench init {start}` makes one there")

    @property
    def level(self) -> Level:
        """How far this process is confined: `advisory` in any but a governed kernel."""
        return here()

    def order(
        self,
        spec: Sequence[str] = (),
        target: str = "",
        dictionary: str = "",
        only: Sequence[str] = (),
        until: pipeline.Until = "proposals",
    ) -> pipeline.Order:
        """What a run is asked to do: the paths given, else those of workbench.toml, else the newest spec taken in."""
        project = self.settings.project
        paths = tuple(Path(path) for path in spec) or self._specs()
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

    def recover_modules(self, modules: Sequence[str], copybooks: Sequence[str] = ()) -> "recovering.Recovered":
        """What compiled modules still tell; copybooks name items where they fit. Paths start from the project."""
        return recovering.take_in(self.home, modules, copybooks)

    def recovered_project(self, name: str, found: "recovering.Recovered") -> "tuple[Workbench, str]":
        """A small project of its own, below this one, and its specification: what was recovered."""
        home = self.home / name
        spec = recovering.keep(home, found, self.home / "policy.yaml")
        return Workbench(home), str(spec)

    def ingest(self, *paths: str | Path) -> Intake:
        """A spec taken in: its bytes, lines, chunks and mentions."""
        return ingest(self.store, [*map(Path, paths)] or self._specs(), self.settings.chunks.budget_tokens)

    def _specs(self) -> tuple[Path, ...]:
        """The spec of workbench.toml; none there means the newest one taken in, when there is one."""
        named = self.settings.project.spec
        return () if named == UNKNOWN != newest(self.store) else (self._path(named, "spec"),)

    def revise(self, paths: Sequence[str | Path], revises: str) -> Revision:
        """What changes when the spec at some paths takes the place of an earlier one (its id, name or path)."""
        old = find_spec(self.store, revises)
        return revise(self.store, self.ledger, self.ingest(*paths), old)

    def run(self, order: pipeline.Order | None = None, told: pipeline.Progress = _quiet) -> Status:
        """Where the spec stands after a run: every stage in order, resuming what an earlier run left."""
        bench = self._bench()
        queue = queue_of(self.engine)
        try:
            if queue is not None:
                queue.recover(told)
            taken = pipeline.run(bench, order or self.order(), told)
            while queue is not None and queue.hand_in(told):
                taken = pipeline.run(bench, order or self.order(), told)
        finally:
            close(self.engine)
        return self.status(taken.spec.spec_id)

    def _bench(self) -> pipeline.Bench:
        rules = self.settings.validator
        return pipeline.Bench(self.store, self.ledger, self.policy, self.targets, self.engine, self.meter, rules)

    def status(self, spec: str = UNKNOWN) -> Status:
        """Where a spec stands (the newest one without a name). Raises UnknownThing when none was taken in."""
        counted = Counter(standing.state for standing in self.standings().values())
        said = waivers.waived(self.ledger).values()
        accepted = [status.Waived(name=each.name, who=each.author, reason=each.reason) for each in said]
        with self.store.read():  # one state for all that is asked
            found = status.status(self.store, {str(state): count for state, count in counted.items()}, spec, accepted)
        if found is None:
            what = "no spec was taken in yet" if spec == UNKNOWN else f"'{spec}' is no spec of this project"
            raise UnknownThing(f"{what}; `workbench run` or `workbench ingest FILE` takes one in")
        return found

    def coverage(self, spec: str = UNKNOWN) -> Coverage:
        """How a spec was read (the newest one without a name), stretch by stretch."""
        return coverage(self.store, self._spec(spec))

    def progress(self) -> Progress:
        """How far the agents are: chunks and claims by state, calls, tokens, dollars."""
        return progress(self.store)

    def endpoints(self) -> dict[str, str]:
        """The state of every endpoint of the newest spec, by name."""
        spec = newest(self.store)
        found = status.endpoint_states(self.store, spec if spec != UNKNOWN else self.status().spec)
        return {name: str(state) for name, state in found.items()}

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

    def revalidate(
        self, wanted: Sequence[str] = (), facts: Collection[str] | None = None, carry_out: bool = True
    ) -> list[Revalidation]:
        """As at the desk; what rests on a fact that no longer stands is closed."""
        if facts is None and self.store.path.exists():
            facts = {str(row[0]) for row in self.store.rows("SELECT fact_id FROM active_fact")}
        return super().revalidate(wanted, facts, carry_out)

    def briefing(self, proposal: Proposal, stand: Standing | None = None) -> Briefing:
        """What a reviewer should know of a proposal: who, until when, by which rules, and what it rests on.

        `stand` is where it stands, when the caller knows.
        """
        return brief(self, self.store, proposal, stand)

    def remarks(self, proposal_id: str) -> list[str]:
        """What was pointed at when a proposal was made: contradictions, and what a person should look at."""
        return remarks(self.store, proposal_id)

    def doubts(self) -> list[Open]:
        """What the gate did not accept, rejected first; what somebody answered already is last."""
        return doubts.doubts(self.store, self.ledger)

    def doubt(self, claim_id: str) -> Doubt:
        """One open claim, with both sides of its evidence and the candidates."""
        return doubts.doubt(self.store, self.ledger, self.order().target, claim_id)

    def answer(self, claim_id: str, as_: str, reason: str, answer: str = "", scope: Scope = "field") -> Decided:
        """A person's answer to an open claim, remembered: this property, or no target without one."""
        item, target = find_claim(self.store, claim_id), self.order().target
        return doubts.answer(self.store, self.ledger, self.policy, target, item, answer, scope, as_, reason)

    def lineage(self, thing: str, direction: str = "up", scope: origins.Scope = origins.NOW) -> list[origins.Node]:
        """What a thing was made of (`up`) or what was made of it (`down`)."""
        walk = {"up": origins.up, "down": origins.down}[direction]
        return walk(self.store, origins.resolve(self.store, thing), scope)

    def graph(self, thing: str, direction: str = "both", scope: origins.Scope = origins.NOW) -> "nx.DiGraph[str]":
        """The past (`up`), the future (`down`) or both of a thing, as a graph."""
        return origins.subgraph(self.store, origins.resolve(self.store, thing), scope, direction)

    def between(self, first: str, last: str, scope: origins.Scope = origins.NOW) -> "nx.DiGraph[str]":
        """Every way between two things, as a graph; empty when there is none."""
        ends = origins.resolve(self.store, first), origins.resolve(self.store, last)
        return origins.between(self.store, *ends, scope)

    def why(self, thing: str, scope: origins.Scope = origins.NOW) -> list[origins.Step]:
        """The shortest explanation of a thing, step by step, with quotes."""
        return origins.why(self.store, origins.resolve(self.store, thing), scope)

    def impact(self, thing: str, scope: origins.Scope = origins.NOW) -> origins.Impact:
        """What breaks if a thing changes."""
        return origins.impact(self.store, origins.resolve(self.store, thing), scope)

    def impact_of_revision(self, paths: Sequence[str | Path], revises: str) -> origins.Impact:
        """What breaks if the spec at some paths takes an earlier one's place; nothing is stored, no model is asked."""
        old = find_spec(self.store, revises)
        return foresee(self._bench(), self.order([str(path) for path in paths]), old)

    def overview(self, thing: str, opened: Sequence[str] = ()) -> origins.Overview:
        """The neighbourhood of a thing in at most 150 boxes; `opened`: counted boxes that show what is in them."""
        return origins.overview(self.store, origins.resolve(self.store, thing), opened)

    def search(self, words: str, limit: int = 25) -> list[origins.Node]:
        """Things that are called like this, or whose words hold this, in any letter case."""
        return origins.find(self.store, words, limit)

    def export(self, form: str, thing: str = "", scope: origins.Scope = origins.NOW) -> str:
        """Past and future of a thing, or of everything, as OpenLineage events, PROV-JSON or GraphML."""
        graph = self.graph(thing, "both", scope) if thing else origins.whole(self.store, scope)
        if form == "openlineage":
            return exports.to_openlineage(self.store, graph)
        return {"prov": exports.to_prov, "graphml": exports.to_graphml}[form](graph)

    def orphans(self) -> list[origins.Orphan]:
        """What lacks what it should rest on; empty when all is well."""
        return origins.orphans(self.store)

    def blame(self, path: str) -> origins.Blame:
        """Every line of a written file with the claim, the words and the person behind it."""
        return origins.blame(self.store, path)

    def mutate(self, count: int = 20, seed: int = 0, told: pipeline.Progress = _quiet) -> MutationScore:
        """What the gate catches of `count` known errors of each kind, planted into accepted claims. Nothing is stored.

        Raises ParameterError while no claim is accepted.
        """
        order = self.order()
        if order.target is None:
            raise ParameterError("no target is given; name one as project.target in workbench.toml")
        words = load_dictionary(order.dictionary) if order.dictionary else Glossary()
        matcher = Matcher(load_target(order.target), words)
        found = measure(self.store, self.ingest(*order.spec), matcher, count, seed, told)
        if not found.judged:
            raise ParameterError("no claim is accepted yet; `workbench run` reads and maps first")
        return found

    def sql(self, query: str, limit: int = 1000) -> Rows:
        """Column names and rows of a query on a read-only snapshot, with the ledger beside the store."""
        return Rows(self.store.query(query, limit))


def to_json(value: object) -> str:
    """Records, and lists or maps of them, as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, Record) else str(value)
