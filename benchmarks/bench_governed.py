"""What a governed kernel refuses, whether notebooks notice, and what it costs.

    python benchmarks/bench_governed.py [--quick]      JSON on stdout: what is asked, what was measured

Starts and runs are taken in turn, governed and plain, so that a busy machine slows both; what is compared are medians.
`by_cpu` is the same difference in CPU seconds of everything that was started. The notebooks run in two copies of one
project, headless; what they show is compared without times and ids. --quick leaves out the notebooks that read the
whole specification for minutes.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager
from nbclient import NotebookClient

from workbench.governed import kernelspec, level
from workbench.governed.prove import prove
from workbench.governed.prove.trial import PLAIN

ROOT = Path(__file__).resolve().parent.parent
QUICK = ("00b-reverse.ipynb", "01-ingest.ipynb", "02-inventory.ipynb")
SPECS = {
    "plain": {"argv": PLAIN, "display_name": "plain", "language": "python"},
    "governed": kernelspec.spec(),
}
WORK = """
import duckdb, json, hashlib
for _ in range(3):
    rows = duckdb.sql("SELECT i, i * i AS square, md5(i::VARCHAR) AS text FROM range(150000) t(i)").fetchall()
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    open(PLACE, "w").write(digest * 1000)
"""
"""Half a second and more of what notebooks do: queries, Python, files."""

FIRST = """
import os, tempfile, time
PLACE = os.path.join(os.environ.get('WORKBENCH_RUN') or tempfile.mkdtemp(), 'x')
"""
TIMED = f"""
w, c = time.monotonic(), time.process_time()
{WORK}
print(time.monotonic() - w, time.process_time() - c)
"""


def project(place: Path) -> Path:
    for name in ("specs", "data", "notebooks"):
        shutil.copytree(
            ROOT / name, place / name, ignore=shutil.ignore_patterns("store", "run", "runs", "out", "recov*")
        )
    for name in ("workbench.toml", "policy.yaml"):
        shutil.copy(ROOT / name, place / name)
    with open(place / "workbench.toml", "a") as file:
        file.write("\n[kernel]\nidle_seconds = 5\n")
    return place


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def kernel(home: Path, kind: str) -> Iterator[tuple[Any, float]]:
    """A client, and the seconds that the kernel took until it had answered."""
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(**SPECS[kind])
    began = time.monotonic()
    manager.start_kernel(cwd=str(home / "notebooks"), stderr=open(os.devnull, "w"))  # noqa: SIM115
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    took = time.monotonic() - began
    try:
        yield client, took
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def starts(home: Path, rounds: int) -> dict[str, Any]:
    seconds: dict[str, list[float]] = {kind: [] for kind in SPECS}
    used: dict[str, list[float]] = {kind: [] for kind in SPECS}
    for _ in range(rounds):
        for kind in SPECS:
            before = cpu()
            with kernel(home, kind) as (_, took):
                seconds[kind].append(took)
            used[kind].append(cpu() - before)
    wall = 1000 * (statistics.median(seconds["governed"]) - statistics.median(seconds["plain"]))
    by_cpu = 1000 * (statistics.median(used["governed"]) - statistics.median(used["plain"]))
    return {
        "what": "a governed kernel's start beside a plain one's", "asked": "at most 300 ms more",
        "measured": f"{wall:.0f} ms more", "by_cpu": f"{by_cpu:.0f} ms more", "holds": wall <= 300,
        "plain_ms": round(1000 * statistics.median(seconds["plain"])), "rounds": rounds,
    }  # fmt: skip


def runs(home: Path, rounds: int) -> dict[str, Any]:
    """The same work in two kernels that have started, in turn."""
    seconds: dict[str, list[float]] = {kind: [] for kind in SPECS}
    used: dict[str, list[float]] = {kind: [] for kind in SPECS}
    with kernel(home, "plain") as (plain, _), kernel(home, "governed") as (governed, _):
        for client in (plain, governed):
            said(client, FIRST + WORK)
        for _ in range(rounds):
            for kind, client in (("plain", plain), ("governed", governed)):
                wall, by_cpu = map(float, said(client, TIMED).split())
                seconds[kind].append(wall)
                used[kind].append(by_cpu)
    ratio = statistics.median(seconds["governed"]) / statistics.median(seconds["plain"]) - 1
    by_cpu = statistics.median(used["governed"]) / statistics.median(used["plain"]) - 1
    return {
        "what": "the same work in a governed kernel", "asked": "at most 3 % longer", "measured": f"{ratio:+.1%}",
        "by_cpu": f"{by_cpu:+.1%}", "holds": min(ratio, by_cpu) <= 0.03, "rounds": rounds,
    }  # fmt: skip


def said(client: Any, code: str) -> str:
    shown: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            shown.append(message["content"]["text"])
        elif message["msg_type"] == "error":
            raise RuntimeError(f"{message['content']['ename']}: {message['content']['evalue']}")

    client.execute_interactive(code, output_hook=hear, timeout=300)
    return "".join(shown)


def notebooks(place: Path, names: list[str]) -> dict[str, Any]:
    homes = {kind: project(place / kind) for kind in SPECS}
    unlike = []
    for name in names:
        shown = {kind: executed(home, name, kind) for kind, home in homes.items()}
        if shown["plain"] != shown["governed"]:
            first = next(
                (pair for pair in zip(*shown.values(), strict=False) if pair[0] != pair[1]), ("", "an output more")
            )
            unlike.append({"notebook": name, "plain": first[0][-300:], "governed": first[1][-300:]})
        print(f"{name}: {'as it was' if shown['plain'] == shown['governed'] else 'other'}", file=sys.stderr)
    return {
        "what": "notebooks that show the same in a governed kernel", "asked": f"{len(names)} of {len(names)}",
        "measured": f"{len(names) - len(unlike)} of {len(names)}", "holds": not unlike, "unlike": unlike,
    }  # fmt: skip


def executed(home: Path, name: str, kind: str) -> list[str]:
    """What a notebook shows, without times, ids and where it ran."""
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(**SPECS[kind])
    book = nbformat.read(home / "notebooks" / name, 4)
    where = {"metadata": {"path": str(home / "notebooks")}}
    try:
        NotebookClient(book, km=manager, timeout=1800, resources=where).execute()
    except Exception as error:
        return [f"{kind} failed: {error}"]
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return [one for output in outputs for one in _plain(output, home) if "FloatProgress" not in one]


def _plain(output: Any, home: Path) -> list[str]:
    """Widgets have ids of their own; a reviewer's key is made where the reviewer is."""
    texts = (
        [output["text"]]
        if output.output_type == "stream"
        else [str(v) for k, v in output.get("data", {}).items() if "widget" not in k]
    )
    for pattern, word in (
        (re.escape(str(home)), "HOME"), (r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?", "TIME"), (r"\b[0-9a-f]{8,}\b", "ID"),
        (r"ssh-ed25519 [^\s<]+|none yet;[^<]*", "KEY"),
        (r">\d+\.\d{1,3}<|\d+ s of work", ">SECONDS<"), (r"wb-\w+", "WIDGET"),
        (r"seconds: [\d.,]+ to [\d.,]+</div>.*?</div>", "SECONDS, one bar a run"),
    ):  # fmt: skip
        texts = [re.sub(pattern, word, text) for text in texts]
    return texts


def refusals(home: Path) -> dict[str, Any]:
    proof = prove(home)
    control = prove(home, governed=False)
    return {
        "what": "forbidden acts that are refused", "asked": "13 of 13 at enforced; a plain kernel allows them",
        "measured": f"{proof.refused} of {len(proof.attempts)} at {proof.level}; a plain one refuses {control.refused}",
        "holds": proof.holds and proof.level == "enforced" and control.refused == 0,
    }  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    os.environ.pop("JPY_SESSION_NAME", None)
    names = list(QUICK) if quick else sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory(prefix="wb-bench-") as place:
        home = project(Path(place) / "home")
        lines = [refusals(home), starts(home, 7 if quick else 15), runs(home, 9 if quick else 25)]
        lines.append(notebooks(Path(place), names))
        time.sleep(8)  # executors end by themselves
    print(json.dumps({"machine": level.reach().line(), "lines": lines}, indent=1))
    sys.exit(0 if all(line["holds"] for line in lines) else 1)


if __name__ == "__main__":
    main()
