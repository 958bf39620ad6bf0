"""Statements are rehearsed, approved row by row, and executed once, on three real engines."""

import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bank import ENGINES, VARIABLE, Base, make_base
from governance_world import NOW

from workbench.errors import Drift, NotAllowed, ParameterError
from workbench.execution import execute, recover, undo
from workbench.proposal import diff, submit
from workbench.targets.opening import open_targets
from workbench.targets.postgres import grants


@pytest.fixture(params=ENGINES)
def base(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    """A bank with four accounts on one of the engines."""
    if request.param == "postgresql":
        monkeypatch.setenv(VARIABLE, request.getfixturevalue("postgres"))
    return make_base(tmp_path, str(request.param))


def test_rows_are_changed_as_approved(base: Base) -> None:
    """An approved UPDATE changes the rows that were shown, and no others; the database holds its receipt."""
    made = base.propose(
        "UPDATE accounts SET balance = balance + :more WHERE balance < :limit", {"more": 5, "limit": 15}
    )
    assert (made.blast.rows, made.blast.tables, made.blast.whole_tables) == (2, ("accounts",), 0)
    before = base.rows()
    base.approve(made)
    assert execute(base.executor(), made.proposal_id, NOW).state == "done"
    assert base.rows() == [(1, "ana", 15.0), (2, "ben", 20.5), (3, "cleo", 30.0), (4, "dee", 5.0)]
    assert before[1:3] == base.rows()[1:3]
    assert len(base.sql("SELECT * FROM workbench_receipts")) >= 1


def test_proposing_changes_nothing(base: Base) -> None:
    """Measuring and showing leave every row, and no receipt table, behind."""
    before = base.rows()
    made = base.propose("DELETE FROM accounts")
    text = diff(made, open_targets(base.world.policy)["bank"])
    assert made.blast.rows == 4
    assert made.blast.whole_tables == 1
    assert "- id=4" in text
    assert base.rows() == before


def test_drift_rolls_back_and_shows_the_difference(base: Base) -> None:
    """The same number of other rows is not what was approved."""
    made = base.propose("DELETE FROM accounts WHERE balance = 0")
    base.approve(made)
    base.sql("UPDATE accounts SET balance = 0 WHERE id = 3")
    base.sql("UPDATE accounts SET balance = 1 WHERE id = 4")
    before = base.rows()
    receipt = execute(base.executor(), made.proposal_id, NOW)
    assert receipt.state == "drift"
    assert "cleo" in receipt.detail
    assert base.rows() == before


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("INSERT INTO accounts (id, name, balance) VALUES (:id, :name, :b)", [{"id": 9, "name": "x'; --", "b": 1}]),
        ("INSERT INTO accounts (id, name) VALUES (:id, 'new')", [{"id": key} for key in range(100, 160)]),
        ("UPDATE accounts SET name = :name WHERE id = :id", [{"id": 1, "name": "eve"}, {"id": 4, "name": None}]),
        ("DELETE FROM accounts WHERE id > 2", []),
    ],
)
def test_undo_restores_every_row(base: Base, statement: str, rows: list[dict[str, Any]]) -> None:
    """Undoing an INSERT, UPDATE or DELETE gives back the table as it was."""
    before = base.rows()
    made = base.propose(statement, *rows)
    base.approve(made)
    assert execute(base.executor(), made.proposal_id, NOW).state == "done"
    assert base.rows() != before
    back = undo(base.executor(), made.proposal_id, "mistaken")
    submit(base.world.ledger, [back], base.world.policy, NOW)
    base.approve(back)
    assert execute(base.executor(), back.proposal_id, NOW).state == "done"
    assert base.rows() == before
    assert base.world.standing(made).state == "undone"


def test_undo_does_not_destroy_later_changes(base: Base) -> None:
    """When a row was changed again since, undo refuses."""
    made = base.propose("UPDATE accounts SET name = 'x' WHERE id = 1")
    base.approve(made)
    execute(base.executor(), made.proposal_id, NOW)
    base.sql("UPDATE accounts SET name = 'later' WHERE id = 1")
    with pytest.raises(Drift):
        undo(base.executor(), made.proposal_id, "mistaken")


@pytest.mark.parametrize("where", ["intent", "checked", "begin", "commit", "committed", "effect", "receipt"])
def test_recovery_at_every_step(base: Base, where: str) -> None:
    """Whatever step the executor dies at, the rows are changed exactly once."""

    class Death(BaseException):
        pass

    def die(name: str) -> None:
        if name == where:
            raise Death

    made = base.propose("UPDATE accounts SET balance = balance + 1 WHERE id = 1")
    base.approve(made)
    with pytest.raises(Death):
        execute(base.executor(die), made.proposal_id, NOW)
    recover(base.executor(), NOW)
    assert execute(base.executor(), made.proposal_id, NOW).state == "done"
    assert base.rows()[0] == (1, "ana", 11.0)


def test_a_trigger_is_not_approved_by_accident(base: Base) -> None:
    """A statement that also changes another table by a trigger is refused when it is proposed."""
    base.sql("CREATE TABLE audit (id INTEGER)")
    if base.engine == "sqlite":
        base.sql("CREATE TRIGGER t AFTER UPDATE ON accounts BEGIN INSERT INTO audit VALUES (1); END")
    elif base.engine == "duckdb":
        base.sql("CREATE TRIGGER t AFTER UPDATE ON accounts FOR EACH STATEMENT INSERT INTO audit VALUES (1)")
    else:
        base.sql(
            "CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN INSERT INTO audit VALUES (1); RETURN NEW; END $$;"
            " CREATE TRIGGER t AFTER UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION note()"
        )
    with pytest.raises(NotAllowed, match="trigger"):
        base.propose("UPDATE accounts SET name = 'x' WHERE id = 1")


def test_a_swapped_database_is_another_target(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """An approval for one database is not executed on another one under the same name."""
    made = base.propose("DELETE FROM accounts WHERE id = 1")
    base.approve(made)
    if base.engine == "postgresql":
        base.sql("DROP DATABASE IF EXISTS other")
        base.sql("CREATE DATABASE other")
        monkeypatch.setenv(VARIABLE, os.environ[VARIABLE].replace("dbname=postgres", "dbname=other"))
    else:
        path = base.world.home / "bank.db"
        copy = path.with_name("copy")
        copy.write_bytes(path.read_bytes())
        copy.replace(path)
    with pytest.raises(Drift, match="as approved"):
        execute(base.executor(), made.proposal_id, NOW)


def test_the_agents_role_reads_and_the_executor_s_writes(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the grants that are written down for the administrator, an agent's connection changes nothing at all."""
    monkeypatch.setenv(VARIABLE, postgres)
    base = make_base(tmp_path, "postgresql")
    for role in ("agent", "executor"):
        base.sql(f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    base.sql(grants("public", "agent", "executor"))
    before = base.rows()
    agent = postgres.replace("user=boss", "user=agent")
    with psycopg.connect(agent, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchall() == [(4,)]
        connection.execute("SET default_transaction_read_only = off")
        assert [statement for statement in FORBIDDEN if allowed(connection, statement)] == []
    assert base.rows() == before
    monkeypatch.setenv(VARIABLE, postgres.replace("user=boss", "user=executor"))
    made = base.propose("UPDATE accounts SET name = 'x' WHERE id = 1")
    base.approve(made)
    assert execute(base.executor(), made.proposal_id, NOW).state == "done"
    with psycopg.connect(os.environ[VARIABLE], autocommit=True) as connection:
        beyond = ("DROP TABLE accounts", "CREATE TABLE t (a int)", "DELETE FROM workbench_receipts")
        assert [statement for statement in beyond if allowed(connection, statement)] == []


def allowed(connection: psycopg.Connection[Any], statement: str) -> bool:
    """Whether the server let a role do it."""
    try:
        connection.execute(statement)  # type: ignore[call-overload]
    except psycopg.Error:
        return False
    return True


@pytest.mark.parametrize("name", ["Robert'); DROP TABLE x; --", "agent role", "", "ÄGENT", "a;b"])
def test_grants_take_plain_names(name: str) -> None:
    """A role's name is an identifier, or refused."""
    with pytest.raises(ParameterError):
        grants("public", name, "executor")


FORBIDDEN = [
    "UPDATE accounts SET name = 'x'",
    "DELETE FROM accounts",
    "INSERT INTO accounts VALUES (9, 'x', 0)",
    "WITH d AS (DELETE FROM accounts RETURNING *) SELECT * FROM d",
    "SELECT * FROM accounts FOR UPDATE",
    "TRUNCATE accounts",
    "DROP TABLE accounts",
    "CREATE TABLE t (a int)",
    "COPY accounts TO PROGRAM 'cat'",
    "COPY accounts TO '/tmp/x'",
    "SET ROLE executor",
    "SET ROLE boss",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "ALTER ROLE agent SUPERUSER",
]
