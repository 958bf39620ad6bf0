"""A request becomes an ending and a receipt: reserve, keep to the service's limits, send, settle; again if it helps.

Attempts are few where the service may have done the work (each may be paid for), and go on as long as there is time
where it only asked to come later. Nothing is sent that the budget has no room for, and nothing stays reserved.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from workbench.budget import NOTHING, Amount, Budget, Denied, Hold
from workbench.engines.claude.calibrating import Calibration
from workbench.engines.claude.replies import Ending, Reply, judge
from workbench.engines.claude.requests import Request
from workbench.engines.claude.wire import Stopped
from workbench.prices import BILLIONTH, Model
from workbench.ratelimit import RateLimiter
from workbench.recording import Call, Priced, Recordings

ATTEMPTS = 4
"""How often a request is sent whose failure may pass."""

LONGEST_PAUSE = 60.0
"""Seconds: a service that wants a longer pause is not there, for this request."""

BROUGHT = ("answered", "refused", "truncated", "malformed")
"""States of calls that a message came back from: they are recorded, and not asked for again."""

FIRST_PAUSE = 0.5
MOST_BACKOFF = 16.0


class Sender(Protocol):
    """What a request is sent with."""

    def create(self, request: dict[str, object], seconds: float) -> Reply:
        """The reply, within so many seconds."""
        ...


@dataclass(frozen=True)
class Clock:
    """Time, so that a test need not wait for it. `jitter` is between 0 and 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True)
class Terms:
    """On which terms requests are sent: budget, limits, prices, how long one may take in all and for one attempt."""

    model: Model
    budget: Budget
    limiter: RateLimiter
    recordings: Recordings
    engine: str
    seconds: float = 600.0
    attempt_seconds: float = 300.0
    clock: Clock = field(default_factory=Clock)
    calibration: Calibration | None = None

    def tokens(self, request: Request) -> int:
        """How many tokens of a request may go in, as far as anybody knows."""
        return self.calibration.tokens(request) if self.calibration else request.tokens_in

    def worst(self, request: Request, batch: bool = False) -> Amount:
        """The most that a request can cost."""
        into, out = self.tokens(request), request.tokens_out
        return Amount(1, into + out, self.model.worst(into, out, batch))


@dataclass
class _Tally:
    """What one call came to so far."""

    attempts: int = 0
    ids: tuple[str, ...] = ()
    cost: int = 0
    priced: Priced = "nothing"


def send(request: Request, sender: Sender, terms: Terms) -> tuple[Ending, Call]:
    """The ending of a request and its receipt, recorded before anybody reads the answer.

    Where answers can no longer be recorded nothing more is sent: what cannot be kept would be paid for again.
    """
    tally, start = _Tally(), terms.clock.now()
    if terms.recordings.fault:
        ending = Ending("unavailable", f"not sent: answers cannot be recorded ({terms.recordings.fault})")
        return ending, _receipt(request, terms, ending, tally, start)
    try:
        ending, reply = _attempts(request, sender, terms, tally, start + terms.seconds)
    except Stopped:
        ending, reply = Ending("cancelled", "the run was stopped"), ""
    call = _receipt(request, terms, ending, tally, start)
    if ending.state == "cancelled" and not tally.attempts:
        return ending, call  # nothing was sent, so there is nothing to remember
    try:
        return ending, terms.recordings.keep(call, request.canonical, reply if ending.state in BROUGHT else "")
    except OSError:
        return Ending("unavailable", f"the answer could not be recorded: {terms.recordings.fault}"), call


def _attempts(request: Request, sender: Sender, terms: Terms, tally: _Tally, deadline: float) -> tuple[Ending, str]:
    while True:
        held = terms.budget.reserve(request.agent, request.endpoint, terms.worst(request))
        if isinstance(held, Denied):
            return Ending("over_budget", f"not sent: {held.reason}"), ""
        ending, reply = _once(request, sender, terms, tally, deadline, held)
        pause = _pause(ending, tally.attempts, terms)
        if pause < 0 or terms.clock.now() + pause >= deadline:
            return ending, reply.body
        if ending.retry == "patient":
            terms.limiter.stop(pause)
        else:
            terms.clock.sleep(pause)


def _once(
    request: Request, sender: Sender, terms: Terms, tally: _Tally, deadline: float, held: Hold
) -> tuple[Ending, Reply]:
    """One attempt on a reservation, which is settled whatever happens."""
    used, cost = NOTHING, held.most
    try:
        if not terms.limiter.wait(terms.tokens(request), request.tokens_out, deadline):
            cost = NOTHING
            return Ending("unavailable", "the service's limits leave no room in time"), Reply("none")
        tally.attempts += 1
        seconds = max(0.1, min(terms.attempt_seconds, deadline - terms.clock.now()))
        reply = sender.create(request.sent(), seconds)
        terms.limiter.learn(reply.headers)
        ending = judge(reply)
        terms.limiter.give_back(max(0, request.tokens_out - ending.used.out))
        used = Amount(1, ending.used.total, terms.model.cost(ending.used))
        cost = {"yes": used, "no": NOTHING, "perhaps": held.most}[ending.worked]
        if found := reply.headers.get("request-id"):
            tally.ids = (*tally.ids, found[:100])
        return ending, reply
    except Stopped as stopped:
        cost = held.most if stopped.sent else NOTHING
        tally.attempts -= not stopped.sent
        raise
    finally:
        terms.budget.settle(held, cost)
        tally.cost += cost.money
        if cost is not NOTHING:
            tally.priced = "used" if cost is used and tally.priced != "reserved" else "reserved"


def _pause(ending: Ending, attempts: int, terms: Terms) -> float:
    """Seconds until the next attempt, -1 when there is none."""
    if ending.retry == "no" or ending.pause > LONGEST_PAUSE or (ending.retry == "some" and attempts >= ATTEMPTS):
        return -1.0
    back: float = min(MOST_BACKOFF, FIRST_PAUSE * 2 ** max(0, attempts - 1)) * (0.5 + terms.clock.jitter() / 2)
    return max(ending.pause, back)


def _receipt(request: Request, terms: Terms, ending: Ending, tally: _Tally, start: float) -> Call:
    used = ending.used
    return Call(
        call_id="",
        request=request.digest,
        agent=request.agent,
        endpoint=request.endpoint,
        engine=terms.engine,
        model=terms.model.name,
        state=ending.state,
        stop_reason=ending.stop_reason,
        request_ids=tally.ids,
        attempts=tally.attempts,
        estimate=request.tokens_in,
        tokens_in=used.prompt,
        tokens_cached=used.cached,
        tokens_written=used.written + used.written_hour,
        tokens_out=used.out,
        tokens_thinking=used.thinking,
        dollars=tally.cost / BILLIONTH,
        priced=tally.priced,
        priced_on=terms.model.as_of.isoformat(),
        seconds=round(terms.clock.now() - start, 3),
        detail=ending.detail,
    )
