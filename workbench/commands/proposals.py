"""What waits to be written: proposed, listed, measured again, carried out, taken back."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from workbench import terminal
from workbench.acts import ActState, Draft, Receipt, Revalidation
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, Reason
from workbench.errors import ParameterError
from workbench.project import Workbench

_DRAFTS = TypeAdapter(list[Draft])

MOST = 64 << 20
"""Bytes that a file of drafts may have."""


def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Drafts as JSON, one or a list; - for stdin.")],
    to: Annotated[str, typer.Option("--to", metavar="TARGET", help="A target of policy.yaml.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Propose changes to a target, measured on it; nothing is written.

    A draft says who asks, what for and what: {"author": "steward", "subject": "ORD100", "summary": "close account 7",
    "changes": [{"kind": "sql", "statement": "UPDATE accounts SET open = :open WHERE id = :id", "rows": [{"open": 0,
    "id": 7}]}]}. Other changes are {"kind": "file", "path": .., "content": ..} (or "delete": true) and {"kind": "http",
    "method": "POST", "path": .., "body": ..}. All drafts of a file are one run of their author.

    $ workbench propose drafts.json --to crm
    """
    bench = opened(home)
    made = bench.propose(_drafts(file), to)
    if json:
        terminal.print_json(made)
        return
    stand = bench.standings()
    for one in made:
        terminal.say(
            f"{one.proposal_id} ({terminal.line(one.subject)}): {stand[one.proposal_id].state}, risk {one.risk}"
        )
    if not made:
        terminal.say(f"{to} is already as drafted; nothing is proposed")


def _drafts(file: Path) -> list[Draft]:
    data = sys.stdin.buffer.read(MOST + 1) if str(file) == "-" else file.read_bytes()
    if len(data) > MOST:
        raise ParameterError(f"'{file}' has {len(data)} bytes; drafts have at most {MOST}")
    data = data.strip()
    try:
        return _DRAFTS.validate_json(data if data.startswith(b"[") else b"[%b]" % data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise ParameterError(f"'{file}' holds no drafts: {place}: {first['msg']}") from None


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
    rows = [(one.subject, one.state, one.risk, one.target, one.effect, one.proposal_id, one.summary) for one in queued]
    terminal.table(("for", "state", "risk", "target", "effect", "id", "what"), rows)


def revalidate(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="All that wait, without one.")] = None,
    look: Annotated[bool, typer.Option("--look", help="Only say what would become of them.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Measure again what waits: after its target, the policy or the facts have changed.

    What is the same keeps its approvals; what is not is replaced by what it would be now, or closed. What drifted,
    expired or was withdrawn is proposed anew when it is named.

    $ workbench revalidate

    $ workbench revalidate ORD100 --look
    """
    found = opened(home).revalidate(ids or (), carry_out=not look)
    if json:
        terminal.print_json(found)
        return
    _told(found)
    if not found:
        terminal.say("nothing waits")


def _told(found: Sequence[Revalidation]) -> None:
    for one in found:
        became = {"retain": "the same", "replace": f"replaced by {one.by.proposal_id if one.by else ''}"}
        because = f": {'; '.join(one.changes)}" if one.changes else ""
        terminal.say(f"{one.proposal}: {became.get(one.outcome, 'closed')}{because}")


def execute(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="All that are approved, without one.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Write what is approved, once, and nothing else.

    The exit code is 1 when the target was not what was approved against; then it is left as it is. Proposals that wait
    for the same files or tables are measured again.

    $ workbench execute
    """
    bench = opened(home)
    receipts = bench.execute(*(ids or ()))
    code = _done(bench, receipts, json, "nothing is approved and waiting; nothing was written")
    overtaken = bench.overtaken(receipts)
    if not json:
        _told([one for one in overtaken if one.outcome != "retain"])
    return code


def recover(home: Home = HERE, json: AsJson = False) -> int:
    """End what a crash left half-way: it is there once, or not at all, or a person is told.

    `workbench execute` does the same before anything else.

    $ workbench recover
    """
    bench = opened(home)
    return _done(bench, bench.recover(), json, "nothing was left half-way")


def _done(bench: Workbench, receipts: Sequence[Receipt], json: bool, nothing: str) -> int:
    places = {one.proposal_id: one.target for one in bench.all_proposals()}
    if json:
        terminal.print_json(receipts)
    elif not receipts:
        terminal.say(nothing)
    else:
        for receipt in receipts:
            terminal.say(f"{receipt.proposal}: {receipt.state}" + (f", {receipt.detail}" if receipt.detail else ""))
            for path, digest in receipt.wrote:
                terminal.say(f"  {places[receipt.proposal].location}/{path}  {digest[:12]}")
            if help_ := _NEXT.get(receipt.state):
                terminal.say(f"  {help_.format(receipt.proposal)}")
    return 0 if all(receipt.state == "done" for receipt in receipts) else 1


_NEXT = {
    "drift": "look at the target, then: workbench revalidate {}",
    "conflict": "look at the target, then: workbench settle {} --done (or --not-done) --as NAME --reason TEXT",
    "unknown": "look at the target, then: workbench settle {} --done (or --not-done) --as NAME --reason TEXT",
    "stopped": "the approval still stands; once that is mended: workbench execute {}",
}
"""What a person does about an outcome that is not done."""


def undo(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="An executed proposal.")],
    reason: Reason,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Propose to put back what an executed proposal changed.

    What it proposes needs an approval of its own.

    $ workbench undo ORD100 --reason "wrong rounding"
    """
    made = opened(home).undo(proposal, reason)
    if json:
        return terminal.print_json(made)
    terminal.say(f"{made.proposal_id}: {terminal.line(made.summary)}; it waits for its approval")
