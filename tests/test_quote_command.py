"""Quotes as a service: what the matcher says of anybody's quotes, line by line."""

import json
import random
import sys
from pathlib import Path

import pytest

from workbench.cli import run
from workbench.quotes import Quotes
from workbench.spec import read

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import bench_gate  # noqa: E402 - benchmarks/bench_gate.py, which is no package

SPEC = "1. PROGRAM ORD100\n\n   01  ORDER-REC.\n       05  CUST-NO   PIC X(10).\n       05  AMT   PIC S9(7)V99.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with a document."""
    (tmp_path / "spec.txt").write_text(SPEC)
    return tmp_path


def asked(place: Path, *lines: object) -> list[str]:
    """The words of a command on these lines."""
    (place / "quotes.jsonl").write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n")
    return ["quote", "spec.txt", "--file", "quotes.jsonl", "--home", str(place)]


def test_each_line_gets_its_state_and_reason(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """True, false and misplaced quotes, in order, as JSON."""
    words = asked(
        place,
        {"quote": "05 CUST-NO PIC X(10).", "first": 4, "last": 4},
        {"quote": "05 CUST-NO PIC X(11).", "first": 4, "last": 4},
        {"quote": "PROGRAM ORD100", "first": 900, "last": 901},
    )
    assert run([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in found] == ["accepted", "rejected", "rejected"]
    assert "X(11)" in found[1]["reason"]
    assert "do not exist" in found[2]["reason"]
    assert (found[0]["at_first"], found[0]["at_last"]) == (4, 4)


def test_a_table_counts_the_states(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json a person reads a table and a sum."""
    assert run(asked(place, {"quote": "01 ORDER-REC.", "first": 3, "last": 3})) == 0
    assert "1 accepted, 0 uncertain, 0 rejected" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{ no", "line 1 is not JSON"),
        ('{"quote": "a", "first": 1}', "last"),
        ('{"quote": 7, "first": 1, "last": 1}', "quote"),
        ('{"quote": "a", "first": "1", "last": 1}', "first"),
        ("[]", "line 1"),
    ],
)
def test_a_line_that_is_none_is_named(place: Path, capsys: pytest.CaptureFixture[str], line: str, says: str) -> None:
    """What cannot be read is one clear line with its number, and exit code 2."""
    assert run(asked(place, line)) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_on_the_bundled_document_no_fabrication_passes() -> None:
    """Of quotes made false in one place none is accepted; of true ones, and those with other white space, all are."""
    spec, rng = read(ROOT / "specs" / "order-to-cash.txt"), random.Random(11)
    matcher, true = Quotes(spec), bench_gate.true_quotes(spec, rng, 200)
    assert {matcher.check(*case).state for case in true} == {"accepted"}
    assert {matcher.check(*bench_gate.noisy(case, rng)).state for case in true} == {"accepted"}
    false = list(bench_gate.fabrications(spec, true, rng))
    assert len(false) > 150
    assert "accepted" not in {matcher.check(*case).state for case in false}
