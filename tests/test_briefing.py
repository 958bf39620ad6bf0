"""What a reviewer is told beside a change: complete, true at that moment, and without a character that acts."""

from pathlib import Path

import duckdb
import pytest
import street

from workbench.acts import Draft, Seat, SqlDraft
from workbench.login import login
from workbench.project import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A project with proposals, where ana may approve."""
    return Workbench(street.finished(tmp_path / "home"))


def test_it_says_what_a_proposal_rests_on(bench: Workbench) -> None:
    """Each quote stands at its lines, each verdict is counted, and the digest is that of the bytes."""
    one = bench.all_proposals()[0]
    told = bench.briefing(one)
    text = bench.ingest().spec
    assert told.digest == one.digest
    assert told.quotes
    assert all(quote.quote.rstrip("…") in text.quote(quote.first, quote.last) for quote in told.quotes)
    assert told.verdicts_total == len(set(one.evidence))
    assert {judged.state for judged in told.verdicts} == {"accepted"}
    assert (told.state, told.missing, told.outcome) == ("proposed", ("1 more of reviewer",), "retain")
    assert any(rule.startswith("approval by 1 of") for rule in told.rules)
    assert told.proposed < told.closes


def test_it_says_who_approved_and_until_when(bench: Workbench) -> None:
    """An approval shortens the time: what is not executed by then needs another one."""
    one = bench.all_proposals()[0]
    before = bench.briefing(one).closes
    made = bench.approve(one.proposal_id, "ana", "read it")
    told = bench.briefing(one)
    assert (told.approved_by, told.missing, told.state) == (("ana",), (), "approved")
    assert told.closes == made.statement.expires < before


def test_a_target_that_changed_is_told(bench: Workbench) -> None:
    """Somebody wrote the file meanwhile: the briefing says what would become of the proposal."""
    one = bench.all_proposals()[0]
    path = bench.home / "data/out" / one.actions[0].path
    path.parent.mkdir(parents=True)
    path.write_text("somebody else was here\n")
    told = bench.briefing(one)
    assert told.outcome == "replace"
    assert any(one.actions[0].path in change for change in told.changes)


def test_a_login_is_kept_with_the_decision(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the browser says is kept as said; what the hub says goes before it; without either it is the key alone."""
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    ids = [one.proposal_id for one in bench.all_proposals()[:3]]
    plain = bench.approve(ids[0], "ana", "read it")
    (told,) = bench.decide_all([ids[1]], "approve", "ana", "read it", seat=Seat(claimed="ana@example.com"))
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    (hub,) = bench.decide_all([ids[2]], "approve", "ana", "read it", seat=Seat(claimed="ana@example.com"))
    kept = [one.statement.identity for one in (plain, told, hub)]
    assert kept == ["key", "jupyter:ana@example.com", "hub:ana"]
    assert bench.verify() == []
    assert {stand.state for stand in bench.standings().values()} >= {"approved"}
    assert login("a\u202eb\n<c>", {}) == "jupyter:a?b??c?"


SQL_POLICY = """\
version: 1
targets:
  crm: {kind: duckdb, database: crm.duckdb, environment: demo}
agents:
  steward:
    propose: {crm: [accounts]}
    actions: [sql.update, sql.insert, sql.delete]
    per_action: {actions: 1, rows: 100, bytes: 64KiB}
    per_run: {actions: 10, rows: 1000, bytes: 1MiB}
    pending: 10
people:
  ana: {roles: [reviewer]}
keys: keys/allowed_signers
risk:
  - {when: {}, risk: low}
approvals:
  - {when: {risk: low}, need: {count: 1, roles: [reviewer]}, expires: 24h}
proposals_expire: 30d
kill_switch: STOP
"""


def test_rows_stand_side_by_side(tmp_path: Path) -> None:
    """A statement's rows before and after, by key; a row that comes or goes has one side."""
    (tmp_path / "policy.yaml").write_text(SQL_POLICY)
    with duckdb.connect(str(tmp_path / "crm.duckdb")) as made:
        made.execute("CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR, opened DATE)")
        made.execute("INSERT INTO accounts VALUES (1, 'a\u202eb', DATE '2020-01-02'), (2, 'two', NULL)")
    bench = Workbench(tmp_path)
    changes = (
        SqlDraft(statement="UPDATE accounts SET name = :n WHERE id = :i", rows=({"n": "one", "i": 1},)),
        SqlDraft(statement="DELETE FROM accounts WHERE id = :i", rows=({"i": 2},)),
    )
    bench.propose([Draft(author="steward", subject="S", summary="tidy", changes=changes)], "crm")
    first, second = bench.briefing(bench.all_proposals()[0]).rows
    assert first.columns == ("id", "name", "opened")
    (row,) = first.rows
    assert (row.key, row.before["name"], row.after["name"]) == ("id=1", "a⟦U+202E⟧b", "one")
    assert row.before["opened"] == "2020-01-02"
    assert [(one.before["id"], one.after) for one in second.rows] == [("2", {})]
