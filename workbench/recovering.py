"""Compiled modules of a project taken in: read within limits, named by witnesses, kept as a project."""

from collections.abc import Sequence
from pathlib import Path

from workbench.agents.reverse import recovery
from workbench.copybook import parse_copybook
from workbench.draft import put, put_text
from workbench.errors import ModuleError
from workbench.intake import PROFILE_SUFFIX
from workbench.records import Record
from workbench.reverse import Module, recovered
from workbench.reverse.witness import Fit


class Recovered(Record):
    """Modules, what witnesses said of them, and their specification with its profile (YAML)."""

    modules: tuple[Module, ...]
    fits: tuple[Fit, ...]
    text: str
    profile: str


def take_in(home: Path, modules: Sequence[str], copybooks: Sequence[str]) -> Recovered:
    """What some modules tell. Raises ModuleError for the first that cannot be read."""
    found: list[Module] = []
    for _, one in recovered(home / path for path in modules):
        if not isinstance(one, Module):
            raise ModuleError(one)
        found.append(one)
    books = [(Path(path).name, parse_copybook((home / path).read_text(encoding="utf-8"))) for path in copybooks]
    made = recovery(found, books)
    return Recovered(modules=tuple(found), fits=made.fits, text=made.text, profile=made.profile)


def keep(home: Path, found: Recovered, policy: Path) -> Path:
    """The specification written below a directory, with its profile beside it; the same policy holds there."""
    spec = home / "specs" / "recovered.txt"
    spec.parent.mkdir(parents=True, exist_ok=True)
    put_text(spec.with_name(spec.stem + PROFILE_SUFFIX), found.profile)
    put_text(spec, found.text)
    put(home / policy.name, policy.read_bytes())
    return spec
