"""Whether what is foreseen of a new issue is what a full run finds changed, edge by edge, over random edits.

    python benchmarks/bench_foresight.py [--quick] [--edits N] [--things N] [--seed S]      JSON on stdout

Small documents in many styles are edited in many ways; each issue is foreseen, and run in an empty project. `held` puts
the edits that differ beside none, which was asked for; the exit code is 1 when there is one. `cpu_s` is CPU time of one
edit, both runs of it counted. Interrupted, it says what it found until then.

`--things` are changes of one thing each (a line, chunk, fact, truth source, policy, decision) in a project with
proposals in every state: `things_that_differ` counts those that broke more than was said, or less where all had to.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from edits import KINDS, edited  # noqa: E402
from happening import THINGS, happened, mixed  # noqa: E402
from reissued import PLAIN, Small, compared, small  # noqa: E402

EACH = 15
"""Edits of one document."""

STYLES = ("street", *PLAIN)


def one(world: Small, kind: str, dice: int, scratch: Path) -> str:
    """How one edit ended: equal, differs, nothing (no edge changes), or none (the text is as before, or empty)."""
    issue = edited(world.data, kind, dice)
    if issue == world.data or not issue.strip():
        return "none"
    found = compared(world, issue, scratch)
    if found.foreseen != found.changed:
        return "differs"
    return "equal" if found.changed else "nothing"


def changed(number: int, seed: int, place: Path) -> dict[str, Any]:
    """Changes of one thing each, every kind in turn: how many broke what was not said, or less than was said."""
    dice, kinds = random.Random(seed), sorted(THINGS)
    home = mixed(place / "mixed", dice.randrange(1000))
    by_kind, differ = Counter[str](), list[dict[str, Any]]()
    started = time.process_time()
    for turn in range(number):
        kind, one = kinds[turn % len(kinds)], dice.randrange(1 << 30)
        if found := happened(home, kind, one, place / "try").differing:
            named = {part: sorted(things)[:3] for part, things in found.items()}
            differ.append({"kind": kind, "seed": one, "differing": named})
        by_kind[kind] += 1
        shutil.rmtree(place / "try")
    return {
        "things": number,
        "by_kind": dict(by_kind),
        "differ": differ,
        "cpu_s": round((time.process_time() - started) / number, 2),
        "held": {"things_that_differ": {"measured": len(differ), "asked": 0, "held": not differ}},
    }


def measure(edits: int, seed: int, place: Path) -> dict[str, Any]:
    dice, kinds = random.Random(seed), sorted(KINDS)
    ended, by_style = Counter[str](), Counter[str]()
    differ: list[dict[str, Any]] = []
    took, done = 0.0, 0
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: stopped.append(number))  # what was found so far counts
    for number in range(edits):
        if stopped:
            break
        if number % EACH == 0:
            style, made = STYLES[(seed + number // EACH) % len(STYLES)], (dice.randrange(1000), dice.randrange(3, 7))
            world = small(place, style, *made)
        kind, turn, started = kinds[number % len(kinds)], seed * 1_000_000 + number, time.process_time()
        end = one(world, kind, turn, place / "try")
        done += 1
        shutil.rmtree(place / "try", ignore_errors=True)
        took += time.process_time() - started
        ended[end] += 1
        by_style[style] += 1
        if end == "differs":
            differ.append({"style": style, "seed": made[0], "programs": made[1], "kind": kind, "dice": turn})
    return {
        "edits": done,
        "ended": dict(ended),
        "kinds": len(kinds),
        "by_style": dict(by_style),
        "differ": differ,
        "cpu_s": round(took / max(1, done - ended["none"]), 2),
        "held": {"edits_that_differ": {"measured": len(differ), "asked": 0, "held": not differ}},
    }


def main() -> int:
    """The figures as JSON; the exit code says whether every edit was foreseen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="30 edits")
    parser.add_argument("--edits", type=int, default=150, help="how many edits; 1000 take about half an hour")
    parser.add_argument("--things", type=int, default=80, help="how many changes of one thing each; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        found = [changed(16 if said.quick else said.things, said.seed, Path(directory))] if said.things else []
        found += [measure(30 if said.quick else said.edits, said.seed, Path(directory))] if said.edits else []
    print(json.dumps(found, indent=2))
    return 0 if all(one["held"] for part in found for one in part["held"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
