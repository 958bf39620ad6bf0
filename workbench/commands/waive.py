"""An endpoint that may stay missing, because a person says why."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.waivers import Waiver


def waive(
    endpoint: Annotated[str, typer.Argument(metavar="ENDPOINT", help="A name that is mentioned and nowhere defined.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides.")],
    reason: Annotated[str, typer.Option(help="Why it may stay missing, in one line.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="It may no longer.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Accept that an endpoint is mentioned and nowhere defined, for a stated reason.

    It counts as accounted for from then on; who said so and why stays in the ledger.

    $ workbench waive CBLTDLI --as ana --reason "a routine of IMS, not part of the system"
    """
    bench = opened(home)
    entry = Waiver(name=endpoint, author=as_, reason=reason, revoked=revoke)
    fresh = bench.waive(entry)
    if json:
        terminal.print_json(entry)
        return
    told = "counts as missing again" if revoke else "is accounted for" if fresh else "was waived already"
    terminal.say(f"{endpoint} {told}; `workbench status` shows what is left")
