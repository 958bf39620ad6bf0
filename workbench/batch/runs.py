"""Running a batch: what is done is passed over, the rest is given out, and every change of state is a row at once."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, runtime_checkable

from workbench.batch import book
from workbench.batch.crew import Crew, Hands
from workbench.batch.job import Ended, Job, Limits, RunRow
from workbench.batch.planning import plan
from workbench.errors import ParameterError
from workbench.records import UNKNOWN
from workbench.store import Store

WAIT = 1.0
"""Seconds between two looks at the clock."""

AGAIN = ("failed", "timed_out", "killed", "incomplete")
"""States after which a retry may help."""

Told = Callable[[RunRow], None]
"""Told every row as it is written."""


@runtime_checkable
class Elsewhere(Protocol):
    """A store that somebody else has, who runs batches on it, too."""

    def run_batch(self, planned: Sequence[Job], limits: Limits, told: Told) -> list[RunRow]:
        """One row per job, in order."""


def run(home: Path, notebook: Path, params_file: Path, jobs: int = 2, out_dir: Path | None = None) -> list[RunRow]:
    """One row per row of the parameter file, in its order; each run is also in the store's table `notebook_run`.

    jobs: how many run at a time. out_dir: where executed notebooks go, below data/runs/.
    Raises ParameterError before anything starts.
    """
    if not 1 <= jobs <= 64:
        raise ParameterError(f"jobs is {jobs}; it may be 1 to 64")
    return execute(Store(home), plan(home, notebook, params_file, out_dir), Limits(jobs=jobs))


def exit_code(rows: Sequence[RunRow]) -> int:
    """0 when every run is done, else 1."""
    return 0 if all(row.state == "done" for row in rows) else 1


def execute(
    store: Store,
    planned: Sequence[Job],
    limits: Limits,
    told: Told = lambda row: None,
    hands: Hands | None = None,
    again: bool = False,
) -> list[RunRow]:
    """One row per job, in order. Runs that are done, on the same notebook, parameters, code and data, are passed over.

    told: told every row as it is written. hands: what executes; processes of this machine without any. again: repeat
    what is done. After Ctrl-C what ran is `interrupted`, the rest stays `queued`, and KeyboardInterrupt goes on.
    Raises Refusal when another process runs the same batch.
    """
    if find_spec("papermill") is None:
        raise ParameterError("papermill is not installed; pip install 'workbench-migration[lab]'")
    if not planned:
        return []
    if isinstance(store, Elsewhere):
        return store.run_batch(planned, limits, told)
    with book.holding(store.home, planned[0].batch):
        shift = Shift(store, planned, limits, told)
        shift.begin(again)
        return shift.work(hands or Crew(limits))


class Shift:
    """One go at a batch."""

    def __init__(self, store: Store, planned: Sequence[Job], limits: Limits, told: Told) -> None:
        """Nothing is written yet."""
        self.store, self.limits, self.told = store, limits, told
        self.jobs = {job.ordinal: job for job in planned}
        self.rows: dict[int, RunRow] = {}
        self.todo: deque[Job] = deque()

    def begin(self, again: bool) -> None:
        """Settle what earlier goes left, pass over what is done, queue the rest."""
        batch = next(iter(self.jobs.values())).batch
        left = {row.ordinal: row for row in book.rows_of(self.store, batch) if row.ordinal in self.jobs}
        running = [row for row in left.values() if row.state == "running"]
        book.note(self.store, [book.interrupted(row) for row in running])
        _sweep(self.jobs.values())
        done = {} if again else book.done_before(self.store, list(self.jobs.values()))
        for job in self.jobs.values():
            known = done.get(job.key)
            self.rows[job.ordinal] = _kept(job, known) if known else book.queued(job)
            if known is None:
                self.todo.append(job)
        book.note(self.store, [row for row in self.rows.values() if row != left.get(row.ordinal)])
        for row in self.rows.values():
            self.told(row)

    def work(self, hands: Hands) -> list[RunRow]:
        """Every row, once nothing is left to be run."""
        try:
            waiting = 0
            while self.todo or waiting:
                given = [self.todo.popleft() for _ in range(min(hands.free, len(self.todo)))]
                self._write([self._running(job) for job in given])
                for job in given:
                    hands.give(job)
                ended = hands.news(WAIT)
                waiting += len(given) - len(ended)
                self._write([self._settled(one) for one in ended])
        except BaseException:
            hands.close()
            running = [row for row in self.rows.values() if row.state == "running"]
            self._write([book.interrupted(row, "the batch was stopped") for row in running])
            raise
        hands.close()
        return [self.rows[ordinal] for ordinal in sorted(self.rows)]

    def _running(self, job: Job) -> RunRow:
        return self.rows[job.ordinal].model_copy(
            update={"state": "running", "engine": self.limits.engine, "detail": UNKNOWN, "output": UNKNOWN}
        )

    def _settled(self, ended: Ended) -> RunRow:
        job, row = self.jobs[ended.ordinal], self.rows[ended.ordinal]
        where = Path(job.output).relative_to(job.home).as_posix() if ended.saved else UNKNOWN
        said = {"state": ended.state, "detail": ended.detail, "seconds": ended.seconds, "figures": ended.figures}
        settled = row.model_copy(update={**said, "output": where})
        if ended.state in AGAIN and row.attempt <= self.limits.retries:
            book.note(self.store, [settled])  # what went wrong stays in the history
            self.told(settled)
            self.todo.append(job)
            return settled.model_copy(update={"state": "queued", "attempt": row.attempt + 1})
        return settled

    def _write(self, rows: Sequence[RunRow]) -> None:
        if rows:
            book.note(self.store, rows)
        for row in rows:
            self.rows[row.ordinal] = row
            self.told(row)


def _kept(job: Job, known: RunRow) -> RunRow:
    """The row of a run that was done before: in this batch as it stands, else with the notebook of the other."""
    here = known.batch == job.batch and known.ordinal == job.ordinal
    said = {"batch": job.batch, "ordinal": job.ordinal, "parameters": job.parameters}
    return known if here else known.model_copy(update={**said, "detail": f"done in {known.batch}"})


def _sweep(jobs: Iterable[Job]) -> None:
    """Remove the drafts that a killed process left."""
    for job in jobs:
        Path(job.draft).unlink(missing_ok=True)
