"""The contract test of one adapter: a pytest file that holds its boundary records and what each must become.

The test stands beside the adapter and needs nothing else. Its records and values were worked out by other code than
the adapter's, so a test that passes says more than that the adapter agrees with itself.
"""

import json
from collections.abc import Sequence

from workbench.adapters.adapter import CODE_PAGE, literal
from workbench.adapters.plan import Plan, Section
from workbench.adapters.planner import make_plan
from workbench.adapters.roundtrip import Case
from workbench.adapters.trials import section_cases
from workbench.codec import encoding
from workbench.errors import InputError
from workbench.records import Dossier
from workbench.truth.catalog import Operation

_HEAD = '''"""Contract of the adapter beside this file: record lengths, boundary values, round trips."""

import importlib.util
import json
import pathlib

import pytest

'''

_TESTS = '''

SPEC = importlib.util.spec_from_file_location("adapter", pathlib.Path(__file__).with_name(ADAPTER))
adapter = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(adapter)
CASES = [(record, data, value) for record, known in RECORDS.items() for data, value in known["cases"]]


def decoded(data, record):
    """What a record becomes, without the bytes that no property holds."""
    value = adapter.decode(data, record, CODE_PAGE)
    carried = {key.rpartition("@")[0] for key in value.pop("_unmapped", {})}
    assert carried <= RECORDS[record]["carried"]
    return value


@pytest.mark.parametrize("record", RECORDS)
def test_the_record_length_is_that_of_the_layout(record):
    """An empty object gives a record of full length; one that is too long is refused."""
    size = RECORDS[record]["bytes"]
    assert len(adapter.encode({}, record, CODE_PAGE)) == size
    with pytest.raises(adapter.RecordError):
        adapter.decode(bytes(size + 1), record, CODE_PAGE)


@pytest.mark.parametrize(("record", "data", "value"), CASES)
def test_a_record_becomes_the_object_it_must(record, data, value):
    """Every boundary value arrives at its property."""
    assert json.dumps(decoded(bytes.fromhex(data), record), sort_keys=True) == json.dumps(value, sort_keys=True)


@pytest.mark.parametrize(("record", "data", "value"), CASES)
def test_a_record_comes_back_byte_for_byte(record, data, value):
    """encode(decode(record)) is the record."""
    raw = bytes.fromhex(data)
    assert adapter.encode(adapter.decode(raw, record, CODE_PAGE), record, CODE_PAGE) == raw


@pytest.mark.parametrize(("record", "data", "value"), CASES)
def test_an_object_comes_back_unchanged(record, data, value):
    """decode(encode(object)) is the object."""
    assert decoded(adapter.encode(value, record, CODE_PAGE), record) == value


@pytest.mark.parametrize(("record", "data", "value"), CASES)
def test_bytes_without_a_property_are_carried(record, data, value):
    """What no property holds stands in the record again after a round trip."""
    raw = bytearray(bytes.fromhex(data))
    for start, end in RECORDS[record]["unmapped"]:
        raw[start:end] = b"\\x5c" * (end - start)
    assert adapter.encode(adapter.decode(bytes(raw), record, CODE_PAGE), record, CODE_PAGE) == bytes(raw)
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
    cases = [section_cases(dossier, section, operation, code_page) for section in plan.sections]
    return contract_source(plan, cases, code_page, adapter)


def contract_source(plan: Plan, cases: Sequence[Sequence[Case]], code_page: str, adapter: str) -> str:
    """The source of a plan's contract test with these cases, one list for each of its sections."""
    page = encoding(code_page).name
    constants = f"ADAPTER = {literal(adapter)}\nPROGRAM = {literal(plan.program)}\nCODE_PAGE = {literal(page)}\n"
    sections = "".join(_section(section, found) for section, found in zip(plan.sections, cases, strict=True))
    return f"{_HEAD}{constants}RECORDS = {{\n{sections}}}\n{_TESTS}"


def _section(section: Section, cases: Sequence[Case]) -> str:
    spans = [(row.at, row.at + row.size) for row in section.rows if row.kind == "unmapped"]
    carried = sorted({name for case in cases for name in case.carried})
    names = "".join(f"{literal(name)}, " for name in carried)
    lines = "".join(f"            ({literal(case.data)}, {json.loads(case.value)!a}),\n" for case in cases)
    return (
        f"    {literal(section.record)}: {{\n"
        f'        "bytes": {section.layout.bytes},\n'
        f'        "unmapped": {spans},\n'
        f'        "carried": {{*({names})}},\n'
        f'        "cases": [\n{lines}        ],\n    }},\n'
    )
