"""Parameters are checked as a whole before any kernel starts; what is wrong is one line with row, line and column."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from street import Said, finished
from test_batch import notebook

from workbench.batch.notebook import parameters_of
from workbench.batch.parameters import load
from workbench.batch.redaction import BLANK
from workbench.errors import ParameterError
from workbench.project import Workbench


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return notebook(tmp_path / "book.ipynb")


def loaded(book: Path, name: str, content: str | bytes) -> list[dict[str, Any]]:
    file = book.with_name(name)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
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


@pytest.mark.parametrize(
    "word", ["NO", "007", "1e5", "12", "1_000", "on", "yes", "2026-01-01", "12:30", "0x1F", "True"]
)
def test_a_plain_word_of_yaml_is_the_text_that_stands_there(book: Path, word: str) -> None:
    """What the notebook takes as a text is no number because YAML would make one of it; a number is still a number."""
    rows = loaded(book, "p.yaml", f"- market: {word}\n  limit: 007\n  rate: 1e5\n  strict: true\n")
    assert rows == [{"market": word, "limit": 7, "rate": 1e5, "strict": True}]
    assert {name: type(value) for name, value in rows[0].items()} == {
        "market": str, "limit": int, "rate": float, "strict": bool,
    }  # fmt: skip


KEY = "sk-" + "a1" * 12
WRONG: list[tuple[str, str | bytes, str]] = [
    ("p.csv", "markt\nNO\n", "row 1 (line 2), column 'markt': no parameter of the notebook (is 'market' meant?)"),
    ("p.csv", "Market\nNO\n", "column 'Market': no parameter of the notebook (is 'market' meant?)"),
    ("p.csv", "market;limit\nNO;1\n", "columns are parted by commas, not by ';'; it takes market"),
    ("p.csv", "market\tlimit\nNO\t1\n", "columns are parted by commas, not by '\\t'"),
    ("p.csv", "market,limit\nNO,x\n", "row 1 (line 2), column 'limit': the notebook takes a whole number"),
    ("p.csv", "market,limit\n\nNO,1\n\nSE,1e2\n", "row 2 (line 5), column 'limit'"),
    ("p.csv", 'market,limit\n"N\nO",1\nSE,\n', "row 2 (line 4), column 'limit': the notebook takes a whole number"),
    ("p.csv", f"limit\n{'9' * 19}\n", "column 'limit': the notebook takes a whole number of at most 18 digits"),
    ("p.csv", "rate\nnan\n", "column 'rate': the notebook takes a number, not 'nan'"),
    ("p.csv", "rate\n1,5\n", "column 'rate': 2 values for 1 columns"),
    ("p.csv", "strict\nyes\n", "column 'strict': the notebook takes true or false, not 'yes'"),
    ("p.csv", "names\nx\n", 'column \'names\': the notebook takes a list such as ["a", "b"], not \'x\''),
    ("p.csv", "market,limit\nNO\n", "row 1 (line 2), column 'limit': 1 values for 2 columns"),
    ("p.csv", "market\nNO,1\n", "row 1 (line 2), column 'market': 2 values for 1 columns"),
    ("p.csv", "market\nNO\nSE\nNO\n", "row 3 (line 4) is the same as row 1"),
    ("p.csv", "market,market\nNO,SE\n", "header, column 'market': it stands there 2 times"),
    ("p.csv", "market,\nNO,SE\n", "header, column ''"),
    ("p.csv", 'market\nSE\n"NO\n', "is no CSV from line 3 on"),
    ("p.csv", f"market\n{'x' * 100_001}\n", "column 'market': 100,001 characters; a value has at most 100,000"),
    ("p.csv", f"limit\n{'x' * 1000}\n", "… (1,002 characters)"),
    ("p.csv", "market\n", "has no rows; each is a run, and the notebook takes market (a text), limit"),
    ("p.csv", "", "has no rows"),
    ("p.csv", "market\nÅland\n".encode("utf-16"), "are not UTF-8 text, but like UTF-16: line 1, byte 0"),
    ("p.csv", "market\nÅland\n".encode("latin-1"), "are not UTF-8 text: line 2, byte 7"),
    ("p.csv", b"PK\x03\x04\xff", "like a ZIP file, such as a workbook"),
    ("p.csv", "api_key\nx\n", "row 1 (line 2), column 'api_key': the name is that of a secret"),
    ("p.csv", "db_password\nx\n", "'db_password': the name is that of a secret"),
    ("p.csv", f"market\n{KEY}\n", "row 1 (line 2), column 'market': the value looks like a key"),
    ("p.csv", f"{KEY}\nNO\n", f"column '{BLANK}': no parameter of the notebook"),
    ("p.jsonl", '{"market": 7}', "row 1 (line 1), column 'market': the notebook takes a text, not 7"),
    ("p.jsonl", '{"limit": true}', "column 'limit': the notebook takes a whole number of at most 18 digits, not True"),
    ("p.jsonl", '{"limit": 1.0}', "column 'limit': the notebook takes a whole number"),
    ("p.jsonl", '{"limit": null}', "column 'limit'"),
    ("p.jsonl", '{"rate": 1e999}', "column 'rate': the notebook takes a number, not inf"),
    ("p.jsonl", '{"names": [1e999]}', "column 'names': the notebook takes a list"),
    ("p.jsonl", '{"market": "\\ud800"}', "column 'market': the notebook takes a text"),
    ("p.jsonl", '{"market": "a"}\n\n{"market": "b"\n', "row 2 (line 3) is no JSON: Expecting ',' delimiter, column 15"),
    ("p.jsonl", '{"market": "a"}{"market": "b"}', "row 1 (line 1) is no JSON: Extra data"),
    ("p.jsonl", '{"market": "a", "market": "b"}', "row 1 (line 1) is no JSON: 'market' is given twice"),
    ("p.jsonl", '{"rate": NaN}', "row 1 (line 1) is no JSON: NaN"),
    ("p.jsonl", "[" * 100_000, "row 1 (line 1) is no JSON: it is nested too deep"),
    ("p.jsonl", "[1]", "row 1 (line 1) is no JSON object"),
    ("p.yaml", "", "has no rows"),
    ("p.yaml", "market: NO", "parameters are a list of maps"),
    ("p.yaml", "- market: {name: NO}\n", "column 'market': the notebook takes a text, not {'name': 'NO'}"),
    ("p.yaml", "- market: SE\n- market:\n", "row 2 (line 2), column 'market': the notebook takes a text, not None"),
    ("p.yaml", "- market: a\n  market: b\n", "given twice"),
    ("p.yaml", "- market: &a b\n- market: *a\n", "p.yaml:1: anchor &a"),
    ("p.json", "[]", "not '.json'"),
    ("p.txt", "market\nNO\n", "(.csv, .jsonl, .yaml, .yml), not '.txt'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "says"), WRONG, ids=[f"{at}-{name}" for at, (name, *_) in enumerate(WRONG)]
)
def test_a_wrong_file_is_one_line_with_row_and_column(book: Path, name: str, content: str | bytes, says: str) -> None:
    """Every kind of mistake is named, with what the notebook takes, and no key is repeated."""
    with pytest.raises(ParameterError) as caught:
        loaded(book, name, content)
    said = str(caught.value)
    assert says in said
    assert "\n" not in said
    assert len(said) < 600
    assert KEY not in said


def test_a_value_of_the_environments_secrets_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it looks like: it would be saved with the notebook."""
    monkeypatch.setenv("DB_PASSWORD", "correct horse")
    with pytest.raises(ParameterError, match=r"row 1 .* column 'market': the value looks like a key"):
        loaded(book, "p.csv", "market\nuse correct horse\n")


def test_a_mark_at_the_beginning_of_a_file_is_no_part_of_a_column(book: Path) -> None:
    """Spreadsheets write one before UTF-8."""
    assert loaded(book, "p.csv", b"\xef\xbb\xbfmarket\r\nNO\r\n") == [{"market": "NO"}]


SELECTS = [
    ("DELETE FROM fact", "parameters are a SELECT or a file"),
    ("SELECT 1; DELETE FROM fact", ""),
    ("WITH gone AS (SELECT 1) DELETE FROM fact", ""),
    ("SELECT * FROM read_text('/etc/passwd')", ""),
    ("SELECT 1 AS limit, 2 AS limit", "column 'limit' 2 times"),
    ("SELECT 'x' AS limit", "the SELECT: row 1, column 'limit': the notebook takes a whole number"),
    ("SELECT 'NO' AS market WHERE false", "the SELECT has no rows"),
    ("SELECT DISTINCT 'NO' AS markt FROM fact", "column 'markt': no parameter of the notebook"),
    ("SELECT nothing FROM nowhere", "nowhere"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was run, with a notebook that leaves a trace when a kernel executes it."""
    place = finished(tmp_path_factory.mktemp("parameters") / "home")
    notebook(place / "book.ipynb", "from pathlib import Path\n_ = Path('trace').touch()\nmarket, limit")
    return place


@pytest.mark.parametrize(("sql", "says"), SELECTS)
def test_a_wrong_select_starts_nothing(home: Path, capsys: pytest.CaptureFixture[str], sql: str, says: str) -> None:
    """It runs on a copy that it cannot write, and what it gives is checked like a file: exit 2, one line."""
    facts = Workbench(home).store.rows("SELECT count(*) FROM fact")
    told = Said(capsys, "batch", home / "book.ipynb", "--home", home, "--params", sql)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1), told.err
    assert says in told.err
    assert Workbench(home).store.rows("SELECT count(*) FROM fact") == facts
    _nothing_ran(home)


@pytest.mark.parametrize("name", ["missing.csv", "specs", "markt.csv", "late.csv"])
def test_a_wrong_file_starts_nothing(home: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Not even the rows before the wrong one: exit 2, one line, nothing in the store, no notebook."""
    (home / "markt.csv").write_text("markt\nNO\n")
    (home / "late.csv").write_text("market,limit\n" + "".join(f"M{n},1\n" for n in range(30)) + "SE,x\n")
    told = Said(capsys, "batch", home / "book.ipynb", "--home", home, "--params", home / name)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1), told.err
    _nothing_ran(home)


def _nothing_ran(home: Path) -> None:
    assert Workbench(home).store.rows("SELECT count(*) FROM notebook_run") == [(0,)]
    assert not (home / "trace").exists()
    assert not (home / "data" / "runs").exists()


def test_the_rows_of_a_select_are_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each endpoint of the store is a run, with its texts and numbers, and the same SELECT again runs nothing."""
    home = finished(tmp_path / "home")
    book = notebook(home / "book.ipynb", "assert type(limit) is int and limit > 0\nmarket")
    sql = "SELECT program AS market, count(*) AS limit FROM active_fact GROUP BY ALL ORDER BY ALL LIMIT 2"
    command = ("batch", book, "--home", home, "--params", sql, "--json")
    told = [json.loads(line) for line in Said(capsys, *command).out.splitlines()]
    assert told[-1]["states"] == {"done": 2}
    expected = Workbench(home).store.rows(sql)
    rows = {each["ordinal"]: each["parameters"] for each in told if each["event"] == "done"}
    assert [tuple(rows[at].values()) for at in (1, 2)] == expected
    assert Said(capsys, *command).out.count('"kept"') == 2
    assert os.listdir(home / "data" / "runs")


def test_a_parameter_without_a_value_is_required(tmp_path: Path) -> None:
    """A bare annotation asks for a column."""
    book = notebook(tmp_path / "b.ipynb", parameters="market: str\nlimit = 1\n")
    with pytest.raises(ParameterError, match=r"row 1 \(line 2\), column 'market': it is missing.* takes a text"):
        loaded(book, "p.csv", "limit\n1\n")
