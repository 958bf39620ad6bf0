"""JupyterLab on the project, opened at the start notebook."""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from workbench import workspace
from workbench.commands.options import HERE, Home
from workbench.errors import ParameterError

START = "notebooks/00-start.ipynb"


def lab(
    home: Home = HERE,
    options: Annotated[list[str] | None, typer.Argument(metavar="-- OPTION", help="JupyterLab's own.")] = None,
) -> None:
    """Open JupyterLab on the start notebook.

    $ workbench lab
    $ workbench lab -- --no-browser --port 8890
    """
    place = home.resolve()
    if not place.is_dir():
        raise ParameterError(f"'{home}' is no directory; `workbench init {home}` makes a project there")
    # Compiling this grammar takes two seconds of every start, and no notebook uses the formats it is for.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        labapp = import_module("jupyterlab.labapp")  # an extra: the command line works without it
    except ImportError:
        raise ParameterError("JupyterLab is not installed; pip install 'workbench-migration[lab]'") from None
    os.environ |= workspace.prepare(place, START)
    labapp.LabApp.launch_instance(words(place, options or ()))


def words(place: Path, options: list[str] | tuple[str, ...]) -> list[str]:
    """What JupyterLab is started with: the start notebook where there is one, in a workspace of the project.

    The superuser of a container is let in; JupyterLab would refuse it.
    """
    tree = f"/tree/{START}" if (place / START).is_file() else ""
    opened = f"--LabApp.default_url=/lab/workspaces/{workspace.NAME}{tree}"
    root = ["--allow-root"] if os.getuid() == 0 and "--allow-root" not in options else []
    return [f"--ServerApp.root_dir={place}", opened, *root, *options]
