"""DuckDB as a target: one file that one process at a time may open.

The connection is closed again after each transaction. DuckDB drops its lock when the same process opens the file in any
other way, so nothing here reads or hashes the file itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import UnknownThing
from workbench.targets.session import Busy, EngineRefused, given
from workbench.targets.statement import Dialect, Query

_VERBS = {"INSERT": "insert", "UPDATE": "update", "DELETE": "delete", "SELECT": "select", "CREATE": "create"}


@dataclass(frozen=True)
class Duck:
    """A DuckDB file, relative to `home` (or absolute). It must exist."""

    home: Path
    database: str

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        return "duckdb"

    def place(self) -> tuple[str, str]:
        """The path, and the file it physically is."""
        status = self._path().stat()
        return f"duckdb:{self.database}", f"file:{status.st_dev}:{status.st_ino}"

    @contextmanager
    def session(self) -> Iterator["DuckSession"]:
        """A transaction; nothing but this file can be reached from it."""
        try:
            connection = duckdb.connect(str(self._path().resolve()), config={"enable_external_access": "false"})
        except duckdb.Error as fault:
            raise Busy(f"DuckDB: {str(fault).splitlines()[0]}") from None
        try:
            connection.execute("SET lock_configuration = true")
            connection.execute("BEGIN")
            yield DuckSession(connection)
        finally:
            with suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            connection.close()

    def _path(self) -> Path:
        path = self.home / self.database
        if path.is_symlink() or not path.is_file():
            raise UnknownThing(f"{self.database!r} is no DuckDB file below {self.home}")
        return path


@dataclass(frozen=True)
class DuckSession:
    """One transaction on a DuckDB file."""

    connection: duckdb.DuckDBPyConnection

    def run(self, query: Query, values: Mapping[str, Any]) -> int:
        """How many rows a statement changed."""
        rows = self._result(query, values)
        return int(rows[0][0]) if rows and rows[0] else 0

    def rows(self, query: Query, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        rows = self._result(query, values)
        return [column[0] for column in self.connection.description or []], rows

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        *schema, name = [part.strip('"') for part in table.split(".")]
        text = (
            "SELECT constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
            " AND lower(table_name) = lower($name) AND lower(schema_name) = lower($schema)"
        )
        found = self._result(Query(text, ("name", "schema")), {"name": name, "schema": (schema or ["main"])[0]})
        return list(found[0][0]) if found else []

    def strays(self, changed: Mapping[str, int]) -> str:
        """Triggers on the tables that were changed; DuckDB has no cascades."""
        found = self._result(Query("SELECT trigger_name, table_name FROM duckdb_triggers()", ()), {})
        names = {name.split(".")[-1].strip('"').lower() for name in changed}
        fired = [trigger for trigger, table in found if table.lower() in names]
        return f"whatever the trigger {fired[0]!r} does" if fired else ""

    def commit(self) -> None:
        """Make it so."""
        with _refusals():
            self.connection.execute("COMMIT")

    def _result(self, query: Query, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with _refusals():
            statements = self.connection.extract_statements(query.text)
            if len(statements) != 1:
                raise EngineRefused(f"DuckDB sees {len(statements)} statements in {query.text[:60]!r}")
            if statements[0].type.name not in _VERBS or not query.text.lower().startswith(
                _VERBS[statements[0].type.name]
            ):
                raise EngineRefused(f"DuckDB sees a {statements[0].type.name} in {query.text[:60]!r}")
            return self.connection.execute(statements[0], given(query, values)).fetchall()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.TransactionException) as fault:
        raise Busy(f"DuckDB: {str(fault).splitlines()[0]}") from None
    except (duckdb.Error, OverflowError) as fault:
        raise EngineRefused(f"DuckDB: {str(fault).splitlines()[0]}") from None
