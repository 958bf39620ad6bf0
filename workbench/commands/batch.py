"""Notebooks with parameters, many at a time."""

import shlex
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.batch import Limits, RunRow, execute, exit_code, plan
from workbench.batch.book import rows_of
from workbench.batch.cluster import Cluster as Workers
from workbench.batch.crew import Hands
from workbench.batch.job import EngineName
from workbench.batch.progress import Progress, event
from workbench.batch.sheet import Source, read, select
from workbench.batch.summary import write
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.engines.cluster import connect
from workbench.errors import ParameterError
from workbench.project import Workbench

Params = Annotated[
    str, typer.Option("--params", metavar="FILE|SELECT", help="One run a row: CSV, JSON lines, YAML, or SQL.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="How many run at a time.")]
Seconds = Annotated[float, typer.Option(min=1, help="The longest that one may take.")]
Memory = Annotated[int, typer.Option(min=0, metavar="MIB", help="The most memory that one may use; 0: any.")]
Retries = Annotated[int, typer.Option(min=0, max=10, help="How often one that ended badly is tried again at once.")]
Engine = Annotated[EngineName, typer.Option("--engine", help="A fresh kernel for each run, or a copy of a warm one.")]
Cluster = Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="Run on the Dask cluster at this address.")]
Governed = Annotated[bool, typer.Option("--governed", help="Each run in a governed kernel, which cannot write.")]
Again = Annotated[bool, typer.Option("--again", help="Run what is done, too.")]
Data = Annotated[
    list[Path] | None, typer.Option("--data", metavar="PATH", help="A file whose change makes runs stale; repeatable.")
]


def batch(  # noqa: PLR0913  (each is an option that a person types)
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK")],
    params: Params,
    jobs: Jobs = 2,
    engine: Engine = "fast",
    governed: Governed = False,
    seconds: Seconds = 3600,
    memory: Memory = 0,
    retries: Retries = 0,
    again: Again = False,
    cluster: Cluster = "",
    data: Data = None,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Run a notebook for each row of a parameter file.

    All parameters are checked before anything starts. Executed notebooks go below data/runs/. What is done already,
    with the same notebook, parameters, code and data, is not run again, so the same command takes up what is left.
    With --json every change of a run is a line of JSON. The exit code is 0 when all runs are done, 1 when some are not,
    2 when the input is wrong. With --governed each run has a kernel of its own that the operating system confines.

    $ workbench batch notebooks/market.ipynb --params data/markets.csv -j 2
    $ workbench batch notebooks/03-map.ipynb --params "SELECT DISTINCT program FROM active_fact"
    """
    if not notebook.is_file():
        raise ParameterError(f"'{notebook}' is no file; name a notebook")
    bench = opened(home)
    planned = plan(bench.home, notebook, _source(bench, params), data=data or ())
    limits = Limits(jobs=jobs, seconds=seconds, memory=memory, retries=retries, engine=engine)
    if governed:
        if cluster:
            raise ParameterError("--governed confines kernels of this machine; --cluster runs them on others")
        limits = limits.model_copy(update={"engine": "kernel", "governed": True})
    hands = _cluster(bench, cluster, limits) if cluster else None
    try:
        with _stopped_politely(), _watching(len(planned), json) as told:
            execute(bench.store, planned, limits, told, hands, again)
    finally:  # a batch that was stopped has its page, too
        rows = rows_of(bench.store, planned[0].batch)
        page = write(rows, bench.home, shlex.join(["workbench", *sys.argv[1:]])) if rows else None
    _said(rows, page, json, told.passed_over)
    return exit_code(rows)


def _cluster(bench: Workbench, address: str, limits: Limits) -> Hands:
    return Workers(connect(address), bench.home, bench.store, (bench.ledger, bench.policy), limits)


def _said(rows: Sequence[RunRow], page: Path | None, json: bool, before: int) -> None:
    counts = Counter(row.state for row in rows)
    if json:
        terminal.print_line({"event": "summary", "runs": len(rows), "states": dict(counts), "page": str(page)})
        return
    left = [
        (row.ordinal, row.state, round(row.seconds, 1), row.output, row.detail) for row in rows if row.state != "done"
    ]
    if left:
        terminal.table(("row", "state", "seconds", "notebook", "detail"), left)
    said = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items())
    said += f" ({before} of them before)" if before else ""
    again = [("again", "the same command takes up what is not done")] if left else []
    terminal.pairs([("runs", f"{len(rows)}: {said}"), ("summary", str(page)), *again])


def _source(bench: Workbench, params: str) -> Source:
    words = params.lstrip(" (\n\t").upper()
    if words.startswith(("SELECT ", "SELECT\n", "FROM ", "WITH ")) and not Path(params).exists():
        return select(bench.store, params)
    return read(Path(params))


@contextmanager
def _watching(total: int, json: bool) -> Iterator[Progress]:
    """What is told of each row: a line of JSON, or a bar with rate, failures and time left."""
    if json:
        yield Progress(total, lambda row, now: terminal.print_line(event(row, now.kept)))
        return
    with terminal.counting("runs", total) as show:
        yield Progress(total, lambda row, now: None if now.kept and now.ended < total else show(now.ended, now.words()))


@contextmanager
def _stopped_politely() -> Iterator[None]:
    """A scheduler's SIGTERM stops the batch as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
