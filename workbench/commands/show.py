"""Everything known about one thing."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.acts import Proposal
from workbench.commands.known import Rows, known
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import UnknownThing, WorkbenchError
from workbench.project import Workbench
from workbench.proposal import heading


def show(
    thing: Annotated[str, typer.Argument(metavar="ID", help="A proposal, claim, verdict, fact, ... or an endpoint.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Show everything known about one thing.

    A proposal is shown with every line it would change; this is what reviewers sign.

    $ workbench show ORD100
    $ workbench show claim-0e9a744fd1fc17de155f --json
    """
    bench = opened(home)
    proposal = _proposal(bench, thing)
    if proposal is not None:
        return _show_proposal(bench, proposal, json)
    found = known(bench.store, thing)
    return terminal.print_json(found) if json else _listed(found)


def _proposal(bench: Workbench, thing: str) -> Proposal | None:
    try:
        return bench.proposal(thing)
    except UnknownThing:
        return None


def _show_proposal(bench: Workbench, proposal: Proposal, json: bool) -> None:
    stand = bench.standings()[proposal.proposal_id]
    try:
        shown = bench.shown(proposal)
    except (WorkbenchError, OSError) as why:
        shown = f"{heading(proposal)}\n\n! its target cannot be read: {why}"
    if json:
        return terminal.print_json(
            {
                **proposal.model_dump(mode="json"),
                "standing": stand,
                "shown": shown,
                "remarks": bench.remarks(proposal.proposal_id),
            }
        )
    terminal.say(shown)
    noticed = [("look at", terminal.cell(one)) for one in bench.remarks(proposal.proposal_id)]
    missing = [("missing", one) for one in stand.missing]
    reasons = [("because", one) for one in stand.reasons]
    terminal.pairs([*noticed, ("state", stand.state), *reasons, *missing])


def _listed(found: dict[str, Rows]) -> None:
    for name, rows in found.items():
        for row in rows:
            terminal.say(name)
            terminal.pairs([(f"  {key}", terminal.cell(item)) for key, item in row.items()])
