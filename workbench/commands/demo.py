"""The whole street on the bundled specification, from its bytes to proposals that wait for people."""

import sys
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from workbench import sample, settings, terminal
from workbench.commands.asking import EngineName, Rehearsal, asking, spending
from workbench.commands.opening import opened
from workbench.commands.options import HERE, Home, below
from workbench.commands.run import left, summary
from workbench.errors import InputError
from workbench.project import Workbench
from workbench.starting import begin


def demo(
    home: Home = HERE,
    endpoints: Annotated[int, typer.Option(help="How many programs a world has that is made now.")] = 289,
    engine: EngineName = "offline",
    loopback: Rehearsal = False,
) -> int:
    """Run the whole street on the bundled specification, offline.

    Nothing is written but the store and a local reviewer's key. Where there is no project yet, the sample world is made
    in the directory given. A second demo finds everything done. The exit code is 1 when something is left. With
    --engine claude --loopback it goes the whole way to a model but for the model itself, without a key.

    $ workbench demo --home world
    $ workbench demo --home rehearsal --engine claude --loopback
    """
    _there(home, endpoints)
    bench = opened(home)
    before = bench.held()
    person = next((name for name, one in bench.policy.people.items() if "reviewer" in one.roles), "")
    if person:
        bench.reviewer(person)
    with asking(bench, engine, loopback) as remark, terminal.progress(spending(bench)) as told:
        status = bench.run(told=told)
    rows = [("note", remark)] if remark else []
    rows += [row for row in summary(status) if row[0] != "state"] + left(status)
    if status.state == "complete":
        rows += [*_nothing_new(before, bench.held()), *_next(home, bench, person)]
    terminal.pairs(rows)
    return 0 if status.state == "complete" else 1


def _nothing_new(before: dict[str, int], after: dict[str, int]) -> list[tuple[str, str]]:
    said = ", ".join(f"{count:,} {name}s" for name, count in after.items())
    return [("nothing new", f"{said} were there already")] if before == after else []


def _there(home: Path, endpoints: int) -> None:
    """A project in the directory: the one that is there, else the sample world."""
    if (home / settings.FILE).exists():
        return
    if home.is_dir() and any(home.iterdir()):
        raise InputError(f"'{home}' is no project and not empty; `workbench demo --home NEW` makes a world in NEW")
    begin(home, sample=True)
    sample.write(home, endpoints=endpoints)


def _typed() -> str:
    """How a person types the program here: by name where it is on PATH, else by where it lies."""
    if which("workbench") is not None:
        return "workbench"
    lies = Path(sys.executable).with_name("workbench")
    return str(lies.relative_to(Path.cwd())) if lies.is_relative_to(Path.cwd()) else str(lies)


def _next(home: Path, bench: Workbench, person: str) -> list[tuple[str, str]]:
    """The three commands that a newcomer types next, on an endpoint whose mapping is settled if there is one."""
    verb = _typed()
    lines = [f"{verb} proposals"]
    if waiting := [one.subject for one in bench.proposals("proposed")]:
        states = bench.endpoints()
        name = next((name for name in waiting if states.get(name) == "verified"), waiting[0])
        approve = f'{verb} approve {name} --as {person or "NAME"} --reason "..."'
        lines += [f"{verb} show {name}", f"{below(home, approve)}  then  {below(home, f'{verb} execute')}"]
    typed = [below(home, line) if "then" not in line else line for line in lines]
    return [("next" if at == 0 else "", text) for at, text in enumerate(typed)]
