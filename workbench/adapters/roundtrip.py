"""Executed proof that adapters work: every boundary value and sample record there and back, in a child process.

Many adapters share one process, because starting Python costs more than running one. When a process dies, the adapter
it was at has failed and the others go on in a new one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from workbench.records import UNKNOWN, Record

CHILD = Path(__file__).with_name("child.py")

TripState = Literal["pass", "fail"]
"""pass: every law held for every case. fail: one did not; the record says which, where, and what came instead."""


class Case(Record):
    """One record to send through: its bytes as hexadecimal digits, and the JSON object it must become.

    `value` is JSON text, "" when only the laws are checked. `carried` are the fields whose bytes may be carried along
    because their value does not determine them; "*" for any. `code_page` "" is the trial's.
    """

    record: str
    data: str
    value: str = ""
    carried: tuple[str, ...] = ("*",)
    code_page: str = ""


class Trial(Record):
    """An adapter to run: its name, its source and its cases."""

    name: str
    source: str
    cases: tuple[Case, ...]
    code_page: str = "cp037"


class RoundTrip(Record):
    """What came of one adapter. `case` is the failing one, from 1; 0 when none failed or none was reached.

    `field` is the JSON path or the legacy field that differed first, `given` what went in, `got` what came out.
    """

    name: str
    state: TripState
    cases: int
    case: int = 0
    field: str = UNKNOWN
    given: str = ""
    got: str = ""
    detail: str = UNKNOWN


class Limits(Record):
    """What a child process may use: CPU seconds in all and per adapter, bytes of memory, seconds on the clock."""

    cpu: int = 60
    each: float = 10.0
    memory: int = 1 << 29
    wall: float = 120.0


USUAL = Limits()
_ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


def run(trials: Sequence[Trial], limits: Limits = USUAL) -> list[RoundTrip]:
    """One result per trial, in order; an adapter without cases has proved nothing and fails."""
    found: dict[int, RoundTrip] = {}
    pending = [place for place, trial in enumerate(trials) if trial.cases]
    while pending:
        done = list(_batch([trials[place] for place in pending], limits))
        found |= dict(zip(pending, done, strict=False))
        pending = pending[len(done) :]
    return [found.get(place) or _failed(trial, "it has no cases") for place, trial in enumerate(trials)]


def _batch(trials: Sequence[Trial], limits: Limits) -> Iterator[RoundTrip]:
    """Results in order, at least one; fewer than there are trials when the process died at one of them."""
    lines, why = _execute(trials, limits)
    results = [line for line in lines if "started" not in line]
    yield from (RoundTrip(**line) for line in results)
    if len(results) < len(trials):
        yield _failed(trials[len(results)], why)


def _failed(trial: Trial, detail: str) -> RoundTrip:
    return RoundTrip(name=trial.name, state="fail", cases=len(trial.cases), detail=detail)


def _execute(trials: Sequence[Trial], limits: Limits) -> tuple[list[dict[str, Any]], str]:
    command = [sys.executable, "-I", "-S", "-B", str(CHILD), str(limits.cpu), str(limits.memory), str(limits.each)]
    jobs = "".join(json.dumps(_job(trial)) + "\n" for trial in trials)
    try:
        done = subprocess.run(
            command,
            input=jobs.encode(),
            capture_output=True,
            timeout=limits.wall,
            env=_ENVIRONMENT,
            cwd="/",
            check=False,
        )
        output, why = done.stdout, f"the process ended with {done.returncode}: {_last_line(done.stderr)}"
    except subprocess.TimeoutExpired as error:
        output, why = error.stdout or b"", f"not done after {limits.wall:g} seconds"
    return [json.loads(line) for line in output.splitlines() if line.endswith(b"}")], why


def _job(trial: Trial) -> dict[str, Any]:
    return {"name": trial.name, "source": trial.source, "cases": [_case(case, trial.code_page) for case in trial.cases]}


def _case(case: Case, code_page: str) -> dict[str, Any]:
    said = {"record": case.record, "data": case.data, "carried": case.carried}
    return said | {"value": json.loads(case.value or "null"), "code_page": case.code_page or code_page}


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else "nothing said"
