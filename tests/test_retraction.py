"""A fact that is taken back takes along what was built on it: stale at once, withdrawn, or listed with its lineage."""

import shutil
from pathlib import Path

import pytest
from small_street import make_home, order

from workbench.cli import run as cli
from workbench.errors import NotAllowed, ParameterError, UnknownThing
from workbench.project import Workbench
from workbench.retraction import retract


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project up to its proposals."""
    home = make_home(tmp_path_factory.mktemp("retraction") / "home", seed=5, endpoints=3)
    bench = Workbench(home)
    bench.run(order(bench))
    return home


@pytest.fixture
def wb(proposed: Path, tmp_path: Path) -> Workbench:
    """A copy of it."""
    shutil.copytree(proposed, tmp_path / "home")
    return Workbench(tmp_path / "home")


def field_of(wb: Workbench, subject: str) -> str:
    """A fact about a field of an endpoint, on which a mapping rests."""
    sql = """SELECT json_extract_string(claim.based_on, '$[0]') FROM claim JOIN active_fact USING (claim_id)
        WHERE active_fact.kind = 'maps' AND claim.program = ? ORDER BY claim.rowid LIMIT 1"""
    return str(wb.store.rows(sql, (subject,))[0][0])


def test_what_rests_on_it_is_stale_at_once(wb: Workbench) -> None:
    """The mapping is stale, the waiting proposal withdrawn, in the same breath; who and why are in store and ledger."""
    waiting = wb.proposals("proposed")[0]
    fact = field_of(wb, waiting.subject)
    entry, gone = retract(wb.store, wb.ledger, wb.policy, (fact, "ana", "the page was replaced"))
    assert gone.facts == (fact,)
    assert gone.stale
    assert waiting.proposal_id in gone.withdrawn
    standing = {row[0] for row in wb.store.rows("SELECT fact_id FROM active_fact")}
    assert not standing & {fact, *gone.stale}
    assert [one.body["reason"] for one in wb.ledger.entries() if one.kind == "retraction"] == ["the page was replaced"]
    assert entry.about
    assert not wb.verify()


def test_a_later_run_does_not_bring_it_back(wb: Workbench) -> None:
    """Neither the fact nor a proposal that rests on it; the other fields of the endpoint are proposed anew."""
    subject = wb.proposals("proposed")[0].subject
    fact = field_of(wb, subject)
    retract(wb.store, wb.ledger, wb.policy, (fact, "ana", "the page was replaced"))
    wb.run(order(wb))
    assert not wb.store.rows("SELECT 1 FROM active_fact WHERE fact_id = ?", (fact,))
    resting = {one.proposal_id for one in wb.all_proposals() if fact in one.facts}
    assert not resting & {one.proposal_id for one in wb.proposals("proposed")}


def test_nobody_and_nothing_is_refused(wb: Workbench) -> None:
    """Who is not in the policy, a reason of two lines, an id that no fact has: one line each, and nothing changes."""
    fact = field_of(wb, wb.proposals("proposed")[0].subject)
    before = wb.held(), len(wb.ledger.entries())
    for asked, error in (
        ((fact, "mallory", "x"), NotAllowed), ((fact, "ana", "a\nb"), ParameterError),
        (("fact-zzz", "ana", "x"), UnknownThing), (("fact-", "ana", "x"), UnknownThing),
        (("", "ana", "x"), UnknownThing),
    ):  # fmt: skip
        with pytest.raises(error):
            retract(wb.store, wb.ledger, wb.policy, asked)
    assert (wb.held(), len(wb.ledger.entries())) == before
    retract(wb.store, wb.ledger, wb.policy, (fact, "ana", "once"))
    with pytest.raises(UnknownThing):
        retract(wb.store, wb.ledger, wb.policy, (fact, "ana", "twice"))


def test_the_verb_says_what_went_with_it(wb: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for the fact, one for what is stale and withdrawn."""
    fact = field_of(wb, wb.proposals("proposed")[0].subject)
    assert cli(["retract", fact, "--as", "ana", "--reason", "wrong page", "--home", str(wb.home)]) == 0
    told = capsys.readouterr().out
    assert "no longer stands" in told
    assert "1 proposals withdrawn" in told
