"""A copy of the store for people's own SQL: it spans store and ledger, and nothing in it can be written or left.

Refusing statements by their type does not hold in DuckDB (a deleting CTE counts as a SELECT), and an attached file can
be attached again for writing. So users get a copy, opened read-only, with every way out of it switched off.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb

from workbench.errors import ParameterError, StoreError
from workbench.identity import sha256

KEPT = 3
"""How many snapshots stay on disk."""

_LEDGER = "CREATE TABLE ledger (line INTEGER, kind VARCHAR, id VARCHAR, body JSON)"


def one_line(error: Exception) -> str:
    """An error of DuckDB as one printable line, without the excerpt of the query."""
    text = str(error).split("\nLINE ")[0]
    return "".join(
        mark if mark.isprintable() else " " for mark in " ".join(text.split())
    )


def taken(
    path: Path,
    ledger: Path,
    directory: Path,
    copying: Callable[[], AbstractContextManager[None]],
) -> Path:
    """The snapshot of this state of store and ledger, made when it is not there yet. Names hold a digest of the state."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with copying():
            target = directory / f"{_fingerprint(path, ledger)}.duckdb"
            if target.exists():
                return target
            draft = directory / f"{os.getpid()}.draft"
            _copy(path, draft)
            entries = ledger.read_bytes() if ledger.exists() else b""
        _add_ledger(draft, entries)
        os.replace(draft, target)
        _prune(directory, target)
    except OSError as error:
        raise StoreError(
            f"cannot make a snapshot in {directory}: {error.strerror}"
        ) from error
    return target


def answer(
    take: Callable[[], Path], sql: str, limit: int, seconds: float, memory: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and at most `limit` rows of one query on a snapshot."""
    jail: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": "",
        "memory_limit": memory,
        "max_execution_time": str(max(1, round(seconds * 1000))),
        "lock_configuration": "true",
    }
    try:
        with duckdb.connect(take(), read_only=True, config=jail) as connection:
            connection.execute(sql)
            if not connection.description:
                raise ParameterError("the query asks for nothing: write one SELECT")
            return [
                column[0] for column in connection.description
            ], connection.fetchmany(limit)
    except duckdb.Error as error:
        raise ParameterError(f"the query was refused: {one_line(error)}") from error


def _fingerprint(path: Path, ledger: Path) -> str:
    states = []
    for file in (path, _wal(path), ledger):
        if file.exists():
            state = file.stat()
            states.append(
                f"{file.name} {state.st_size} {state.st_mtime_ns} {state.st_ino}"
            )
    return sha256("\n".join(states).encode())[:20]


def _copy(path: Path, draft: Path) -> None:
    shutil.copyfile(path, draft)
    _wal(draft).unlink(missing_ok=True)
    if _wal(
        path
    ).exists():  # a writer was killed after its commit: the copy replays it too
        shutil.copyfile(_wal(path), _wal(draft))


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _add_ledger(draft: Path, entries: bytes) -> None:
    with duckdb.connect(draft) as connection:
        connection.execute("DROP TABLE IF EXISTS ledger")
        connection.execute(_LEDGER)
        appender = connection.appender("ledger")
        appender.append_rows(_entries(entries))
        appender.flush()


def _entries(raw: bytes) -> Sequence[tuple[int, str, str, str]]:
    rows = []
    for number, line in enumerate(raw.decode("utf-8", "replace").split("\n"), 1):
        if line:
            rows.append((number, *_entry(line)))
    return rows


def _entry(line: str) -> tuple[str, str, str]:
    try:
        body = json.loads(line)
    except ValueError:
        return "damaged", "unknown", json.dumps(line)
    if not isinstance(body, dict):
        return "damaged", "unknown", line
    return str(body.get("kind", "unknown")), str(body.get("id", "unknown")), line


def _prune(directory: Path, newest: Path) -> None:
    others = sorted(
        directory.glob("*.duckdb"), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for file in [file for file in others if file != newest][KEPT - 1 :]:
        file.unlink(missing_ok=True)
