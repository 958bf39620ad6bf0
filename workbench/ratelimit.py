"""As fast as the service allows, and no faster: three buckets that are asked before anything is sent.

Requests, tokens in and tokens out flow into their buckets by the minute. The first figures are the settings' (0: not
known); each answer's headers correct them. A service that says "later" stops everybody, not only the one it told.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

HEADER = "anthropic-ratelimit-"
"""How the service's headers about limits begin."""

KINDS = ("requests", "input-tokens", "output-tokens")
"""What is limited, in the order of every tuple here."""

MINUTE = 60.0
LONGEST_NAP = 5.0
"""Seconds after which a waiter looks again: limits may have been corrected meanwhile."""


@dataclass
class Bucket:
    """So much a minute; 0: not limited. `level` may be below zero after something larger than the bucket."""

    size: float = 0.0
    level: float = 0.0
    at: float = 0.0

    def seconds(self, amount: float, now: float) -> float:
        """How long until the bucket holds this much, or is full; 0 when it does."""
        if self.size <= 0:
            return 0.0
        self._fill(now)
        missing = min(amount, self.size) - self.level
        return max(0.0, missing * MINUTE / self.size)

    def take(self, amount: float) -> None:
        """Take so much out."""
        if self.size > 0:
            self.level -= amount

    def correct(self, size: float, level: float, now: float) -> None:
        """The bucket as the service sees it; it does not know yet what is on its way there."""
        self._fill(now)
        known = self.size > 0
        self.size = size
        self.level = min(self.level, level) if known else level
        self.at = now

    def _fill(self, now: float) -> None:
        if self.size > 0:
            self.level = min(self.size, self.level + (now - self.at) * self.size / MINUTE)
        self.at = now


@dataclass
class RateLimiter:
    """Asked before each request. `sizes`: requests, tokens in and tokens out a minute, 0 where that is not known."""

    sizes: tuple[float, float, float] = (0.0, 0.0, 0.0)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    buckets: dict[str, Bucket] = field(default_factory=dict)
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Every bucket is full at first."""
        now = self.clock()
        self.buckets = {kind: Bucket(size, size, now) for kind, size in zip(KINDS, self.sizes, strict=True)}

    def wait(self, into: int, out: int, deadline: float) -> bool:
        """Whether a request of this many tokens may go, after waiting for it; False when that is past `deadline`."""
        while True:
            with self.lock:
                pause = self._pause((1.0, float(into), float(out)))
                if pause <= 0:
                    return True
                if self.clock() + pause > deadline:
                    return False
            self.sleep(min(pause, LONGEST_NAP))

    def stop(self, seconds: float) -> None:
        """Let nobody send for so long: the service said so."""
        with self.lock:
            self.until = max(self.until, self.clock() + seconds)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take over the limits that an answer's headers state; what is no number there is passed over."""
        with self.lock:
            for kind, bucket in self.buckets.items():
                size, left = (_number(headers.get(f"{HEADER}{kind}-{what}")) for what in ("limit", "remaining"))
                if size > 0 and left >= 0:
                    bucket.correct(size, left, self.clock())

    def give_back(self, out: int) -> None:
        """Tokens that were counted as coming out and did not."""
        with self.lock:
            bucket = self.buckets["output-tokens"]
            bucket.level = min(bucket.size, bucket.level + out)

    def _pause(self, amounts: tuple[float, float, float]) -> float:
        """How long to wait; where that is not at all, the amounts are taken."""
        now = self.clock()
        pause = self.until - now
        for bucket, amount in zip(self.buckets.values(), amounts, strict=True):
            pause = max(pause, bucket.seconds(amount, now))
        if pause <= 0:
            for bucket, amount in zip(self.buckets.values(), amounts, strict=True):
                bucket.take(amount)
        return pause


def _number(text: str | None) -> float:
    try:
        found = float(text) if text is not None else -1.0
    except ValueError:
        return -1.0
    return found if 0 <= found < 1e15 else -1.0
