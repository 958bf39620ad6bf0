"""An engine around an engine that fails on purpose, the same way each time for the same seed.

Each fault is one that was seen in real providers and frameworks: answers cut off, dropped, swapped, malformed or
refused, items left out or made up, a process that dies. The seed and the number of a call say whether it is hit.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args

from workbench.agent import Engine, Outcome, ReadTask, Task
from workbench.errors import ParameterError
from workbench.records import Claim, FieldBody, claim

Fault = Literal["truncate", "drop", "lose", "swap", "malform", "refuse", "hallucinate", "fail", "crash", "seed"]
"""truncate: the end is missing and the engine says so. drop: items are missing and it does not. lose: no answer comes.
swap: another call's answer comes. malform: the answer is not the asked form. refuse: the engine declines.
hallucinate: an item is made up and one is changed. fail: the engine raises. crash: at the call of this number the run
dies. seed: which calls are hit."""

SHARES = ("truncate", "drop", "lose", "swap", "malform", "refuse", "hallucinate", "fail")


class Crash(BaseException):
    """The run dies here, as with a killed process; nothing catches it on the way."""


@dataclass(frozen=True)
class Chaos:
    """Which faults, in what share of calls (0 to 1); at the call of number `crash` the run dies (0: never)."""

    shares: tuple[tuple[str, float], ...] = ()
    crash: int = 0
    seed: int = 1


def parse(text: str) -> Chaos:
    """The faults in a text such as `malform=0.05,lose=0.1,crash=270,seed=3`. Raises ParameterError."""
    shares: dict[str, float] = {}
    numbers = {"crash": 0, "seed": 1}
    for item in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, value = item.partition("=")
        if name not in get_args(Fault) or not equals:
            raise ParameterError(f"chaos '{item}' is unknown; accepted are {', '.join(get_args(Fault))}, as name=value")
        try:
            if name in numbers:
                numbers[name] = int(value)
            else:
                shares[name] = float(value)
        except ValueError:
            raise ParameterError(f"chaos '{item}': '{value}' is no number") from None
    if any(not 0 <= share <= 1 for share in shares.values()) or numbers["crash"] < 0 or sum(shares.values()) > 1:
        raise ParameterError(f"chaos '{text}': shares go from 0 to 1 and add up to at most 1; crash is a call's number")
    return Chaos(tuple(sorted(shares.items())), numbers["crash"], numbers["seed"])


def chaotic(engine: Engine, chaos: Chaos) -> Engine:
    """The engine with faults; its name says so, so that no read of it passes for the engine's own."""
    return _Chaotic(engine, chaos)


@dataclass
class _Chaotic:
    engine: Engine
    chaos: Chaos
    calls: int = 0
    last: Outcome = field(default_factory=lambda: Outcome(state="ok"))
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        return f"{self.engine.name}+chaos"

    @property
    def in_flight(self) -> int:
        return self.engine.in_flight

    def ask(self, task: Task) -> Outcome:
        with self.lock:
            self.calls += 1
            call, before = self.calls, self.last
        if call == self.chaos.crash:
            raise Crash(f"call {call} was to be the last")
        if not isinstance(task, ReadTask):
            return self.engine.ask(task)
        outcome = self.engine.ask(task)
        with self.lock:
            self.last = outcome
        return self._fault(call)(task, outcome, before)

    def _fault(self, call: int) -> Callable[[ReadTask, Outcome, Outcome], Outcome]:
        drawn = random.Random(self.chaos.seed * 1_000_003 + call).random()
        for name, share in self.chaos.shares:
            if drawn < share:
                return _FAULTS[name]
            drawn -= share
        return lambda task, outcome, before: outcome


def _truncate(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    kept = outcome.claims[: len(outcome.claims) // 2]
    return Outcome(state="truncated", claims=kept, detail="the answer ended before its end")


def _drop(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    return outcome.model_copy(update={"claims": outcome.claims[:-1]})


def _lose(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    return Outcome(state="lost", detail="no answer came for this call")


def _swap(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    return before


def _malform(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    return Outcome(state="malformed", detail="the answer is not the form that was asked for")


def _refuse(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    return Outcome(state="refused", detail="the engine declined")


def _fail(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    raise ConnectionError("the engine went away")


def _hallucinate(task: ReadTask, outcome: Outcome, before: Outcome) -> Outcome:
    fields = [item for item in outcome.claims if isinstance(item.body, FieldBody)]
    if not fields:
        return outcome
    wrong = fields[len(fields) // 2]
    changed = tuple(_wrong(item) if item is wrong else item for item in outcome.claims)
    return outcome.model_copy(update={"claims": changed})


def _wrong(item: Claim) -> Claim:
    assert isinstance(item.body, FieldBody)
    body = item.body.model_copy(update={"name": f"{item.body.name}-NEW"})
    return claim(item.agent, item.engine, body, item.evidence, item.based_on)


_FAULTS: dict[str, Callable[[ReadTask, Outcome, Outcome], Outcome]] = {
    "truncate": _truncate,
    "drop": _drop,
    "lose": _lose,
    "swap": _swap,
    "malform": _malform,
    "refuse": _refuse,
    "hallucinate": _hallucinate,
    "fail": _fail,
}
