"""A small project for tests of the command line: a sample world, run once from its spec to its proposals.

A world of six programs shows each heading style once or not at all, which is too little to find out how the document
is built. So it has what a person would put beside it: the profile of the bundled document, which is in the same styles.
"""

import atexit
import hashlib
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from workbench import cli, profile, sample
from workbench.project import Workbench
from workbench.starting import begin

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sys.executable).with_name("workbench"))
SPEC = "specs/order-to-cash.txt"


@cache
def confirmed() -> str:
    """The structure profile of the bundled document, as YAML."""
    return profile.dump(profile.load((ROOT / SPEC).with_suffix(".profile.yaml")))


def world(home: Path, endpoints: int = 6, seed: int = 3) -> Path:
    """A project with a sample world and a confirmed profile, ready to be run; ana may approve."""
    begin(home, "ana", sample=True)
    sample.write(home, seed, endpoints)
    (home / SPEC).with_suffix(".profile.yaml").write_text(confirmed())
    return home


def lasting(name: str) -> Path:
    """A new directory that is there as long as this process is."""
    made = Path(tempfile.mkdtemp(prefix=f"workbench-{name}-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def _finished() -> Path:
    place = lasting("street")
    Workbench(world(place / "home")).run()
    return place / "home"


def finished(home: Path) -> Path:
    """A project of its own that was run up to its proposals."""
    shutil.copytree(_finished(), home)
    return home


def files(home: Path, *left_out: str) -> dict[str, str]:
    """Every file below a directory with the SHA-256 of its bytes; without those whose path begins as said."""
    found = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not name.startswith(left_out):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def contents(home: Path) -> dict[str, set[str]]:
    """The ids of everything that is in the store and of every proposal."""
    bench = Workbench(home)
    held = {
        thing: {row[0] for row in bench.store.rows(f"SELECT {thing}_id FROM {thing}")}
        for thing in ("spec", "chunk", "read", "claim", "verdict", "fact")
    }
    return held | {"proposal": {one.proposal_id for one in bench.all_proposals()}}


def program(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """One command line through the installed program."""
    return subprocess.run([PROGRAM, *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


class Said:
    """What one command line did: exit code, stdout, stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        """Runs it in this process."""
        capsys.readouterr()
        self.code = cli.run([str(word) for word in words])
        self.out, self.err = capsys.readouterr()
