"""From a dossier to a plan: every mapped item a row, every other byte a row too, every obstacle a problem."""

from collections.abc import Iterator, Mapping

from workbench.adapters.coverage import section_rows
from workbench.adapters.plan import (
    Plan,
    Section,
    evidence_lines,
    fields_of,
    maps_of,
    operation_of,
    spec_of,
)
from workbench.layout import Layout, LayoutFinding, by_record
from workbench.records import UNKNOWN, Dossier, FieldBody, ServesBody
from workbench.truth.catalog import Operation

BLOCKING = frozenset(("picture", "usage", "redefines", "ordinal", "size", "depending", "occurs"))
"""Findings of a layout that leave open where the bytes are. The other ones contradict what a document prints."""

MAX_GAP = 10_000
"""Ordinals beyond this are a misprint, and not worth counting."""


def make_plan(dossier: Dossier, operation: Operation | None = None) -> Plan:
    """The plan of one endpoint. `operation` adds what the target document says of types and arrays, when it is known.

    Without it an array is where the repeated group maps to, else where the paths of its fields part.
    """
    layouts = by_record(fields_of(dossier))
    sections, problems = [], list(_problems(dossier, layouts))
    for record, found in layouts.items():
        maps = [body for body in maps_of(dossier) if body.record == record]
        rows, wrong = section_rows(found, maps, _lines(dossier, record), operation)
        sections.append(Section(record=record, layout=found, rows=tuple(rows)))
        problems += [f"{record}: {detail}" for detail in wrong]
    return Plan(
        program=dossier.program,
        title=getattr(dossier.endpoint.body, "title", UNKNOWN),
        operation=operation_of(dossier),
        spec=spec_of(dossier),
        lines=evidence_lines(dossier.endpoint.evidence),
        sections=tuple(sections),
        problems=tuple(dict.fromkeys(problems)),
        remarks=tuple(_remarks(dossier, layouts)),
    )


def _lines(dossier: Dossier, record: str) -> dict[int, str]:
    """The spec lines of each field of a record, by ordinal."""
    return {
        fact.body.ordinal: evidence_lines(fact.evidence)
        for fact in dossier.fields
        if isinstance(fact.body, FieldBody) and fact.body.record == record
    }


def _remarks(dossier: Dossier, layouts: Mapping[str, Layout]) -> Iterator[str]:
    for record, found in layouts.items():
        places = {body.ordinal for body in fields_of(dossier) if body.record == record}
        lost = sorted(set(range(1, max(places) + 1)) - places) if max(places) < MAX_GAP else []
        if lost:
            yield f"{record}: no fact says what item {', '.join(map(str, lost))} is"
        yield from (_say(record, one) for one in found.findings)


def _say(record: str, finding: LayoutFinding) -> str:
    return f"{record} item {finding.ordinal} {finding.name}: {finding.detail}"


def _problems(dossier: Dossier, layouts: Mapping[str, Layout]) -> Iterator[str]:
    served = {fact.body.operation for fact in dossier.mappings if isinstance(fact.body, ServesBody)}
    if len(served) != 1:
        yield f"{len(served)} operations serve {dossier.program}; one does"
    known = {(body.record, body.ordinal): body.name for body in fields_of(dossier)}
    for body in maps_of(dossier):
        if known.get((body.record, body.ordinal)) != body.field:
            yield f"{body.record} has no field {body.field} at place {body.ordinal}"
        if body.operation not in served:
            yield f"{body.field} maps to {body.operation}, which does not serve {dossier.program}"
    for record, found in layouts.items():
        yield from (_say(record, finding) for finding in found.findings if finding.kind in BLOCKING)
    if not maps_of(dossier):
        yield f"no field of {dossier.program} is mapped"
