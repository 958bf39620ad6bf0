"""The queue of a reviewer: what was read can be marked, a mark can be undone, and what is signed is what was read."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import street
from comm.base_comm import BaseComm
from crowd import Crowd
from ipywidgets import Widget
from ssh_agent import needs_openssh, ssh_agent

from workbench.acts import ActState
from workbench.panels import ApprovalPanel
from workbench.panels.listing import PAGE, TABS
from workbench.project import Workbench
from workbench.signing import make_key


class Wire(BaseComm):  # type: ignore[misc]
    """The line to a browser that keeps what was sent."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self.sent: list[dict[str, Any]] = []
        super().__init__(target_name="jupyter.widget")

    def publish_msg(self, msg_type: str, data: Any = None, **_: Any) -> None:
        """Keep a message."""
        if msg_type == "comm_msg" and data and data.get("method") == "custom":
            self.sent.append(data["content"])


class Browser:
    """What a person sees and clicks, as messages."""

    def __init__(self, desk: Any, reviewer: str = "ana") -> None:
        """Connected to a panel."""
        self.panel, self.wire = ApprovalPanel(desk, reviewer), Wire()
        self.panel.close()  # the line to no browser that a panel begins with
        self.panel.comm = self.wire

    def click(self, do: str, *ids: str, **message: Any) -> list[dict[str, Any]]:
        """What the kernel answers to a click."""
        self.wire.sent.clear()
        content = {"do": do, "ticket": 7, "ids": list(ids), **message}
        self.wire.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
        assert self.wire.sent[-1] == {"kind": "heard", "ticket": 7}
        return self.wire.sent[:-1]

    def said(self, do: str, *ids: str, **message: Any) -> tuple[str, str]:
        """Tone and words of the answer to a click."""
        found = [one for one in self.click(do, *ids, **message) if one["kind"] == "said"]
        return (found[-1]["tone"], found[-1]["words"]) if found else ("none", "")

    def mark(self, answer: str, *ids: str, reason: str = "read it", seen: bool = False) -> tuple[str, str]:
        """Looked at and marked."""
        self.click("look", *ids)
        return self.said("mark", *ids, answer=answer, reason=reason, seen=seen)

    def find(self, subject: str) -> str:
        """The id of a proposal that is shown."""
        return next(str(row["id"]) for row in self.rows if row["subject"] == subject)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that are shown."""
        listed: list[dict[str, Any]] = self.panel.page["rows"]
        return listed


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A project with proposals, where ana may approve."""
    return Workbench(street.finished(tmp_path / "home"))


@pytest.fixture
def browser(bench: Workbench) -> Browser:
    return Browser(bench)


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A running ssh-agent that holds nothing yet, and a key file for it."""
    with ssh_agent() as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        make_key(tmp_path / "own")
        yield tmp_path / "own"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """What a test showed is closed after it: panels hold their desk as long as they are open."""
    yield
    Widget.close_all()


def test_read_mark_sign_write(bench: Workbench, browser: Browser) -> None:
    """A mark is nothing yet; signed it is a decision over the digest that was shown, and then the files are written."""
    one = browser.rows[0]["id"]
    (shown,) = browser.click("look", one)[0]["items"]
    assert shown["change"] == bench.shown(bench.proposal(one))
    assert shown["briefing"]["digest"] == bench.proposal(one).digest
    assert browser.mark("approve", one)[0] == ""
    assert bench.standings()[one].state == "proposed"
    assert browser.rows[0]["mark"] == "approve"
    answers = browser.click("sign")
    (made,) = next(answer["made"] for answer in answers if answer["kind"] == "signed")
    assert made["digest"] == bench.proposal(one).digest
    assert "key file SHA256:" in next(answer["words"] for answer in answers if answer["kind"] == "said")
    assert bench.standings()[one].state == "approved"
    assert one not in [row["id"] for row in browser.rows]
    assert browser.said("execute")[0] == "good"
    assert bench.standings()[one].state == "done"
    assert all((bench.home / "data/out" / action.path).is_file() for action in bench.proposal(one).actions)
    assert bench.verify() == []


def test_several_of_one_kind_at_once(bench: Workbench, browser: Browser) -> None:
    """Each is read, marked and signed by itself; what differs in kind is not taken together."""
    ids = [row["id"] for row in browser.rows if row["like"] == browser.rows[0]["like"]]
    assert len(ids) >= 3
    assert len(browser.click("look", *ids)[0]["items"]) == len(ids)
    assert browser.mark("approve", *ids)[0] == ""
    assert browser.panel.page["marks"] == {"approve": len(ids), "reject": 0}
    browser.click("sign")
    assert {bench.standings()[one].state for one in ids} == {"approved"}
    crowd = Browser(Crowd(20))
    mixed = [next(row["id"] for row in crowd.rows if row["risk"] == risk) for risk in ("high", "low")]
    tone, words = crowd.mark("approve", *mixed)
    assert (tone, "different kinds" in words) == ("bad", True)


def test_a_mark_can_be_undone_until_it_is_signed(bench: Workbench, browser: Browser) -> None:
    """One by one or all of them; nothing of it is in the ledger."""
    entries = len(bench.ledger.entries())
    first, second = (row["id"] for row in browser.rows[:2])
    browser.mark("approve", first)
    browser.mark("reject", second)
    assert browser.panel.page["marks"] == {"approve": 1, "reject": 1}
    browser.click("unmark", first)
    assert browser.panel.page["marks"] == {"approve": 0, "reject": 1}
    browser.click("unmark")
    assert browser.panel.page["marks"] == {"approve": 0, "reject": 0}
    assert browser.said("sign") == ("bad", "Nothing was signed.")
    assert len(bench.ledger.entries()) == entries


def test_what_nobody_read_cannot_be_approved(bench: Workbench, browser: Browser) -> None:
    """A mark without the change on the screen shows the change, and marks nothing."""
    one = browser.rows[0]["id"]
    tone, words = browser.said("mark", one, answer="approve", reason="sure")
    assert (tone, "Read the change first" in words) == ("bad", True)
    assert browser.panel.page["marks"]["approve"] == 0
    assert browser.said("mark", one, answer="approve", reason="sure")[0] == ""


def overwrite(bench: Workbench, proposal: str) -> None:
    """Somebody else writes where a proposal would."""
    path = bench.home / "data/out" / bench.proposal(proposal).actions[0].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("somebody else was here\n")


@pytest.mark.parametrize("when", ["before the mark", "before the signature"])
def test_what_changed_since_it_was_read_cannot_be_approved(bench: Workbench, browser: Browser, when: str) -> None:
    """When the target is another one by then, nothing is signed, and it must be read again."""
    one = browser.rows[0]["id"]
    browser.click("look", one)
    if when == "before the signature":
        assert browser.said("mark", one, answer="approve", reason="read it")[0] == ""
    overwrite(bench, one)
    if when == "before the mark":
        tone, words = browser.said("mark", one, answer="approve", reason="read it")
    else:
        tone, words = browser.said("sign")
    assert (tone, "changed since you looked" in words) == ("bad", True)
    assert bench.standings()[one].state == "proposed"
    tone, words = browser.mark("approve", one)
    assert (tone, "measure it again" in words) == ("bad", True)
    tone, words = browser.said("measure", one)
    assert (tone, "waits in its place" in words) == ("good", True)
    assert bench.standings()[one].state == "superseded"
    assert browser.mark("approve", browser.find(bench.proposal(one).subject))[0] == ""


def test_a_change_is_told_at_once(bench: Workbench, browser: Browser) -> None:
    """Somebody who only looks on is told: the target moved, another person decided, a mark no longer stands."""
    one, other = (row["id"] for row in browser.rows[:2])
    browser.mark("approve", one)
    browser.click("look", one)
    assert browser.click("watch") == []
    overwrite(bench, one)
    stale = browser.click("watch")
    assert stale[0] == {"kind": "stale", "ids": [one]}
    assert "changed since you looked" in stale[1]["words"]
    assert browser.panel.page["marks"]["approve"] == 0
    bench.reject(other, "ana", "no")
    browser.click("watch")
    assert other not in [row["id"] for row in browser.rows]


@pytest.mark.parametrize("answer", ["approve", "reject"])
@pytest.mark.parametrize("reason", ["", "   ", "\t\n"])
def test_an_answer_needs_a_reason(browser: Browser, answer: str, reason: str) -> None:
    """Without one nothing is marked, and the panel says so."""
    tone, words = browser.mark(answer, browser.rows[0]["id"], reason=reason)
    assert (tone, "reason" in words) == ("bad", True)
    assert sum(browser.panel.page["marks"].values()) == 0


def test_a_reason_that_is_none_is_told_when_it_is_signed(bench: Workbench, browser: Browser) -> None:
    """Hidden characters in a reason are refused by the desk; the mark stays, so that it can be said better."""
    one = browser.rows[0]["id"]
    browser.mark("reject", one, reason="no\u202eway")
    tone, words = browser.said("sign")
    assert (tone, "plain characters" in words) == ("bad", True)
    assert bench.standings()[one].state == "proposed"
    assert browser.rows[0]["mark"] == "reject"


def test_reject(bench: Workbench, browser: Browser) -> None:
    """A signed rejection with a reason ends the proposal; what is left to write is nothing."""
    one = browser.rows[0]["id"]
    browser.said("mark", one, answer="reject", reason="wrong target")
    assert browser.said("sign")[0] == "good"
    assert bench.standings()[one].state == "rejected"
    assert browser.said("execute") == ("good", "Nothing is approved, so nothing was written.")
    assert not (bench.home / "data/out").exists()


@pytest.fixture
def pair(tmp_path: Path) -> Workbench:
    """A project where two people must approve, and both have keys."""
    home = street.world(tmp_path / "home")
    policy = home / "policy.yaml"
    text = policy.read_text()
    text = text.replace("\n# ben:", "\n  ben:")
    text = text.replace("need: {count: 1, roles: [reviewer]}", "need: {count: 2, roles: [reviewer]}")
    policy.write_text(text)
    bench = Workbench(home)
    bench.run()
    bench.reviewer("ana")
    bench.reviewer("ben")
    return bench


def test_two_people(pair: Workbench) -> None:
    """One approval leaves it waiting, and says for whom; the same person twice is one; the second completes it."""
    ana, ben = Browser(pair, "ana"), Browser(pair, "ben")
    one = ana.rows[0]["id"]
    ana.mark("approve", one)
    assert ana.said("sign")[0] == "good"
    assert pair.standings()[one].state == "proposed"
    assert (ana.rows[0]["approved"], ana.rows[0]["missing"]) == ("ana", "1 more of reviewer")
    tone, words = ana.mark("approve", one)
    assert (tone, "already" in words) == ("bad", True)
    ben.click("watch")
    ben.mark("approve", one)
    assert ben.said("sign")[0] == "good"
    assert pair.standings()[one].approved_by == ("ana", "ben")
    assert ben.said("execute")[0] == "good"
    assert pair.standings()[one].state == "done"


@needs_openssh
def test_the_reviewer_chooses_the_key(bench: Workbench, browser: Browser, agent: Path) -> None:
    """A key file and a key of an ssh-agent are both offered, by name; the chosen one signs, another's does not."""
    subprocess.run(["ssh-add", "-q", agent], check=True)
    bench.enrol("ana", agent.with_suffix(".pub").read_text())
    browser.click("hello", who="")
    file, held = browser.panel.page["keys"]
    assert (file["words"].partition(" SHA256:")[0], held["words"].partition(" SHA256:")[0]) == ("key file", "ssh-agent")
    first, second = (row["id"] for row in browser.rows[:2])
    browser.mark("approve", first)
    tone, words = browser.said("sign", key="SHA256:somebody-else")
    assert (tone, "is not here" in words) == ("bad", True)
    assert browser.said("sign", key=held["id"]) == ("good", f"ana signed 1 with ssh-agent {held['id']}: 1 approved.")
    browser.mark("reject", second)
    assert f"key file {file['id']}" in browser.said("sign", key=file["id"])[1]
    assert bench.standings()[first].state == "approved"
    assert bench.verify() == []


def test_what_the_desk_refuses_is_said(bench: Workbench) -> None:
    """A refusal of any kind reaches the person who clicked, as one line."""
    browser = Browser(bench, "mallory")
    one = browser.rows[0]["id"]
    browser.mark("approve", one, reason="let me in")
    tone, words = browser.said("sign")
    assert (tone, "mallory" in words, "\n" in words) == ("bad", True, False)
    assert browser.said("look", "proposal-that-is-none")[0] == "bad"
    assert browser.said("drop everything")[0] == "bad"
    assert browser.said("mark", one, answer="revoke", reason="x")[0] == "bad"
    assert bench.standings()[one].state == "proposed"


def test_what_the_browser_knows_of_the_person_is_kept_as_that(bench: Workbench, browser: Browser) -> None:
    """The login that the Jupyter server gave goes into the signed statement, with its source."""
    one = browser.rows[0]["id"]
    browser.click("hello", who="ana@example.com")
    browser.mark("approve", one)
    browser.click("sign")
    (said,) = [entry.body["statement"] for entry in bench.ledger.entries() if entry.kind == "decision"]
    assert said["identity"] == "jupyter:ana@example.com"


def test_pages_lose_nobody() -> None:
    """Turned page by page, each proposal is shown once: the highest risk first, then what touches most."""
    browser = Browser(Crowd(103))
    seen, rank = [], []
    for number in range(browser.panel.page["pages"]):
        browser.click("turn", tab="waiting", find="", page=number)
        seen += [row["id"] for row in browser.rows]
        rank += [(row["risk"] != "high", -int(row["subject"].split()[-1])) for row in browser.rows]
    assert sorted(seen) == [one.proposal_id for one in Crowd(103).made]
    assert rank == sorted(rank)
    browser.click("turn", tab="waiting", find="", page=99)
    assert browser.panel.page["page"] == browser.panel.page["pages"] - 1
    browser.click("turn", tab="waiting", find="IT 0042", page=0)
    assert [row["subject"] for row in browser.rows] == ["map it 0042"]
    browser.click("turn", tab="closed", find="", page=0)
    assert browser.rows == []


def test_every_state_has_its_place() -> None:
    """Each state of a proposal is listed somewhere, once."""
    assert sorted(state for states in TABS.values() for state in states) == sorted(get_args(ActState))


@pytest.mark.parametrize("text", ["a\u202eb", "<script>alert(1)</script>", "x" * 5000])
def test_messages_hold_no_hidden_character(text: str) -> None:
    """Whatever a name or a quote says, what is sent is visible text of a bounded size, and JSON."""
    browser = Browser(Crowd(2, text))
    one = browser.rows[0]["id"]
    said = json.dumps([browser.panel.page, browser.click("look", one)[0]["items"][0]["briefing"]], ensure_ascii=False)
    assert not any(char in said for char in "\u202e\u2066")
    assert len(json.dumps(browser.panel.page)) < 20_000


def test_a_page_is_all_that_is_looked_at() -> None:
    """However many ids a message names, no more than a page of them is read."""
    browser = Browser(Crowd(60))
    many = [one.proposal_id for one in Crowd(60).made]
    assert len(browser.click("look", *many)[0]["items"]) == PAGE
