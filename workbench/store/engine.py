"""What one process keeps per store: an in-memory DuckDB to which the store's file is attached while it is used.

Making a DuckDB costs ten times an ATTACH, so it is made once. An operation takes the lock, attaches, works, detaches
and lets go: no process ever holds the file while it thinks.

A commit goes into DuckDB's log; the file changes in one place alone, in the checkpoint before a detach, and there what
is overwritten is kept aside (`spare`), so that a process may be killed at any moment.
"""

import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import StoreError
from workbench.store import spare
from workbench.store.lock import held

BLOCK = 1 << 18
"""Bytes of a block of the store."""

NEVER = 1 << 50
"""Bytes of a log at which DuckDB would make a checkpoint of its own accord."""

_DAMAGED = re.compile(
    r"Corrupt|checksum|not a valid DuckDB|[Rr]eplaying WAL|This WAL|Could not read enough bytes|No more data"
    r"|Serialization Error|INTERNAL Error|Failed to load metadata"
)
"""Words of DuckDB that tell of a file that it cannot read."""


class Engine:
    """The engine of the store at `path`; one per process, shared by its threads (`engine_of`)."""

    def __init__(self, path: Path) -> None:
        """An engine with nothing attached."""
        self.path = path
        self.lock = path.with_name("store.lock")
        self._threads = threading.RLock()
        self._connection = self._made()
        self._attached = False

    @contextmanager
    def attached(self, write: bool, seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection whose default database is the store. A read inside a read or a write shares its state.

        Raises StoreError for a write inside another read or write, and when the file cannot be had or opened.
        """
        with self._threads:
            if self._attached:
                if write:
                    raise StoreError("a write inside another read or write of the same store: finish that one first")
                yield self._connection
                return
            with self._whole(write, seconds):
                self._attach(write)
                try:
                    yield self._connection
                finally:
                    self._detach(write)

    @contextmanager
    def at_rest(self, seconds: float) -> Iterator[None]:
        """The file as nobody writes it, to be copied.

        Not while this process has it attached: closing a copied file drops DuckDB's own lock on it.
        """
        with self._threads:
            if self._attached:
                raise StoreError("a snapshot inside a read or write of the same store: finish that one first")
            with self._whole(False, seconds):
                yield

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """The file as nobody else reads or writes it, to be replaced by another."""
        with self._threads:
            if self._attached:
                raise StoreError("the store cannot be replaced inside a read or write of it: finish that one first")
            with self._whole(True, seconds):
                yield

    def end(self) -> None:
        """Nothing is kept any more; the engine is of no use after this."""
        with self._threads:
            self._connection.close()

    @contextmanager
    def _whole(self, write: bool, seconds: float) -> Iterator[None]:
        """The lock, once nothing is left of a checkpoint whose process was killed."""
        while True:
            with held(self.lock, write, seconds):
                if write:
                    spare.put_back(self.path)
                if not spare.spare_of(self.path).exists():
                    yield
                    return
            with held(self.lock, True, seconds):
                spare.put_back(self.path)

    def _attach(self, write: bool) -> None:
        path = str(self.path).replace("'", "''")
        options = f"STORAGE_VERSION 'v2.0.0', BLOCK_SIZE {BLOCK}" if write else "READ_ONLY"
        try:
            run(self._connection, f"ATTACH '{path}' AS store ({options})")
            run(self._connection, "USE store")
        except BaseException:
            # Ctrl-C between the two would leave the store attached, and every later call would find it so.
            self._remake()
            raise
        self._attached = True

    def _detach(self, write: bool) -> None:
        self._attached = False
        try:
            if write and self.path.with_name(self.path.name + ".wal").exists():
                self._checkpoint()
            run(self._connection, "USE memory")
            run(self._connection, "DETACH store")
        except BaseException:
            # A full disk or Ctrl-C leaves the engine unusable; the file is as the last commit left it.
            self._remake()
            raise

    def _checkpoint(self) -> None:
        blocks = [one for (one,) in run(self._connection, "SELECT block_id FROM pragma_metadata_info()")[1]]
        with spare.kept(self.path, blocks, BLOCK):
            run(self._connection, "CHECKPOINT store")

    def _remake(self) -> None:
        self._connection.close()
        self._connection = self._made()

    def _made(self) -> duckdb.DuckDBPyConnection:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "1GB",
            "temp_directory": str(self.path.with_name("spill")),
            "threads": "2",
            "wal_autocheckpoint": f"{NEVER}B",
            "auto_checkpoint_skip_wal_threshold": f"{NEVER}",
        }
        made = duckdb.connect(":memory:", config=settings)
        made.execute("PRAGMA disable_checkpoint_on_shutdown")
        made.execute("SET enable_progress_bar = false")  # in a notebook and under `python -c` it prints one to stdout
        return made


_engines: dict[tuple[int, Path], Engine] = {}
_engines_lock = threading.Lock()


def engine_of(path: Path) -> Engine:
    """The engine of a store in this process."""
    # By process: a forked child has the memory of its parent's engine but not its threads, and ending it would hang.
    key = os.getpid(), path.resolve()
    with _engines_lock:
        if key not in _engines:
            _engines[key] = Engine(key[1])
        return _engines[key]


def forget(path: Path) -> None:
    """Ends what this process keeps for a store that is not used any more."""
    with _engines_lock:
        engine = _engines.pop((os.getpid(), path.resolve()), None)
    if engine is not None:
        engine.end()


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and all rows of a query. Raises StoreError with one line."""
    try:
        connection.execute(sql, list(params))
        names = [column[0] for column in connection.description or []]
        # fetchall: an unfinished result would block the next append on this connection.
        return names, connection.fetchall() if names else []
    except duckdb.Error as error:
        raise StoreError(f"the store refused: {_with_remedy(one_line(error))}") from error


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Adds rows to a table. Raises StoreError when a value cannot be stored."""
    # An appender: executemany is about a hundred times slower here.
    try:
        appender = connection.appender(table)
        appender.append_rows(rows)
        appender.flush()
    except duckdb.Error as error:
        raise StoreError(f"cannot store {len(rows)} rows of {table}: {one_line(error)}") from error


def _with_remedy(said: str) -> str:
    """What DuckDB said; where it tells of damage, with what helps against it."""
    return f"{said}; `workbench salvage` makes it anew of what can be read" if _DAMAGED.search(said) else said


def one_line(error: Exception) -> str:
    """An error of DuckDB as one printable line, without the excerpt of the query."""
    text = str(error).split("\nLINE ")[0]
    return "".join(mark if mark.isprintable() else " " for mark in " ".join(text.split()))
