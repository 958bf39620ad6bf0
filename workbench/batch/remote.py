"""What a worker of a cluster does: it unpacks the parcel once, makes a run in it, and sends back what came of it.

Nothing here knows the project that the parcel was made from, and nothing here is kept but what can be made again.
"""

import atexit
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.batch import parcel
from workbench.batch.crew import Crew
from workbench.batch.job import Ended, Job, Limits
from workbench.identity import sha256
from workbench.store import Store

_homes: dict[str, Path] = {}
_unpacking = threading.Lock()
_own = threading.local()


@dataclass(frozen=True)
class Result:
    """How a run ended, its executed notebook ("" when none was saved), and what it added."""

    ended: Ended
    notebook: str = ""
    harvest: parcel.Harvest = field(default_factory=parcel.Harvest)


def carry(sent: bytes) -> bytes:
    """The parcel itself: a task of its own, so that a cluster that loses it can have it again."""
    return sent


def perform(sent: bytes, notebook: str, said: dict[str, Any], limits: dict[str, Any]) -> Result:
    """One run, in a copy of the project that is this process's own."""
    home = _home(sent)
    job = _moved(Job.model_validate(said), home, notebook)
    store = Store(home)
    before = parcel.mark(home, store)
    ended = _run(job, Limits.model_validate(limits))
    output = Path(job.output)
    text = output.read_text("utf-8") if ended.saved else ""
    output.unlink(missing_ok=True)
    return Result(ended, text, parcel.harvest(home, store, before))


def _home(sent: bytes) -> Path:
    name = sha256(sent)
    with _unpacking:
        if name not in _homes:
            place = Path(tempfile.mkdtemp(prefix="workbench-cluster-"))
            atexit.register(shutil.rmtree, place, ignore_errors=True)
            parcel.unpack(sent, place)
            _homes[name] = place
        return _homes[name]


def _moved(job: Job, home: Path, notebook: str) -> Job:
    """The job with its files below another home, and with the paths of the project in its parameters."""
    place = home / "data" / "runs" / job.batch
    place.mkdir(parents=True, exist_ok=True)
    source = place / f".source-{job.ordinal}.ipynb"
    source.write_text(notebook, "utf-8")
    name = Path(job.output).name
    said = {key: _path(value, job.home, str(home)) for key, value in job.parameters.items()}
    files = {"notebook": str(source), "draft": str(place / f".draft-{name}"), "output": str(place / name)}
    return job.model_copy(update={**files, "home": str(home), "parameters": said})


def _path(value: Any, old: str, new: str) -> Any:
    inside = isinstance(value, str) and (value == old or value.startswith(old + "/"))
    return new + value[len(old) :] if inside else value


def _run(job: Job, limits: Limits) -> Ended:
    one = limits.model_copy(update={"jobs": 1})
    if getattr(_own, "limits", None) != one:
        _own.crew, _own.limits = Crew(one), one
    crew: Crew = _own.crew
    crew.give(job)
    while True:
        for ended in crew.news(1.0):
            return ended
