"""The governed kernel in Jupyter's list."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.governed import kernelspec, level
from workbench.governed.kernelspec import Where
from workbench.governed.wanted import FILE, wanted

User = Annotated[bool, typer.Option("--user", help="For you, whatever the Python; else for whoever uses this one.")]
Prefix = Annotated[
    Path | None, typer.Option("--prefix", metavar="DIR", help="Into share/jupyter/kernels below this directory.")
]

kernel = typer.Typer(
    rich_markup_mode=None, add_completion=False, help="Install a Jupyter kernel that cannot write, list and remove it."
)


@kernel.command()
def install(user: User = False, prefix: Prefix = None, home: Home = HERE, json: AsJson = False) -> None:
    """Install "Workbench (governed)" for JupyterLab and papermill, in place of an earlier one.

    A notebook works on the project that it lies in; one that lies in none works on this one.

    $ workbench kernel install --user
    $ papermill -k workbench-governed notebooks/01-ingest.ipynb out.ipynb
    """
    place = kernelspec.install(_where(user, prefix), prefix, home if (home / FILE).is_file() else None)
    found = level.reach()
    if json:
        return terminal.print_json({"place": str(place), "level": found.level, "reasons": found.reasons})
    terminal.say(f"{kernelspec.NAME} is in {place}; on this machine it is {found.line()}")


@kernel.command("list")
def listed(home: Home = HERE, json: AsJson = False) -> None:
    """List the governed kernels that Jupyter finds; it takes the first. And the level that a project asks for.

    $ workbench kernel list
    """
    found = kernelspec.installed()
    if json:
        return terminal.print_json(found)
    terminal.table(("place", "python"), [(one.place, one.python) for one in found])
    terminal.say(f"this machine reaches {level.reach().line()}; {home} asks for {wanted(home.resolve()).level}")


@kernel.command()
def remove(user: User = False, prefix: Prefix = None, home: Home = HERE, json: AsJson = False) -> None:
    """Remove the governed kernel from where it was installed; projects stay as they are.

    $ workbench kernel remove --user
    """
    place = kernelspec.remove(_where(user, prefix), prefix)
    if json:
        return terminal.print_json({"place": str(place)})
    terminal.say(f"removed {place}")


def _where(user: bool, prefix: Path | None) -> Where:
    return "prefix" if prefix else "user" if user else "environment"
