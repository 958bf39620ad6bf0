"""SQL DDL -> catalog: one operation per CREATE TABLE, with keys, references and comments.

The script is parsed, never run. Pointers are JSON pointers into what the script declares, "/ORDERS/ORDER_ID".
"""

import logging
import re
from collections.abc import Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from workbench.errors import TruthError
from workbench.identity import canonical, sha256
from workbench.later import later
from workbench.records import UNKNOWN
from workbench.truth.catalog import Catalog, Operation, Property
from workbench.truth.document import at, decode, under
from workbench.truth.table import sql_bounds, sql_type

if TYPE_CHECKING:
    import sqlglot
    from sqlglot import exp
else:
    sqlglot = later("sqlglot")
    exp = later("sqlglot.expressions")

# sqlglot warns on stderr about every statement it keeps as text; those are not tables, and nobody asked.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

Tables = dict[str, dict[str, Any]]


def read_ddl(data: bytes, name: str) -> Catalog:
    """The catalog of a DDL script; TruthError with line and column when it does not parse or declares no table."""
    tables = _declared(decode(data, name), name)
    if not any(table["columns"] for table in tables.values()):
        raise TruthError(f"{name}: no CREATE TABLE with columns is declared")
    operations = tuple(_table(key, table) for key, table in tables.items() if table["columns"])
    return Catalog(f"source-{sha256(data)[:20]}", "sql_ddl", name, operations, reread=partial(_reread, tables))


def _declared(text: str, name: str) -> Tables:
    tables: Tables = {}
    for statement in _statements(text, name):
        if isinstance(statement, exp.Create) and statement.kind == "TABLE":
            _create(statement, tables, name)
        elif isinstance(statement, exp.Comment):
            _comment(statement, tables)
    return tables


def _statements(text: str, name: str) -> list[Any]:
    """The statements of a script in the first dialect that reads it; the error of the first dialect otherwise."""
    complaint = ""
    for dialect in ("postgres", "mysql", "tsql", "oracle", "sqlite", ""):
        try:
            return [tree for tree in sqlglot.parse(text, dialect=dialect or None) if tree is not None]
        except sqlglot.errors.SqlglotError as error:
            complaint = complaint or _complaint(error)
    raise TruthError(f"{name}: {complaint}")


def _complaint(error: "sqlglot.errors.SqlglotError") -> str:
    details = getattr(error, "errors", None) or [{}]
    first = details[0]
    what = re.sub(r"\x1b\[\d+m", "", str(first.get("description") or error)).split("\n")[0]
    return f"line {first['line']}, column {first['col']}: {what}" if first.get("line") else what


def _create(statement: "exp.Create", tables: Tables, name: str) -> None:
    schema = statement.this
    if not isinstance(schema, exp.Schema):
        return
    table = schema.this.name
    if table in tables:
        raise TruthError(f"{name}: table {table!r} is created twice")
    columns: dict[str, dict[str, Any]] = {}
    for column in schema.find_all(exp.ColumnDef):
        if column.name in columns:
            raise TruthError(f"{name}: table {table!r} has two columns {column.name!r}")
        columns[column.name] = _facts(column)
    for name_, facts in _table_constraints(schema):
        if name_ in columns:
            columns[name_].update(facts)
    comment = statement.find(exp.SchemaCommentProperty)
    tables[table] = {"comment": comment.this.name if comment else "", "columns": columns}


def _facts(column: "exp.ColumnDef") -> dict[str, Any]:
    facts: dict[str, Any] = {"type": column.kind.sql() if column.kind else ""}
    for constraint in column.constraints:
        kind = constraint.kind
        if isinstance(kind, exp.PrimaryKeyColumnConstraint):
            facts["key"] = True
        elif isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null"):
            facts["required"] = True
        elif isinstance(kind, _supplying()):
            facts["supplied"] = True
        elif isinstance(kind, exp.CommentColumnConstraint):
            facts["comment"] = " ".join(kind.this.name.split())
        elif isinstance(kind, exp.Reference):
            facts["references"] = _reference(kind)
        elif isinstance(kind, exp.CheckColumnConstraint):
            facts["check"] = kind.this.sql()
    return facts


@cache
def _supplying() -> "tuple[type[exp.Expression], ...]":
    """Constraints by which the database itself gives a value."""
    return (
        exp.DefaultColumnConstraint,
        exp.GeneratedAsIdentityColumnConstraint,
        exp.AutoIncrementColumnConstraint,
        exp.ComputedColumnConstraint,
    )


def _table_constraints(schema: "exp.Schema") -> Iterator[tuple[str, dict[str, Any]]]:
    for key in schema.find_all(exp.PrimaryKey):
        for column in key.expressions:
            yield column.name, {"key": True}
    for foreign in schema.find_all(exp.ForeignKey):
        reference = foreign.args.get("reference")
        if isinstance(reference, exp.Reference):
            there = [identifier.name for identifier in getattr(reference.this, "expressions", [])]
            table = reference.find(exp.Table)
            for here, column in zip(foreign.expressions, there or [""], strict=False):
                yield (here.name, {"references": ".".join(w for w in (table.name if table else "", column) if w)})


def _reference(kind: "exp.Reference") -> str:
    table = kind.find(exp.Table)
    columns = [identifier.name for identifier in getattr(kind.this, "expressions", [])]
    return ".".join(word for word in (table.name if table else "", columns[0] if columns else "") if word)


def _comment(statement: "exp.Comment", tables: Tables) -> None:
    text = " ".join(statement.expression.name.split()) if statement.expression else ""
    words = [part.name for part in statement.this.find_all(exp.Identifier)]
    if statement.args.get("kind") == "TABLE" and words and words[-1] in tables:
        tables[words[-1]]["comment"] = text
    for table in words:
        column = next((word for word in words if table in tables and word in tables[table]["columns"]), "")
        if statement.args.get("kind") == "COLUMN" and column:
            tables[table]["columns"][column]["comment"] = text


def _table(name: str, table: dict[str, Any]) -> Operation:
    pointer = under("", name)
    return Operation(
        name=name,
        method="TABLE",
        path=name,
        description=table["comment"],
        properties=tuple(_column(name, column, facts) for column, facts in table["columns"].items()),
        pointer=pointer,
        quote=_table_quote(name, table),
    )


def _column(table: str, column: str, facts: dict[str, Any]) -> Property:
    kind = facts["type"]
    return Property(
        path=column,
        name=column,
        type=sql_type(kind),
        format=kind or UNKNOWN,
        **sql_bounds(kind),
        enum=tuple(
            re.findall(r"'([^']*)'", facts.get("check", "")) if " IN " in facts.get("check", "").upper() else ()
        ),
        required=bool(facts.get("required") or facts.get("key")),
        demanded=bool(facts.get("required") or facts.get("key")) and not _is_supplied(facts),
        is_key=bool(facts.get("key")),
        references=facts.get("references") or UNKNOWN,
        description=facts.get("comment", ""),
        where=("column",),
        pointer=under("", table, column),
        quote=_column_quote(column, facts),
    )


def _is_supplied(facts: dict[str, Any]) -> bool:
    return bool(facts.get("supplied")) or "SERIAL" in facts["type"].upper()


def _reread(tables: Tables, pointer: str) -> str:
    parts = pointer.split("/")
    table = at(tables, "/".join(parts[:2]))
    if len(parts) == 2:
        return _table_quote(parts[1], table)
    return _column_quote(parts[2], at(table["columns"], "/" + parts[2]))


def _table_quote(name: str, table: dict[str, Any]) -> str:
    return f"{name}: {canonical({'comment': table['comment'], 'columns': list(table['columns'])}).decode()}"


def _column_quote(column: str, facts: dict[str, Any]) -> str:
    return f"{column}: {canonical(facts).decode()}"
