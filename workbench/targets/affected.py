"""The rows that a statement changes, side by side: as they are, and as they would be."""

from collections.abc import Sequence
from typing import Any

from workbench.acts import SqlAction
from workbench.records import Record
from workbench.targets.rehearsal import Rehearsed
from workbench.textgate import show

MOST, WIDEST = 200, 200
"""Rows of one action and characters of a cell that are given; the change in words has them all."""

Row = dict[str, str]


class Changed(Record):
    """One row: what tells it from others, and its cells before and after; empty where there is no such row."""

    key: str
    before: Row
    after: Row


class Affected(Record):
    """The rows of one table that one statement changes; `more` are not given here."""

    table: str
    verb: str
    columns: tuple[str, ...]
    rows: tuple[Changed, ...]
    more: int


def affected(action: SqlAction, done: Rehearsed) -> Affected:
    """What a rehearsed statement changes."""
    named = {_key(row, done.key): row for row in done.before}
    after = {_key(row, done.key): row for row in done.after}
    keys = list({**named, **after})
    rows = [Changed(key=key, before=_cells(named.get(key)), after=_cells(after.get(key))) for key in keys[:MOST]]
    columns = dict.fromkeys(name for row in (*done.before, *done.after) for name in row)
    return Affected(
        table=show(action.path),
        verb=action.verb,
        columns=tuple(map(show, columns)),
        rows=tuple(rows),
        more=max(len(keys) - MOST, 0),
    )


def _key(row: dict[str, Any], key: Sequence[str]) -> str:
    return show(", ".join(f"{name}={row[name]}" for name in key))


def _cells(row: dict[str, Any] | None) -> Row:
    return {show(name): show(_cell(value))[:WIDEST] for name, value in (row or {}).items()}


def _cell(value: Any) -> str:
    """A cell in words: a date is `2026-01-31`, not the map that carries it."""
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value.values())))
    return "NULL" if value is None else str(value)
