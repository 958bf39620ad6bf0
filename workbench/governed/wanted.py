"""What workbench.toml says of kernels, read without the whole of the settings: a kernel starts in a moment.

    [kernel]
    level = "enforced-lite"   # a kernel that cannot reach this does not start
    read = []                 # more that kernels may read, from this file's directory
    disk_mib = 1024           # the most that one may write
    processes = 512           # the most that one may run at a time

A table with anything unusual in it is given to the settings themselves, which say what is wrong with it.
"""

import tomllib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from workbench.confinement import LEVELS, Level
from workbench.errors import SettingsError

FILE = "workbench.toml"


@dataclass(frozen=True)
class Wanted:
    """How a project wants its kernels."""

    level: Level = "enforced-lite"
    read: tuple[Path, ...] = ()
    disk_mib: int = 1024
    processes: int = 512
    idle_seconds: int = 900
    sockets: Path = Path("data") / "run"


def project(start: Path) -> Path | None:
    """The project that a directory lies in; None when it lies in none."""
    return next((place for place in (start, *start.parents) if (place / FILE).is_file()), None)


def wanted(home: Path) -> Wanted:
    """What the project at `home` says, or the defaults. Raises SettingsError."""
    try:
        said = tomllib.loads((home / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return Wanted()
    except (OSError, ValueError):
        said = {"kernel": "unreadable"}
    table, serve = said.get("kernel", {}), said.get("serve", {})
    if not isinstance(table, dict) or not isinstance(serve, dict) or not all(map(_usual, table, table.values())):
        return _told(home)
    return _told(home) if "run" in serve else Wanted(**table)


def _usual(key: str, value: object) -> bool:
    """Whether a setting is one that needs no closer look."""
    if key == "level":
        return value in LEVELS
    return key in ("disk_mib", "processes", "idle_seconds") and type(value) is int and 32 <= value <= 100_000


def _told(home: Path) -> Wanted:
    settings = import_module("workbench.settings")  # takes longer than a kernel may; only for what is unusual
    said = settings.load(home)
    found, run = said.kernel, Path(said.serve.run)
    return Wanted(found.level, _existing(home, found.read), found.disk_mib, found.processes, found.idle_seconds, run)


def _existing(home: Path, read: tuple[str, ...]) -> tuple[Path, ...]:
    paths = tuple((home / text).resolve() for text in read)
    if lost := [path for path in paths if not path.exists()]:
        raise SettingsError(f"{home / FILE}: kernel.read: there is no '{lost[0]}'")
    return paths
