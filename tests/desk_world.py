"""A project with one target of every kind, as a person has it: made by `begin`, governed by its policy.yaml, used by
command lines."""

import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from street import Said

from workbench.desk import Desk
from workbench.starting import begin

VARIABLE = "CRM_DSN"
MADE = "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40), open INTEGER)"
FILLED = "INSERT INTO accounts VALUES (1, 'ana', 1), (2, 'ben', 1), (3, 'cleo', 1)"
CLOSE = "UPDATE accounts SET open = :open WHERE id = :id"

POLICY = """\
version: 1
targets:
  out: {kind: files, root: data/out, environment: local}
  lite: {kind: sqlite, database: data/crm.sqlite, environment: local}
  duck: {kind: duckdb, database: data/crm.duckdb, environment: local}
  pg: {kind: postgresql, variable: CRM_DSN, environment: local}
  api: {kind: http, base: "http://127.0.0.1:9", idempotent: false, private: true, environment: local}
agents:
  steward:
    propose: {out: ["**"], lite: [accounts], duck: [accounts], pg: [accounts], api: ["v1/**"]}
    actions: [file.create, file.replace, file.delete, sql.insert, sql.update, sql.delete, http.post]
    per_action: {actions: 1, files: 5, rows: 10, bytes: 64KiB, calls: 1}
    per_run: {actions: 10, files: 50, rows: 20, bytes: 1MiB, calls: 10}
    pending: 3
  undo:
    propose: {out: ["**"], lite: [accounts], duck: [accounts], pg: [accounts]}
    actions: [file.create, file.replace, file.delete, sql.insert, sql.update, sql.delete]
    per_action: {actions: 1, files: 5, rows: 10, bytes: 64KiB, calls: 1}
    per_run: {actions: 10, files: 50, rows: 100, bytes: 1MiB, calls: 10}
    pending: 3
people:
  ana: {roles: [reviewer]}
  ben: {roles: [reviewer, owner]}
keys: keys/allowed_signers
risk:
  - {when: {action: [sql.delete, file.delete]}, risk: high}
  - {when: {}, risk: low}
approvals:
  - {when: {risk: low}, need: {count: 1, roles: [reviewer]}, expires: 7d}
  - {when: {risk: high}, need: {count: 2, roles: [reviewer], include: [owner]}, expires: 24h}
proposals_expire: 30d
kill_switch: data/store/STOP
"""


@dataclass
class Office:
    """The project, and a command line in it."""

    home: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def desk(self) -> Desk:
        """A fresh look at it."""
        return Desk(self.home)

    def say(self, *words: object) -> Said:
        """One command line."""
        return Said(self.capsys, *words, "--home", self.home)

    def told(self, *words: object) -> Any:
        """What a command line prints with --json; it must end well."""
        said = self.say(*words, "--json")
        assert said.code == 0, said.err
        return json.loads(said.out)

    def propose(self, target: str, subject: str, *changes: dict[str, Any], **more: Any) -> Said:
        """Drafts of the steward, from a file."""
        path = self.home / "drafts.json"
        draft = {"author": "steward", "subject": subject, "summary": f"change {subject}", "changes": changes, **more}
        path.write_text(json.dumps(draft))
        return self.say("propose", path, "--to", target)

    def file(self, subject: str, path: str, content: str) -> Said:
        """A file that the steward wants."""
        return self.propose("out", subject, {"kind": "file", "path": path, "content": content})

    def approve(self, subject: str, who: str = "ana") -> Said:
        """An approval."""
        return self.say("approve", subject, "--as", who, "--reason", "read it")

    def state(self, subject: str) -> str:
        """Where the newest proposal for a subject stands."""
        desk = self.desk
        return str(desk.standings()[desk.proposal(subject).proposal_id].state)

    def written(self) -> dict[str, str]:
        """Every file of the files target."""
        out = self.home / "data" / "out"
        return {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}


def make_office(home: Path, capsys: pytest.CaptureFixture[str], address: str = "http://127.0.0.1:9") -> Office:
    """A project whose databases hold three open accounts."""
    begin(home, "ana")
    (home / "policy.yaml").write_text(POLICY.replace("http://127.0.0.1:9", address))
    for name in ("lite", "duck"):
        sql(home, name, MADE)
        sql(home, name, FILLED)
    return Office(home, capsys)


def sql(home: Path, target: str, text: str) -> list[Any]:
    """Whatever a DBA would type into the database of a target."""
    if target == "pg":
        with psycopg.connect(os.environ[VARIABLE], autocommit=True) as connection:
            cursor = connection.execute(text)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []
    if target == "duck":
        with duckdb.connect(str(home / "data" / "crm.duckdb")) as duck:
            return duck.execute(text).fetchall()
    lite = sqlite3.connect(home / "data" / "crm.sqlite", isolation_level=None)
    try:
        return lite.execute(text).fetchall()
    finally:
        lite.close()
