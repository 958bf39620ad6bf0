"""One run: a spec, a target and a dictionary go in; facts and proposals come out. Stages in order, each resumable.

The mapper is not asked before the inventory is whole: what was not read cannot be mapped, and a run that skipped it
would look finished.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workbench import decisions
from workbench.agent import Engine
from workbench.agents import INVENTORY, MAPPER, MIGRATOR, VALIDATOR
from workbench.cycles import seldom
from workbench.errors import NotAllowed, ParameterError
from workbench.facts import facts_kept
from workbench.identity import ID_HEX, content_id, sha256
from workbench.intake import Intake, ingest
from workbench.ledger import Ledger
from workbench.matching import Matcher
from workbench.meter import Meter
from workbench.policy import Policy
from workbench.records import Record
from workbench.samples import load_samples
from workbench.settings import ValidatorSettings
from workbench.stages.correcting import apply_errata
from workbench.stages.covering import cover_all
from workbench.stages.mapping import Mapping, map_all
from workbench.stages.migration import Workshop, propose_all
from workbench.stages.reading import read_all
from workbench.stages.validation import Validation, validate_all
from workbench.store import Store
from workbench.targets import Target
from workbench.truth import Glossary, load_dictionary, load_target

Until = Literal["inventory", "mapping", "validation", "proposals"]
"""The stage after which a run stops."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how many tasks are done, and how many there are."""


class Order(Record):
    """What a run is asked to do. `only`: endpoints it is restricted to, all without one. Only a run until the inventory
    can do without a target."""

    spec: tuple[Path, ...]
    target: Path | None = None
    dictionary: Path | None = None
    profile: Path | None = None
    samples: Path | None = None
    only: tuple[str, ...] = ()
    until: Until = "proposals"
    budget: int


@dataclass(frozen=True)
class Bench:
    """What a run works with. `meter`: of an engine whose calls cost something."""

    store: Store
    ledger: Ledger
    policy: Policy
    targets: dict[str, Target]
    engine: Engine
    meter: Meter | None = None
    validator: ValidatorSettings = field(default_factory=ValidatorSettings)


@seldom()
def run(bench: Bench, order: Order, told: Progress) -> Intake:
    """The spec as it was taken in, once every stage that was asked for has done what it can."""
    matcher = _matcher(bench, order)
    taken = ingest(bench.store, list(order.spec), order.budget, order.profile)
    _allowed(bench.policy, INVENTORY.name, f"specs/{taken.spec.name}")
    if unknown := [name for name in order.only if name not in taken.documents.outline.programs]:
        raise ParameterError(f"'{unknown[0]}' is no endpoint of {taken.spec.name}; `workbench status` lists them")
    sources = _sources(order) if order.until != "inventory" else ()
    run_id = _open(bench, taken, order, sources)
    if bench.meter is not None:
        bench.meter.begin(bench.store, run_id)
        told = bench.meter.noting(bench.store, run_id, told)
    try:
        with facts_kept():
            _stages(bench, taken, order, matcher, run_id, told)
    except BaseException as error:
        _close(bench.store, run_id, "interrupted", type(error).__name__)
        raise
    finally:
        if bench.meter is not None:
            bench.meter.note(bench.store, run_id)
    return taken


def _matcher(bench: Bench, order: Order) -> Matcher | None:
    """What the target and the dictionary say, read before any work starts; nothing for a run that ends before them."""
    if order.until == "inventory":
        return None
    if order.target is None:
        raise ParameterError("a run beyond the inventory needs a target document")
    for agent in (MAPPER.name, VALIDATOR.name, MIGRATOR.name):
        _allowed(bench.policy, agent, "facts/all")
        _allowed(bench.policy, agent, f"truth/{order.target.name}")
    return Matcher(load_target(order.target), load_dictionary(order.dictionary) if order.dictionary else Glossary())


def _stages(bench: Bench, taken: Intake, order: Order, matcher: Matcher | None, run_id: str, told: Progress) -> None:
    store = bench.store
    read_all(store, taken, bench.engine, run_id, order.only, lambda done, all_: told("inventory", done, all_))
    apply_errata(store, bench.ledger, taken.spec.spec_id, run_id)
    left = _unread(store, taken, order)
    _close(store, run_id, "incomplete" if left else "complete", f"{left} chunks are unread" if left else order.until)
    if left or matcher is None:
        return
    samples = load_samples(order.samples) if order.samples else {}
    known = decisions.load(bench.ledger)
    stage = Mapping(store, bench.ledger, taken, matcher, bench.engine, run_id, known, samples)
    map_all(stage, order.only, lambda done, all_: told("mapping", done, all_))
    if order.until == "mapping":
        cover_all(store, matcher.catalog, run_id)
        return
    second = Validation(store, bench.ledger, taken, matcher, bench.engine, bench.validator, run_id)
    left = validate_all(second, order.only, lambda done, all_: told("validation", done, all_))
    cover_all(store, matcher.catalog, run_id)
    if left:
        _close(store, run_id, "incomplete", f"{left} mappings were not validated")
        return
    if order.until == "validation":
        return
    target = next(iter(bench.targets.values()), None)
    if target is None:
        raise NotAllowed("policy.yaml lists no target; without one nothing can be proposed")
    shop = Workshop(matcher.catalog, samples, bench.ledger, bench.policy, target, bench.engine)
    if left := propose_all(store, shop, run_id, order.only, lambda done, all_: told("proposals", done, all_)):
        _close(store, run_id, "incomplete", f"{left} endpoints were not looked over, and are not proposed")


def _allowed(policy: Policy, agent: str, thing: str) -> None:
    if denials := policy.may_read(agent, thing):
        raise NotAllowed("; ".join(str(denial) for denial in denials))


def _unread(store: Store, taken: Intake, order: Order) -> int:
    rows = store.rows("SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok'")
    done = {row[0] for row in rows}
    wanted = [c for c in taken.chunks if not order.only or c.program in order.only]
    return sum(chunk.chunk_id not in done for chunk in wanted)


def _sources(order: Order) -> Sequence[dict[str, Any]]:
    found = []
    for path, kind in ((order.target, "target"), (order.dictionary, "dictionary")):
        if path is not None and path.is_file():
            digest = sha256(path.read_bytes())
            name = f"source-{digest[:ID_HEX]}"  # as truth sources call themselves in evidence
            found.append({"source_id": name, "name": path.name, "path": str(path), "sha256": digest, "kind": kind})
    return found


def _open(bench: Bench, taken: Intake, order: Order, sources: Sequence[dict[str, Any]]) -> str:
    arguments = {
        "spec": taken.spec.spec_id,
        "sources": [source["source_id"] for source in sources],
        "only": list(order.only),
        "until": order.until,
        "budget": order.budget,
        "policy": bench.policy.digest,
    }
    run_id = content_id("run", {"engine": bench.engine.name, **arguments})
    row = {"run_id": run_id, "spec_id": taken.spec.spec_id, "engine": bench.engine.name, "arguments": arguments}
    with bench.store.write() as tx:
        tx.add("run", [row])
        tx.add("truth_source", sources)
    return run_id


def _close(store: Store, run_id: str, state: str, detail: str) -> None:
    with store.write() as tx:
        tx.add("run_state", [{"run_id": run_id, "state": state, "detail": {"detail": detail}}])
