"""Taking specifications in, running the street, and saying how far it got."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.agent import Engine
from workbench.commands.asking import Again, Batch, EngineName, Rehearsal, ahead, asking, spending
from workbench.commands.cost import say_ahead
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, SpecName
from workbench.engines.cluster import Spread, connect
from workbench.errors import ParameterError
from workbench.pipeline import Order, Until
from workbench.project import Workbench
from workbench.records import UNKNOWN
from workbench.revision import Revision
from workbench.status import NO_SECTION, Status
from workbench.testing import Crash, chaotic, parse

Specs = Annotated[
    list[Path] | None, typer.Option("--spec", metavar="PATH", help="A text file, or a directory of them.")
]
Target = Annotated[str, typer.Option(metavar="PATH", help="OpenAPI, JSON Schema, SQL DDL or schema CSV.")]
Dictionary = Annotated[str, typer.Option(metavar="PATH", help="A data dictionary (CSV).")]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="ENDPOINT", help="Nothing but this endpoint; repeatable.")
]
Stage = Annotated[Until, typer.Option("--until", help="The stage to stop after.")]
Faults = Annotated[
    str, typer.Option("--chaos", metavar="FAULTS", help="Fail on purpose, e.g. malform=0.05,lose=0.1,crash=270.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what a model would be asked and cost; send nothing.")]
MOST = 10
"""Tasks without an answer that a screen lists."""

_UNANSWERED = """SELECT state, agent, first, last, detail FROM latest_read
    WHERE (state IN ('refused', 'rejected', 'over_budget') OR agent = 'migrator' AND state <> 'ok')
    AND chunk_id NOT IN (SELECT chunk_id FROM read WHERE state = 'ok')
    ORDER BY state, agent, first"""

Revises = Annotated[str, typer.Option("--revises", metavar="SPEC", help="The earlier issue, by name, id or path.")]
Cluster = Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="Ask on the Dask cluster there.")]


def ingest(
    specs: Annotated[list[Path], typer.Argument(metavar="SPEC")],
    revises: Revises = "",
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Take a specification in: lines, structure and chunks; no agent reads it yet.

    Several files, or a directory, are one specification. With --revises it takes the place of an earlier issue: what
    did not change stays read, what was built on what did is stale.

    $ workbench ingest specs/order-to-cash.txt
    $ workbench ingest specs/order-to-cash-2.txt --revises order-to-cash.txt
    """
    bench = opened(home)
    if revises:
        _revised(bench.revise(specs, revises), json)
        return
    taken = bench.ingest(*specs)
    spec = taken.spec
    facts: dict[str, int | str] = {
        "spec": spec.spec_id,
        "name": spec.name,
        "lines": spec.count,
        "bytes": len(spec.data),
        "encoding": spec.encoding,
        "chunks": len(taken.chunks),
        "endpoints_mentioned": len({each.name for each in taken.mentions}),
    }
    if json:
        terminal.print_json(facts)
    else:
        terminal.pairs([(name, f"{value:,}" if isinstance(value, int) else value) for name, value in facts.items()])


def _revised(found: Revision, json: bool) -> None:
    if json:
        terminal.print_json(found)
        return
    terminal.pairs(
        [
            ("chunks", f"{found.chunks_kept:,} kept, {found.chunks_new:,} new, {found.chunks_gone:,} gone"),
            ("facts", f"{len(found.stale):,} stale, {len(found.restored):,} stand again"),
            ("proposals", f"{len(found.withdrawn):,} closed"),
            ("written before", ", ".join(found.written) or "nothing"),
        ]
    )
    changed = [item for item in found.endpoints if item.how != "unchanged"]
    rows = [[item.program, item.how, str(item.kept), str(item.new), str(item.gone)] for item in changed]
    terminal.table(["endpoint", "", "kept", "new", "gone"], rows)


def run(  # noqa: PLR0913  (each is an option that a person types)
    home: Home = HERE,
    spec: Specs = None,
    target: Target = "",
    dictionary: Dictionary = "",
    engine: EngineName = "settings",
    only: Only = None,
    until: Stage = "proposals",
    chaos: Faults = "",
    dry_run: DryRun = False,
    loopback: Rehearsal = False,
    batch: Batch = False,
    ask_again: Again = False,
    cluster: Cluster = "",
    json: AsJson = False,
) -> int:
    """Read, map and propose; takes up what an earlier run left. Writes to no target.

    Without paths the documents are those of workbench.toml. The exit code is 1 when something is left to read.
    What a model answered is recorded: it is not asked the same twice, and --engine replay asks it nothing at all.

    $ workbench run
    $ workbench run --engine claude --dry-run
    $ workbench run --engine claude
    $ workbench run --cluster tcp://scheduler:8786
    $ workbench run --spec legacy.txt --target api.json --only ORD100
    """
    bench = opened(home)
    order = bench.order([str(path) for path in spec or ()], target, dictionary, only or (), until)
    if dry_run:
        return _dry(bench, order, batch, json)
    with asking(bench, engine, loopback, ask_again, batch) as remark:
        if remark:
            terminal.complain(f"workbench: {remark}")
        if chaos:
            bench.engine = chaotic(bench.engine, parse(chaos))
        if cluster:
            bench.engine = _spread(bench.engine, cluster)
        try:
            with terminal.progress(spending(bench)) as told:
                status = bench.run(order, told)
        except Crash as planned:
            terminal.complain(f"workbench: {planned}; what was answered is kept, run again without --chaos to go on")
            return 1
    return _said(bench, status, json, bool(only))


def _dry(bench: Workbench, order: Order, batch: bool, json: bool) -> int:
    """What a model would be asked, and what it would cost."""
    left = ahead(bench, order, batch)
    if json:
        terminal.print_json(left)
    else:
        terminal.say(f"a dry run on {bench.settings.engine.model}: nothing is sent")
        say_ahead(left)
    return 0


def _spread(engine: Engine, address: str) -> Engine:
    if engine.name.partition("+")[0] != "offline":
        raise ParameterError(f"--cluster is for the offline engine, not for {engine.name}: a model's calls are no work")
    return Spread(engine, connect(address))


def status(
    spec: SpecName = UNKNOWN,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Show how far the project got, and what is missing.

    The exit code is 1 when it is incomplete.

    $ workbench status --json
    """
    bench = opened(home)
    return _said(bench, bench.status(spec), json, False)


def _said(bench: Workbench, status: Status, json: bool, partly: bool) -> int:
    if json:
        terminal.print_json(status)
    else:
        terminal.pairs(summary(status))
        terminal.pairs(left(status))
        terminal.pairs(unanswered(bench))
    return 0 if status.state == "complete" or partly else 1


def unanswered(bench: Workbench) -> list[tuple[str, str]]:
    """What engines declined, would not take or had no budget for: a person's to settle, the first few of each kind."""
    rows = bench.store.rows(_UNANSWERED)
    shown = [
        (state, f"{agent}, lines {first:,}-{last:,}: {detail}") for state, agent, first, last, detail in rows[:MOST]
    ]
    return shown + ([("", f"and {len(rows) - MOST:,} more")] if len(rows) > MOST else [])


def summary(status: Status) -> list[tuple[str, str]]:
    """What a run achieved, in the order of the street."""
    ends, claims = status.endpoints, status.claims
    read = status.content_lines - status.lines_uncovered
    return [
        (
            status.name,
            f"{status.lines:,} lines, {status.bytes:,} bytes: {read:,} content lines read, "
            f"{status.lines_uncovered:,} uncovered",
        ),
        (
            "endpoints",
            f"{status.endpoints_accounted:,} of {status.endpoints_mentioned:,} accounted for: "
            f"{ends.get('verified', 0):,} verified, {ends.get('uncertain', 0):,} uncertain, "
            f"{ends.get('no_target', 0):,} no target, {ends.get('refused', 0):,} refused"
            + (f", {len(status.waived):,} waived" if status.waived else ""),
        ),
        (
            "errata",
            f"{status.errata_applied + status.errata_flagged:,}: {status.errata_applied:,} applied, "
            f"{status.errata_flagged:,} flagged",
        ),
        (
            "claims",
            ", ".join(f"{claims.get(state, 0):,} {state}" for state in ("accepted", "rejected", "uncertain")),
        ),
        (
            "validated",
            ", ".join(f"{count:,} {word}" for word, count in sorted(status.validated.items())) or "nothing yet",
        ),
        *_open(status),
        ("proposals", standing(status.proposals)),
        ("state", status.state),
    ]


def _open(status: Status) -> list[tuple[str, str]]:
    """What keeps endpoints from verified, in a line; nothing when nothing does."""
    if not status.unsettled:
        return []
    checks = Counter(one.check for one in status.unsettled).most_common(3)
    nearest = status.unsettled[0]
    told = ", ".join(f"{check} in {count:,}" for check, count in checks)
    questions = sum(one.open for one in status.unsettled)
    return [("open", f"{questions:,} questions, mostly {told}; fewest in {nearest.name}: {nearest.example}")]


def standing(proposals: dict[str, int]) -> str:
    """How many proposals wait, and what was written."""
    waiting = proposals.get("proposed", 0)
    rest = [f"{count:,} {state}" for state, count in sorted(proposals.items()) if state != "proposed" and count]
    untouched = not {"done", "undone", "conflict", "unknown", "executing"} & {k for k, v in proposals.items() if v}
    said = ", ".join([f"{waiting:,} pending", *rest])
    return f"{said}; nothing has been written" if untouched else said


def left(status: Status) -> list[tuple[str, str]]:
    """What is missing, with its lines and names."""
    gaps = [("unread", f"lines {gap.first:,}-{gap.last:,} ({gap.lines:,} with content)") for gap in status.gaps]
    waived = [("waived", f"{each.name} by {each.who}: {each.reason}") for each in status.waived]
    lines = status.placeless
    loose = (
        [("placeless", f"{len(lines):,} fields stand in no endpoint, the first in line {lines[0]:,}")] if lines else []
    )
    names = [("missing", f"{each.name}, first mentioned in line {each.line:,}") for each in status.missing]
    chunks = status.chunks - status.chunks_read
    unread = [("chunks", f"{chunks:,} of {status.chunks:,} unread")] if chunks else []
    return [*unread, *gaps, *names, *waived, *loose, *_bare(status)]


def _bare(status: Status) -> list[tuple[str, str]]:
    """Endpoints without any item, the first of them by name."""
    defined = sum(count for state, count in status.endpoints.items() if state not in NO_SECTION)
    if not status.bare or not status.chunks_read:
        return []
    first = ", ".join(status.bare[:3]) + (", …" if len(status.bare) > 3 else "")
    return [("no items", f"below {len(status.bare):,} of {defined:,} endpoints no item was read: {first}")]
