"""A batch checks every parameter before it starts, and says of each run how it really ended."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from workbench.batch import Limits, RunRow, execute, exit_code, plan, run
from workbench.batch.notebook import parameters_of, unexecuted
from workbench.errors import ParameterError
from workbench.store import Store

PARAMETERS = 'market = "SE"\nlimit = 10\nrate: float = 1\nstrict = False\nnames = ["a"]\nhome = None\n'


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook file with a parameters cell and some code cells."""
    tagged = [(parameters, ["parameters"])] + [(cell, []) for cell in cells]
    code: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {"tags": tags}, "source": source, "outputs": [],
         "execution_count": None}
        for n, (source, tags) in enumerate(tagged)
    ]  # fmt: skip
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return notebook(tmp_path / "book.ipynb")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "is no notebook"),
        ("x", "is no notebook"),
        ('{"cells": []}', "has 0 cells tagged 'parameters'"),
    ],
)
def test_what_is_no_parameterised_notebook_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """A batch without a parameters cell would ignore its parameters."""
    path = tmp_path / "b.ipynb"
    path.write_text(text)
    with pytest.raises(ParameterError, match=says):
        parameters_of(path)


def test_output_names_cannot_leave_the_directory(book: Path) -> None:
    """A hostile value is only letters by the time it is a file name, and `out_dir` stays below data/runs."""
    file = book.with_name("p.csv")
    file.write_text("market\n../../../etc/x\n")
    job = plan(book.parent, book, file)[0]
    assert Path(job.output).name == "001-_etc_x.ipynb"
    with pytest.raises(ParameterError, match="is not below"):
        plan(book.parent, book, file, book.parent / "elsewhere")


def test_the_same_inputs_are_the_same_batch(book: Path) -> None:
    """Ids come from content: another order of columns changes nothing, another value does."""
    file = book.with_name("p.csv")
    ids = []
    for text in ("market,limit\nNO,1\n", "limit,market\n1,NO\n", "limit,market\n2,NO\n"):
        file.write_text(text)
        ids.append(plan(book.parent, book, file)[0].batch)
    assert ids[0] == ids[1] != ids[2]


def test_each_run_says_how_it_really_ended(tmp_path: Path) -> None:
    """Done, failed and killed runs are told apart, stored, and each leaves a whole notebook."""
    book = notebook(
        tmp_path / "book.ipynb",
        "import os, signal\n"
        "if market == 'raises': raise ValueError('no orders\\nat all')\n"
        "if market == 'dies': os.kill(os.getpid(), signal.SIGKILL)\n",
        "assert (market, limit) == ('NO', 7), (market, limit)",
        "",
    )
    (tmp_path / "p.csv").write_text("market,limit\nNO,007\nraises,1\ndies,1\n")
    rows = run(tmp_path, book, tmp_path / "p.csv", jobs=2)
    assert [row.state for row in rows] == ["done", "failed", "killed"]
    assert rows[1].detail == "ValueError: no orders at all"
    assert exit_code(rows) == 1
    assert exit_code(rows[:1]) == 0
    stored = Store(tmp_path).rows("SELECT ordinal, state FROM latest_notebook_run ORDER BY ordinal")
    assert stored == [(1, "done"), (2, "failed"), (3, "killed")]
    outputs = sorted(path.name for path in (tmp_path / "data/runs").rglob("*"))
    assert outputs == sorted([rows[0].batch, "001-NO.ipynb", "002-raises.ipynb", "003-dies.ipynb"])
    assert unexecuted(tmp_path / rows[0].output) == 0
    assert unexecuted(tmp_path / rows[1].output) > 0


def test_a_run_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """The time of a run is bounded, and its row says so."""
    book = notebook(
        tmp_path / "book.ipynb",
        "import os, time\nfrom pathlib import Path\nPath('pid').write_text(str(os.getpid()))\ntime.sleep(60)",
    )
    (tmp_path / "p.csv").write_text("market\nNO\n")
    told: list[RunRow] = []
    jobs = plan(tmp_path, book, tmp_path / "p.csv")
    rows = execute(Store(tmp_path), jobs, Limits(jobs=1, seconds=4), told.append)
    assert [row.state for row in told] == ["queued", "running", "timed_out"]
    assert told[-1:] == rows
    assert list((tmp_path / "data/runs").rglob(".draft*")) == []
    kernel = Path("/proc") / (tmp_path / "pid").read_text()
    for _ in range(100):  # the kernel looks for its parent once a second
        if not kernel.exists() or "(zombie)" in (kernel / "status").read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("the kernel of a stopped run still runs")
