"""Money, tokens and calls reserved before they are spent, and settled after: no run spends more than it was allowed.

    held = budget.reserve("mapper", "ORD100", Amount(1, 9000, 42_000_000))
    if isinstance(held, Denied): ...            # the call is not sent; its state is over_budget
    budget.settle(held, Amount(1, 3100, 9_800_000))

Limits are nested: what one endpoint uses counts for its agent, and for the run. Whoever does not know what a call cost
settles it at its reservation, because the service may have charged for it. A reservation that only other reservations
stand against waits for them, so that little of a budget is left unused.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbench.policy import Policy
from workbench.prices import BILLIONTH, dollars

UNLIMITED = 10**18
"""A limit that nobody set."""


@dataclass(frozen=True)
class Amount:
    """Calls, tokens (in and out) and billionths of a dollar."""

    calls: int = 0
    tokens: int = 0
    money: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        """The sum, one by one."""
        return Amount(self.calls + other.calls, self.tokens + other.tokens, self.money + other.money)

    def __sub__(self, other: "Amount") -> "Amount":
        """The difference, one by one."""
        return Amount(self.calls - other.calls, self.tokens - other.tokens, self.money - other.money)

    def beyond(self, most: "Amount") -> str:
        """What is more than allowed, in words; "" when nothing is."""
        if self.calls > most.calls:
            return f"{self.calls:,} calls, at most {most.calls:,}"
        if self.tokens > most.tokens:
            return f"{self.tokens:,} tokens, at most {most.tokens:,}"
        return f"{dollars(self.money)}, at most {dollars(most.money)}" if self.money > most.money else ""


NOTHING = Amount()
NO_LIMIT = Amount(UNLIMITED, UNLIMITED, UNLIMITED)


@dataclass(frozen=True)
class Limits:
    """How much at most: a run, each agent, each endpoint of an agent, one call of an agent; seconds of a run.

    An agent that is not listed may spend nothing.
    """

    run: Amount = NO_LIMIT
    agents: Mapping[str, Amount] = field(default_factory=dict)
    endpoint: Amount = NO_LIMIT
    call: Mapping[str, Amount] = field(default_factory=dict)
    seconds: float = float("inf")


def limits_of(policy: Policy) -> Limits:
    """The limits of policy.yaml: per_run and per_action of each agent; run and endpoint of `spending`."""

    def amount(limit: object) -> Amount:
        calls, tokens, money = (getattr(limit, name) for name in ("calls", "tokens", "money"))
        return Amount(calls, tokens, round(money * BILLIONTH))

    return Limits(
        run=amount(policy.spending.run),
        agents={name: amount(rules.per_run) for name, rules in policy.agents.items()},
        endpoint=amount(policy.spending.endpoint),
        call={name: amount(rules.per_action) for name, rules in policy.agents.items()},
        seconds=policy.spending.seconds,
    )


@dataclass(frozen=True)
class Hold:
    """A reservation: for which agent and endpoint, and how much."""

    agent: str
    endpoint: str
    most: Amount


@dataclass(frozen=True)
class Denied:
    """That something was not reserved, and which limit stands against it."""

    reason: str


class Budget:
    """What a run may still spend. Safe for many threads; `clock` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """A budget of which nothing is spent; its time begins now."""
        self.limits = limits
        self._clock = clock
        self._start = clock()
        self._changed = threading.Condition()
        self._spent: dict[tuple[str, ...], Amount] = defaultdict(Amount)
        self._held: dict[tuple[str, ...], Amount] = defaultdict(Amount)

    @property
    def spent(self) -> Amount:
        """What was settled so far."""
        with self._changed:
            return self._spent["run",]

    @property
    def held(self) -> Amount:
        """What is reserved and not settled."""
        with self._changed:
            return self._held["run",]

    def charge(self, agent: str, endpoint: str, amount: Amount) -> None:
        """Count what was spent before this budget began, by the same run."""
        with self._changed:
            for scope in _scopes(agent, endpoint):
                self._spent[scope] += amount

    def reserve(self, agent: str, endpoint: str, most: Amount, wait: bool = True) -> Hold | Denied:
        """A reservation, as soon as what others hold leaves room for it; Denied when what is spent leaves none.

        `wait`: without it, Denied also when others hold what it needs.
        """
        if over := most.beyond(self.limits.call.get(agent, NO_LIMIT)):
            return Denied(f"one call of {agent} would be {over}")
        with self._changed:
            while True:
                if reason := self._against(agent, endpoint, most):
                    return Denied(reason)
                if self._fits(agent, endpoint, most):
                    for scope in _scopes(agent, endpoint):
                        self._held[scope] += most
                    return Hold(agent, endpoint, most)
                if not wait:
                    return Denied(f"what others may still use leaves no room for {agent} {endpoint}")
                left = self.limits.seconds - (self._clock() - self._start)
                self._changed.wait(min(max(left, 0.01), 60.0))

    def settle(self, hold: Hold, used: Amount) -> None:
        """Give back a reservation and count what was really used of it."""
        with self._changed:
            for scope in _scopes(hold.agent, hold.endpoint):
                self._held[scope] -= hold.most
                self._spent[scope] += used
            self._changed.notify_all()

    def _against(self, agent: str, endpoint: str, most: Amount) -> str:
        """Which limit can never be kept, with the reservation on top of what is spent; "" when all can."""
        if self._clock() - self._start >= self.limits.seconds:
            return f"the run's {self.limits.seconds:,.0f} seconds are over"
        for scope in _scopes(agent, endpoint):
            if over := (self._spent[scope] + most).beyond(self._limit(scope)):
                return f"the {' '.join(scope)} would have used {over}"
        return ""

    def _fits(self, agent: str, endpoint: str, most: Amount) -> bool:
        return not any(
            (self._spent[scope] + self._held[scope] + most).beyond(self._limit(scope))
            for scope in _scopes(agent, endpoint)
        )

    def _limit(self, scope: tuple[str, ...]) -> Amount:
        match scope:
            case ("run",):
                return self.limits.run
            case ("agent", name):
                return self.limits.agents.get(name, NOTHING)
            case _:
                return self.limits.endpoint


def _scopes(agent: str, endpoint: str) -> tuple[tuple[str, ...], ...]:
    """The limits that a call counts for, the widest first."""
    return (("run",), ("agent", agent), ("endpoint", agent, endpoint))
