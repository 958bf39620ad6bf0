"""What an adapter must stand: boundary records and sample records, each with the object it must become."""

import json
from collections.abc import Iterator, Sequence

from workbench.adapters.cases import boundary_cases
from workbench.adapters.expected import Expectation
from workbench.adapters.plan import Row, Section, maps_of
from workbench.adapters.roundtrip import Case
from workbench.codec import is_number
from workbench.records import Dossier, Record
from workbench.truth.catalog import Operation

CODE_PAGE = "cp037"


class Sample(Record):
    """A real record and the code page it is in."""

    data: bytes
    code_page: str


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


def sample_cases(
    dossier: Dossier, section: Section, operation: Operation | None, samples: Sequence[bytes | Sample], code_page: str
) -> list[Case]:
    """Real records of one record layout, each with what it must become."""
    told = [one if isinstance(one, Sample) else Sample(data=one, code_page=code_page) for one in samples]
    pages = {one.code_page for one in told}
    by_page = {page: Expectation(dossier, section.layout, page, operation) for page in pages}
    return [
        Case(
            record=section.record,
            data=one.data.hex(),
            value=json.dumps(by_page[one.code_page].of(one.data)),
            code_page=one.code_page,
        )
        for one in told
    ]


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
