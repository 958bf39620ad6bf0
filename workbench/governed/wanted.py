"""What workbench.toml says of kernels, read without the whole of the settings: a kernel starts in a moment.

    [kernel]
    level = "enforced-lite"   # a kernel that cannot reach this does not start
    read = []                 # more that kernels may read, from this file's directory
    disk_mib = 1024           # the most that one may write
    processes = 512           # the most that one may run at a time

A table with anything unusual in it is given to the settings themselves, which say what is wrong with it.
"""

import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from workbench.confinement import LEVELS, Level
from workbench.errors import SettingsError

FILE = "workbench.toml"


class Wanted(NamedTuple):
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
    except (OSError, ValueError, RecursionError):
        return _told(home)
    kernel, serve = said.get("kernel", {}), said.get("serve", {})
    if not _usual(kernel) or not _usual(serve):
        return _told(home)
    sockets = Path(serve["run"]) if "run" in serve else Wanted().sockets
    return Wanted(**kernel)._replace(read=_existing(home, kernel.get("read", ())), sockets=sockets)


def _usual(table: object) -> bool:
    """Whether a table needs no closer look: each of its values is one that the settings would take as it stands."""
    return isinstance(table, dict) and all(key in _TAKES and _TAKES[key](value) for key, value in table.items())


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _number(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


_TAKES: dict[str, Callable[[object], bool]] = {
    "level": lambda value: value in LEVELS,
    "read": _texts,
    "disk_mib": _number(1, 1 << 20),
    "processes": _number(32, 100_000),
    "idle_seconds": _number(1, 10**6),
    "run": _text,
}


def _told(home: Path) -> Wanted:
    settings = import_module("workbench.settings")  # takes longer than a kernel may; only for what is unusual
    said = settings.load(home)
    found, run = said.kernel, Path(said.serve.run)
    return Wanted(found.level, _existing(home, found.read), found.disk_mib, found.processes, found.idle_seconds, run)


def _existing(home: Path, read: Sequence[str]) -> tuple[Path, ...]:
    paths = tuple((home / text).resolve() for text in read)
    if lost := [path for path in paths if not path.exists()]:
        raise SettingsError(f"{home / FILE}: kernel.read: there is no '{lost[0]}'")
    return paths
