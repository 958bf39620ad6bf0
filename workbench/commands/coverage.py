"""How far a specification was read, as one strip from its first line to its last."""

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, SpecName
from workbench.coverage import Coverage, Mark
from workbench.records import UNKNOWN

WIDTH = 100
SIGNS: dict[Mark, str] = {"yield": "█", "nothing": "▒", "empty": "·", "gap": "!"}


def coverage(spec: SpecName = UNKNOWN, home: Home = HERE, json: AsJson = False) -> int:
    """Show how a specification was read, and every gap.

    One strip from the first line to the last. The exit code is 1 when there is a gap.

    $ workbench coverage
    """
    found = opened(home).coverage(spec)
    gaps = [one for one in found.stretches if one.content and one.state != "ok"]
    if json:
        terminal.print_json(found)
        return int(bool(gaps))
    terminal.say(f"{found.name}, lines 1 to {found.lines:,}, {found.lines / WIDTH:,.0f} lines a sign")
    terminal.say("".join(SIGNS[mark] for mark in found.strip(WIDTH)))
    terminal.say("█ read, items found   ▒ read, nothing to list   · no content   ! not read")
    rows = [(f"{g.first}-{g.last}", g.content, g.program, g.state, g.detail) for g in gaps[:50]]
    if rows:
        terminal.table(("lines", "content", "program", "state", "why"), rows)
    content = sum(one.content for one in found.stretches)
    missing = sum(one.content for one in gaps)
    terminal.say(f"{content - missing:,} of {content:,} content lines read in {len(found.stretches):,} chunks")
    for said in _loose(found):
        terminal.say(said)
    return int(bool(gaps))


def _loose(found: Coverage) -> list[str]:
    """What is to be said of fields that stand in no endpoint."""
    loose = [one for one in found.stretches if one.program == UNKNOWN and one.items.get("field")]
    count = sum(one.items["field"] for one in loose)
    where = ", ".join(f"{one.first}-{one.last}" for one in loose[:5]) + (" and more" if len(loose) > 5 else "")
    return [f"{count:,} fields stand in no endpoint: lines {where}"] if loose else []
