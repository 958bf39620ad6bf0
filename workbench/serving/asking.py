"""One request, done: its arguments read, its verb called on the project, its result or its error as a line."""

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.acts import Peer
from workbench.errors import BrokenPromise, NotAllowed, WorkbenchError
from workbench.proposal import Denied
from workbench.serving import codec, wire
from workbench.serving.catalogue import Verb
from workbench.serving.committing import Committing, Wish
from workbench.serving.confine import confined
from workbench.serving.served import Served, recovered_place
from workbench.serving.travelling import draft_of
from workbench.serving.wire import Asked

APART = 0.1
"""Seconds between two lines that tell how far a verb is."""


class Interrupted(BrokenPromise):
    """Whoever asked does not want it any more, or the server ends."""


@dataclass
class Job:
    """A request on its way. `reply` sends a line, and says whether it is the last; `stopped`: nobody wants it any more.
    `refused` is what the ledger is to keep of a request that is not done; `noting` says what it keeps of a refusal."""

    asked: Asked
    verb: Verb
    peer: Peer
    reply: Callable[[bytes, bool], None]
    stopped: threading.Event = field(default_factory=threading.Event)
    refused: dict[str, Any] = field(default_factory=dict)
    noting: Callable[[WorkbenchError], dict[str, Any]] = lambda error: {}


class Hand:
    """The projects of a server as one thread has them: the home, and recovered projects below it."""

    def __init__(self, home: Path) -> None:
        """Nothing is open yet."""
        self.home = home
        self._projects: dict[str, Served] = {}
        self._committing: dict[str, Committing] = {}

    def project(self, name: str) -> Served:
        """The project of a request. Raises NotAllowed for a directory that is none."""
        if name not in self._projects:
            place = self.home if name == "" else recovered_place(self.home, name)
            if place is None or not place.is_dir():
                raise NotAllowed(f"{name[:80]!r} is no recovered project of {self.home}")
            shared = self.project("")._engine if name else None
            self._projects[name] = Served(place, shared)
        return self._projects[name]

    def do(self, jobs: list[Job]) -> None:
        """Each job, answered."""
        for job in jobs:
            try:
                said: dict[str, Any] = {"value": self._called(job)}
            except Exception as error:
                self._note(job, error)
                said = {"error": _fault(error)}
            _answer(job, said)

    def _called(self, job: Job) -> Any:
        served, name = self.project(job.asked.project), job.verb.name
        many, named = self._arguments(job)
        if codec.watched(name):
            named[codec.TOLD] = _telling(job)
        served.ledger.peer = job.peer
        try:
            return codec.answered(name, getattr(served, name)(*many, **named))
        finally:
            served.ledger.peer = None

    def _note(self, job: Job, error: BaseException) -> None:
        """A refusal in the ledger, unless it is there already: what policy says to a proposal."""
        if isinstance(error, NotAllowed) and not isinstance(error, Denied) and (body := job.noting(error)):
            ledger = self.project("").ledger
            ledger.peer = job.peer
            ledger.append("refused", body)

    def _arguments(self, job: Job) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a call, their paths confined to the documents of the home."""
        many, named = codec.unpacked(job.verb.name, job.asked.said)
        home = self.project("")
        for name in job.verb.paths:
            if name in named:
                named[name] = confined(home.home, home.settings, named[name])
            elif name in job.asked.said:
                many = confined(home.home, home.settings, many)
        return many, named

    def commit(self, jobs: list[Job]) -> None:
        """Jobs that write, those of one project together."""
        for name in dict.fromkeys(job.asked.project for job in jobs):
            mine = [job for job in jobs if job.asked.project == name]
            wishes = [self._wish(job) for job in mine]
            try:
                if name not in self._committing:
                    self._committing[name] = Committing(self.project(name))
                self._committing[name].commit([wish for wish in wishes if wish.error is None])
            except Exception as error:
                for wish in wishes:
                    wish.error = wish.error or error
            for job, wish in zip(mine, wishes, strict=True):
                if wish.error is not None:
                    self._note(job, wish.error)
                _answer(job, _settled(job, wish))

    def _wish(self, job: Job) -> Wish:
        wish = Wish(job.peer, refused=job.refused)
        try:
            if job.verb.name == "submit" and not job.refused:
                wish.claims = codec.unpacked("submit", job.asked.said)[1]["claims"]
                wish.value = []
            elif not job.refused:
                named = codec.unpacked("proposed", job.asked.said)[1]
                wish.target, wish.drafts = named["target"], [draft_of(one) for one in named["drafts"]]
        except Exception as error:
            wish.error = error
        return wish


def _settled(job: Job, wish: Wish) -> dict[str, Any]:
    if wish.error is not None:
        return {"error": _fault(wish.error)}
    return {"value": codec.answered(job.verb.name, wish.value)} if not job.refused else {}


def _telling(job: Job) -> Callable[[str, int, int], None]:
    """What a verb tells, sent on now and then; it ends the verb when nobody wants it any more."""
    last = [("", 0.0)]

    def told(stage: str, done: int, total: int) -> None:
        if job.stopped.is_set():
            raise Interrupted("interrupted; running again takes up what is missing")
        now = time.monotonic()
        if (stage, done) != (last[0][0], total) and last[0][0] == stage and now - last[0][1] < APART:
            return
        last[0] = stage, now
        job.reply(wire.line({"id": job.asked.id, "told": [stage, done, total]}), False)

    return told


def _answer(job: Job, said: dict[str, Any]) -> None:
    try:
        sent = wire.line({"id": job.asked.id, **said})
    except ValueError as error:  # a number that is none
        sent = wire.line({"id": job.asked.id, "error": _fault(error)})
    if len(sent) > wire.MAX_ANSWER:
        said = {"error": ["ParameterError", f"the answer has {len(sent)} bytes; ask for less"]}
        sent = wire.line({"id": job.asked.id, **said})
    job.reply(sent, True)


def _fault(error: BaseException) -> list[str]:
    """An error for whoever asked; one of the server's own is told to whoever runs it, too."""
    if not isinstance(error, WorkbenchError):
        print("".join(traceback.format_exception(error)), file=sys.stderr, flush=True)
    return wire.fault_of(error)
