"""A schema CSV -> catalog: one row per column.

A row without a column describes the table alone. Columns `table` and `column` are needed; `type`, `description`,
`table_description`, `is_key` and `foreign_key` ("[TABLE, column]") are read when they are there.
"""

import re
from functools import partial

from workbench.errors import TruthError
from workbench.identity import sha256
from workbench.records import UNKNOWN
from workbench.truth.catalog import Catalog, Operation, Property
from workbench.truth.rows import parse_rows
from workbench.truth.table import row_text, sql_bounds, sql_type

_YES = ("yes", "y", "true", "1", "pk", "pri", "primary", "primary key")
_NOTHING = ("nan", "null", "none", "n/a", "-")
"""What other programs write into an empty cell; a table or a column may be called so, elsewhere it says nothing."""
_COLUMN_CELLS = ("table", "column", "type", "description", "is_key", "foreign_key")


def read_schema_csv(data: bytes, name: str) -> Catalog:
    """The catalog of a schema CSV; TruthError with the row of a column that stands twice with different types."""
    rows = [_unsaid(row) for row in parse_rows(data, name, ("table", "column"))]
    tables: dict[str, dict[str, Property]] = {}
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if not row["table"]:
            raise TruthError(f"{name}: row {number}: the table of column {row['column']!r} is not given")
        columns = tables.setdefault(row["table"], {})
        first.setdefault(row["table"], number)
        if not row["column"]:  # a row about the table alone
            continue
        item = _column(row, number)
        known = columns.setdefault(item.name, item)
        if known.type != item.type:
            raise TruthError(
                f"{name}: row {number}: {row['table']}.{item.name} is {item.type} and at {known.pointer} {known.type}"
            )
    operations = tuple(_table(table, columns, rows, first[table]) for table, columns in tables.items())
    return Catalog(f"source-{sha256(data)[:20]}", "schema_csv", name, operations, reread=partial(_reread, rows))


def _unsaid(row: dict[str, str]) -> dict[str, str]:
    names = ("table", "column")
    return {key: "" if key not in names and cell.lower() in _NOTHING else cell for key, cell in row.items()}


def _column(row: dict[str, str], number: int) -> Property:
    kind = row.get("type", "")
    return Property(
        path=row["column"],
        name=row["column"],
        type=sql_type(kind),
        format=kind or UNKNOWN,
        **sql_bounds(kind),
        is_key=row.get("is_key", "").lower() in _YES,
        references=_reference(row.get("foreign_key", "")),
        description=" ".join(row.get("description", "").split()),
        where=("column",),
        pointer=f"row:{number}",
        quote=_column_quote(row),
    )


def _table(table: str, columns: dict[str, Property], rows: list[dict[str, str]], first: int) -> Operation:
    said = rows[first - 1].get("table_description", "")
    return Operation(
        name=table,
        method="TABLE",
        path=table,
        description=" ".join(said.split()),
        properties=tuple(columns.values()),
        pointer=f"row:{first}:table",
        quote=_table_quote(rows[first - 1]),
    )


def _reread(rows: list[dict[str, str]], pointer: str) -> str:
    word, number, *rest = pointer.split(":")
    if word != "row" or not number.isdigit() or not 1 <= int(number) <= len(rows):
        raise LookupError(pointer)
    row = rows[int(number) - 1]
    return _table_quote(row) if rest == ["table"] else _column_quote(row)


def _column_quote(row: dict[str, str]) -> str:
    return row_text({key: row.get(key, "") for key in _COLUMN_CELLS})


def _table_quote(row: dict[str, str]) -> str:
    return row_text({key: row.get(key, "") for key in ("table", "table_description")})


def _reference(text: str) -> str:
    """`[PATIENTS, SUBJECT_ID]`, `PATIENTS.SUBJECT_ID` or `PATIENTS(SUBJECT_ID)` as "PATIENTS.SUBJECT_ID"."""
    words = re.findall(r"[A-Za-z_][\w$#]*", text)
    return ".".join(words[:2]) if len(words) >= 2 else (words[0] if words else UNKNOWN)
