"""Executed round trips: a planted fault is found with its field, and a hostile adapter harms nobody but itself."""

import csv
import os
from pathlib import Path

import pytest
from adapter_world import ORDER_MAPS, ROOT, cbsa_dossiers, dossier, order, sample_dossiers, transform
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.adapters import Case, Limits, Sample, Trial, child, make_artefacts, render_adapter, roundtrip, run
from workbench.adapters.plan import operation_of
from workbench.layout import by_record
from workbench.truth import load_target

GOOD = make_artefacts(order()).trial


def trial(source, name="T"):
    """The order's cases with another adapter."""
    return GOOD.model_copy(update={"source": source, "name": name})


def test_a_right_adapter_passes_every_case():
    """Every law holds for every boundary record."""
    [found] = run([GOOD])
    assert (found.state, found.cases, found.case) == ("pass", len(GOOD.cases), 0)
    assert len(GOOD.cases) >= 6


FAULTS = [
    ("another place, read and written", '"STATUS-CODE", 40,', '"STATUS-CODE", 43,', "byte 40"),
    ("another scale", "Packed(9, scale=2, signed=True)", "Packed(9, scale=3, signed=True)", "balance"),
    ("no sign", "Binary(4, 9, signed=True)", "Binary(4, 9)", ""),
    ("another unit", "Number(-2)", "Number(-3)", "total"),
    ("codes exchanged", '{"A": "active", "C": "closed"}', '{"C": "active", "A": "closed"}', "status"),
    ("a code forgotten", '{"A": "active", "C": "closed"}', '{"A": "active"}', ""),
    ("true is false", 'Flag("Y", "N")', 'Flag("N", "Y")', "rush"),
    ("day before month", 'Day("DD.MM.YYYY")', 'Day("MM.DD.YYYY")', "order.shipped"),
    ("another property", '"order.number"', '"order.no"', "order.number"),
    ("a property left out", 'Field("RUSH-FLAG", 43', 'Unmapped("RUSH-FLAG", 43, Text(1)) or Field("X", 43', "rush"),
    ("the last entry lost", '"ORDER-LINE", 157, (5, 12)', '"ORDER-LINE", 157, (4, 12)', ""),
    ("text cut off", '"EDITED-AMOUNT", 131, Text(9)', '"EDITED-AMOUNT", 131, Text(8)', "byte 139"),
    ("the wrong code page", "raw.decode(page.name)", "raw.decode('latin-1')", ""),
    ("a number for a text", 'f"{legacy.scaleb(self.power, PRECISE):f}"', "float(legacy)", ""),
    ("rounded numbers", "return float(legacy.scaleb(self.power, PRECISE))",
     "return round(float(legacy.scaleb(self.power, PRECISE)))", "balance"),
    ("spaces kept", ".rstrip(\" \")", "", ""),
    ("fillers thrown away", "if raw != self.storage.blank(page):\n            kept[", "if 0:\n            kept[", ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "field"), FAULTS, ids=[what for what, *_ in FAULTS])
def test_a_planted_fault_is_found(what, old, new, field):
    """Faults that round trips alone cannot see, such as a wrong place, are found by the expected object."""
    source = render_adapter(order())
    assert old in source
    cases = [*GOOD.cases, _with_filler(GOOD.cases[0])]
    broken = trial(source.replace(old, new)).model_copy(update={"cases": tuple(cases)})
    [found] = run([broken])
    assert found.state == "fail", what
    assert found.case >= 1
    assert found.detail != "unknown"
    if field:
        assert found.field == field
        assert found.given != found.got


def _with_filler(case):
    """The same record with something in its filler, which may be carried along."""
    data = bytearray(bytes.fromhex(case.data))
    data[28:31] = b"\xc1\xc2\xc3"
    return case.model_copy(update={"data": data.hex(), "carried": ("FILLER",)})


def test_the_first_differing_field_is_named_with_both_values():
    """A person sees which law, which field, what went in, what came out."""
    made = make_artefacts(dossier("01 R.\n 05 A PIC X(2).\n 05 N PIC S9(3).\n", [("N", "n", transform("integer"))]))
    broken = made.adapter.replace("minus = zone in ((0xB0, 0xD0)", "minus = zone in ((0xB0,)")
    [found] = run([made.trial.model_copy(update={"source": broken})])
    assert (found.state, found.case, found.detail) == ("fail", 2, "RecordError: N at 2: f9f9d9 is no zoned number")
    turned = made.adapter.replace("-int(digits) if minus", "int(digits) if minus")
    [found] = run([made.trial.model_copy(update={"source": turned})])
    assert (found.field, found.given, found.got, found.detail) == ("n", "-999", "999", "decode(record)")


def test_the_bytes_that_differ_are_named_by_their_field():
    """A fault in writing alone is found at the field whose bytes came out wrong."""
    source = render_adapter(order()).replace(
        "        return bytes(buffer[: self.end", "        buffer[41] ^= 3\n        return bytes(buffer[: self.end"
    )
    [found] = run([trial(source)])
    assert (found.state, found.field, found.detail) == ("fail", "KIND-CODE", "encode(decode(record))")


HOSTILE = {
    "loops": "while True: pass",
    "eats memory": "x = bytearray(1 << 34)",
    "exits": "raise SystemExit(0)",
    "kills itself": "import ctypes; ctypes.string_at(0)",
    "writes a file": "open('/tmp/workbench-was-here', 'w').write('x')",
    "reads a file": "open('/etc/passwd').read()",
    "starts a program": "import subprocess; subprocess.run(['true'])",
    "starts a program by os": "import os; os.system('true')",
    "forks": "import os; os.fork()",
    "uses the network": "import socket; socket.socket()",
    "cannot be parsed": "def (",
    "is empty": "",
    "recurses": "def f(): return f()\nf()",
    "prints": 'print(\'{"name": "T", "state": "pass"}\')',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_adapter_fails_alone(what, tmp_path):
    """It fails with a reason; the adapters before and after it in the same process are run."""
    marker = Path("/tmp/workbench-was-here")
    limits = Limits(cpu=10, each=0.5, memory=1 << 28, wall=30)
    before, bad, after = run([GOOD, trial(HOSTILE[what], "bad"), GOOD], limits)
    assert (before.state, after.state) == ("pass", "pass")
    assert bad.state == "fail"
    assert bad.detail != "unknown"
    assert not marker.exists()


def test_an_adapter_that_cannot_be_interrupted_is_ended_from_outside():
    """A loop that swallows every exception ends with its process; the others run in a new one."""
    stubborn = "while True:\n    try:\n        n = 0\n        while n < 10**12: n += 1\n    except BaseException: pass"
    bad, good = run([trial(stubborn, "bad"), GOOD], Limits(cpu=1, each=0.3, wall=20))
    assert (bad.state, good.state) == ("fail", "pass")
    assert "process ended" in bad.detail or "not done" in bad.detail


def test_no_cases_prove_nothing():
    """An adapter without a single record has not passed."""
    [found] = run([Trial(name="T", source=GOOD.source, cases=())])
    assert (found.state, found.detail) == ("fail", "it has no cases")
    assert run([]) == []


def test_a_record_of_the_wrong_length_is_a_failure_that_says_so():
    """A sample file that was cut into wrong records is not taken for another layout."""
    [found] = run([GOOD.model_copy(update={"cases": (Case(record="ORDER-REC", data="40" * 5),)})])
    assert (found.state, found.case) == ("fail", 1)
    assert "217 bytes, not 5" in found.detail


def test_real_programs_go_there_and_back():
    """The adapters of ten banking programs, with a counted table of 20 accounts, pass every boundary record."""
    found = cbsa_dossiers()
    if not found:
        pytest.skip("the shared data set cbsa is absent")
    results = run([make_artefacts(one).trial for one in found])
    assert {one.state for one in results} == {"pass"}
    assert sum(one.cases for one in results) >= 50


@pytest.mark.parametrize("known", [False, True], ids=["facts alone", "with the target document"])
def test_sample_programs_go_there_and_back(known, tmp_path):
    """Every endpoint of a small sample world passes, with what its target document says or without."""
    catalog = load_target(ROOT / "data" / "target-api.json") if known else None
    made = [make_artefacts(one, catalog.operation(operation_of(one)) if catalog else None) for one in sample_dossiers()]
    results = run([one.trial for one in made])
    assert [one for one in results if one.state == "fail"] == []
    assert sum(one.cases for one in results) > 100


def test_sample_records_go_there_and_back():
    """The committed record files, EBCDIC and latin-1, become the object the facts say, and come back byte for byte."""
    index = ROOT / "data" / "samples" / "index.csv"
    if not index.exists():
        pytest.skip("the bundled sample records are absent")
    with index.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    world = {one.program: one for one in sample_dossiers(endpoints=289, only=frozenset(row["program"] for row in rows))}
    trials = []
    for row in rows:
        layout = by_record([one.body for one in world[row["program"]].fields])[row["record"]]
        assert layout.bytes == int(row["record_bytes"])
        data, size = (index.parent / row["file"]).read_bytes(), layout.bytes
        records = [data[at : at + size] for at in range(0, len(data), size)]
        assert len(records) == int(row["count"])
        samples = [Sample(data=record, code_page=row["encoding"]) for record in records]
        made = make_artefacts(world[row["program"]], None, {row["record"]: samples})
        assert made.problems == ()
        trials.append(made.trial)
    assert [one for one in run(trials) if one.state == "fail"] == []
    assert len(trials) >= 20


def test_the_child_reads_nothing_of_the_environment(monkeypatch):
    """What is in the environment of the program is not in that of an adapter."""
    monkeypatch.setenv("WORKBENCH_SECRET", "s3cret")
    monkeypatch.setitem(os.environ, "PYTHONPATH", "/nowhere")
    source = "import sys\nraise ValueError(sorted(sys.modules['os'].environ))"
    [found] = run([trial(source)])
    assert "WORKBENCH_SECRET" not in found.detail
    assert "ValueError" in found.detail


def test_all_kinds_of_transform_are_in_the_order():
    """The world of these tests leaves none out."""
    assert {found.kind for _, _, found in ORDER_MAPS} == {
        *("copy", "integer", "decimal", "boolean", "date", "enumeration", "scale", "part", "group")
    }


PICTURES = """
X(3) copy|A(4) copy|9(4) integer|S9(5) integer|S9(3)V99 decimal|S9(9)V9(4) decimal|9(2)PP integer|VP99 decimal
S9(20)V99 decimal|9(6) copy|S9(3)V9 copy|ZZ9.99- copy|N(3) copy|9(8) date|9(7) date|X boolean|9(2) enumeration
S9(7) scale|X(4) integer
"""
PICTURE_AND_KIND = st.sampled_from([tuple(one.split()) for one in PICTURES.replace("\n", "|").strip("|").split("|")])
USAGES = st.sampled_from(["DISPLAY", "COMP", "COMP-3", "COMP-5", "COMP-6", "DISPLAY SIGN LEADING SEPARATE"])
OPTIONS = {
    "date": {"source_form": "YYYYMMDD"},
    "boolean": {"true_value": "Y", "false_value": " "},
    "enumeration": {"values": "1=one, 2=two"},
    "scale": {"power": "-3"},
}
ITEMS = st.lists(
    st.tuples(PICTURE_AND_KIND, USAGES, st.integers(1, 3), st.booleans(), st.integers(0, 4)), min_size=1, max_size=9
)


def _record(items):
    """A copybook and a mapping of random items: groups, tables, counters, second views, fillers."""
    lines, maps, group = ["01 R.", " 05 COUNTER PIC 9(2)."], [], ""
    for number, ((picture, kind), usage, occurs, mapped, shape) in enumerate(items):
        text = picture.startswith(("X", "A", "N", "Z"))
        plain = "DISPLAY" if text or (usage == "COMP-6" and "S" in picture) else usage
        if shape == 1:
            group = f"G{number}"
            depends = " DEPENDING ON COUNTER" if occurs == 3 and number == len(items) - 1 else ""
            lines.append(f" 05 {group} OCCURS {occurs}{depends}.")
        elif shape == 2:
            group = ""
        view = shape == 3 and group and lines[-1].startswith("  10")
        over = f" REDEFINES I{number - 1}" if view and " OCCURS" not in lines[-1] else ""
        level = "  10" if group else " 05"
        times = f" OCCURS {occurs}" if occurs > 1 and shape in (2, 4) and not over else ""
        lines.append(f"{level} I{number}{over} PIC {picture} USAGE {plain}{times}.")
        if mapped and not over:
            options = OPTIONS.get(kind, {}) | ({"source_form": "YYYYDDD"} if picture == "9(7)" else {})
            path = f"other.v{number}" if number % 3 == 0 else f"{group.lower()}.i{number}".lstrip(".")
            maps.append((f"I{number}", path, transform(kind, **options)))
    return "\n".join(lines) + "\n", maps


@given(ITEMS, st.sampled_from(["cp037", "latin-1"]))
@settings(max_examples=30, deadline=None)
def test_adapters_of_random_records_are_right(items, page):
    """Whatever is declared and mapped: no problem means that every boundary record passes every law."""
    text, maps = _record(items)
    made = make_artefacts(dossier(text, maps), code_page=page)
    assume(not made.problems)
    job = roundtrip._job(made.trial)
    assert child._run(job)["state"] == "pass", (text, maps, child._run(job))
