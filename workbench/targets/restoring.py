"""Statements that put rows back as they were: the undo of an INSERT, an UPDATE or a DELETE, row by row, by key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.acts import SqlDraft
from workbench.later import later
from workbench.targets.cells import from_json
from workbench.targets.rehearsal import Row, column, inserted_keys, table_of
from workbench.targets.session import Session
from workbench.targets.statement import Statement, written

if TYPE_CHECKING:
    from sqlglot import exp
else:
    exp = later("sqlglot.expressions")


def restoring(session: Session, statement: Statement, given: Sequence[Row], before: Sequence[Row]) -> SqlDraft:
    """The draft that undoes a statement which ran with these rows of parameters and found these rows."""
    table = table_of(statement)
    key = session.key(table.sql(dialect=statement.dialect))
    if statement.verb == "insert":
        values = [{name: from_json(cell) for name, cell in row.items()} for row in given]
        keys = inserted_keys(statement, key, values)
        rows = [{f"c{at}": cell for at, cell in enumerate(one)} for one in keys]
        return _draft(exp.Delete(this=table, where=_where(key, key)), statement, rows)
    columns = list(before[0])
    rows = [{f"c{at}": row[name] for at, name in enumerate(columns)} for row in before]
    if statement.verb == "delete":
        return _draft(_insert(table, columns), statement, rows)
    settings = [exp.EQ(this=column(name), expression=_held(at)) for at, name in enumerate(columns) if name not in key]
    return _draft(exp.Update(this=table, expressions=settings, where=_where(key, columns)), statement, rows)


def _draft(tree: "exp.Expression", statement: Statement, rows: Sequence[Row]) -> SqlDraft:
    return SqlDraft(statement=written(tree, statement.dialect), rows=tuple(rows))


def _insert(table: "exp.Expression", columns: Sequence[str]) -> "exp.Expression":
    names = [exp.to_identifier(name, quoted=True) for name in columns]
    values = exp.Values(expressions=[exp.Tuple(expressions=[_held(at) for at in range(len(columns))])])
    return exp.Insert(this=exp.Schema(this=table, expressions=names), expression=values)


def _where(key: Sequence[str], columns: Sequence[str]) -> "exp.Where":
    parts = [exp.EQ(this=column(name), expression=_held(columns.index(name))) for name in key]
    return exp.Where(this=exp.and_(*parts))


def _held(at: int) -> "exp.Placeholder":
    return exp.Placeholder(this=f"c{at}")
