"""53 rows killed -9 at 20 random moments and more: batch, workers, warm Python, kernels, the workers of a cluster.

After each kill nothing may count as running, no executed notebook may be half written, and the same command must take
up what is left; in the end each of the 53 runs is done, once. What is counted is what was seen; what must hold is
asserted.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.batch.book import rows_of
from workbench.batch.notebook import unexecuted
from workbench.starting import begin
from workbench.store import Store

RUNS, MOMENTS = 53, 20
CELLS = ('market = "SE"\n', "import time\ntime.sleep(1)\nmarket", "'the end'")
ROLES = {"worker": "workbench.batch.worker", "warm": "workbench.batch.warm", "kernel": "ipykernel_launcher"}


def crashes(quick: bool) -> dict[str, Any]:
    """Both series; a quick one has fewer rows and moments."""
    rows, moments = (12, 5) if quick else (RUNS, MOMENTS)
    return {"here": _here(rows, moments), "on_a_cluster": _on_a_cluster(rows, moments)}


def _here(rows: int, moments: int) -> dict[str, Any]:
    draw = random.Random(7)

    def strike(home: Path, batch: subprocess.Popen[bytes]) -> str:
        victim = draw.choice(["batch", "batch", "batch", *ROLES])
        if victim != "batch" and (found := _members(home, victim)):
            _kill(draw.choice(found))
            return victim
        batch.kill()
        batch.wait()
        return "batch"

    def words() -> list[str]:
        return ["-j", "2", "--engine", draw.choice(["fast", "kernel"])]

    with tempfile.TemporaryDirectory() as place:
        storm = Storm(lambda: draw.uniform(0.3, 5.0), words, strike, "batch")
        return _series(_world(Path(place), rows), rows, moments, storm)


def _on_a_cluster(rows: int, moments: int) -> dict[str, Any]:
    draw = random.Random(11)
    with tempfile.TemporaryDirectory() as place, _dask(Path(place) / "dask") as cluster:

        def strike(home: Path, batch: subprocess.Popen[bytes]) -> str:
            if draw.random() < 0.5:
                cluster.lose(draw.randrange(2))
                cluster.replenish()
                return "dask worker"
            batch.kill()
            batch.wait()
            return "batch"

        def words() -> list[str]:
            cluster.replenish()
            return ["--cluster", cluster.address]

        home = _world(Path(place) / "home", rows)
        return _series(home, rows, moments, Storm(lambda: draw.uniform(1.0, 12.0), words, strike))


@dataclass(frozen=True)
class Storm:
    """When a go is struck, with which words it begins, what strikes it, and which kills count; all without any."""

    when: Callable[[], float]
    words: Callable[[], list[str]]
    strike: Callable[[Path, "subprocess.Popen[bytes]"], str]
    counts: str = ""

    def struck(self, kills: Counter[str]) -> int:
        """How many of those that count."""
        return kills[self.counts] if self.counts else kills.total()


def _series(home: Path, rows: int, moments: int, storm: Storm) -> dict[str, Any]:
    """Goes at the same batch, each struck at some moment, until all is done."""
    struck: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    begun, goes, patience = time.monotonic(), 0, 1.0
    while True:
        goes, had = goes + 1, len(_books(home))
        batch = _begin(home, storm.words())
        while batch.poll() is None and (to_come := moments - storm.struck(struck)) > 0:
            _wait(home, batch, storm.when() * patience, max(1, (rows - len(_books(home))) // (to_come + 1)))
            if batch.poll() is None:
                struck[storm.strike(home, batch)] += 1
        code = batch.wait(600)
        patience = 1.0 if len(_books(home)) > had else patience * 1.5  # a busy machine begins later
        left = _settled(home)
        seen.update(state for state in left if state != "done")
        _nothing_half_written(home)
        print(f"go {goes}: {len(_books(home))} of {rows} done, killed {dict(struck)}", file=sys.stderr, flush=True)
        if code == 0:
            break
        assert code in (1, -9), f"it did not begin: exit code {code}"
        assert goes < 20 * moments, "it does not come to an end"
        assert set(left) <= {"done", "queued", "interrupted", "killed", "failed", "incomplete", "timed_out"}, left
    _whole(home, rows)
    enough = storm.struck(struck) >= moments
    return {
        "asked": f">= {moments} kills, in the end {rows} rows, each run once, no half-written notebook",
        "measured": {"kills": dict(struck), "goes": goes, "rows_done_once": rows},
        "holds": enough,
        "not_done_was_said_as": dict(seen),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _world(home: Path, rows: int) -> Path:
    begin(home, "ana")
    cells = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {"tags": ["parameters"] * (at == 0)}, "source": source,
         "outputs": [], "execution_count": None}
        for at, source in enumerate(CELLS)
    ]  # fmt: skip
    (home / "book.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (home / "p.csv").write_text("market\n" + "".join(f"M{n:02d}\n" for n in range(rows)))
    return home


def _begin(home: Path, words: list[str]) -> "subprocess.Popen[bytes]":
    command = [str(Path(sys.executable).with_name("workbench")), "batch", "book.ipynb", "--params", "p.csv", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=home, **quiet)  # type: ignore[call-overload,no-any-return]


def _wait(home: Path, batch: "subprocess.Popen[bytes]", seconds: float, most: int) -> None:
    """Until a random moment comes, or so many more runs are done that the rows would not last for all moments."""
    until, had = time.monotonic() + seconds, len(_books(home))
    while batch.poll() is None and time.monotonic() < until and len(_books(home)) - had < most:
        time.sleep(0.02)


def _books(home: Path) -> list[Path]:
    return sorted((home / "data" / "runs").rglob("[0-9]*.ipynb"))


def _settled(home: Path) -> list[str]:
    """The states of all rows, once none counts as running."""
    store = Store(home)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = store.rows("SELECT batch_id FROM notebook_run LIMIT 1")
        states = [row.state for row in rows_of(store, found[0][0])] if found else []
        if "running" not in states:
            return [str(state) for state in states]
        time.sleep(0.05)
    raise AssertionError("a run still counts as running, and nobody works on it")


def _nothing_half_written(home: Path) -> None:
    for path in _books(home):
        json.loads(path.read_text())


def _whole(home: Path, rows: int) -> None:
    store = Store(home)
    done = store.rows("SELECT ordinal, count(*) FROM notebook_run WHERE state = 'done' GROUP BY ALL ORDER BY ALL")
    assert done == [(n, 1) for n in range(1, rows + 1)], done
    found = rows_of(store, store.rows("SELECT batch_id FROM notebook_run LIMIT 1")[0][0])
    for row in found:
        assert row.state == "done", row
        assert unexecuted(home / row.output) == 0, row
        assert row.parameters["market"] in (home / row.output).read_text(), row
    assert len(_books(home)) == rows
    assert not list((home / "data" / "runs").rglob(".draft*"))


def _members(home: Path, role: str) -> list[int]:
    """Processes of one role below batches of this home: workers have its batch as their parent, the others work in it
    or stand below a worker."""
    batches = {pid for pid in _pids() if _link(pid, "cwd") == str(home) and "workbench batch " in _said(pid)}
    family = set(batches)
    for _ in range(4):
        family |= {pid for pid in _pids() if _parent(pid) in family}
    return sorted(pid for pid in family - batches if ROLES[role] in _said(pid))


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _said(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return ""


def _link(pid: int, name: str) -> str:
    with suppress(OSError):
        return os.readlink(f"/proc/{pid}/{name}")
    return ""


def _parent(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Dask:
    """A scheduler and two workers that can be lost and replaced."""

    def __init__(self, place: Path) -> None:
        """Started; their files lie in this place."""
        place.mkdir(parents=True)
        self.place, said = place, place / "scheduler.json"
        words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said))
        self.scheduler = self._start("dask_scheduler", *words)
        until = time.monotonic() + 60
        while not (said.exists() and said.stat().st_size):
            assert time.monotonic() < until, "no scheduler"
            time.sleep(0.1)
        self.address: str = json.loads(said.read_text())["address"]
        self.workers = [self._worker() for _ in range(2)]

    def lose(self, which: int) -> None:
        """Kill a worker."""
        self.workers[which].kill()
        self.workers[which].wait()

    def replenish(self) -> None:
        """A new worker for each that is lost."""
        self.workers = [each if each.poll() is None else self._worker() for each in self.workers]

    def close(self) -> None:
        """End all."""
        for each in (*self.workers, self.scheduler):
            each.kill()
            each.wait()
        shutil.rmtree(self.place, ignore_errors=True)

    def _worker(self) -> "subprocess.Popen[bytes]":
        return self._start("dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny")

    def _start(self, name: str, *words: str) -> "subprocess.Popen[bytes]":
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        command = [sys.executable, "-m", f"distributed.cli.{name}", *words]
        return subprocess.Popen(command, cwd=self.place, **quiet)  # type: ignore[call-overload,no-any-return]


@contextmanager
def _dask(place: Path) -> Iterator[Dask]:
    cluster = Dask(place)
    try:
        yield cluster
    finally:
        cluster.close()
