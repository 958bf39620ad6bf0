"""The executor as a process of its own."""

import os
from pathlib import Path
from typing import Annotated

import typer

from workbench import settings, terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import InputError
from workbench.serving.client import SOCKET
from workbench.serving.server import serve as begin
from workbench.serving.unit import unit as unit_of

Idle = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="End when nobody is connected for so long; 0: never.")
]


Unit = Annotated[bool, typer.Option("--unit", help="Print a systemd unit for this project, and serve nothing.")]


def serve(home: Home = HERE, idle: Idle = 0.0, unit: Unit = False, json: AsJson = False) -> None:
    """Serve this project to others' processes: the executor as a process of its own.

    It owns the store, the ledger, the targets, the model's key and the budget. Agents reach agents.sock, reviewers
    people.sock, both in data/run of the project unless serve.run in workbench.toml says otherwise. A process in which
    WORKBENCH_SOCKET names one of them asks the server where it would have opened the project. One server has a home.

    $ workbench serve --home mine
    $ workbench serve --home /srv/workbench/mine --unit
    $ WORKBENCH_SOCKET=mine/data/run/agents.sock workbench status
    """
    os.environ.pop(SOCKET, None)
    place = home.resolve()
    if not any((place / name).exists() for name in (settings.FILE, "policy.yaml")):
        raise InputError(f"'{home}' holds no project (no {settings.FILE}, no policy.yaml); `workbench init` makes one")
    if unit:
        terminal.say(unit_of(place, settings.load(place)))
        return
    os.umask(0o077)

    def ready(sockets: Path) -> None:
        said = [("home", str(place)), ("agents", f"{sockets}/agents.sock"), ("people", f"{sockets}/people.sock")]
        if json:
            terminal.print_line({**dict(said), "pid": os.getpid()})
        else:
            terminal.pairs([*said, ("process", str(os.getpid()))])

    begin(place, settings.load(place), idle, ready)
