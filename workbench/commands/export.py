"""Export: lineage in the forms that other tools read."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, Home
from workbench.draft import put_text
from workbench.lineage import Scope
from workbench.records import UNKNOWN

Form = Literal["openlineage", "prov", "graphml"]


def export(
    form: Annotated[Form, typer.Argument(metavar="FORM", help="openlineage, prov or graphml.")],
    thing: Annotated[str, typer.Argument(metavar="THING", help="Its past and future; everything, without one.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to; without one, printed.")] = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="TIME", help="As it was then.")] = UNKNOWN,
    home: Home = HERE,
) -> None:
    """Write lineage as OpenLineage events, PROV-JSON or GraphML.

    Events are JSON lines. The same graph gives the same bytes, and each form can be read back into the same graph.

    $ workbench export openlineage data/out/mappings/ord100.yaml --out events.jsonl
    """
    text = opened(home).export(form, thing, Scope(as_of=as_of))
    if out is None:
        terminal.say(text.rstrip("\n"))
    else:
        put_text(out, text)
        terminal.say(f"{out}: {len(text.encode()):,} bytes")
