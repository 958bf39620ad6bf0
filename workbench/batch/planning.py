"""From a notebook and a file of parameters to jobs: everything that can be wrong with them is said here."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.batch import sheet
from workbench.batch.job import Job
from workbench.batch.notebook import parameters_of
from workbench.batch.parameters import checked
from workbench.batch.versions import run_keys
from workbench.errors import ParameterError
from workbench.identity import content_id, sha256


def plan(
    home: Path,
    notebook: Path,
    params: Path | sheet.Source,
    out_dir: Path | None = None,
    data: Sequence[Path] = (),
) -> list[Job]:
    """The jobs of a batch, all parameters checked; nothing is started. The same inputs make the same batch id.

    data: further files whose change makes the runs stale. Raises ParameterError.
    """
    source = sheet.read(params) if isinstance(params, Path) else params
    rows = checked(source, parameters_of(notebook))
    if missing := [path for path in data if not path.exists()]:
        raise ParameterError(f"'{missing[0]}' is neither a file nor a directory; it was named as data of the batch")
    batch = content_id("batch", [sha256(notebook.read_bytes()), rows])
    directory = _below_runs(home, out_dir or home / "data" / "runs" / batch)
    keys = run_keys(home, notebook, rows, data)
    jobs = []
    for ordinal, (row, key) in enumerate(zip(rows, keys, strict=True), 1):
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
                key=key,
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
