"""What a batch costs against papermill in a loop, what 53 markets cost against one, and what survives being killed.

    python benchmarks/bench_batch.py [--quick]      JSON on stdout: what is asked, what was measured
    python benchmarks/bench_batch.py --crashes      53 rows killed at 20 moments and more, here and on a Dask cluster

Each round runs the same rows with papermill itself (one after the other), with the kernel engine and with the fast one
(two at a time). `measured` is wall-clock time; `by_cpu` is the same ratio from CPU seconds of everything that was
started, the two workers on two free cores, which a busy machine does not change.
"""

import argparse
import ctypes
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from batch_kills import crashes

from workbench import sample
from workbench.batch import Limits, execute, plan
from workbench.batch.job import Job
from workbench.starting import begin
from workbench.store import Store

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
ADOPT = 36
"""prctl: whoever is left by its parent becomes this process's child, so that its CPU seconds are counted."""

CELLS = (
    "import duckdb\nimport networkx as nx",
    "graph = nx.gnm_random_graph(60, 120, seed=len(market))\nnx.number_connected_components(graph)",
    "rows = duckdb.sql('SELECT i, i * i AS square FROM range(20000) t(i)').fetchall()\nlen(rows), market",
    "print(market, sum(row[1] for row in rows))",
)
"""A tenth of a second of work, and the imports that a notebook of this kind has."""


def notebook(path: Path) -> Path:
    sources = [('market = "SE"\n', ["parameters"]), *((cell, []) for cell in CELLS)]
    cells = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {"tags": tags}, "source": source, "outputs": [],
         "execution_count": None}
        for at, (source, tags) in enumerate(sources)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    said = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(said))
    return path


def outputs(text: str) -> list[Any]:
    """What a notebook shows, cell by cell, without times and ids."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return [[cell["source"], cell["execution_count"], cell["outputs"]] for cell in cells]


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, wall seconds, and CPU seconds of this process and of all that it started, however deep."""
    own, below, started = time.process_time(), _below(), time.monotonic()
    found = work()
    wall = time.monotonic() - started
    with suppress(ChildProcessError):
        while True:  # kernels that are still ending
            os.waitpid(-1, 0)
    return found, wall, time.process_time() - own + _below() - below


def _below() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def papermill_loop(jobs: list[Job]) -> list[Any]:
    """The peer: papermill's own engine, one after the other in one process that imported it before."""
    import papermill

    found = []
    for job in jobs:
        output = Path(job.output).with_suffix(".peer.ipynb")
        output.parent.mkdir(parents=True, exist_ok=True)
        said = {"parameters": job.parameters, "cwd": job.home, "kernel_name": "python3", "language": "python"}
        papermill.execute_notebook(job.notebook, str(output), progress_bar=False, **said)
        found.append(outputs(output.read_text()))
    return found


def ours(home: Path, jobs: list[Job], engine: Any) -> list[Any]:
    rows = execute(Store(home), jobs, Limits(jobs=WORKERS, engine=engine), again=True)
    assert all(row.state == "done" for row in rows), [row.detail for row in rows]
    return [outputs((home / row.output).read_text()) for row in rows]


def engines(rounds: int, rows: int) -> dict[str, Any]:
    """All three on the same rows, round by round."""
    walls: dict[str, float] = dict.fromkeys(("papermill", "kernel", "fast"), 0.0)
    cpus = dict(walls)
    same = True
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        book = notebook(home / "book.ipynb")
        (home / "p.csv").write_text("market\n" + "".join(f"M{n:02d}\n" for n in range(rows)))
        jobs = plan(home, book, home / "p.csv")
        papermill_loop(jobs[:1])  # imports, compiled modules and the disk's cache are nobody's advantage
        for _ in range(rounds):
            shown = []
            for name in walls:
                work = (lambda: papermill_loop(jobs)) if name == "papermill" else (lambda e=name: ours(home, jobs, e))
                found, wall, cpu = timed(work)
                walls[name] += wall
                cpus[name] += cpu
                shown.append(found)
            same = same and shown[0] == shown[1] == shown[2]
    runs = rounds * rows
    detail = {"runs_each": runs, "seconds": _rounded(walls), "cpu_seconds": _rounded(cpus)}
    return {**_against_papermill(walls, cpus), **_overhead(walls["fast"] / runs, cpus["fast"] / runs),
            "identical_outputs": line("all equal", same, same), "engines": detail}  # fmt: skip


def _against_papermill(walls: dict[str, float], cpus: dict[str, float]) -> dict[str, Any]:
    return {
        f"{name}_against_serial_papermill": line(
            f"<= {most}",
            (ratio := round(walls[name] / walls["papermill"], 3)),
            ratio <= most,
            by_cpu=round(cpus[name] / WORKERS / cpus["papermill"], 3),
        )
        for name, most in (("kernel", 0.65), ("fast", 0.2))
    }


def _overhead(wall: float, cpu: float) -> dict[str, Any]:
    """Seconds that a notebook of the fast engine takes beyond the work of its cells."""
    code = "\n".join(("market = 'SE'", *CELLS[:3]))
    _, _, work = timed(lambda: [exec(code, {}) for _ in range(10)])
    over = round(wall - work / 10 / WORKERS, 3)
    return {"fast_overhead_a_notebook_s": line("<= 0.3", over, over <= 0.3, by_cpu=round(cpu - work / 10, 3))}


def markets(count: int, endpoints: int) -> dict[str, Any]:
    """One market and many, on one worker, each from a project where nothing was read yet."""
    cpus, walls = {}, {}
    with tempfile.TemporaryDirectory() as place:
        for name, rows in (("one", 1), ("all", count)):
            home = _world(Path(place) / name, endpoints)
            lines = (home / "data" / "markets.csv").read_text().splitlines(keepends=True)
            (home / "some.csv").write_text("".join(lines[: rows + 1]))
            jobs = plan(home, ROOT / "notebooks" / "market.ipynb", home / "some.csv")
            work: Callable[[], Any] = lambda h=home, j=jobs: execute(Store(h), j, Limits(jobs=1, engine="fast"))  # noqa: E731
            found, walls[name], cpus[name] = timed(work)
            assert all(row.state == "done" for row in found), [row.detail for row in found]
    ratio = round(walls["all"] / walls["one"], 2)
    by_cpu = round(cpus["all"] / cpus["one"], 2)
    detail = {"endpoints": endpoints or "all", "seconds": _rounded(walls), "cpu_seconds": _rounded(cpus)}
    return {f"{count}_markets_against_one": line("<= 6", ratio, ratio <= 6, by_cpu=by_cpu), "markets": detail}


def _world(home: Path, endpoints: int) -> Path:
    if endpoints:
        begin(home, "ana", sample=True)
        sample.write(home, endpoints=endpoints)
        return home
    home.mkdir()
    for name in ("specs", "data", "policy.yaml", "workbench.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, home / name)
    for name in ("store", "runs", "out"):
        shutil.rmtree(home / "data" / name, ignore_errors=True)
    return home


def line(asked: str, measured: Any, holds: bool, **more: Any) -> dict[str, Any]:
    """One line of what is asked of a batch."""
    return {"asked": asked, "measured": measured, "holds": holds, **more}


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rows and a smaller world: two minutes")
    parser.add_argument(
        "--crashes", action="store_true", help="kill batches and workers instead, at 20 moments and more"
    )
    said = parser.parse_args()
    ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # for the peer, too: 2 s of its import
    if said.crashes:
        found = crashes(said.quick)
    else:
        found = engines(1, 26 if said.quick else 53) | markets(53, 60 if said.quick else 0)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
