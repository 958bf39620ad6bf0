"""SQLite as a target: one file, one writer, and an authorizer that lets a transaction touch listed tables only."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import UnknownThing
from workbench.targets.session import Busy, EngineRefused, given
from workbench.targets.statement import RECEIPTS, Dialect, Query

WAIT = 5.0
"""Seconds to wait for another writer."""

_ALLOWED = frozenset(
    (
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
    )
)
_MAKING = frozenset((sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_INDEX))


@dataclass(frozen=True)
class Sqlite:
    """A SQLite file, relative to `home` (or absolute). It must exist: making a database is nobody's proposal."""

    home: Path
    database: str

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        return "sqlite"

    def place(self) -> tuple[str, str]:
        """The path, and the file it physically is: another file under the same name is another target."""
        status = self._path().stat()
        return f"sqlite:{self.database}", f"file:{status.st_dev}:{status.st_ino}"

    @contextmanager
    def session(self) -> Iterator["SqliteSession"]:
        """A transaction that has the write lock from the start."""
        connection = sqlite3.connect(
            f"{self._path().resolve().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None
        )
        try:
            session = SqliteSession(connection)
            with _refusals():
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("BEGIN IMMEDIATE")
                connection.set_authorizer(_authorize)
            yield session
        finally:
            connection.set_authorizer(None)
            connection.rollback()
            connection.close()

    def _path(self) -> Path:
        path = self.home / self.database
        if path.is_symlink() or not path.is_file():
            raise UnknownThing(f"{self.database!r} is no SQLite file below {self.home}")
        return path


class SqliteSession:
    """One transaction on a SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Counts changes from here on."""
        self._connection = connection
        self._start = connection.total_changes

    def run(self, query: Query, values: Mapping[str, Any]) -> int:
        """How many rows a statement changed."""
        with _refusals():
            return self._connection.execute(query.text, _plain(given(query, values))).rowcount

    def rows(self, query: Query, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        with _refusals():
            cursor = self._connection.execute(query.text, _plain(given(query, values)))
            return [column[0] for column in cursor.description], cursor.fetchall()

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        name = table.rsplit(".", 1)[-1].strip('"')
        self._connection.set_authorizer(None)  # it would refuse the pragma, which no proposal may use
        with _refusals():
            cursor = self._connection.execute("SELECT name, pk FROM pragma_table_info(?) WHERE pk > 0", (name,))
            found = sorted(cursor.fetchall(), key=lambda one: one[1])
        self._connection.set_authorizer(_authorize)
        return [column for column, _ in found]

    def strays(self, changed: Mapping[str, int]) -> str:
        """Changes by triggers and cascades: SQLite counts them in the total only."""
        more = self._connection.total_changes - self._start - sum(changed.values())
        return f"{more} rows elsewhere, by a trigger or a cascade" if more else ""

    def commit(self) -> None:
        """Make it so."""
        with _refusals():
            self._connection.execute("COMMIT")


def _authorize(action: int, one: str | None, two: str | None, base: str | None, trigger: str | None) -> int:
    own = action in _MAKING and RECEIPTS in (one or "")
    return sqlite3.SQLITE_OK if own or (action in _ALLOWED and base in (None, "main")) else sqlite3.SQLITE_DENY


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """SQLite has no decimals and no dates: they are texts there."""
    return {
        name: cell if cell is None or isinstance(cell, int | float | str | bytes) else str(cell)
        for name, cell in values.items()
    }


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as fault:
        if "locked" in str(fault):
            raise Busy(f"SQLite: {fault}; another process is writing to it, try again") from None
        raise EngineRefused(f"SQLite: {fault}") from None
    except (sqlite3.Error, OverflowError) as fault:
        raise EngineRefused(f"SQLite: {fault}") from None
