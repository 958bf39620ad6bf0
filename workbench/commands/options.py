"""Options that many verbs have."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path, typer.Option("--home", metavar="DIR", help="The project's directory.")]
"""Where the project is."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
"""Whether a program reads the output."""

SpecName = Annotated[
    str, typer.Argument(metavar="SPEC", show_default=False, help="A spec by name or id; the newest one without.")
]
"""Which spec of several."""

Ids = Annotated[list[str], typer.Argument(metavar="ID", help="Ids, beginnings of them, or endpoints.")]
"""Which proposals."""

Name = Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides; a person of policy.yaml.")]
"""Who says so."""

Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, in one line.")]
"""Why it is so."""

HERE = Path(".")
"""The project in the current directory."""


def below(home: Path, command: str) -> str:
    """A command as a person types it here: with --home when the project is elsewhere.

    >>> below(Path("world"), "workbench proposals")
    'workbench proposals --home world'
    """
    return command if home.resolve() == Path.cwd() else f"{command} --home {shlex.quote(str(home))}"
