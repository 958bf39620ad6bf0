"""Which migrations a store has, which it needs, and whether somebody else changed its tables.

Migrations are the numbered .sql files beside this package, each applied once, all in one transaction. The store keeps
the SHA-256 of every file it applied and of the tables that came out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from workbench.errors import StoreError
from workbench.identity import canonical, sha256

COLUMNS = """
    SELECT table_name, column_name, data_type FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal
      AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database())
    ORDER BY table_name, column_index
"""
"""SQL: table, column, type of every stored table."""

Column = tuple[str, str, str]
"""Table, column, type."""

APPLIED = "SELECT version, name, sha256, shape FROM schema_version ORDER BY version"


@dataclass(frozen=True)
class Migration:
    """One numbered .sql file."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of its text."""
        return sha256(self.sql.encode())


def migrations() -> list[Migration]:
    """All migrations that come with this program, oldest first."""
    files = [item for item in resources.files("workbench").joinpath("sql").iterdir() if item.name[:3].isdigit()]
    return [Migration(int(file.name[:3]), file.name, file.read_text("utf-8")) for file in sorted(files, key=str)]


def shape(columns: Sequence[Column]) -> str:
    """A digest of tables, columns and types, as `COLUMNS` gives them."""
    return sha256(canonical([list(column) for column in columns]))


def pending(applied: Sequence[tuple[Any, ...]], own: Sequence[Migration], columns: Sequence[Column]) -> list[Migration]:
    """The migrations that are still to be applied, in order.

    Raises StoreError when the store is newer than this program, was made by other migrations, or was changed by hand.
    """
    if not applied and columns:
        raise StoreError("not a store of this program: it has tables but no schema_version")
    if len(applied) > len(own):
        raise StoreError(f"newer than this program: schema {applied[-1][0]}, known up to {own[-1].version}; upgrade")
    for (version, name, digest, _), mine in zip(applied, own, strict=False):
        if (version, name, digest) != (mine.version, mine.name, mine.sha256):
            raise StoreError(f"made by another program: its migration {name} is not this program's {mine.name}")
    if applied and applied[-1][3] != shape(columns):
        raise StoreError("its tables were changed by hand: they are not what its migrations made")
    return list(own[len(applied) :])
