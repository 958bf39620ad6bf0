"""From compiled programs to proposals: recovered specifications are ordinary input, witnesses give names, or nobody."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from compiled import HAVE_COBC, MODULES, PROGRAMS, WHY_NOT, compiled, sources
from hypothesis import given, settings
from hypothesis import strategies as st
from small_street import ROOT
from street import Said

from workbench import profile
from workbench.agents.reverse import recovery
from workbench.cobol import Layout, encode, layout, parse_copybook
from workbench.project import Workbench
from workbench.records import MapsBody
from workbench.reverse import recover
from workbench.reverse.specification import PROFILE, specification
from workbench.reverse.witness import fits, rank
from workbench.spec import read

CUSTOMER = PROGRAMS / "customer.cob"
COPYBOOK = MODULES / "CUSTOMER.cpy"
needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)


def layouts(text: str) -> list[Layout]:
    """The layouts of some copybook text."""
    book = parse_copybook(text)
    return [layout([body for body in book.fields if body.record == record]) for record in book.records]


@needs_cobc
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_compiled_programs_become_proposals(level: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stripped module, its copybook and a target: specification, inventory, mapping, gate, proposal; nothing lost."""
    shutil.copy(ROOT / "policy.yaml", tmp_path)
    made = compiled(CUSTOMER, level)
    spec = tmp_path / "specs" / "customer.txt"
    told = Said(capsys, "reverse", str(made.stripped), "-o", str(spec), "--copybook", str(COPYBOOK))
    assert told.code == 0, told.err
    wb = Workbench(tmp_path)
    status = wb.run(wb.order(spec=[str(spec)], target=str(MODULES / "customer-api.json")))
    assert (status.state, status.lines_uncovered, status.missing) == ("complete", 0, ())
    assert (status.claims.get("rejected", 0), len(wb.proposals("proposed"))) == (0, 1)
    accepted = "FROM claim JOIN latest_verdict USING (claim_id) WHERE kind = 'maps' AND state = 'accepted'"
    bodies = [MapsBody.model_validate(json.loads(str(row[0]))) for row in wb.sql(f"SELECT body {accepted}")[1]]
    mapped = {body.field: body.property for body in bodies}
    names = [item.name for item in layouts(COPYBOOK.read_text())[0].leaves()]
    assert set(mapped) == set(names)
    for name, target in mapped.items():
        assert target.split(".")[-1].lower() == name.replace("-", "").lower()


@needs_cobc
@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_no_name_is_invented(source: Path) -> None:
    """Without a witness no row has a name that the program gave to data; items are called after their places."""
    made = compiled(source, "-O0")
    module = recover(made.stripped.name, made.stripped.read_bytes())
    assert {one.name for one in module.items} == {"unknown"}
    rows = [line.split() for line in specification([module]).split("\n") if line[:2].isdigit() and line[2:4] == "  "]
    assert rows
    assert all(row[1] == "FILLER" or row[1].startswith("ITEM@") for row in rows)


@needs_cobc
def test_every_row_has_evidence_and_every_byte_a_row(tmp_path: Path) -> None:
    """Each item row names its evidence; what nothing touches is a FILLER row and a line under UNKNOWN."""
    made = compiled(PROGRAMS / "linkage.cob", "-O0")
    text = specification([recover(made.stripped.name, made.stripped.read_bytes())])
    rows = [line for line in text.split("\n") if line[2:9] == "  ITEM@"]
    assert all("descriptor 0x" in row or "access 0x" in row or "call 0x" in row or "literal 0x" in row for row in rows)
    assert "never touched" in text
    path = tmp_path / "x.txt"
    path.write_text(text)
    assert read(path).count == text.count("\n")
    assert profile.parse(profile.dump(PROFILE), "x") == PROFILE


@needs_cobc
def test_a_copybook_that_does_not_fit_names_nothing() -> None:
    """One item at another place is enough: the record keeps its places for names, and the fit says what contradicts."""
    made = compiled(CUSTOMER, "-O0")
    module = recover(made.stripped.name, made.stripped.read_bytes())
    right = COPYBOOK.read_text()
    assert len(_named(module, right)) == 11
    wrong = right.replace("POSTAL-CODE           PIC X(10)", "POSTAL-CODE           PIC X(11)")
    assert _named(module, wrong) == []
    fit = next(one for one in fits(module, [("x", parse_copybook(wrong))]) if one.area == "@arg1")
    assert fit.contradict > 0
    assert _named(module, right.replace("9(9)V99 COMP-3", "9(8)V99 COMP-3")) == []


def _named(module: object, text: str) -> list[str]:
    made = recovery([module], [("x", parse_copybook(text))])  # type: ignore[list-item]
    return [one.name for fit in made.fits if fit.area == "@arg1" for one in fit.names]


@settings(max_examples=20, deadline=None)
@given(page=st.sampled_from(["ascii", "cp037"]), count=st.integers(3, 12))
def test_data_say_which_layout_fits(page: str, count: int) -> None:
    """Records written in a layout rank it first among layouts of the same length, in the right code page."""
    number, name = " 05 NO PIC 9(6).\n", " 05 NAME PIC X(20).\n"
    amount, quantity = " 05 AMT PIC S9(7)V99 COMP-3.\n", " 05 QTY PIC 9(3).\n"
    right = layouts(f"01 FITTING.\n{number}{name}{amount}{quantity}")[0]
    shifted = layouts(f"01 SHIFTED.\n{name}{number}{amount}{quantity}")[0]
    packed = layouts(f"01 PACKED.\n{number}{name} 05 A PIC X(5).\n 05 Q PIC S9(5) COMP-3.\n")[0]
    data = b"".join(
        encode(right, {"NO": Decimal(n), "NAME": f"CUSTOMER {n}", "AMT": Decimal(n) / 4, "QTY": Decimal(n)}, page)
        for n in range(1, count)
    )
    found = rank(data, [shifted, packed, right])
    assert (found[0].record, found[0].code_page) == ("FITTING", page)
    assert found[0].score > found[1].score
    assert rank(data[:-1], [right]) == []
