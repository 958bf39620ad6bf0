"""Statements are rehearsed, approved row by row, and executed once, on three real engines."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from governance_world import NOW, World, make_world
from postgres_server import WHY_SKIPPED, binaries, server

from workbench.acts import Draft, Proposal, SqlDraft
from workbench.errors import Drift, NotAllowed
from workbench.execution import Executor, execute, recover, undo
from workbench.policy import load
from workbench.proposal import diff, propose, submit
from workbench.targets.opening import open_targets

ENGINES = ["sqlite", "duckdb", "postgresql"]
TABLE = "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40), balance NUMERIC(12, 2))"
FILL = "INSERT INTO accounts VALUES (1, 'ana', 10.00), (2, 'ben', 20.50), (3, 'cleo', 30.00), (4, 'dee', 0)"
VARIABLE = "WORKBENCH_TEST_DSN"


@dataclass
class Base:
    """A world whose target is a database."""

    world: World
    engine: str

    def sql(self, text: str) -> list[Any]:
        """Whatever a DBA would type."""
        if self.engine == "postgresql":
            with psycopg.connect(os.environ[VARIABLE], autocommit=True) as connection:
                cursor = connection.execute(text)  # type: ignore[arg-type]
                return cursor.fetchall() if cursor.description else []
        path = self.world.home / "bank.db"
        if self.engine == "duckdb":
            with duckdb.connect(str(path)) as duck:
                return duck.execute(text).fetchall()
        with sqlite3.connect(path) as lite:
            found = lite.execute(text).fetchall()
        lite.close()
        return found

    def rows(self) -> list[tuple[Any, ...]]:
        """The table, with the balance as a number."""
        return [(key, name, float(cents or 0)) for key, name, cents in self.sql("SELECT * FROM accounts ORDER BY id")]

    def executor(self, step: Any = lambda name: None) -> Executor:
        """An executor with the targets of the policy."""
        return Executor(self.world.ledger, lambda: self.world.policy, open_targets(self.world.policy), step)

    def propose(self, statement: str, *rows: dict[str, Any]) -> Proposal:
        """A stored proposal for one statement."""
        change = SqlDraft(statement=statement, rows=rows or ({},))
        draft = Draft(author="migrator", subject="accounts", summary="change accounts", changes=(change,))
        made = propose(draft, open_targets(self.world.policy)["bank"], self.world.policy)
        assert made is not None
        submit(self.world.ledger, [made], self.world.policy, NOW)
        return made

    def approve(self, made: Proposal) -> None:
        """An approval by the one reviewer that the policy asks for."""
        self.world.say(made, "approve", self.world.ana)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A running server."""
    if binaries() is None:
        pytest.skip(WHY_SKIPPED)
    with server() as dsn:
        yield dsn


@pytest.fixture(params=ENGINES)
def base(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    """A bank with four accounts on one of the engines."""
    world = make_world(tmp_path)
    engine = str(request.param)
    where = f"database: bank.db, kind: {engine}"
    if engine == "postgresql":
        monkeypatch.setenv(VARIABLE, request.getfixturevalue("postgres"))
        where = f"variable: {VARIABLE}, kind: postgresql"
    text = (world.home / "policy.yaml").read_text()
    text = text.replace("agents:", f"  bank: {{{where}, environment: demo}}\nagents:", 1)
    text = text.replace("propose: {out: [maps/**]}", "propose: {out: [maps/**], bank: [accounts]}")
    text = text.replace("file.delete]\n", "file.delete, sql.insert, sql.update, sql.delete]\n")
    text = text.replace("files: 5, bytes: 64KiB", "files: 5, rows: 1000, bytes: 64KiB")
    text = text.replace("files: 500, bytes: 1MiB", "files: 500, rows: 9000, bytes: 1MiB")
    (world.home / "policy.yaml").write_text(text)
    load(world.home / "policy.yaml")
    made = Base(world, engine)
    made.sql("DROP TABLE IF EXISTS accounts")
    made.sql("DROP TABLE IF EXISTS audit")
    made.sql(TABLE)
    made.sql(FILL)
    return made


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
        ("INSERT INTO accounts (id, name) VALUES (:id, 'new')", [{"id": key} for key in range(100, 400)]),
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


def test_a_swapped_database_is_another_target(base: Base) -> None:
    """An approval for one database is not executed on another one under the same name."""
    made = base.propose("DELETE FROM accounts WHERE id = 1")
    base.approve(made)
    if base.engine == "postgresql":
        base.sql("DROP DATABASE IF EXISTS other")
        base.sql("CREATE DATABASE other")
        os.environ[VARIABLE] = os.environ[VARIABLE].replace("dbname=postgres", "dbname=other")
    else:
        path = base.world.home / "bank.db"
        copy = path.with_name("copy")
        copy.write_bytes(path.read_bytes())
        copy.replace(path)
    with pytest.raises(Drift, match="as approved"):
        execute(base.executor(), made.proposal_id, NOW)
