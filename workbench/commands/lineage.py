"""Questions: where a thing comes from, and anything that SQL can ask."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ParameterError
from workbench.lineage import Node
from workbench.records import UNKNOWN


def lineage(
    thing: Annotated[str, typer.Argument(metavar="THING", help="A written file, an id, SPEC:LINE, or an endpoint.")],
    up: Annotated[bool, typer.Option("--up", help="What it was made of (this, without another).")] = False,
    down: Annotated[bool, typer.Option("--down", help="What was made of it.")] = False,
    why: Annotated[bool, typer.Option("--why", help="The shortest explanation, step by step.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Show what a thing was made of, or what was made of it.

    $ workbench lineage data/out/adapters/ord100.py --up
    $ workbench lineage order-to-cash.txt:1204 --down
    $ workbench lineage ORD100 --why
    """
    if up + down + why > 1:
        raise ParameterError("--up, --down and --why are three questions; ask one at a time")
    bench = opened(home)
    if why:
        steps = bench.why(thing)
        return terminal.print_json(steps) if json else terminal.say("\n".join(step.sentence for step in steps))
    nodes = bench.lineage(thing, "down" if down else "up")
    return terminal.print_json(nodes) if json else _listed(nodes)


def _listed(nodes: list[Node]) -> None:
    rows = [(node.steps, node.kind, node.label, "" if node.quote == UNKNOWN else node.quote) for node in nodes]
    terminal.table(("steps", "kind", "what", "quote"), rows)


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT.")],
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")] = 1000,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Ask store and ledger in SQL, on a copy that cannot be written.

    $ workbench sql "SELECT kind, count(*) FROM claim GROUP BY kind"
    """
    names, rows = opened(home).sql(query, limit + 1)
    if len(rows) > limit:
        terminal.complain(f"more than {limit:,} rows; --limit shows more")
    rows = rows[:limit]
    if json:
        terminal.print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    terminal.table(names, rows)
