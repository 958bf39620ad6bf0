"""What the matching engine gets right on labelled data, and what the gate catches of planted and of its own errors.

    python benchmarks/bench_mapping.py [--quick]      JSON on stdout

Fields against properties: ten programs of a public bank, copybooks that a tool generated, the bundled world. Columns
against columns: MIMIC-III to OMOP. What is not there is left out, with the reason. `without` is the same measurement
with one kind of knowledge taken away: what each of them adds.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))
sys.path.insert(0, str(ROOT / "tests"))

from labelled_fields import World, bank, connectors, given, sample  # noqa: E402

from workbench import accuracy  # noqa: E402
from workbench.matching import tables  # noqa: E402


def fields(worlds: Iterable[World]) -> dict[str, Any]:
    """Precision, recall and false accepts of what is chosen, and the share right by kind of field."""
    start = time.process_time()
    counts: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    linked = endpoints = 0
    for world in worlds:
        linked, endpoints = linked + world.linked(), endpoints + len(world.cases)
        for known, ranking in world.answers():
            if known.kind != "group":
                _count(counts, kinds.setdefault(known.kind, Counter()), known.right, given(ranking))
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    return {
        "fields": sum(counts.values()),
        "endpoints": endpoints,
        "linked": linked,
        "right_share": _share(right + counts["left_alone"], sum(counts.values())),
        "precision": _share(right, right + wrong + counts["false_accepts"]),
        "recall": _share(right, right + wrong + missed),
        **counts,
        "by_kind": {kind: _share(own["right"], own["all"]) for kind, own in sorted(kinds.items())},
        "cpu_seconds": round(time.process_time() - start, 2),
    }


def _count(counts: Counter[str], kind: Counter[str], right: frozenset[str], got: frozenset[str]) -> None:
    ok = got == right
    word = ("right" if ok else "wrong" if got else "missed") if right else ("left_alone" if ok else "false_accepts")
    counts[word] += 1
    kind["all"] += 1
    kind["right"] += ok


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else -1.0


WITHOUT: dict[str, dict[str, Any]] = {
    "references": {"REFERENCE": 0.0},
    "neighbours of references": {"FLOW": 0.0},
    "rivals in one table": {"RIVALRY": 0.0},
    "rivals anywhere": {"CLAIM": 0.0},
    "the table a column is in": {"TABLE": 0.0},
    "types": {"TYPE": 0.0},
    "documentation": {"WEIGHTS": {"whole": {"name": 1.0, "placed": 0.8, "bare": 0.5}}},
    "names": {"WEIGHTS": {"whole": {"documentation": 1.0, "family": 0.8}}},
    "families of one name": {"WEIGHTS": {"whole": {"name": 1.0, "placed": 0.8, "bare": 0.5, "documentation": 1.0}}},
}
"""What is taken away, and the constants of the engine that do it."""


@contextmanager
def changed(values: dict[str, Any]) -> Iterator[None]:
    """The engine with other constants for a while."""
    before = {name: getattr(tables, name) for name in values}
    for name, value in values.items():
        setattr(tables, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(tables, name, value)


def columns(place: Path, quick: bool) -> dict[str, Any]:
    """The figures of the papers, the trial of the gate, and the same without one kind of knowledge at a time."""
    files = [place / name for name in ("source_schema.csv", "target_schema.csv", "ground_truth.csv")]
    trial = accuracy.gate(*files)
    found = {"mapping": accuracy.mapping(*files), "gate": trial["caught_at_35"], "own": trial["own"]}
    if quick:
        return found
    without: dict[str, list[float]] = {}
    for what, values in WITHOUT.items():
        with changed(values):
            figures = accuracy.mapping(*files)
            without[what] = [figures[f"accuracy@{top}"] for top in (1, 3, 5)]
    return {**found, "curve": trial["curve"], "without": without}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="without the bundled world and the ablation")
    quick = parser.parse_args().quick
    found: dict[str, Any] = {}
    if SHARED.is_dir():
        found["bank"] = fields([bank(SHARED / "cbsa")])
        found["connectors"] = fields(connectors(SHARED / "zosconnect_samples"))
        found["mimic_omop"] = columns(SHARED / "mimic_omop", quick)
    else:
        found["left_out"] = f"no shared data: {SHARED} is not there (WORKBENCH_SHARED_DATA names another place)"
    if not quick:
        found["bundled"] = fields([sample(ROOT)])
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
