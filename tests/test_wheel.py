"""The wheel that people install works on a machine that has nothing else: no source tree, no extras."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UNREACHABLE = ("Could not fetch", "error sending request", "Failed to establish", "No address", "timed out")
EXTRAS = {
    "psycopg",
    "anthropic",
    "anywidget",
    "ipykernel",
    "zmq",
    "ipywidgets",
    "IPython",
    "papermill",
    "nbformat",
    "nbclient",
    "jupyter_client",
    "jupyterlab",
}
"""What modules may need that the plain wheel does not bring; they are imported where they are used."""

IMPORT_ALL = """
import importlib, json, pkgutil, workbench
failed = {}
for module in pkgutil.walk_packages(workbench.__path__, "workbench."):
    if not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except Exception as fault:
            failed[module.name] = getattr(fault, "name", None) or repr(fault)
print(json.dumps([workbench.__file__, failed]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would hand out."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "workbench", tree / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, tree / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(tree)]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory, real_home: dict[str, str]) -> Path:
    """The directory of programs of a fresh environment that holds the wheel and what it requires."""
    place = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, capture_output=True)
    python = str(place / "bin" / "python")
    uv = shutil.which("uv")
    pip = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip"]
    install = [*pip, "--python", python, str(wheel)] if uv else [*pip, "--python", python, "install", str(wheel)]
    told = subprocess.run(install, env=os.environ | real_home, capture_output=True, text=True, check=False)
    if told.returncode and any(sign in told.stderr for sign in UNREACHABLE):
        pytest.skip("no package registry in reach: " + told.stderr.strip().splitlines()[-1])
    assert told.returncode == 0, told.stderr
    return place / "bin"


def run(clean: Path, *line: str, cwd: Path) -> str:
    """What a program of the fresh environment prints; it must end well."""
    told = subprocess.run(
        [clean / line[0], *line[1:]], cwd=cwd, env=os.environ, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, f"{line}: {told.stdout}{told.stderr}"
    return told.stdout


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """Every file of the package is in the wheel, py.typed and SQL included; no data, no tests."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    source = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "workbench").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == source
    assert {"workbench/py.typed", "workbench/__init__.py"} <= held


def test_every_module_imports_without_extras(clean: Path, tmp_path: Path) -> None:
    """The plain installation imports every module; one that needs an extra fails on that extra alone."""
    where, failed = json.loads(run(clean, "python", "-c", IMPORT_ALL, cwd=tmp_path))
    assert Path(where).is_relative_to(clean.parent)
    assert {module: lacks for module, lacks in failed.items() if lacks not in EXTRAS} == {}


def test_the_commands_work_from_the_wheel(clean: Path, tmp_path: Path) -> None:
    """A small world is made and migrated up to its proposals, far from any source tree; nothing is written."""
    assert "sample" in run(clean, "workbench", "--help", cwd=tmp_path)
    run(clean, "workbench", "sample", "world", "--endpoints", "12", cwd=tmp_path)
    run(clean, "workbench", "run", "--home", "world", cwd=tmp_path)
    status = json.loads(run(clean, "workbench", "status", "--home", "world", "--json", cwd=tmp_path))
    assert status["lines_uncovered"] == 0
    assert status["endpoints_accounted"] == status["endpoints_mentioned"] == 12
    assert status["proposals"]["proposed"] > 0
    assert not (tmp_path / "world" / "data" / "out").exists()
