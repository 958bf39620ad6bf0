"""The migrator: from the settled mapping of one endpoint to the files that carry it. It writes none of them."""

import re
from collections.abc import Mapping, Sequence

from workbench.acts import Draft, FileDraft
from workbench.adapters import Sample, Trial, make_artefacts
from workbench.agent import MigrateTask, Outcome
from workbench.agents import MIGRATOR
from workbench.errors import InputError
from workbench.notices import standing, told
from workbench.records import Dossier, FieldBody, MapsBody, Record, ServesBody, SpecEvidence
from workbench.truth import Catalog


class Work(Record):
    """What the migrator makes of one endpoint: the draft, and the adapter's trial that must pass before it counts.

    `remarks` are contradictions in the spec that a person should see before approving.
    """

    program: str
    draft: Draft
    trial: Trial
    remarks: tuple[str, ...] = ()


class Unfit(Record):
    """An endpoint of which no files can be made, and why."""

    program: str
    reason: str


def file_name(program: str) -> str:
    """A program's name as a file name and a Python module: lower case letters, digits and underscores.

    >>> file_name("OE-1042")
    'oe_1042'
    """
    name = re.sub(r"[^a-z0-9]+", "_", program.lower()).strip("_")
    return name if name[:1].isalpha() else f"p_{name}"


def migrate(dossier: Dossier, catalog: Catalog, samples: Mapping[str, Sequence[Sample]]) -> Work | Unfit:
    """Mapping file, adapter and contract test of one endpoint. `samples`: real records by record name."""
    serves = next((fact.body for fact in dossier.mappings if isinstance(fact.body, ServesBody)), None)
    maps = [fact for fact in dossier.mappings if isinstance(fact.body, MapsBody)]
    if serves is None or not maps:
        what = "no operation is settled" if serves is None else "no field is settled"
        return Unfit(program=dossier.program, reason=what)
    name = file_name(dossier.program)
    try:
        made = make_artefacts(dossier, catalog.operation(serves.operation), samples, names=(f"{name}.py", "1"))
    except InputError as error:
        return Unfit(program=dossier.program, reason=str(error))
    if made.problems:
        return Unfit(program=dossier.program, reason=made.problems[0])
    changes = (
        FileDraft(path=f"mappings/{name}.yaml", content=made.mapping.encode()),
        FileDraft(path=f"adapters/{name}.py", content=made.adapter.encode()),
        FileDraft(path=f"adapters/test_{name}.py", content=made.contract.encode()),
    )
    draft = Draft(
        author=MIGRATOR.name,
        subject=dossier.program,
        summary=f"{dossier.program} as {serves.operation}: {len(maps)} of {len(dossier.fields)} fields mapped",
        changes=changes,
        facts=_facts(dossier),
        evidence=tuple(fact.verdict for fact in dossier.mappings),
    )
    return Work(program=dossier.program, draft=draft, trial=made.trial, remarks=made.remarks)


def question(dossier: Dossier, catalog: Catalog) -> MigrateTask:
    """What an engine is asked about an endpoint before its files are proposed."""
    served = next((fact.body.operation for fact in dossier.mappings if isinstance(fact.body, ServesBody)), "")
    operation = catalog.operation(served)
    return MigrateTask(agent=MIGRATOR.name, dossier=dossier, properties=operation.properties if operation else ())


def remarks(dossier: Dossier, outcome: Outcome) -> tuple[str, ...]:
    """What an engine noticed, a line each, as far as its words stand in the lines of the very field."""
    shown = {name: _lines(dossier, body) for name, body in fields(dossier).items()}
    kept, dropped = standing(outcome.notices, shown)
    lost = (f"{dropped} remarks were dropped: their words stand nowhere",) if dropped else ()
    return (*map(told, kept), *lost)


def fields(dossier: Dossier) -> Mapping[str, FieldBody]:
    """The fields of an endpoint by name; one whose name occurs again has its record and number with it."""
    named: dict[str, FieldBody] = {}
    for fact in dossier.fields:
        if isinstance(fact.body, FieldBody):
            twice = fact.body.name in named
            named[f"{fact.body.name} ({fact.body.record} {fact.body.ordinal})" if twice else fact.body.name] = fact.body
    return named


def _lines(dossier: Dossier, field: FieldBody) -> list[str]:
    return [
        item.quote
        for fact in dossier.fields
        if fact.body is field
        for item in fact.evidence
        if isinstance(item, SpecEvidence)
    ]


def _facts(dossier: Dossier) -> tuple[str, ...]:
    """What the files rest on: also on fields without a property, whose bytes are carried, and move the others."""
    facts = (*dossier.mappings, dossier.endpoint, *dossier.records, *dossier.fields)
    return tuple(fact.fact_id for fact in facts)
