"""What a run would ask a model, and what that costs, before anything is sent; and what was paid so far.

Requests of the inventory are made and counted as they would be sent. What the mapper will be asked depends on what the
inventory finds, so it is estimated from the declarations in the text until then.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Literal

from workbench.agent import ReadTask
from workbench.agents import INVENTORY, MAPPER, MIGRATOR, VALIDATOR
from workbench.chunk import tokens
from workbench.engines.claude.engine import Claude
from workbench.engines.claude.requests import Request, prompt
from workbench.intake import Intake
from workbench.prices import BILLIONTH, Model, Tokens
from workbench.records import UNKNOWN, Record
from workbench.rereading import expected
from workbench.stages.reading import tasks
from workbench.store import Store

How = Literal["counted", "estimated"]
"""counted: from the requests themselves. estimated: from the text that they will be about."""

ANSWER_SHARE = 0.5
"""Tokens out for one token in, where no answers were recorded yet: measured on the bundled specification."""

PER_FIELD_IN, PER_FIELD_OUT, TARGETS = 130, 110, 6000
"""Tokens of the mapper's requests: for each field, and for the candidates of one endpoint."""

VALIDATION = (800, 60)
"""Tokens in and out of one question to the validator."""

LOOK_OUT = 500
"""Tokens out of one look over a mapping."""

_DONE = "SELECT chunk_id FROM read WHERE agent = ? AND state = 'ok' AND split_part(engine, '+', 1) = ?"
_FIELDS = "SELECT program, count(*) FROM active_fact WHERE kind = 'field' GROUP BY program"
_RATIO = """SELECT sum(tokens_in) / sum(estimate), sum(tokens_out) / sum(estimate) FROM latest_call
    WHERE agent = ? AND model = ? AND tokens_in > 0"""


class Ahead(Record):
    """What one agent still has to ask. `recorded` tasks cost nothing; dollars: likely, and at most."""

    agent: str
    how: How
    tasks: int
    recorded: int
    tokens_in: int
    tokens_out: int
    likely: float
    at_most: float


def forecast(store: Store, taken: Intake, engine: Claude, only: Sequence[str] = (), batch: bool = False) -> list[Ahead]:
    """What each agent would ask about a spec that was taken in, as far as it was not asked already."""
    model = engine.manner.model
    inventory, left = _inventory(store, taken, engine, only)
    rows = [_ahead(INVENTORY.name, inventory, engine, _ratios(store, INVENTORY.name, model), batch)]
    fields = _fields(store, taken, left)
    mapped = _mapping(store, engine, fields, batch)
    count = sum(fields.values()) if mapped.tasks else 0
    looked = _estimated(MIGRATOR.name, _looks(store, engine, fields), engine, batch)
    return [*rows, mapped, _estimated(VALIDATOR.name, [VALIDATION] * count, engine, batch), looked]


def _fields(store: Store, taken: Intake, read: Sequence[ReadTask]) -> Counter[str]:
    """How many fields each endpoint has: its facts, and what its text seems to declare where there are none yet."""
    fields = Counter({task.chunk.program: 0 for task in read})
    for task in read:
        fields[task.chunk.program] += expected(task, taken.documents.alike)
    known = {program: count for program, count in store.rows(_FIELDS) if program in fields}
    del fields[UNKNOWN]
    return Counter({**fields, **known})


def _inventory(
    store: Store, taken: Intake, engine: Claude, only: Sequence[str]
) -> tuple[list[Request], list[ReadTask]]:
    done = _done(store, INVENTORY.name, engine.name)
    wanted = [chunk for chunk in taken.chunks if not only or chunk.program in {*only, UNKNOWN}]
    every = list(tasks(taken, wanted))
    todo = [task for task in every if task.chunk.chunk_id not in done]
    return [request for task in todo for request, _ in engine.requests(task)], every


def _ahead(agent: str, requests: Sequence[Request], engine: Claude, ratios: tuple[float, float], batch: bool) -> Ahead:
    model, most = engine.manner.model, 0
    new = [one for one in requests if engine.recordings.answer(one.digest, 0) is None]
    into = out = likely = 0
    for one in new:
        given = min(one.tokens_out, ceil(one.tokens_in * ratios[1]))
        likely += model.cost(Tokens(plain=ceil(one.tokens_in * ratios[0]), out=given), batch)
        most += model.worst(one.tokens_in, one.tokens_out, batch)
        into, out = into + one.tokens_in, out + given
    return Ahead(
        agent=agent,
        how="counted",
        tasks=len(requests),
        recorded=len(requests) - len(new),
        tokens_in=into,
        tokens_out=out,
        likely=likely / BILLIONTH,
        at_most=most / BILLIONTH,
    )


def _mapping(store: Store, engine: Claude, fields: Mapping[str, int], batch: bool) -> Ahead:
    """The mapper's part: as many endpoints as it has not answered for."""
    done = len(_done(store, MAPPER.name, engine.name))
    return _estimated(MAPPER.name, list(_sizes(count for _, count in sorted(fields.items())[done:])), engine, batch)


def _looks(store: Store, engine: Claude, fields: Mapping[str, int]) -> list[tuple[int, int]]:
    """The migrator's part: one look at the mapping of each endpoint that was not proposed yet."""
    done, asked = len(_done(store, MIGRATOR.name, engine.name)), tokens(prompt(MIGRATOR.name))
    return [(asked + count * PER_FIELD_IN, LOOK_OUT) for _, count in sorted(fields.items())[done:]]


def _estimated(agent: str, sizes: Sequence[tuple[int, int]], engine: Claude, batch: bool) -> Ahead:
    """Requests of these sizes (tokens in and out)."""
    model, most = engine.manner.model, engine.manner.most_out
    return Ahead(
        agent=agent,
        how="estimated",
        tasks=len(sizes),
        recorded=0,
        tokens_in=sum(into for into, _ in sizes),
        tokens_out=sum(out for _, out in sizes),
        likely=sum(model.cost(Tokens(plain=into, out=out), batch) for into, out in sizes) / BILLIONTH,
        at_most=sum(model.worst(2 * into, min(most, 10 * out), batch) for into, out in sizes) / BILLIONTH,
    )


def _sizes(counts: Iterator[int]) -> Iterator[tuple[int, int]]:
    for count in counts:
        yield tokens(prompt(MAPPER.name)) + TARGETS + count * PER_FIELD_IN, 200 + count * PER_FIELD_OUT


def _ratios(store: Store, agent: str, model: Model) -> tuple[float, float]:
    """Tokens in and out for one estimated token: as the answers so far had it."""
    into, out = store.rows(_RATIO, (agent, model.name))[0]
    return (float(into), float(out)) if into else (1.0, ANSWER_SHARE)


def _done(store: Store, agent: str, engine: str) -> set[str]:
    return {row[0] for row in store.rows(_DONE, (agent, engine))}
