"""One claim explained by a model, with the lines it goes by."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.asking import EngineName, Rehearsal, asking
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.engines.opening import close, within
from workbench.errors import ParameterError
from workbench.explaining import explain as explained
from workbench.explaining import question
from workbench.identity import content_id


def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, or how it begins.")],
    engine: EngineName = "settings",
    loopback: Rehearsal = False,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Have a model explain a claim and its verdict, with the lines that it goes by.

    The service marks which lines each sentence goes by; a mark that does not hold is dropped. It is an explanation and
    nothing else: no verdict changes by it. Rules explain nothing, so it needs a model, or a recorded answer.

    $ workbench explain claim-0e9a744fd1fc17de155f --engine claude
    """
    bench = opened(home)
    with asking(bench, engine, loopback) as remark:
        if remark:
            terminal.complain(f"workbench: {remark}")
        if within(bench.engine) is None:
            raise ParameterError("the rules explain nothing; --engine claude asks a model, --engine replay its records")
        task = question(bench.store, bench.ingest().spec, claim)
        try:
            outcome = explained(bench.engine, task)
        finally:
            close(bench.engine)
            if bench.meter is not None:
                bench.meter.begin(bench.store, content_id("run", {"engine": bench.engine.name, "claim": claim}))
    if json:
        terminal.print_json({"claim": task.claimed, "state": outcome.state, "passages": outcome.notices})
    elif outcome.state == "ok":
        terminal.table(("goes by", "says"), [(one.about or "its own opinion", one.reason) for one in outcome.notices])
    else:
        terminal.complain(f"workbench: {outcome.state}: {outcome.detail}")
    return int(outcome.state != "ok")
