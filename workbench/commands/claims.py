"""What agents said, and the pieces they read it in."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.project import Workbench

Most = Annotated[int, typer.Option("--limit", min=0, help="Rows in the table; 0 for all. JSON has all.")]


def claims(
    kind: Annotated[str, typer.Option(metavar="KIND", help="endpoint, record, field, rule, code, maps, ...")] = "",
    state: Annotated[str, typer.Option(metavar="STATE", help="accepted, rejected, uncertain")] = "",
    program: Annotated[str, typer.Option(metavar="NAME", help="Only of this endpoint.")] = "",
    limit: Most = 50,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List what agents said, with the gate's word on it.

    $ workbench claims --kind field --state rejected
    """
    found = Workbench(home).claims(kind, state, program)
    if json:
        terminal.print_json(found)
        return
    shown = found[: limit or None]
    rows = [(c.program, c.record, c.name, c.kind, c.picture, f"{c.first}-{c.last}", c.state, c.reason) for c in shown]
    terminal.table(("program", "record", "name", "kind", "picture", "lines", "state", "reason"), rows)
    _rest(len(shown), len(found))


def chunks(
    spec: Annotated[
        str, typer.Argument(metavar="[SPEC]", help="A spec by name or id; the newest one without.")
    ] = "unknown",
    limit: Most = 50,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List the pieces that a specification is read in.

    Bytes and characters count from 0, the end is not part of it; lines count from 1, both ends included.

    $ workbench chunks --json
    """
    found = Workbench(home).chunks(spec)
    if json:
        terminal.print_json(
            [{"id": one.chunk_id, **one.model_dump(mode="json", exclude={"chunk_id"})} for one in found]
        )
        return
    shown = found[: limit or None]
    rows = [(c.ordinal, c.kind, c.program, c.first, c.last, c.tokens, " / ".join(c.path)) for c in shown]
    terminal.table(("#", "kind", "program", "first", "last", "tokens", "path"), rows)
    _rest(len(shown), len(found))


def _rest(shown: int, found: int) -> None:
    if shown < found:
        terminal.say(f"{shown:,} of {found:,}; --limit 0 shows all")
