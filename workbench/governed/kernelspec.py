"""The governed kernel in Jupyter's list of kernels: `papermill -k workbench-governed`, "Workbench (governed)" in a
launcher."""

import json
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from workbench.draft import put_text
from workbench.errors import InputError, ParameterError
from workbench.records import Record

NAME = "workbench-governed"
DISPLAY = "Workbench (governed)"

Where = Literal["environment", "user", "prefix"]
"""environment: for whoever uses this Python. user: for this person, whatever the Python. prefix: a place by name."""


class Installed(Record):
    """A governed kernel that Jupyter finds. `python`: what it is started with."""

    place: str
    python: str


def spec(home: Path | None = None) -> dict[str, Any]:
    """What Jupyter is told. home: the project of notebooks that lie in none."""
    fallback = ["--home", str(home.resolve())] if home else []
    return {
        "argv": [sys.executable, "-P", "-s", "-m", "workbench.governed.launcher", "{connection_file}", *fallback],
        "display_name": DISPLAY,
        "language": "python",
        "interrupt_mode": "message",  # a signal would reach the launcher, not the kernel
        "metadata": {"debugger": False},
    }


def install(where: Where, prefix: Path | None = None, home: Path | None = None) -> Path:
    """The directory of the kernel that is now installed, in place of an earlier one. Raises InputError."""
    place = directory(where, prefix)
    try:
        place.mkdir(parents=True, exist_ok=True)
        put_text(place / "kernel.json", json.dumps(spec(home), indent=1) + "\n")
    except OSError as fault:
        raise InputError(f"the kernel cannot be installed in '{place}': {fault.strerror}") from None
    return place


def directory(where: Where, prefix: Path | None = None) -> Path:
    """Where a kernel is kept. Raises ParameterError without the notebook extra."""
    if where == "user":
        return Path(_paths().jupyter_data_dir()) / "kernels" / NAME
    root = prefix if where == "prefix" and prefix else Path(sys.prefix)
    return root / "share" / "jupyter" / "kernels" / NAME


def installed() -> list[Installed]:
    """Every governed kernel that Jupyter finds from here, the one that it takes first."""
    return list(_installed())


def remove(where: Where, prefix: Path | None = None) -> Path:
    """The directory that is gone. Raises ParameterError when no kernel was there."""
    place = directory(where, prefix)
    if not (place / "kernel.json").is_file():
        raise ParameterError(f"no governed kernel is installed in '{place}'; `workbench kernel list` shows where")
    shutil.rmtree(place)
    return place


def _installed() -> Iterator[Installed]:
    for path in _paths().jupyter_path("kernels"):
        file = Path(path) / NAME / "kernel.json"
        try:
            said = json.loads(file.read_text("utf-8"))
            yield Installed(place=str(file.parent), python=str(said["argv"][0]))
        except (OSError, ValueError, LookupError, TypeError):
            continue


def _paths() -> Any:
    try:
        return import_module("jupyter_core.paths")
    except ImportError:
        raise ParameterError("Jupyter is not installed; pip install 'workbench-migration[lab]'") from None
