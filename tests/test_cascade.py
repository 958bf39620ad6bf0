"""A hallucination does not cascade: what the first agent gets wrong is in no later agent's input, proposal or file."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from small_street import make_home, order

from workbench.agent import MapTask, Outcome, ReadTask, Task
from workbench.engines.offline import Offline
from workbench.mutation import Mutant, of_reading
from workbench.project import Workbench
from workbench.records import FieldBody


@dataclass
class Liar:
    """The offline engine, which lies about some lines when first asked, and always about `stubborn` chunks."""

    seed: int
    stubborn: float = 0.0
    name: str = "offline"
    in_flight: int = 1
    planted: list[Mutant] = field(default_factory=list)
    asked: list[MapTask] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def ask(self, task: Task) -> Outcome:
        """The true outcome, or one with a lie in it."""
        outcome = Offline().ask(task)
        if isinstance(task, MapTask):
            self.asked.append(task)
            return outcome
        assert isinstance(task, ReadTask)
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
        kept = {lie.original.claim_id: lie for lie in rng.sample(lies, min(2, len(lies)))}
        self.planted += kept.values()
        told = tuple(kept[item.claim_id].wrong if item.claim_id in kept else item for item in outcome.claims)
        return outcome.model_copy(update={"claims": told})


@pytest.mark.parametrize("seed", range(4))
def test_a_lie_of_the_first_agent_goes_no_further(tmp_path: Path, seed: int) -> None:
    """Of every claim that was made false, over random worlds, none is a fact, an input of the mapper, or a proposal."""
    liar = Liar(seed, stubborn=0.5 * (seed == 3))
    home = make_home(tmp_path / "home", seed=20 + seed, endpoints=3)
    wb = Workbench(home, engine=liar)
    wb.run(order(wb))
    assert len(liar.planted) > 5
    lies = {lie.wrong.claim_id for lie in liar.planted}
    facts = {row[0] for row in wb.store.rows("SELECT claim_id FROM fact")}
    assert not lies & facts
    given = {fact.claim for task in liar.asked for fact in (task.dossier.endpoint, *task.dossier.fields)}
    assert not lies & given
    invented = {
        lie.wrong.body.name
        for lie in liar.planted
        if lie.kind == "invented_name" and isinstance(lie.wrong.body, FieldBody)
    }
    true = (home / "specs/order-to-cash.txt").read_text(errors="replace")
    made_up = {name for name in invented if name not in true}
    written = " ".join(action.content for one in wb.all_proposals() for action in one.actions if action.kind == "file")
    inputs = " ".join(task.model_dump_json() for task in liar.asked)
    assert not [name for name in made_up if name in written or name in inputs]


def test_the_street_still_arrives(tmp_path: Path) -> None:
    """An engine that lies once is asked again: the run completes, and proposals rest on what is true."""
    liar = Liar(7)
    wb = Workbench(make_home(tmp_path / "home", seed=7, endpoints=3), engine=liar)
    status = wb.run(order(wb))
    assert status.state == "complete"
    assert liar.planted
    assert wb.all_proposals()
