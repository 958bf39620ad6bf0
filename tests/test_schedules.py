"""The examples for cron and systemd run, and their exit codes tell what became of it."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_batch import notebook

DOC = Path(__file__).resolve().parent.parent / "docs" / "batch.md"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project as the examples have it: an installation, the notebook and the markets at the places they name."""
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    for name in ("notebooks", "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "policy.yaml").write_text("version: 1\n")
    notebook(tmp_path / "notebooks" / "market.ipynb", "assert code != 'XX'", parameters='code = "SE"\n')
    (tmp_path / "data" / "markets.csv").write_text("code\nNO\n")
    return tmp_path


def cron() -> str:
    """The command of the line for cron."""
    line = re.findall(r"```cron\n(.*)\n```", DOC.read_text())[0]
    return str(re.fullmatch(r"(?:\S+ ){5}(.*)", line)[1])  # type: ignore[index]


def units() -> list[configparser.ConfigParser]:
    """The units for systemd."""
    found = []
    for text in re.findall(r"```ini\n(.*?)```", DOC.read_text(), re.DOTALL):
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(text)
        found.append(parser)
    return found


def test_the_line_for_cron_runs_and_its_exit_code_tells(home: Path) -> None:
    """0 when all are done, 1 when some are not, 2 for wrong input; every line that it writes is JSON."""
    command = cron().replace("/srv/migration", str(home))
    for rows, code in (("code\nNO\n", 0), ("code\nNO\nXX\n", 1), ("cod\nNO\n", 2)):
        (home / "data" / "markets.csv").write_text(rows)
        told = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=120)
        assert told.returncode == code, told.stderr
    events = [json.loads(line)["event"] for line in (home / "data" / "runs.jsonl").read_text().splitlines()]
    assert events.count("summary") == 2
    assert "failed" in events


def test_the_units_for_systemd_run_the_same_command(home: Path) -> None:
    """The service's command is the one of cron and runs; the timer is complete."""
    service, timer = units()
    words = shlex.split(service["Service"]["ExecStart"])
    assert words == shlex.split(cron().partition("&& ")[2].partition(" >>")[0].replace(".venv", "/srv/migration/.venv"))
    told = subprocess.run([str(home / ".venv/bin/workbench"), *words[1:]], cwd=home, check=False, timeout=120)
    assert told.returncode == 0
    assert timer["Timer"]["OnCalendar"]
    assert timer["Install"]["WantedBy"] == "timers.target"
    if shutil.which("systemd-analyze"):
        said = ["systemd-analyze", "calendar", timer["Timer"]["OnCalendar"]]
        assert subprocess.run(said, check=False, capture_output=True).returncode == 0
