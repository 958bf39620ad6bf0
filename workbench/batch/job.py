"""What is to be run, and how it stands: the records of a batch."""

from typing import Any, Literal

from pydantic import Field

from workbench.records import UNKNOWN, Record

RunState = Literal["queued", "running", "done", "failed", "timed_out", "killed", "interrupted", "incomplete"]
"""queued: planned, not begun. running: at work. done: ended without an exception and every code cell was executed.
failed: a cell raised. timed_out: stopped after the time that a run may take. killed: its kernel or process died.
interrupted: somebody stopped the batch, or its process ended before the run did. incomplete: it ended without an
exception, and some code cells were never executed or no notebook was saved."""

EngineName = Literal["kernel", "fast"]
"""kernel: a fresh kernel for each run. fast: a kernel forked from a warm Python, with the same results."""

ENDED: tuple[RunState, ...] = ("done", "failed", "timed_out", "killed", "incomplete")
"""States in which a run came to an end of its own."""

MIB = 1 << 20


class Limits(Record):
    """How much a batch may use: runs at a time, seconds and MiB that one may take (0: any), attempts that may follow a
    first one that ended badly. `governed`: each in a governed kernel of its own (`engine` is then "kernel")."""

    jobs: int = Field(2, ge=1, le=64)
    seconds: float = Field(3600.0, gt=0)
    memory: int = Field(0, ge=0)
    retries: int = Field(0, ge=0, le=10)
    engine: EngineName = "kernel"
    governed: bool = False


class Job(Record):
    """One run to be made: what to execute with what, and where to. `key` is a digest of all that its result depends
    on; "unknown" never matches another."""

    batch: str
    ordinal: int
    home: str
    notebook: str
    parameters: dict[str, Any]
    draft: str
    output: str
    key: str = UNKNOWN


class RunRow(Record):
    """How one run of a batch stands. `output` is the executed notebook, relative to the project; "unknown" when the
    run left none. `ordinal` is the row of the parameters, from 1. `figures` is what the notebook says of itself."""

    batch: str
    ordinal: int
    notebook: str
    parameters: dict[str, Any]
    state: RunState
    detail: str = UNKNOWN
    output: str = UNKNOWN
    seconds: float = 0.0
    key: str = UNKNOWN
    engine: EngineName = "kernel"
    attempt: int = 1
    figures: dict[str, Any] = Field(default_factory=dict)


class Ended(Record):
    """How one attempt ended, as the process that made it says. saved: the notebook is at its place."""

    ordinal: int
    state: RunState
    detail: str = UNKNOWN
    saved: bool = False
    seconds: float = 0.0
    figures: dict[str, Any] = Field(default_factory=dict)
