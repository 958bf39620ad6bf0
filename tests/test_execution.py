"""Approved bytes are written once, or nothing is."""

from pathlib import Path

import pytest
from governance_world import NOW, World, make_world

from workbench.acts import Draft, FileDraft
from workbench.errors import LedgerDamaged, NotAllowed, NotApproved, UnknownThing
from workbench.execution import Executor, execute, recover, undo
from workbench.proposal import propose, submit
from workbench.switch import resume, stop


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_approved_bytes_are_written_and_nothing_else(world: World) -> None:
    """After an execution the target holds exactly the proposed files, and no file beside them."""
    made = world.propose({"maps/a.yaml": b"a: 1\n", "maps/b.bin": bytes(range(256))})
    world.approve(made)
    receipt = execute(world.executor(), made.proposal_id, NOW)
    assert receipt.state == "done"
    assert world.files() == {"maps/a.yaml": b"a: 1\n", "maps/b.bin": bytes(range(256))}
    assert world.standing(made).state == "done"
    assert world.ledger.verify() == []


def test_executing_again_writes_nothing(world: World) -> None:
    """The second execution gives the first one's receipt and adds no entry."""
    made = world.propose({"maps/a.yaml": b"a: 1\n"})
    world.approve(made)
    first = execute(world.executor(), made.proposal_id, NOW)
    before = world.ledger.head()
    (world.out / "maps/a.yaml").write_bytes(b"changed by hand\n")
    assert execute(world.executor(), made.proposal_id, NOW) == first
    assert world.ledger.head() == before
    assert world.files() == {"maps/a.yaml": b"changed by hand\n"}


def test_unapproved_is_not_executed(world: World) -> None:
    """Without a decision nothing is written."""
    made = world.propose({"maps/a.yaml": b"a: 1\n"})
    with pytest.raises(NotApproved, match="missing: 1 more of reviewer"):
        execute(world.executor(), made.proposal_id, NOW)
    assert not world.out.exists()


def test_a_changed_byte_is_refused_with_one_line(world: World) -> None:
    """Changing one byte of the proposal in the ledger after approval stops the execution."""
    made = world.propose({"maps/a.yaml": b"limit: 100\n"})
    world.approve(made)
    path = world.ledger.path
    path.write_bytes(path.read_bytes().replace(b"limit: 100", b"limit: 900"))
    with pytest.raises(LedgerDamaged) as refused:
        execute(world.executor(), made.proposal_id, NOW)
    assert "ledger.jsonl:3:" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not world.out.exists()


def test_drift_writes_nothing_at_all(world: World) -> None:
    """When one of several files changed since the approval, none is written."""
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/b.yaml").write_bytes(b"old\n")
    made = world.propose({"maps/a.yaml": b"a\n", "maps/b.yaml": b"new\n"})
    world.approve(made)
    world.out.joinpath("maps/b.yaml").write_bytes(b"other\n")
    receipt = execute(world.executor(), made.proposal_id, NOW)
    assert receipt.state == "drift"
    assert world.files() == {"maps/b.yaml": b"other\n"}


def test_the_kill_switch_stops_and_the_approval_stands(world: World) -> None:
    """While the file exists nothing is written; afterwards the same approval is executed."""
    made = world.propose({"maps/a.yaml": b"a\n"})
    world.approve(made)
    (world.home / "STOP").write_text("")
    with pytest.raises(NotAllowed, match="kill switch"):
        execute(world.executor(), made.proposal_id, NOW)
    assert not world.out.exists()
    (world.home / "STOP").unlink()
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"


def test_a_person_can_stop_everything_in_the_ledger(world: World) -> None:
    """The switch in the ledger stops executions and recoveries until somebody resumes; what was begun is taken back."""
    made = world.propose({"maps/a.yaml": b"a\n", "maps/b.yaml": b"b\n"})
    world.approve(made)

    class Death(BaseException):
        pass

    def die(name: str) -> None:
        if name == "swap maps/b.yaml":
            raise Death

    with pytest.raises(Death):
        execute(world.executor(die), made.proposal_id, NOW)
    assert set(world.files()) > {"maps/a.yaml"}
    stop(world.ledger, "ana", "wrong table", NOW)
    assert [receipt.state for receipt in recover(world.executor(), NOW)] == ["stopped"]
    assert world.files() == {}
    with pytest.raises(NotAllowed, match="stopped by ana: wrong table"):
        execute(world.executor(), made.proposal_id, NOW)
    resume(world.ledger, world.policy, world.ana, "it was the right one", NOW)
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"
    assert world.standing(made).state == "done"


def test_a_target_that_is_not_there_is_said(world: World) -> None:
    """A proposal for a target that this executor does not hold is refused with its name."""
    made = world.propose({"maps/a.yaml": b"a\n"})
    world.approve(made)
    bare = Executor(world.ledger, lambda: world.policy, {})
    with pytest.raises(UnknownThing, match="'out' is no target here"):
        execute(bare, made.proposal_id, NOW)
    with pytest.raises(UnknownThing, match="no proposal"):
        execute(bare, "proposal-x", NOW)


def test_the_same_again_after_an_undo_is_another_proposal(world: World) -> None:
    """What was undone stays undone, until it is asked for as what follows the undo."""
    made = world.propose({"maps/a.yaml": b"a\n"})
    world.approve(made)
    execute(world.executor(), made.proposal_id, NOW)
    back = undo(world.executor(), made.proposal_id, "too early")
    submit(world.ledger, [back], world.policy, NOW)
    world.approve(back, world.ana)
    world.approve(back, world.ben)
    receipt = execute(world.executor(), back.proposal_id, NOW)
    assert world.propose({"maps/a.yaml": b"a\n"}).proposal_id == made.proposal_id
    assert world.standing(made).state == "undone"
    files = (FileDraft(path="maps/a.yaml", content=b"a\n"),)
    draft = Draft(author="migrator", subject="ORD100", summary="map ORD100", changes=files, follows=receipt.receipt_id)
    again = propose(draft, world.target, world.policy)
    assert again is not None
    assert again.proposal_id != made.proposal_id
    submit(world.ledger, [again], world.policy, NOW)
    world.approve(again)
    assert execute(world.executor(), again.proposal_id, NOW).state == "done"


def test_undo_is_a_proposal_that_restores(world: World) -> None:
    """Undoing gives back the files as they were, after an approval of its own."""
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/b.yaml").write_bytes(b"old\n")
    made = world.propose({"maps/a.yaml": b"a\n", "maps/b.yaml": b"new\n"})
    world.approve(made)
    execute(world.executor(), made.proposal_id, NOW)
    back = undo(world.executor(), made.proposal_id, "wrong table")
    assert back is not None
    submit(world.ledger, [back], world.policy, NOW)
    world.approve(back, world.ana)
    world.approve(back, world.ben)
    assert execute(world.executor(), back.proposal_id, NOW).state == "done"
    assert world.files() == {"maps/b.yaml": b"old\n"}
    assert world.standing(made).state == "undone"


@pytest.mark.parametrize(
    "where", ["intent", "checked", "swap maps/a.yaml", "swap maps/b.yaml", "swapped", "verified", "effect", "receipt"]
)
def test_recovery_after_an_interruption_at_every_step(world: World, where: str) -> None:
    """Whatever step the executor dies at, recovery leaves the effect there once, and no file beside."""

    class Death(BaseException):
        pass

    def die(name: str) -> None:
        if name == where:
            raise Death

    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/b.yaml").write_bytes(b"old\n")
    made = world.propose({"maps/a.yaml": b"a\n", "maps/b.yaml": b"new\n"})
    world.approve(made)
    with pytest.raises(Death):
        execute(world.executor(die), made.proposal_id, NOW)
    recover(world.executor(), NOW)
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"
    assert world.files() == {"maps/a.yaml": b"a\n", "maps/b.yaml": b"new\n"}
    assert sorted(path.name for path in world.out.iterdir()) == ["maps"]
    assert [entry.kind for entry in world.ledger.entries()].count("receipt") == 1
