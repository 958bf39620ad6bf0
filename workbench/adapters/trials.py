"""Everything one endpoint's adapter must stand: boundary records and sample records, with what they must become."""

import json
from collections.abc import Iterator, Mapping, Sequence

from workbench.adapters.adapter import adapter_source
from workbench.adapters.cases import boundary_cases
from workbench.adapters.expected import Expectation
from workbench.adapters.plan import Row, Section, maps_of
from workbench.adapters.planner import make_plan
from workbench.adapters.roundtrip import Case, Trial
from workbench.codec import is_number
from workbench.records import Dossier
from workbench.truth.catalog import Operation

CODE_PAGE = "cp037"


def make_trial(
    dossier: Dossier,
    operation: Operation | None = None,
    samples: Mapping[str, Sequence[bytes]] | None = None,
    code_page: str = CODE_PAGE,
) -> Trial:
    """The trial of an endpoint's adapter. `samples` are real records by record name, in this code page.

    Raises InputError with the first problem when there can be no adapter.
    """
    plan = make_plan(dossier, operation)
    source = adapter_source(plan, code_page)
    cases: list[Case] = []
    for section in plan.sections:
        cases += section_cases(dossier, section, operation, code_page)
        cases += _sample_cases(dossier, section, operation, (samples or {}).get(section.record, ()), code_page)
    return Trial(name=plan.program, source=source, cases=tuple(cases), code_page=code_page)


def section_cases(
    dossier: Dossier, section: Section, operation: Operation | None = None, code_page: str = CODE_PAGE
) -> list[Case]:
    """The boundary records of one record layout, each with what it must become."""
    expectation = Expectation(dossier, section.layout, code_page, operation)
    free = tuple(sorted(set(_undetermined(dossier, section))))
    return [
        Case(record=section.record, data=data.hex(), value=json.dumps(expectation.of(data)), carried=free)
        for data in boundary_cases(dossier, section.layout, code_page)
    ]


def _sample_cases(
    dossier: Dossier, section: Section, operation: Operation | None, samples: Sequence[bytes], code_page: str
) -> list[Case]:
    expectation = Expectation(dossier, section.layout, code_page, operation)
    return [Case(record=section.record, data=d.hex(), value=json.dumps(expectation.of(d))) for d in samples]


def _undetermined(dossier: Dossier, section: Section) -> Iterator[str]:
    """Fields whose value leaves their bytes open: parts, and numbers in which spaces and zeros are both null."""
    for row in _inner(section.rows):
        if row.kind in {"join", "cut"}:
            yield from (part.name for part in row.rows)
    known = {item.ordinal: item for item in section.layout.items}
    for body in maps_of(dossier):
        coded = body.record == section.record and body.transform.kind in {"date", "boolean", "enumeration"}
        if coded and body.ordinal in known and is_number(known[body.ordinal]):
            yield body.field


def _inner(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        if row.kind == "table":
            yield from _inner(row.rows)
