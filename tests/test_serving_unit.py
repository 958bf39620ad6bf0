"""The unit that runs a project's server is one that systemd takes, and it names what is there."""

import configparser
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
from street import PROGRAM

from workbench import settings
from workbench.errors import ParameterError
from workbench.serving.unit import unit
from workbench.settings import ServeSettings, Settings
from workbench.starting import begin

CLOSED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "Restart": "always",
}


def printed(home: Path) -> str:
    """What the command prints."""
    command = [PROGRAM, "serve", "--home", str(home), "--unit"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def service(text: str) -> dict[str, str]:
    """The keys of [Service]."""
    read = configparser.ConfigParser(strict=True, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(text)
    return dict(read["Service"])


def test_the_unit_names_what_is_there_and_closes_the_rest(tmp_path: Path) -> None:
    """Its program can be run, its user owns the home, it may write below data alone, and gains no rights."""
    begin(tmp_path / "home", "ana")
    found = service(printed(tmp_path / "home"))
    program, *words = found["ExecStart"].split()
    assert os.access(program, os.X_OK)
    assert words == ["serve", "--home", str(tmp_path / "home")]
    assert found["User"] == pwd.getpwuid(os.getuid()).pw_name
    assert found["ReadWritePaths"] == str(tmp_path / "home" / "data")
    assert {name: found[name] for name in CLOSED} == CLOSED
    assert "ProtectProc" not in found


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say of it."""
    begin(tmp_path / "home", "ana")
    place = tmp_path / "workbench-mine.service"
    place.write_text(printed(tmp_path / "home"))
    done = subprocess.run(["systemd-analyze", "verify", str(place)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("run", "line"),
    [
        ("/run/workbench/mine", "RuntimeDirectory=workbench/mine"),
        ("/srv/sockets", "ReadWritePaths={home}/data /srv/sockets"),
        ("data/run", "ReadWritePaths={home}/data"),
    ],
)
def test_sockets_elsewhere_are_made_for_the_server(tmp_path: Path, run: str, line: str) -> None:
    """A directory below /run is systemd's to make; any other is one that the server may write."""
    said = unit(tmp_path, Settings(serve=ServeSettings(run=run))).splitlines()
    assert line.format(home=tmp_path) in said


def test_a_path_that_no_unit_can_hold_is_refused(tmp_path: Path) -> None:
    """A home with a blank or a percent sign in its path gets one line, not a unit that means something else."""
    for name in ("two words", "100%", "a;b"):
        (tmp_path / name).mkdir()
        with pytest.raises(ParameterError, match="cannot stand in a unit file"):
            unit(tmp_path / name, settings.Settings())
