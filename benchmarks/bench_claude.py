"""Asking a model, measured against a server on this machine: how near to ideal 34 in flight come, and what it costs.

    python benchmarks/bench_claude.py            # JSON on standard output

`wall`: 289 tasks at one second each, 34 at a time, against the ideal of nine seconds. `cpu_ms`: CPU time of this
process for each call, everything included: request, client, receipt on the disk, claims. `bare`: the client alone,
called the same number of times in the same way. `storm`: a service that takes 50 requests and then 20 a second.
"""

import asyncio
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anthropic
import httpx2

from workbench import discovery
from workbench.agent import NumberedLine, ReadTask, answers
from workbench.agents import INVENTORY
from workbench.budget import Budget, Limits
from workbench.engines.claude.engine import Claude, Memory, Sending
from workbench.engines.claude.keys import Key
from workbench.engines.claude.requests import Manner, reading
from workbench.engines.claude.sending import Terms
from workbench.engines.claude.wire import Wire
from workbench.prices import load
from workbench.ratelimit import RateLimiter
from workbench.recording import Recordings
from workbench.records import Chunk
from workbench.spec import from_bytes

TASKS, IN_FLIGHT, LATENCY = 289, 34, 1.0
MODEL = load()["claude-sonnet-5-5"]
PROFILE = discovery.propose(from_bytes(b"1. ORD100\n\n   05 ORD-NO PIC 9(8).\n", "bench.txt")).profile
MANNER = Manner(MODEL, most_out=4000)

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


def tasks(count: int) -> list[ReadTask]:
    """Chunks of about four kilobytes."""
    found = []
    for number in range(count):
        lines = tuple(
            NumberedLine(
                number=at,
                text=f"05  CUSTOMER-ITEM-{number:04d}-{at:03d}  PIC X(30).  what the item of number {at} is for",
            )
            for at in range(1, 51)
        )
        chunk = Chunk(
            chunk_id=f"chunk-{number}", spec="spec-1", ordinal=number, kind="record", program=f"P{number}", path=(),
            byte_start=0, byte_end=1, char_start=0, char_end=1, first=1, last=50, tokens=1700,
        )  # fmt: skip
        found.append(ReadTask(agent=INVENTORY.name, chunk=chunk, lines=lines, context=(), profile=PROFILE))
    return found


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
        asked.ask(warm.pop())
        wall, cpu = time.perf_counter(), time.process_time()
        states = [outcome.state for _, outcome in answers(asked, warm)]
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        source = asked.source
        assert isinstance(source, Sending)
        asked.close()
        return {
            "seconds": round(wall, 2),
            "cpu_ms": round(1000 * cpu / count, 2),
            "answered": states.count("ok"),
            "lost": count - states.count("ok"),
            "requests": sum(call.attempts for call in asked.recordings.calls()) - 1,
            "still_held": source.terms.budget.held.money,
        }


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


def main() -> dict[str, Any]:
    ideal = math.ceil(TASKS / IN_FLIGHT) * LATENCY
    found, alone = through(LATENCY, TASKS), bare(LATENCY, TASKS)
    return {
        "wall": {**found, "ideal": ideal, "of_ideal": round(ideal / found["seconds"], 3)},
        "bare": {**alone, "of_ideal": round(ideal / alone["seconds"], 3)},
        "cpu_to_bare": round(found["cpu_ms"] / alone["cpu_ms"], 2),
        "storm": through(0.05, TASKS, burst=50, rate=20),
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
