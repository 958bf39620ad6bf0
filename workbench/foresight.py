"""What a new issue of a spec will change: found by a run of it that nobody sees, on a copy of the store.

The run is the one that would be made: the same stages, on the same documents. What was read, mapped and proposed stays
as it is where nothing about it changed; what did change is read by rules, whichever engine read it before, so nothing
is asked of a model and nothing is spent.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from workbench.cycles import seldom
from workbench.engines.offline import Offline
from workbench.facts import mapping_facts, spec_facts
from workbench.intake import ingest
from workbench.ledger import Ledger
from workbench.lineage import Impact, broken, holding
from workbench.pipeline import Bench, Order, Until, run
from workbench.revision import revise
from workbench.store import Store

STAGES: tuple[Until, ...] = get_args(Until)
"""After which stages a run may end, in order."""


@seldom()
def foresee(bench: Bench, order: Order, revises: str) -> Impact:
    """What no longer holds once the spec of the order takes the place of `revises`, an id. Nothing is stored."""
    standing = spec_facts(bench.store, revises)
    held = [standing, mapping_facts(bench.store, standing)]  # parsed once for both stores
    with TemporaryDirectory(prefix="workbench-foresight-") as place:
        there = _copied(bench, Path(place))
        try:
            spec = _run(bench, order, revises, there)
            del held
            after = holding(there.store, spec, _read_whole(there.store))
        finally:
            there.store.forget()
        return broken(bench.store, (revises, spec), holding(bench.store, revises), after)


def _run(bench: Bench, order: Order, revises: str, there: Bench) -> str:
    """The id of the spec, once it was run there as far as earlier ones were."""
    taken = ingest(there.store, order.spec, order.budget, order.profile)
    spec = taken.spec.spec_id
    if spec != revises:
        revise(there.store, there.ledger, taken, revises)
        if (again := _as_before(bench.store, order)) is not None:
            run(there, again, _untold)
    return spec


def _read_whole(store: Store) -> bool:
    """Whether the newest run could read all that it was to read."""
    rows = store.rows("SELECT state, CAST(detail AS VARCHAR) FROM run_state ORDER BY rowid DESC LIMIT 1")
    return not any(state == "incomplete" and "unread" in detail for state, detail in rows)


def _copied(bench: Bench, home: Path) -> Bench:
    """The same bench with a copy of store and ledger, and rules that go by the name of the engine that was asked."""
    store, there = bench.store, home / "data" / "store"
    there.mkdir(parents=True)
    store.copy(there / store.path.name)
    if bench.ledger.path.exists():
        shutil.copyfile(bench.ledger.path, there / bench.ledger.path.name)
    for kept in ("blobs", "profiles"):
        if (store.directory / kept).is_dir():
            shutil.copytree(store.directory / kept, there / kept)
    copy = Store(home)
    engines = store.rows("SELECT engine FROM run ORDER BY rowid DESC LIMIT 1")
    engine = Offline(name=str(engines[0][0]) if engines else Offline().name)
    return replace(bench, store=copy, ledger=Ledger(copy.ledger), engine=engine, meter=None)


def _as_before(store: Store, order: Order) -> Order | None:
    """The order as far as earlier runs went; None when there was none."""
    ran = [json.loads(row[0]) for row in store.rows("SELECT CAST(arguments AS VARCHAR) FROM run ORDER BY rowid")]
    if not ran:
        return None
    furthest = max(ran, key=lambda arguments: STAGES.index(arguments["until"]))
    return order.model_copy(update={"until": furthest["until"], "only": tuple(furthest["only"])})


def _untold(stage: str, done: int, all_: int) -> None:
    """Nobody watches this run."""
