"""How far the gate can be trusted on this project's documents: errors planted on purpose, and what became of them."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.mutating import MutationScore


def mutate(
    count: Annotated[int, typer.Option("--count", min=1, help="Errors to plant, of each kind.")] = 100,
    seed: Annotated[int, typer.Option(help="Which claims are taken.")] = 0,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Plant known errors into accepted claims and see which the gate catches. Nothing is stored.

    Shares go from 0 to 1. Survivors are errors that the gate let pass: where there are many of a kind, the documents
    are too thin. A false alarm is an unchanged claim that no longer passes.

    $ workbench mutate --count 200 --json
    """
    with terminal.progress() as told:
        found = opened(home).mutate(count, seed, told)
    if json:
        terminal.print_json(found)
    else:
        _show(found)


def _show(found: MutationScore) -> None:
    rows = [(one.kind, one.what, one.planted, one.caught, f"{one.share:.1%}") for one in found.kinds]
    terminal.table(("kind", "what was planted", "planted", "caught", "share"), rows)
    for one in found.survivors:
        terminal.say(f"survived: {one.kind} in {one.program}: {one.became}")
    terminal.say(
        f"{found.caught:,} of {found.planted:,} caught ({found.score:.1%}); {found.false_alarms:,} false alarms on "
        f"{found.judged:,} unchanged claims ({found.false_alarm_rate:.1%})"
    )
