"""A served project answers as an opened one does, and does for agents what agents may ask, and no more."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from serving import agents, begin, people, served
from street import PROGRAM, finished

from workbench.acts import Draft, FileDraft, Head, Peer
from workbench.approval import decision_of
from workbench.errors import NotAllowed, NotApproved, ParameterError
from workbench.identity import sha256
from workbench.project import Workbench
from workbench.records import claim
from workbench.serving import codec
from workbench.serving.catalogue import catalogue
from workbench.serving.client import Client
from workbench.serving.codec import signature
from workbench.serving.lanes import Turns
from workbench.serving.remote import NO_KEY, Remote
from workbench.serving.served import Served
from workbench.signing import APPROVAL
from workbench.store.rows import claim_of


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


def test_an_agent_makes_no_key_for_a_person_and_sees_the_one_that_people_made(home: Path) -> None:
    """Whoever makes a key holds it: an agent reads why there is none; once there is one, what any notebook shows."""
    keys, aside = home / "keys", home / "keys-aside"
    made = Workbench(home).reviewer("ana").key.public
    keys.rename(aside)
    try:
        assert agents(home).reviewer("ana").key.public == NO_KEY
        assert not keys.exists()
    finally:
        aside.rename(keys)
    assert agents(home).reviewer("ana").key.public == made


def test_agents_are_refused_what_is_peoples_and_the_ledger_says_who_asked(home: Path) -> None:
    """Executing over agents.sock is refused, written down with user, process and level, and nothing is executed."""
    with pytest.raises(NotAllowed, match="not for agents"):
        agents(home).execute()
    last = people(home).ledger.entries()[-1]
    assert (last.kind, last.body["verb"]) == ("refused", "execute")
    assert last.peer["level"] == "advisory"
    assert last.peer["socket"] == "agents"
    said = "SELECT body->>'$.verb', peer->>'$.socket' FROM ledger WHERE kind = 'refused'"
    assert people(home).sql(said).rows[-1] == ("execute", "agents")


def test_one_server_has_a_home(home: Path) -> None:
    """A second server on a home ends with exit code 2 and one line that names the first."""
    second = subprocess.run([PROGRAM, "serve", "--home", str(home)], capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "served already, by process" in second.stderr


def test_a_person_signs_where_the_key_is_and_the_server_executes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Approved over people.sock with a key that the server never sees, executed there, once; the ledger says who."""
    far = people(home)
    one, other = [queued.proposal_id for queued in far.proposals("proposed")][:2]
    with pytest.raises(NotApproved, match="the key is not here"):
        far.approve(one, "ana", "read it")
    monkeypatch.setenv("WORKBENCH_KEY", str(home / "keys" / "ana"))
    signed = far.approve(one, "ana", "read it")
    assert far.cast([signed]) == [signed]
    assert sum(entry.kind == "decision" for entry in far.ledger.entries()) == 1
    assert far.standings()[one].state == "approved"
    assert [receipt.state for receipt in far.execute(one)] == ["done"]
    assert far.execute(one)[0].proposal == one
    assert far.reject(other, "ana", "not now").statement.answer == "reject"
    assert far.standings()[other].state == "rejected"
    kinds = {entry.kind: entry.peer["socket"] for entry in far.ledger.entries() if entry.peer}
    assert {kinds[kind] for kind in ("decision", "intent", "receipt")} == {"people"}
    assert far.verify() == []


def test_a_signed_statement_that_is_not_what_the_server_asks_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed after signing, of another time, over another ledger or for longer than the rules say: nothing counts."""
    monkeypatch.setenv("WORKBENCH_KEY", str(home / "keys" / "ana"))
    far = people(home)
    wanted, key = far.proposals("proposed")[0].proposal_id, far.reviewer("ana").key
    (blank,) = far._ask("statements", [wanted], "approve", "ana", key.public, "read it")
    said = blank.statement
    changes: list[dict[str, Any]] = [
        {"reason": "forged"},
        {"expires": "2099-01-01T00:00:00.000000Z"},
        {"at": "2020-01-01T00:00:00.000000Z"},
        {"displayed": sha256(b"something else")},
        {"head": Head(entries=1, sha256=sha256(b"another line"))},
        {"acknowledged": "2 marks"},
        {"reviewer": "ben"},
    ]
    before = sum(entry.kind == "decision" for entry in far.ledger.entries())
    for change in changes:
        forged = said.model_copy(update=change)
        unsigned = decision_of(forged, key.sign(said.message(), APPROVAL))
        with pytest.raises((NotApproved, NotAllowed)):
            far.cast([unsigned])
        if change != {"reason": "forged"}:  # signed anew, a reason is the person's own to choose
            with pytest.raises((NotApproved, NotAllowed)):
                far.cast([decision_of(forged, key.sign(forged.message(), APPROVAL))])
    assert sum(entry.kind == "decision" for entry in far.ledger.entries()) == before


def test_a_person_stops_and_resumes_from_afar(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping needs no key; resuming is signed where the key is, and forged it counts for nothing."""
    far = people(home)
    far.stop("ana", "look at it first")
    with pytest.raises(NotApproved, match="the key is not here"):
        far.resume("ana", "it is right")
    forged = far._ask("lifting", "ana", "it is right") | {"signature": "none"}
    with pytest.raises(NotAllowed, match="would not count"):
        far._ask("lift", forged)
    monkeypatch.setenv("WORKBENCH_KEY", str(home / "keys" / "ana"))
    far.resume("ana", "it is right")
    assert [entry.kind for entry in far.ledger.entries() if entry.kind in ("stop", "resume")] == ["stop", "resume"]


def test_what_is_not_served_says_so(home: Path) -> None:
    """A verb that only an opened project has, a store's write and a ledger's append: one line each, not a fault."""
    far = people(home)
    for ask in (lambda: far.enrol, lambda: far.open_engine, lambda: far.store.write, lambda: far.ledger.append):
        with pytest.raises(NotAllowed, match="served"):
            ask()
    assert not hasattr(far, "nothing_like_it")
    assert not hasattr(far.store, "write")


def test_claims_of_an_agent_of_ones_own_are_judged_by_the_server(home: Path) -> None:
    """A claim that a fact says already makes no second one, a wrong one is rejected, a server's own name is refused."""
    rules = home / "policy.yaml"
    rules.write_text(rules.read_text().replace("agents:\n", "agents:\n  scribe: {read: [specs/**]}\n", 1))
    far = agents(home)
    rows = far.store.records(
        "SELECT claim.* FROM claim JOIN latest_verdict USING (claim_id)"
        " WHERE state = 'accepted' AND agent = 'inventory' AND kind = 'field' ORDER BY claim_id LIMIT 2"
    )
    was = claim_of(rows[0])
    again = claim("scribe", "own", was.body, was.evidence)
    wrong = claim("scribe", "own", was.body.model_copy(update={"name": "NO-SUCH-FIELD"}), was.evidence)
    first = far.submit([again, wrong])
    assert [one.state for one in first] == ["uncertain", "rejected"]
    assert "says it already" in first[0].reason
    assert far.submit([wrong, again]) == first[::-1]
    assert far.orphans() == []
    with pytest.raises(NotAllowed, match="speaks on the server alone"):
        far.submit([was])
    with pytest.raises(NotAllowed):
        far.submit([claim("stranger", "own", was.body, was.evidence)])
    with pytest.raises(ParameterError, match="is not the id"):
        far.submit([again.model_copy(update={"engine": "other"})])


def test_a_client_goes_on_when_the_server_comes_back(tmp_path: Path) -> None:
    """A request that meets a killed server is done, once, by the next one; its stale sockets are no hindrance."""
    home = finished(tmp_path / "home")
    first = begin(home)
    far = agents(home)
    waiting = len(far.proposals())
    first.kill()
    first.wait()
    with ThreadPoolExecutor() as pool:
        change = FileDraft(path="mappings/own.json", content=b"\xff\x00 no text")
        draft = Draft(author="migrator", subject="own", summary="a file", changes=(change,))
        made = pool.submit(far.propose, [draft], "out")
        with served(home):
            assert made.result(60)[0].actions[0].data() == b"\xff\x00 no text"
            assert len(far.proposals()) == waiting + 1


def test_what_a_request_did_before_a_crash_is_in_its_answer_afterwards(tmp_path: Path) -> None:
    """Executing everything, asked again under the same id, tells of what the first time executed too."""
    home = finished(tmp_path / "home")
    near = Workbench(home)
    for one in near.proposals()[:2]:
        near.approve(one.proposal_id, "ana", "read it")
    peer = Peer(socket="people", uid=0, pid=1, level="advisory", request="0123456789ab")
    done = []
    for _ in range(2):  # another process of the server
        served_ = Served(home)
        served_.ledger.peer = peer
        done.append(served_.execute())
    assert done[0] == done[1]
    assert [one.state for one in done[0]] == ["done", "done"]


def test_every_verb_of_the_catalogue_can_be_packed_and_is_there() -> None:
    """Each has a method, types that travel, a lane, and arguments that are paths where it says so."""
    for name, verb in catalogue().items():
        assert set(verb.paths) <= set(signature(name).parameters), name
        assert "return" in codec._types(name), name
    for name in ("enrol", "withdraw_key", "seal", "resume", "reviewer", "engine", "policy", "write"):
        assert name not in catalogue()


def test_a_level_is_no_more_than_the_kernel_says(home: Path) -> None:
    """A process without a filter of its system calls is advisory, whatever it claims."""
    client = Client(home / "data/run/agents.sock")
    client.level = "enforced"
    with pytest.raises(NotAllowed):
        client.ask("execute", {})
    assert people(home).ledger.entries()[-1].peer["level"] == "advisory"


def test_clients_take_turns() -> None:
    """Whoever asks a thousand things waits for them; each other client's one is among the first."""
    turns: Turns[str] = Turns()
    for n in range(1000):
        turns.put("greedy", f"greedy {n}")
    for name in ("a", "b", "c"):
        turns.put(name, name)
    assert set(turns.take(4)) == {"greedy 0", "a", "b", "c"}
    assert len(turns) == 999
    turns.close()
    assert turns.take() == []
