"""Runs and batches killed at random moments, begun again until they end: which answers were asked for once more.

What counts is what was on the disk when a process began: a request whose answer lay there must not be sent again, and a
batch that the service had taken must not be handed in again.
"""

import json
import multiprocessing
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from workbench import discovery
from workbench.agent import NumberedLine, ReadTask, answers
from workbench.agents import INVENTORY
from workbench.budget import Budget, Limits
from workbench.engines.claude.batches import Queue
from workbench.engines.claude.engine import Claude, Memory, Sending
from workbench.engines.claude.keys import Key
from workbench.engines.claude.requests import Manner
from workbench.engines.claude.sending import Terms
from workbench.engines.claude.wire import Wire
from workbench.prices import load
from workbench.ratelimit import RateLimiter
from workbench.recording import Recordings, digest
from workbench.records import Chunk
from workbench.spec import from_bytes
from workbench.testing.loopback import loopback
from workbench.testing.scribe import unmarked
from workbench.testing.service import Service

MODEL = load()["claude-sonnet-5-5"]
MANNER = Manner(MODEL, most_out=4000)
PROFILE = discovery.propose(from_bytes(b"1. ORD100\n\n   05 ORD-NO PIC 9(8).\n", "bench.txt")).profile
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["anthropic", "claude_kills"])
TASKS = 60


def tasks(count: int, lines: int = 50) -> list[ReadTask]:
    """Chunks of about four kilobytes."""
    found = []
    for number in range(count):
        shown = tuple(
            NumberedLine(number=at, text=f"05  CUSTOMER-ITEM-{number:04d}-{at:03d}  PIC X(30).  what item {at} is for")
            for at in range(1, lines + 1)
        )
        chunk = Chunk(
            chunk_id=f"chunk-{number}", spec="spec-1", ordinal=number, kind="record", program=f"P{number}", path=(),
            byte_start=0, byte_end=1, char_start=0, char_end=1, first=1, last=lines, tokens=1700,
        )  # fmt: skip
        found.append(ReadTask(agent=INVENTORY.name, chunk=chunk, lines=shown, context=(), profile=PROFILE))
    return found


def said(body: Mapping[str, Any]) -> str:
    """An answer of the asked form to any of the tasks."""
    empty = {name: [] for name in ("endpoints", "records", "fields", "rules", "codes", "errata")}
    return json.dumps({**empty, "none_here": [{"first": 1, "last": 50}], "complete": True})


def terms(place: Path) -> Terms:
    return Terms(MODEL, Budget(Limits(agents={"inventory": Limits().run})), RateLimiter(), Recordings(place), "bench")


def direct(place: Path, url: str) -> None:
    """Every task, asked one by one."""
    own = terms(place)
    source = Sending(own, Wire(url, Key("a-key-for-nobody")), Memory(own.recordings))
    engine = Claude("bench", MANNER, source, own.recordings, 8)
    assert all(outcome.state == "ok" for _, outcome in answers(engine, tasks(TASKS)))
    engine.close()


def batch(place: Path, url: str) -> None:
    """Every task, by batches."""
    own = terms(place)
    queue = Queue(own, Wire(url, Key("a-key-for-nobody")), Memory(own.recordings), pause=0.02)
    engine = Claude("bench", MANNER, queue, own.recordings, 8)
    queue.recover(quiet)
    while True:
        states = {outcome.state for _, outcome in answers(engine, tasks(TASKS))}
        if not queue.hand_in(quiet):
            break
    assert states == {"ok"}
    engine.close()


def quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def killed(how: Callable[[Path, str], None], rounds: int, seed: int) -> dict[str, int]:
    """So many runs, each killed at several random moments and then let to its end."""
    rng, found = random.Random(seed), Counter[str]()
    for _ in range(rounds):
        service = Service(answer=said, latency=0.02, batch_seconds=0.15)
        with tempfile.TemporaryDirectory() as folder, loopback(service) as url:
            place = Path(folder) / "calls"
            for _ in range(3):
                kept, before = recorded(place), len(service.requests)
                process = started(how, place, url)
                wait(process, service, rng)
                process.kill()
                process.join()
                found["kills"] += process.exitcode == -signal.SIGKILL
                found["answers_at_kills"] += len(recorded(place))
                found["repeated"] += again(service, before, kept)
            kept, before = recorded(place), len(service.requests)
            process = started(how, place, url)
            process.join(120)
            found["repeated"] += again(service, before, kept)
            found["unfinished"] += process.exitcode != 0
            found["answers_lost"] += TASKS - len(recorded(place))
            handed = Counter(digest(unmarked(one["params"])) for b in service.batches.values() for one in b["requests"])
            found["repeated"] += sum(handed.values()) - len(handed)
        found["runs"] += 1
    return dict(found)


def started(how: Callable[[Path, str], None], place: Path, url: str) -> BaseProcess:
    process = FORKS.Process(target=how, args=(place, url))
    process.start()
    return process


def wait(process: BaseProcess, service: Service, rng: random.Random) -> None:
    """Until some more requests were answered, or a batch was handed in; and a moment more."""
    wanted, sure = len(service.answered) + rng.randrange(1, 16), time.monotonic() + 60
    while process.is_alive() and time.monotonic() < sure and not service.batches and len(service.answered) < wanted:
        time.sleep(0.001)
    time.sleep(rng.random() * (0.4 if service.batches else 0.05))


def recorded(place: Path) -> set[str]:
    """The requests whose answers are on the disk."""
    return {path.name[:64] for path in (place / "answers").rglob("*.json")}


def again(service: Service, before: int, kept: set[str]) -> int:
    """How many requests were sent, since `before`, whose answer was there already."""
    asked = {digest(unmarked(body)) for body in service.requests[before:]}
    return len(asked & kept)
