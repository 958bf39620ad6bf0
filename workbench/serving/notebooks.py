"""Which notebooks a client may have run, and where they go: what it says of a job is held against the project."""

import re
from collections.abc import Sequence
from pathlib import Path

from workbench.batch import Job
from workbench.batch.versions import run_keys
from workbench.errors import NotAllowed

PLACE = "notebooks"
"""Where a project's notebooks lie; nothing that a kernel may write lies there."""

_BATCH = re.compile(r"batch-[0-9a-f]{8,64}")
_NAME = re.compile(r"\d{1,9}[\w-]{0,60}\.ipynb", re.ASCII)


def jobs_of(home: Path, said: Sequence[Job]) -> list[Job]:
    """The jobs, with the project's own places and keys. Raises NotAllowed for a notebook or a place that is none."""
    return [_job(home.resolve(), one) for one in said]


def _job(home: Path, said: Job) -> Job:
    book, name = (home / said.notebook).resolve(), Path(said.output).name
    if not book.is_relative_to(home / PLACE) or not book.is_file():
        raise NotAllowed(f"{said.notebook[:200]!r} is no notebook of this project; those lie in {PLACE}")
    if not _BATCH.fullmatch(said.batch) or not _NAME.fullmatch(name):
        raise NotAllowed(f"{said.output[:200]!r} is no place for an executed notebook")
    directory = home / "data" / "runs" / said.batch
    if directory.resolve() != directory:
        raise NotAllowed(f"{directory} is reached through a link; executed notebooks lie in the project")
    own = {"home": str(home), "notebook": str(book), "draft": str(directory / f".draft-{name}")}
    [key] = run_keys(home, book, [said.parameters])
    return said.model_copy(update={**own, "output": str(directory / name), "key": key})
