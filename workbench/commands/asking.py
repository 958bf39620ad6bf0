"""Which engine a verb asks, and on which terms: shared by the verbs that run agents."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from workbench import terminal
from workbench.commands.opening import REHEARSED, SAID
from workbench.engines.opening import LOOPBACK, terms_of, within
from workbench.errors import ParameterError
from workbench.forecast import Ahead, forecast
from workbench.pipeline import Order
from workbench.prices import dollars, outdated
from workbench.project import Workbench
from workbench.testing.loopback import loopback
from workbench.testing.scribe import Scribe
from workbench.testing.service import Service

EngineName = Annotated[
    Literal["offline", "claude", "replay", "settings"],
    typer.Option("--engine", help="What answers the agents' tasks; without it, as workbench.toml says."),
]
Rehearsal = Annotated[
    bool, typer.Option("--loopback", help="With claude: ask a server on this machine, which answers offline. No key.")
]
Batch = Annotated[
    bool, typer.Option("--batch", help="With claude: hand in batches, at half the price; takes up to a day each.")
]
Again = Annotated[bool, typer.Option("--ask-again", help="Put recorded answers aside and pay for new ones.")]


@contextmanager
def asking(
    bench: Workbench, name: str, rehearse: bool = False, again: bool = False, batch: bool = False
) -> Iterator[str]:
    """The project with the engine that a person named, and what a screen must say about it ("": nothing)."""
    wanted = bench.settings.engine.name if name == "settings" else name
    if rehearse and wanted != "claude":
        raise ParameterError(f"--loopback plays a model's service; it needs --engine claude, not {wanted}")
    if batch and wanted != "claude":
        raise ParameterError(f"--batch is for a model's service; it needs --engine claude, not {wanted}")
    with ExitStack() as stack:
        if rehearse:
            scribe = Scribe()
            (bench.home / REHEARSED).mkdir(parents=True, exist_ok=True)
            url = stack.enter_context(loopback(Service(answer=scribe.answer)))
            bench.engine = bench.open_engine(wanted, again, url, batch)
            if (engine := within(bench.engine)) is not None:
                engine.asked = scribe.note
        elif name != "settings" or again or batch:
            bench.engine = bench.open_engine(wanted, again, batch=batch)
        _say_age(bench)
        yield SAID if bench.engine.name.startswith(LOOPBACK) else ""


def _say_age(bench: Workbench) -> None:
    """Say so when money is counted by old prices."""
    terms = terms_of(bench.engine)
    if terms is not None and (old := outdated(terms.model, datetime.now(UTC).date())):
        terminal.complain(f"workbench: {old}")


def ahead(bench: Workbench, order: Order, batch: bool = False) -> list[Ahead]:
    """What a run on this order would ask a model, and what it would cost; nothing is sent, and no key is needed."""
    engine = bench.reckoner()
    if old := outdated(engine.manner.model, datetime.now(UTC).date()):
        terminal.complain(f"workbench: {old}")
    taken = bench.ingest(*order.spec)
    return forecast(bench.store, taken, engine, order.only, batch)


def spending(bench: Workbench) -> terminal.Note:
    """What progress says beside its bar: what was spent so far, and about how much it will be at the end of a stage."""
    terms = terms_of(bench.engine)
    if terms is None:
        return lambda done, total: ""
    begun: dict[int, int] = {}

    def said(done: int, total: int) -> str:
        spent = terms.budget.spent.money
        first = begun.setdefault(total, done)
        if done <= first or done == total:
            return dollars(spent)
        return f"{dollars(spent)} of about {dollars(spent + spent * (total - done) // max(1, done - first))}"

    return said
