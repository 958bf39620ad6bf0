"""Running a batch: a process per notebook, a limit, and one row per run that says how it really ended."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from workbench.batch import parameters, worker
from workbench.batch.notebook import parameters_of, unexecuted
from workbench.errors import ParameterError
from workbench.identity import content_id, sha256
from workbench.records import UNKNOWN, Record
from workbench.store import Store

RunState = Literal["running", "done", "failed", "killed", "timed_out"]
"""done: ended without an exception and every code cell was executed. failed: a cell raised, or some did not run.
killed: the process or its kernel died. timed_out: stopped after the time that a run may take."""


class RunRow(Record):
    """How one run of a batch stands. `output` is the executed notebook, relative to the project; "unknown" when the
    run left none. `ordinal` is the row of the parameter file, from 1."""

    batch: str
    ordinal: int
    notebook: str
    parameters: dict[str, Any]
    state: RunState
    detail: str = UNKNOWN
    output: str = UNKNOWN
    seconds: float = 0.0


class Limits(Record):
    """How many runs at a time, and the seconds that one may take."""

    jobs: int = Field(2, ge=1, le=64)
    seconds: float = Field(3600.0, gt=0)


class Job(Record):
    """One run to be made: what to execute with what, and where to."""

    batch: str
    ordinal: int
    home: str
    notebook: str
    parameters: dict[str, Any]
    draft: str
    output: str


def run(home: Path, notebook: Path, params_file: Path, jobs: int = 2, out_dir: Path | None = None) -> list[RunRow]:
    """One row per row of the parameter file, in its order; each run is also in the store's table `notebook_run`.

    jobs: how many run at a time. out_dir: where executed notebooks go, below data/runs/.
    Raises ParameterError before anything starts.
    """
    if not 1 <= jobs <= 64:
        raise ParameterError(f"jobs is {jobs}; it may be 1 to 64")
    return execute(Store(home), plan(home, notebook, params_file, out_dir), Limits(jobs=jobs))


def execute(
    store: Store, planned: Sequence[Job], limits: Limits, told: Callable[[RunRow], None] = lambda row: None
) -> list[RunRow]:
    """One row per job, in order; `told` is called with each as its run ends."""
    if find_spec("papermill") is None:
        raise ParameterError("papermill is not installed; pip install 'workbench-migration[lab]'")
    pool = ThreadPoolExecutor(limits.jobs)
    try:
        return list(pool.map(lambda job: _run(store, job, limits.seconds, told), planned))
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nothing new starts


def exit_code(rows: Sequence[RunRow]) -> int:
    """0 when every run is done, else 1."""
    return 0 if all(row.state == "done" for row in rows) else 1


def plan(home: Path, notebook: Path, params_file: Path, out_dir: Path | None = None) -> list[Job]:
    """The jobs of a batch, all parameters checked; nothing is started. The same inputs make the same batch id."""
    rows = parameters.load(params_file, parameters_of(notebook))
    batch = content_id("batch", [sha256(notebook.read_bytes()), rows])
    directory = _below_runs(home, out_dir or home / "data" / "runs" / batch)
    jobs = []
    for ordinal, row in enumerate(rows, 1):
        name = f"{ordinal:03d}{_slug(row)}.ipynb"
        jobs.append(
            Job(
                batch=batch,
                ordinal=ordinal,
                home=str(home.resolve()),
                notebook=str(notebook.resolve()),
                parameters=row,
                draft=str(directory / f".draft-{name}"),
                output=str(directory / name),
            )
        )
    return jobs


def _below_runs(home: Path, directory: Path) -> Path:
    runs = (home / "data" / "runs").resolve()
    if not directory.resolve().is_relative_to(runs):
        raise ParameterError(f"{directory} is not below {runs}: executed notebooks go there")
    return directory.resolve()


def _slug(row: Mapping[str, Any]) -> str:
    first = str(next(iter(row.values()), ""))
    return ("-" + re.sub(r"[^A-Za-z0-9_-]+", "_", first)[:40]) if first else ""


def _run(store: Store, job: Job, seconds: float, told: Callable[[RunRow], None]) -> RunRow:
    begun = RunRow(
        batch=job.batch,
        ordinal=job.ordinal,
        notebook=Path(job.notebook).name,
        parameters=job.parameters,
        state="running",
    )
    _note(store, begun)
    started = time.monotonic()
    state, detail = _executed(job, seconds)
    output = _settled(Path(job.draft), Path(job.output))
    state, detail = _believed(state, detail, output)
    where = output.relative_to(job.home).as_posix() if output else UNKNOWN
    took = round(time.monotonic() - started, 3)
    row = begun.model_copy(update={"state": state, "detail": detail, "output": where, "seconds": took})
    _note(store, row)
    told(row)
    return row


def _believed(state: RunState, detail: str, output: Path | None) -> tuple[RunState, str]:
    """What the exit says, unless it says done and the notebook shows otherwise."""
    if state != "done":
        return state, detail
    if output is None:
        return "failed", "no notebook was saved"
    left = unexecuted(output)
    return ("failed", f"{left} code cells were not executed") if left else (state, detail)


def _note(store: Store, row: RunRow) -> None:
    values = row.model_dump(mode="json")
    with store.write() as tx:
        tx.add("notebook_run", [{"batch_id": values.pop("batch"), **values}])


def _executed(job: Job, seconds: float) -> tuple[RunState, str]:
    Path(job.output).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="workbench-batch-") as directory:
        file = Path(directory) / "job.json"
        file.write_text(job.model_dump_json(), "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench.batch.worker", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return "timed_out", f"stopped after {seconds:g} s"
        finally:
            if process.poll() is None:
                process.kill()  # its kernel ends with it
                process.communicate()
    return _ended(process.returncode, errors.decode("utf-8", "replace"))


def _ended(code: int, errors: str) -> tuple[RunState, str]:
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), "no reason given")
    if code == 0:
        return "done", UNKNOWN
    if code < 0:
        return "killed", f"ended by signal {-code}"
    if code == worker.EXIT_KILLED:
        return "killed", last
    return ("timed_out" if code == worker.EXIT_TIMED_OUT else "failed"), last


def _settled(draft: Path, output: Path) -> Path | None:
    """The executed notebook at its place, or nothing when the run left none that can be read."""
    try:
        json.loads(draft.read_bytes())
    except (OSError, ValueError):
        draft.unlink(missing_ok=True)
        return None
    os.replace(draft, output)
    return output
