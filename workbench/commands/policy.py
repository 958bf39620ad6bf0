"""The rules: what is wrong with them, what they decide and why, and what others would decide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from workbench import policy as rules
from workbench import terminal
from workbench.acts import Proposal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import PolicyError
from workbench.policy import Policy, case
from workbench.whatif import what_if

policy = typer.Typer(rich_markup_mode=None, add_completion=False, help="Check the rules, and say what they decide.")


@policy.command()
def lint(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The project's own, without one.")] = None,
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
    said = list(_reasons(bench.proposal(proposal), bench.policy))
    if json:
        terminal.print_json([{"question": question, "answer": answer} for question, answer in said])
    else:
        terminal.pairs(said)


def _reasons(proposal: Proposal, said: Policy) -> Iterator[tuple[str, str]]:
    asked = case(proposal)
    rated = next((at for at, rule in enumerate(said.risk) if rule.when.holds(asked)), None)
    yield "risk", f"{said.risk_of(asked)}, by {'no rule' if rated is None else f'risk[{rated}]'}"
    found = said.rule_for(asked)
    if found is None:
        yield "approvals", "no rule applies: nobody can approve it"
    else:
        need = found[1].need
        including = f", among them {', '.join(need.include)}" if need.include else ""
        yield "approvals", f"approvals[{found[0]}]: {need.count} of {', '.join(need.roles)}{including}"
    for person in said.people:
        yield person, "; ".join(map(str, said.may_approve(person, asked))) or "can approve it"
    yield "execution", "; ".join(map(str, said.may_execute(asked, proposal.policy))) or "no rule stands against it"


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
