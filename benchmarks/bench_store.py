"""What the store costs: CPU per transaction against a connect per transaction, many writers, big gaps, many rows.

    python benchmarks/bench_store.py [--quick]      JSON on stdout

Ratios compare with a peer in the same run, so a busy machine changes them little.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from workbench.store import Store
from workbench.store.lock import held

WRITER = """
import json, sys, time
from pathlib import Path
from workbench.store import Store
store, name, until = Store(Path(sys.argv[1])), sys.argv[2], time.time() + float(sys.argv[3])
took, n = [], 0
while time.time() < until:
    started = time.perf_counter()
    with store.write() as tx:
        tx.add("edge", [{"src": f"{name}-{n}", "dst": str(i), "kind": "t"} for i in range(10)])
    took.append(time.perf_counter() - started)
    n += 1
print(json.dumps(took))
"""


def edges(name: str, count: int) -> list[dict[str, str]]:
    return [{"src": f"line:spec-{name}:{n}", "dst": f"claim-{name}-{n}", "kind": "cites"} for n in range(count)]


def claims(name: str, count: int) -> list[dict[str, Any]]:
    fixed = {
        "agent": "inventory", "engine": "offline", "kind": "field", "program": "ORD01", "record": "ORDER-REC",
        "body": {"kind": "field", "program": "ORD01", "record": "ORDER-REC", "picture": "S9(7)V99", "level": 5},
        "evidence": [{"kind": "spec", "spec": "spec-a", "first": 1, "last": 1, "quote": "05 CUST-NO PIC 9(6)."}],
        "based_on": [], "spec_id": "spec-a", "first": 1, "last": 1, "run_id": "run-a",
    }  # fmt: skip
    return [{**fixed, "claim_id": f"claim-{name}-{n}", "name": f"F{n}"} for n in range(count)]


def cost(work: Callable[[int], None], times: int) -> tuple[float, float]:
    """Median wall and mean CPU milliseconds of one call."""
    walls, cpu = [], time.process_time()
    for n in range(times):
        started = time.perf_counter()
        work(n)
        walls.append(time.perf_counter() - started)
    return 1e3 * median(walls), 1e3 * (time.process_time() - cpu) / times


def connect_per_write(path: Path) -> Callable[[int], None]:
    """The peer: lock, connect, insert by appender, close."""
    duckdb.connect(path).execute("CREATE TABLE edge (src VARCHAR, dst VARCHAR, kind VARCHAR)").close()

    def write(n: int) -> None:
        with held(path.with_suffix(".lock"), True, 60), duckdb.connect(path) as connection:
            connection.execute("BEGIN")
            appender = connection.appender("edge")
            appender.append_rows([tuple(row.values()) for row in edges(f"c{n}", 60)])
            appender.flush()
            connection.execute("COMMIT")

    return write


def many_writers(home: Path, writers: int, seconds: float) -> list[list[float]]:
    command = [sys.executable, "-c", WRITER, str(home)]
    started = [
        subprocess.Popen([*command, f"w{n}", str(seconds)], stdout=subprocess.PIPE, text=True) for n in range(writers)
    ]
    return [json.loads(process.communicate()[0]) for process in started]


def coverage(store: Store, reads: int) -> float:
    """Milliseconds of the gap query with that many reads, every tenth missing."""
    lines = 4 * reads
    spec = {
        "spec_id": "spec-g",
        "name": "g",
        "path": "g",
        "sha256": "0",
        "bytes": 1,
        "lines": lines,
        "encoding": "utf-8",
    }
    fixed = {
        "agent": "inventory", "engine": "offline", "state": "ok", "expected": 0, "items": 0, "none_here": [],
        "detail": "unknown", "run_id": "run-a",
    }  # fmt: skip
    kept = [n for n in range(reads) if n % 10]
    chunk = {
        "spec_id": "spec-g", "kind": "text", "program": "P", "path": [], "byte_start": 0, "byte_end": 0,
        "char_start": 0, "char_end": 0, "tokens": 1, "context": [], "items_before": 0,
    }  # fmt: skip
    with store.write() as tx:
        tx.add("spec", [spec])
        runs = [{"spec_id": "spec-g", "first": 4 * n + 1, "last": 4 * n + 3, "class": "content"} for n in range(reads)]
        tx.add("line_class", runs)
        places = [{"chunk_id": f"chunk-{n}", "first": 4 * n + 1, "last": 4 * n + 4} for n in kept]
        tx.add("chunk", [{**chunk, **place, "ordinal": n} for n, place in enumerate(places)])
        tx.add("read", [{**fixed, **place, "read_id": f"read-{n}"} for n, place in enumerate(places)])
    assert len(store.rows("SELECT * FROM coverage_gaps")) == reads - len(kept)
    return cost(lambda _: store.rows("SELECT * FROM coverage_gaps") and None, 5)[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few seconds instead of a minute")
    quick = parser.parse_args().quick
    times, seconds = (30, 2.0) if quick else (300, 8.0)
    with tempfile.TemporaryDirectory() as directory:
        print(json.dumps(measure(Path(directory), times, seconds, 1_000 if quick else 12_500), indent=2))


def measure(directory: Path, times: int, seconds: float, reads: int) -> dict[str, Any]:
    store = Store(directory / "a")

    def write(n: int, size: int = 60) -> None:
        with store.write() as tx:
            tx.add("edge", edges(f"{size}-{n}", size))

    def write_claims(n: int) -> None:
        with store.write() as tx:
            tx.add("claim", claims(str(n), 3000))

    def write_again(n: int) -> None:
        with store.write() as tx:
            assert tx.add("edge", edges(f"60-{n}", 60)) == 0

    ours, ours_cpu = cost(write, times)
    theirs, theirs_cpu = cost(connect_per_write(directory / "peer.duckdb"), max(10, times // 10))
    again, _ = cost(write_again, times)
    _, small_cpu = cost(lambda n: write(n, 10), 20)
    _, large_cpu = cost(lambda n: write(n, 1000), 20)
    bulk, _ = cost(write_claims, 5)
    read, _ = cost(lambda _: store.rows("SELECT count(*) FROM edge") and None, times)
    opened, _ = cost(lambda _: Store(store.home) and None, 10)
    alone = many_writers(directory / "b", 1, seconds)[0]
    crowd = many_writers(directory / "c", 8, seconds)
    waits = sorted(took for one in crowd for took in one)
    counts = [len(one) for one in crowd]
    return {
        "transaction_60_rows_ms": round(ours, 1),
        "transaction_60_rows_cpu_ms": round(ours_cpu, 1),
        "transaction_that_adds_nothing_ms": round(again, 1),
        "transaction_3000_claims_ms": round(bulk, 1),
        "read_ms": round(read, 1),
        "open_ms": round(opened, 1),
        "coverage_gaps_ms": {"reads": reads, "ms": round(coverage(store, reads), 1)},
        "cpu_against_connect_per_write": {"ratio": round(ours_cpu / theirs_cpu, 2), "goal": 0.45},
        "wall_against_connect_per_write": {"ratio": round(ours / theirs, 2)},
        "cpu_1000_rows_against_10": {"ratio": round(large_cpu / small_cpu, 2), "goal": 3},
        "eight_writers": {
            "per_second": round(sum(counts) / seconds),
            "p99_against_p50_alone": {"ratio": round(waits[int(0.99 * len(waits))] / median(alone), 1), "goal": 20},
            "fairness": {"ratio": round(min(counts) / max(counts), 2), "goal_at_least": 0.5},
        },
    }


if __name__ == "__main__":
    main()
