"""A real process is really killed, at every point and at random ones, twice in a row: the effect is there once."""

import os
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bank import ENGINES, VARIABLE, Base, make_base
from governance_world import NOW, Record, make_world, trials

from workbench import ledger as ledger_module
from workbench.acts import Proposal, Receipt
from workbench.execution import Executor, execute, recover
from workbench.targets import swap as swap_module

CHANGES = ("pwrite", "fsync", "fdatasync", "ftruncate", "link", "rename", "replace", "unlink", "mkdir", "rmdir", "open")
"""The calls of the operating system by which anything can change."""


def in_child(work: Callable[[], object]) -> int:
    """The pid of a child that does some work and exits 0."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(3)


def outcome(pid: int) -> int:
    """How a child ended: 0, 3 for an exception, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def dying_at(point: int, work: Callable[[], object]) -> Callable[[], object]:
    """The work, killed just before the change with this number; a write is torn in the middle."""
    seen = iter(range(1 << 30))

    def hooked(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if next(seen) == point:
                if name == "pwrite":
                    real(given[0], given[1][: len(given[1]) // 2], given[2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call

    def wired() -> object:
        for name in CHANGES:
            setattr(os, name, hooked(name, getattr(os, name)))
        ledger_module._SYNC = os.fdatasync
        swap_module.exchange = hooked("exchange", swap_module.exchange)
        return work()

    return wired


class Files:
    """Three files: one made, one replaced, one deleted."""

    def __init__(self, home: Path) -> None:
        self.world = make_world(home)
        (self.world.out / "maps").mkdir(parents=True)
        self.expected: dict[str, bytes] = {}

    def next(self, number: int) -> Proposal:
        """An approved proposal."""
        maps = self.world.out / "maps"
        (maps / f"c{number}").write_bytes(b"c\n")
        (maps / "b").write_bytes(b"before %d\n" % number)
        made = self.world.propose({f"maps/a{number}": b"a\n", "maps/b": b"after\n", f"maps/c{number}": None})
        self.world.approve(made)
        self.world.approve(made, self.world.ben)
        self.expected |= {f"maps/a{number}": b"a\n", "maps/b": b"after\n"}
        return made

    def executor(self) -> Executor:
        """Whoever comes next."""
        return self.world.executor()

    def check(self) -> None:
        """Every file is as it should be, and none beside."""
        assert self.world.files() == self.expected
        assert [path.name for path in self.world.out.iterdir()] == ["maps"]


class Rows:
    """A counter in a database: executed twice it would show."""

    def __init__(self, base: Base) -> None:
        self.base, self.world, self.count = base, base.world, 0
        policy = base.world.policy
        self.policy = lambda: policy

    def next(self, number: int) -> Proposal:
        """An approved proposal."""
        made = self.base.propose("UPDATE accounts SET balance = balance + 1 WHERE id = 2")
        self.base.approve(made)
        self.count += 1
        return made

    def executor(self) -> Executor:
        """Whoever comes next."""
        return self.base.executor()

    def check(self) -> None:
        """The counter is what it should be."""
        assert self.base.rows()[1] == (2, "ben", 20.5 + self.count)


@pytest.fixture(params=["files", *ENGINES])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files | Rows:
    """Each kind of target."""
    if request.param == "files":
        return Files(tmp_path)
    if request.param == "postgresql":
        monkeypatch.setenv(VARIABLE, request.getfixturevalue("postgres"))
    return Rows(make_base(tmp_path, str(request.param)))


def run(place: Files | Rows, made: Proposal) -> Receipt:
    """An execution by the current policy."""
    return execute(place.executor(), made.proposal_id, NOW)


def settled(place: Files | Rows, made: Proposal) -> None:
    """After recovery the proposal is done, once."""
    recover(place.executor(), NOW)
    assert run(place, made).state == "done"
    place.check()
    entries = [entry for entry in place.world.ledger.entries() if entry.body.get("proposal") == made.proposal_id]
    receipts = [entry.body["state"] for entry in entries if entry.kind == "receipt"]
    assert receipts.count("done") == 1
    assert len([entry for entry in entries if entry.kind == "intent"]) == len(receipts)


def test_killed_at_every_change(place: Files | Rows, record_property: Record) -> None:
    """Killed just before each change that the executor makes on the disk, torn writes included: exactly once."""
    ended = -signal.SIGKILL
    for point in range(trials(1, 0), 500, trials(9, 1)):
        made = place.next(point)
        ended = outcome(in_child(dying_at(point, partial(run, place, made))))
        settled(place, made)
        if ended != -signal.SIGKILL:
            break
    record_property("crash points", point // trials(9, 1))
    assert ended == 0
    assert 10 < point < 400
    assert place.world.ledger.verify() == []


def test_killed_twice_at_random(place: Files | Rows, record_property: Record) -> None:
    """Killed at a random moment, and again at a random moment of the recovery: exactly once."""
    rng = random.Random(5)
    begun = time.monotonic()
    settled(place, place.next(0))
    longest = time.monotonic() - begun
    killed = number = 0
    # A child that had ended before it was to be killed proves nothing: the next moments are drawn earlier.
    while number < trials(3, 130) or (killed == 0 and number < trials(40, 400)):
        number += 1
        made = place.next(number)
        for _ in range(2):
            pid = in_child(partial(run, place, made))
            time.sleep(rng.random() * longest / (1 if killed else number))
            os.kill(pid, signal.SIGKILL)
            killed += outcome(pid) == -signal.SIGKILL
        settled(place, made)
    record_property("double crashes", number)
    record_property("kills at random moments", killed)
    assert killed > 0
    assert place.world.ledger.verify() == []


def test_two_executors_at_once(place: Files | Rows) -> None:
    """Two processes execute the same proposal at the same time: one effect, one receipt, both are told so."""
    for number in range(trials(2, 20)):
        made = place.next(number)
        pids = [in_child(partial(run, place, made)) for _ in range(2)]
        assert [outcome(pid) for pid in pids] == [0, 0]
        settled(place, made)
