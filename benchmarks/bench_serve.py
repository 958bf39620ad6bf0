"""What a server holds and carries: kill -9 under eight writers, and 34 clients with and without group commit.

    python benchmarks/bench_serve.py [--quick]      JSON on stdout

A transaction is one claim, judged by the gate and stored with its verdict, its fact and its edges, or one proposal,
measured and in the ledger; a client sends its next when the one before is answered, which is when it is on the disk.
Servers are killed at random moments, and every acknowledged id is looked for afterwards.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from workbench import sample, settings
from workbench.acts import Draft, FileDraft
from workbench.project import Workbench
from workbench.records import Claim, claim
from workbench.serving import server
from workbench.serving.client import Client
from workbench.serving.remote import Remote
from workbench.starting import begin
from workbench.store.rows import claim_of

ENDPOINTS = 12
CLIENTS = 34


def world(place: Path) -> None:
    """A project whose document is taken in, and the claims that the inventory makes of it elsewhere."""
    for name in ("home", "other"):
        (place / name).mkdir(parents=True)
        begin(place / name, "ana", sample=True)
        sample.write(place / name, 3, ENDPOINTS)
        rules = place / name / "policy.yaml"
        rules.write_text(rules.read_text().replace("agents:\n", "agents:\n  scribe: {read: [specs/**]}\n", 1))
    Workbench(place / "home").ingest()
    other = Workbench(place / "other")
    other.run(other.order(until="inventory"))
    rows = other.store.records(
        "SELECT claim_id FROM claim JOIN latest_verdict USING (claim_id) WHERE state = 'accepted'"
    )
    wanted = {row["claim_id"] for row in rows}
    found = [claim_of(row) for row in other.store.records("SELECT * FROM claim")]
    said = [one.model_dump(mode="json") for one in found if one.claim_id in wanted and one.agent == "inventory"]
    (place / "claims.json").write_text(json.dumps(said))


def forked(do: Callable[[], None]) -> int:
    """The id of a child that does it and ends."""
    if child := os.fork():
        return child
    code = 1
    try:
        do()
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def serving(home: Path, together: int = server.TOGETHER) -> int:
    """A server of the home, once it listens."""

    def run() -> None:
        os.chdir(home)
        server.TOGETHER = together
        server.serve(home, settings.load(home), ready=lambda _: (home / "listens").touch())

    (home / "listens").unlink(missing_ok=True)
    child = forked(run)
    while not (home / "listens").exists():
        time.sleep(0.002)
    return child


def ended(child: int, how: int = signal.SIGTERM) -> None:
    os.kill(child, how)
    os.waitpid(child, 0)


def claims_of(place: Path) -> list[Claim]:
    return [Claim.model_validate(one) for one in json.loads((place / "claims.json").read_text())]


def submits(far: Remote, given: list[Claim], name: str) -> Callable[[int], str]:
    """A claim as this client says it, a new one each time."""

    def one(n: int) -> str:
        was = given[n % len(given)]
        said = claim("scribe", f"bench/{name}/{n // len(given)}", was.body, was.evidence, was.based_on)
        return far.submit([said])[0].claim

    return one


def proposes(far: Remote, given: list[Claim], name: str) -> Callable[[int], str]:
    """A small file, a new one each time."""

    def one(n: int) -> str:
        change = FileDraft(path=f"mappings/{name}-{n}.json", content=f'{{"n": {n}}}\n'.encode())
        draft = Draft(author="migrator", subject=f"{name}-{n}", summary="a mapping", changes=(change,))
        return far.propose([draft], "out")[0].proposal_id

    return one


def client(place: Path, name: str, kind: Callable[..., Callable[[int], str]], until: Callable[[], bool]) -> int:
    """A process that writes until it may stop, and notes what was acknowledged, and when."""

    def run() -> None:
        far = Remote(Client(place / "home/data/run/agents.sock"))
        given = claims_of(place)
        random.Random(name).shuffle(given)
        write, n = kind(far, given, name), 0
        with open(place / f"acked-{name}", "w", buffering=1) as told:
            while not (place / "go").exists():
                time.sleep(0.005)
            while not until():
                begun = time.monotonic()
                said = write(n)
                told.write(f"{said} {time.monotonic() - begun:.6f}\n")
                n += 1

    return forked(run)


def crowd(place: Path, kind: Callable[..., Callable[[int], str]], seconds: float, together: int) -> dict[str, Any]:
    """34 clients for some seconds: transactions a second, and how even they came off."""
    (place / "go").unlink(missing_ok=True)
    box = place / "until"
    box.unlink(missing_ok=True)
    names = [f"{kind.__name__}{together}x{n}" for n in range(CLIENTS)]
    child = serving(place / "home", together)
    warm = Remote(Client(place / "home/data/run/agents.sock"))
    kind(warm, claims_of(place), "warm" + str(together))(0)
    clients = [client(place, name, kind, box.exists) for name in names]
    time.sleep(1)
    (place / "go").touch()
    started, cpu = time.monotonic(), spent(child)
    time.sleep(seconds)
    box.touch()
    took, used = time.monotonic() - started, spent(child) - cpu
    codes = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in clients]
    ended(child)
    acked = {name: (place / f"acked-{name}").read_text().splitlines() for name in names}
    waits = sorted(float(row.split()[1]) for rows in acked.values() for row in rows)
    counts = sorted(map(len, acked.values()))
    done = sum(counts)
    return {
        "transactions_a_second": round(done / took, 1),
        "slowest_of_fastest": round(counts[0] / max(counts[-1], 1), 3),
        "p50_ms": round(1e3 * median(waits), 1) if waits else -1,
        "p99_ms": round(1e3 * waits[int(len(waits) * 0.99)], 1) if waits else -1,
        "server_cpu_ms_each": round(1e3 * used / max(done, 1), 2),
        "transactions": done,
        "clients_that_failed": sum(code != 0 for code in codes),
    }


def spent(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def killed(place: Path, kills: int, writers: int = 8) -> dict[str, Any]:
    """Servers killed at random moments under writers, and what became of everything that was acknowledged."""
    (place / "go").touch()
    box = place / "enough"
    box.unlink(missing_ok=True)
    kinds = [submits, proposes]
    names = [f"k{n}" for n in range(writers)]
    child, dice = serving(place / "home"), random.Random(7)
    clients = [client(place, name, kinds[n % 2], box.exists) for n, name in enumerate(names)]
    time.sleep(1)
    for _ in range(kills):
        time.sleep(dice.uniform(0.0, 1.2))
        ended(child, signal.SIGKILL)
        child = serving(place / "home")
    box.touch()
    codes = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in clients]
    ended(child)
    acked = {row.split()[0] for name in names for row in (place / f"acked-{name}").read_text().splitlines()}
    return {"kills": kills, "acknowledged": len(acked), "clients_that_failed": sum(c != 0 for c in codes)} | found(
        place, acked
    )


def found(place: Path, acked: set[str]) -> dict[str, Any]:
    """What of it is there: looked for in a process of its own, in the store and in the ledger."""
    said = subprocess.run(
        [sys.executable, __file__, "--look", str(place)],
        input=json.dumps(sorted(acked)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def look(place: Path, acked: list[str]) -> dict[str, Any]:
    bench = Workbench(place / "home")
    claims = {row[0] for row in bench.store.rows("SELECT claim_id FROM verdict")}
    entries = bench.ledger.entries()
    proposals = [entry.body["proposal_id"] for entry in entries if entry.kind == "proposal"]
    return {
        "lost": len(set(acked) - claims - set(proposals)),
        "twice": len(proposals) - len(set(proposals)),
        "damage": [one.what for one in bench.verify()],
        "entries": len(entries),
        "orphans": len(bench.orphans()),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--seconds", type=float, default=0)
    options.add_argument("--look", default="")
    options.add_argument("--world", default="")
    options.add_argument("--only-kills", action="store_true", help="nothing but the kills")
    given = options.parse_args()
    if given.look:
        print(json.dumps(look(Path(given.look), json.load(sys.stdin))))
        return
    if given.world:
        world(Path(given.world))
        return
    seconds, kills = given.seconds or (5 if given.quick else 12), given.kills or (20 if given.quick else 220)
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as folder:
        place = Path(folder)
        # In a process of its own: a server that is forked must not inherit a database that is open.
        subprocess.run([sys.executable, __file__, "--world", folder], check=True)
        if given.only_kills:
            print(json.dumps(killed(place, kills)))
            return
        claims = crowd(place, submits, seconds, server.TOGETHER)
        alone = crowd(place, submits, seconds, 1)
        proposals = crowd(place, proposes, seconds, server.TOGETHER)
        kill = killed(place, kills)
    asked = {
        "claims: at least 300 transactions/s with 34 clients": (claims["transactions_a_second"], 300, "min"),
        "claims: slowest client at least 80 % of the fastest": (claims["slowest_of_fastest"], 0.8, "min"),
        "proposals: at least 300 transactions/s with 34 clients": (proposals["transactions_a_second"], 300, "min"),
        "proposals: slowest client at least 80 % of the fastest": (proposals["slowest_of_fastest"], 0.8, "min"),
        "group commit on/off at least 3": (
            claims["transactions_a_second"] / max(alone["transactions_a_second"], 0.1), 3, "min",
        ),
        "kill -9 at least 200 times": (kill["kills"], 20 if given.quick else 200, "min"),
        "acknowledged records lost": (kill["lost"], 0, "max"),
        "damage of the chain": (len(kill["damage"]), 0, "max"),
        "clients that did not finish": (kill["clients_that_failed"], 0, "max"),
    }  # fmt: skip
    lines = {
        name: {"measured": round(value, 3), "asked": floor, "holds": value >= floor if way == "min" else value <= floor}
        for name, (value, floor, way) in asked.items()
    }
    print(
        json.dumps(
            {"lines": lines, "claims": claims, "one at a time": alone, "proposals": proposals, "kill": kill}, indent=1
        )
    )


if __name__ == "__main__":
    main()
