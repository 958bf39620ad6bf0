"""What governed writing costs, and what it withstands: the full size of what the tests try a little of.

    python benchmarks/bench_governance.py [--quick]      JSON on stdout

`proofs` runs the tests of mutation, crash, bit flip and hostile text at full size (TRIALS=full; minutes) and counts
what they tried: everything that is counted there was refused, found or done exactly once, or the run fails. A disk that
is shared makes appends slow: `fdatasync` is what the same disk takes for the flush alone, in the same run.

`held` puts each figure beside the one that was asked for; the exit code is 1 when one of them is not reached.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from governance_world import NOW, POLICY, make_world  # noqa: E402

from workbench.acts import Blast, Draft, FileDraft, LedgerEntry, TargetIdentity  # noqa: E402
from workbench.approval import Word, decide_all, standings  # noqa: E402
from workbench.execution import execute  # noqa: E402
from workbench.ledger import Ledger  # noqa: E402
from workbench.policy import read  # noqa: E402
from workbench.proposal import propose, submit  # noqa: E402
from workbench.rules import Case  # noqa: E402
from workbench.signing import APPROVAL, make_key, verify  # noqa: E402
from workbench.textgate import scan  # noqa: E402
from workbench.whatif import what_if  # noqa: E402

PROOFS = [
    "test_mutations.py",
    "test_crashes.py",
    "test_hostile.py",
    "test_ledger.py",
    "test_approval.py::test_who_counts",
    "test_policy.py::test_a_broken_policy_is_refused_with_its_line",
    "test_textgate.py::test_every_trojan_source_file_is_found",
]
CASES = {
    "test_who_counts": "quorum cases",
    "test_tampering_is_found_and_named": "tamper classes",
    "test_a_broken_policy_is_refused_with_its_line": "broken policies",
    "test_every_trojan_source_file_is_found": "trojan source collections of 51 files",
    "test_two_executors_at_once": "targets with two executors at once",
}
"""Tests of which each passed case counts as one trial."""

ASKED: tuple[tuple[str, str, float], ...] = (
    ("proofs.mutations", "at least", 5000),
    ("proofs.quorum cases", "at least", 12),
    ("proofs.double crashes", "at least", 500),
    ("proofs.targets with two executors at once", "at least", 3),
    ("proofs.tamper classes", "at least", 7),
    ("proofs.flipped bits", "at least", 2000),
    ("proofs.trojan source collections of 51 files", "at least", 1),
    ("proofs.hostile calls", "at least", 10000),
    ("proofs.hostile statements", "at least", 2000),
    ("proofs.broken policies", "at least", 40),
    ("proofs.skipped", "at most", 0),
    ("ledger.entries", "at least", 100000),
    ("ledger.verify_cpu_seconds", "at most", 3.0),
    ("ledger.append.p50_ms", "at most", 1.0),
    ("policy.decision.p99_ms", "at most", 1.0),
    ("policy.what_if_actions", "at least", 10000),
    ("policy.what_if_cpu_seconds", "at most", 1.0),
)
"""Figures, by their place in what is printed."""


def spread(spans: Sequence[float]) -> dict[str, float]:
    """The median and the 99th percentile, in milliseconds."""
    ranked = sorted(spans)
    return {
        "p50_ms": round(ranked[len(ranked) // 2] * 1e3, 4),
        "p99_ms": round(ranked[len(ranked) * 99 // 100] * 1e3, 4),
    }


def timed(work: Callable[[], object], times: int) -> list[float]:
    """How long each of some runs took."""
    spans = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spans.append(time.perf_counter() - begun)
    return spans


def ledger(home: Path, entries: int) -> dict[str, Any]:
    """Appending one by one, and checking many."""
    key = make_key(home / "executor")
    body = {"case": {"author": "migrator", "paths": ["maps/x"] * 5}, "denials": ["x" * 150]}
    one = Ledger(home / "one.jsonl", key)
    handle = os.open(home / "raw", os.O_RDWR | os.O_CREAT)
    raw = timed(lambda: (os.write(handle, b"x" * 400), os.fdatasync(handle)), 300)
    appended = timed(lambda: one.append("denied", body), 300)
    many = Ledger(home / "many.jsonl", key)
    many.append_many([("denied", body)] * entries)
    begun, used = time.perf_counter(), time.process_time()
    assert Ledger(many.path, public=key.public).verify() == []
    return {
        "append": spread(appended),
        "fdatasync": spread(raw),
        "entries": entries,
        "bytes": many.path.stat().st_size,
        "verify_seconds": round(time.perf_counter() - begun, 2),
        "verify_cpu_seconds": round(time.process_time() - used, 2),
    }


def policy(actions: int) -> dict[str, Any]:
    """One decision, and what another policy would have decided of many."""
    now = read(POLICY.encode(), Path("/nowhere/policy.yaml"))
    then = read(
        POLICY.replace("files: 5, bytes: 64KiB", "files: 3, bytes: 60KiB").encode(), Path("/nowhere/policy.yaml")
    )
    dice = random.Random(1)
    target = TargetIdentity(name="out", kind="files", location="out", physical="out", environment="demo")
    cases = [_case(dice, target, at) for at in range(actions)]
    pending = iter(cases)
    spans = timed(lambda: _decided(now, next(pending)), actions)
    entries = [_denied(at, case) for at, case in enumerate(cases, 1)]
    begun, used = time.perf_counter(), time.process_time()
    flips = what_if(entries, now, then)
    return {
        "decision": spread(spans),
        "what_if_actions": actions,
        "what_if_seconds": round(time.perf_counter() - begun, 2),
        "what_if_cpu_seconds": round(time.process_time() - used, 2),
        "flips": len(flips),
    }


def _case(dice: random.Random, target: TargetIdentity, at: int) -> Case:
    paths = tuple(f"maps/{at}/{part}" for part in range(dice.randint(1, 6)))
    blast = Blast(files=len(paths), bytes=dice.randint(1, 70_000))
    author = dice.choice(["migrator", "undo", "nobody"])
    return Case(author=author, target=target, names=("file.create",), paths=paths, blast=blast)


def _decided(rules: Any, case: Case) -> None:
    rules.may_propose(case)
    rules.rule_for(case)


def _denied(seq: int, case: Case) -> LedgerEntry:
    body = {"case": case.model_dump(mode="json")}
    return LedgerEntry(seq=seq, prev="", time="", kind="denied", body=body, sha256="")


def flow(home: Path, endpoints: int) -> dict[str, Any]:
    """Three files for each endpoint: proposed, standing asked, approved in one batch, some executed."""
    world = make_world(home)
    text = POLICY.replace("pending: 50", "pending: 5000").replace(
        "actions: 100, files: 500, bytes: 1MiB", "actions: 9000, files: 9000, bytes: 1GiB"
    )
    (world.home / "policy.yaml").write_text(text)
    rules, line = world.policy, b"field: value of about forty characters here\n"
    begun = time.perf_counter()
    made = []
    for at in range(endpoints):
        files = tuple(FileDraft(path=f"maps/{at}/{part}", content=line * 60 * (part + 1)) for part in range(3))
        proposal = propose(
            Draft(author="migrator", subject=f"E{at}", summary="map", changes=files), world.target, rules
        )
        assert proposal
        made.append(proposal)
    submit(world.ledger, made, rules, NOW)
    proposed = time.perf_counter()
    standings(world.ledger.entries(), rules, NOW)
    stood = time.perf_counter()
    words = [Word(one.proposal_id, "approve", "checked", "") for one in made]
    decide_all(world.ledger, rules, world.ana, words, NOW)
    decided = time.perf_counter()
    for one in made[:20]:
        assert execute(world.executor(), one.proposal_id, NOW).state == "done"
    executed = (time.perf_counter() - decided) / 20
    return {
        "proposals": endpoints,
        "propose_and_store_seconds": round(proposed - begun, 3),
        "standings_seconds": round(stood - proposed, 3),
        "approve_all_seconds": round(decided - stood, 3),
        "execute_ms_each": round(executed * 1e3, 1),
    }


def signing(home: Path) -> dict[str, Any]:
    """One signature made, one checked."""
    key = make_key(home / "k")
    signature = key.sign(b"x" * 600, APPROVAL)
    return {
        "sign": spread(timed(lambda: key.sign(b"x" * 600, APPROVAL), 200)),
        "verify": spread(timed(lambda: verify(b"x" * 600, signature, APPROVAL), 200)),
    }


def gate() -> dict[str, Any]:
    """Plain and marked text, a megabyte of each."""
    plain = "a line of plain text, as most are\n" * 30_000
    marked = "Größe ‒ пример \u202e admin\n" * 40_000
    return {name: round(timed(lambda: scan(text), 1)[0], 3) for name, text in (("plain", plain), ("marked", marked))}  # noqa: B023


def proofs(quick: bool) -> dict[str, Any]:
    """What the tests tried, by kind; raises when one of them failed."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-p", "no:cacheprovider"]
        env = os.environ | {"TRIALS": "quick" if quick else "full"}
        begun = time.perf_counter()
        ran = subprocess.run(
            [*command, *(str(ROOT / "tests" / name) for name in PROOFS)],
            cwd=ROOT, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode:
            raise SystemExit(ran.stdout[-4000:])
        tree = ElementTree.parse(report)
        slow = sorted(tree.iter("testcase"), key=lambda case: -float(case.attrib["time"]))[:8]
        if verbose := os.environ.get("SLOW"):
            Path(verbose).write_text("\n".join(f"{c.attrib['time']} {c.attrib['name']}" for c in slow))
    tried: Counter[str] = Counter()
    for found in tree.iter("property"):
        if found.attrib["value"].isdigit():  # hypothesis reports properties of its own
            tried[found.attrib["name"]] += int(found.attrib["value"])
    for case in tree.iter("testcase"):
        name = case.attrib["name"].partition("[")[0]
        if name in CASES and case.find("skipped") is None:
            tried[CASES[name]] += 1
    skipped = sum(int(suite.attrib["skipped"]) for suite in tree.iter("testsuite"))
    return {**dict(sorted(tried.items())), "skipped": skipped, "seconds": round(time.perf_counter() - begun)}


def held(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Each figure beside the one that was asked for."""
    told = []
    for place, how, bound in ASKED:
        value: Any = found
        for part in place.split("."):
            value = value.get(part, -1) if isinstance(value, dict) else -1
        reached = value >= bound if how == "at least" else 0 <= value <= bound
        told.append({"figure": place, "asked": f"{how} {bound:g}", "measured": value, "held": reached})
    return told


def main() -> int:
    """Print the figures; the exit code is 1 when one that was asked for is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        found = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "ledger": ledger(home, 10_000 if quick else 100_000),
            "policy": policy(1_000 if quick else 10_000),
            "flow": flow(home / "flow", 30 if quick else 289),
            "signing": signing(home / "signing"),
            "text_gate_seconds_per_megabyte": gate(),
            "proofs": proofs(quick),
        }
    found["held"] = held(found)
    print(json.dumps(found, indent=2))
    return 0 if quick or all(one["held"] for one in found["held"]) else 1


if __name__ == "__main__":
    sys.exit(main())
