"""Worker processes of this machine: a fixed number, each with one run at a time, replaced when one dies.

with Crew(limits) as crew:
    crew.give(job)                # while crew.free
    for told in crew.news(1.0):   # an ordinal that began, or how a run ended
        ...
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Queue
from types import TracebackType
from typing import Protocol

from workbench.batch.job import Ended, Job, Limits
from workbench.batch.redaction import blanked

GRACE = 15.0
"""Seconds beyond its time after which a worker that did not stop a run itself is killed."""

WORKER = (sys.executable, "-m", "workbench.batch.worker")


class Hands(Protocol):
    """What executes jobs: processes of this machine, or a cluster."""

    @property
    def free(self) -> int:
        """How many jobs it takes now."""

    def give(self, job: Job) -> None:
        """Take a job on."""

    def news(self, seconds: float) -> list[Ended]:
        """What ended since, waiting at most so long for the first."""

    def close(self) -> None:
        """Stop whatever runs, at once."""


class Member:
    """One worker process."""

    def __init__(self, limits: Limits, queue: "Queue[tuple[Member, str]]") -> None:
        """Starts it. Its answers, and an empty line when it ends, go into the queue."""
        self.limits, self.until = limits, 0.0
        self.job: Job | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the process)
        self._process = subprocess.Popen(
            WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C in the terminal is for the batch, which stops its workers itself
        )
        self._queue = queue
        threading.Thread(target=self._listen, daemon=True).start()

    def give(self, job: Job) -> None:
        """A run to make."""
        self.job, self.until = job, time.monotonic() + self.limits.seconds + GRACE
        said = self.limits.model_dump(include={"seconds", "memory", "engine", "governed"})
        with suppress(OSError):  # it has died meanwhile; the queue says so
            assert self._process.stdin
            self._process.stdin.write(json.dumps({"job": job.model_dump(), **said}) + "\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """End it and its kernel now."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def epitaph(self) -> str:
        """Why it ended, in a line without keys."""
        code = self._process.wait()
        self._log.seek(0)
        lines = [line for line in self._log.read().decode("utf-8", "replace").splitlines() if line.strip()]
        last = f": {blanked(lines[-1])[:300]}" if lines and code > 0 else ""
        return (f"its process ended by signal {-code}" if code < 0 else f"its process ended with code {code}") + last

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._queue.put((self, line))
        self._queue.put((self, ""))


class Crew:
    """The workers of one batch; started when they are needed, ended with the `with`."""

    def __init__(self, limits: Limits) -> None:
        """Nobody is at work yet."""
        self.limits = limits
        self._queue: Queue[tuple[Member, str]] = Queue()
        self._idle: list[Member] = []
        self._busy: list[Member] = []

    @property
    def free(self) -> int:
        """How many jobs it takes now."""
        return self.limits.jobs - len(self._busy)

    def give(self, job: Job) -> None:
        """A job for one who is free."""
        member = self._idle.pop() if self._idle else Member(self.limits, self._queue)
        self._busy.append(member)
        member.give(job)

    def news(self, seconds: float) -> list[Ended]:
        """What ended since, waiting at most so long for the first."""
        found = []
        try:
            found.append(self._queue.get(timeout=seconds))
            while True:
                found.append(self._queue.get_nowait())
        except Empty:
            pass
        ended = [self._ended(member, line) for member, line in found]
        return [*(one for one in ended if one), *self._overdue()]

    def close(self) -> None:
        """End everybody, and what they run, at once."""
        members, self._busy, self._idle = [*self._busy, *self._idle], [], []
        killers = [threading.Thread(target=member.kill) for member in members]
        for each in killers:
            each.start()
        for each in killers:
            each.join()

    def __enter__(self) -> "Crew":
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nobody is left at work."""
        self.close()

    def _ended(self, member: Member, line: str) -> Ended | None:
        job, member.job = member.job, None
        if member in self._busy:
            self._busy.remove(member)
        if line:
            self._idle.append(member)
            return Ended.model_validate_json(line)
        if member in self._idle:
            self._idle.remove(member)
        return Ended(ordinal=job.ordinal, state="killed", detail=member.epitaph()) if job else None

    def _overdue(self) -> Sequence[Ended]:
        late = [member for member in self._busy if time.monotonic() > member.until]
        ended = []
        for member in late:
            job, member.job = member.job, None
            self._busy.remove(member)
            member.kill()
            if job:
                said = f"stopped after {self.limits.seconds:g} s, by force"
                ended.append(Ended(ordinal=job.ordinal, state="timed_out", detail=said))
        return ended
