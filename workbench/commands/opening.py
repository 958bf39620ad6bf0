"""The project that a verb works on."""

from pathlib import Path

from workbench import settings
from workbench.errors import InputError
from workbench.project import Workbench


def opened(home: Path) -> Workbench:
    """The project at `home`. Raises InputError where there is none: a store made in a wrong directory helps nobody."""
    bench = Workbench(home)
    if not any((home / name).exists() for name in (settings.FILE, "policy.yaml")):
        raise InputError(f"'{home}' holds no project (no {settings.FILE}, no policy.yaml); `workbench init` makes one")
    return bench
