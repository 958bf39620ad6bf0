"""What an offline inventory of a long specification costs, by parts and with all that is around it; JSON on stdout.

    python benchmarks/bench_inventory.py [--quick]

alone: bytes to claims with the profile at hand: lines, chunks, and every declaration with its words. No gate, no store.
run: `Workbench.run` until the inventory into a new project: also the gate's verdicts, facts, lineage, one file on disk.
command: `workbench run --until inventory`, a process of its own: also Python's start and the imports.
Each with the profile beside the document, and where discovery has to find it first. Seconds of CPU, the least of some.
"""

import argparse
import csv
import io
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

from workbench import profile as profiles
from workbench import sample
from workbench.chunk import split
from workbench.cycles import seldom
from workbench.discovery import proposed
from workbench.engines.offline import Offline
from workbench.intake import Intake
from workbench.profile import Profile
from workbench.project import Workbench
from workbench.records import Claim
from workbench.spec import Spec, from_bytes
from workbench.stages.reading import tasks

ROOT = Path(__file__).resolve().parents[1]
SPEC, FIELDS, NAME = "specs/order-to-cash.txt", "data/truth/fields.csv", "order-to-cash.txt"
ASKED = "at least 99.9 % of the fields at their line, in at most 2 seconds of CPU for 1.8 MB"


@seldom()
def alone(data: bytes, profile: Profile) -> list[Claim]:
    """Every claim about a document, from its bytes."""
    spec = from_bytes(data, NAME)
    taken = Intake(spec, profile, tuple(split(spec, profile)))
    engine = Offline()
    return [claim for task in tasks(taken, taken.chunks) for claim in engine.ask(task).claims]


@seldom()
def parts(data: bytes, profile: Profile) -> dict[str, float]:
    """What each part of that takes, once."""
    marks = [time.process_time()]

    def mark() -> None:
        marks.append(time.process_time())

    spec = from_bytes(data, NAME)
    _ = spec.printed
    mark()
    taken = Intake(spec, profile, tuple(split(spec, profile)))
    mark()
    asked = list(tasks(taken, taken.chunks))
    mark()
    engine = Offline()
    for task in asked:
        engine.ask(task)
    mark()
    names = ("lines", "chunks", "tasks", "reading")
    return {name: round(b - a, 3) for name, a, b in zip(names, marks[:-1], marks[1:], strict=True)}


def home(place: str, data: bytes, profile: str) -> Path:
    """A new project with a document, and its profile beside it unless that is ""."""
    root = Path(place)
    shutil.copy(ROOT / "policy.yaml", root)
    (root / "specs").mkdir()
    (root / SPEC).write_bytes(data)
    if profile:
        (root / SPEC).with_suffix(".profile.yaml").write_text(profile, encoding="utf-8")
    return root


def run(data: bytes, profile: str) -> tuple[float, list[tuple[str, int]]]:
    """CPU seconds of a run in this process, and the fields that were accepted with their lines."""
    with tempfile.TemporaryDirectory() as place:
        bench = Workbench(home(place, data, profile))
        order = bench.order(spec=[str(bench.home / SPEC)], until="inventory")
        started = time.process_time()
        bench.run(order)
        took = time.process_time() - started
        return took, [(row.name, row.first) for row in bench.claims(kind="field", state="accepted")]


def command(data: bytes, profile: str) -> float:
    """CPU seconds of the command, its modules compiled before as after any installation."""
    with tempfile.TemporaryDirectory() as place:
        root = home(place, data, profile)
        (root / "workbench.toml").write_text(f'[project]\nspec = "{SPEC}"\n', encoding="utf-8")
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        verb = [str(Path(sys.executable).with_name("workbench")), "run", "--until", "inventory", "--home", str(root)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(verb, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(data: bytes, profile: Profile) -> float:
    """CPU seconds of bytes to claims."""
    started = time.process_time()
    alone(data, profile)
    return time.process_time() - started


def share(fields: list[dict[str, str]], claimed: set[tuple[str, int]]) -> dict[str, Any]:
    """How many of the document's fields were found at the right line."""
    found = sum((row["field"], int(row["first"])) in claimed for row in fields)
    return {"fields at the right line": found, "of": len(fields), "share": round(found / len(fields), 5)}


def inventory(quick: bool) -> dict[str, Any]:
    """The figures for the bundled document, or for a small one."""
    times = 1 if quick else 3
    files = sample.files(7, 12 if quick else 289)
    data, fields = files[SPEC], list(csv.DictReader(io.StringIO(files[FIELDS].decode())))
    spec: Spec = from_bytes(data, NAME)
    started = time.process_time()
    profile = proposed(spec)
    discovery = time.process_time() - started
    beside = profiles.proposal(profile, spec.sha256)
    said = {(c.body.name, c.evidence[0].first) for c in alone(data, profile)
            if c.body.kind == "field" and c.evidence[0].kind == "spec"}  # fmt: skip
    runs = [run(data, beside) for _ in range(times)]
    command(data, beside)  # what is compiled, is compiled now
    return {
        "asked": ASKED, "bytes": len(data), "discovery": round(discovery, 3),
        "alone": {"cpu seconds": round(min(timed(data, profile) for _ in range(times)), 3),
                  "parts": parts(data, profile), **share(fields, said)},
        "run": {"cpu seconds": round(min(took for took, _ in runs), 3),
                "without a profile": round(min(run(data, "")[0] for _ in range(times)), 3),
                **share(fields, set(runs[0][1]))},
        "command": {"cpu seconds": round(min(command(data, beside) for _ in range(times)), 3),
                    "without a profile": round(min(command(data, "") for _ in range(times)), 3)},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="A small document, each thing once.")
    json.dump(inventory(parser.parse_args().quick), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
