"""A bank with four accounts on a real engine: the world of the database tests."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from governance_world import NOW, World, make_world

from workbench.acts import Draft, Proposal, SqlDraft
from workbench.execution import Executor
from workbench.proposal import propose, submit
from workbench.targets import Step
from workbench.targets.opening import open_targets

ENGINES = ["sqlite", "duckdb", "postgresql"]
TABLE = "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40), balance NUMERIC(12, 2))"
FILL = "INSERT INTO accounts VALUES (1, 'ana', 10.00), (2, 'ben', 20.50), (3, 'cleo', 30.00), (4, 'dee', 0)"
VARIABLE = "BANK_DSN"
"""The environment variable with the connection string, for PostgreSQL."""


@dataclass
class Base:
    """A world whose target `bank` is a database."""

    world: World
    engine: str

    def sql(self, text: str) -> list[Any]:
        """Whatever a DBA would type."""
        if self.engine == "postgresql":
            with psycopg.connect(os.environ[VARIABLE], autocommit=True) as connection:
                cursor = connection.execute(text)  # type: ignore[call-overload]
                return list(cursor.fetchall()) if cursor.description else []
        path = self.world.home / "bank.db"
        if self.engine == "duckdb":
            with duckdb.connect(str(path)) as duck:
                return duck.execute(text).fetchall()
        lite = sqlite3.connect(path, isolation_level=None)
        try:
            return lite.execute(text).fetchall()
        finally:
            lite.close()

    def rows(self) -> list[tuple[Any, ...]]:
        """The table, with the balance as a number."""
        return [(key, name, float(cents or 0)) for key, name, cents in self.sql("SELECT * FROM accounts ORDER BY id")]

    def executor(self, step: Step = lambda name: None) -> Executor:
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


def make_base(home: Path, engine: str) -> Base:
    """A fresh bank on an engine; for PostgreSQL its connection string must be in the environment."""
    world = make_world(home)
    where = f"variable: {VARIABLE}" if engine == "postgresql" else "database: bank.db"
    text = (world.home / "policy.yaml").read_text()
    text = text.replace("agents:", f"  bank: {{{where}, kind: {engine}, environment: demo}}\nagents:", 1)
    text = text.replace("propose: {out: [maps/**]}", "propose: {out: [maps/**], bank: [accounts]}")
    text = text.replace("file.delete]\n", "file.delete, sql.insert, sql.update, sql.delete]\n")
    text = text.replace("files: 5, bytes: 64KiB", "files: 5, rows: 1000, bytes: 64KiB")
    text = text.replace("files: 500, bytes: 1MiB", "files: 500, rows: 9000, bytes: 1MiB")
    (world.home / "policy.yaml").write_text(text.replace("pending: 50", "pending: 5000"))
    made = Base(world, engine)
    for statement in ("DROP TABLE IF EXISTS accounts", "DROP TABLE IF EXISTS audit", TABLE, FILL):
        made.sql(statement)
    return made
