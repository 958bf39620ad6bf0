"""Batches in governed kernels: each run is confined, results are as ever, and a client names no place of its own."""

from pathlib import Path

import governed_world as world
import nbformat
import pytest
from governed_world import confined
from test_batch import notebook

from workbench.acts import Level as Recorded
from workbench.batch import Job, Limits, execute, plan
from workbench.confinement import LEVELS
from workbench.errors import NotAllowed
from workbench.governed import door
from workbench.serving import wire
from workbench.serving.notebooks import jobs_of
from workbench.store import Store


def book(home: Path, *cells: str) -> Path:
    """A notebook of the project with one parameter."""
    new = nbformat.v4
    first = new.new_code_cell("market = 'NO'", metadata={"tags": ["parameters"]})
    made = new.new_notebook(cells=[first, *map(new.new_code_cell, cells)])
    path = home / "notebooks" / "book.ipynb"
    nbformat.write(made, path)
    return path


@confined
def test_each_run_is_confined(tmp_path: Path) -> None:
    """A run that tries to write outside fails; the others are done, with the same outputs as in plain kernels."""
    home = world.project(tmp_path / "home")
    path = book(
        home,
        "print(market, sum(range(10)))",
        f"if market == 'SE': open({str(home / 'policy.yaml')!r}, 'a')",
    )
    rows = tmp_path / "rows.csv"
    rows.write_text("market\nNO\nSE\n")
    ended = execute(Store(home), plan(home, path, rows), Limits(jobs=2, seconds=60, governed=True))
    assert [row.state for row in ended] == ["done", "failed"], ended
    assert "Error" in ended[1].detail
    saved = nbformat.read(home / ended[0].output, 4)
    assert [out["text"] for cell in saved.cells for out in cell.get("outputs", []) if out["name"] == "stdout"] == [
        "NO 45\n"
    ]
    assert saved.metadata.language_info["workbench_level"] == world.REACH.level


@pytest.mark.parametrize(
    "wrong",
    [
        {"notebook": "/etc/passwd"},
        {"notebook": "notebooks/../policy.yaml"},
        {"notebook": "data/runs/kernels/mine/planted.ipynb"},
        {"batch": "kernels"},
        {"batch": "batch-1234abcd/../.."},
        {"output": "data/out/../x"},
        {"output": "x/.ssh"},
    ],
)
def test_a_client_names_no_place_of_its_own(tmp_path: Path, wrong: dict[str, str]) -> None:
    """Only notebooks of the project run, what they leave goes where batches go, under a key that is computed here."""
    home = world.project(tmp_path / "home")
    path = notebook(home / "notebooks" / "book.ipynb")
    said = {"batch": "batch-1234abcd", "ordinal": 1, "home": "/", "notebook": str(path), "parameters": {}}
    right = Job.model_validate({**said, "draft": "/etc/draft", "output": "/etc/001-NO.ipynb", "key": "key-forged"})
    [job] = jobs_of(home, [right])
    place = home / "data" / "runs" / "batch-1234abcd"
    assert (job.home, job.draft, job.output) == (str(home), f"{place}/.draft-001-NO.ipynb", f"{place}/001-NO.ipynb")
    assert job.key != "key-forged"
    (home / "data" / "runs" / "kernels" / "mine").mkdir(parents=True)
    (home / "data" / "runs" / "kernels" / "mine" / "planted.ipynb").write_bytes(path.read_bytes())
    with pytest.raises(NotAllowed):
        jobs_of(home, [right.model_copy(update=wrong)])


def test_one_vocabulary() -> None:
    """What a launcher says is what a server understands: the version, and the words for levels."""
    assert door.VERSION == wire.VERSION
    assert set(LEVELS) == set(Recorded.__args__)  # type: ignore[attr-defined]
