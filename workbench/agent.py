"""An agent is a value: what it is called, what it may answer with, and the file that says what it is asked.

It is given a task (text and facts) and returns an outcome (claims and a state); it holds no store, target or key.
An engine answers tasks: rules offline, a model, or a recording; all through one protocol.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Literal, NamedTuple, Protocol

from workbench.matching import Match
from workbench.profile import Profile
from workbench.records import (
    UNKNOWN,
    Body,
    Chunk,
    Claim,
    ClaimKind,
    Dossier,
    Fact,
    FieldBody,
    ReadState,
    Record,
    SpecEvidence,
)
from workbench.truth import Property


@dataclass(frozen=True)
class Agent:
    """One of the five: its name, the kinds of claim it may return, and what it does in a sentence."""

    name: str
    answers: tuple[ClaimKind, ...]
    does: str


class NumberedLine(NamedTuple):
    """A line of a spec as an agent is shown it; `number` counts from 1."""

    # No record: there are as many as the document has lines, and each is looked at a dozen times.

    number: int
    text: str


class ReadTask(Record):
    """Read this chunk. `lines` may be cited, `context` may not; page furniture and blank lines are left out."""

    agent: str
    chunk: Chunk
    lines: tuple[NumberedLine, ...]
    context: tuple[NumberedLine, ...]
    profile: Profile


class OperationLink(Record):
    """The operation that the matcher prefers for an endpoint.

    `margin` is the distance to the next operation and to the next endpoint, the smaller one; `named`: its text names
    the endpoint. `operation` is "unknown" when nothing speaks for any.
    """

    operation: str
    score: float
    margin: float
    named: bool
    why: str
    pointer: str
    quote: str


class FieldChoice(Record):
    """What the matcher says of one field: its candidates, best first, and the one an assignment gives it.

    `chosen` is a property path, "unknown" when none is left or close; `margin` the distance to the next; `hint` says
    why there may be no target ("filler", "redefines"), "" where nothing does. `part` of `parts`: fields that make one
    value together have the same chosen property. `also` are further properties that this field would be cut into.
    `remark` are the comment lines above the declaration, as they stand there. `decided` is what people said that it is:
    a property, "" for no target; nothing when nobody did, several when they contradict each other.
    """

    field: Fact
    matches: tuple[Match, ...]
    chosen: str
    margin: float
    hint: str
    part: int = 1
    parts: int = 1
    also: tuple[str, ...] = ()
    remark: SpecEvidence | None = None
    decided: tuple[str, ...] = ()


class TargetTable(Record):
    """An operation or table that may do an endpoint's work, and those of its properties that its fields may become."""

    operation: str
    title: str
    pointer: str
    quote: str
    properties: tuple[Property, ...]


class MapTask(Record):
    """Say what serves this endpoint and what each of its fields maps to. Only facts and documents go in.

    `properties` are those of the linked operation; `terms` are dictionary words by field fact id. `tables` are the
    candidates grouped by where they stand, for an engine that reads (`Engine.tables`).
    """

    agent: str
    dossier: Dossier
    source: str
    link: OperationLink
    choices: tuple[FieldChoice, ...]
    properties: tuple[Property, ...]
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tables: tuple[TargetTable, ...] = ()


def members(task: MapTask, field: FieldBody) -> list[FieldChoice]:
    """The fields that stand directly in this one, when it is a group; a record's own first line holds them all."""
    inside = [choice for choice in task.choices if _stands_in(choice.field.body, field)]
    return inside if field.picture == UNKNOWN else []


def _stands_in(body: Body, group: FieldBody) -> bool:
    return (
        isinstance(body, FieldBody)
        and (body.record, body.parent) == (group.record, group.name)
        and body.ordinal > group.ordinal
    )


Witness = Literal["names", "documents", "declaration"]
"""names: what both sides are called. documents: notes, dictionary and descriptions. declaration: PICTURE, values and
length against type, codes and length."""

Says = Literal["agrees", "disagrees", "silent"]
"""agrees: this evidence alone singles out what is claimed. disagrees: it singles out something else, or rules it out.
silent: it does not say."""


class Exhibit(Record):
    """One kind of evidence about a claim, without the others.

    `ranked` are the targets that it alone speaks for, strongest first (0 to 1); `claimed` is its strength for the
    claimed one, -1 where it has nothing to weigh. `lines` is what the legacy side says, `shown` what the target's
    document says of those that are ranked; `against` says what it rules out, "" for nothing.
    """

    witness: Witness
    ranked: tuple[tuple[str, float], ...] = ()
    claimed: float = -1.0
    lines: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    against: str = ""


class ValidateTask(Record):
    """Judge this claim from these exhibits. What its author went by is not among them, nor are the author's reasons."""

    agent: str
    claim: Claim
    exhibits: tuple[Exhibit, ...]


class Opinion(Record):
    """What one witness says of a claim, and why."""

    witness: Witness
    says: Says
    reason: str


class MigrateTask(Record):
    """Say what a person should look at before the files of this endpoint are approved. `dossier` has its mappings,
    `properties` are those of the operation that serves it. The files themselves are made without any engine."""

    agent: str
    dossier: Dossier
    properties: tuple[Property, ...]


class RecoverTask(Record):
    """Say what the items of a recovered program, which have places for names, may be. `lines` are the program's in the
    specification that was recovered."""

    agent: str
    program: str
    items: tuple[str, ...]
    lines: tuple[NumberedLine, ...]


class ExplainTask(Record):
    """Explain this claim and its verdict to a person, from these lines of documents, by title."""

    agent: str
    program: str
    claimed: str
    verdict: str
    documents: tuple[tuple[str, tuple[NumberedLine, ...]], ...]


class Notice(Record):
    """Something an agent points at; nothing rests on it. `name` is what it may be called, "" where that is not asked;
    `quote` are the words it goes by."""

    about: str
    name: str = ""
    quote: str
    reason: str


Task = ReadTask | MapTask | ValidateTask | MigrateTask | RecoverTask | ExplainTask


class Outcome(Record):
    """How a task ended: its state, what was answered, and the lines that the agent says hold nothing.

    Inventory and mapper answer with `claims`, the validator with `opinions`, migrator and reverse with `notices`.
    `calls` are the calls of a model that it came from, `prompt` is the version of the prompt that they were made with.
    """

    state: ReadState
    claims: tuple[Claim, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    notices: tuple[Notice, ...] = ()
    none_here: tuple[tuple[int, int], ...] = ()
    detail: str = UNKNOWN
    calls: tuple[str, ...] = ()
    prompt: str = UNKNOWN


def behind(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The calls that some outcomes came from, each once, and the prompt of the first that a call brought."""
    calls = tuple(dict.fromkeys(call for outcome in outcomes for call in outcome.calls))
    return {"calls": calls, "prompt": next((outcome.prompt for outcome in outcomes if outcome.calls), UNKNOWN)}


class Engine(Protocol):
    """What answers tasks."""

    @property
    def name(self) -> str:
        """What it is called in every record."""
        ...

    @property
    def in_flight(self) -> int:
        """How many tasks it takes at a time."""
        ...

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
        try:
            yield from _as_completed(pool, lambda task: _ask(engine, task), tasks, engine.in_flight)
        except BaseException:
            _stop(engine)  # nobody wants the answers that are still to come, and some take minutes
            raise


def _stop(engine: object) -> None:
    """End what an engine, or the one that it is wrapped round, has under way."""
    while engine is not None:
        if callable(stop := getattr(engine, "stop", None)):
            stop()
        engine = getattr(engine, "engine", None)


def _ask(engine: Engine, task: Task) -> Outcome:
    try:
        return engine.ask(task)
    except Exception as error:  # an engine's own fault is the state of one task, never the end of a run
        return Outcome(state="error", detail=f"{type(error).__name__}: {error}"[:500])


def _as_completed(
    pool: ThreadPoolExecutor, ask: Callable[[Task], Outcome], tasks: Iterable[Task], most: int
) -> Iterator[tuple[Task, Outcome]]:
    waiting: dict[Future[Outcome], Task] = {}
    ended: SimpleQueue[Future[Outcome]] = SimpleQueue()  # `wait` would look at every one of them for each that ends
    source = iter(tasks)
    try:
        while True:
            while len(waiting) < most and (task := next(source, None)) is not None:
                future = pool.submit(ask, task)
                waiting[future] = task
                future.add_done_callback(ended.put)
            if not waiting:
                return
            future = ended.get()
            yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()
