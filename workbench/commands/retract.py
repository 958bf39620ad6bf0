"""A person takes a fact back."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home


def retract(
    fact: Annotated[str, typer.Argument(metavar="FACT", help="The fact's id or its claim's, or a beginning of it.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Who takes it back.")],
    reason: Annotated[str, typer.Option(help="Why, in one line.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Take a fact back, with everything that was built on it.

    Facts that rest on it are stale at once, proposals that wait are withdrawn, and files that were written already are
    listed, each with the command that shows its lineage.

    $ workbench retract fact-1a2b3c --as ana --reason "the page was replaced in May"
    """
    bench = opened(home)
    entry, gone = bench.retract(fact, as_, reason)
    if json:
        terminal.print_json({"retracted": entry, **gone.model_dump(mode="json")})
        return
    terminal.say(f"{entry.fact} ({entry.about}) no longer stands")
    terminal.say(f"{len(gone.stale)} facts stale, {len(gone.withdrawn)} proposals withdrawn; `workbench run` goes on")
    for path in gone.written:
        terminal.say(f"written from it already: {path}; `workbench lineage {path}` shows how")
