"""What a batch costs against papermill in a loop, and what 53 markets cost against one.

    python benchmarks/bench_batch.py [--quick]      JSON on stdout

One run, interleaved: each round runs the same rows with papermill itself (one after the other), with the kernel engine
and with the fast one (two at a time), so a busy machine slows all of them. Times are wall-clock seconds and, where a
machine is shared, CPU seconds of everything that was started.
"""

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench import sample
from workbench.batch import Limits, execute, plan
from workbench.batch.job import Job
from workbench.starting import begin
from workbench.store import Store

ROOT = Path(__file__).resolve().parent.parent
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
    """What it gives, wall seconds, and CPU seconds of this process and of all that ended below it."""
    own, below, started = time.process_time(), _below(), time.monotonic()
    found = work()
    return found, time.monotonic() - started, time.process_time() - own + _below() - below


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
    rows = execute(Store(home), jobs, Limits(jobs=2, engine=engine), again=True)
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
    floor, _, floor_cpu = timed(lambda: [exec("\n".join(("market = 'SE'", *CELLS[:3])), {}) for _ in range(5)])
    del floor
    work = floor_cpu / 5
    return {
        "runs_each": runs,
        "seconds": {name: round(wall, 2) for name, wall in walls.items()},
        "cpu_seconds": {name: round(cpu, 2) for name, cpu in cpus.items()},
        "kernel_against_papermill": {"ratio": round(walls["kernel"] / walls["papermill"], 3), "goal": 0.65},
        "fast_against_papermill": {"ratio": round(walls["fast"] / walls["papermill"], 3), "goal": 0.2},
        "fast_overhead_a_notebook_s": {
            "wall": round(walls["fast"] / runs - work / 2, 3),
            "cpu": round(cpus["fast"] / runs - work, 3),
            "goal": 0.3,
        },
        "same_outputs": same,
    }


def markets(count: int, endpoints: int) -> dict[str, Any]:
    """One market and many, on one worker, each from a project where nothing was read yet."""
    cpus = {}
    with tempfile.TemporaryDirectory() as place:
        for name, rows in (("one", 1), ("all", count)):
            home = _world(Path(place) / name, endpoints)
            lines = (home / "data" / "markets.csv").read_text().splitlines(keepends=True)
            (home / "some.csv").write_text("".join(lines[: rows + 1]))
            jobs = plan(home, ROOT / "notebooks" / "market.ipynb", home / "some.csv")
            found, _, cpus[name] = timed(lambda h=home, j=jobs: execute(Store(h), j, Limits(jobs=1, engine="fast")))
            assert all(row.state == "done" for row in found), [row.detail for row in found]
    said = {"markets": count, "cpu_seconds": {name: round(cpu, 1) for name, cpu in cpus.items()}}
    return {**said, "all_against_one": {"ratio": round(cpus["all"] / cpus["one"], 2), "goal": 6}}


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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few rows and a small world: a minute")
    quick = parser.parse_args().quick
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # for the peer, too: 2 s of its import
    found = {"engines": engines(1, 8) if quick else engines(1, 53)}
    found["markets"] = markets(53, 24 if quick else 0)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
