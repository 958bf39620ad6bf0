"""The demo: from bytes to waiting proposals in one command, the same again, and honest when something is left."""

import re
from pathlib import Path

import pytest
from street import SPEC, Said, contents, files, finished, world

from workbench.commands.demo import _there
from workbench.errors import InputError
from workbench.project import Workbench


def test_the_demo_ends_with_its_real_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure of the summary is that of the status; the next commands work; nothing but the store was touched."""
    home = world(tmp_path / "home")
    before = files(home, "data/store/")
    told = Said(capsys, "demo", "--home", home)
    assert told.code == 0, told.err
    status = Workbench(home).status()
    shown = [line.split("  ", 1) for line in told.out.splitlines()]
    rows = {name.strip(): text.strip() for name, text in shown if name.strip()}
    assert rows["order-to-cash.txt"] == (
        f"{status.lines:,} lines, {status.bytes:,} bytes: {status.content_lines:,} content lines read, 0 uncovered"
    )
    assert rows["endpoints"].startswith("6 of 6 accounted for: ")
    assert sum(map(int, re.findall(r"(\d+) (?:verified|uncertain|no target|refused)", rows["endpoints"]))) == 6
    assert rows["errata"] == (
        f"{status.errata_applied + status.errata_flagged}: {status.errata_applied} applied, "
        f"{status.errata_flagged} flagged"
    )
    claims = {state: int(count) for count, state in re.findall(r"([\d]+) (\w+)", rows["claims"])}
    assert claims == {state: status.claims.get(state, 0) for state in ("accepted", "rejected", "uncertain")}
    assert rows["proposals"] == f"{status.proposals['proposed']} pending; nothing has been written"
    assert "nothing new" not in rows
    assert files(home, "data/store/") == before
    assert not (home / "data" / "out").exists()
    approve = re.search(r'workbench (approve \w+) --as ana --reason "\.\.\." --home', told.out)
    assert approve
    name = approve[1].split()[1]
    assert Said(capsys, "show", name, "--home", home).code == 0
    assert Said(capsys, "approve", name, "--as", "ana", "--reason", "read it", "--home", home).code == 0
    assert Said(capsys, "execute", "--home", home).code == 0
    again = Said(capsys, "demo", "--home", home)
    assert "1 done" in again.out
    assert "nothing has been written" not in again.out


def test_a_second_demo_adds_nothing_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same ids, the same ledger, the same figures, and a line that says that nothing is new."""
    home = finished(tmp_path / "home")
    held, ledger = contents(home), (home / "data/store/ledger.jsonl").read_bytes()
    told = Said(capsys, "demo", "--home", home)
    assert told.code == 0
    (line,) = [line for line in told.out.splitlines() if line.startswith("nothing new")]
    assert f"{len(held['claim']):,} claims" in line
    assert contents(home) == held
    assert (home / "data/store/ledger.jsonl").read_bytes() == ledger


def test_a_demo_makes_the_reviewers_key_where_it_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a key the first reviewer of policy.yaml gets one, once."""
    home = finished(tmp_path / "home")
    for name in ("ana", "ana.pub", "allowed_signers"):
        (home / "keys" / name).unlink()
    assert Said(capsys, "demo", "--home", home).code == 0
    assert (home / "keys" / "ana").stat().st_mode & 0o777 == 0o600
    key = (home / "keys" / "ana").read_bytes()
    assert Said(capsys, "demo", "--home", home).code == 0
    assert (home / "keys" / "ana").read_bytes() == key


def test_a_demo_that_is_not_complete_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec that mentions a program and never defines it: exit code 1, the name and the line."""
    home = world(tmp_path / "home")
    spec = home / SPEC
    name = next(iter(Workbench(home).ingest().documents.outline.programs))
    other = re.sub(r"\d", "9", name)
    data = spec.read_bytes()
    called = re.search(rb"(?m)^[^\n]{0,60}?(?:CALLS?|SEE ALSO|USES)\b[^\n]{0,40}?\b(" + name.encode() + rb")\b", data)
    extra = called[0].replace(name.encode(), other.encode()) if called else f"CALLS: {other}".encode()
    spec.write_bytes(data.rstrip(b"\n") + b"\n\n" + extra + b"\n")
    told = Said(capsys, "demo", "--home", home)
    assert told.code == 1
    assert re.search(rf"missing +{other}, first mentioned in line [\d,]+", told.out)
    assert "next" not in told.out


def test_a_demo_elsewhere_makes_the_world_in_an_empty_directory(tmp_path: Path) -> None:
    """Where there is no project a world is made, in a new or empty directory and nowhere else."""
    _there(tmp_path / "new", 6)
    assert (tmp_path / "new" / SPEC).is_file()
    assert Workbench(tmp_path / "new").order().target == (tmp_path / "new" / "data" / "target-api.json")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="no project and not empty"):
        _there(tmp_path / "mine", 6)
    assert files(tmp_path / "mine").keys() == {"letter.txt"}
