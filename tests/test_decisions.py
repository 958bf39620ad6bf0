"""What people decide about fields is remembered, scoped, revocable, and never silently overruled."""

from pathlib import Path

import pytest
from small_street import make_home, order, run

from workbench import decisions
from workbench.errors import NotAllowed, ParameterError, UnknownThing
from workbench.project import Workbench
from workbench.records import Claim, MapsBody, UncertainBody
from workbench.store.rows import claim_of


@pytest.fixture
def wb(tmp_path: Path) -> Workbench:
    """A project that was run once."""
    return run(make_home(tmp_path / "home", seed=5, endpoints=4))[0]


def claims(wb: Workbench, kind: str, state: str) -> list[Claim]:
    """Claims of the mapper of one kind with one verdict."""
    sql = """SELECT claim.* FROM claim JOIN latest_verdict USING (claim_id) WHERE kind = ? AND state = ?
        ORDER BY claim.rowid"""
    return [claim_of(row) for row in wb.store.records(sql, (kind, state))]


def decide(wb: Workbench, item: Claim, answer: str, revoked: bool = False, reason: str = "asked") -> decisions.Decided:
    """What became of ana's answer to a claim."""
    entry = decisions.precedent(item, answer, "field", "ana", reason).model_copy(update={"revoked": revoked})
    return decisions.decide(wb.store, wb.ledger, wb.policy, entry)


def answers(wb: Workbench, item: Claim) -> list[tuple[str, str]]:
    """Kind and property of the facts that now rest on what a claim rests on."""
    sql = """SELECT fact.kind, coalesce(fact.body->>'$.property', '') FROM active_fact fact JOIN claim USING (claim_id)
        WHERE claim.based_on = to_json(?::VARCHAR[]) AND claim.agent = 'mapper'"""
    return [(kind, path) for kind, path in wb.store.rows(sql, (list(item.based_on),))]


def test_an_open_question_is_answered_once(wb: Workbench) -> None:
    """A field that was uncertain is settled by a person's word at the next run, and is not asked again."""
    item = claims(wb, "uncertain", "uncertain")[0]
    assert isinstance(item.body, UncertainBody)
    decide(wb, item, "")
    wb.run(order(wb))
    assert answers(wb, item) == [("no_target", "")]
    before = wb.held()
    assert decide(wb, item, "").known
    wb.run(order(wb))
    assert wb.held() == before


def test_a_correction_takes_along_what_was_built_on_the_mistake(wb: Workbench) -> None:
    """An accepted mapping that a person corrects is revoked, and its waiting proposal withdrawn, at once."""
    item = next(
        c for c in claims(wb, "maps", "accepted") if isinstance(c.body, MapsBody) and c.body.transform.kind == "copy"
    )
    subject = item.body.program
    before = {one.proposal_id for one in wb.proposals("proposed") if one.subject == subject}
    assert before
    done = decide(wb, item, "")
    assert len(done.revoked.facts) == 1
    assert set(done.revoked.withdrawn) == before
    assert answers(wb, item) == []
    wb.run(order(wb))
    assert answers(wb, item) == [("no_target", "")]


def test_a_revoked_decision_holds_no_longer(wb: Workbench) -> None:
    """After the decision is revoked the documents speak again, as before it."""
    item = next(c for c in claims(wb, "maps", "accepted") if isinstance(c.body, MapsBody))
    was = answers(wb, item)
    decide(wb, item, "")
    wb.run(order(wb))
    decide(wb, item, "", revoked=True)
    wb.run(order(wb))
    assert answers(wb, item) == was


def test_two_answers_prove_nothing_and_both_are_shown(wb: Workbench) -> None:
    """A later contradiction is shown, and the field is open until one of the two is revoked."""
    item = next(c for c in claims(wb, "maps", "accepted") if isinstance(c.body, MapsBody))
    assert isinstance(item.body, MapsBody)
    decide(wb, item, item.body.property)
    found = decide(wb, item, "", reason="asked again")
    assert [one.property for one in found.contradicts] == [item.body.property]
    wb.run(order(wb))
    assert answers(wb, item) == []


def test_nobody_decides_for_somebody(wb: Workbench) -> None:
    """Who is not in policy.yaml decides nothing; a reason is one line; a claim must be there."""
    item = claims(wb, "uncertain", "uncertain")[0]
    entry = decisions.precedent(item, "", "field", "nobody", "why")
    with pytest.raises(NotAllowed, match="nobody"):
        decisions.decide(wb.store, wb.ledger, wb.policy, entry)
    with pytest.raises(ParameterError, match="one line"):
        decide(wb, item, "", reason="two\nlines")
    with pytest.raises(UnknownThing):
        decisions.find_claim(wb.store, "claim-nosuch")
    with pytest.raises(ParameterError, match="nobody decided"):
        decide(wb, item, "", revoked=True)
