"""Whoever is told why a claim was not accepted is told what would satisfy the check as well."""

import re
from collections import Counter
from pathlib import Path
from random import Random

from small_street import make_home, order
from typer.testing import CliRunner

from workbench.agents.mapper import links, task
from workbench.checks.documents import MapDocuments
from workbench.checks.reading import spec_evidence
from workbench.checks.remedies import SATISFIED, told
from workbench.cli import app
from workbench.dossier import assemble
from workbench.facts import spec_facts
from workbench.gate import judge_mapping, judge_reading, unsettled
from workbench.matching import Matcher
from workbench.mutating import OF_MAPPING, OF_READING
from workbench.mutation import of_mapping, of_reading
from workbench.project import Workbench
from workbench.records import Verdict
from workbench.stages.reading import tasks
from workbench.store.rows import claim_of
from workbench.truth import load_dictionary, load_target

ROOT = Path(__file__).resolve().parent.parent


def test_every_check_has_what_would_satisfy_it() -> None:
    """The names that a check can have are those that have a remedy."""
    sources = [*(ROOT / "workbench" / "checks").glob("*.py"), ROOT / "workbench" / "gate.py"]
    made = re.compile(r'(?:Check\(\s*name=|checked\(\s*)"(\w+)"')
    names = {name for path in sources for name in made.findall(path.read_text())}
    assert names == set(SATISFIED)


def _whole(verdict: Verdict) -> bool:
    """Whether the reason names each check that keeps the claim from being accepted, with what would satisfy it."""
    worst = "fail" if verdict.state == "rejected" else "unproven"
    open_ = [check for check in verdict.checks if check.state == worst]
    return bool(open_) and all(told(c) in verdict.reason and "would be satisfied by" in told(c) for c in open_)


def test_whatever_is_planted_is_stopped_with_a_remedy(tmp_path: Path) -> None:
    """Every verdict on a planted error says why and what would satisfy it; so do the lists of what is open."""
    wb = Workbench(make_home(tmp_path / "home", seed=5, endpoints=4))
    wb.run(order(wb, until="mapping"))
    seen = Counter[str]()
    taken = wb.ingest(str(wb.home / "specs/order-to-cash.txt"))
    rows = [claim_of(row) for row in wb.store.records("SELECT * FROM claim WHERE agent IN ('inventory', 'mapper')")]
    rng, read = Random(1), [item for item in rows if item.agent == "inventory"]
    for asked in tasks(taken, taken.chunks):
        own = [c for c in read if asked.chunk.first <= spec_evidence(c)[0].first <= asked.chunk.last]
        for mutant in [one for item in own for one in of_reading(item, own, rng)]:
            (verdict,) = judge_reading([mutant.wrong], asked.chunk, taken.documents)
            late = unsettled(verdict, "malformed")
            assert _whole(late)
            if verdict.state != "accepted":
                seen[mutant.kind] += 1
                assert _whole(verdict), verdict.reason
    matcher = Matcher(load_target(wb.home / "data/target-api.json"), load_dictionary(wb.home / "data/dictionary.csv"))
    dossiers = assemble(spec_facts(wb.store))
    linked = links(dossiers, matcher)
    for dossier in dossiers:
        given = task(dossier, linked[dossier.program], matcher, taken.documents.remark)
        documents = MapDocuments(taken.documents, matcher.catalog, given, {})
        own = [c for c in rows if c.agent == "mapper" and c.body.program == dossier.program and c.body.kind != "serves"]
        for mutant in [one for item in own[:12] for one in of_mapping(item, given, matcher.catalog, rng)]:
            (verdict,) = judge_mapping([mutant.wrong], documents)
            if verdict.state != "accepted":
                seen[mutant.kind] += 1
                assert _whole(verdict), verdict.reason
    # An omission has no verdict of its own: the answer that lacks it has.
    assert set(seen) == (set(OF_READING) | set(OF_MAPPING)) - {"omission"}
    _listed(wb)


def _listed(wb: Workbench) -> None:
    """What the lists, one claim's page and the panel's rows print has the reason whole."""
    open_ = [one for one in wb.doubts() if not one.decided]
    assert open_
    assert all("would be satisfied by" in one.reason for one in open_)
    said = CliRunner().invoke(app, ["show", open_[0].claim_id, "--home", str(wb.home)])
    assert "would be satisfied by" in " ".join(said.output.split())
    rows = CliRunner().invoke(app, ["claims", "--state", open_[0].state, "--json", "--home", str(wb.home)])
    assert "would be satisfied by" in rows.output
