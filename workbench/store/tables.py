"""Which rows are new: things are known by a key, histories by what was said last.

A thing (a claim, a chunk) is added once. A history (verdicts of a claim, states of a run) grows when the newest row of
its subject says something else, so a state that comes back is recorded again and a repetition is not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from json import JSONEncoder
from operator import itemgetter
from typing import Any

from pydantic import BaseModel

from workbench.errors import StoreError

Row = Mapping[str, Any] | tuple[str | int, ...]
"""Column -> value; or the values of a table without JSON, in order."""

THINGS: dict[str, tuple[str, ...]] = {
    "spec": ("spec_id",),
    "revision": ("spec_id", "revises"),
    "line_class": ("spec_id", "first"),
    "chunk": ("spec_id", "chunk_id"),
    "claim": ("claim_id",),
    "fact": ("fact_id",),
    "mention": ("spec_id", "name", "line", "how"),
    "run": ("run_id",),
    "truth_source": ("source_id",),
    "edge": ("src", "dst", "kind"),
}
"""Table -> the columns that make a row the same thing."""

HISTORIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "read": (("agent", "chunk_id"), ("read_id", "calls", "prompt")),
    "verdict": (("claim_id",), ("verdict_id", "sources")),
    "fact_status": (("fact_id",), ("state", "reason", "who")),
    "waiver": (("name",), ("who", "reason")),
    "endpoint_state": (("program",), ("run_id", "state", "reason")),
    "run_state": (("run_id",), ("state", "detail")),
    "call": (("call_id",), ("state", "detail")),
    "notebook_run": (
        ("batch_id", "ordinal"),
        ("notebook", "parameters", "state", "detail", "output", "seconds", "run_key", "engine", "attempt", "figures"),
    ),
}
"""Table -> the columns of its subject, and the columns in which the newest row may differ."""

Columns = Mapping[str, str]
"""Column -> DuckDB type, in the order of the table."""


def stored(table: str, columns: Columns, rows: Iterable[Row], now: datetime) -> list[tuple[Any, ...]]:
    """Rows as the table takes them: every column in order, JSON as canonical text, `added_at` now unless given.

    Raises StoreError when a row has a column too many or too few, or a JSON value that is none.
    """
    place, json = _placing(columns, now), [at for at, kind in enumerate(columns.values()) if kind == "JSON"]
    made: list[tuple[Any, ...]] = []
    for row in rows:
        if type(row) is tuple and len(row) == len(columns) and not json:
            made.append(row)
            continue
        try:
            values = place(row)
        except (KeyError, TypeError):
            raise StoreError(f"a row of {table} has wrong columns: {_wrong(columns, row)}") from None
        try:
            for at in json:
                if type(values[at]) is not Encoded:
                    values[at] = encoded(values[at])
        except (TypeError, ValueError) as error:
            raise StoreError(f"a row of {table} holds a value that is no JSON: {error}") from error
        made.append(tuple(values))
    return made


def _placing(columns: Columns, now: datetime) -> Callable[[Row], list[Any]]:
    """What gives the values of a row in the order of the columns; KeyError or TypeError for a row of other columns."""
    untimed = [name for name in columns if name != "added_at"]
    every, rest, at = itemgetter(*columns), itemgetter(*untimed), [*columns, "added_at"].index("added_at")

    def place(row: Row) -> list[Any]:
        if len(row) == len(columns):
            return list(every(row))
        if len(row) != len(untimed):
            raise KeyError
        values = list(rest(row))
        values.insert(at, now)
        return values

    return place


def _wrong(columns: Columns, row: Row) -> list[str]:
    """The columns that a row has too many or too few."""
    given = set(row) if isinstance(row, Mapping) else {f"column {at}" for at in range(len(row))}
    return sorted((given ^ columns.keys()) - ({"added_at"} - given))


def known_sql(table: str) -> str:
    """SQL that gives what `fresh` must know about some subjects; parameters: one list per key column."""
    key, said = _subject(table)
    asked = ", ".join(f"unnest(?) AS {name}" for name in key)
    same = " AND ".join(f"known.{name} = asked.{name}" for name in key)
    wanted = ", ".join(f"known.{name}" for name in key + said)
    order = " ORDER BY known.rowid" if said else ""
    return f"SELECT {wanted} FROM (SELECT DISTINCT {asked}) asked JOIN {table} known ON {same}{order}"


def key_lists(table: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The values of the key columns, one list per column: the parameters of `known_sql`."""
    places = _places(columns, _subject(table)[0])
    return [[row[place] for row in rows] for place in places]


def fresh(
    table: str,
    columns: Columns,
    rows: Iterable[tuple[Any, ...]],
    known: Iterable[tuple[Any, ...]],
) -> list[tuple[Any, ...]]:
    """Those rows that add something to what is known, in order; `known` is the result of `known_sql`."""
    key, said = _subject(table)
    if key == tuple(columns):  # every row is its own subject
        there = set(known)
        return [row for row in dict.fromkeys(rows) if row not in there]
    width, subject_of, says_of = len(key), _taker(_places(columns, key)), _taker(_places(columns, said))
    newest = {row[:width]: row[width:] for row in known}
    if not said:
        first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for row in rows:
            first.setdefault(subject_of(row), row)
        return [row for subject, row in first.items() if subject not in newest]
    new = []
    for row in rows:
        subject, says = subject_of(row), says_of(row)
        if newest.get(subject) != says:
            newest[subject] = says
            new.append(row)
    return new


def _subject(table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (THINGS[table], ()) if table in THINGS else HISTORIES[table]


def _places(columns: Columns, names: Sequence[str]) -> list[int]:
    order = list(columns)
    return [order.index(name) for name in names]


def _taker(places: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """What gives the values at some places of a row, as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda row: (row[places[0]],)) if places else (lambda row: ())


class Encoded(str):
    """A JSON value as its canonical text already: what two tables hold is written out once."""


_NONE = Encoded("[]")


def encoded(value: Any) -> Encoded:
    """A JSON value, records and tuples of records too, as canonical text."""
    if type(value) is Encoded:
        return value
    return _NONE if value == () else Encoded(_ENCODER.encode(value))


def _dumped(value: Any) -> Any:
    if isinstance(value, BaseModel):
        # `model_dump` does just this, and takes as long again before it does.
        return value.__pydantic_serializer__.to_python(value, mode="json")
    raise TypeError(f"a {type(value).__name__}")


# The form of `identity.canonical`; made once, because a new encoder per value is half of what storing a claim costs.
_ENCODER = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_dumped)
