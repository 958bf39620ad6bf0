"""What waits to be written: listed, decided, carried out, taken back."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.acts import ActState, Decision
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.project import Workbench

Ids = Annotated[list[str], typer.Argument(metavar="ID", help="Ids, beginnings of them, or endpoints.")]
Name = Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides; a person of policy.yaml.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, in one line.")]


def proposals(
    state: Annotated[ActState | None, typer.Option(help="Only those that stand so.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List what waits to be written, the riskiest first.

    $ workbench proposals --state proposed
    """
    queued = opened(home).proposals(state or "")
    if json:
        terminal.print_json(queued)
        return
    rows = [(one.subject, one.state, one.risk, one.files, one.bytes, one.proposal_id, one.summary) for one in queued]
    terminal.table(("for", "state", "risk", "files", "bytes", "id", "what"), rows)


def approve(
    ids: Ids,
    name: Name,
    reason: Reason,
    acknowledge: Annotated[bool, typer.Option(help="I have seen the characters that are not what they seem.")] = False,
    home: Home = HERE,
) -> None:
    """Approve proposals: sign their exact bytes.

    Nothing is written yet; `workbench execute` does that. Look first: `workbench show ID`.

    $ workbench approve ORD100 --as ana --reason "layout and mapping read"
    """
    bench = opened(home)
    _told(bench, bench.decide_all(ids, "approve", name, reason, acknowledge), "approved")


def reject(ids: Ids, name: Name, reason: Reason, home: Home = HERE) -> None:
    """Reject proposals, for good.

    $ workbench reject ORD100 --as ana --reason "amounts are cents, not euros"
    """
    bench = opened(home)
    _told(bench, bench.decide_all(ids, "reject", name, reason, acknowledge=True), "rejected")


def _told(bench: Workbench, decisions: list[Decision], what: str) -> None:
    for decision in decisions:
        said = decision.statement
        subject = bench.proposal(said.proposal).subject
        terminal.say(f"{said.proposal} ({subject}): {what} by {said.reviewer}, {decision.decision_id}")


def execute(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="All that are approved, without one.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Write what is approved, once, and nothing else.

    The exit code is 1 when the target was not what was approved against; then it is left as it is.

    $ workbench execute
    """
    bench = opened(home)
    receipts = bench.execute(*(ids or ()))
    places = {one.proposal_id: one.target.location for one in bench.all_proposals()}
    if json:
        terminal.print_json(receipts)
    elif not receipts:
        terminal.say("nothing is approved and waiting; nothing was written")
    else:
        for receipt in receipts:
            terminal.say(f"{receipt.proposal}: {receipt.state}" + (f", {receipt.detail}" if receipt.detail else ""))
            for path, digest in receipt.wrote:
                terminal.say(f"  {places[receipt.proposal]}/{path}  {digest[:12]}")
    return 0 if all(receipt.state == "done" for receipt in receipts) else 1


def undo(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="An executed proposal.")],
    reason: Reason,
    home: Home = HERE,
) -> None:
    """Propose to put back what an executed proposal changed.

    What it proposes needs an approval of its own.

    $ workbench undo ORD100 --reason "wrong rounding"
    """
    made = opened(home).undo(proposal, reason)
    terminal.say(f"{made.proposal_id}: {made.summary}; it waits for its approval")
