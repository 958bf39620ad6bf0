"""A batch checks every parameter before it starts, and says of each run how it really ended."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.batch import Limits, RunRow, execute, exit_code, plan, run
from workbench.batch.notebook import parameters_of, unexecuted
from workbench.batch.parameters import load
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


def loaded(book: Path, name: str, text: str) -> list[dict[str, Any]]:
    file = book.with_name(name)
    file.write_text(text)
    return load(file, parameters_of(book))


def test_the_types_of_parameters_are_those_of_their_defaults(book: Path) -> None:
    """An annotation wins over the default; None says nothing."""
    types = {found.name: found.type for found in parameters_of(book)}
    assert types == {
        "market": "str", "limit": "int", "rate": "float", "strict": "bool", "names": "list", "home": "unknown",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["NO", "007", "1e5", "nan", "true", " x ", "null", "2026-01-01", ""])
def test_a_text_stays_a_text(book: Path, text: str) -> None:
    """Norway is not False, and leading zeros stay."""
    assert loaded(book, "p.csv", f"market,limit\n{text},1\n")[0]["market"] == text
    assert loaded(book, "p.jsonl", json.dumps({"market": text}))[0]["market"] == text
    assert loaded(book, "p.yaml", f"- market: {json.dumps(text)}")[0]["market"] == text


def test_norway_survives_plain_yaml(book: Path) -> None:
    """An unquoted NO in YAML is the country."""
    assert loaded(book, "p.yaml", "- market: NO\n- market: SE\n")[0] == {"market": "NO"}


def test_values_become_what_the_notebook_wants(book: Path) -> None:
    """Numbers, truth values and lists come out of CSV as such."""
    rows = loaded(book, "p.csv", 'market,limit,rate,strict,names,home\nNO,007,2,TRUE,"[""x""]",5\n')
    assert rows == [{"market": "NO", "limit": 7, "rate": 2.0, "strict": True, "names": ["x"], "home": "5"}]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")), min_size=1, unique=True, max_size=5))
@settings(max_examples=30, deadline=None)
def test_any_text_goes_through_json_lines_unchanged(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """What went in comes out, one row per text."""
    book = notebook(tmp_path_factory.mktemp("b") / "book.ipynb")
    rows = loaded(book, "p.jsonl", "\n".join(json.dumps({"market": text}) for text in texts))
    assert [row["market"] for row in rows] == texts


WRONG = [
    ("p.csv", "markt\nNO\n", "row 1: 'markt' is no parameter of the notebook"),
    ("p.csv", "market,limit\nNO,x\n", "row 1, column 'limit': the notebook takes a whole number, not 'x'"),
    ("p.csv", "market,limit\nNO,1\nSE,1e2\n", "row 2, column 'limit'"),
    ("p.csv", "rate\nnan\n", "column 'rate': the notebook takes a number, not 'nan'"),
    ("p.csv", "strict\nyes\n", "column 'strict': the notebook takes true or false, not 'yes'"),
    ("p.csv", "names\nx\n", "column 'names': the notebook takes a list"),
    ("p.csv", "market,limit\nNO\n", "row 1 has no column 'limit'"),
    ("p.csv", "market\nNO,1\n", "row 1 has 2 values for 1 columns"),
    ("p.csv", "market\nNO\nSE\nNO\n", "row 3 is the same as row 1"),
    ("p.csv", "market,market\nNO,SE\n", "the header has column 'market' 2 times"),
    ("p.csv", "market,\nNO,SE\n", "the header has column ''"),
    ("p.csv", 'market\n"NO\n', "is no CSV"),
    ("p.csv", "market\n", "has no rows"),
    ("p.csv", "", "has no rows"),
    ("p.csv", "api_key\nx\n", "'api_key' looks like a secret"),
    ("p.csv", "db_password\nx\n", "'db_password' looks like a secret"),
    ("p.csv", "market\nsk-" + "a1" * 12 + "\n", "column 'market': the value looks like a key"),
    ("p.jsonl", '{"market": 7}', "row 1, column 'market': the notebook takes a text, not 7"),
    ("p.jsonl", '{"limit": true}', "column 'limit': the notebook takes a whole number, not True"),
    ("p.jsonl", '{"limit": null}', "column 'limit'"),
    ("p.jsonl", '{"market": "a", "market": "b"}', "row 1 is no JSON: 'market' is given twice"),
    ("p.jsonl", '{"rate": NaN}', "row 1 is no JSON: NaN"),
    ("p.jsonl", "[1]", "row 1 is no JSON object"),
    ("p.yaml", "market: NO", "parameters are a list of maps"),
    ("p.yaml", "- market: a\n  market: b\n", "given twice"),
    ("p.txt", "market\nNO\n", "not '.txt'"),
]


@pytest.mark.parametrize(("name", "text", "says"), WRONG)
def test_a_wrong_parameter_file_is_one_line_with_row_and_column(book: Path, name: str, text: str, says: str) -> None:
    """Every kind of mistake is named before any kernel starts."""
    with pytest.raises(ParameterError) as caught:
        loaded(book, name, text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_parameter_without_a_value_is_required(tmp_path: Path) -> None:
    """A bare annotation asks for a column."""
    book = notebook(tmp_path / "b.ipynb", parameters="market: str\nlimit = 1\n")
    with pytest.raises(ParameterError, match="row 1: column 'market' is missing"):
        loaded(book, "p.csv", "limit\n1\n")


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
