"""A damaged store made anew: table by table from what can still be read of it, else from the newest snapshot.

    found = salvage(Path("mine"))      # None: the store is whole, and nothing was done
    found.lost                         # tables that neither the store nor a snapshot gave

What an agent said can be had again: documents are read from their files, and what a model answered is recorded. What
people decided is in the ledger, which is another file. The damaged store is kept beside the new one.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from workbench.errors import StoreError
from workbench.records import Record
from workbench.store.engine import one_line
from workbench.store.store import Store

NOWHERE = "nowhere"
"""The source of a table that could not be read."""


class Saved(Record):
    """One table: how many rows the new store has of it, and the file that they were read from."""

    table: str
    rows: int
    source: str


class Salvaged(Record):
    """What became of a damaged store. kept: the damaged file; why: what was wrong with it, in one line."""

    kept: Path
    why: str
    tables: tuple[Saved, ...]

    @property
    def lost(self) -> list[str]:
        """The tables that are empty because nothing of them could be read."""
        return [one.table for one in self.tables if one.source == NOWHERE]


def salvage(home: Path) -> Salvaged | None:
    """What was saved, once the new store stands in the place of the damaged one; nothing where that one is whole.

    Raises StoreError where there is no store, or no new one can be made.
    """
    store = Store.at(home)
    if not store.path.exists():
        raise StoreError(f"there is no store {store.path}; `workbench run` makes one")
    try:
        with store.alone():
            why = _fault(store.path)
            return _anew(store, why) if why else None
    except OSError as error:
        raise StoreError(f"cannot make the store {store.path} anew: {error.strerror}") from error


def _anew(store: Store, why: str) -> Salvaged:
    room = store.directory / "salvage"
    shutil.rmtree(room, ignore_errors=True)
    new = Store(room)
    sources = _sources(store, room)
    tables = _saved(new.path, [table for table in new.columns if table != "schema_version"], sources)
    kept = _aside(store.path)
    os.replace(new.path, store.path)
    shutil.rmtree(room)
    return Salvaged(kept=kept, why=why, tables=tuple(tables))


def _sources(store: Store, room: Path) -> list[Path]:
    """What a table may be read from: the store, the store without its log, and snapshots, the newest first."""
    without = room / "without-log.duckdb"
    shutil.copyfile(store.path, without)
    snapshots = sorted(store.directory.glob("snapshots/*.duckdb"), key=lambda file: -file.stat().st_mtime)
    return [store.path, without, *snapshots]


def _fault(path: Path) -> str:
    """Why not every row of every table can be read; nothing when it can."""
    try:
        with closing(_opened(path)) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
                connection.execute(f'SELECT max(hash(entire)) FROM "{table}" AS entire').fetchall()
    except duckdb.Error as error:
        return one_line(error)
    return ""


def _saved(new: Path, tables: Sequence[str], sources: Sequence[Path]) -> list[Saved]:
    """Each table from the first source that gives all of its rows."""
    found: dict[str, Saved] = {}
    for source in sources:
        left = [table for table in tables if table not in found]
        while left:
            done, left = _taken(new, left, source)
            found |= {one.table: one for one in done}
    return [found.get(table, Saved(table=table, rows=0, source=NOWHERE)) for table in tables]


def _taken(new: Path, tables: Sequence[str], source: Path) -> tuple[list[Saved], list[str]]:
    """What was taken of these tables up to the first that cannot be read, and those behind it."""
    done: list[Saved] = []
    try:
        # Up to the first fault: DuckDB closes a database for good when it comes upon some kinds of damage.
        with closing(duckdb.connect(new)) as connection:
            connection.execute(f"ATTACH '{_quoted(source)}' AS source (READ_ONLY)")
            for table in tables:
                connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM source."{table}"')
                rows = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]
                done.append(Saved(table=table, rows=rows, source=source.name))
    except duckdb.Error:
        return done, list(tables[len(done) + 1 :])
    return done, []


def _aside(path: Path) -> Path:
    """The damaged store under another name, with its log; its own name is free for the log of the new one."""
    kept = next(one for one in _names(path) if not one.exists())
    log = path.with_name(path.name + ".wal")
    if log.exists():
        os.replace(log, kept.with_name(kept.name + ".wal"))
    os.link(path, kept)
    return kept


def _names(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield path.with_name(f"damaged-{number:03d}.duckdb")
        number += 1


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
