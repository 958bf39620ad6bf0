"""PostgreSQL as a target, by psycopg: an optional dependency, imported only where policy.yaml has such a target.

The executor connects with a role of its own; agents have another that may only SELECT (`grants` writes both down for
the administrator). Transactions are serializable, short and impatient. The server's own statistics of the transaction
tell whether a trigger or a cascade changed another table.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from workbench.errors import ParameterError
from workbench.targets.session import Busy, EngineRefused, given
from workbench.targets.statement import RECEIPTS, Dialect, Query

_SETTINGS = (
    "SET search_path = public, pg_temp",  # nobody can put another table in the way; other schemas are written out
    "SET TIME ZONE 'UTC'",
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '60s'",
    "SET CONSTRAINTS ALL IMMEDIATE",
)
_IDENTITY = (
    "SELECT s.system_identifier, d.oid, d.datname FROM pg_control_system() s, pg_database d"
    " WHERE d.datname = current_database()"
)
_KEY = (
    "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, at)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
    " WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY k.at"
)
_CHANGED = (
    "SELECT relid::regclass::text, to_regclass($1) = relid, n_tup_ins + n_tup_upd + n_tup_del"
    " FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
)


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL database; the connection string is in the environment variable `variable`, never in a file."""

    variable: str

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        return "postgres"

    def place(self) -> tuple[str, str]:
        """Where people say it is, without a password; and the cluster and database it physically is."""
        with self.session() as session:
            system, oid, name = session.rows(Query(_IDENTITY, ()), {})[1][0]
            info = session.connection.info
            return f"postgresql://{info.user}@{info.host}:{info.port}/{name}", f"postgresql:{system}:{oid}"

    @contextmanager
    def session(self) -> Iterator["PostgresSession"]:
        """A serializable transaction."""
        dsn = os.environ.get(self.variable)
        if not dsn:
            raise ParameterError(f"{self.variable} is not set; it holds the connection string of the executor's role")
        try:
            connection = psycopg.connect(dsn, cursor_factory=psycopg.RawCursor, connect_timeout=5)
        except psycopg.Error as fault:
            raise Busy(f"PostgreSQL: {str(fault).splitlines()[0]}") from None
        connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
            yield PostgresSession(connection)
        finally:
            with suppress(psycopg.Error):
                connection.rollback()
            connection.close()


@dataclass(frozen=True)
class PostgresSession:
    """One transaction on a PostgreSQL database."""

    connection: psycopg.Connection[Any]

    def run(self, query: Query, values: Mapping[str, Any]) -> int:
        """How many rows a statement changed."""
        with _refusals():
            return self.connection.execute(query.text, list(given(query, values).values())).rowcount

    def rows(self, query: Query, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        with _refusals():
            cursor = self.connection.execute(query.text, list(given(query, values).values()))
            return [column.name for column in cursor.description or []], cursor.fetchall()

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        return [name for (name,) in self.rows(Query(_KEY, ("table",)), {"table": table})[1]]

    def strays(self, changed: Mapping[str, int]) -> str:
        """Changes of other tables, by triggers and cascades, and more changes than were counted of the same."""
        counted: dict[str, tuple[bool, int, int]] = {}
        for table, expected in changed.items():
            for name, same, rows in self.rows(Query(_CHANGED, ("table",)), {"table": table})[1]:
                known = counted.get(name, (False, 0, rows))
                counted[name] = (known[0] or same, known[1] + (expected if same else 0), rows)
        counted.pop(RECEIPTS, None)
        more = [f"{rows} rows of {name}" for name, (_, expected, rows) in counted.items() if rows != expected]
        return f"{', '.join(more)}, by a trigger or a cascade" if more else ""

    def commit(self) -> None:
        """Make it so."""
        with _refusals():
            self.connection.commit()


def grants(schema: str, agent: str, executor: str) -> str:
    """SQL for the administrator: an agents' role that may only read, an executor's that may write rows, not tables.

    The names are inserted as identifiers; they may have lower-case letters, digits and _.
    """
    for name in (schema, agent, executor):
        if not name.replace("_", "a").isalnum() or not name.isascii() or name != name.lower():
            raise ParameterError(f"{name!r}; a role or schema is named with lower-case letters, digits and _")
    return f"""\
CREATE TABLE IF NOT EXISTS {schema}.{RECEIPTS} (token text PRIMARY KEY, wrote text NOT NULL);
GRANT USAGE ON SCHEMA {schema} TO {agent}, {executor};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {agent};
ALTER ROLE {agent} SET default_transaction_read_only = on;
ALTER ROLE {agent} SET statement_timeout = '30s';
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {executor};
REVOKE UPDATE, DELETE ON {schema}.{RECEIPTS} FROM {executor};
REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid),
    pg_catalog.lo_from_bytea(oid, bytea), pg_catalog.lo_put(oid, bigint, bytea) FROM PUBLIC;
"""


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (
        psycopg.errors.SerializationFailure,
        psycopg.errors.LockNotAvailable,
        psycopg.errors.QueryCanceled,
    ) as fault:
        raise Busy(f"PostgreSQL: {str(fault).splitlines()[0]}") from None
    except psycopg.Error as fault:
        raise EngineRefused(f"PostgreSQL: {(str(fault) or type(fault).__name__).splitlines()[0]}") from None
