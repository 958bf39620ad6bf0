"""What a run's result depends on, as a key: notebook, parameters, code and data. The same key need not run again.

Code is Workbench itself, Python, and the modules of the project that the notebook can import. Data are the documents
of the project (workbench.toml, policy.yaml, specification, target, dictionary, samples), what people decided, and
every file that a parameter names. The store is left out: it is made of these, and every run adds to it.
"""

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workbench import __version__, settings
from workbench.identity import canonical, content_id, sha256
from workbench.records import UNKNOWN

PACKAGE = Path(__file__).resolve().parent.parent

MOST_FILES = 20_000
"""Files of a directory that are looked at."""


def run_keys(home: Path, notebook: Path, rows: Sequence[Mapping[str, Any]], data: Sequence[Path] = ()) -> list[str]:
    """The key of each row's run. data: further files and directories that the notebook reads."""
    shared = {
        "notebook": sha256(notebook.read_bytes()),
        "code": [__version__, platform.python_version(), code_version(), _digest(_modules(home))],
        "data": [_digest(_documents(home)), _digest(path for place in data for path in _files(place))],
        "decided": _decided(home / "data" / "store" / "ledger.jsonl"),
    }
    return [content_id("key", {**shared, "row": _row(row), "files": _digest(_named(home, row))}) for row in rows]


@cache
def code_version() -> str:
    """A digest of Workbench's own source."""
    return _digest(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".sql", ".js", ".css"))


def _row(row: Mapping[str, Any]) -> str:
    return canonical(dict(row)).decode("utf-8", "replace")


def _modules(home: Path) -> list[Path]:
    beside = [path for path in home.glob("*.py") if path.is_file()]
    packages = [path.parent for path in home.glob("*/__init__.py") if path.parent != PACKAGE]
    return [*beside, *(path for package in packages for path in _files(package) if path.suffix == ".py")]


def _documents(home: Path) -> list[Path]:
    said = settings.load(home).project
    named = [home / path for path in (said.spec, said.target, said.dictionary) if path != UNKNOWN]
    fixed = [home / settings.FILE, home / "policy.yaml", home / "data" / "samples"]
    return [path for place in (*fixed, *named) for path in _files(place)]


def _named(home: Path, row: Mapping[str, Any]) -> list[Path]:
    """The files that a row's texts are paths of; a directory such as the project itself is none of them."""
    texts = [value for value in _flat(row.values()) if isinstance(value, str) and 0 < len(value) < 1000]
    places = [home / text for text in texts if "\0" not in text]
    return [place for place in places if _is_file(place)]


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    for value in values:
        yield from _flat(value) if isinstance(value, list) else (value,)


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # a text that is too long to be a path
        return False


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        found = (path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return sorted(found)[:MOST_FILES]
    return [place] if place.is_file() else []


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(set(paths)):
        found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _decided(ledger: Path) -> str:
    """A digest of the lines in which people say what a field is; other lines are what runs add."""
    if not ledger.is_file():
        return ""
    lines = [line for line in ledger.read_bytes().split(b"\n") if b'"kind":"precedent"' in line]
    return sha256(b"\n".join(lines)) if lines else ""
