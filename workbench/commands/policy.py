"""The rules: what is wrong with them, what they decide and why, and what others would decide."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from workbench import policy as rules
from workbench import terminal
from workbench.acts import Denial
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import PolicyError
from workbench.policy import case
from workbench.whatif import what_if

policy = typer.Typer(rich_markup_mode=None, add_completion=False, help="Check the rules, and say what they decide.")


@policy.command()
def lint(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The project's own, without one.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """List everything in a policy that cannot be meant.

    The exit code is 1 when there is anything.

    $ workbench policy lint
    """
    path = file or home / "policy.yaml"
    if not path.is_file():
        raise PolicyError(f"'{path}' is no file; without a policy nothing is allowed")
    found = rules.lint(path)
    if json:
        terminal.print_json(found)
    else:
        terminal.say("\n".join(found) or "every rule can be meant")
    return 1 if found else 0


@policy.command()
def why(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="A proposal, or the endpoint it is for.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Say which rules decide about a proposal: its risk, who can approve it, whether it may be executed now.

    $ workbench policy why ORD100
    """
    bench = opened(home)
    said = bench.policy
    found = bench.proposal(proposal)
    asked = case(found)
    told = said.why(asked)
    told += [f"{person}: {_or(said.may_approve(person, asked), 'can approve it')}" for person in said.people]
    told.append(f"execution: {_or(said.may_execute(asked, found.policy), 'no rule stands against it')}")
    if json:
        terminal.print_json(told)
    else:
        terminal.say("\n".join(told))


def _or(denials: Sequence[Denial], otherwise: str) -> str:
    return "; ".join(map(str, denials)) or otherwise


@policy.command("what-if")
def what_would(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Another policy.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List every recorded decision that another policy would have made otherwise.

    $ workbench policy what-if stricter.yaml
    """
    bench = opened(home)
    flips = what_if(bench.ledger.entries(), bench.policy, rules.load(file))
    if json:
        terminal.print_json(flips)
    elif not flips:
        terminal.say("no recorded decision would be another")
    else:
        rows = [(flip.line, flip.author, flip.asked, flip.now, flip.then, flip.why) for flip in flips]
        terminal.table(("line", "author", "asked", "now", "then", "why"), rows)
