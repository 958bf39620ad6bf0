"""The README cannot lie: its commands are run in a copy of the project, in order, and print what it shows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from printed import Shown, difference, main, shown

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "store", "out", "runs", "keys", "__pycache__", "tests", "workbench", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a newcomer has it, with the installation of the one that runs the tests."""
    home = tmp_path_factory.mktemp("readme") / "workbench"
    shutil.copytree(ROOT, home, ignore=LEFT_OUT)
    (home / ".venv").symlink_to(Path(sys.prefix))
    (home / ".installed").touch()
    return home


def environment() -> dict[str, str]:
    """What a newcomer's shell has: nothing of the `make` that runs the tests, whose installation is not made again."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "ARGS"))}
    path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return clean | {"PATH": path, "COLUMNS": "100", "TERM": "dumb", "MAKEFLAGS": "-- STAMP=.installed"}


def printed(command: str, copy: Path) -> str:
    """What a command prints, run in the copy; it must end well. README_PRINTED="COMMAND=FILE" names a file that holds
    what it printed in a clone: CI has run the demo there, seen it end well, and need not wait for it twice.
    """
    known, _, file = os.environ.get("README_PRINTED", "").partition("=")
    if command == known:
        return Path(file).read_text()
    told = subprocess.run(
        ["bash", "-c", command],
        cwd=copy,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    assert told.returncode == 0, f"{command} failed:\n{told.stdout}"
    return told.stdout


def test_commands_print_what_the_readme_shows(copy: Path) -> None:
    """Every console block, run from top to bottom, ends well and prints what stands below it."""
    commands = shown(README)
    assert "make demo" in [each.command for each in commands]
    for each in commands:
        text = printed(each.command, copy)
        assert difference(each.expected, text) == "", f"README.md:{each.line}: {each.command} printed:\n{text}"


def test_readme_names_every_room() -> None:
    """Each module and package at the top of the house has its place in the table."""
    rooms = {
        path.stem for path in (ROOT / "workbench").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    named = set(re.findall(r"`(\w+)`", "".join(line for line in README.splitlines() if line.startswith("|"))))
    assert rooms - named - {"__init__", "__main__"} == set()


def test_links_lead_somewhere() -> None:
    """A relative link of the README names a file that is there."""
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_blocks_are_read_as_they_stand() -> None:
    """Only console blocks are commands; what follows a command is what it prints."""
    text = "```sh\nmake clean\n```\n```console\n$ make demo\nread 3\n\n$ workbench status  \n```\nafter\n"
    assert shown(text) == [Shown(5, "make demo", ("read 3", "")), Shown(8, "workbench status", ())]
    with pytest.raises(ValueError, match="line 2: 'x' belongs to no command"):
        shown("```console\nx\n```")


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        (["a", "b"], "a\nb\n"),
        (["a", ""], "a  \n\n"),
        (["a", "…", "d"], "a\nb\nc\nd\n"),
        (["a", "…", "d"], "a\nd\n"),
        (["…", "b", "…"], "a\nb\nb\nc\n"),
        (["took … s, … files"], "took 1.5 s, 3 files\n"),
        (["…"], ""),
        ([], ""),
    ],
)
def test_what_is_shown_and_what_is_printed_agree(expected: list[str], printed: str) -> None:
    """An ellipsis stands for lines or for text; all else is exact."""
    assert difference(expected, printed) == ""


@pytest.mark.parametrize(
    ("expected", "printed", "said"),
    [
        (["289 endpoints"], "288 endpoints\n", "line 1 is said to be '289 endpoints'; printed is '288 endpoints'"),
        (["a", "b"], "a\n", "line 2 is said to be 'b'; printed is 'the end'"),
        (["a"], "a\nb\n", "printed beyond what is shown: 'b'"),
        (["a", "…", "d"], "a\nb\n", "line 3 is said to be 'd'"),
        (["a.c"], "abc", "line 1 is said to be 'a.c'"),
        ([], "a", "printed beyond what is shown: 'a'"),
    ],
)
def test_a_wrong_figure_is_found(expected: list[str], printed: str, said: str) -> None:
    """What is not printed as shown is named, with the line."""
    assert said in difference(expected, printed)


def test_the_check_of_ci_refuses_what_it_cannot_check(tmp_path: Path) -> None:
    """A command that the document does not show is a failure, as is output that differs; equal output passes."""
    document, output = tmp_path / "doc.md", tmp_path / "out.txt"
    document.write_text("```console\n$ make demo\nread 3\n```\n")
    output.write_text("read 3\n")
    assert main(str(document), "make demo", str(output)) == 0
    assert main(str(document), "make lab", str(output)) == 1
    output.write_text("read 4\n")
    assert main(str(document), "make demo", str(output)) == 1
