"""What a statement does to a database, measured by doing it in a transaction that is rolled back or, later, committed.

Rows are told apart by their primary key, so before and after can be compared row by row, and undone row by row. Tables
without one are refused. The same code runs when a proposal is made, when it is shown and when it is executed; the
hashes of the rows before and after must be equal each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import NotAllowed
from workbench.later import later
from workbench.targets.cells import from_json, rows_hash, to_json
from workbench.targets.session import Session
from workbench.targets.statement import Query, Statement, query

if TYPE_CHECKING:
    from sqlglot import exp
else:
    exp = later("sqlglot.expressions")

CHUNK = 200
"""Keys asked for in one query."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Rehearsed:
    """The affected rows before and after, as JSON values by column, and how many changes the engine counted."""

    before: list[Row]
    after: list[Row]
    changed: int
    whole_table: bool
    key: list[str]

    def hashes(self, statement: Statement) -> tuple[str, str]:
        """The hashes before and after. Of an inserted row the columns that were given count: the rest is the engine's
        choice (a default, a clock), and would make a proposal void itself."""
        if statement.verb != "insert":
            return rows_hash(self.before), rows_hash(self.after)
        wanted = {name.lower() for name in statement.columns}
        return rows_hash(self.before), rows_hash(
            [{name: cell for name, cell in row.items() if name.lower() in wanted} for row in self.after]
        )


def rehearse(session: Session, statement: Statement, rows: Sequence[Row]) -> Rehearsed:
    """Run a statement once for each row of parameters. The transaction stays open. Raises NotAllowed."""
    values = [{name: from_json(cell) for name, cell in row.items()} for row in rows]
    key = _key(session, statement)
    if statement.verb == "insert":
        keys = inserted_keys(statement, key, values)
        before = _by_keys(session, statement, key, keys)
        if before:
            raise NotAllowed(f"{statement.name} has a row with key {[before[0][name] for name in key]} already")
    else:
        before = _matching(session, statement, key, values)
        keys = [[row[name] for name in key] for row in before]
    whole = _is_whole(session, statement, len(before))
    native = statement.query()
    changed = sum(session.run(native, one) for one in values)
    return Rehearsed(before, _by_keys(session, statement, key, keys), changed, whole, key)


def table_of(statement: Statement) -> "exp.Expression":
    """The table, as a piece of another statement."""
    found = statement.tree.find(exp.Table)
    return (
        exp.Table(this=found.this.copy(), db=found.args["db"].copy() if found.args.get("db") else None)
        if found
        else exp.Table()
    )


def _key(session: Session, statement: Statement) -> list[str]:
    key = session.key(table_of(statement).sql(dialect=statement.dialect))
    if not key:
        raise NotAllowed(f"table {statement.name!r} is not there or has no primary key; its rows cannot be told apart")
    if statement.verb == "update" and (moved := {name.lower() for name in key} & _lower(statement.columns)):
        raise NotAllowed(f"column {sorted(moved)[0]!r} is the key of {statement.name}; a key is not updated")
    if statement.verb == "insert" and (lacking := {name.lower() for name in key} - _lower(statement.columns)):
        raise NotAllowed(f"column {sorted(lacking)[0]!r} is the key of {statement.name}; an INSERT gives it")
    return key


def _matching(
    session: Session, statement: Statement, key: Sequence[str], values: Sequence[Mapping[str, Any]]
) -> list[Row]:
    where = statement.where()
    if len(values) > 1 and (names := _keyed(where, key)) and all(set(names) <= set(one) for one in values):
        return _by_keys(session, statement, key, [[to_json(one[name]) for name in names] for one in values])
    select = exp.select("*").from_(table_of(statement))
    select = select.where(where.copy()) if where is not None else select
    native = query(select, statement.dialect)
    return _unique([row for one in values for row in _fetch(session, native, one)], key)


def _keyed(where: Any, key: Sequence[str]) -> list[str]:
    """The parameters that give the key, when the condition is `key = :parameter` and nothing else: those rows can be
    fetched many at a time."""
    parts = list(where.flatten()) if isinstance(where, exp.And) else [where]
    found = {
        part.this.name.lower(): str(part.expression.this)
        for part in parts
        if isinstance(part, exp.EQ)
        and isinstance(part.this, exp.Column)
        and isinstance(part.expression, exp.Placeholder)
    }
    whole = len(parts) == len(found) == len(key) and set(found) == {name.lower() for name in key}
    return [found[name.lower()] for name in key] if whole else []


def _by_keys(session: Session, statement: Statement, key: Sequence[str], keys: Sequence[Sequence[Any]]) -> list[Row]:
    found: list[Row] = []
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        values = {f"k{row}_{part}": from_json(cell) for row, one in enumerate(chunk) for part, cell in enumerate(one)}
        names = [[f"k{row}_{part}" for part in range(len(key))] for row in range(len(chunk))]
        select = exp.select("*").from_(table_of(statement)).where(_any_key(key, names))
        found += _fetch(session, query(select, statement.dialect), values)
    return _unique(found, key)


def _any_key(key: Sequence[str], names: Sequence[Sequence[str]]) -> Any:
    if len(key) == 1:
        holders = [exp.Placeholder(this=one[0]) for one in names]
        return exp.In(this=column(key[0]), expressions=holders)
    rows = [
        exp.and_(
            *(
                exp.EQ(this=column(part), expression=exp.Placeholder(this=name))
                for part, name in zip(key, one, strict=True)
            )
        )
        for one in names
    ]
    return exp.or_(*rows)


def column(name: str) -> "exp.Column":
    """A column, quoted."""
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def _fetch(session: Session, native: Query, values: Mapping[str, Any]) -> list[Row]:
    columns, rows = session.rows(native, values)
    return [dict(zip(columns, map(to_json, row), strict=True)) for row in rows]


def _unique(rows: Sequence[Row], key: Sequence[str]) -> list[Row]:
    return list({str([row[name] for name in key]): row for row in rows}.values())


def _is_whole(session: Session, statement: Statement, affected: int) -> bool:
    if statement.verb == "insert" or affected < 2:
        return False
    count = exp.select(exp.Count(this=exp.Star())).from_(table_of(statement))
    return bool(session.rows(query(count, statement.dialect), {})[1][0][0] <= affected)


def inserted_keys(statement: Statement, key: Sequence[str], values: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The keys of the rows that an INSERT makes."""
    given: Any = statement.tree.args["expression"]
    pieces = dict(zip((name.lower() for name in statement.columns), given.expressions[0].expressions, strict=True))
    keys = []
    for one in values:
        keys.append([to_json(_value(statement, pieces[name.lower()], one)) for name in key])
    return keys


def _value(statement: Statement, piece: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(piece, exp.Placeholder) and str(piece.this) in values:
        return values[str(piece.this)]
    if isinstance(piece, exp.Literal):
        return piece.to_py()
    raise NotAllowed(f"the key of a row for {statement.name} is neither a parameter with a value nor a plain value")


def _lower(names: Sequence[str]) -> set[str]:
    return {name.lower() for name in names}
