"""A model's engine and a service on this machine: tasks, answers, time that need not pass."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench import discovery
from workbench.agent import NumberedLine, ReadTask
from workbench.agents import INVENTORY
from workbench.budget import UNLIMITED, Amount, Budget, Limits
from workbench.engines.claude.engine import Claude, Memory, Sending
from workbench.engines.claude.keys import Key
from workbench.engines.claude.requests import Manner
from workbench.engines.claude.sending import Clock, Terms
from workbench.engines.claude.wire import Wire
from workbench.prices import BILLIONTH, load
from workbench.ratelimit import RateLimiter
from workbench.recording import Recordings
from workbench.records import Chunk
from workbench.spec import from_bytes
from workbench.testing.service import Fault

MODEL = load()["claude-sonnet-5-5"]
SECRET = "sk-ant-test-4f9c2e77a1b84d05-not-a-real-key"
PLENTY = Amount(UNLIMITED, UNLIMITED, UNLIMITED)
TEXT = ("05  ORD-NO    PIC 9(8).", "05  ORD-DATE  PIC 9(8).", "The order is kept for ten years.")
PROFILE = discovery.propose(from_bytes(b"1. ORD100\n\n   05 ORD-NO PIC 9(8).\n", "small.txt")).profile

RECOVERED = """RECOVERED MODULES

MODULE custupd.so

======== CUSTUPD ========

Entered as CUSTUPD at 0x1240; arguments: 2

RECORD ARG1
  linkage, argument 1, 14 bytes seen

LVL NAME                                OFFSET   BYTES  PICTURE                 USAGE    NOTE
05  ITEM@ARG1-0-6                             0       6  9(6)                             @arg1-0-6 access 0x1301
05  ITEM@ARG1-6-8                             6       8  X(8)                             @arg1-6-8 access 0x1310

TEXTS AND LITERALS

  displayed at 0x2040: 'CUSTOMER NOT FOUND'

======== OTHER ========

Entered as OTHER at 0x1800; arguments: none
"""
"""A specification that was recovered, with two items without a name."""


@dataclass
class Skipped:
    """A clock that jumps when somebody sleeps."""

    ahead: float = 0.0
    slept: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> float:
        """Seconds, real ones and those that were slept."""
        return time.monotonic() + self.ahead

    def sleep(self, seconds: float) -> None:
        """Jump."""
        with self.lock:
            self.slept.append(seconds)
            self.ahead += seconds


class Passing(Skipped):
    """A clock whose pauses take their time: for a service that keeps time itself."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def task(number: int = 1, lines: tuple[str, ...] = TEXT) -> ReadTask:
    """A chunk of some lines, the first one 1; its number makes it another chunk."""
    chunk = Chunk(
        chunk_id=f"chunk-{number}", spec="spec-1", ordinal=number, kind="record", program=f"ORD{number}", path=(),
        byte_start=0, byte_end=1, char_start=0, char_end=1, first=1, last=len(lines), tokens=40,
    )  # fmt: skip
    shown = tuple(NumberedLine(number=at, text=text) for at, text in enumerate(lines, 1))
    return ReadTask(agent=INVENTORY.name, chunk=chunk, lines=shown, context=(), profile=PROFILE)


def said(**changed: Any) -> str:
    """A right answer to `task`, with some parts changed."""
    empty: dict[str, Any] = {name: [] for name in ("endpoints", "records", "fields", "rules", "codes", "errata")}
    fields = [
        {"record": "ORD", "name": name, "level": 5, "picture": "9(8)", "cited": [cited(at)]}
        for at, name in enumerate(("ORD-NO", "ORD-DATE"), 1)
    ]
    whole = {**empty, "fields": fields, "none_here": [{"first": 3, "last": 3}], "complete": True}
    return json.dumps({**whole, **changed})


def cited(line: int) -> dict[str, Any]:
    """A line of `task`, cited."""
    return {"first": line, "last": line, "quote": TEXT[line - 1]}


def answering(body: Mapping[str, Any]) -> str:
    """The right answer, whatever is asked."""
    return said()


def always(fault: Fault) -> Callable[[int, Mapping[str, Any]], Fault | None]:
    """Every request goes wrong in this way."""
    return lambda number, body: fault


def first(count: int, fault: Fault) -> Callable[[int, Mapping[str, Any]], Fault | None]:
    """So many requests go wrong in this way, and the others do not."""
    return lambda number, body: fault if number <= count else None


@dataclass
class World:
    """An engine on a service at `url`, with what it keeps."""

    engine: Claude
    terms: Terms
    clock: Skipped

    @property
    def held(self) -> Amount:
        """What is reserved."""
        return self.terms.budget.held


def make(
    url: str,
    place: Path,
    limits: Limits | None = None,
    attempt_seconds: float = 5.0,
    key: str = SECRET,
    clock: Skipped | None = None,
) -> World:
    """An engine whose pauses take no time, or as long as they do on `clock`."""
    clock = clock or Skipped()
    limits = limits or Limits(agents={"inventory": PLENTY, "mapper": PLENTY})
    recordings = Recordings(place)
    terms = Terms(
        model=MODEL,
        budget=Budget(limits, clock.now),
        limiter=RateLimiter(clock=clock.now, sleep=clock.sleep),
        recordings=recordings,
        engine="claude/test",
        attempt_seconds=attempt_seconds,
        clock=Clock(clock.now, clock.sleep, lambda: 1.0),
    )
    source = Sending(terms, Wire(url, Key(key)), Memory(recordings))
    return World(Claude("claude/test", Manner(MODEL, most_out=4000), source, recordings), terms, clock)


def dollars(amount: float) -> int:
    """An amount as it is counted."""
    return round(amount * BILLIONTH)
