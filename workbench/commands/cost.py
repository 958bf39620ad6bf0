"""What models cost: so far by receipts, and what a run would still ask."""

from collections.abc import Sequence
from typing import Any

from workbench import terminal
from workbench.commands.asking import ahead
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.engines.claude.calibrating import measured
from workbench.errors import WorkbenchError
from workbench.forecast import Ahead
from workbench.project import Workbench
from workbench.records import UNKNOWN

COLUMNS = ("agent", "engine", "state", "calls", "attempts", "tokens_in", "tokens_cached", "tokens_out", "dollars")
AHEAD = ("agent", "how", "tasks", "recorded", "tokens_in", "tokens_out", "likely", "at_most")


def cost(home: Home = HERE, json: AsJson = False) -> None:
    """Show what models cost so far, and what a run would still cost. Nothing is sent.

    $ workbench cost
    $ workbench cost --json
    """
    bench = opened(home)
    spent = bench.store.records("SELECT * FROM cost")
    left = _left(bench)
    counts = [one for where in ("calls", "rehearsed") for one in measured(bench.recorded(where).root)]
    if json:
        counted = [{**vars(one), "ratio": round(one.ratio, 3)} for one in counts]
        terminal.print_json({"spent": spent, "dollars": _total(spent), "ahead": left, "counted": counted})
        return
    if spent:
        terminal.table(COLUMNS, [[_shown(name, row[name]) for name in COLUMNS] for row in spent])
        days = sorted({row["priced_on"] for row in spent} - {UNKNOWN})
    terminal.say(f"spent  ${_total(spent):,.2f}" + (f", by prices of {', '.join(days)}" if spent else ""))
    for one in counts:
        terminal.say(f"tokens {one.agent}: {one.model} counts {one.ratio:.2f} for one that is estimated")
    if left:
        terminal.say()
        terminal.say(f"a run with --engine claude would ask {bench.settings.engine.model}:")
    say_ahead(left)


def say_ahead(left: Sequence[Ahead]) -> None:
    """Print what would be asked."""
    if not left:
        return
    terminal.table(AHEAD, [[_shown(name, getattr(row, name)) for name in AHEAD] for row in left])
    likely, most = sum(row.likely for row in left), sum(row.at_most for row in left)
    terminal.say(f"ahead  about ${likely:,.2f}, at most ${most:,.2f}; tokens are estimates, rather too high")


def _left(bench: Workbench) -> list[Ahead]:
    """What is ahead, when there is anything to read and a price for the model."""
    try:
        return ahead(bench, bench.order(until="inventory"))
    except WorkbenchError:
        return []


def _total(spent: Sequence[dict[str, Any]]) -> float:
    return float(sum(row["dollars"] for row in spent))


def _shown(name: str, value: object) -> object:
    return f"${value:,.4f}" if name in ("dollars", "likely", "at_most") else value
