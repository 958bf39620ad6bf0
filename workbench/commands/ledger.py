"""The journal of decisions, checked."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, Name, Reason

ledger = typer.Typer(rich_markup_mode=None, add_completion=False, help="Check the journal of decisions.")


@ledger.callback()
def _ledger() -> None:
    """Check the journal of decisions."""


@ledger.command()
def verify(home: Home = HERE, json: AsJson = False) -> int:
    """Check every line, the chain over them and the signatures' view of it.

    The exit code is 1 when anything is wrong.

    $ workbench ledger verify
    """
    bench = opened(home)
    damage = bench.verify()
    if json:
        terminal.print_json(damage)
    elif damage:
        terminal.table(("line", "what"), [(found.line, found.what) for found in damage])
    else:
        terminal.say(f"the ledger is whole: {bench.ledger.head().entries:,} entries")
    return 1 if damage else 0


@ledger.command()
def seal(
    name: Name,
    reason: Reason,
    lost: Annotated[bool, typer.Option("--lost", help="I accept that entries that were signed for are gone.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Seal a ledger anew whose checkpoint was lost or torn, once you have looked at its end.

    Refused where the chain itself is broken. That its end was not cut off nobody but you can tell: hold it against a
    copy, or against the ids of the last decisions.

    $ workbench ledger seal --as ana --reason "disk was full; the last entry is mine of 14:10"
    """
    head = opened(home).seal(name, reason, lost)
    if json:
        return terminal.print_json(head)
    terminal.say(f"sealed at {head.entries:,} entries, the last {head.sha256[:12]}")
