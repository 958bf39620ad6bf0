"""What a lineage question costs: SQL against loading the whole graph into networkx, in the same run.

    python benchmarks/bench_lineage.py [--quick] [--orphans N]      JSON on stdout

The graph is the street's: lines, chunks, reads, claims, verdicts, facts, mappings, verdicts and facts of those, each
with its record. All figures are CPU time. `held` puts each one beside what was asked for; the exit code is 1 when one
of them is not reached.

`--orphans N` instead runs the bundled specification and takes N rounds of edges out of it, one of each kind a round:
`edges_not_missed` counts those that `orphans` does not name, edge by edge.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import networkx as nx

from workbench.lineage import Edge, down, edge_rows, line_node, orphans, resolve, subgraph, up, viewing, why
from workbench.project import Workbench
from workbench.store import Store

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

from bench_street import copy  # noqa: E402
from torn import unmissed  # noqa: E402

BATCH, MOST_MS = 20_000, 200

RECORDS = (
    """INSERT INTO chunk SELECT dst, 'spec-a', row_number() OVER (), 'record', dst, '["a"]', 0, 9, 0, 9, 1, 9, 40,
        '[]', 0, now()::TIMESTAMP FROM edge WHERE kind = 'holds'""",
    """INSERT INTO read SELECT dst, 'inventory', 'offline', src, 1, 9, 'ok', 15, 15, '[]', '', 'run-a',
        now()::TIMESTAMP, '[]', 'unknown' FROM edge WHERE kind = 'read_as'""",
    """INSERT INTO claim WITH cited AS (
            SELECT dst AS claim, CAST(split_part(src, ':', 3) AS INTEGER) AS line FROM edge WHERE kind = 'cites'
        ), behind AS (
            SELECT claim, to_json(list({'kind': 'spec', 'spec': 'spec-a', 'first': line, 'last': line, 'quote': 'A'}))
                AS evidence FROM cited GROUP BY claim
        )
        SELECT src, 'inventory', 'offline', 'field', substr(src, 7, 7), 'A-RECORD', src, '{}',
            coalesce(evidence, '[]'), '[]', 'spec-a', 1, 9, 'run-a', now()::TIMESTAMP
        FROM edge LEFT JOIN behind ON claim = src WHERE kind = 'judged'""",
    """INSERT INTO verdict SELECT dst, src, 'accepted', 'every check passed', '[]', 'run-a', now()::TIMESTAMP, '[]'
        FROM edge WHERE kind = 'judged'""",
    """INSERT INTO fact SELECT edge.dst, claim_id, verdict_id, 'field', substr(edge.dst, 6, 7), 'A-RECORD', edge.dst,
        '{}', '[]', 'spec-a', 1, 9, now()::TIMESTAMP FROM edge JOIN verdict ON edge.src = verdict_id
        WHERE edge.kind = 'established'""",
    "INSERT INTO fact_status SELECT fact_id, 'active', '', '', now()::TIMESTAMP FROM fact",
)
"""SQL: a record for every node."""


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
    with store.write() as tx:
        for statement in RECORDS:
            tx.rows(statement)
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
    asked = {
        "walk_ms": (one, MOST_MS),
        "up_ms": (cpu(lambda: up(store, target)), MOST_MS),
        "down_from_a_line_ms": (cpu(lambda: down(store, line)), MOST_MS),
        "why_ms": (cpu(lambda: why(store, target)), MOST_MS),
    }
    asked |= {name.replace("_ms", "_against_networkx"): (ms / theirs, 0.1) for name, (ms, _) in asked.items()}
    asked["walk_1000_seeds_against_1"] = (many / one, 3)
    return {
        "edges": len(edges),
        "networkx_load_and_query_ms": round(theirs, 1),
        "subgraph_ms": round(cpu(lambda: subgraph(store, target)), 1),
        "resolve_ms": round(cpu(lambda: resolve(store, "a.txt:7")), 1),
        "held": {
            name: {"measured": round(found, 3), "asked": most, "held": found <= most}
            for name, (found, most) in asked.items()
        },
    }


def torn(home: Path, rounds: int, seed: int = 7) -> dict[str, Any]:
    """Edges of the bundled run that are taken out, and not missed by name."""
    for name in ("specs", "data", "policy.yaml", "workbench.toml"):
        copy(ROOT / name, home / name)
    bench = Workbench(home)
    bench.run()
    store, dice, by_kind = bench.store, random.Random(seed), dict[str, list[Edge]]()
    for src, dst, kind in store.rows("SELECT src, dst, kind FROM edge ORDER BY ALL"):
        by_kind.setdefault(kind, []).append((src, dst, kind))
    none, left = len(orphans(store)), list[Edge]()
    for _ in range(rounds):
        left += unmissed(store, [dice.choice(every) for every in by_kind.values()])
    asked = {"edges_not_missed": len(left), "orphans_of_the_whole": none}
    return {
        "edges_taken_out": rounds * len(by_kind),
        "kinds": {kind: len(every) for kind, every in by_kind.items()},
        "not_missed": left,
        "held": {name: {"measured": found, "asked": 0, "held": not found} for name, found in asked.items()},
    }


def main() -> int:
    """The figures as JSON; the exit code says whether all of them were reached."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="one small graph instead of 86,000 and 855,000 edges")
    parser.add_argument("--orphans", type=int, default=0, help="take edges out of the bundled run, so many rounds")
    said = parser.parse_args()
    sizes = [150] if said.quick else [685, 6_810]
    with tempfile.TemporaryDirectory() as directory:
        if said.orphans:
            found = [torn(Path(directory), said.orphans)]
        else:
            found = [measure(Path(directory) / str(size), size) for size in sizes]
    print(json.dumps(found, indent=2))
    return 0 if all(one["held"] for size in found for one in size["held"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
