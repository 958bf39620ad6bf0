"""The project that a verb works on."""

from pathlib import Path

from workbench import settings, terminal
from workbench.errors import InputError
from workbench.project import Workbench

REHEARSED = "data/store/rehearsed"
"""Where the answers of a loopback server lie."""

SAID = "no model was asked: a server on this machine gave the offline engine's answers in a model's place"


def opened(home: Path) -> Workbench:
    """The project at `home`. Raises InputError where there is none: a store made in a wrong directory helps nobody."""
    bench = Workbench(home)
    if not any((home / name).exists() for name in (settings.FILE, "policy.yaml")):
        raise InputError(f"'{home}' holds no project (no {settings.FILE}, no policy.yaml); `workbench init` makes one")
    if (bench.home / REHEARSED).exists():
        terminal.complain(f"note: in this project {SAID}")
    return bench
