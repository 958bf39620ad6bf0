"""The store's door: short transactions, reads, and SQL of users on a copy."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import StoreError
from workbench.store import journal, schema, snapshot, tables
from workbench.store.engine import append, engine_of, forget, run

Columns = dict[str, dict[str, str]]
"""Table -> column -> type."""


class Reader:
    """Reads inside one `with store.read()` or `store.write()`: every query sees the same state."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Reads through a connection that has the store attached."""
        self._connection = connection

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return run(self._connection, sql, params)[1]

    def records(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as column -> value."""
        names, rows = run(self._connection, sql, params)
        return [dict(zip(names, row, strict=True)) for row in rows]


class Transaction(Reader):
    """One write: everything it adds is committed together when the `with` ends, or nothing is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, columns: Columns) -> None:
        """Writes through a connection in a transaction."""
        super().__init__(connection)
        self._columns = columns
        self.now = datetime.now(UTC).replace(tzinfo=None)

    def add(self, table: str, rows: Iterable[tables.Row]) -> int:
        """How many rows were new. A row is a mapping with every column of the table; `added_at` may be left out.

        Where no column is JSON, a tuple in the order of the table is a row too.
        JSON columns take any JSON value, records or tuples of records. Rows that are there already are not added
        again (`tables.THINGS` by key, `tables.HISTORIES` when the newest row says the same).
        Raises StoreError for an unknown table or column, or a value that cannot be stored.
        """
        columns, given = self._given(table, rows)
        known = self.rows(tables.known_sql(table), tables.key_lists(table, columns, given)) if given else ()
        return self._append(table, tables.fresh(table, columns, given, known))

    def put(self, table: str, rows: Iterable[tables.Row]) -> int:
        """How many rows were added, as `add` does, of things that the store cannot know.

        What they are about was new in this very transaction, so the table, which may be large, is not searched.
        """
        columns, given = self._given(table, rows)
        return self._append(table, tables.fresh(table, columns, given, ()))

    def _given(self, table: str, rows: Iterable[tables.Row]) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
        if table not in self._columns:
            raise StoreError(f"the store has no table {table!r}; it has {sorted(self._columns)}")
        return self._columns[table], tables.stored(table, self._columns[table], rows, self.now)

    def _append(self, table: str, new: list[tuple[Any, ...]]) -> int:
        if new:
            append(self._connection, table, new)
        return len(new)


class Store:
    """The store of the project at `home`; made, or brought up to this program's schema, when it is opened.

    lock_seconds: how long an operation waits for other processes. Raises StoreError when the store cannot be made or
    read, is newer than this program, damaged, or in use for too long.
    """

    def __init__(self, home: Path, lock_seconds: float = 60.0) -> None:
        """Opens the store, and makes or upgrades it when needed."""
        self._place(home, lock_seconds)
        self._prepare()

    @classmethod
    def at(cls, home: Path, lock_seconds: float = 60.0) -> "Store":
        """The store of a project as it lies there, damaged perhaps: nothing is opened or made."""
        store = cls.__new__(cls)
        store._place(home, lock_seconds)
        return store

    def _place(self, home: Path, lock_seconds: float) -> None:
        self.home = Path(home)
        self.directory = self.home / "data" / "store"
        self.path = self.directory / "workbench.duckdb"
        self.ledger = self.directory / "ledger.jsonl"
        self.lock_seconds = lock_seconds
        self._columns: Columns = {}

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Several queries on one state; other readers may be in, writers wait, so be short."""
        with engine_of(self.path).attached(False, self.lock_seconds) as connection:
            yield Reader(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction, committed at the end of the `with` and rolled back when its body raises."""
        with engine_of(self.path).attached(True, self.lock_seconds) as connection:
            run(connection, "BEGIN")
            try:
                yield Transaction(connection, self._columns)
                run(connection, "COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # the failure that led here may have ended the transaction already
                    connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query, all of them. For SQL of this program; what users write goes through `query`."""
        with self.read() as view:
            return view.rows(sql, params)

    def records(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of one query as column -> value."""
        with self.read() as view:
            return view.records(sql, params)

    @property
    def columns(self) -> Columns:
        """Every table with its columns and their types."""
        return self._columns

    def copy(self, to: Path) -> None:
        """A copy of the database as it is now."""
        with self._at_rest():
            shutil.copyfile(self.path, to)
            wal = self.path.with_name(self.path.name + ".wal")
            if wal.exists():  # a writer was killed after its commit
                shutil.copyfile(wal, to.with_name(to.name + ".wal"))

    def forget(self) -> None:
        """Let go of what this process keeps for the store: of a copy that is about to be removed. It opens it again."""
        forget(self.path)

    def snapshot(self) -> Path:
        """A copy of the store as it is now, with the ledger as table `ledger`; kept until two more changes."""
        return snapshot.taken(self.path, self.ledger, self.directory / "snapshots", self._at_rest)

    def query(
        self,
        sql: str,
        limit: int = 10_000,
        seconds: float = 30.0,
        memory: str = "512MB",
        params: Sequence[Any] = (),
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and at most `limit` rows of SQL that a user wrote, run on a snapshot that cannot be written.

        Ask for one row more than you show to know whether there are more. memory: as DuckDB writes it. params: what
        question marks stand for.
        Raises ParameterError with one line when the SQL is wrong, writes, touches a file or takes too long.
        """
        return snapshot.answer(self.snapshot(), sql, snapshot.Limits(limit, seconds, memory), params)

    def ledger_entries(self) -> list[dict[str, Any]]:
        """The ledger's entries in order, as they lie in the file: not verified, without lines that are no entry."""
        return journal.entries(self.ledger)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The store's file with nobody else in it, and not opened: to be replaced."""
        with engine_of(self.path).alone(self.lock_seconds):
            yield

    @contextmanager
    def _at_rest(self) -> Iterator[None]:
        with engine_of(self.path).at_rest(self.lock_seconds):
            yield

    def _prepare(self) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make the store {self.directory}: {error.strerror}") from error
        self._sweep()
        if self.path.exists():
            with self.read() as view:
                behind = self._pending(view)
            if not behind:
                return
            self._keep(behind[0])
        with self.write() as tx:
            for migration in self._pending(tx):
                self._migrate(tx, migration)

    def _sweep(self) -> None:
        """Remove what a writer that was killed at its very first step left: an empty file."""

        def empty() -> bool:
            return self.path.exists() and self.path.stat().st_size == 0

        if empty():
            with self._at_rest():  # unless another process is just making it
                if empty():
                    self.path.unlink(missing_ok=True)

    def _keep(self, migration: schema.Migration) -> None:
        """A copy of the store as it was before a migration."""
        with self._at_rest():
            shutil.copyfile(self.path, self.directory / f"before-{migration.version:03d}.duckdb")

    def _pending(self, view: Reader) -> list[schema.Migration]:
        columns = self._learn(view)
        applied = view.rows(schema.APPLIED) if "schema_version" in self._columns else []
        try:
            return schema.pending(applied, schema.migrations(), columns)
        except StoreError as error:
            raise StoreError(f"the store {self.path} is {error}") from error

    def _migrate(self, tx: Transaction, migration: schema.Migration) -> None:
        tx.rows(migration.sql)
        shape = schema.shape(self._learn(tx))
        row = [migration.version, migration.name, migration.sha256, shape, tx.now]
        tx.rows("INSERT INTO schema_version VALUES (?, ?, ?, ?, ?)", row)

    def _learn(self, view: Reader) -> list[schema.Column]:
        columns = [(table, name, kind) for table, name, kind in view.rows(schema.COLUMNS)]
        self._columns.clear()
        for table, name, kind in columns:
            self._columns.setdefault(table, {})[name] = kind
        return columns
