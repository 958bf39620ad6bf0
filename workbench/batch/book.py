"""The book of a batch: its rows in the store, the only truth about what ran, and the lock of the one who writes them.

The process that submits a batch is the only one that writes its rows, in short transactions. A row that says `running`
while nobody holds the lock is one whose process is gone: it is `interrupted`.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.batch.job import Job, RunRow
from workbench.batch.notebook import unexecuted
from workbench.errors import ParameterError, Refusal
from workbench.records import UNKNOWN
from workbench.store import Store

GONE = "its batch ended before it did"


@contextmanager
def holding(home: Path, batch: str) -> Iterator[None]:
    """The batch is this process's own, for the body of the `with`. Raises Refusal when another runs it."""
    file = _lock(home, batch)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode().strip() or "another"
            raise Refusal(f"{batch} is being run by process {holder}; wait for it, or stop it") from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)


def held(home: Path, batch: str) -> bool:
    """Whether some process runs the batch now."""
    try:
        with holding(home, batch):
            return False
    except Refusal:
        return True


def _lock(home: Path, batch: str) -> int:
    # Whoever asks a server for the store has no directory of it to put a lock into.
    place = home / "data" / ("runs" if os.environ.get("WORKBENCH_SOCKET") else "store")
    place.mkdir(parents=True, exist_ok=True)
    return os.open(place / f"{batch}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def queued(job: Job) -> RunRow:
    """The row of a job that has not begun."""
    return RunRow(
        batch=job.batch,
        ordinal=job.ordinal,
        notebook=Path(job.notebook).name,
        parameters=job.parameters,
        state="queued",
        key=job.key,
    )


def note(store: Store, rows: Iterable[RunRow]) -> None:
    """Write how some runs stand, in one transaction."""
    values = [_values(row) for row in rows]
    if values:
        with store.write() as tx:
            tx.add("notebook_run", values)


def rows_of(store: Store, batch: str) -> list[RunRow]:
    """How the runs of a batch stand, in order, as the store says it; those that nobody works on are interrupted."""
    found = store.records("SELECT * FROM latest_notebook_run WHERE batch_id = ? ORDER BY ordinal", (batch,))
    rows = [_row(one) for one in found]
    alive = held(store.home, batch) if any(row.state == "running" for row in rows) else True
    return rows if alive else [interrupted(row) if row.state == "running" else row for row in rows]


def interrupted(row: RunRow, why: str = GONE) -> RunRow:
    """The row of a run that was not let to its end."""
    return row.model_copy(update={"state": "interrupted", "detail": why, "output": UNKNOWN})


def done_before(store: Store, jobs: Sequence[Job]) -> dict[str, RunRow]:
    """What is done already, by key, and has its notebook, whole and executed."""
    keys = sorted({job.key for job in jobs} - {UNKNOWN})
    sql = "SELECT * FROM latest_notebook_run SEMI JOIN (SELECT unnest(?) AS run_key) USING (run_key) ORDER BY added_at"
    rows = [_row(one) for one in store.records(f"SELECT * FROM ({sql}) WHERE state = 'done'", (keys,))] if keys else []
    return {row.key: row for row in rows if _whole(store.home / row.output)}


def last_batch(store: Store) -> str:
    """The batch whose row was written last. Raises ParameterError when there is none."""
    found = store.rows("SELECT batch_id FROM notebook_run ORDER BY rowid DESC LIMIT 1")
    if not found:
        raise ParameterError("no batch was run in this project")
    return str(found[0][0])


def _whole(path: Path) -> bool:
    try:
        return unexecuted(path) == 0
    except ParameterError:
        return False


def _values(row: RunRow) -> dict[str, Any]:
    values = row.model_dump(mode="json")
    return {"batch_id": values.pop("batch"), "run_key": values.pop("key"), **values}


def _row(record: dict[str, Any]) -> RunRow:
    said = {name: value for name, value in record.items() if name != "added_at"}
    said |= {"batch": said.pop("batch_id"), "key": said.pop("run_key")}
    said |= {name: json.loads(said[name]) for name in ("parameters", "figures")}
    return RunRow.model_validate(said)
