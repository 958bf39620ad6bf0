"""A run that is killed, and a batch that is: what was answered is not paid for again, and the result is the same."""

import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from claude_world import SECRET, Skipped, said
from street import contents, world

from workbench.agent import Outcome, Task
from workbench.engines.claude.batches import Queue
from workbench.engines.claude.keys import Key
from workbench.engines.claude.wire import Wire
from workbench.engines.offline import Offline
from workbench.engines.opening import queue_of, within
from workbench.errors import Refusal
from workbench.identity import canonical
from workbench.project import Workbench
from workbench.testing.loopback import loopback
from workbench.testing.scribe import Scribe, unmarked
from workbench.testing.service import Service

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["anthropic", "workbench.project", "workbench.engines.opening"])


def run(home: Path, url: str, how: str) -> None:
    """The inventory of a project, by an engine that asks a service."""
    os.environ |= {"ANTHROPIC_API_KEY": SECRET, "ANTHROPIC_BASE_URL": url}
    wb = Workbench(home)
    wb.engine = wb.open_engine("claude", batch=how == "batch")
    queue = queue_of(wb.engine)
    assert queue is not None
    queue.pause = 0.05
    wb.run(wb.order(until="inventory"))


def known(home: Path) -> Scribe:
    """A scribe that knows what the inventory will be asked: a project of its own has asked it all."""
    scribe, place = Scribe(), home.with_name("scribe")
    shutil.copytree(home, place)
    wb = Workbench(place)
    asking = wb.reckoner()

    class Noting:
        """The offline engine, whose tasks the scribe is told of as requests."""

        name, in_flight = "offline", 1

        def ask(self, task: Task) -> Outcome:
            """The offline answer."""
            for request, _ in asking.requests(task):
                scribe.note(request, task)
            return Offline().ask(task)

    wb.engine = Noting()
    wb.run(wb.order(until="inventory"))
    return scribe


def started(home: Path, url: str, how: str) -> BaseProcess:
    """A run in a process of its own."""
    process = FORKS.Process(target=run, args=(home, url, how))
    process.start()
    return process


def ended(process: BaseProcess) -> int:
    """How a process ended: 0, or minus the signal."""
    process.join(300)
    return -1000 if process.exitcode is None else process.exitcode


def asked(bodies: list[dict[str, Any]]) -> Counter[bytes]:
    """How often each request was answered."""
    return Counter(canonical(unmarked(body)) for body in bodies)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scribe]:
    """A world, and who can answer for it."""
    home = world(tmp_path_factory.mktemp("killed") / "home", 3)
    return home, known(home)


def test_a_killed_run_repeats_no_answered_call(place: tuple[Path, Scribe], tmp_path: Path) -> None:
    """kill -9 twice in the midst of it, then to the end: whatever was recorded was asked for once."""
    home, scribe = tmp_path / "home", place[1]
    shutil.copytree(place[0], home)
    service, rng = Service(answer=scribe.answer, latency=0.06), random.Random(3)
    text = (home / "workbench.toml").read_text()
    (home / "workbench.toml").write_text(text.replace("[engine]\n", "[engine]\nin_flight = 4\n"))
    with loopback(service) as url:
        kept: Counter[bytes] = Counter()
        for _ in range(2):
            process, before = started(home, url, "direct"), len(service.answered)
            while len(service.answered) < before + 6 and process.is_alive():
                time.sleep(0.01)
            time.sleep(rng.random() * 0.08)
            process.kill()
            assert ended(process) == -signal.SIGKILL
            kept = Counter(canonical(said["request"]) for said in recorded(home))
            assert max(kept.values()) == 1
        assert len(kept) > 0
        before = len(service.requests)
        assert ended(started(home, url, "direct")) == 0
    later = asked(service.requests[before:])
    assert not set(later) & set(kept)
    assert Workbench(home).status().lines_uncovered == 0
    assert {row[0] for row in Workbench(home).store.rows("SELECT DISTINCT priced FROM latest_call")} == {"used"}


def recorded(home: Path) -> list[dict[str, Any]]:
    """Every recorded answer."""
    return [json.loads(path.read_text()) for path in (home / "data/store/calls/answers").rglob("*.json")]


@pytest.mark.parametrize("moment", ["before it is noted", "while it is under way", "when it has ended"])
def test_a_killed_batch_is_collected_and_not_handed_in_again(
    moment: str, place: tuple[Path, Scribe], tmp_path: Path
) -> None:
    """kill -9 at each stage of a batch: the next run finds it, and every request was paid for once."""
    home = tmp_path / "home"
    shutil.copytree(place[0], home)
    service = Service(answer=place[1].answer, batch_seconds=0.0 if moment == "when it has ended" else 0.4)
    with loopback(service) as url:
        process = started(home, url, "batch")
        while not service.batches:
            time.sleep(0.005)
        if moment == "when it has ended":
            while not list((home / "data/store/calls").rglob("answers/*/*.json")):
                time.sleep(0.002)
        process.kill()
        assert ended(process) == -signal.SIGKILL
        if moment == "before it is noted":
            journal = home / "data/store/calls/batches.jsonl"
            journal.write_text(journal.read_text().split("\n")[0] + "\n")
        assert ended(started(home, url, "batch")) == 0
    assert len(service.batches) == 1
    assert Workbench(home).status().lines_uncovered == 0
    answers = Counter(canonical(one["request"]) for one in recorded(home))
    assert max(answers.values()) == 1
    assert service.requests == []


def test_a_batch_costs_half_and_finds_the_same(place: tuple[Path, Scribe], tmp_path: Path) -> None:
    """The same claims as asked one by one; the same tokens at half the price; nothing reserved, nothing left open."""
    found = {}
    for how in ("direct", "batch"):
        home = tmp_path / how
        shutil.copytree(place[0], home)
        wb = Workbench(home)
        with loopback(Service(answer=place[1].answer)) as url:
            wb.engine = wb.open_engine("claude", rehearsal=url, batch=how == "batch")
            queue = queue_of(wb.engine)
            assert queue is not None
            queue.pause = 0.01
            wb.run(wb.order(until="inventory"))
        (row,) = wb.store.rows("SELECT sum(tokens_out), sum(dollars), min(via), max(via) FROM latest_call")
        found[how] = (contents(home)["claim"], *row)
    assert found["direct"][0] == found["batch"][0]
    assert found["direct"][1] == found["batch"][1]
    assert (found["direct"][3], found["batch"][4]) == ("direct", "batch")
    assert 0.3 <= found["batch"][2] / found["direct"][2] <= 0.6
    assert not list((tmp_path / "batch/data/store/rehearsed/batches").glob("*.jsonl"))


def errored(code: str) -> dict[str, Any]:
    """An error in the place of a message."""
    return {"type": "errored", "error": {"type": "error", "error": {"type": code, "message": "no"}}}


RESULTS: dict[str, tuple[dict[str, Any], str]] = {
    "errored": (errored("invalid_request_error"), "rejected"),
    "overloaded": (errored("overloaded_error"), "unavailable"),
    "expired": ({"type": "expired"}, "unavailable"),
    "canceled": ({"type": "canceled"}, "unavailable"),
    "of a new kind": ({"type": "brand_new"}, "unavailable"),
    "no message": ({"type": "succeeded", "message": 7}, "unavailable"),
    "cut off": ({"type": "succeeded", "message": {"type": "message", "content": [], "stop_reason": "max_tokens",
                 "usage": {"input_tokens": 5, "output_tokens": 9}}}, "truncated"),
}  # fmt: skip


def test_what_fails_in_a_batch_has_its_state(place: tuple[Path, Scribe], tmp_path: Path) -> None:
    """Some requests go wrong, each in its own way: each has its state, the others are answered, nothing is reserved."""
    home, ways = tmp_path / "home", iter(RESULTS)
    shutil.copytree(place[0], home)
    hit: dict[str, str] = {}

    def faults(custom_id: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        if custom_id not in hit and (way := next(ways, "")):
            hit[custom_id] = way
        return RESULTS[hit[custom_id]][0] if custom_id in hit else None

    wb = Workbench(home)
    with loopback(Service(answer=place[1].answer, batch_faults=faults)) as url:
        wb.engine = wb.open_engine("claude", rehearsal=url, batch=True)
        queue = queue_of(wb.engine)
        assert queue is not None
        queue.pause = 0.01
        wb.run(wb.order(until="inventory"))
    states = dict(wb.store.rows("SELECT state, count(*) FROM latest_call GROUP BY state"))
    calls = {call.request_ids[0]: call.state for call in queue.terms.recordings.calls()}
    assert {way: calls[custom_id] for custom_id, way in hit.items()} == {way: RESULTS[way][1] for way in RESULTS}
    assert states["answered"] >= 10
    assert queue.terms.budget.held.money == 0
    assert wb.status().state == "incomplete"


def test_a_batch_under_way_is_not_paid_for_once_more(place: tuple[Path, Scribe], tmp_path: Path) -> None:
    """Whoever asks directly while a batch is under way is told so, in one line."""
    home = tmp_path / "home"
    shutil.copytree(place[0], home)
    service = Service(answer=place[1].answer, batch_seconds=3600)
    with loopback(service) as url:
        process = started(home, url, "batch")
        while "handed in" not in journal(home):
            time.sleep(0.01)
        process.kill()
        assert ended(process) == -signal.SIGKILL
        wb = Workbench(home)
        wb.engine = wb.open_engine("claude", rehearsal=url)
        engine = within(wb.engine)
        assert engine is not None
        queue = Queue(engine.source.terms, Wire(url, Key(SECRET)), engine.source.memory, waits=False)  # type: ignore[attr-defined]
        queue.terms.recordings.root = home / "data/store/calls"
        with pytest.raises(Refusal, match="is under way and paid for") as caught:
            queue.recover(lambda stage, done, total: None)
        queue.wire.close()
    assert "\n" not in str(caught.value)


def journal(home: Path) -> str:
    """What is noted about batches."""
    path = home / "data/store/calls/batches.jsonl"
    return path.read_text() if path.exists() else ""


def test_the_helpers_clock_jumps() -> None:
    """The clock of these tests moves when somebody sleeps, and an answer of theirs is whole."""
    clock = Skipped()
    before = clock.now()
    clock.sleep(5)
    assert clock.now() >= before + 5
    assert json.loads(said())["complete"] is True
