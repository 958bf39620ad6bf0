"""The ledger as the store sees it: entries read as they lie in the file, for lineage and for users' SQL.

Nothing here verifies or appends; that is the ledger's own work.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.acts import moment
from workbench.records import UNKNOWN

DAMAGED = "damaged"

Row = tuple[int, str, str, datetime | None, str, str]
"""seq (line of the file, from 1), kind, id, time, body and peer as JSON text."""


def entries(ledger: Path) -> list[dict[str, Any]]:
    """The entries in order as JSON objects, without lines that are none; empty when there is no file."""
    parsed = [_parsed(line) for _, line in _lines(ledger)]
    return [entry for entry in parsed if entry["kind"] != DAMAGED]


def ledger_rows(ledger: Path) -> list[Row]:
    """One row of table `ledger` per line; a line that is no entry has kind `damaged`."""
    return [_row(number, line) for number, line in _lines(ledger)]


def _lines(ledger: Path) -> list[tuple[int, str]]:
    if not ledger.exists():
        return []
    text = ledger.read_bytes().decode("utf-8", "replace")
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line]


def _parsed(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if isinstance(entry, dict) and isinstance(entry.get("kind"), str) and isinstance(entry.get("body"), dict):
        return entry
    return {"kind": DAMAGED, "body": {"line": line}}


def _row(number: int, line: str) -> Row:
    entry = _parsed(line)
    name = entry["body"].get(f"{entry['kind']}_id", UNKNOWN)
    try:
        time = moment(entry["time"]).replace(tzinfo=None)
    except (KeyError, TypeError, ValueError):
        time = None
    peer = entry.get("peer")
    said = _body(entry["body"]), _body(peer if isinstance(peer, dict) else {})
    return number, _storable(entry["kind"]), _storable(str(name)), time, *said


def _body(body: dict[str, Any]) -> str:
    try:
        return _storable(json.dumps(body, ensure_ascii=False, allow_nan=False))
    except ValueError:  # NaN, which Python reads and DuckDB does not
        return json.dumps({"line": "holds a number that is no JSON"})


def _storable(text: str) -> str:
    # A lone surrogate is no text to DuckDB; one bad line must not hide the others.
    return text.encode("utf-8", "replace").decode()
