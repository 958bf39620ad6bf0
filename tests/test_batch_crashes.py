"""Whatever ends a batch, what is not done is known and taken up: in the end each run is there, once and whole."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_batch import notebook

from workbench.batch import Limits, execute, plan
from workbench.batch.book import rows_of
from workbench.batch.job import Job
from workbench.batch.notebook import unexecuted
from workbench.errors import Refusal
from workbench.store import Store

MOMENTS, RUNS = 6, 18
"""Many more, here and on a cluster: benchmarks/bench_batch.py --crashes."""

BATCH = """
import sys
from pathlib import Path
from workbench.batch import Limits, execute, plan
from workbench.store import Store
home = Path(sys.argv[1])
execute(Store(home), plan(home, home / "book.ipynb", home / "p.csv"), Limits(jobs=2, engine="fast"))
"""


def world(home: Path, cell: str, markets: list[str]) -> list[Job]:
    notebook(home / "book.ipynb", cell, "'the end'", parameters='market = "SE"\n')
    (home / "p.csv").write_text("market\n" + "".join(f"{market}\n" for market in markets))
    return plan(home, home / "book.ipynb", home / "p.csv")


def whole(home: Path, count: int) -> None:
    """Every run is done, ran to its end once, and its notebook is whole; nothing else lies about."""
    store = Store(home)
    batch = store.rows("SELECT DISTINCT batch_id FROM notebook_run")
    assert len(batch) == 1
    rows = rows_of(store, batch[0][0])
    assert [row.state for row in rows] == ["done"] * count
    done = "SELECT ordinal, count(*) FROM notebook_run WHERE state = 'done' GROUP BY ALL ORDER BY ALL"
    assert store.rows(done) == [(n, 1) for n in range(1, count + 1)]
    found = sorted(path.name for path in (home / "data/runs").rglob("*.ipynb"))
    assert found == sorted(Path(row.output).name for row in rows)
    assert all(unexecuted(home / row.output) == 0 for row in rows)
    texts = [(home / row.output).read_text() for row in rows]
    assert all(str(row.parameters["market"]) in text for row, text in zip(rows, texts, strict=True))


def abandoned(home: Path, batch: str) -> bool:
    """Nothing counts as running any more, once the kernels of a killed batch have noticed that it is gone."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if "running" not in {row.state for row in rows_of(Store(home), batch)}:
            return True
        time.sleep(0.02)
    return False


def test_killed_at_any_moment_each_run_is_done_once(tmp_path: Path) -> None:
    """The batch is killed -9 at many random moments; no kernel outlives it, and the next go takes up what is left."""
    jobs = world(tmp_path, "import time; time.sleep(0.3); market", [f"M{n}" for n in range(RUNS)])
    draw = random.Random(7)
    for left in range(MOMENTS, 0, -1):
        batch = subprocess.Popen([sys.executable, "-c", BATCH, str(tmp_path)], stderr=subprocess.DEVNULL)
        _wait(tmp_path, draw.uniform(0.3, 2.5), (RUNS - len(_books(tmp_path))) // (left + 1))
        assert batch.poll() is None, "it ended before it was killed"
        batch.kill()
        batch.wait()
        assert abandoned(tmp_path, jobs[0].batch), "nobody works on it"
    execute(Store(tmp_path), jobs, Limits(jobs=2, engine="fast"))
    whole(tmp_path, RUNS)
    _nobody_works_in(tmp_path)


def _wait(home: Path, seconds: float, most: int) -> None:
    """Until a random moment comes, or so many more runs are done that too few would be left for the other moments."""
    until, had = time.monotonic() + seconds, len(_books(home))
    while time.monotonic() < until and len(_books(home)) - had < most:
        time.sleep(0.02)


def _books(home: Path) -> list[Path]:
    return list((home / "data/runs").rglob("[0-9]*.ipynb"))


def _nobody_works_in(home: Path) -> None:
    for _ in range(100):
        places = [Path(f"/proc/{name}/cwd") for name in os.listdir("/proc") if name.isdigit()]
        left = [place for place in places if place.is_symlink() and _leads(place) == str(home)]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"kernels outlive their batch: {left}")


def _leads(place: Path) -> str:
    try:
        return os.readlink(place)
    except OSError:
        return ""


@pytest.mark.parametrize("engine", ["kernel", "fast"])
def test_a_dead_kernel_a_late_cell_and_full_memory_are_not_done(tmp_path: Path, engine: str) -> None:
    """Each is told apart, keeps its notebook, says of no cell that it ran which did not, and is taken up later."""
    cell = (
        "from pathlib import Path\n"
        "first = not Path(market).exists(); Path(market).touch()\n"
        "if first and market == 'dies': import os; os.kill(os.getpid(), 9)\n"
        "if first and market == 'sleeps': import time; time.sleep(60)\n"
        "if first and market == 'grows': x = [bytearray(1 << 22) for _ in range(500)]; import time; time.sleep(9)\n"
        "if first and market == 'leaves': raise SystemExit(0)"
    )
    jobs = world(tmp_path, cell, ["dies", "sleeps", "grows", "leaves"])
    limits = Limits(jobs=2, engine=engine, seconds=6, memory=600)  # type: ignore[arg-type]
    rows = execute(Store(tmp_path), jobs, limits)
    assert [row.state for row in rows] == ["killed", "timed_out", "killed", "incomplete"]
    assert "600 MiB" in rows[2].detail
    for row in rows:
        saved = json.loads((tmp_path / row.output).read_text())
        states = [cell["metadata"]["papermill"]["status"] for cell in saved["cells"] if not cell["execution_count"]]
        assert "completed" not in states
        assert saved["metadata"]["workbench"] == {"state": row.state}
    assert {row.state for row in execute(Store(tmp_path), jobs, limits)} == {"done"}
    whole(tmp_path, 4)


def test_a_retry_repeats_what_ended_badly_and_nothing_else(tmp_path: Path) -> None:
    """The first attempt stays in the history; what is done is not touched."""
    cell = "from pathlib import Path\nseen = Path(market); n = len(seen.read_text()) if seen.exists() else 0\n"
    cell += "_ = seen.write_text('x' * (n + 1)); assert market == 'fine' or n"
    jobs = world(tmp_path, cell, ["fine", "later"])
    rows = execute(Store(tmp_path), jobs, Limits(jobs=2, engine="fast", retries=2))
    assert [(row.state, row.attempt) for row in rows] == [("done", 1), ("done", 2)]
    assert [(tmp_path / name).read_text() for name in ("fine", "later")] == ["x", "xx"]
    history = Store(tmp_path).rows("SELECT state FROM notebook_run WHERE ordinal = 2 ORDER BY rowid")
    assert [state for (state,) in history] == ["queued", "running", "failed", "queued", "running", "done"]


def test_what_changed_runs_again_and_the_rest_does_not(tmp_path: Path) -> None:
    """A row, the notebook, a module of the project, a file that a parameter names: each repeats what it touches."""
    (tmp_path / "a.txt").write_text("1")
    jobs = world(tmp_path, "market", ["a.txt", "SE"])

    def ran(jobs: list[Job]) -> list[int]:
        told: list[int] = []
        execute(
            Store(tmp_path),
            jobs,
            Limits(jobs=1, engine="fast"),
            lambda row: told.append(row.ordinal * (row.state == "running")),
        )
        return sorted(number for number in told if number)

    assert ran(jobs) == [1, 2]
    assert ran(jobs) == []
    (tmp_path / "a.txt").write_text("2")
    assert ran(world(tmp_path, "market", ["a.txt", "SE"])) == [1]
    assert ran(world(tmp_path, "market", ["a.txt", "NO", "SE"])) == [2]
    (tmp_path / "helper.py").write_text("x = 1")
    assert ran(world(tmp_path, "market", ["a.txt", "SE"])) == [1, 2]
    assert ran(world(tmp_path, "market, 2", ["a.txt", "SE"])) == [1, 2]


def test_one_batch_is_run_by_one_process(tmp_path: Path) -> None:
    """A second go at the same time is refused with the first one's process; nothing of it is written."""
    jobs = world(tmp_path, "import time; time.sleep(3)", ["NO"])
    first = subprocess.Popen([sys.executable, "-c", BATCH, str(tmp_path)], stderr=subprocess.DEVNULL)
    for _ in range(200):
        if rows_of(Store(tmp_path), jobs[0].batch):
            break
        time.sleep(0.05)
    with pytest.raises(Refusal, match=str(first.pid)):
        execute(Store(tmp_path), jobs, Limits())
    assert first.wait(60) == 0
    whole(tmp_path, 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_batch_cleanly(tmp_path: Path, number: int) -> None:
    """What ran is interrupted, the rest stays queued, the page says so, no kernel stays; the same command goes on."""
    (tmp_path / "policy.yaml").write_text("version: 1\n")
    jobs = world(tmp_path, "import time; time.sleep(0.8)", [f"M{n}" for n in range(4)])
    words = [str(Path(sys.executable).with_name("workbench")), "batch", "book.ipynb", "--params", "p.csv", "--json"]
    batch = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert batch.stdout
    while json.loads(batch.stdout.readline())["event"] != "done":
        pass
    batch.send_signal(number)
    _, errors = batch.communicate(timeout=120)
    assert (batch.returncode, errors.count("\n")) == (130, 1), errors
    states = {row.state for row in rows_of(Store(tmp_path), jobs[0].batch)}
    assert states <= {"done", "interrupted", "queued"}
    assert "interrupted" in states
    assert "same command" in errors
    _nobody_works_in(tmp_path)
    page = next((tmp_path / "data/runs").rglob("index.html")).read_text()
    assert "interrupted" in page
    again = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 0, again.stderr
    done = [row.state for row in rows_of(Store(tmp_path), jobs[0].batch)]
    assert done == ["done"] * 4
