"""A process that executes notebooks, one after the other: `python -m workbench.batch.worker`.

A line of JSON on stdin is an order: a job, its engine and its limits. The answer is a line on stdout: `job.Ended`.
Nothing is written before a run has ended; then the notebook goes to its place in one step, without anything that looks
like a key. When stdin ends, whoever gave the orders is gone: kernel and process end at once.
"""

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from workbench.batch.figures import figures
from workbench.batch.job import MIB, Ended, RunState
from workbench.batch.notebook import joined, unexecuted_cells
from workbench.batch.redaction import blanked
from workbench.governed.keeper import descendants
from workbench.records import UNKNOWN

LOOK = 0.2
"""Seconds between two looks at a kernel's memory."""


def main() -> None:
    """Serve orders until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a kernel inherits stdout, and the answers are not its business
    _first_to_go()
    with _Runtime() as place:
        orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
        # Compiling this grammar takes two seconds of every start, and no notebook uses the formats it is for.
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
        threading.Thread(target=_listen, args=(orders, place), daemon=True).start()
        while True:
            answers.write(run(orders.get()).model_dump_json() + "\n")
            answers.flush()


class _Runtime:
    """A directory of its own for the kernels' sockets; short, because a socket's path may have 107 characters."""

    def __enter__(self) -> Path:
        root = "/tmp" if os.path.isdir("/tmp") else None
        self.place = Path(tempfile.mkdtemp(prefix="wb-", dir=root))
        os.environ["JUPYTER_RUNTIME_DIR"] = str(self.place)
        return self.place

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.place, ignore_errors=True)


def _first_to_go() -> None:
    with suppress(OSError):  # where memory runs out, the kernel shall go and not the batch; only Linux knows this
        Path("/proc/self/oom_score_adj").write_text("500")


def _listen(orders: "SimpleQueue[dict[str, Any]]", place: Path) -> None:
    for line in sys.stdin:
        orders.put(json.loads(line))
    if engines := sys.modules.get("workbench.batch.engines"):
        engines.Running.kill()
    shutil.rmtree(place, ignore_errors=True)
    os._exit(0)


def run(order: dict[str, Any]) -> Ended:
    """How one run ended; its notebook is saved, unless not even that could be done."""
    job, started = order["job"], time.monotonic()
    import_module("papermill")  # first: it asks for the engines while it is imported
    from workbench.batch import engines  # noqa: PLC0415  (papermill is an extra: only batches need it)

    engines.Running.notebook = None
    with _Watched(order.get("memory", 0)) as watch:
        state, detail = _executed(job, order)
    if watch.killed:
        state, detail = "killed", f"its kernel used more than {order['memory']} MiB of memory"
    notebook = engines.Running.notebook
    if state == "done" and (left := unexecuted_cells(notebook)):
        state, detail = "incomplete", f"{left} code cells were not executed"
    saved, fault = _saved(notebook, job, state)
    if fault and state == "done":
        state, detail = "incomplete", fault
    return Ended(
        ordinal=job["ordinal"],
        state=state,
        detail=blanked(detail),
        saved=saved,
        seconds=round(time.monotonic() - started, 3),
        figures=blanked(figures(notebook)),
    )


def _executed(job: dict[str, Any], order: dict[str, Any]) -> tuple[RunState, str]:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    from workbench.batch.entry import ENGINES  # noqa: PLC0415

    papermill: Any = import_module("papermill")
    name = f"workbench-{order['engine']}"
    import_module("papermill.engines").papermill_engines.register(name, ENGINES[name])
    try:
        papermill.execute_notebook(
            job["notebook"],
            None,
            parameters=job["parameters"],
            engine_name=name,
            cwd=job["home"],
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=120,
            seconds=order["seconds"],
            governed=order.get("governed", False),
        )
    except CellTimeoutError:
        return "timed_out", f"stopped after {order['seconds']:g} s"
    except DeadKernelError as error:
        return "killed", _line(error)
    except Exception as error:  # whatever a notebook raises is its result
        return ("killed" if "Kernel died" in str(error) else "failed"), _line(error)
    return "done", UNKNOWN


def _line(error: Exception) -> str:
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    return " ".join(f"{name}: {value}".split())[:500]


def _saved(notebook: Any, job: dict[str, Any], state: RunState) -> tuple[bool, str]:
    """Whether the notebook is at its place, and why not."""
    if notebook is None:
        return False, "no notebook was saved"
    nbformat: Any = import_module("nbformat")
    draft, output = Path(job["draft"]), Path(job["output"])
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(nbformat.writes(blanked(_honest(notebook, state))), "utf-8")
        os.replace(draft, output)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return False, f"the notebook could not be saved: {error.strerror}"
    return True, ""


def _honest(notebook: Any, state: RunState) -> Any:
    """The notebook, with metadata that does not call a cell completed which never was."""
    for cell in _code(notebook):
        cell.outputs = joined(cell.outputs)
        if cell.get("execution_count") is None and cell.source.strip():
            cell.metadata.setdefault("papermill", {})["status"] = "pending"
    notebook.metadata.setdefault("papermill", {})["exception"] = state != "done"
    notebook.metadata["workbench"] = {"state": state}
    return notebook


def _code(notebook: Any) -> Iterator[Any]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


class _Watched:
    """Ends the kernel of a run that uses more than so many MiB."""

    def __init__(self, most: int) -> None:
        self.most, self.killed = most, False
        self._over = threading.Event()

    def __enter__(self) -> "_Watched":
        if self.most:
            threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _watch(self) -> None:
        from workbench.batch.engines import Running  # noqa: PLC0415  (as above)

        while not self._over.wait(LOOK):
            if (pid := Running.pid()) and sum(map(resident, (pid, *descendants(pid)))) > self.most * MIB:
                self.killed = True
                Running.kill()
                return


def resident(pid: int) -> int:
    """Bytes of memory that a process has in use; 0 where nobody can say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
