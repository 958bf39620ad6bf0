"""Claude as an engine: a task becomes requests, each is recalled or sent, and its answer becomes claims.

What was answered before is not asked again: a run that was killed, or a batch that was collected, leaves its answers on
the disk, and the same question finds them there. `Replay` is the same engine without a line to the service.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from workbench.agent import (
    ExplainTask,
    MapTask,
    MigrateTask,
    Outcome,
    ReadTask,
    RecoverTask,
    Task,
    ValidateTask,
    behind,
)
from workbench.agents import VALIDATOR
from workbench.agents.migrator import fields
from workbench.engines.claude.choosing import Question, choose_outcome, questions
from workbench.engines.claude.explaining import explained, explaining
from workbench.engines.claude.noticing import migrating, noticed, recovering
from workbench.engines.claude.reading import read_outcome
from workbench.engines.claude.replies import Ending, judge_body
from workbench.engines.claude.requests import Manner, Request, reading
from workbench.engines.claude.sending import BROUGHT, Terms, send
from workbench.engines.claude.validating import opinions, validating
from workbench.engines.claude.wire import Wire
from workbench.recording import Call, CallState, Recorded, Recordings
from workbench.records import ReadState

Read = Callable[[Ending], Outcome]
"""From a whole answer to its outcome."""

STATES: dict[CallState, ReadState] = {
    "answered": "ok",
    "refused": "refused",
    "truncated": "truncated",
    "malformed": "malformed",
    "rejected": "rejected",
    "unavailable": "unavailable",
    "over_budget": "over_budget",
    "cancelled": "lost",
}
"""What the state of a call is for the task that it was made for."""


SHARED = (VALIDATOR.name,)
"""Agents that are asked the very same about several things, and may be given the same answer: it is paid for once."""


@dataclass
class Memory:
    """The recorded answers, each given once in a run: who asks twice gets the second answer, as the first time.

    An answer that was not of the asked form is passed over where another one follows; `again`: all are put aside.
    """

    recordings: Recordings
    again: bool = False
    _given: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turns: dict[str, threading.Lock] = field(default_factory=dict)

    def turn(self, request: Request) -> AbstractContextManager[object]:
        """For a request whose answer is shared: one asks at a time, and the others find what came."""
        if request.agent not in SHARED:
            return nullcontext()
        with self._lock:
            return self._turns.setdefault(request.digest, threading.Lock())

    def recall(self, request: Request, final: bool) -> Recorded | None:
        """The next answer to a request; None when there is none. `final`: no other answer can be had."""
        if not self.recordings.has(request.digest):
            return None
        with self._lock:
            if self.again and not self._given[request.digest]:
                self.recordings.set_aside(request.digest)
            first = self.recordings.answer(request.digest, 0) if request.agent in SHARED else None
            if first is not None and first.call.state != "malformed":
                return first
            while found := self.recordings.answer(request.digest, self._given[request.digest]):
                self._given[request.digest] += 1
                if found.call.state != "malformed" or (final and not self._more(request)):
                    return found
            last = self.recordings.answer(request.digest, self._given[request.digest] - 1) if final else None
            return last

    def given(self, request: Request) -> int:
        """How many answers to a request were given in this run."""
        with self._lock:
            return self._given[request.digest]

    def forget(self) -> None:
        """Begin a run anew: every answer may be given once more."""
        with self._lock:
            self._given.clear()
            self.again = False

    def sent(self, request: Request) -> None:
        """Count the answer that just came for a request."""
        with self._lock:
            self._given[request.digest] += 1

    def _more(self, request: Request) -> bool:
        return self.recordings.answer(request.digest, self._given[request.digest]) is not None


class Source(Protocol):
    """Where an answer comes from."""

    def answer(self, request: Request) -> tuple[Ending, Call | None]:
        """What a request ends in, and the receipt when one was made for it now."""
        ...


@dataclass
class Sending:
    """Answers from the service, but for those that are recorded."""

    terms: Terms
    wire: Wire
    memory: Memory

    def answer(self, request: Request) -> tuple[Ending, Call | None]:
        """Recalled, else sent."""
        with self.memory.turn(request):
            if (found := self.memory.recall(request, final=False)) is not None:
                return recalled(found), None
            ending, call = send(request, self.wire, self.terms)
            if ending.state not in BROUGHT:
                return ending, call
            self.memory.sent(request)
            return replace(ending, call=call.call_id), call


@dataclass
class Recalling:
    """Answers from the recording alone."""

    memory: Memory

    def answer(self, request: Request) -> tuple[Ending, Call | None]:
        """Recalled, else unavailable: nothing is sent."""
        found = self.memory.recall(request, final=True)
        if found is None:
            return Ending("unavailable", f"nothing is recorded for request {request.digest[:12]}"), None
        return recalled(found), None


def recalled(found: Recorded) -> Ending:
    """What a recorded answer comes to."""
    return replace(judge_body(found.reply), call=found.call.call_id)


def _chosen(question: Question, engine: str, first: bool, ending: Ending) -> Outcome:
    return choose_outcome(question, ending.text, engine, first)


def _noticed(asked: Sequence[str], ending: Ending) -> Outcome:
    return noticed(asked, ending.text)


@dataclass
class Claude:
    """Answers tasks as `name`; `tables`: it is shown candidates from several operations."""

    name: str
    manner: Manner
    source: Source
    recordings: Recordings
    in_flight: int = 34
    tables: bool = True
    asked: Callable[[Request, Task], None] | None = None

    def ask(self, task: Task) -> Outcome:
        """The outcome of one task; a failure is a state."""
        outcomes = [self._outcome(task, request, read) for request, read in self.requests(task)]
        came = behind(outcomes)
        bad = next((outcome for outcome in outcomes if outcome.state != "ok"), None)
        if bad is not None:
            return bad.model_copy(update=came)
        claims = tuple(claim for outcome in outcomes for claim in outcome.claims)
        none_here = tuple(span for outcome in outcomes for span in outcome.none_here)
        heard = tuple(opinion for outcome in outcomes for opinion in outcome.opinions)
        seen = tuple(notice for outcome in outcomes for notice in outcome.notices)
        found = Outcome(state="ok", claims=claims, opinions=heard, notices=seen, none_here=none_here)
        return found.model_copy(update=came)

    def requests(self, task: Task) -> Iterator[tuple[Request, Read]]:
        """The requests that a task makes, each with what reads its answer."""
        if isinstance(task, ReadTask):
            yield reading(task, self.manner), lambda ending: read_outcome(task, ending.text, self.name)
        elif isinstance(task, ValidateTask):
            if task.exhibits:
                yield validating(task, self.manner), lambda ending: opinions(task, ending.text)
        elif isinstance(task, MapTask):
            for at, question in enumerate(questions(task)):
                yield question.request(self.manner), partial(_chosen, question, self.name, at == 0)
        elif isinstance(task, MigrateTask):
            yield migrating(task, self.manner), partial(_noticed, list(fields(task.dossier)))
        elif isinstance(task, RecoverTask):
            yield recovering(task, self.manner), partial(_noticed, list(task.items))
        elif isinstance(task, ExplainTask):
            yield explaining(task, self.manner), lambda ending: explained(task, ending.blocks)

    def close(self) -> None:
        """End what is under way; the next task opens a new connection."""
        wire = getattr(self.source, "wire", None)
        if isinstance(wire, Wire):
            wire.close()

    def stop(self) -> None:
        """End what is under way, and send nothing more before `close`."""
        wire = getattr(self.source, "wire", None)
        if isinstance(wire, Wire):
            wire.stop()

    def _outcome(self, task: Task, request: Request, read: Read) -> Outcome:
        if self.asked is not None:
            self.asked(request, task)
        ending, call = self.source.answer(request)
        came = {"calls": (ending.call,), "prompt": request.prompt} if ending.call else {}
        if ending.state != "answered":
            return Outcome(state=STATES[ending.state], detail=ending.detail).model_copy(update=came)
        outcome = read(ending).model_copy(update=came)
        if call is not None and outcome.state in ("malformed", "truncated"):
            self.recordings.amend(call, "malformed" if outcome.state == "malformed" else "truncated", outcome.detail)
        return outcome
