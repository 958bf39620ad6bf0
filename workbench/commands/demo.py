"""The whole street on the bundled specification, from its bytes to proposals that wait for people."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import sample, settings, terminal
from workbench.commands.options import HERE, Home, below
from workbench.commands.run import left, summary
from workbench.errors import InputError
from workbench.project import Workbench
from workbench.starting import begin


def demo(
    home: Home = HERE,
    endpoints: Annotated[int, typer.Option(help="How many programs a world has that is made now.")] = 289,
) -> int:
    """Run the whole street on the bundled specification, offline.

    Nothing is written but the store and a local reviewer's key. Where there is no project yet, the sample world is made
    in the directory given. A second demo finds everything done. The exit code is 1 when something is left.

        workbench demo --home world
    """
    _there(home, endpoints)
    bench = Workbench(home)
    before = bench.held()
    person = next((name for name, one in bench.policy.people.items() if "reviewer" in one.roles), "")
    if person:
        bench.reviewer(person)
    with terminal.progress() as told:
        status = bench.run(told=told)
    terminal.pairs([row for row in summary(status) if row[0] != "state"])
    terminal.pairs(left(status))
    if status.state != "complete":
        return 1
    if (after := bench.held()) == before:
        said = ", ".join(f"{count:,} {name}s" for name, count in after.items())
        terminal.pairs([("nothing new", f"{said} were there already")])
    terminal.pairs(_next(home, bench, person))
    return 0


def _there(home: Path, endpoints: int) -> None:
    """A project in the directory: the one that is there, else the sample world."""
    if (home / settings.FILE).exists():
        return
    if home.is_dir() and any(home.iterdir()):
        raise InputError(f"'{home}' is no project and not empty; `workbench demo --home NEW` makes a world in NEW")
    begin(home, sample=True)
    sample.write(home, endpoints=endpoints)


def _next(home: Path, bench: Workbench, person: str) -> list[tuple[str, str]]:
    waiting = bench.proposals("proposed")
    lines = [below(home, "workbench proposals")]
    if waiting:
        name = waiting[0].subject
        lines.append(below(home, f"workbench show {name}"))
        approve = below(home, f'workbench approve {name} --as {person or "NAME"} --reason "..."')
        lines.append(f"{approve}  then  {below(home, 'workbench execute')}")
    return [("next" if at == 0 else "", text) for at, text in enumerate(lines)]
