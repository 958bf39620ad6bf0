"""The progress panel: agents at work, counted by state, with their cost, their pace and the time that is left.

    RunPanel(wb)         # shows how far it is; Run begins or goes on, Interrupt stops after the task under way

A run goes on in a thread beside the kernel, so that the notebook stays usable and the buttons answer. It never begins
by itself: under papermill, and in a saved notebook, the panel is a picture of how far it was.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from workbench.drawing import BAD, GOOD, IDLE, OPEN, bar, figure, legend, visible
from workbench.panels.listing import Said, seen
from workbench.records import Record
from workbench.table import Table

HERE = Path(__file__).parent
Told = Callable[[str, int, int], None]

WIDE = 480
"""Pixels of the bar in a record."""


class Runner(Protocol):
    """What is asked; a `Workbench` is one."""

    def progress(self) -> Record:
        """How far it is: reads and verdicts by state, calls, tokens, dollars."""

    def run(self, order: Any = None, told: Told = ...) -> object:
        """A run to its end, telling how far it is; it takes up what an earlier one left."""


class Interrupted(Exception):
    """Somebody pressed Interrupt."""


class RunPanel(anywidget.AnyWidget):
    """The runs of a project. `page` is what the browser shows."""

    _esm = (HERE / "common.js").read_text() + (HERE / "progress.js").read_text()
    _css = HERE / "panels.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, runner: Runner, order: object = None) -> None:
        """`order` is what a run is asked to do: all of workbench.toml without one."""
        self._runner, self._order = runner, order
        self._stage, self._done, self._total = "", 0, 0
        self._since, self._from, self._ended = 0.0, 0, ""
        self._stop, self._thread = threading.Event(), threading.Thread()
        super().__init__(page=self._page())
        self.on_msg(lambda _, message, buffers: self._heard(message))

    def start(self) -> None:
        """A run begins, or goes on where an earlier one stopped; nothing while one is under way."""
        if not self._thread.is_alive():
            self._stop.clear()
            self._stage, self._ended = "starting", ""
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def interrupt(self) -> None:
        """The run stops after the task under way; what is done stays done."""
        self._stop.set()

    def wait(self, seconds: float = 600) -> str:
        """How the run ended, once it has: "" when it was whole, else why it stopped."""
        self._thread.join(seconds)
        self.page = self._page()
        return self._ended

    def html(self) -> str:
        """How far it was, as a record."""
        told = self._runner.progress().model_dump()
        reads = told["reads"]
        whole = max(sum(reads.values()), 1)
        parts = [(WIDE * count / whole, COLOURS.get(state, BAD)) for state, count in sorted(reads.items(), key=_order)]
        names = [(COLOURS.get(state, BAD), f"{state} {count:,}") for state, count in sorted(reads.items(), key=_order)]
        said = f"run {told['run']}; {told['calls']:,} calls, {told['tokens']:,} tokens, ${told['dollars']:.2f}"
        verdicts = Table(list(told["verdicts"]), [list(told["verdicts"].values())])
        return figure(legend(names), f"<div>{bar(parts)}</div>", verdicts.html(), caption=said)

    def __repr__(self) -> str:
        """How far it is, in one line."""
        reads = self.page["reads"]
        return f"<RunPanel: {', '.join(f'{count} {state}' for state, count in reads.items()) or 'nothing taken in'}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        return {**live, "text/plain": repr(self), "text/html": self.html()}, about

    def _run(self) -> None:
        try:
            self._runner.run(self._order, self._told)
        except Interrupted:
            self._ended = "interrupted; Resume goes on where it stopped"
        except Exception as error:  # it ends here, in a thread that nobody watches, and must be seen
            self._ended = visible(error, 300)

    def _told(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._since, self._from = time.monotonic(), done
        self._stage, self._done, self._total = stage, done, total
        if self._stop.is_set():
            raise Interrupted

    def _heard(self, message: Mapping[str, Any]) -> None:
        if message["do"] in ("start", "interrupt"):
            (self.start if message["do"] == "start" else self.interrupt)()
        self.page = self._page()
        self.send({"kind": "heard"})

    def _page(self) -> Said:
        running = self._thread.is_alive()
        gone = time.monotonic() - self._since
        pace = (self._done - self._from) / gone if running and gone > 0 and self._stage != "starting" else 0.0
        return {
            **seen(self._runner.progress().model_dump(mode="json")),
            "running": running,
            "stopping": running and self._stop.is_set(),
            "stage": self._stage if running else "",
            "done": self._done if running else 0,
            "total": self._total if running else 0,
            "pace": round(pace * 60, 1),
            "left": round((self._total - self._done) / pace) if pace else -1,
            "ended": self._ended,
        }


COLOURS = {"ok": GOOD, "unread": IDLE, "truncated": OPEN, "unavailable": OPEN, "over_budget": OPEN, "lost": OPEN}
"""Read, not read yet, to be asked again; every other state is a failure."""


def _order(item: tuple[str, int]) -> tuple[bool, bool, str]:
    return item[0] == "unread", item[0] != "ok", item[0]
