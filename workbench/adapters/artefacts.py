"""All that the migrator makes of one endpoint, in one go: the three files and the trial that proves the adapter."""

from collections.abc import Mapping, Sequence

from workbench.adapters.adapter import CODE_PAGE, adapter_source
from workbench.adapters.contract import contract_source
from workbench.adapters.mapping import render_mapping
from workbench.adapters.planner import make_plan
from workbench.adapters.roundtrip import Trial
from workbench.adapters.trials import Sample, sample_cases, section_cases
from workbench.records import Dossier, Record
from workbench.truth.catalog import Operation


class Artefacts(Record):
    """The files of one endpoint as text. With a problem there is a mapping file only; `trial` then has no cases.

    `remarks` are contradictions in the document that a person should see before approving.
    """

    program: str
    operation: str
    mapping: str
    adapter: str
    contract: str
    trial: Trial
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def make_artefacts(
    dossier: Dossier,
    operation: Operation | None = None,
    samples: Mapping[str, Sequence[bytes | Sample]] | None = None,
    code_page: str = CODE_PAGE,
    names: tuple[str, str] = ("adapter.py", "1"),
) -> Artefacts:
    """The mapping file, the adapter, its contract test and its trial.

    `operation` is what the target document says of the operation. `samples` are real records by record name; plain
    bytes are in `code_page`. `names`: the adapter's file name, which stands in its contract test, and the mapping's
    version.
    """
    plan = make_plan(dossier, operation)
    adapter, contract, trial = "", "", Trial(name=plan.program, source="", cases=(), code_page=code_page)
    if not plan.problems:
        boundaries = [section_cases(dossier, section, operation, code_page) for section in plan.sections]
        cases = [case for found in boundaries for case in found]
        for section in plan.sections:
            cases += sample_cases(dossier, section, operation, (samples or {}).get(section.record, ()), code_page)
        adapter = adapter_source(plan, code_page)
        contract = contract_source(plan, boundaries, code_page, names[0])
        trial = Trial(name=plan.program, source=adapter, cases=tuple(cases), code_page=code_page)
    return Artefacts(
        program=plan.program, operation=plan.operation, mapping=render_mapping(dossier, names[1]), adapter=adapter,
        contract=contract, trial=trial, problems=plan.problems, remarks=plan.remarks,
    )  # fmt: skip
