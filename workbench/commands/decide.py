"""A person's answer to what the gate left open, or their correction; remembered for later runs."""

from typing import Annotated

import typer

from workbench import decisions, terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ParameterError
from workbench.project import Workbench
from workbench.records import Claim, MapsBody, NoTargetBody, UncertainBody
from workbench.truth import load_target
from workbench.truth.decisions import Scope


def decide(  # noqa: PLR0913  (each is an option that a person types)
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id, or its beginning.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides.")],
    reason: Annotated[str, typer.Option(help="Why, in one line.")],
    map_: Annotated[str, typer.Option("--map", metavar="PROPERTY", help="The field is this property.")] = "",
    no_target: Annotated[bool, typer.Option("--no-target", help="The field has no target.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="The claim is right as it stands.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="The same answer, given earlier, no longer holds.")] = False,
    scope: Annotated[Scope, typer.Option(help="This field, its name in this program, or in every program.")] = "field",
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Say what a field is, or that it has no target. Later runs keep to it and do not ask again.

    What was accepted and says otherwise is revoked, with all that was built on it.

    $ workbench decide claim-1a2b --as ana --map customer.number --reason "asked the data office"
    """
    bench = opened(home)
    asked = decisions.find_claim(bench.store, claim)
    answer = _answer(bench, asked, map_, no_target, confirm)
    entry = decisions.precedent(asked, answer, scope, as_, reason).model_copy(update={"revoked": revoke})
    found = bench.settle_field(entry)
    if json:
        terminal.print_json(found)
        return
    what = f"'{answer}'" if answer else "no target"
    kept = "known already" if found.known else "no longer holds" if revoke else "kept"
    terminal.say(f"{entry.field} ({scope}): {what}: {kept}; `workbench run` takes it up")
    for other in found.contradicts:
        said = other.property or "no target"
        terminal.say(f"contradicts {other.author}: '{said}' ({other.reason}); revoke one of them")
    gone = found.revoked
    terminal.say(f"{len(gone.facts)} facts revoked, {len(gone.stale)} stale, {len(gone.withdrawn)} proposals withdrawn")
    for path in gone.written:
        terminal.say(f"written from them already: {path}")


def _answer(bench: Workbench, asked: Claim, map_: str, no_target: bool, confirm: bool) -> str:
    """The property that the person names, "" for none. Raises ParameterError."""
    if (bool(map_), no_target, confirm).count(True) != 1:
        raise ParameterError("give one answer: --map PROPERTY, --no-target or --confirm")
    body = asked.body
    if confirm and isinstance(body, UncertainBody):
        raise ParameterError("an uncertain claim says nothing to confirm; use --map PROPERTY or --no-target")
    if isinstance(body, MapsBody) and confirm:
        return body.property
    if not map_:
        return ""
    assert isinstance(body, MapsBody | NoTargetBody | UncertainBody)
    target = bench.order().target
    if target is None or load_target(target).find(body.operation, map_) is None:
        raise ParameterError(f"{map_!r} is no property of {body.operation} in the target document")
    return map_
