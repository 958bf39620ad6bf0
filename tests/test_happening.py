"""What is said to break if one thing changes is what breaks when it does, whatever kind of thing it is."""

import shutil
from functools import cache
from pathlib import Path

import pytest
from happening import NOTHING, QUICK, THINGS, WHY, Happened, happened, mixed, state
from hypothesis import given, settings
from hypothesis import strategies as st
from street import lasting

from workbench.lineage import impact
from workbench.project import Workbench


@cache
def place() -> Path:
    """Where the projects of this file lie."""
    return lasting("happening")


@cache
def home() -> Path:
    """A small project with proposals in every state; tests copy it."""
    return mixed(place() / "home")


def tried(kind: str, seed: int) -> Happened:
    """One change of a copy."""
    shutil.rmtree(place() / "try", ignore_errors=True)
    return happened(home(), kind, seed, place() / "try")


@settings(max_examples=9, deadline=None, derandomize=True)
@given(st.sampled_from(QUICK), st.integers(0, 1 << 30))
def test_what_people_change_breaks_what_was_named(kind: str, seed: int) -> None:
    """A fact that is taken back, an approval that is, an edited policy: no more and no less breaks at once."""
    assert tried(kind, seed).differing == {}


@pytest.mark.parametrize("kind", sorted(THINGS.keys() - {*QUICK, "furniture"}))
def test_what_documents_change_breaks_what_was_named(kind: str) -> None:
    """A line, a chunk, a truth source, after the next run: nothing breaks that was not named, and all of it where all
    that rests on the thing is gone. `benchmarks/bench_foresight.py --things N` goes on with it."""
    found = tried(kind, 5)
    assert found.differing == {}
    assert found.said.stale


def test_what_printers_put_there_breaks_nothing() -> None:
    """A line of page furniture is read as no content: nothing is named, and nothing breaks without it."""
    found = tried("furniture", 5)
    assert found.said == found.broke == NOTHING


def test_every_state_of_a_proposal_is_there() -> None:
    """The project that is changed has proposals that wait, and others that an impact must not count as waiting."""
    assert {stand.state for stand in state(Workbench(home())).stands.values()} == {
        "proposed", "approved", "rejected", "superseded", "done", "undone"
    }  # fmt: skip


def test_an_approval_that_counts_is_named_and_no_other_word() -> None:
    """Taking an approval back makes its proposal wait; a rejection, a withdrawal and a used approval touch nothing
    that waits, and what was undone is no written thing any more."""
    bench = Workbench(home())
    stands = bench.standings()
    for entry in bench.store.ledger_entries():
        if entry["kind"] == "decision":
            decision, proposal = entry["body"]["decision_id"], entry["body"]["statement"]["proposal"]
            found, stand = bench.impact(decision), stands[proposal]
            live = decision in stand.decisions
            assert (found.void, found.waiting) == (((decision,), (proposal,)) if live else ((), ()))
            assert bool(found.written) == (stand.state == "done" and bench.proposal(proposal).author != "undo")


def test_what_was_stopped_before_its_effect_goes_with_its_facts(tmp_path: Path) -> None:
    """An approved proposal that found a full disk waits still; once a fact under it is taken back, it is closed."""
    bench = Workbench(Path(shutil.copytree(home(), tmp_path / "home")))
    receipts = [e["body"] for e in bench.store.ledger_entries() if e["kind"] == "receipt"]
    (stopped,) = (one["proposal"] for one in receipts if one["state"] == "stopped")
    fact = bench.proposal(stopped).facts[-1]
    assert stopped in impact(bench.store, fact).waiting
    assert stopped in bench.retract(fact, "ana", WHY)[1].withdrawn
    assert bench.standings()[stopped].state == "superseded"
