"""Notebooks with parameters, many at a time."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.batch import Limits, RunRow, execute, exit_code, plan
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ParameterError


def batch(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK")],
    params: Annotated[Path, typer.Option("--params", metavar="FILE", help="One run a row: CSV, JSON lines or YAML.")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="How many run at a time.")] = 2,
    seconds: Annotated[float, typer.Option(min=1, help="The longest that one may take.")] = 3600,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Run a notebook for each row of a parameter file.

    All parameters are checked before anything starts. Executed notebooks go below data/runs/. The exit code is 1 when
    any run failed.

    $ workbench batch notebooks/07-batch.ipynb --params data/markets.csv -j 2
    """
    if not notebook.is_file():
        raise ParameterError(f"'{notebook}' is no file; name a notebook")
    bench = opened(home)
    planned = plan(bench.home, notebook, params)
    ended: list[RunRow] = []

    def told(row: RunRow) -> None:
        ended.append(row)
        progress("runs", len(ended), len(planned))

    with terminal.progress() as progress:
        rows = execute(bench.store, planned, Limits(jobs=jobs, seconds=seconds), told)
    if json:
        terminal.print_json(rows)
    else:
        shown = [(row.ordinal, row.state, round(row.seconds, 1), row.output, row.detail) for row in rows]
        terminal.table(("row", "state", "seconds", "notebook", "detail"), shown)
    return exit_code(rows)
