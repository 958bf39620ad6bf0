"""A copy of the store for people's own SQL: it spans store and ledger, and nothing in it can be written or left.

Refusing statements by their type does not hold in DuckDB (a deleting CTE counts as a SELECT), and an attached file can
be attached again for writing. So users get a copy, opened read-only, with every way out of it switched off.
"""

import os
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import ParameterError, StoreError
from workbench.identity import sha256
from workbench.store.engine import one_line
from workbench.store.journal import Row, ledger_rows

KEPT = 3
"""How many snapshots stay on disk."""

_querying = threading.Lock()
"""One query at a time in a process: DuckDB refuses one file opened twice with other limits."""


@dataclass(frozen=True)
class Limits:
    """What one query of a user may use up. memory: as DuckDB writes it, such as 512MB."""

    rows: int = 10_000
    seconds: float = 30.0
    memory: str = "512MB"


def taken(path: Path, ledger: Path, directory: Path, copying: Callable[[], AbstractContextManager[None]]) -> Path:
    """The snapshot of this state of store and ledger, made unless it is there; its name is a digest of the state."""
    draft = directory / f"{os.getpid()}-{threading.get_ident()}.draft"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with copying():
            target = directory / f"{_fingerprint(path, ledger)}.duckdb"
            if target.exists():
                return target
            _copy(path, draft)
            rows = ledger_rows(ledger)
        _add_ledger(draft, rows)
        os.replace(draft, target)
        _prune(directory, target)
    except (OSError, duckdb.Error) as error:
        raise StoreError(f"cannot make a snapshot in {directory}: {one_line(error)}") from error
    finally:
        draft.unlink(missing_ok=True)
        _wal(draft).unlink(missing_ok=True)
    return target


def answer(
    snapshot: Path, sql: str, limits: Limits, params: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and the first rows of one query on a snapshot. Raises ParameterError with one line."""
    jail: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": "",
        "memory_limit": limits.memory,
        "max_execution_time": str(max(1, round(limits.seconds * 1000))),
        "lock_configuration": "true",
    }
    if not sql.isascii() and sql != sql.encode("utf-8", "replace").decode():
        raise ParameterError("the query was refused: it holds a character that is no text")
    try:
        with _querying, duckdb.connect(snapshot, read_only=True, config=jail) as connection:
            connection.execute(sql, list(params) or None)
            if not connection.description:
                raise ParameterError("the query asks for nothing: write one SELECT")
            return [column[0] for column in connection.description], connection.fetchmany(limits.rows)
    except duckdb.Error as error:
        raise ParameterError(f"the query was refused: {one_line(error)}") from error


def _fingerprint(path: Path, ledger: Path) -> str:
    states = [sha256(_ledger_sql().encode())]
    for file in (path, _wal(path), ledger):
        if file.exists():
            state = file.stat()
            states.append(f"{file.name} {state.st_size} {state.st_mtime_ns} {state.st_ino}")
    return sha256("\n".join(states).encode())[:20]


def _ledger_sql() -> str:
    return resources.files("workbench").joinpath("sql/ledger.sql").read_text("utf-8")


def _copy(path: Path, draft: Path) -> None:
    shutil.copyfile(path, draft)
    if _wal(path).exists():  # a writer was killed after its commit: the copy replays it too
        shutil.copyfile(_wal(path), _wal(draft))


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _add_ledger(draft: Path, rows: list[Row]) -> None:
    with duckdb.connect(draft) as connection:
        connection.execute(_ledger_sql())
        appender = connection.appender("ledger")
        appender.append_rows(rows)
        appender.flush()


def _prune(directory: Path, newest: Path) -> None:
    others = sorted(directory.glob("*.duckdb"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in [file for file in others if file != newest][KEPT - 1 :]:
        file.unlink(missing_ok=True)
