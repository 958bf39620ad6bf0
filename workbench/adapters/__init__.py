"""What the migrator makes of one endpoint: a mapping file, an adapter, its contract test, and proof that they run.

The adapter is a Python module of its own: it imports nothing of this package, so it outlives the migration.
"""

from workbench.adapters.adapter import adapter_source, render_adapter
from workbench.adapters.artefacts import Artefacts, make_artefacts
from workbench.adapters.cases import boundary_cases
from workbench.adapters.contract import render_contract_test
from workbench.adapters.mapping import render_mapping
from workbench.adapters.plan import Plan
from workbench.adapters.planner import make_plan
from workbench.adapters.roundtrip import Case, Limits, RoundTrip, Trial, run
from workbench.adapters.trials import Sample

__all__ = [
    "Artefacts",
    "Case",
    "Limits",
    "Plan",
    "RoundTrip",
    "Sample",
    "Trial",
    "adapter_source",
    "boundary_cases",
    "make_artefacts",
    "make_plan",
    "render_adapter",
    "render_contract_test",
    "render_mapping",
    "run",
]
