"""A proposal is its bytes: the same thing has one id, and what it touches is measured."""

from pathlib import Path

import pytest
from governance_world import NOW, World, make_world
from hypothesis import given
from hypothesis import strategies as st

from workbench.acts import Draft, FileDraft, HttpDraft, Proposal, SqlDraft
from workbench.errors import LedgerDamaged, NotAllowed, UnknownThing
from workbench.proposal import diff, find, propose, release, submit
from workbench.revalidation import close, revalidate
from workbench.targets.difference import count


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_the_same_thing_is_proposed_once(world: World, tmp_path: Path) -> None:
    """Proposing again gives the same id and adds no entry; another project gives the same id too."""
    made = world.propose({"maps/a": b"a\n", "maps/b": b"b\n"})
    head = world.ledger.head()
    assert world.propose({"maps/a": b"a\n", "maps/b": b"b\n"}) == made
    assert world.ledger.head() == head
    assert make_world(tmp_path / "other").propose({"maps/a": b"a\n", "maps/b": b"b\n"}).proposal_id == made.proposal_id


def test_what_is_there_already_is_not_proposed(world: World) -> None:
    """Files that are as they should be are left out; with nothing left there is no proposal."""
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/a").write_bytes(b"a\n")
    made = world.propose({"maps/a": b"a\n", "maps/b": b"b\n"})
    assert [action.path for action in made.actions] == ["maps/b"]
    draft = Draft(author="migrator", subject="s", summary="s", changes=(FileDraft(path="maps/a", content=b"a\n"),))
    assert propose(draft, world.target, world.policy) is None


def test_the_effect_is_measured(world: World) -> None:
    """Files, bytes and lines are those of the real difference."""
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/a").write_bytes(b"1\n2\n3\n")
    world.out.joinpath("maps/c").write_bytes(b"x\ny\n")
    made = world.propose({"maps/a": b"1\ntwo\n3\n4\n", "maps/b": b"new\n", "maps/c": None})
    blast = made.blast
    assert (blast.files, blast.created, blast.replaced, blast.deleted) == (3, 1, 1, 1)
    assert (blast.bytes, blast.lines_added, blast.lines_removed) == (14, 3, 3)
    assert made.risk == "high"


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_counted_lines_add_up(old: list[str], new: list[str]) -> None:
    """Lines before plus added minus removed is lines after; nothing changed counts nothing."""
    before, after = ("".join(f"{line}\n" for line in lines).encode() for lines in (old, new))
    added, removed = count(before, after)
    assert len(old) + added - removed == len(new)
    assert (added, removed) == (0, 0) or old != new


def test_every_field_is_in_the_digest(world: World) -> None:
    """Changing any field gives another digest."""
    made = world.propose({"maps/a": b"a\n"})
    digests = {made.digest}
    for name in Proposal.model_fields:
        if name in ("proposal_id", "version"):
            continue
        value = getattr(made, name)
        other = (
            (*value, *(value or ("x",)))
            if isinstance(value, tuple)
            else f"{value}x"
            if isinstance(value, str)
            else None
        )
        if name == "target":
            other = value.model_copy(update={"physical": "elsewhere"})
        if name == "blast":
            other = value.model_copy(update={"bytes": 99})
        digests.add(made.model_copy(update={name: other}).digest)
    assert len(digests) == len(Proposal.model_fields) - 1


def test_a_changed_proposal_is_not_found(world: World) -> None:
    """Bytes that do not hash to the id are refused, also when the chain around them holds."""
    made = world.propose({"maps/a": b"a\n"})
    body = made.model_dump(mode="json")
    body["actions"][0]["content"] = "b\n"
    world.ledger.append("proposal", body | {"proposal_id": "proposal-x"}, NOW)
    with pytest.raises(LedgerDamaged, match="another hash"):
        find(world.ledger.entries(), "proposal-x")
    with pytest.raises(UnknownThing, match="no proposal"):
        find(world.ledger.entries(), "proposal-y")


def test_a_target_takes_its_own_kind_only(world: World) -> None:
    """A directory takes no statements and no requests."""
    for change in (SqlDraft(statement="DELETE FROM t"), HttpDraft(method="POST", path="x")):
        draft = Draft(author="migrator", subject="s", summary="s", changes=(change,))
        with pytest.raises(NotAllowed, match="files only"):
            propose(draft, world.target, world.policy)


def test_a_flood_is_parked(world: World) -> None:
    """What an agent proposes beyond its share is kept, and nobody is asked until somebody releases it."""
    text = (world.home / "policy.yaml").read_text()
    (world.home / "policy.yaml").write_text(text.replace("pending: 50", "pending: 3", 1))
    made = [world.propose({f"maps/{at}": b"x"}) for at in range(5)]
    assert [world.standing(one).state for one in made] == ["proposed"] * 3 + ["parked"] * 2
    with pytest.raises(Exception, match="is parked"):
        world.approve(made[3])
    release(world.ledger, made[3].proposal_id, "ana", NOW)
    world.approve(made[3])
    assert world.standing(made[3]).state == "approved"
    for one in made[:3]:
        world.say(one, "reject", world.ana)
    assert world.standing(world.propose({"maps/9": b"x"})).state == "proposed"


def test_what_waits_is_measured_again(world: World) -> None:
    """Retained when nothing changed, replaced when the target did, cleared when there is nothing left to do."""
    made = world.propose({"maps/a": b"a\n", "maps/b": b"b\n"})
    assert revalidate(made, world.target, world.policy).outcome == "retain"
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/a").write_bytes(b"other\n")
    found = revalidate(made, world.target, world.policy)
    assert found.outcome == "replace"
    assert "'maps/a' is not what it was" in found.changes
    world.approve(made)
    close(world.ledger, found, world.policy, NOW)
    assert found.by is not None
    assert world.standing(made).state == "superseded"
    assert world.standing(found.by).state == "proposed"
    world.out.joinpath("maps/a").write_bytes(b"a\n")
    world.out.joinpath("maps/b").write_bytes(b"b\n")
    assert revalidate(found.by, world.target, world.policy).outcome == "clear"


def test_a_proposal_falls_with_its_facts(world: World) -> None:
    """When a fact it rests on no longer stands, a proposal is cleared."""
    changes = (FileDraft(path="maps/a", content=b"a"),)
    draft = Draft(author="migrator", subject="s", summary="s", changes=changes, facts=("fact-1", "fact-2"))
    made = propose(draft, world.target, world.policy)
    assert made is not None
    submit(world.ledger, [made], world.policy, NOW)
    assert revalidate(made, world.target, world.policy, {"fact-1", "fact-2"}).outcome == "retain"
    assert revalidate(made, world.target, world.policy, {"fact-1"}).changes == ("fact-2 no longer stands",)


def test_nobody_borrows_the_name_of_undo(world: World) -> None:
    """A proposal in the name of undo that follows no receipt is not stored."""
    changes = (FileDraft(path="maps/a", content=b"a"),)
    made = propose(Draft(author="undo", subject="s", summary="s", changes=changes), world.target, world.policy)
    assert made is not None
    head = world.ledger.head()
    with pytest.raises(NotAllowed, match="undoes nothing"):
        submit(world.ledger, [made], world.policy, NOW)
    assert world.ledger.head() == head


def test_a_diff_shows_every_line(world: World) -> None:
    """Each changed line of each file is in what a reviewer sees, and what the target holds otherwise is said."""
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/a").write_bytes(b"".join(b"line %d\n" % at for at in range(400)))
    lines = [b"line %d\n" % at for at in range(400)]
    lines[7], lines[391] = b"evil\n", b"worse\n"
    made = world.propose({"maps/a": b"".join(lines), "maps/b.bin": b"\xff\x00"})
    text = diff(made, world.target)
    for part in ("-line 7\n+evil", "-line 391\n+worse", "create maps/b.bin: 2 bytes", "no text, 0 -> 2 bytes"):
        assert part in text
    world.out.joinpath("maps/a").write_bytes(b"gone\n")
    assert "something else now" in diff(made, world.target)
