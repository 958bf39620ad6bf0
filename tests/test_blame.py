"""Every line of a written file ends at words of the document and at a signature over the bytes."""

import json
from pathlib import Path

import pytest
from bank import make_base
from governance_world import NOW
from lineage_world import copied, written
from street import SPEC, Said

from workbench.errors import UnknownThing
from workbench.execution import execute
from workbench.lineage import Blamer, blame
from workbench.lineage.attribution import Known, attribute
from workbench.project import Workbench
from workbench.records import UNKNOWN
from workbench.spec import read
from workbench.store import Store


def test_every_written_line_ends_at_a_verbatim_quote_and_a_signature() -> None:
    """No line of any file is without a claim, words that stand in the document at that place, a verdict and a key."""
    home = written()
    blamer, spec = Blamer(Store(home)), read(home / SPEC)
    assert len(blamer.acts.written) >= 3
    for path in blamer.acts.written:
        found = blamer.blame(path)
        assert found.content == "as approved"
        assert [one.reviewer for one in found.approvals] == ["ana"]
        assert all(one.key.startswith("SHA256:") for one in found.approvals)
        assert "\n".join(line.text for line in found.lines) + "\n" == (home / found.path).read_text()
        for line in found.lines:
            why = line.reason
            assert why.verdict.startswith("accepted"), line
            number = int(why.place.rpartition(":")[2])
            assert why.quote.split("\n")[0] in spec.line(number), line


def test_a_line_about_a_field_names_that_field() -> None:
    """Each row of a mapping and of an adapter is blamed on the declaration of the field that stands in it."""
    home = written()
    store = Store(home)
    facts = {row[0]: row[1:] for row in store.rows("SELECT fact_id, kind, name, first FROM fact")}
    checked = 0
    for path in sorted((home / "data/out/mappings").iterdir()):
        for line in blame(store, str(path)).lines:
            if line.text.strip().startswith("- field: "):
                kind, name, _ = facts[line.facts[0]]
                assert (kind in ("maps", "no_target", "field"), name) == (True, line.text.split(": ")[1].strip('"'))
                checked += 1
    assert checked > 20


def test_a_line_of_a_written_file_has_a_lineage_of_its_own() -> None:
    """PATH:LINE leads up to the facts that this line shows and to the receipt, and so to words and to a person."""
    wb = Workbench(written())
    path = min((wb.home / "data/out/mappings").iterdir())
    shown = next(line for line in wb.blame(str(path)).lines if line.text.strip().startswith("- field: "))
    nodes = wb.lineage(f"{path}:{shown.number}")
    assert {node.node for node in nodes if node.steps == 1} >= set(shown.facts)
    assert {"receipt", "decision", "line"} <= {node.kind for node in nodes}
    assert len(nodes) < len(wb.lineage(str(path))) + 2
    steps = wb.why(f"{path}:{shown.number}")
    assert steps[0].sentence.endswith("reads as it does")
    assert steps[-1].quote != UNKNOWN
    assert wb.lineage(f"{path}:999999") == []


def test_a_line_that_was_not_approved_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line put into a file by hand has no reason; the others keep theirs, and the exit code says so."""
    home = copied(tmp_path / "home")
    path = next((home / "data/out/adapters").glob("test_*.py"))
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:3], "import os", *lines[3:]]))
    found = Workbench(home).blame(str(path))
    assert found.content == "changed since"
    strange = [line for line in found.lines if line.state == "not approved"]
    assert [(line.number, line.text, line.facts) for line in strange] == [(4, "import os", ())]
    assert strange[0].reason.quote == UNKNOWN
    said = Said(capsys, "blame", path, "--home", home)
    assert said.code == 1
    assert "nobody approved this line" in said.out


def test_a_file_that_is_gone_is_told_from_what_was_approved(tmp_path: Path) -> None:
    """The approved lines are in the ledger; the answer says that the file itself is missing."""
    home = copied(tmp_path / "home")
    path = next((home / "data/out/mappings").iterdir())
    before = Workbench(home).blame(str(path))
    path.unlink()
    after = Workbench(home).blame(str(path))
    assert after.content == "missing"
    assert after.lines == before.lines


def test_blame_as_json_is_every_line_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same answer as people."""
    path = next((written() / "data/out/mappings").iterdir())
    found = json.loads(Said(capsys, "blame", path, "--home", written(), "--json").out)
    assert [line["text"] for line in found["lines"]] == path.read_text().split("\n")[:-1]
    assert all(line["reason"]["quote"] != UNKNOWN for line in found["lines"])


@pytest.mark.parametrize("asked", ["data/out/nowhere.py", "", "specs/order-to-cash.txt", "order-to-cash.txt:3"])
def test_what_was_not_written_has_no_blame(asked: str) -> None:
    """A spec, a line or a path that nobody wrote is refused in one line."""
    with pytest.raises(UnknownThing) as caught:
        blame(Store(written()), asked)
    assert "\n" not in str(caught.value)


FIELDS = [
    Known("fact-s", "serves", UNKNOWN, "post"),
    Known("fact-r", "record", "R", "R"),
    Known("fact-a1", "field", "R", "A", lines=frozenset({3})),
    Known("fact-a2", "field", "R", "A", lines=frozenset({9})),
    Known("fact-m", "maps", "R", "B", "some.city", frozenset({4})),
]


def test_names_ids_blocks_and_calls_tell_what_is_behind_a_line() -> None:
    """A name alone, a name told apart by its line number, a closing bracket, a called piece, and the rest."""
    text = """head
rows = [
    Layout("R", [
        Field("A", Text(1)),  # line 9
        Field("B", Zoned(2)),
    ]),
]
class Zoned:
    size = 2

class Nothing:
    pass
"""
    assert attribute(text, FIELDS) == [
        ("fact-s",), ("fact-s",), ("fact-r",), ("fact-a2",), ("fact-m",), ("fact-r",), ("fact-s",),
        ("fact-m",), ("fact-m",), ("fact-m",), ("fact-s",), ("fact-s",), ("fact-s",),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n", "\t\x00", "[" * 5000, "  - field: A\n" * 3])
def test_any_text_has_one_answer_for_each_line(text: str) -> None:
    """Whatever was written, no line is left out and none is without a fact."""
    found = attribute(text, FIELDS)
    assert len(found) == text.count("\n") + 1
    assert all(found)
    assert attribute(text, []) == [()] * len(found)


def test_rows_of_a_table_are_blamed_like_lines(tmp_path: Path) -> None:
    """What was written into a database is told row by row, with the signature over the rows."""
    base = make_base(tmp_path, "sqlite")
    made = base.propose("UPDATE accounts SET balance = :b WHERE id = :i", {"b": 5, "i": 1}, {"b": 7, "i": 2})
    base.approve(made)
    assert execute(base.executor(), made.proposal_id, NOW).state == "done"
    store = Store(base.world.home)
    store.ledger.write_bytes(base.world.ledger.path.read_bytes())
    node = next(node for node in Blamer(store).acts.written if node.startswith("table:"))
    assert node.endswith("/accounts")
    found = blame(store, node)
    assert found.content == "elsewhere"
    assert [json.loads(line.text) for line in found.lines] == [{"b": 5, "i": 1}, {"b": 7, "i": 2}]
    assert found.approvals
    assert all(one.key.startswith("SHA256:") for one in found.approvals)
