"""What a lineage question costs: SQL against loading the whole graph into networkx, in the same run.

    python benchmarks/bench_lineage.py [--quick]      JSON on stdout

The graph is the street's: lines, chunks, reads, claims, verdicts, facts, mappings, verdicts and facts of those.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import networkx as nx

from workbench.lineage import Edge, down, edge_rows, line_node, resolve, subgraph, up, viewing, why
from workbench.store import Store

BATCH = 20_000


def street(endpoints: int, seed: int = 7) -> list[Edge]:
    """Edges of a migration: 15 fields per endpoint, each cited, judged, mapped and judged again."""
    dice = random.Random(seed)
    found: list[Edge] = []
    for n in range(endpoints):
        chunk, read = f"chunk-{n:07d}", f"read-{n:07d}"
        found += [("spec-a", chunk, "holds"), (chunk, read, "read_as")]
        facts = [_established(found, f"{n:07d}x{i:02d}", n, i, read, dice) for i in range(15)]
        for i, fact in enumerate(facts):
            mapping = f"claim-{n:07d}y{i:02d}"
            found += [(fact, mapping, "based_on"), (facts[0], mapping, "based_on")]
            found += [(mapping, f"verdict-{n:07d}y{i:02d}", "judged")]
            found += [(f"verdict-{n:07d}y{i:02d}", f"fact-{n:07d}y{i:02d}", "established")]
    return list(dict.fromkeys(found))


def _established(found: list[Edge], tail: str, n: int, i: int, read: str, dice: random.Random) -> str:
    claim, line = f"claim-{tail}", 170 * n + 11 * i + 1
    cited = [line, line + 1] if dice.random() < 0.3 else [line]
    found += [(line_node("spec-a", one), claim, "cites") for one in cited]
    found += [
        (read, claim, "said"),
        (claim, f"verdict-{tail}", "judged"),
        (f"verdict-{tail}", f"fact-{tail}", "established"),
    ]
    return f"fact-{tail}"


def filled(home: Path, edges: list[Edge]) -> Store:
    store = Store(home)
    spec = {"spec_id": "spec-a", "name": "a.txt", "path": "a.txt", "sha256": "0", "bytes": 1, "encoding": "utf-8"}
    for start in range(0, len(edges), BATCH):
        with store.write() as tx:
            tx.add("spec", [{**spec, "lines": 10_000_000}])
            tx.add("edge", edge_rows(edges[start : start + BATCH]))
    return store


def cpu(work: Callable[[], Any], times: int = 7) -> float:
    """Median CPU milliseconds."""
    took = []
    for _ in range(times):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return 1e3 * median(took)


def measure(home: Path, endpoints: int) -> dict[str, Any]:
    edges = street(endpoints)
    store = filled(home, edges)
    target, line = f"fact-{endpoints // 2:07d}y07", line_node("spec-a", 170 * (endpoints // 2) + 1)
    seeds = [f"fact-{n % endpoints:07d}y{n % 15:02d}" for n in range(1000)]

    def peer() -> set[str]:
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_edges_from((src, dst) for src, dst, _ in store.rows("SELECT * FROM edge"))
        return set(nx.ancestors(graph, target))

    def walk(things: list[str]) -> list[Edge]:
        with viewing(store) as view:
            return view.reached(things, "up")

    assert peer() == {node.node for node in up(store, target)}
    one, many, theirs = cpu(lambda: walk([target])), cpu(lambda: walk(seeds)), cpu(peer, 3)
    return {
        "edges": len(edges),
        "networkx_load_and_query_ms": round(theirs, 1),
        "up_ms": round(cpu(lambda: up(store, target)), 1),
        "down_from_a_line_ms": round(cpu(lambda: down(store, line)), 1),
        "why_ms": round(cpu(lambda: why(store, target)), 1),
        "subgraph_ms": round(cpu(lambda: subgraph(store, target)), 1),
        "resolve_ms": round(cpu(lambda: resolve(store, "a.txt:7")), 1),
        "walk_ms": {"ms": round(one, 1), "goal": 200},
        "walk_against_networkx": {"ratio": round(one / theirs, 3), "goal": 0.1},
        "walk_1000_seeds_against_1": {"ratio": round(many / one, 2), "goal": 3},
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="one small graph instead of 86,000 and 855,000 edges")
    sizes = [150] if parser.parse_args().quick else [685, 6_810]
    with tempfile.TemporaryDirectory() as directory:
        print(json.dumps([measure(Path(directory) / str(size), size) for size in sizes], indent=2))


if __name__ == "__main__":
    main()
