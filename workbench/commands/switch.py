"""The kill switch."""

from typing import Annotated

import typer

from workbench import starting, terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, Name, Reason

Who = Annotated[str, typer.Option("--as", metavar="NAME", help="Who stops it; you, without one.")]


def stop(reason: Reason, name: Who = "", home: Home = HERE, json: AsJson = False) -> None:
    """Stop every execution from now on, also one that is under way.

    Anybody may; no key is needed. What was begun is taken back, what is approved stays approved.

    $ workbench stop --reason "wrong database"
    """
    who = name or starting.somebody()
    opened(home).stop(who, reason)
    if json:
        return terminal.print_json({"stopped": True, "who": who, "reason": reason})
    terminal.say(f"stopped by {who}; nothing is executed until: workbench resume --as NAME --reason TEXT")


def resume(name: Name, reason: Reason, home: Home = HERE, json: AsJson = False) -> None:
    """Let executions go on after a stop; signed with your key.

    $ workbench resume --as ana --reason "it was the right one"
    """
    bench = opened(home)
    bench.resume(name, reason)
    still = bench.policy.stopped()
    if json:
        return terminal.print_json({"stopped": bool(still), "who": name, "reason": reason})
    terminal.say(f"resumed by {name}" + (f"; but {still}: remove that file too" if still else ""))
