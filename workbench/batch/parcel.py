"""Parcels: a project as it is sent to another machine, and what a run made there as it comes back.

There goes everything a notebook reads: settings, policy, documents, the store, what the ledger says. Nobody's key goes,
neither `keys/` nor the executor's; the ledger over there is a copy without any authority. Back come rows of the store,
proposals and new blobs; the process that submitted the batch files them, so nothing else writes its store and ledger.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workbench.acts import Proposal
from workbench.blobs import Blobs
from workbench.ledger import Ledger, ledger_of
from workbench.policy import Policy
from workbench.proposal import proposals, submit
from workbench.store import Store
from workbench.store.tables import HISTORIES, THINGS

LEFT_OUT = ("data/store/", "data/runs/", "data/out/", "keys/", ".venv/", ".git/")
STORED = ("data/store/blobs/", "data/store/profiles/")
MINE = {"notebook_run"}
"""Tables that the submitting process alone writes."""

DATABASE, SAID = "data/store/workbench.duckdb", "data/store/entries.json"


@dataclass(frozen=True)
class Harvest:
    """What a run added: rows by table, proposals as JSON values, files of the store by path."""

    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    proposals: tuple[dict[str, Any], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


def pack(home: Path, store: Store) -> bytes:
    """The project as a ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parcel, TemporaryDirectory() as place:
        for path in _sent(home):
            parcel.write(path, path.relative_to(home).as_posix())
        store.copy(Path(place) / "copy")
        parcel.write(Path(place) / "copy", DATABASE)
        said = [[entry.kind, entry.body] for entry in ledger_of(home).entries()]
        parcel.writestr(SAID, json.dumps(said))
    return made.getvalue()


def unpack(parcel: bytes, home: Path) -> None:
    """The project in an empty directory."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as sent:
        sent.extractall(home)
    said = json.loads((home / SAID).read_text())
    ledger_of(home).append_many([(kind, body) for kind, body in said])


def _sent(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        hidden = any(part.startswith(".") or part == "__pycache__" for part in Path(name).parts)
        wanted = name.startswith(STORED) or not (name.startswith(LEFT_OUT) or hidden)
        if wanted and path.is_file() and not path.is_symlink():
            yield path


@dataclass(frozen=True)
class Mark:
    """What a project held before a run."""

    rows: Mapping[str, int]
    entries: int
    files: frozenset[str]


def mark(home: Path, store: Store) -> Mark:
    """What is there now."""
    tables = [table for table in (*THINGS, *HISTORIES) if table not in MINE]
    with store.read() as view:
        rows = {table: int(view.rows(f"SELECT coalesce(max(rowid), -1) FROM {table}")[0][0]) for table in tables}
    return Mark(rows, len(ledger_of(home).entries()), frozenset(_stored(home)))


def harvest(home: Path, store: Store, before: Mark) -> Harvest:
    """What was added since."""
    with store.read() as view:
        sql = "SELECT * FROM {} WHERE rowid > ? ORDER BY rowid"
        added = {table: view.records(sql.format(table), (last,)) for table, last in before.rows.items()}
    made = proposals(ledger_of(home).entries()[before.entries :])
    files = {name: (home / name).read_bytes() for name in set(_stored(home)) - before.files}
    rows = {table: [_plain(row, store.columns[table]) for row in some] for table, some in added.items() if some}
    return Harvest(rows, tuple(one.model_dump(mode="json") for one in made), files)


def bring_in(home: Path, store: Store, ledger: Ledger, policy: Policy, found: Harvest) -> None:
    """File a harvest: blobs first, the rows that name them in one transaction, then the proposals, each once."""
    for name, data in found.files.items():
        if name.startswith(STORED[0]):
            Blobs(store.directory / "blobs").put(data)
        elif name.startswith(STORED[1]) and ".." not in name:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(data)
    if found.rows:
        with store.write() as tx:
            for table, rows in found.rows.items():
                tx.add(table, rows)
    if found.proposals:
        submit(ledger, [Proposal.model_validate(one) for one in found.proposals], policy)


def _stored(home: Path) -> list[str]:
    places = [home / place for place in STORED]
    return [path.relative_to(home).as_posix() for place in places for path in place.glob("*") if path.is_file()]


def _plain(row: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """A row as `Transaction.add` takes it; its time is that of its filing."""
    kept = {name: value for name, value in row.items() if name != "added_at"}
    return {name: json.loads(value) if kinds[name] == "JSON" else value for name, value in kept.items()}
