"""Which files a request may name: documents of the project, and nothing else that the server can read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.errors import NotAllowed
from workbench.pipeline import Order
from workbench.records import UNKNOWN
from workbench.settings import Settings

PLACES = ("specs", "data")
"""Directories of a project that hold documents."""

KEPT = ("data/store", "data/run", "data/runs")
"""What lies below them and is none; what kernels can write could be changed while it is read."""


def confined(home: Path, settings: Settings, value: Any) -> Any:
    """An argument with each path in it whole and resolved; a name or an id stays as it is. Raises NotAllowed."""
    if isinstance(value, Order):
        named = ("target", "dictionary", "profile", "samples")
        paths = {name: _path(home, settings, one) for name in named if (one := getattr(value, name)) is not None}
        return value.model_copy(update={"spec": tuple(_path(home, settings, one) for one in value.spec), **paths})
    if isinstance(value, str):
        return str(_path(home, settings, Path(value))) if _is_path(home, value) else value
    if isinstance(value, Path):
        return _path(home, settings, value)
    if isinstance(value, Sequence):
        return type(value)(confined(home, settings, one) for one in value)  # type: ignore[call-arg]
    return value


def _is_path(home: Path, text: str) -> bool:
    if "\0" in text or len(text) > 4000:
        raise NotAllowed(f"{text[:60]!r} is no path")
    if text == "":
        return False
    return "/" in text or Path(text).exists() or (home / text).exists()


def _path(home: Path, settings: Settings, path: Path) -> Path:
    """A path, resolved, when it leads to a document of the project."""
    found = (home / path).resolve()
    kept = [(home / place).resolve() for place in KEPT]
    if any(found.is_relative_to(place) for place in kept) or not any(
        found.is_relative_to(place) for place in documents(home, settings)
    ):
        shown = str(path)[:200]
        raise NotAllowed(f"{shown!r} is no document of this project; those lie in {', '.join(PLACES)} of its home")
    return found


def documents(home: Path, settings: Settings) -> list[Path]:
    """Where documents lie: two directories of the home, and what workbench.toml names elsewhere."""
    named = (settings.project.spec, settings.project.target, settings.project.dictionary)
    return [(home / place).resolve() for place in (*PLACES, *(one for one in named if one != UNKNOWN))]
