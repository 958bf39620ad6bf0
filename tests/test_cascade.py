"""A hallucination does not cascade: what the first agent gets wrong is in no later agent's input, proposal or file."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from small_street import make_home, order

from workbench.agent import MapTask, Outcome, ReadTask, Task, ValidateTask
from workbench.engines.offline import Offline
from workbench.mutation import Mutant, of_mapping, of_reading
from workbench.project import Workbench
from workbench.records import FieldBody, MapsBody
from workbench.truth import Catalog, Operation


@dataclass
class Liar:
    """The offline engine, which lies: about some lines when first asked, and always about `stubborn` chunks; as the
    mapper about some fields, where `about_targets` says so, and never takes it back."""

    seed: int
    stubborn: float = 0.0
    about_targets: bool = False
    name: str = "offline"
    in_flight: int = 1
    planted: list[Mutant] = field(default_factory=list)
    mapped: list[MapTask] = field(default_factory=list)
    judged: list[ValidateTask] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, task: Task) -> Outcome:
        """The true outcome, or one with a lie in it."""
        with self.lock:
            if isinstance(task, ValidateTask):
                self.judged.append(task)
                return Offline().ask(task)
            outcome = Offline().ask(task)
            if isinstance(task, ReadTask):
                return self._misread(task, outcome)
            self.mapped.append(task)
            return self._mistaken(task, outcome) if self.about_targets else outcome

    def _misread(self, task: ReadTask, outcome: Outcome) -> Outcome:
        rng = Random(f"{self.seed} {task.chunk.chunk_id}")
        again = task.chunk.chunk_id in self.seen
        self.seen.add(task.chunk.chunk_id)
        if not outcome.claims or (again and rng.random() >= self.stubborn):
            return outcome
        lies = [
            lie
            for item in rng.sample(outcome.claims, min(3, len(outcome.claims)))
            for lie in of_reading(item, outcome.claims, rng)
        ]
        return self._with(outcome, rng.sample(lies, min(2, len(lies))))

    def _mistaken(self, task: MapTask, outcome: Outcome) -> Outcome:
        """Each kind of lie about a target: names that are nowhere, neighbours, other operations, other transforms."""
        rng = Random(f"{self.seed} {task.dossier.program}")
        fields = [item for item in outcome.claims if isinstance(item.body, MapsBody)]
        document = Catalog(task.source, "openapi", "", (_operation(task),))
        lies = [
            rng.choice(made)
            for item in rng.sample(fields, min(6, len(fields)))
            if (made := list(of_mapping(item, task, document, rng)))
        ]
        return self._with(outcome, lies)

    def _with(self, outcome: Outcome, lies: Sequence[Mutant]) -> Outcome:
        kept = {lie.original.claim_id: lie for lie in lies}
        self.planted += kept.values()
        told = tuple(kept[item.claim_id].wrong if item.claim_id in kept else item for item in outcome.claims)
        return outcome.model_copy(update={"claims": told})


def _operation(task: MapTask) -> Operation:
    link = task.link
    return Operation(
        name=link.operation, method="POST", path="/", properties=task.properties, pointer=link.pointer, quote=link.quote
    )


def street(place: Path, liar: Liar) -> Workbench:
    """A small world, run from its spec to its proposals by a liar."""
    wb = Workbench(make_home(place / "home", seed=20 + liar.seed, endpoints=3), engine=liar)
    wb.run(order(wb))
    return wb


@pytest.mark.parametrize("seed", range(6))
def test_a_lie_goes_no_further(tmp_path: Path, seed: int) -> None:
    """Whatever was made false, by the first agent or the second: no fact, no later agent's input, no proposal, no file.

    In the store, by the ids of claims and facts; in what the agents were given, by the tasks themselves; and in what
    is proposed, by the facts that it names and by the made-up words.
    """
    liar = Liar(seed, stubborn=0.5 * (seed % 2), about_targets=seed >= 2)
    wb = street(tmp_path, liar)
    assert len(liar.planted) > 5
    lies = {lie.wrong.claim_id for lie in liar.planted}
    facts = {claim: fact for claim, fact in wb.store.rows("SELECT claim_id, fact_id FROM fact")}
    assert not lies & facts.keys()
    given = {fact.claim for task in liar.mapped for fact in (task.dossier.endpoint, *task.dossier.fields)}
    assert not lies & given
    assert not lies & {task.claim.claim_id for task in liar.judged}
    resting = {fact for one in wb.all_proposals() for fact in one.facts}
    assert resting <= set(facts.values())
    written = " ".join(action.content for one in wb.all_proposals() for action in one.actions if action.kind == "file")
    inputs = " ".join(task.model_dump_json() for task in (*liar.mapped, *liar.judged))
    for word in made_up(liar, wb):
        assert word not in written
        assert word not in inputs


def made_up(liar: Liar, wb: Workbench) -> set[str]:
    """Names in the lies that stand in no document."""
    home = wb.home
    texts = [home / "specs/order-to-cash.txt", home / "data/target-api.json", home / "data/dictionary.csv"]
    true = " ".join(text.read_text(errors="replace") for text in texts)
    wrong = [lie.wrong.body for lie in liar.planted if lie.kind == "invented_name"]
    names = {body.name if isinstance(body, FieldBody) else getattr(body, "property", "") for body in wrong}
    return {name for name in names if name and name.rpartition(".")[2] not in true}


def test_every_kind_of_lie_was_tried(tmp_path: Path) -> None:
    """The property above is about all of them, not about the easy ones."""
    tried: set[str] = set()
    for seed in (2, 3):
        liar = Liar(seed, about_targets=True)
        street(tmp_path / str(seed), liar)
        tried |= {lie.kind for lie in liar.planted}
    assert tried >= {"invented_name", "wrong_scale", "fabricated_quote", "neighbour", "false_no_target", "stale_fact"}


def test_the_street_still_arrives(tmp_path: Path) -> None:
    """An engine that lies once is asked again: the run completes, and proposals rest on what is true."""
    liar = Liar(7)
    wb = Workbench(make_home(tmp_path / "home", seed=7, endpoints=3), engine=liar)
    status = wb.run(order(wb))
    assert status.state == "complete"
    assert liar.planted
    assert wb.all_proposals()
