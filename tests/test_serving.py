"""A served project answers as an opened one does, and does for agents what agents may ask, and no more."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import agents, people, served
from street import PROGRAM, finished

from workbench.errors import NotAllowed
from workbench.project import Workbench
from workbench.serving.remote import Remote


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project that was run, and a server that has it."""
    place = finished(tmp_path_factory.mktemp("served") / "home")
    with served(place):
        yield place


def test_a_served_project_answers_as_an_opened_one_does(home: Path) -> None:
    """Every looking verb that needs no argument gives the same records through the socket."""
    far, near = agents(home), Workbench(home)
    for verb in ("status", "coverage", "progress", "claims", "chunks", "proposals", "doubts", "standings", "orphans"):
        assert getattr(far, verb)() == getattr(near, verb)(), verb
    assert far.ingest().spec.text == near.ingest().spec.text
    one = near.all_proposals()[0]
    assert far.shown(one) == near.shown(one)
    assert set(far.graph(one.proposal_id).edges) == set(near.graph(one.proposal_id).edges)


def test_the_variable_makes_any_project_a_served_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With WORKBENCH_SOCKET set, Workbench() and Workbench.find() are the served project, wherever the process is."""
    monkeypatch.setenv("WORKBENCH_SOCKET", str(home / "data/run/agents.sock"))
    for found in (Workbench(), Workbench.find("."), Workbench(home)):
        assert isinstance(found, Remote)
        assert found.home == home


def test_agents_are_refused_what_is_peoples_and_the_ledger_says_who_asked(home: Path) -> None:
    """Executing over agents.sock is refused, written down with user, process and level, and nothing is executed."""
    with pytest.raises(NotAllowed, match="not for agents"):
        agents(home).execute()
    last = people(home).ledger.entries()[-1]
    assert (last.kind, last.body["verb"]) == ("refused", "execute")
    assert last.peer["level"] == "advisory"
    assert last.peer["socket"] == "agents"


def test_one_server_has_a_home(home: Path) -> None:
    """A second server on a home ends with exit code 2 and one line that names the first."""
    second = subprocess.run([PROGRAM, "serve", "--home", str(home)], capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "served already, by process" in second.stderr
