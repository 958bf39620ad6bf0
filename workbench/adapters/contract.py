"""The contract test of one adapter: a pytest file that holds its boundary records and what they must become.

The test stands beside the adapter and needs nothing else. Its records were written by other code than the adapter's,
so a test that passes says more than that the adapter agrees with itself.
"""

from collections.abc import Sequence

from workbench.adapters.adapter import CODE_PAGE, literal
from workbench.adapters.cases import boundary_cases
from workbench.adapters.plan import Plan
from workbench.adapters.planner import make_plan
from workbench.codec import encoding
from workbench.errors import InputError
from workbench.records import Dossier
from workbench.truth.catalog import Operation

_BODY = '''
import importlib.util
import json
import pathlib

import pytest

SPEC = importlib.util.spec_from_file_location("adapter", pathlib.Path(__file__).with_name(ADAPTER))
adapter = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(adapter)
CASES = [(record, data) for record, known in RECORDS.items() for data in known["cases"]]


@pytest.mark.parametrize("record", RECORDS)
def test_the_record_length_is_that_of_the_layout(record):
    """The rows cover every byte of the record, and a record that is too short or too long is refused."""
    size = RECORDS[record]["bytes"]
    assert adapter.layout(record).size == size
    assert len(adapter.encode({}, record, CODE_PAGE)) == size
    for wrong in (b"", b"\\0" * (size + 1)):
        with pytest.raises(adapter.RecordError):
            adapter.decode(wrong, record, CODE_PAGE)


@pytest.mark.parametrize(("record", "data"), CASES)
def test_a_record_comes_back_byte_for_byte(record, data):
    """encode(decode(record)) is the record, at every boundary value."""
    raw = bytes.fromhex(data)
    assert adapter.encode(adapter.decode(raw, record, CODE_PAGE), record, CODE_PAGE) == raw


@pytest.mark.parametrize(("record", "data"), CASES)
def test_an_object_comes_back_unchanged(record, data):
    """decode(encode(object)) is the object, also after a journey as JSON text, and nothing of it is left over."""
    value = adapter.decode(bytes.fromhex(data), record, CODE_PAGE)
    assert "_unmapped" not in value
    again = json.loads(json.dumps(value, allow_nan=False))
    assert adapter.decode(adapter.encode(again, record, CODE_PAGE), record, CODE_PAGE) == value


@pytest.mark.parametrize(("record", "data"), CASES)
def test_bytes_without_a_property_are_carried(record, data):
    """What `_unmapped` holds stands in the record again after a round trip, wherever no property claims it."""
    layout = adapter.layout(record)
    raw = bytearray(bytes.fromhex(data))
    for row in layout.rows:
        if isinstance(row, getattr(adapter, "Unmapped", ())):
            raw[row.at : row.at + row.storage.size] = b"\\x5c" * row.storage.size
    value = adapter.decode(bytes(raw), record, CODE_PAGE)
    assert adapter.encode(value, record, CODE_PAGE) == bytes(raw)
'''


def render_contract_test(
    dossier: Dossier, operation: Operation | None = None, code_page: str = CODE_PAGE, adapter: str = "adapter.py"
) -> str:
    """The source of the endpoint's contract test; `adapter` is the file name of its adapter, in the same directory.

    Raises InputError with the first problem when there can be no adapter.
    """
    plan = make_plan(dossier, operation)
    if plan.problems:
        raise InputError(f"{plan.program} has no contract test: {plan.problems[0]}")
    cases = {section.record: boundary_cases(dossier, section.layout, code_page) for section in plan.sections}
    page = encoding(code_page).name
    head = (
        f'"""Contract of the adapter beside this file: record lengths, boundary values, round trips."""\n{_imports()}'
    )
    constants = f"\nADAPTER = {literal(adapter)}\nPROGRAM = {literal(plan.program)}\nCODE_PAGE = {literal(page)}\n"
    return head + constants + _records(plan, cases) + _tests()


def _imports() -> str:
    return _BODY.split("SPEC =")[0]


def _tests() -> str:
    return "\nSPEC =" + _BODY.split("SPEC =", 1)[1]


def _records(plan: Plan, cases: dict[str, list[bytes]]) -> str:
    sections = "".join(_record(one.record, one.layout.bytes, cases[one.record]) for one in plan.sections)
    return f"RECORDS = {{\n{sections}}}\n"


def _record(name: str, size: int, cases: Sequence[bytes]) -> str:
    lines = "".join(f"            {literal(data.hex())},\n" for data in cases)
    return f'    {literal(name)}: {{\n        "bytes": {size},\n        "cases": [\n{lines}        ],\n    }},\n'
