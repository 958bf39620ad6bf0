"""The inventory's stage: every chunk is read, every content line accounted for."""

from collections.abc import Callable, Iterator, Sequence

from workbench.agent import Engine, NumberedLine, Outcome, ReadTask, answers
from workbench.agents import INVENTORY
from workbench.declarations import declaration
from workbench.identity import content_id
from workbench.intake import Intake
from workbench.lineage import read_edges
from workbench.records import UNKNOWN, Chunk, Read
from workbench.rereading import Rereading, expected
from workbench.spec import Spec
from workbench.stages.filing import file_judged
from workbench.store import Store, read_row

TOGETHER = 500
"""Chunks of an engine that answers at once are stored so many to a transaction; each is still all or nothing.

A hundred in a second: what a kill loses is read again sooner than five transactions are written instead of one."""

Told = Callable[[int, int], None]
"""Told how many of how many tasks are done."""


def read_all(store: Store, taken: Intake, engine: Engine, run: str, only: Sequence[str], told: Told) -> None:
    """Ask the inventory about every chunk that has no good read yet. `only`: endpoints to restrict it to."""
    chunks = [chunk for chunk in taken.chunks if not only or chunk.program in {*only, UNKNOWN}]
    done = _done(store, engine.name)
    todo = [chunk for chunk in chunks if chunk.chunk_id not in done]
    told(len(chunks) - len(todo), len(chunks))
    batch: list[tuple[ReadTask, Outcome]] = []
    together = TOGETHER if engine.in_flight == 1 else 1
    finished = len(chunks) - len(todo)
    careful = Rereading(engine, taken.documents)
    try:
        for task, outcome in answers(careful, tasks(taken, todo)):
            assert isinstance(task, ReadTask)
            batch.append((task, outcome))
            finished += 1
            if len(batch) >= together:
                _store(store, careful, batch, run)
                batch = []
            told(finished, len(chunks))
    finally:
        # Whatever ends the loop, what was answered is kept.
        if batch:
            _store(store, careful, batch, run)
        declaration.cache_clear()  # the lines of a large document are ten megabytes, and nobody asks again


def _done(store: Store, engine: str) -> set[str]:
    """Chunks with a good read by this engine; faults on purpose (`offline+chaos`) do not make a good read less good."""
    sql = "SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok' AND split_part(engine, '+', 1) = ?"
    return {row[0] for row in store.rows(sql, (engine.partition("+")[0],))}


def tasks(taken: Intake, chunks: Sequence[Chunk]) -> Iterator[ReadTask]:
    """What the inventory is asked about each chunk."""
    spec = taken.spec
    for chunk in chunks:
        context = tuple([NumberedLine(number, spec.line(number)) for number in chunk.context])
        yield ReadTask.trusted(
            agent=INVENTORY.name, chunk=chunk, lines=_sent(spec, chunk), context=context, profile=taken.profile
        )


def _sent(spec: Spec, chunk: Chunk) -> tuple[NumberedLine, ...]:
    """The content lines of a chunk; of a long one that is cut, the piece."""
    first, last = chunk.first, chunk.last
    piece = spec.text[chunk.char_start : chunk.char_end].rstrip("\r\n") if first == last else ""
    lines = [piece] if piece else spec.lines[first - 1 : last]
    told = zip(range(first, last + 1), lines, spec.classes[first - 1 : last], strict=True)
    return tuple([NumberedLine(number, text) for number, text, kind in told if kind == "content"])


def _store(store: Store, careful: Rereading, batch: Sequence[tuple[ReadTask, Outcome]], run: str) -> None:
    judged = [(_read(task, out, careful), out.claims, careful.verdicts(task, out)) for task, out in batch]
    with store.write() as tx:
        tx.add("read", [read_row(read, run) for read, _, _ in judged])
        came = [edge for read, claims, _ in judged for edge in read_edges(read, claims)]
        claims = [claim for _, found, _ in judged for claim in found]
        file_judged(tx, claims, [verdict for _, _, verdicts in judged for verdict in verdicts], run, came)


def _read(task: ReadTask, outcome: Outcome, careful: Rereading) -> Read:
    engine = careful.name
    said = {
        "agent": task.agent,
        "engine": engine,
        "chunk": task.chunk.chunk_id,
        "first": task.chunk.first,
        "state": outcome.state,
        "detail": outcome.detail,
        "claims": [item.claim_id for item in outcome.claims],
    }
    return Read(
        read_id=content_id("read", said),
        agent=task.agent,
        engine=engine,
        chunk=task.chunk.chunk_id,
        first=task.chunk.first,
        last=task.chunk.last,
        state=outcome.state,
        expected=expected(task, careful.documents.alike),
        items=len({item.claim_id for item in outcome.claims}),
        none_here=outcome.none_here,
        detail=outcome.detail,
        calls=outcome.calls,
        prompt=outcome.prompt,
    )
