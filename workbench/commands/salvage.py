"""A damaged store, made anew."""

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, below
from workbench.store import Salvaged
from workbench.store import salvage as saved


def salvage(home: Home = HERE, json: AsJson = False) -> int:
    """Make a damaged store anew of what can still be read; the damaged one is kept.

    Each table is read from the damaged file, else from the newest snapshot that has it. `workbench run` then makes what
    is missing once more, from the documents and from recorded answers, without asking a model again. What people
    decided lies in the ledger, and is as it was. A whole store is left alone. The exit code is 1 when a table is lost.

    $ workbench salvage
    """
    found = saved(opened(home).home)
    if json:
        terminal.print_json({"damaged": found is not None, **(found.model_dump(mode="json") if found else {})})
    elif found is None:
        terminal.say("the store is whole: nothing was done")
    else:
        _told(found)
        terminal.say(f"next  {below(home, 'workbench run')}")
    return 1 if found and found.lost else 0


def _told(found: Salvaged) -> None:
    terminal.table(("table", "rows", "read from"), [(one.table, one.rows, one.source) for one in found.tables])
    terminal.say(f"the store was damaged: {found.why}")
    terminal.say(f"a new one stands in its place; the damaged one is {found.kept}")
