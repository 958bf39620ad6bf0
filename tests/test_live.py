"""A batch in a notebook shows how far it is, ends cleanly on Interrupt, and goes on when the cell is run again."""

import signal
from pathlib import Path

import pytest
from test_batch import notebook

from workbench.batch import Limits, RunRow, plan
from workbench.batch.job import Job
from workbench.batch.live import Live
from workbench.batch.progress import Progress
from workbench.batch.summary import Summary
from workbench.store import Store


class Impatient(Live):
    """Somebody presses Interrupt, once, when two runs have ended and another one is at work."""

    pressed = False
    pictures: tuple[str, ...] = ()

    def _changed(self, row: RunRow, now: Progress) -> None:
        super()._changed(row, now)
        self.pictures = (*self.pictures, self.html())
        at_work = any(one.state == "running" for one in self._latest.values())
        if now.ended == 2 and at_work and not self.pressed:
            self.pressed = True
            signal.raise_signal(signal.SIGINT)


def jobs(home: Path, cell: str, markets: list[str]) -> list[Job]:
    book = notebook(home / "book.ipynb", cell, parameters='market = "SE"\n')
    (home / "p.csv").write_text("market\n" + "".join(f"{market}\n" for market in markets))
    return plan(home, book, home / "p.csv")


def test_interrupt_ends_a_batch_and_the_same_cell_goes_on(tmp_path: Path) -> None:
    """What is done stays, what ran is interrupted, the rest queued; the second go runs the rest, and fails say why."""
    cell = "import time; time.sleep(0.5)\nassert market != '<b>6', 'no orders'"
    live = Impatient(
        Store(tmp_path), jobs(tmp_path, cell, ["1", "2", "3", "4", "5", "<b>6"]), Limits(jobs=2, engine="fast")
    )
    live.run()
    states = [row.state for row in live.rows]
    assert states.count("done") == 2
    assert set(states) == {"done", "interrupted", "queued"}
    assert "interrupted; the same again" in live.html()
    live.run()
    assert [row.state for row in live.rows] == ["done"] * 5 + ["failed"]
    assert "&lt;b&gt;6: failed, AssertionError: no orders" in live.html()
    assert "<b>6" not in live.html()
    assert any("at work" in picture for picture in live.pictures)
    assert any("/min" in picture for picture in live.pictures)
    ended = Summary(live.rows, again="run the cell above again")
    assert "run the cell above again" in ended.html()


def test_the_time_left_is_that_of_the_runs_that_ended_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first run that works for all says nothing of the others; runs that were done before are not counted as pace."""
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    now = Progress(54, lambda row, progress: None)

    def ends(ordinal: int, at: float, state: str = "done") -> None:
        row = RunRow.model_validate(
            {"batch": "b", "ordinal": ordinal, "notebook": "n", "parameters": {}, "state": "queued"}
        )
        if at:
            clock[0] = at
            now(row.model_copy(update={"state": "running"}))
        now(row.model_copy(update={"state": state}))

    ends(54, 0)
    assert now.words() == "0 not done, 1 done before"
    ends(1, 100)
    assert "left" not in now.words()
    for ordinal in range(2, 23):
        ends(ordinal, 99.0 + ordinal)
    assert now.words() == "60/min, 0 not done, 1 done before, 31 s left"
    ends(23, 122, "failed")
    assert "1 not done" in now.words()
