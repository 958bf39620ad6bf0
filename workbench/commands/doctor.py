"""The state of an installation and of a project."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.doctor import examine
from workbench.governed.prove import Proof, prove

Attempt = Annotated[bool, typer.Option("--prove", help="Attempt what is forbidden in a governed kernel.")]


def doctor(home: Home = HERE, attempt: Attempt = False, json: AsJson = False) -> int:
    """Check this installation and this project.

    Nothing is changed. The exit code is 1 when there is a problem. With --prove a governed kernel attempts each
    forbidden act, on baits that are laid out for it, and the exit code is 1 when one is allowed.

    $ workbench doctor
    $ workbench doctor --prove
    """
    if attempt:
        return _proved(prove(home), json)
    found = examine(home)
    if json:
        terminal.print_json(found)
    else:
        terminal.table(("what", "state", "detail"), [(one.what, one.state, one.detail) for one in found])
    return 1 if any(one.state == "problem" for one in found) else 0


def _proved(proof: Proof, json: bool) -> int:
    if json:
        said = {"level": proof.level, "refused": proof.refused, "acts": len(proof.attempts), "holds": proof.holds}
        terminal.print_json({**said, "attempts": [one.model_dump() for one in proof.attempts]})
        return 0 if proof.holds else 1
    terminal.table(("act", "state", "detail"), [(one.act, one.state, one.detail) for one in proof.attempts])
    terminal.say(f"level {proof.level}: {proof.refused} of {len(proof.attempts)} refused")
    return 0 if proof.holds else 1
