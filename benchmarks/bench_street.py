"""The main job, measured: wall time and peak memory of a first and a second `workbench demo`, and the bank's figures.

    python benchmarks/bench_street.py            # JSON on standard output

`bank` are ten real banking programs (151 mapped fields, 86 that must not be mapped); null where the data is absent.
"""

import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from workbench.project import Workbench

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data")) / "cbsa"


def demo() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        for name in ("specs", "data", "policy.yaml", "workbench.toml"):
            copy(ROOT / name, home / name)
        first, second = (timed(home) for _ in range(2))
    return {"first": first, "second": second, "second_to_first": round(second["seconds"] / first["seconds"], 3)}


def copy(source: Path, goal: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, goal, ignore=shutil.ignore_patterns("store", "out", "runs"))
    else:
        shutil.copy(source, goal)


def timed(home: Path) -> dict[str, Any]:
    started = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).with_name("workbench")), "demo", "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "peak_megabytes": round(after.ru_maxrss / 1024, 1),
        "exit": done.returncode,
    }


def bank() -> dict[str, Any] | None:
    if not DATA.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "policy.yaml", folder)
        wb = Workbench(folder)
        status = wb.run(wb.order(spec=[str(DATA / "spec.txt")], target=str(DATA / "openapi.json")))
        accepted = {
            (program, first): json.loads(body)["property"]
            for program, first, body in wb.store.rows(
                "SELECT program, first, body FROM active_fact WHERE kind = 'maps'"
            )
        }
    with (DATA / "truth.csv").open(newline="") as file:
        truth = {(row["program"], int(row["spec_line"])): row for row in csv.DictReader(file)}
    right = sum(truth[at]["target"] == path for at, path in accepted.items())
    forbidden = {at for at, row in truth.items() if row["label"] == "no_match"}
    return {
        "endpoints": status.endpoints_accounted,
        "fields": len(truth),
        "precision": round(right / max(1, len(accepted)), 4),
        "recall": round(right / (len(truth) - len(forbidden)), 4),
        "must_not_map": len(forbidden),
        "false_accepts": len(forbidden & set(accepted)),
    }


if __name__ == "__main__":
    print(json.dumps({"bank": bank(), "demo": demo()}, indent=2))
