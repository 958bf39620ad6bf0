"""make does what its list says, sets up once, and says in one line what a machine lacks."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not on PATH")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clone that was never set up, with a PATH of its own in `bin`: no Python, no uv."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for name in ("bash", "sh", "sed", "awk", "touch", "rm", "env"):
        found = shutil.which(name)
        assert found
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def program(tree: Path, name: str, text: str) -> None:
    """A shell script at a path below the tree."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def make(tree: Path, *line: str) -> subprocess.CompletedProcess[str]:
    """What make does there, with nothing of the make that runs the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "ARGS"))}
    env = clean | {"PATH": str(tree / "bin")}
    return subprocess.run([str(MAKE), *line], cwd=tree, env=env, capture_output=True, text=True, check=False)


def test_the_list_names_every_target_for_people(tree: Path) -> None:
    """`make` alone prints each target that a person would type, with a sentence."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"tools"}
    told = make(tree).stdout.splitlines()
    assert {line.split()[1] for line in told} == targets
    assert all(len(line.split()) > 4 for line in told)
    assert {"demo", "lab", "test", "lint", "bench", "bench-specs", "docs"} <= targets


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("", "there is no python3 here"),
        ('case "$2" in *print*) echo "python3 here is 3.9";; *) exit 1;; esac', "python3 here is 3.9"),
    ],
)
def test_a_machine_without_python_is_told_in_one_line(tree: Path, python: str, said: str) -> None:
    """Without a Python that will do, make stops, says what there is, and what to do."""
    if python:
        program(tree, "bin/python3", python)
    told = make(tree, "demo")
    assert told.returncode == 2
    ours = [line for line in told.stderr.splitlines() if not line.startswith("make")]
    assert ours == [
        f"Workbench needs Python 3.11 or newer with venv; {said}. Another one: make setup PYTHON=/path/to/python3"
    ]
    assert not (tree / ".venv").exists()


def test_set_up_runs_once_and_again_when_the_project_changes(tree: Path) -> None:
    """The second `make setup` installs nothing; a changed pyproject.toml is installed again."""
    program(tree, "bin/python3.12", 'case "$*" in *"-m venv"*) echo made >>made.txt; touch .venv-made;; esac')
    program(tree, ".venv/bin/python", 'case "$*" in *pip*) echo "$*" >>installed.txt;; esac')
    assert make(tree, "setup").returncode == 0
    assert make(tree, "setup").stdout == ".venv is ready\n"
    assert len((tree / "installed.txt").read_text().splitlines()) == 1
    assert "-e .[all]" in (tree / "installed.txt").read_text()
    later = (tree / ".venv" / ".installed").stat().st_mtime + 5
    os.utime(tree / "pyproject.toml", (later, later))
    assert make(tree, "setup").returncode == 0
    assert len((tree / "installed.txt").read_text().splitlines()) == 2
    assert not (tree / "made.txt").exists()


def test_a_broken_environment_is_made_again(tree: Path) -> None:
    """A .venv whose Python no longer runs is replaced, by the first Python that will do."""
    program(tree, "bin/python3.13", "exit 1")
    fake = 'case "$*" in *"-m venv --clear"*) printf "#!/bin/sh\\n" >.venv/bin/python;; esac'
    program(tree, "bin/python3.12", fake)
    program(tree, ".venv/bin/python", "exit 1")
    assert make(tree, "setup").returncode == 0
    assert "exit 1" not in (tree / ".venv" / "bin" / "python").read_text()


def test_an_installation_that_was_cut_off_is_done_again(tree: Path) -> None:
    """Where installing fails, make fails and leaves no stamp."""
    program(tree, ".venv/bin/python", 'case "$*" in *pip*) exit 3;; esac')
    assert make(tree, "setup").returncode != 0
    assert not (tree / ".venv" / ".installed").exists()


def test_uv_installs_where_it_is(tree: Path) -> None:
    """With uv on PATH, uv makes the environment and installs; pip is not asked."""
    program(tree, "bin/uv", 'echo "$*" >>uv.txt')
    assert make(tree, "setup").returncode != 0  # this uv makes nothing, so there is no place for the stamp
    lines = (tree / "uv.txt").read_text().splitlines()
    assert lines[0].startswith("venv ")
    assert lines[1].startswith("pip install ")


@pytest.mark.parametrize("script", [".ci/run", ".ci/tools"])
def test_scripts_are_executable_bash(script: str) -> None:
    """What CI calls can be called, and bash finds no fault in it."""
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(ROOT / script)], check=False).returncode == 0
