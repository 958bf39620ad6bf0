"""The SQL that may be proposed: one INSERT of values, UPDATE or DELETE of one table, built of listed pieces only.

Whatever is not on the list is refused: subqueries, functions that are not named below, comments that hide code, several
statements, anything the parser does not know. The statement that is stored is not the text that came in but what the
parser understood, written out again; so what a person reads is what the engine is given.

>>> parse("update accounts set name = :name where id = :id -- drop", "sqlite").text
'UPDATE accounts SET name = :name WHERE id = :id'
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from workbench.errors import NotAllowed
from workbench.later import later
from workbench.textgate import scan

if TYPE_CHECKING:
    import sqlglot
    from sqlglot import exp
else:
    sqlglot = later("sqlglot")
    exp = later("sqlglot.expressions")

Dialect = Literal["duckdb", "sqlite", "postgres"]

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what is refused here anyway

MAX_CHARS = 20_000
"""Characters of a statement; data belongs into its rows."""

RECEIPTS = "workbench_receipts"
"""The executor's own table in a database target; no proposal may name it."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Statement:
    """A statement that was understood. `columns` are those of an INSERT or the ones an UPDATE sets."""

    tree: "exp.Expression"
    verb: Literal["insert", "update", "delete"]
    schema: str
    table: str
    columns: tuple[str, ...]
    dialect: Dialect

    @property
    def text(self) -> str:
        """The statement written out, with `:name` for parameters."""
        return written(self.tree, self.dialect)

    @property
    def name(self) -> str:
        """The table, with its schema when it is given."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    def query(self) -> "Query":
        """The statement as the engine takes it."""
        return query(self.tree, self.dialect)

    def where(self) -> "exp.Expression | None":
        """The condition of an UPDATE or DELETE."""
        found: exp.Where | None = self.tree.args.get("where")
        return found.this if found else None


def parse(text: str, dialect: Dialect) -> Statement:
    """The statement in a text. Raises NotAllowed with the piece that is not on the list."""
    tree = _tree(text, dialect)
    table = tree.find(exp.Table)
    if table is None or {name for name, value in table.args.items() if value} - {"this", "db"}:
        raise NotAllowed(f"{text[:80]!r}: one table, without catalog, alias or options")
    if not all(_NAME.fullmatch(name) for name in (table.name, table.db or "x")):
        raise NotAllowed(
            f"{text[:80]!r}: a table is named with letters, digits and _, so that a.b is always schema.table"
        )
    if table.name.lower() == RECEIPTS:
        raise NotAllowed(f"{RECEIPTS} is the executor's own table")
    _plain(tree, table, text)
    verb: Any = tree.key
    return Statement(
        tree=tree,
        verb=verb,
        schema=table.db,
        table=table.name,
        columns=_columns(tree, text),
        dialect=dialect,
    )


@dataclass(frozen=True)
class Query:
    """SQL as an engine takes it: parameters are `:name` or `$name`; in PostgreSQL `$1`, in the order of `names`."""

    text: str
    names: tuple[str, ...]


def query(tree: Any, dialect: Dialect) -> Query:
    """A tree as the engine takes it."""
    names = tuple(dict.fromkeys(str(found.this) for found in tree.find_all(exp.Placeholder)))
    return Query(written(tree, dialect, lambda name: f"${names.index(name) + 1}"), names)


def _tree(text: str, dialect: Dialect) -> "exp.Expression":
    if len(text) > MAX_CHARS or scan(text) or "/*" in text:
        raise NotAllowed(f"{text[:80]!r}: a statement has at most {MAX_CHARS} plain characters and no /* comment")
    try:
        trees = sqlglot.parse(text, read=dialect)
        first = trees[0] if len(trees) == 1 else None
        if not isinstance(first, exp.Insert | exp.Update | exp.Delete):
            raise NotAllowed(f"{text[:80]!r}: exactly one INSERT, UPDATE or DELETE")
        plain = written(first, dialect)
        again = sqlglot.parse(plain, read=dialect)[0]
        if again is None or written(again, dialect) != plain:
            raise NotAllowed(f"{text[:80]!r}: cannot be written out without changing it")
    except (sqlglot.errors.SqlglotError, RecursionError) as fault:
        said = "nested too deep" if isinstance(fault, RecursionError) else str(fault).splitlines()[0][:120]
        raise NotAllowed(f"{text[:80]!r}: not understood ({said})") from None
    return first


@cache
def _pieces() -> "frozenset[type[exp.Expression]]":
    """What a statement may be built of."""
    return frozenset((
        exp.Insert, exp.Update, exp.Delete, exp.Schema, exp.Values, exp.Tuple, exp.Table, exp.Identifier, exp.Column,
        exp.Where, exp.Placeholder, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.And, exp.Or, exp.Not, exp.EQ,
        exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like, exp.Add, exp.Sub, exp.Mul,
        exp.Div, exp.Mod, exp.Neg, exp.DPipe, exp.Cast, exp.DataType, exp.DataTypeParam, exp.Case, exp.If, exp.Coalesce,
        exp.Upper, exp.Lower, exp.Trim, exp.Length, exp.Abs, exp.Round,
    ))  # fmt: skip


def _plain(tree: "exp.Expression", table: "exp.Table", text: str) -> None:
    for piece in tree.walk():
        if type(piece) not in _pieces():
            raise NotAllowed(f"{text[:80]!r}: {piece.key} is not among the pieces that may be proposed")
        if isinstance(piece, exp.Table) and piece is not table:
            raise NotAllowed(f"{text[:80]!r}: a second table, {piece.name}")
        if isinstance(piece, exp.Column) and piece.table not in ("", table.name):
            raise NotAllowed(f"{text[:80]!r}: column {piece.sql()} is not of {table.name}")
        if isinstance(piece, exp.Placeholder) and not str(piece.this or "").isidentifier():
            raise NotAllowed(f"{text[:80]!r}: a parameter without a name; write :name")
    allowed = {
        "insert": {"this", "expression"},
        "update": {"this", "expressions", "where"},
        "delete": {"this", "where"},
    }
    given = {name for name, value in tree.args.items() if value not in (None, False, [], "")}
    if more := given - allowed[tree.key]:
        raise NotAllowed(f"{text[:80]!r}: {', '.join(sorted(more))} cannot be proposed")


def _columns(tree: "exp.Expression", text: str) -> tuple[str, ...]:
    if isinstance(tree, exp.Update):
        if not all(isinstance(one, exp.EQ) and isinstance(one.this, exp.Column) for one in tree.expressions):
            raise NotAllowed(f"{text[:80]!r}: SET column = value, one by one")
        return tuple(assignment.this.name for assignment in tree.expressions)
    if isinstance(tree, exp.Delete):
        return ()
    values = tree.args.get("expression")
    if not isinstance(tree.this, exp.Schema) or not isinstance(values, exp.Values) or len(values.expressions) != 1:
        raise NotAllowed(f"{text[:80]!r}: INSERT INTO table (columns) VALUES (one row); many rows are parameters")
    return tuple(column.name for column in tree.this.expressions)


def written(tree: Any, dialect: Dialect, mark: Callable[[str], str] = ":{}".format) -> str:
    """A tree as text; `mark` writes PostgreSQL's parameters."""

    def placed(piece: Any) -> Any:
        postgres = dialect == "postgres" and isinstance(piece, exp.Placeholder)
        return exp.Var(this=mark(str(piece.this))) if postgres else piece

    return str(tree.transform(placed).sql(dialect=dialect, comments=False)).replace("\n", " ")
