"""What people do with proposals, on the command line: every act of governance, on every kind of target."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_world import CLOSE, FILLED, MADE, POLICY, VARIABLE, Office, make_office, sql
from ssh_agent import needs_openssh, ssh_agent
from test_http_target import Server, api  # noqa: F401  (a fixture)

from workbench.execution import Executor, execute
from workbench.signing import make_key
from workbench.switch import stopped


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A project of one's own; ana may approve, ben has no key yet."""
    return make_office(tmp_path / "p", capsys)


# ── every target, from a draft to its undo


@pytest.mark.parametrize("target", ["lite", "duck", "pg"])
def test_rows_from_a_draft_to_their_undo(
    office: Office, target: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proposed from a file, measured, shown, approved, executed, drifted, undone: all of it from the command line."""
    if target == "pg":
        monkeypatch.setenv(VARIABLE, request.getfixturevalue("postgres"))
        sql(office.home, "pg", MADE)
        sql(office.home, "pg", FILLED)
    close = {"kind": "sql", "statement": CLOSE, "rows": [{"open": 0, "id": 1}, {"open": 0, "id": 2}]}
    opened = [(1, "ana", 1), (2, "ben", 1), (3, "cleo", 1)]
    assert office.propose(target, "A1", close).code == 0
    assert "2 rows of accounts" in (shown := office.say("show", "A1").out)
    assert shown.count("open: 1 -> 0") == 2
    assert office.propose(target, "A2", close | {"rows": [{"open": 7, "id": 2}]}).code == 0
    assert sql(office.home, target, "SELECT * FROM accounts ORDER BY id") == opened
    assert office.approve("A1").code == office.approve("A2").code == 0
    later = office.desk.proposal("A2").proposal_id
    assert "done" in (said := office.say("execute", "A1")).out
    assert f"{later}: replaced by proposal-" in said.out  # it was measured on rows that are not there any more
    assert sql(office.home, target, "SELECT open FROM accounts ORDER BY id") == [(0,), (0,), (1,)]
    assert office.approve("A2").code == 0
    sql(office.home, target, "UPDATE accounts SET name = 'zoe' WHERE id = 2")
    assert (office.say("execute", "A2").code, office.state("A2")) == (1, "drift")
    sql(office.home, target, "UPDATE accounts SET name = 'ben' WHERE id = 2")
    assert office.say("undo", "A1", "--reason", "wrong accounts").code == 0
    assert office.approve("A1").code == office.say("execute").code == 0
    assert sql(office.home, target, "SELECT * FROM accounts ORDER BY id") == opened
    states = {one["proposal_id"]: one["state"] for one in office.told("proposals")}
    assert sorted(states.values()) == ["done", "drift", "superseded", "undone"]


def test_files_from_a_draft_to_their_undo(office: Office) -> None:
    """A file is made, drifts, is measured again, deleted by two people, and comes back."""
    assert office.file("F1", "a/b.txt", "one\n").code == office.approve("F1").code == 0
    (office.home / "data" / "out" / "a").mkdir(parents=True)
    (office.home / "data" / "out" / "a" / "b.txt").write_text("somebody's\n")
    said = office.say("execute")
    assert (said.code, "workbench revalidate" in said.out) == (1, True)
    assert office.written() == {"a/b.txt": "somebody's\n"}
    assert "replaced by" in office.say("revalidate", "F1").out
    assert office.approve("F1").code == office.say("execute").code == 0
    office.propose("out", "F2", {"kind": "file", "path": "a/b.txt", "delete": True})
    office.say("keys", "make", "ben")
    assert "1 more of reviewer and one owner" in office.approve("F2").out
    assert office.approve("F2", "ben").code == office.say("execute").code == 0
    assert office.written() == {}
    office.say("undo", "F2", "--reason", "it was needed")
    assert office.approve("F2").code == office.say("execute").code == 0
    assert office.written() == {"a/b.txt": "one\n"}


def test_an_unknown_outcome_is_settled_by_a_person(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    api: Server,  # noqa: F811
) -> None:
    """No answer is unknown; who looked says it was not done, it is asked again, and who looked says it was done."""
    office = make_office(tmp_path / "p", capsys, api.address)
    api.answers += ["drop", "drop"]
    office.propose("api", "H1", {"kind": "http", "method": "POST", "path": "v1/orders", "body": {"a": 1}})
    assert office.approve("H1").code == 0
    said = office.say("execute")
    assert (said.code, office.state("H1")) == (1, "unknown")
    assert "workbench settle" in said.out
    assert "1 unknown: `workbench settle`" in office.say("doctor").out
    assert office.say("settle", "H1", "--not-done", "--as", "ana", "--reason", "the log has none").code == 0
    assert office.state("H1") == "superseded"
    assert office.say("revalidate", "H1").code == office.approve("H1").code == 0
    assert office.say("execute").code == 1
    said = office.say("settle", "H1", "--done", "--as", "ana", "--reason", "the log has it")
    assert (said.code, office.state("H1")) == (0, "done")
    assert "nothing is approved" in office.say("execute").out
    assert len(api.keys) == 2
    assert office.say("settle", "H1", "--not-done", "--as", "ana", "--reason", "no").code == 1


def test_what_the_target_refuses_is_one_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server, no database, garbage for a database, drafts that are none: one line each, nothing in the ledger."""
    monkeypatch.delenv(VARIABLE, raising=False)
    (office.home / "data" / "crm.duckdb").write_text("garbage")
    (office.home / "data" / "crm.sqlite").unlink()
    head = office.desk.ledger.head()
    close = {"kind": "sql", "statement": CLOSE, "rows": [{"open": 0, "id": 1}]}
    for target, word in (("lite", "no SQLite file"), ("duck", "not a valid DuckDB"), ("pg", "is not set")):
        said = office.propose(target, "A1", close)
        assert said.code in (1, 2)
        assert word in said.err
        assert said.err.count("\n") == 1
    for text in (b"", b"{", b"[1]", b"\xff", b'{"author": "steward"}', b'[{"author": 1}]', b'"x"'):
        (office.home / "d.json").write_bytes(text)
        said = office.say("propose", office.home / "d.json", "--to", "out")
        assert (said.code, said.err.count("\n")) == ((0, 0) if text == b"" else (2, 1)), text
    assert office.say("propose", office.home / "none.json", "--to", "out").code == 2
    assert office.propose("nowhere", "A1", close).code == 2
    assert office.desk.ledger.head() == head


def test_a_refused_draft_stores_nothing_but_the_refusal(office: Office) -> None:
    """One draft of a run over its limits: none is proposed; what-if knows of the refusal."""
    rows = [{"id": at, "name": "x"} for at in range(10, 20)]
    insert = {"kind": "sql", "statement": "INSERT INTO accounts (id, name) VALUES (:id, :name)", "rows": rows}
    more = [insert | {"rows": [{"id": one["id"] + 10 * at, "name": "x"} for one in rows]} for at in range(3)]
    drafts = [
        {"author": "steward", "subject": f"I{at}", "summary": "s", "changes": [one]} for at, one in enumerate(more)
    ]
    (office.home / "d.json").write_text(json.dumps(drafts))
    said = office.say("propose", office.home / "d.json", "--to", "lite")
    assert (said.code, office.told("proposals")) == (1, [])
    assert "agents.steward.per_run.rows" in said.err
    looser = office.home / "looser.yaml"
    looser.write_text(POLICY.replace("rows: 20", "rows: 30"))
    assert [flip["asked"] for flip in office.told("policy", "what-if", looser)] == []
    assert [entry.kind for entry in office.desk.ledger.entries()].count("denied") == 1


def test_a_row_that_is_so_already_is_no_trigger(office: Office) -> None:
    """A statement that changes nothing proposes nothing, and says so."""
    said = office.propose("lite", "A1", {"kind": "sql", "statement": CLOSE, "rows": [{"open": 1, "id": 1}]})
    assert (said.code, "already as drafted" in said.out) == (0, True)


# ── what people say


def test_an_approval_is_taken_back_and_a_proposal_withdrawn(office: Office) -> None:
    """Revoked, it is not executed; withdrawn, it is closed; named, it is proposed anew; rejected, never."""
    office.file("F1", "a", "x")
    office.approve("F1")
    assert office.say("revoke", "F1", "--as", "ana", "--reason", "wait").code == 0
    assert office.say("execute", "F1").code == 1
    assert office.say("withdraw", "F1", "--as", "ana", "--reason", "later").code == 0
    assert "`workbench revalidate" in office.approve("F1").err
    look = office.say("revalidate", "F1", "--look").out
    assert office.say("revalidate", "F1").out == look
    assert office.approve("F1").code == office.say("execute").code == 0
    office.file("F2", "b", "x")
    office.say("reject", "F2", "--as", "ana", "--reason", "never")
    assert "is rejected; it is not asked again" in office.say("revalidate", "F2").err
    assert office.written() == {"a": "x"}


def test_a_batch_is_of_one_risk(office: Office) -> None:
    """--risk approves all that wait with it and nothing else; ids of two risks are refused; twice is once."""
    (office.home / "data" / "out").mkdir()
    (office.home / "data" / "out" / "old").write_text("x")
    for name in ("F1", "F2"):
        office.file(name, name, "x")
    office.propose("out", "D1", {"kind": "file", "path": "old", "delete": True})
    assert "high and low risk" in office.say("approve", "F1", "D1", "--as", "ana", "--reason", "x").err
    told = office.told("approve", "--risk", "low", "--as", "ana", "--reason", "read both")
    assert len(told) == 2
    assert [office.state(name) for name in ("F1", "F2", "D1")] == ["approved", "approved", "proposed"]
    assert office.told("approve", "--risk", "low", "--as", "ana", "--reason", "read both") == []
    assert office.say("approve", "--as", "ana", "--reason", "x").code == 2


def test_a_flood_is_parked_and_released_one_by_one(office: Office) -> None:
    """Beyond an agent's share proposals cannot be approved until a person releases them."""
    for at in range(5):
        office.file(f"F{at}", f"f{at}", "x")
    assert [office.state(f"F{at}") for at in range(5)] == ["proposed"] * 3 + ["parked"] * 2
    assert office.approve("F4").code == 1
    assert office.say("release", "F4", "--as", "zoe").code == 2
    assert office.say("release", "F4", "--as", "ana").code == office.approve("F4").code == 0
    assert office.say("release", "F4", "--as", "ana").code == 1
    assert office.state("F3") == "parked"


def test_a_replacement_keeps_its_place(office: Office) -> None:
    """After a change of policy what waited waits again, what was parked is parked, and facts are not needed for it."""
    for at in range(4):
        office.file(f"F{at}", f"f{at}", "x")
    office.approve("F0")
    (office.home / "policy.yaml").write_text(POLICY + "# another byte\n")
    said = office.say("execute", "F0")
    assert (said.code, "workbench revalidate" in said.err) == (1, True)
    assert office.say("revalidate").out.count("replaced by") == 4
    assert [office.state(f"F{at}") for at in range(4)] == ["proposed"] * 3 + ["parked"]
    assert office.say("revalidate").out.count("the same") == 4
    assert office.written() == {}


# ── the kill switch, and what a crash left


def test_stop_and_resume(office: Office) -> None:
    """Stopped without a key, nothing is executed; only a key that counts lets it go on, and only for that stop."""
    office.file("F1", "a", "x")
    office.approve("F1")
    assert office.say("stop", "--reason", "wrong table").code == 0
    assert "stopped by" in (said := office.say("execute")).err
    assert said.code == 1
    assert "stopped by" in office.say("doctor").out
    assert office.say("resume", "--as", "ben", "--reason", "x").code == 2
    desk = office.desk
    stop = desk.ledger.entries()[-1]
    now = datetime.now(UTC)
    for body in ({"who": "ana", "reason": "x"}, {"who": "ana", "reason": "x", "lifts": stop.sha256, "signature": "x"}):
        desk.ledger.append("resume", body)
        assert stopped(desk.ledger.entries(), desk.policy, now)
    assert office.say("resume", "--as", "ana", "--reason", "it was right").code == 0
    signed = office.desk.ledger.entries()[-1].body
    office.say("stop", "--reason", "again")
    office.desk.ledger.append("resume", signed)  # a resume of an earlier stop
    assert stopped(office.desk.ledger.entries(), desk.policy, now)
    assert office.say("resume", "--as", "ana", "--reason", "yes").code == office.say("execute").code == 0
    assert office.say("resume", "--as", "ana", "--reason", "yes").code == 1
    (office.home / "data" / "store" / "STOP").touch()
    assert "remove the file" in office.say("resume", "--as", "ana", "--reason", "yes").err


def test_recover_ends_what_a_crash_left(office: Office) -> None:
    """Killed between intent and effect: it is shown as executing, and recovered once."""
    office.file("F1", "a", "x")
    office.approve("F1")

    class Death(BaseException):
        pass

    def die(name: str) -> None:
        if name == "swap a":
            raise Death

    desk = office.desk
    with pytest.raises(Death):
        execute(Executor(desk.ledger, lambda: desk.policy, desk.targets, die), desk.proposal("F1").proposal_id, _now())
    assert office.state("F1") == "executing"
    assert "workbench recover" in office.say("show", "F1").out
    assert "1 executing" in office.say("doctor").out
    assert [one["state"] for one in office.told("recover")] == ["done"]
    assert (office.told("recover"), office.written()) == ([], {"a": "x"})


def _now() -> datetime:
    return datetime.now(UTC)


def test_a_target_that_takes_nothing_leaves_the_approval(office: Office) -> None:
    """A root that is a file where a directory should be: stopped, nothing written, and the approval stands."""
    office.file("F1", "a", "x")
    office.approve("F1")
    (office.home / "data" / "out").mkdir()
    (office.home / "data" / "out" / ".workbench").write_text("in the way")
    said = office.say("execute")
    assert said.code == 1
    (office.home / "data" / "out" / ".workbench").unlink()
    assert office.say("execute", "F1").code == 0
    assert office.written() == {"a": "x"}


# ── keys


@needs_openssh
def test_a_key_in_an_agent_approves(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ben's key is in his ssh-agent alone: it is enrolled, approves, and once withdrawn counts no more."""
    with ssh_agent() as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        own = make_key(tmp_path / "own" / "id")
        subprocess.run(["ssh-add", "-q", tmp_path / "own" / "id"], check=True, env=dict(os.environ))
        office.file("F1", "a", "x")
        assert "the ssh-agent holds none of theirs" in office.approve("F1", "ben").err
        assert office.say("keys", "enrol", "ben", tmp_path / "own" / "id.pub").code == 0
        assert [(one["name"], one["place"], one["fault"]) for one in office.told("keys", "list")] == [
            ("ana", "file", ""),
            ("ben", "agent", ""),
        ]
        assert office.approve("F1", "ben").code == 0
        assert office.state("F1") == "approved"
        assert office.say("keys", "revoke", "ben", "--reason", "the laptop was stolen").code == 0
        assert office.state("F1") == "proposed"
        assert "does not count" in office.approve("F1", "ben").err
        assert own.public in (office.home / "keys" / "allowed_signers").read_text()


def test_a_key_that_nobody_enrolled_signs_nothing(office: Office, tmp_path: Path) -> None:
    """A key brought to the place where ben's would be, or listed by hand, is refused before anything is stored."""
    office.file("F1", "a", "x")
    made = make_key(office.home / "keys" / "ben")
    assert "is not ben's" in office.approve("F1", "ben").err
    with open(office.home / "keys" / "allowed_signers", "a") as file:
        file.write(f'ben namespaces="workbench-approval-v1" {made.public}\n')
    assert "was not enrolled" in office.approve("F1", "ben").err
    assert [one["fault"] != "" for one in office.told("keys", "list")] == [False, True]
    assert office.say("keys", "make", "ben").code == office.approve("F1", "ben").code == 0
    for name, text in (("x", "no key"), ("y", "ssh-ed25519 AAAA"), ("z", "ä")):
        (tmp_path / name).write_text(text)
        said = office.say("keys", "enrol", "ben", tmp_path / name)
        assert (said.code, said.err.count("\n")) == (2, 1)


# ── a ledger that was harmed


def test_a_cut_ledger_is_sealed_only_by_who_accepts_the_loss(office: Office) -> None:
    """Without its last line nothing goes on; sealing it anew needs a name, a reason and --lost, and is an entry."""
    office.file("F1", "a", "x")
    office.approve("F1")
    path = office.home / "data" / "store" / "ledger.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert office.say("execute").code == office.say("ledger", "verify").code == 1
    assert "is missing" in office.say("ledger", "seal", "--as", "ana", "--reason", "disk was full").err
    assert office.say("ledger", "seal", "--lost", "--as", "ana", "--reason", "disk was full").code == 0
    assert office.say("ledger", "verify").code == 0
    assert office.desk.ledger.entries()[-1].body == {"who": "ana", "reason": "disk was full", "lost": True}
    assert office.state("F1") == "proposed"


def test_a_lost_checkpoint_is_sealed_anew(office: Office) -> None:
    """Torn or gone, it stops everything until a person has looked."""
    office.file("F1", "a", "x")
    for harm in ("torn", "gone"):
        seal = office.home / "data" / "store" / "ledger.jsonl.checkpoint"
        seal.unlink() if harm == "gone" else seal.write_bytes(b"x" * 2048)
        assert office.say("ledger", "verify").code == 1
        assert office.say("ledger", "seal", "--as", "ana", "--reason", harm).code == 0
        assert office.say("ledger", "verify").code == 0


def test_a_deleted_store_is_noticed(office: Office) -> None:
    """Enrolled keys without a ledger that knows them are what is left; nothing counts until they are enrolled again."""
    for path in sorted((office.home / "data" / "store").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    said = office.say("ledger", "verify")
    assert (said.code, "was the ledger deleted" in said.out) == (1, True)
    assert "was the ledger deleted" in office.say("doctor").out
    office.file("F1", "a", "x")
    assert "does not count" in office.approve("F1").err


def test_without_the_executor_s_key_nothing_is_executed(office: Office) -> None:
    """Whoever has the public half can read and check, and not write to a target."""
    office.file("F1", "a", "x")
    office.approve("F1")
    (office.home / "data" / "store" / "executor").unlink()
    assert office.say("ledger", "verify").code == 0
    assert "only the executor" in office.say("execute").err
    assert office.written() == {}


def test_a_proposal_is_shown_without_its_target(office: Office) -> None:
    """What waits for a database that is gone can be seen, and rejected; not approved."""
    office.propose("lite", "A1", {"kind": "sql", "statement": CLOSE, "rows": [{"open": 0, "id": 1}]})
    (office.home / "data" / "crm.sqlite").unlink()
    assert "cannot be read" in office.say("show", "A1").out
    assert office.approve("A1").code == 2
    assert office.say("reject", "A1", "--as", "ana", "--reason", "gone").code == 0
