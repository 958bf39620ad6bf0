"""How far the estimate of a request's tokens is from the service's own count, asked once for each agent and model.

Bytes say roughly how many tokens a text has. The service counts for nothing, so the first request of an agent is
counted there before it is sent, and what it says is kept with the recorded calls. Where it counts more than was
estimated, that agent's reservations grow by as much; they never shrink below the estimate, for the next text may be
another.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Protocol

from workbench.engines.claude.replies import Reply
from workbench.engines.claude.requests import Request
from workbench.recording import append, lines, parsed

SECONDS = 10.0
MARGIN = 1.05
"""Reservations are larger than the service's count by this much: another text of the same kind may be denser."""

FILE = "calibration.jsonl"


class Counter(Protocol):
    """What a request is counted with."""

    def count(self, request: dict[str, object], seconds: float) -> Reply:
        """The service's reply."""
        ...


@dataclass(frozen=True)
class Measured:
    """What one request was estimated at, and what the service counted."""

    agent: str
    model: str
    estimate: int
    counted: int

    @property
    def ratio(self) -> float:
        """Tokens that the service counts for one that was estimated."""
        return self.counted / max(1, self.estimate)


def measured(root: Path) -> list[Measured]:
    """What was counted so far in a project, in order; lines that are none are passed over."""
    found = []
    for said in map(parsed, lines(root / FILE)):
        agent, model, estimate, counted = (said.get(name) for name in ("agent", "model", "estimate", "counted"))
        if isinstance(agent, str) and isinstance(model, str) and isinstance(estimate, int) and isinstance(counted, int):
            found.append(Measured(agent, model, estimate, counted))
    return found


@dataclass
class Calibration:
    """The estimates of one run's requests, corrected by what the service counted. Safe for many threads."""

    root: Path
    model: str
    counter: Counter | None = None
    _ratios: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """With what earlier runs have measured."""
        for one in measured(self.root):
            if one.model == self.model:
                self._ratios[one.agent] = max(one.ratio, self._ratios.get(one.agent, 0.0))

    def tokens(self, request: Request) -> int:
        """How many tokens of a request are reserved; the first of an agent is counted by the service."""
        if request.agent not in self._ratios:
            with self._lock:
                if request.agent not in self._ratios:
                    self._ratios[request.agent] = self._measure(request)
        ratio = self._ratios[request.agent]
        return request.tokens_in if ratio <= 1 else ceil(request.tokens_in * ratio * MARGIN)

    def _measure(self, request: Request) -> float:
        """The service's count over the estimate; nothing is known where it does not count."""
        if self.counter is None:
            return 0.0
        reply = self.counter.count(request.sent(), SECONDS)
        counted = parsed(reply.body).get("input_tokens") if reply.fault == "none" else None
        if not isinstance(counted, int) or counted < 1:
            return 0.0
        found = Measured(request.agent, self.model, request.tokens_in, counted)
        said = {"agent": found.agent, "model": found.model, "estimate": found.estimate, "counted": counted}
        try:
            append(self.root / FILE, json.dumps({**said, "at": datetime.now(UTC).isoformat()}))
        except OSError:
            return found.ratio  # it is measured again next time
        return found.ratio
