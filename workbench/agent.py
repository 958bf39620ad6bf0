"""An agent is a value: what it is called, what it may answer with, and the file that says what it is asked.

It is given a task (text and facts) and returns an outcome (claims and a state). It holds no store, no target and no key.
An engine answers tasks: rules offline, a model, or a recording; all through one protocol.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from workbench.profile import Profile
from workbench.records import UNKNOWN, Candidate, Chunk, Claim, ClaimKind, Dossier, Fact, ReadState, Record


@dataclass(frozen=True)
class Agent:
    """One of the five: its name, the kinds of claim it may return, and what it does in a sentence."""

    name: str
    answers: tuple[ClaimKind, ...]
    does: str


class NumberedLine(Record):
    """A line of a spec as an agent is shown it; `number` counts from 1."""

    number: int
    text: str


class ReadTask(Record):
    """Read this chunk. `lines` may be cited, `context` may not; page furniture and blank lines are left out."""

    agent: str
    chunk: Chunk
    lines: tuple[NumberedLine, ...]
    context: tuple[NumberedLine, ...]
    profile: Profile


class FieldChoices(Record):
    """The candidates for one field, best first, from the matcher."""

    field: Fact
    candidates: tuple[Candidate, ...]


class MapTask(Record):
    """Say what serves this endpoint and what each of its fields maps to. Only facts go in."""

    agent: str
    dossier: Dossier
    operations: tuple[Candidate, ...]
    choices: tuple[FieldChoices, ...]


Task = ReadTask | MapTask


class Outcome(Record):
    """How a task ended: its state, the claims, and the lines that the agent says hold nothing."""

    state: ReadState
    claims: tuple[Claim, ...] = ()
    none_here: tuple[tuple[int, int], ...] = ()
    detail: str = UNKNOWN


class Engine(Protocol):
    """What answers tasks. `in_flight` is how many at a time; `name` is recorded with every claim."""

    name: str
    in_flight: int

    def ask(self, task: Task) -> Outcome:
        """The outcome of one task; a failure is a state, not an exception."""
        ...


def answers(engine: Engine, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
    """Each task with its outcome, as they come; at most `engine.in_flight` are under way."""
    if engine.in_flight <= 1:
        for task in tasks:
            yield task, _ask(engine, task)
        return
    with ThreadPoolExecutor(engine.in_flight) as pool:
        yield from _as_completed(pool, lambda task: _ask(engine, task), tasks, engine.in_flight)


def _ask(engine: Engine, task: Task) -> Outcome:
    try:
        return engine.ask(task)
    except Exception as error:  # an engine's own fault is the state of one task, never the end of a run
        return Outcome(state="error", detail=f"{type(error).__name__}: {error}"[:500])


def _as_completed(
    pool: ThreadPoolExecutor, ask: Callable[[Task], Outcome], tasks: Iterable[Task], most: int
) -> Iterator[tuple[Task, Outcome]]:
    waiting: dict[Future[Outcome], Task] = {}
    source = iter(tasks)
    try:
        while True:
            while len(waiting) < most and (task := next(source, None)) is not None:
                waiting[pool.submit(ask, task)] = task
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda item: id(item)):
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()
