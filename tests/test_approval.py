"""Enough different people, with keys of their own, over exactly these bytes: everything else does not count."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from governance_world import HOUR, NOW, World, make_world

from workbench.acts import Decision, Head, Proposal, Statement, stamp
from workbench.approval import Reviewer, Word, decide, decide_all, standings
from workbench.errors import NotAllowed, NotApproved, ParameterError, UnknownThing, WorkbenchError
from workbench.execution import execute
from workbench.identity import content_id
from workbench.keyring import enrol, make_reviewer, withdraw_key
from workbench.policy import case
from workbench.signing import APPROVAL, Key, make_key
from workbench.textgate import CLEAN


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = make_world(tmp_path)
    made.out.joinpath("maps").mkdir(parents=True)
    made.out.joinpath("maps/old").write_bytes(b"old\n")
    return made


def low(world: World) -> Proposal:
    """One approval is enough."""
    return world.propose({"maps/a": b"a\n"})


def high(world: World) -> Proposal:
    """Two people, one of them an owner."""
    return world.propose({"maps/old": None})


def forged(world: World, made: Proposal, key: Key, namespace: str = APPROVAL, **changes: Any) -> Decision:
    """A decision put straight into the ledger, as somebody would who can write there but is not asked by `decide`."""
    head = world.ledger.head()
    said = {
        "proposal": made.proposal_id,
        "digest": made.digest,
        "answer": "approve",
        "reviewer": "ana",
        "reason": "checked",
        "displayed": "",
        "acknowledged": CLEAN,
        "head": head.model_dump(),
        "at": stamp(NOW),
        "expires": stamp(NOW + HOUR),
    }
    statement = Statement.model_validate(said | changes)
    signature = key.sign(statement.message(), namespace)
    body = {"statement": statement.model_dump(mode="json"), "signature": signature}
    decision = Decision(decision_id=content_id("decision", body), statement=statement, signature=signature)
    world.ledger.append("decision", decision.model_dump(mode="json"), NOW)
    return decision


def stranger(world: World) -> Key:
    return make_key(world.home / "elsewhere" / "k")


def reappended(world: World, decision: Decision) -> None:
    world.ledger.append("decision", decision.model_dump(mode="json"), NOW)


def second_key(world: World, name: str) -> Reviewer:
    """Another enrolled key of the same person."""
    key = make_key(world.home / "keys" / f"{name}-2")
    enrol(world.ledger, world.policy, name, key.public, NOW)
    return Reviewer(name, key)


def two_names(world: World, made: Proposal) -> None:
    """Ana's key, slipped into allowed_signers under Ben's name."""
    path = world.home / "keys" / "allowed_signers"
    text = path.read_text().replace(world.ben.key.public, world.ana.key.public)
    path.write_text(text)
    forged(world, made, world.ana.key)
    forged(world, made, world.ana.key, reviewer="ben")


def revoked_after(world: World, made: Proposal) -> None:
    world.approve(made)
    withdraw_key(world.ledger, "ana", world.ana.key.public, "laptop stolen", NOW)


def unlisted_after(world: World, made: Proposal) -> None:
    world.approve(made)
    path = world.home / "keys" / "allowed_signers"
    path.write_text("\n".join(line for line in path.read_text().split("\n") if not line.startswith("ana")))


def expired_key(world: World, made: Proposal) -> None:
    world.approve(made)
    path = world.home / "keys" / "allowed_signers"
    path.write_text(path.read_text().replace('v1" ', 'v1",valid-before="20260101Z" ', 1))


def not_enrolled(world: World, made: Proposal) -> None:
    """A key in the file that no ledger entry enrolled."""
    key = stranger(world)
    with open(world.home / "keys" / "allowed_signers", "a") as file:
        file.write(f'ana namespaces="{APPROVAL}" {key.public}\n')
    forged(world, made, key)


def rejected_by_one(world: World, made: Proposal) -> None:
    world.approve(made)
    world.say(made, "reject", world.ben)


def revoked_approval(world: World, made: Proposal) -> None:
    world.approve(made)
    world.say(made, "revoke", world.ana)


def approve_revoke_approve(world: World, made: Proposal) -> None:
    decision = world.approve(made)
    world.say(made, "revoke", world.ana)
    reappended(world, decision)


def replayed(world: World, made: Proposal) -> None:
    """The approval of another proposal, under this one's name."""
    other = world.propose({"maps/other": b"x\n"})
    said = world.approve(other).statement
    body = {"statement": said.model_dump(mode="json") | {"proposal": made.proposal_id}, "signature": "x"}
    world.ledger.append("decision", {"decision_id": content_id("decision", body), **body}, NOW)


def one_person_twice(world: World, made: Proposal) -> None:
    world.approve(made, world.ben)
    forged(world, made, second_key(world, "ben").key, reviewer="ben")


def same_decision_twice(world: World, made: Proposal) -> None:
    reappended(world, world.approve(made, world.ben))


CASES: dict[str, tuple[Callable[[World], Proposal], Callable[[World, Proposal], object], bool]] = {
    "one reviewer where one is enough": (low, lambda w, m: w.approve(m), True),
    "two reviewers, one of them an owner": (high, lambda w, m: (w.approve(m), w.approve(m, w.ben)), True),
    "nobody": (low, lambda w, m: None, False),
    "one reviewer where two are needed": (high, lambda w, m: w.approve(m, w.ben), False),
    "one person twice, with two keys": (high, one_person_twice, False),
    "one decision twice": (high, same_decision_twice, False),
    "one key under two names": (high, two_names, False),
    "a key nobody listed": (low, lambda w, m: forged(w, m, stranger(w)), False),
    "a key that was listed and not enrolled": (low, not_enrolled, False),
    "a key of somebody else": (low, lambda w, m: forged(w, m, w.ben.key, reviewer="ana"), False),
    "a key revoked since": (low, revoked_after, False),
    "a key taken from the list since": (low, unlisted_after, False),
    "a key that was no longer valid": (low, expired_key, False),
    "another namespace": (low, lambda w, m: forged(w, m, w.ana.key, "git"), False),
    "other bytes": (low, lambda w, m: forged(w, m, w.ana.key, digest="0" * 64), False),
    "the approval of another proposal": (low, replayed, False),
    "an agent as reviewer": (low, lambda w, m: forged(w, m, w.ana.key, reviewer="migrator"), False),
    "a person without the role": (low, lambda w, m: forged(w, m, w.ana.key, reviewer="cleo"), False),
    "nobody of that name": (low, lambda w, m: forged(w, m, w.ana.key, reviewer="zoe"), False),
    "an approval dated ahead": (low, lambda w, m: forged(w, m, w.ana.key, at=stamp(NOW + HOUR)), False),
    "an approval that ran out": (low, lambda w, m: forged(w, m, w.ana.key, expires=stamp(NOW)), False),
    "an approval for ever": (
        low,
        lambda w, m: forged(w, m, w.ana.key, expires=stamp(NOW + timedelta(days=400))),
        False,
    ),
    "a ledger that never was": (
        low,
        lambda w, m: forged(w, m, w.ana.key, head=Head(entries=3, sha256="0" * 64).model_dump()),
        False,
    ),
    "signed before it was proposed": (
        low,
        lambda w, m: forged(w, m, w.ana.key, head=Head(entries=0, sha256="absent").model_dump()),
        False,
    ),
    "one approval and one rejection": (low, rejected_by_one, False),
    "an approval that was revoked": (low, revoked_approval, False),
    "an approval revoked, then replayed": (low, approve_revoke_approve, False),
    "a rejection only": (low, lambda w, m: w.say(m, "reject", w.ana), False),
    "withdrawn": (low, lambda w, m: w.say(m, "withdraw", w.ana), False),
}


@pytest.mark.parametrize("name", CASES)
def test_who_counts(world: World, name: str) -> None:
    """Each case of quorum and separation of duties is decided as it should be, and only then executed."""
    propose, act, counts = CASES[name]
    made = propose(world)
    act(world, made)
    before = world.files()
    if counts:
        assert world.standing(made).state == "approved"
        assert execute(world.executor(), made.proposal_id, NOW).state == "done"
    else:
        with pytest.raises(WorkbenchError):
            execute(world.executor(), made.proposal_id, NOW)
        assert world.files() == before


def test_enough_cases_are_tried() -> None:
    """At least twelve, most of them refusals."""
    assert len(CASES) >= 12
    assert sum(counts for _, _, counts in CASES.values()) == 2


def test_an_author_is_no_reviewer(world: World) -> None:
    """Nobody approves what they proposed, whatever their roles are."""
    asked = case(low(world)).model_copy(update={"author": "ana"})
    assert [denial.rule for denial in world.policy.may_approve("ana", asked)] == ["approvals"]


def test_who_is_missing_is_said(world: World) -> None:
    """The standing names who approved and who must still approve."""
    made = high(world)
    assert world.standing(made).missing == ("2 more of reviewer", "one owner")
    world.approve(made)
    assert world.standing(made).approved_by == ("ana",)
    assert world.standing(made).missing == ("1 more of reviewer", "one owner")
    with pytest.raises(NotApproved, match="already"):
        world.approve(made)


def test_approvals_and_proposals_expire(world: World) -> None:
    """After its time an approval no longer counts, and neither does a proposal that nobody decided."""
    made, other = low(world), world.propose({"maps/b": b"b"})
    world.approve(made)
    assert world.standing(made, NOW + timedelta(hours=23)).state == "approved"
    assert world.standing(made, NOW + timedelta(hours=25)).state == "expired"
    assert world.standing(other, NOW + timedelta(days=31)).state == "expired"
    with pytest.raises(NotApproved, match="expired"):
        execute(world.executor(), made.proposal_id, NOW + timedelta(hours=25))
    with pytest.raises(NotApproved, match="expired"):
        world.approve(other, now=NOW + timedelta(days=31))


def test_a_changed_policy_voids_what_waits(world: World) -> None:
    """One byte of policy.yaml, even in a comment, and nothing approved under it is executed."""
    made = low(world)
    world.approve(made)
    with open(world.home / "policy.yaml", "a") as file:
        file.write("# nothing\n")
    assert world.standing(made).state == "superseded"
    with pytest.raises(NotAllowed, match=r"policy\.yaml"):
        execute(world.executor(), made.proposal_id, NOW)


def test_enrolling_a_key_voids_nothing(world: World) -> None:
    """A reviewer who joins later does not disturb what was approved."""
    made = low(world)
    world.approve(made)
    make_reviewer(world.ledger, world.policy, "cleo", NOW)
    assert world.standing(made).state == "approved"
    assert world.ledger.verify() == []


def test_several_of_one_risk_are_decided_at_once(world: World) -> None:
    """A batch is signed one by one, in one write; risks are not mixed; one that cannot be decided stops all."""
    made = [world.propose({f"maps/{at}": b"x"}) for at in range(5)]
    graver = high(world)
    words = [Word(one.proposal_id, "approve", "looked at each", "") for one in made]
    with pytest.raises(NotAllowed, match="one risk at a time"):
        decide_all(world.ledger, world.policy, world.ana, [*words, Word(graver.proposal_id, "approve", "x", "")], NOW)
    with pytest.raises(UnknownThing):
        decide_all(world.ledger, world.policy, world.ana, [*words, Word("proposal-x", "approve", "x", "")], NOW)
    assert all(world.standing(one).state == "proposed" for one in made)
    decided = decide_all(world.ledger, world.policy, world.ana, words, NOW)
    assert len({decision.signature for decision in decided}) == 5
    found = standings(world.ledger.entries(), world.policy, NOW)
    assert [found[one.proposal_id].state for one in made] == ["approved"] * 5


@pytest.mark.parametrize("answer", ["approve", "reject", "revoke", "withdraw"])
def test_nothing_is_decided_after_the_end(world: World, answer: Any) -> None:
    """What is done is done."""
    made = low(world)
    world.approve(made)
    execute(world.executor(), made.proposal_id, NOW)
    before = world.ledger.head()
    with pytest.raises(NotApproved, match="is done"):
        world.say(made, answer, world.ben)
    assert world.ledger.head() == before


def test_only_one_s_own_key_decides(world: World) -> None:
    """A key that is not listed for the name is refused before anything is written."""
    made = low(world)
    with pytest.raises(NotAllowed, match="not ana's"):
        world.approve(made, Reviewer("ana", world.ben.key))
    with pytest.raises(ParameterError, match="nobody in policy"):
        make_reviewer(world.ledger, world.policy, "zoe", NOW)
    with pytest.raises(NotAllowed, match="nobody in policy"):
        world.say(made, "reject", Reviewer("zoe", world.ben.key))
    assert decide(world.ledger, world.policy, world.ana, Word(made.proposal_id, "reject", "no", ""), NOW)
    assert world.standing(made).reasons[0] == "ana: no"
