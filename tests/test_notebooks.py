"""Notebooks are thin, clean and true: each runs headless from top to bottom and shows something at each step."""

import ast
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import street
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from traitlets.config import Config

from workbench.batch import Job, Limits, RunRow, execute, plan
from workbench.batch.notebook import parameters_of
from workbench.errors import ParameterError
from workbench.project import Workbench

ROOT = Path(__file__).resolve().parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.name for path in BOOKS]
ESSAYS = [
    "00-start",
    "00b-reverse",
    "01-ingest",
    "02-inventory",
    "03-map",
    "04-check",
    "05-approve",
    "06-lineage",
    "07-batch",
]

each = pytest.mark.parametrize("path", BOOKS, ids=NAMES)


@cache
def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook; the source of each is one text."""
    found: list[dict[str, Any]] = nbformat.read(path, 4).cells
    return found


def code(path: Path) -> list[dict[str, Any]]:
    """The code cells but the parameters."""
    return [cell for cell in cells(path) if cell["cell_type"] == "code" and "tags" not in cell["metadata"]]


def test_the_essays_are_there() -> None:
    """The nine of them, and the one that the batch runs."""
    assert [*(f"{name}.ipynb" for name in ESSAYS), "market.ipynb"] == NAMES


@each
def test_nothing_but_the_notebook_is_committed(path: Path) -> None:
    """No outputs, no counts, no traces of a run; valid, and with ids that say where they are."""
    raw = json.loads(path.read_text())
    nbformat.validate(raw)
    assert set(raw["metadata"]) == {"kernelspec", "language_info"}
    for cell in raw["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"tags"}
    ids = [cell["id"] for cell in raw["cells"]]
    stem = path.stem.split("-")[0]
    assert all(found == "parameters" or re.fullmatch(rf"{stem}-\d\d", found) for found in ids)
    assert len(set(ids)) == len(ids)
    assert path.read_text().endswith("}\n")


@each
def test_a_notebook_is_an_essay(path: Path) -> None:
    """A title, the parameters, then few and short steps, each of which ends with something to look at."""
    assert 5 <= len(cells(path)) <= 12
    assert cells(path)[0]["source"].startswith("# ")
    assert cells(path)[1]["metadata"] == {"tags": ["parameters"]}
    assert parameters_of(path)[0].name == "home"
    for cell in code(path):
        tree = ast.parse(cell["source"])
        steps = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
        assert 1 <= len(steps) <= 4, cell["source"]
        assert isinstance(steps[-1], ast.Expr), cell["source"]


@each
def test_a_notebook_holds_no_program(path: Path) -> None:
    """No functions, classes or loops; they belong to the package."""
    heavy = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.With)
    for cell in code(path):
        assert not [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, heavy)], cell["source"]


def test_a_kernel_without_the_package_is_told_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs a notebook in another kernel reads, beside the line that failed, what to do."""
    (tmp_path / "workbench.py").write_text("raise ModuleNotFoundError(\"No module named 'workbench'\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    firsts = {code(path)[0]["source"].split("\n")[0] for path in BOOKS}
    assert len(firsts) == 1
    book = nbformat.read(BOOKS[0], 4)
    del book.cells[4:]
    NotebookClient(book, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = book.cells[3].outputs
    told = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))
    assert output.ename == "ModuleNotFoundError"
    assert firsts.pop().removeprefix("# ") in told


@each
def test_paths_are_parameters(path: Path) -> None:
    """No text in the code is a path: what a notebook works on stands in its parameters."""
    for cell in code(path):
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"[\w.]/[\w.]|\.\w{2,4}$", node.value), node.value


@each
def test_what_is_said_is_asserted(path: Path) -> None:
    """Each notebook holds at least one of its claims against the store."""
    asserted = [
        node for cell in code(path) for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Assert)
    ]
    assert asserted or path.stem == "market"


def test_notebooks_lead_to_each_other() -> None:
    """Every link leads to a notebook that is there, and every essay is linked from another."""
    links = {path.name: set(re.findall(r"\]\(([^)]+)\)", json.dumps(cells(path)))) for path in BOOKS}
    linked = set().union(*links.values())
    assert linked <= set(NAMES)
    assert linked >= {f"{name}.ipynb" for name in ESSAYS[1:]}


@each
def test_unknown_parameters_are_refused(path: Path, tmp_path: Path) -> None:
    """A misspelled parameter stops a batch before anything runs."""
    rows = tmp_path / "rows.csv"
    rows.write_text("hoem\n.\n")
    with pytest.raises(ParameterError, match="'hoem': no parameter of the notebook"):
        plan(tmp_path, path, rows)


def test_a_notebook_finds_its_project(tmp_path: Path) -> None:
    """The directory that a kernel starts in may lie anywhere in the project; outside of one is an error."""
    home = street.world(tmp_path / "home")
    inside = home / "specs"
    assert Workbench.find(inside).home == Workbench.find(home).home == home
    with pytest.raises(ParameterError, match="lies in no project"):
        Workbench.find(tmp_path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was run, with the notebooks in it."""
    place = street.finished(tmp_path_factory.mktemp("notebooks") / "home")
    (place / "notebooks").mkdir()
    for path in BOOKS:
        (place / "notebooks" / path.name).write_bytes(path.read_bytes())
    shutil.copytree(ROOT / "data" / "modules", place / "data" / "modules")
    return place


@pytest.fixture(scope="module")
def runs(home: Path) -> dict[str, RunRow]:
    """Every notebook executed by papermill, two at a time on one store, by name."""
    jobs = [
        Job(
            batch="batch-notebooks",
            ordinal=number,
            home=str(home),
            notebook=str(home / "notebooks" / path.name),
            parameters={"home": str(home)},
            draft=str(home / "data/runs" / f".draft-{path.name}"),
            output=str(home / "data/runs" / path.name),
        )
        for number, path in enumerate(BOOKS, 1)
    ]
    return {row.notebook: row for row in execute(Workbench(home).store, jobs, Limits(jobs=2, seconds=120))}


def shown(home: Path, run: RunRow) -> list[dict[str, Any]]:
    """The data of all outputs of a run, as mime bundles."""
    book = nbformat.read(home / run.output, 4)
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert {output["output_type"] for output in outputs} <= {"execute_result", "display_data"}, outputs
    return [output["data"] for output in outputs]


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_runs_headless(home: Path, runs: dict[str, RunRow], name: str) -> None:
    """To its end, with something to look at after every step and nothing on stderr."""
    run = runs[name]
    assert (run.state, run.detail) == ("done", "unknown")
    bundles = shown(home, run)
    assert len(bundles) == len(code(ROOT / "notebooks" / name))
    pictures = [bundle["text/html"] for bundle in bundles if "text/html" in bundle]
    assert pictures
    assert all(html.startswith("<figure") for html in pictures)
    assert not any(re.search(r"<script|https?://", html) for html in pictures)


def test_a_headless_panel_is_inert(home: Path, runs: dict[str, RunRow]) -> None:
    """It shows the queue, decides nothing, and weighs little in the saved notebook."""
    run = runs["05-approve.ipynb"]
    live = [one for one in shown(home, run) if "application/vnd.jupyter.widget-view+json" in one]
    assert len(live) == 1
    bench = Workbench(home)
    waiting = [one for one in bench.proposals() if one.subject in bench.endpoints()]  # 07 adds those of its markets
    assert waiting
    assert all(one.subject in live[0]["text/html"] for one in waiting)
    assert {one.state for one in bench.proposals()} == {"proposed"}
    assert not (home / "data/out").exists()
    assert len(json.dumps(nbformat.read(home / run.output, 4).metadata.get("widgets", {}))) < 50_000


def test_the_batch_in_the_notebook_ran(home: Path, runs: dict[str, RunRow]) -> None:
    """Norway, Sweden and Switzerland have each their notebook, and each of these is done."""
    assert runs["07-batch.ipynb"].state == "done"
    rows = Workbench(home).sql("SELECT output, state FROM latest_notebook_run WHERE batch_id <> 'batch-notebooks'")[1]
    assert sorted(Path(str(output)).name[4:] for output, _ in rows) == ["CH.ipynb", "NO.ipynb", "SE.ipynb"]
    assert {state for _, state in rows} == {"done"}


@pytest.mark.parametrize("name", NAMES)
def test_an_exported_notebook_shows_its_pictures(home: Path, runs: dict[str, RunRow], name: str) -> None:
    """As HTML, with the project's settings: every picture is in it, and nothing is loaded from anywhere."""
    told = Config(json.loads((ROOT / "jupyter_nbconvert_config.json").read_text()))
    html, _ = HTMLExporter(config=told).from_filename(str(home / runs[name].output))
    pictures = sum("text/html" in bundle for bundle in shown(home, runs[name]))
    assert html.count('<figure class="workbench"') >= pictures
    assert not re.search(r"""<(?:script|link|img)[^>]*(?:src|href)=["']https?:""", html)
    assert "Error displaying widget" not in html
