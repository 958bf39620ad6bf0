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

_LEDGER = """
    CREATE TABLE ledger (
        seq INTEGER NOT NULL, kind VARCHAR NOT NULL, id VARCHAR NOT NULL, time VARCHAR NOT NULL, body JSON NOT NULL
    )
"""


def one_line(error: Exception) -> str:
    """An error of DuckDB as one printable line, without the excerpt of the query."""
    text = str(error).split("\nLINE ")[0]
    return "".join(mark if mark.isprintable() else " " for mark in " ".join(text.split()))


def taken(
    path: Path,
    ledger: Path,
    directory: Path,
    copying: Callable[[], AbstractContextManager[None]],
) -> Path:
    """The snapshot of this state of store and ledger, made unless it is there; its name is a digest of the state."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with copying():
            target = directory / f"{_fingerprint(path, ledger)}.duckdb"
            if target.exists():
                return target
            draft = directory / f"{os.getpid()}.draft"
            _copy(path, draft)
            entries = _lines(ledger)
        _add_ledger(draft, [_row(number, line) for number, line in entries])
        os.replace(draft, target)
        _prune(directory, target)
    except OSError as error:
        raise StoreError(f"cannot make a snapshot in {directory}: {error.strerror}") from error
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
            return [column[0] for column in connection.description], connection.fetchmany(limit)
    except duckdb.Error as error:
        raise ParameterError(f"the query was refused: {one_line(error)}") from error


def _fingerprint(path: Path, ledger: Path) -> str:
    states = []
    for file in (path, _wal(path), ledger):
        if file.exists():
            state = file.stat()
            states.append(f"{file.name} {state.st_size} {state.st_mtime_ns} {state.st_ino}")
    return sha256("\n".join(states).encode())[:20]


def _copy(path: Path, draft: Path) -> None:
    shutil.copyfile(path, draft)
    _wal(draft).unlink(missing_ok=True)
    if _wal(path).exists():  # a writer was killed after its commit: the copy replays it too
        shutil.copyfile(_wal(path), _wal(draft))


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _add_ledger(draft: Path, entries: Sequence[tuple[int, str, str, str, str]]) -> None:
    with duckdb.connect(draft) as connection:
        connection.execute("DROP TABLE IF EXISTS ledger")
        connection.execute(_LEDGER)
        appender = connection.appender("ledger")
        appender.append_rows(entries)
        appender.flush()


def ledger_entries(ledger: Path) -> list[dict[str, Any]]:
    """The entries of a ledger file as JSON objects, without lines that are none; empty when there is no file."""
    parsed = [_parsed(line) for _, line in _lines(ledger)]
    return [entry for entry in parsed if entry["kind"] != "damaged"]


def _lines(ledger: Path) -> list[tuple[int, str]]:
    if not ledger.exists():
        return []
    text = ledger.read_bytes().decode("utf-8", "replace")
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line]


def _parsed(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if isinstance(entry, dict) and isinstance(entry.get("kind"), str) and isinstance(entry.get("body"), dict):
        return entry
    return {"kind": "damaged", "time": "unknown", "body": {"line": line}}


def _row(number: int, line: str) -> tuple[int, str, str, str, str]:
    entry = _parsed(line)
    name = entry["body"].get(f"{entry['kind']}_id", "unknown")
    return number, entry["kind"], str(name), str(entry.get("time", "unknown")), json.dumps(entry["body"])


def _prune(directory: Path, newest: Path) -> None:
    others = sorted(directory.glob("*.duckdb"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in [file for file in others if file != newest][KEPT - 1 :]:
        file.unlink(missing_ok=True)
