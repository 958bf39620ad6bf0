"""Who comes next: one queue for each lane, in which every client has its turn, however much the others ask.

A client is a process. Its requests wait in a line of their own, and the lines are served round-robin: a client that
asks ten thousand things waits for its own, not the others for it.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Job = TypeVar("Job")


class Turns(Generic[Job]):
    """Jobs of many clients, taken in turn."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._lines: dict[Hashable, deque[Job]] = {}
        self._ring: deque[Hashable] = deque()
        self._news = threading.Condition()
        self._closed = False
        self._last = 0

    def put(self, client: Hashable, job: Job) -> None:
        """A job at the end of its client's line."""
        with self._news:
            if client not in self._lines:
                self._lines[client] = deque()
                self._ring.append(client)
            self._lines[client].append(job)
            self._news.notify()

    def take(self, most: int = 1, linger: float = 0.0) -> list[Job]:
        """The next jobs, one of each client in turn, as many as there are up to `most`; waits for the first.

        `linger`: seconds to wait for as many as came the last time: those who were answered together ask again at
        about the same time. Nothing once it is closed.
        """
        with self._news:
            self._news.wait_for(lambda: self._ring or self._closed)
            if linger and len(self._ring) < self._last:
                self._news.wait_for(lambda: len(self._ring) >= self._last or self._closed, linger)
            taken: list[Job] = []
            while self._ring and len(taken) < most and not self._closed:
                client = self._ring.popleft()
                line = self._lines[client]
                taken.append(line.popleft())
                if line:
                    self._ring.append(client)
                else:
                    del self._lines[client]
            self._last = len(taken)
            return taken

    def close(self) -> None:
        """Whoever waits for a job stops waiting; what was not taken is not done."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def __len__(self) -> int:
        """How many jobs wait."""
        with self._news:
            return sum(map(len, self._lines.values()))


def work(turns: Turns[Job], do: Callable[[list[Job]], None], most: int = 1, linger: float = 0.0) -> None:
    """Do jobs until the lane is closed; what a thread of a lane does."""
    while jobs := turns.take(most, linger):
        do(jobs)
