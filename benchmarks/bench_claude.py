"""Asking a model, measured against a server on this machine: how near to ideal 34 in flight come, and what it costs.

    python benchmarks/bench_claude.py            # JSON on standard output; --quick in half a minute

`wall`: 289 tasks at one second each, 34 at a time, against the ideal of nine seconds. CPU of this process for each
call: `cpu_ms` in all (request, client, receipt on the disk, claims), `client_ms` of it on the client's own thread,
`own_ms` the rest. The server is a process of its own. `bare`: the client alone, called as often in the same way, in
turns with ours; the best of each counts, for others use this machine too. `storm`: a service that takes 50 requests and
then 20 a second. `budget`: races of 34 threads for limits of every kind. `killed`: kill -9 at random moments, and begun
again until it ends; `answers_at_kills` were on the disk right after all of them.
"""

import argparse
import asyncio
import json
import math
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anthropic
import httpx2
from claude_kills import MANNER, MODEL, batch, direct, killed, tasks

from workbench.agent import answers
from workbench.budget import NOTHING, UNLIMITED, Amount, Budget, Hold, Limits
from workbench.engines.claude.engine import Claude, Memory, Sending
from workbench.engines.claude.keys import Key
from workbench.engines.claude.requests import reading
from workbench.engines.claude.sending import Terms
from workbench.engines.claude.wire import Wire
from workbench.prices import BILLIONTH
from workbench.ratelimit import RateLimiter
from workbench.recording import Recordings

TASKS, IN_FLIGHT, LATENCY = 289, 34, 1.0
WORST = BILLIONTH * 3 // 100

SERVER = """
import json, sys, time
from workbench.testing.loopback import loopback
from workbench.testing.service import Limit, Service

latency, burst, rate = map(float, sys.argv[1:4])
empty = {name: [] for name in ("endpoints", "records", "rules", "codes", "errata")}
cited = {"first": 1, "last": 1, "quote": "05 ORD-NO PIC 9(8)."}
field = {"record": "R", "name": "ORD-NO", "picture": "9(8)", "cited": [cited]}
said = json.dumps({**empty, "fields": [{**field, "name": f"ORD-NO-{n}"} for n in range(3)],
                   "none_here": [{"first": 1, "last": 50}], "complete": True})
service = Service(answer=lambda body: said, latency=latency, limit=Limit(burst, rate) if rate else None)
with loopback(service) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def server(latency: float, burst: float = 0, rate: float = 0) -> Iterator[str]:
    """The address of a service in a process of its own."""
    command = [sys.executable, "-c", SERVER, str(latency), str(burst), str(rate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        assert process.stdin is not None
        process.stdin.close()


def engine(url: str, place: Path) -> Claude:
    recordings = Recordings(place)
    terms = Terms(MODEL, Budget(Limits(agents={"inventory": Limits().run})), RateLimiter(), recordings, "bench")
    return Claude(
        "bench", MANNER, Sending(terms, Wire(url, Key("a-key-for-nobody")), Memory(recordings)), recordings, IN_FLIGHT
    )


def through(latency: float, count: int, burst: float = 0, rate: float = 0) -> dict[str, Any]:
    with server(latency, burst, rate) as url, tempfile.TemporaryDirectory() as folder:
        asked, warm = engine(url, Path(folder)), tasks(count + 1)
        source = asked.source
        assert isinstance(source, Sending)
        asked.ask(warm.pop())
        wall, cpu, client = time.perf_counter(), time.process_time(), on_loop(source.wire)
        states = [outcome.state for _, outcome in answers(asked, warm)]
        wall, cpu, client = time.perf_counter() - wall, time.process_time() - cpu, on_loop(source.wire) - client
        asked.close()
        return {
            "seconds": round(wall, 2),
            "cpu_ms": round(1000 * cpu / count, 2),
            "client_ms": round(1000 * client / count, 2),
            "own_ms": round(1000 * (cpu - client) / count, 2),
            "answered": states.count("ok"),
            "lost": count - states.count("ok"),
            "requests": sum(call.attempts for call in asked.recordings.calls()) - 1,
            "still_held": source.terms.budget.held.money,
        }


def on_loop(wire: Wire) -> float:
    """The CPU time of the thread that the client runs on, in seconds."""

    async def used() -> float:
        return time.thread_time()

    assert wire._loop is not None
    return asyncio.run_coroutine_threadsafe(used(), wire._loop).result()


def bare(latency: float, count: int) -> dict[str, Any]:
    """The client alone: the same requests, the same number at a time, nothing kept."""

    async def ask(url: str, requests: list[dict[str, Any]]) -> tuple[float, float]:
        limit = asyncio.Semaphore(IN_FLIGHT)
        transport = httpx2.AsyncHTTPTransport()
        async with anthropic.AsyncAnthropic(
            api_key="none", base_url=url, max_retries=0, http_client=httpx2.AsyncClient(transport=transport)
        ) as client:

            async def one(request: dict[str, Any]) -> None:
                async with limit:
                    await client.messages.create(**request)

            await one(requests.pop())
            wall, cpu = time.perf_counter(), time.process_time()
            await asyncio.gather(*(one(request) for request in requests))
            return time.perf_counter() - wall, time.process_time() - cpu

    with server(latency) as url:
        wall, cpu = asyncio.run(ask(url, [reading(task, MANNER).sent() for task in tasks(count + 1)]))
    return {"seconds": round(wall, 2), "cpu_ms": round(1000 * cpu / count, 2)}


def race(seed: int) -> tuple[int, int, float]:
    """34 threads for nested limits: how often one was exceeded, what stayed held, how much of the run's was used."""
    rng = random.Random(seed)
    most = WORST * rng.choice([10, 33, 85])
    half = Amount(UNLIMITED, UNLIMITED, most // 2)
    limits = Limits(
        run=Amount(rng.choice([UNLIMITED, 150]), rng.choice([UNLIMITED, 400_000]), most),
        agents={"inventory": Limits().run, "mapper": half},
        endpoint=rng.choice([Limits().run, half]),
    )
    budget, over = Budget(limits), []

    def spend(number: int) -> None:
        mine = random.Random(seed * 1000 + number)
        for _ in range(14):
            held = budget.reserve(mine.choice(["inventory", "mapper"]), f"P{mine.randrange(4)}", Amount(1, 3000, WORST))
            if isinstance(held, Hold):
                budget.settle(held, Amount(1, 1000, mine.choice([WORST, WORST // 2, mine.randrange(WORST), 0])))
            over.extend(
                scope
                for scope in [("run",), ("agent", "mapper"), ("endpoint", "mapper", "P0")]
                if budget._spent[scope].beyond(budget._limit(scope))
            )

    _all_at_once(spend)
    return len(over), budget.held.money, budget.spent.money / most


def usable(seed: int) -> float:
    """The share of a budget that 34 threads can use when every call costs a third to two thirds of its worst."""
    rng = random.Random(seed)
    budget = Budget(Limits(run=Amount(UNLIMITED, UNLIMITED, BILLIONTH), agents={"mapper": Limits().run}))

    def spend(number: int) -> None:
        for _ in range(20):
            held = budget.reserve("mapper", "P", Amount(1, 100, WORST))
            if isinstance(held, Hold):
                budget.settle(held, Amount(1, 50, WORST // 3 + rng.randrange(WORST // 3)))

    _all_at_once(spend)
    assert budget.held == NOTHING
    return budget.spent.money / BILLIONTH


def _all_at_once(work: Any) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def budgets(races: int) -> dict[str, Any]:
    raced, shares = [race(seed) for seed in range(races)], [usable(seed) for seed in range(max(20, races // 10))]
    return {
        "races": races,
        "exceeded": sum(over > 0 or share > 1 for over, _, share in raced),
        "still_held": sum(held for _, held, _ in raced),
        "usable_least": round(min(shares), 3),
        "asked": "exceeded 0 in at least 100 races, usable at least 0.9",
    }


def main(quick: bool) -> dict[str, Any]:
    count, latency, turns = (102, 0.3, 1) if quick else (TASKS, LATENCY, 3)
    ideal = round(math.ceil(count / IN_FLIGHT) * latency, 2)
    found, alone = [], []
    for _ in range(turns):
        found.append(through(latency, count))
        alone.append(bare(latency, count))
    best, floor = min(found, key=lambda one: one["cpu_ms"]), min(alone, key=lambda one: one["cpu_ms"])
    rounds = 2 if quick else 12
    return {
        "wall": {
            **best,
            "ideal": ideal,
            "of_ideal": round(ideal / min(one["seconds"] for one in found), 3),
            "every_cpu_ms": [one["cpu_ms"] for one in found],
            "asked": "of_ideal at least 0.9, cpu_ms at most 4",
        },
        "bare": {**floor, "of_ideal": round(ideal / min(one["seconds"] for one in alone), 3)},
        "cpu_to_bare": round(best["cpu_ms"] / floor["cpu_ms"], 2),
        "storm": {**through(0.05, count, burst=50, rate=20), "asked": "lost 0"},
        "budget": budgets(120 if quick else 1000),
        "killed": {
            "run": killed(direct, rounds, seed=1),
            "batch": killed(batch, rounds, seed=2),
            "asked": "repeated 0, answers_lost 0, unfinished 0",
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer and shorter: whether it runs")
    print(json.dumps(main(parser.parse_args().quick), indent=2))
