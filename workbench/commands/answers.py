"""What people say of proposals: yes, no, not yet after all, and how it is where no machine can tell."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.acts import Answer, Decision, Risk
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, Ids, Name, Reason
from workbench.errors import ParameterError
from workbench.project import Workbench

IdsOrNone = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids, beginnings of them, or endpoints.")]


def approve(  # noqa: PLR0913  (each is an option that a person types)
    name: Name,
    reason: Reason,
    ids: IdsOrNone = None,
    risk: Annotated[Risk | None, typer.Option(help="All that wait with this risk, instead of ids.")] = None,
    acknowledge: Annotated[bool, typer.Option(help="I have seen the characters that are not what they seem.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Approve proposals: sign their exact bytes.

    Nothing is written yet; `workbench execute` does that. Look first: `workbench show ID`. Several at once must be of
    one risk. The key is the file that `workbench keys make` made, else one that your ssh-agent holds.

    $ workbench approve ORD100 --as ana --reason "layout and mapping read"

    $ workbench approve --risk low --as ana --reason "read all of them"
    """
    if bool(ids) == bool(risk):
        raise ParameterError("give the ids of proposals, or --risk for all that wait with it")
    bench = opened(home)
    chosen = ids or (bench.of_risk(risk, name) if risk else [])
    _told(bench, bench.decide_all(chosen, "approve", name, reason, acknowledge), "approved", json)


def reject(ids: Ids, name: Name, reason: Reason, home: Home = HERE, json: AsJson = False) -> None:
    """Reject proposals, for good.

    $ workbench reject ORD100 --as ana --reason "amounts are cents, not euros"
    """
    _answered(home, ids, "reject", (name, reason), ("rejected", json))


def revoke(ids: Ids, name: Name, reason: Reason, home: Home = HERE, json: AsJson = False) -> None:
    """Take your approval back; possible until it is executed.

    $ workbench revoke ORD100 --as ana --reason "the layout is being revised"
    """
    _answered(home, ids, "revoke", (name, reason), ("approval taken back", json))


def withdraw(ids: Ids, name: Name, reason: Reason, home: Home = HERE, json: AsJson = False) -> None:
    """Close proposals without judging them.

    `workbench revalidate ID` proposes the same again later.

    $ workbench withdraw ORD100 --as ana --reason "after the summer release"
    """
    _answered(home, ids, "withdraw", (name, reason), ("withdrawn", json))


def settle(
    ids: Ids,
    name: Name,
    reason: Reason,
    done: Annotated[bool, typer.Option("--done/--not-done", help="What you found at the target.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Close what ended as conflict or unknown: you have looked at the target, and say whether it was done.

    Nothing is written. What was not done can be proposed again: `workbench revalidate ID`.

    $ workbench settle ORD100 --not-done --as ana --reason "the server's log has no such request"
    """
    _answered(home, ids, "done" if done else "not_done", (name, reason), ("settled", json))


def _answered(home: Path, ids: Sequence[str], answer: Answer, said: tuple[str, str], told: tuple[str, bool]) -> None:
    bench = opened(home)
    _told(bench, bench.decide_all(ids, answer, *said, acknowledge=True), *told)


def _told(bench: Workbench, decisions: Sequence[Decision], what: str, json: bool) -> None:
    if json:
        terminal.print_json(decisions)
        return
    stand, every = bench.standings(), {one.proposal_id: one for one in bench.all_proposals()}
    for decision in decisions:
        said = decision.statement
        now = stand[said.proposal]
        lacking = f", needs {' and '.join(now.missing)}" if now.missing and now.state == "proposed" else ""
        subject = terminal.line(every[said.proposal].subject)
        terminal.say(f"{said.proposal} ({subject}): {what} by {said.reviewer}; it is {now.state}{lacking}")
    if not decisions:
        terminal.say("no proposal waits for that")


def release(ids: Ids, name: Name, home: Home = HERE, json: AsJson = False) -> None:
    """Let parked proposals wait with the others; each still needs its approvals.

    A proposal is parked when its agent has more waiting than policy.yaml allows.

    $ workbench release ORD100 --as ana
    """
    bench = opened(home)
    released = [bench.release(one, name) for one in ids]
    if json:
        terminal.print_json([one.proposal_id for one in released])
        return
    for one in released:
        terminal.say(
            f"{one.proposal_id} ({terminal.line(one.subject)}): released by {name}; it waits for its approvals"
        )
