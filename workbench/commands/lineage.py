"""Questions: where a thing comes from, what it leads to, and anything that SQL can ask."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ParameterError
from workbench.lineage import Impact, Node, Scope, dot, graph_records, mermaid
from workbench.records import UNKNOWN

if TYPE_CHECKING:
    import networkx as nx

Form = Literal["table", "json", "dot", "mermaid"]


def lineage(  # noqa: PLR0913  # one option for each question
    thing: Annotated[
        str,
        typer.Argument(metavar="THING", help="A written file, an id, SPEC:LINE, a spec, an endpoint, policy.yaml."),
    ],
    up: Annotated[bool, typer.Option("--up", help="What it was made of (this, without another).")] = False,
    down: Annotated[bool, typer.Option("--down", help="What was made of it.")] = False,
    why: Annotated[bool, typer.Option("--why", help="The shortest explanation, step by step.")] = False,
    impact: Annotated[bool, typer.Option("--impact", help="What breaks if it changes.")] = False,
    to: Annotated[str, typer.Option("--to", metavar="THING", help="Every way between the two.")] = "",
    revises: Annotated[
        str, typer.Option("--revises", metavar="SPEC", help="What breaks if THING, a file, takes this one's place.")
    ] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="TIME", help="As it was then.")] = UNKNOWN,
    checks: Annotated[bool, typer.Option("--checks", help="With each check of a verdict.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How it is printed.")] = "table",
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Show what a thing was made of, what was made of it, and what breaks if it changes.

    $ workbench lineage data/out/adapters/ord100.py --up
    $ workbench lineage order-to-cash.txt:1204 --impact
    $ workbench lineage ORD100 --why
    $ workbench lineage specs/new-issue.txt --revises order-to-cash.txt
    """
    if up + down + why + impact + bool(to) + bool(revises) > 1:
        raise ParameterError("--up, --down, --why, --impact, --to and --revises are six questions; ask one at a time")
    bench, scope, chosen = opened(home), Scope(as_of=as_of, checks=checks), "json" if json else form
    if (why or impact or revises) and chosen in ("dot", "mermaid"):
        raise ParameterError(f"--format {chosen} draws a graph; --why, --impact and --revises take table or json")
    if why:
        steps = bench.why(thing, scope)
        return terminal.print_json(steps) if chosen == "json" else terminal.say("\n".join(s.sentence for s in steps))
    if impact or revises:
        found = bench.impact_of_revision([thing], revises) if revises else bench.impact(thing, scope)
        return terminal.print_json(found) if chosen == "json" else _touched(found)
    if to:
        return _graph(bench.between(thing, to, scope), chosen)
    if chosen in ("dot", "mermaid"):
        return _graph(bench.graph(thing, "down" if down else "up", scope), chosen)
    nodes = bench.lineage(thing, "down" if down else "up", scope)
    if chosen == "table" and not nodes:
        nothing = f"nothing was made of {thing}" if down else f"{thing} was made of nothing; see --down"
        return terminal.say(f"nothing of {thing} was there at {as_of}" if as_of != UNKNOWN else nothing)
    return terminal.print_json(nodes) if chosen == "json" else _listed(nodes)


def _listed(nodes: list[Node]) -> None:
    rows = [(node.steps, node.kind, node.label, "" if node.quote == UNKNOWN else node.quote) for node in nodes]
    terminal.table(("steps", "kind", "what", "quote"), rows)


def _graph(graph: "nx.DiGraph[str]", form: str) -> None:
    if form == "json":
        terminal.print_json(graph_records(graph))
    elif form == "table":
        terminal.table(
            ("from", "edge", "to"),
            [(_named(graph, a), d["kind"], _named(graph, b)) for a, b, d in graph.edges(data=True)],
        )
    else:
        terminal.say({"dot": dot, "mermaid": mermaid}[form](graph).rstrip("\n"))


def _named(graph: "nx.DiGraph[str]", node: str) -> str:
    return f"{graph.nodes[node]['kind']}: {graph.nodes[node]['label']}"


def _touched(found: Impact) -> None:
    terminal.say(found.sentence())
    rows = [
        (what, node)
        for what, nodes in (
            ("read again", found.rereads),
            ("endpoint", found.programs),
            ("waiting", found.waiting),
            ("void", found.void),
            ("written", found.written),
        )
        for node in nodes
    ]
    terminal.table(("what", "which"), rows)


def orphans(home: Home = HERE, json: AsJson = False) -> int:
    """Show what lacks what it should rest on: a fact without words, a file without approval.

    An edge that a record calls for counts too. Nothing, when all is well; the exit code is 1 when there is something.

    $ workbench orphans
    """
    found = opened(home).orphans()
    if json:
        terminal.print_json(found)
    elif found:
        terminal.table(("what", "lacks"), [(one.node, one.missing) for one in found])
    else:
        terminal.say("nothing: every fact rests on words, every written file on a signature")
    return int(bool(found))


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
