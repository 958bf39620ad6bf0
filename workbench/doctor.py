"""Whether an installation and a project are in order: one line a thing, and nothing is changed.

for found in examine(Path(".")):
    print(found.state, found.what, found.detail)
"""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from workbench import policy, settings
from workbench.approval import standings
from workbench.confinement import at_least
from workbench.errors import WorkbenchError
from workbench.governed.level import reach
from workbench.keyring import forgotten
from workbench.ledger import ledger_of
from workbench.records import Record
from workbench.store import Store
from workbench.switch import stopped

CheckState = Literal["ok", "problem", "absent"]
"""ok: in order. problem: something does not work until a person acts. absent: not there, and not needed yet."""

PACKAGE = "workbench-migration"
ROOM = 500 << 20
"""Free bytes below which a run of a large spec may end for want of disk."""


class Found(Record):
    """One thing that was looked at."""

    what: str
    state: CheckState
    detail: str


def examine(home: Path) -> list[Found]:
    """Every check, in the order in which a person would mend them."""
    return [
        _python(),
        _packages(),
        _lab(),
        _disk(home),
        _settings(home),
        _policy(home),
        *_keys(home),
        _store(home),
        _ledger(home),
        _acts(home),
        _kernels(home),
    ]


def _python() -> Found:
    found = ".".join(map(str, sys.version_info[:3]))
    fits = sys.version_info >= (3, 11)
    return Found(what="python", state="ok" if fits else "problem", detail=found if fits else f"{found}; 3.11 is needed")


def _packages() -> Found:
    needed = [re.split(r"[^A-Za-z0-9._-]", text)[0] for text in _required() if "extra ==" not in text]
    lost = [name for name in needed if not _installed(name)]
    detail = f"missing: {', '.join(lost)}; pip install {PACKAGE}" if lost else f"all {len(needed)} are installed"
    return Found(what="packages", state="problem" if lost else "ok", detail=detail)


def _required() -> list[str]:
    try:
        return requires(PACKAGE) or []
    except PackageNotFoundError:  # run from a source tree that nobody installed
        return []


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _lab() -> Found:
    names = ("jupyterlab", "papermill", "ipywidgets", "anywidget")
    lost = [name for name in names if not _installed(name)]
    if lost:
        said = f"{', '.join(lost)} not installed; pip install '{PACKAGE}[lab]'"
        return Found(what="jupyter", state="absent", detail=said)
    return Found(what="jupyter", state="ok", detail=f"JupyterLab {_installed('jupyterlab')}")


def _disk(home: Path) -> Found:
    place = next((path for path in (home, *home.absolute().parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(place).free
    said = f"{free / (1 << 30):,.1f} GiB free"
    return Found(what="disk", state="ok" if free >= ROOM else "problem", detail=said)


def _settings(home: Path) -> Found:
    if not (home / settings.FILE).exists():
        return Found(what="settings", state="absent", detail=f"no {settings.FILE}; `workbench init` makes one")
    try:
        settings.load(home)
    except WorkbenchError as fault:
        return Found(what="settings", state="problem", detail=str(fault))
    return Found(what="settings", state="ok", detail=settings.FILE)


def _policy(home: Path) -> Found:
    path = home / "policy.yaml"
    if not path.exists():
        return Found(what="policy", state="problem", detail="no policy.yaml: nothing is allowed; see `workbench init`")
    if found := policy.lint(path):
        more = f" (and {len(found) - 1} more: workbench policy lint)" if len(found) > 1 else ""
        return Found(what="policy", state="problem", detail=found[0] + more)
    return Found(what="policy", state="ok", detail="every rule can be meant")


def _keys(home: Path) -> Iterator[Found]:
    try:
        listed = home / policy.load(home / "policy.yaml").keys
    except WorkbenchError:
        return
    private = [path for path in _files(listed.parent) if path.with_name(path.name + ".pub").exists()]
    if not private:
        yield Found(what="keys", state="absent", detail=f"no reviewer's key in {listed.parent.name}/")
        return
    for path in private:
        mode = path.stat().st_mode & 0o777
        safe = mode & 0o077 == 0
        said = f"{path.name}: mode {mode:04o}" + ("" if safe else f"; chmod 600 {path}")
        yield Found(what="keys", state="ok" if safe else "problem", detail=said)


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.iterdir() if path.is_file()) if directory.is_dir() else []


def _store(home: Path) -> Found:
    path = home / "data" / "store" / "workbench.duckdb"
    if not path.exists():
        return Found(what="store", state="absent", detail="none yet; the first run makes it")
    try:
        specs = Store(home).rows("SELECT count(*) FROM spec")[0][0]
    except WorkbenchError as fault:
        return Found(what="store", state="problem", detail=str(fault))
    return Found(what="store", state="ok", detail=f"{specs} specs, {path.stat().st_size / (1 << 20):,.1f} MiB")


def _ledger(home: Path) -> Found:
    path = home / "data" / "store" / "ledger.jsonl"
    if not path.exists():
        return Found(what="ledger", state="absent", detail="none yet; the first proposal begins it")
    try:
        ledger = ledger_of(home)
    except WorkbenchError as fault:
        return Found(what="ledger", state="problem", detail=str(fault))
    if damage := ledger.verify():
        return Found(what="ledger", state="problem", detail=f"line {damage[0].line}: {damage[0].what}")
    return Found(what="ledger", state="ok", detail=f"whole, {ledger.head().entries:,} entries")


def _acts(home: Path) -> Found:
    """Whether anything stands between an approval and its execution, or waits for a person who looks."""
    now = datetime.now(UTC)
    try:
        rules = policy.load(home / "policy.yaml")
        ledger = ledger_of(home) if (home / "data" / "store").exists() else None
        entries = ledger.entries() if ledger else []
        lost = forgotten(ledger, rules) if ledger else []
        if why := (lost[0].what if lost else stopped(entries, rules, now)):
            return Found(what="writing", state="problem", detail=why)
        states = Counter(str(one.state) for one in standings(entries, rules, now).values())
    except WorkbenchError:
        return Found(what="writing", state="absent", detail="cannot be told until the above is mended")
    asked = [f"{states[name]} {name}: `workbench {verb}`" for name, verb in _ACTS if states[name]]
    detail = ", ".join(asked) or f"nothing stands in its way, {states['approved']} approved"
    return Found(what="writing", state="problem" if asked else "ok", detail=detail)


def _kernels(home: Path) -> Found:
    """How far agents' kernels can be confined here, and whether that is as far as the project wants."""
    found = reach()
    try:
        least = settings.load(home).kernel.level
    except WorkbenchError:
        return Found(what="kernels", state="absent", detail="cannot be told until the settings are mended")
    said = f"agents' kernels are {found.line()}" if found.level != "advisory" else f"ADVISORY ONLY: {found.line()}"
    if at_least(found.level, least):
        return Found(what="kernels", state="ok", detail=said)
    return Found(what="kernels", state="problem", detail=f"{said}; [kernel] level is {least}: none is started")


_ACTS = (("executing", "recover"), ("conflict", "settle"), ("unknown", "settle"))
"""States that a person ends, and how."""
