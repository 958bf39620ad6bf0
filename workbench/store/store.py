"""The store's door: short transactions on one DuckDB file that many processes share.

A process keeps one in-memory DuckDB per store (making one costs ten times an ATTACH). An operation takes the lock,
attaches the file, does its work, detaches and lets go, so no process ever holds the file while it thinks.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import StoreError
from workbench.store import schema, snapshot, tables
from workbench.store.lock import held

_ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
}


class Reader:
    """Reads inside one `with store.read()` or `store.write()`: every query sees the same state."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Reads through a connection that has the store attached."""
        self._connection = connection

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return _run(self._connection, sql, params)[1]

    def records(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as column -> value."""
        names, rows = _run(self._connection, sql, params)
        return [dict(zip(names, row, strict=True)) for row in rows]


class Transaction(Reader):
    """One write: everything it adds is committed together when the `with` ends, or nothing is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, columns: dict[str, dict[str, str]]) -> None:
        """Writes through a connection in a transaction; `columns` is table -> column -> type."""
        super().__init__(connection)
        self._columns = columns
        self.now = datetime.now(UTC).replace(tzinfo=None)

    def add(self, table: str, rows: Iterable[tables.Row]) -> int:
        """How many rows were new. A row is a mapping with every column of the table; `added_at` may be left out.

        JSON columns take any JSON value, records or tuples of records. Rows that are there already are not added
        again (`tables.THINGS` by key, `tables.HISTORIES` when the newest row says the same).
        Raises StoreError for an unknown table or column, or a value that cannot be stored.
        """
        if table not in self._columns:
            raise StoreError(f"the store has no table {table!r}; it has {sorted(self._columns)}")
        columns = self._columns[table]
        given = [tables.stored(table, columns, row, self.now) for row in rows]
        if not given:
            return 0
        known = self.rows(tables.known_sql(table), tables.key_lists(table, columns, given))
        new = tables.fresh(table, columns, given, known)
        if new:
            _append(self._connection, table, new)
        return len(new)


class _Engine:
    """What one process keeps per store: an in-memory DuckDB, a lock between threads, and what is open in it now."""

    def __init__(self) -> None:
        self.threads = threading.RLock()
        self.connection = duckdb.connect(":memory:", config=_ENGINE)
        self.open: Reader | None = None
        self.pid = os.getpid()


_engines: dict[Path, _Engine] = {}
_engines_lock = threading.Lock()


class Store:
    """The store of the project at `home`; made, or brought up to this program's schema, on first use.

    lock_seconds: how long an operation waits for other processes. Raises StoreError when the store is missing and
    cannot be made, is newer than this program, damaged, or in use for too long.
    """

    def __init__(self, home: Path, lock_seconds: float = 60.0) -> None:
        """Opens the store, and makes or upgrades it when needed."""
        self.home = Path(home)
        self.directory = self.home / "data" / "store"
        self.path = self.directory / "workbench.duckdb"
        self.ledger = self.directory / "ledger.jsonl"
        self.lock_seconds = lock_seconds
        self._columns: dict[str, dict[str, str]] = {}
        self._prepare()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Several queries on one state; other readers may be in, writers wait, so be short."""
        with self._attached(write=False) as connection:
            yield Reader(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction, committed at the end of the `with` and rolled back when its body raises."""
        with self._attached(write=True) as connection:
            _run(connection, "BEGIN", ())
            try:
                yield Transaction(connection, self._columns)
                _run(connection, "COMMIT", ())
            except BaseException:
                _rollback(connection)
                raise

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query, all of them. For SQL of this program; what users write goes through `query`."""
        with self.read() as view:
            return view.rows(sql, params)

    def records(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of one query as column -> value."""
        with self.read() as view:
            return view.records(sql, params)

    def snapshot(self) -> Path:
        """A copy of the store as it is now, with the ledger as table `ledger`; yours until the next two changes."""
        return snapshot.taken(self.path, self.ledger, self.directory / "snapshots", self._copying)

    def query(
        self,
        sql: str,
        limit: int = 10_000,
        seconds: float = 30.0,
        memory: str = "512MB",
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and at most `limit` rows of SQL that a user wrote, run on a snapshot that cannot be written.

        Raises ParameterError with one line when the SQL is wrong, writes, touches a file or takes too long.
        """
        return snapshot.answer(self.snapshot, sql, limit, seconds, memory)

    def ledger_entries(self) -> list[dict[str, Any]]:
        """The ledger's entries in order, as they lie in the file: not verified, without lines that are no entry."""
        return snapshot.ledger_entries(self.ledger)

    @contextmanager
    def _copying(self) -> Iterator[None]:
        # Not while this process has the file attached: closing a copied file would drop DuckDB's own lock on it.
        engine = self._engine()
        with (
            engine.threads,
            held(self.directory / "store.lock", False, self.lock_seconds),
        ):
            yield

    @contextmanager
    def _attached(self, write: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        engine = self._engine()
        with engine.threads:
            if engine.open is not None:
                if write:
                    raise StoreError("a write inside another read or write of the same store: finish that one first")
                yield engine.connection
                return
            with held(self.directory / "store.lock", write, self.lock_seconds):
                self._attach(engine, write)
                try:
                    yield engine.connection
                finally:
                    self._detach(engine)

    def _engine(self) -> _Engine:
        key = self.path.resolve()
        with _engines_lock:
            engine = _engines.get(key)
            if engine is None or engine.pid != os.getpid():  # a forked child shares memory, not the engine's threads
                engine = _engines[key] = _Engine()
            return engine

    def _attach(self, engine: _Engine, write: bool) -> None:
        path = str(self.path).replace("'", "''")
        options = "STORAGE_VERSION 'v2.0.0'" if write else "READ_ONLY"
        _run(engine.connection, f"ATTACH '{path}' AS store ({options})", ())
        _run(engine.connection, "USE store", ())
        engine.open = Reader(engine.connection)

    def _detach(self, engine: _Engine) -> None:
        engine.open = None
        try:
            _run(engine.connection, "USE memory", ())
            _run(engine.connection, "DETACH store", ())
        except StoreError:
            # A full disk leaves the engine unusable; the file is as the last commit left it.
            engine.connection.close()
            engine.connection = duckdb.connect(":memory:", config=_ENGINE)
            raise

    def _prepare(self) -> None:
        if self.path.exists():
            with self.read() as view:
                if not self._pending(view):
                    return
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make the store {self.directory}: {error.strerror}") from error
        with self.write() as tx:
            for migration in self._pending(tx):
                self._migrate(tx, migration)

    def _pending(self, view: Reader) -> list[schema.Migration]:
        columns = [(str(table), str(name), str(kind)) for table, name, kind in view.rows(schema.COLUMNS)]
        for table, name, kind in columns:
            self._columns.setdefault(table, {})[name] = kind
        applied = view.rows(schema.APPLIED) if any(table == "schema_version" for table, _, _ in columns) else []
        try:
            return schema.pending(
                [(row[0], row[1], row[2], row[3]) for row in applied],
                schema.migrations(),
                columns,
            )
        except StoreError as error:
            raise StoreError(f"the store {self.path} is {error}") from error

    def _migrate(self, tx: Transaction, migration: schema.Migration) -> None:
        tx.rows(migration.sql)
        columns = [(str(table), str(name), str(kind)) for table, name, kind in tx.rows(schema.COLUMNS)]
        self._columns.clear()
        for table, name, kind in columns:
            self._columns.setdefault(table, {})[name] = kind
        row = (
            migration.version,
            migration.name,
            migration.sha256,
            schema.shape(columns),
            tx.now,
        )
        tx.rows("INSERT INTO schema_version VALUES (?, ?, ?, ?, ?)", row)


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    try:
        connection.execute(sql, list(params))
        names = [column[0] for column in connection.description or []]
        # fetchall: an unfinished result would block the next append on this connection.
        return names, connection.fetchall() if names else []
    except duckdb.Error as error:
        raise StoreError(f"the store refused: {snapshot.one_line(error)}") from error


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    # An appender: executemany is about a hundred times slower here.
    try:
        appender = connection.appender(table)
        appender.append_rows(rows)
        appender.flush()
    except duckdb.Error as error:
        raise StoreError(f"cannot store {len(rows)} rows of {table}: {snapshot.one_line(error)}") from error


def _rollback(connection: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # the failure that led here may have ended the transaction already
        connection.execute("ROLLBACK")
