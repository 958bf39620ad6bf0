"""What agents said, and the pieces they read it in."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.chunk import SPLITTER
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, SpecName
from workbench.errors import UnknownThing
from workbench.records import UNKNOWN, ClaimKind, VerdictState

Most = Annotated[int, typer.Option("--limit", min=0, help="Rows in the table; 0 for all. JSON has all.")]


def claims(
    kind: Annotated[ClaimKind | None, typer.Option(help="Only of this kind.")] = None,
    state: Annotated[VerdictState | None, typer.Option(help="Only with this verdict.")] = None,
    program: Annotated[str, typer.Option(metavar="NAME", help="Only of this endpoint.")] = "",
    limit: Most = 50,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List what agents said, with the gate's word on it.

    $ workbench claims --kind field --state rejected
    """
    bench = opened(home)
    found = bench.claims(kind or "", state or "", program)
    if program and not found and not bench.claims(program=program, limit=1):
        raise UnknownThing(f"no claim is of {program!r}; `workbench status` counts the endpoints")
    if json:
        terminal.print_json(found)
        return
    shown = found[: limit or None]
    rows = [(c.program, c.record, c.name, c.kind, c.picture, f"{c.first}-{c.last}", c.state, c.reason) for c in shown]
    terminal.table(("program", "record", "name", "kind", "picture", "lines", "state", "reason"), rows)
    _rest(len(shown), len(found))


def chunks(
    spec: SpecName = UNKNOWN,
    limit: Most = 50,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """List the pieces that a specification is read in.

    Bytes and characters count from 0, the end is not part of it; lines count from 1, both ends included.

    $ workbench chunks --json
    """
    found = opened(home).chunks(spec)
    if json:
        terminal.print_json(
            [{"id": one.chunk_id, **one.model_dump(mode="json", exclude={"chunk_id"})} for one in found]
        )
        return
    if all(each.kind == "text" for each in found):
        terminal.say(f"no structure was found: cut between paragraphs ({SPLITTER})")
    shown = found[: limit or None]
    rows = [(c.ordinal, c.kind, c.program, c.first, c.last, c.tokens, " / ".join(c.path)) for c in shown]
    terminal.table(("#", "kind", "program", "first", "last", "tokens", "path"), rows)
    _rest(len(shown), len(found))


def _rest(shown: int, found: int) -> None:
    if shown < found:
        terminal.say(f"{shown:,} of {found:,}; --limit 0 shows all")
