"""The gate: only what the documents carry becomes a fact, and there is no way round it."""

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from heldout.measure import task as reading_task
from small_street import make_home, run

from workbench import discovery
from workbench.agent import MapTask
from workbench.agents.mapper import links, task
from workbench.checks.documents import MapDocuments
from workbench.checks.reading import SpecDocuments
from workbench.chunk import split
from workbench.declarations import declaration
from workbench.dossier import assemble
from workbench.engines.chooser import choose
from workbench.engines.offline import Offline
from workbench.errors import BrokenPromise
from workbench.facts import spec_facts
from workbench.gate import establish, judge_mapping, judge_reading
from workbench.matching import Matcher
from workbench.project import Workbench
from workbench.records import Claim, FieldBody, MapsBody, NoTargetBody, SpecEvidence, TruthEvidence, Verdict, claim
from workbench.rereading import Rereading
from workbench.spec import from_bytes
from workbench.truth import load_dictionary, load_target

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import connectors

SPEC = b"""1. PROGRAM ORD100 - ORDER ENTRY

   01  ORDER-REC.
       05  ORDER-NO       PIC 9(8).
       05  CUST-NO        PIC X(10).
       05  ORDER-AMT      PIC S9(7)V99 COMP-3.

2. PROGRAM ORD200 - ORDER STOP

   01  STOP-REC.
       05  ORDER-NO       PIC 9(8).
       05  STOP-CD        PIC X.
"""

Asked = tuple[Matcher, MapDocuments, list[Claim]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The mapper's claims about one endpoint of a small world, and what the gate knows of it."""
    wb, _ = run(make_home(tmp_path_factory.mktemp("gate"), seed=3, endpoints=6), until="inventory")
    matcher = Matcher(load_target(wb.home / "data/target-api.json"), load_dictionary(wb.home / "data/dictionary.csv"))
    dossiers = assemble(spec_facts(wb.store))
    linked = links(dossiers, matcher)
    chosen = next(d for d in dossiers if linked[d.program].named)
    given: MapTask = task(chosen, linked[chosen.program], matcher)
    taken = wb.ingest(wb.home / "specs/order-to-cash.txt")
    return matcher, MapDocuments(taken.documents, matcher.catalog, given, {}), list(choose(given, "offline").claims)


def reading() -> tuple[SpecDocuments, list[tuple[Claim, Verdict]]]:
    """What the offline inventory says of a tiny spec, with verdicts."""

    spec = from_bytes(SPEC, "tiny.txt")
    documents = SpecDocuments(spec, discovery.propose(spec).profile)
    judged: list[tuple[Claim, Verdict]] = []
    for chunk in split(spec, documents.profile):
        asked = reading_task(spec, documents.profile, chunk)
        claims = Rereading(Offline(), documents).ask(asked).claims
        judged += zip(claims, judge_reading(claims, chunk, documents), strict=True)
    return documents, judged


def test_true_claims_are_accepted() -> None:
    """Every declaration of a tiny spec becomes a claim that passes all checks."""
    _, judged = reading()
    assert {v.state for _, v in judged} == {"accepted"}
    assert {c.body.name for c, _ in judged if isinstance(c.body, FieldBody)} >= {
        "ORDER-NO",
        "CUST-NO",
        "ORDER-AMT",
        "STOP-CD",
    }


def change(item: Claim, **fields: object) -> Claim:
    """The claim with another body."""
    return claim(item.agent, item.engine, item.body.model_copy(update=fields), item.evidence, item.based_on)


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"name": "ORDER-KEY"}, "named"),
        ({"picture": "9(9)"}, "picture"),
        ({"program": "ORD200"}, "scope"),
        ({"record": "STOP-REC"}, "scope"),
    ],
)
def test_a_changed_word_is_rejected_by_the_check_that_knows(fields: dict[str, object], check: str) -> None:
    """An invented name, another picture, another program's or record's field: each fails at its own check."""
    documents, judged = reading()
    true = next(
        c
        for c, _ in judged
        if isinstance(c.body, FieldBody) and c.body.name == "ORDER-NO" and c.body.program == "ORD100"
    )

    chunk = next(c for c in split(documents.spec, documents.profile) if c.program == "ORD100")
    verdict = judge_reading([change(true, **fields)], chunk, documents)[0]
    assert verdict.state == "rejected"
    assert check in {c.name for c in verdict.checks if c.state == "fail"}
    assert check in verdict.reason


def test_a_line_that_was_not_sent_cannot_be_cited() -> None:
    """A true quote from another chunk is rejected: the agent cannot have read it there."""
    documents, judged = reading()

    other = next(c for c, _ in judged if isinstance(c.body, FieldBody) and c.body.name == "STOP-CD")
    chunk = next(c for c in split(documents.spec, documents.profile) if c.program == "ORD100")
    verdict = judge_reading([other], chunk, documents)[0]
    assert verdict.state == "rejected"
    assert "sent" in verdict.reason


def test_a_claim_that_was_not_accepted_never_becomes_a_fact() -> None:
    """`establish` refuses rejected and uncertain verdicts, and verdicts on other claims."""
    _, judged = reading()
    (one, verdict), (other, _) = judged[0], judged[1]
    for wrong in (verdict.model_copy(update={"state": "rejected"}), verdict.model_copy(update={"state": "uncertain"})):
        with pytest.raises(BrokenPromise):
            establish(one, wrong)
    with pytest.raises(BrokenPromise):
        establish(other, verdict)


def mapped(asked: Asked) -> Claim:
    """A mapping that the gate accepts."""
    _, documents, claims = asked
    verdicts = judge_mapping(claims, documents)
    return next(
        c
        for c, v in zip(claims, verdicts, strict=True)
        if isinstance(c.body, MapsBody) and v.state == "accepted" and c.body.transform.kind != "group"
    )


def judged(asked: Asked, wrong: Claim, instead_of: Claim) -> Verdict:
    """The verdict on a changed claim, among the unchanged others."""
    _, documents, claims = asked
    changed = [wrong if item is instead_of else item for item in claims]
    return judge_mapping(changed, documents)[claims.index(instead_of)]


def with_evidence(item: Claim, evidence: tuple[SpecEvidence | TruthEvidence, ...]) -> Claim:
    """The claim with other evidence."""
    return claim(item.agent, item.engine, item.body, evidence, item.based_on)


MISQUOTES: dict[str, Callable[[Claim], Claim]] = {
    "source_quote": lambda c: with_evidence(
        c, (c.evidence[0].model_copy(update={"quote": c.evidence[0].quote + " and more"}), *c.evidence[1:])
    ),
    "target_quote": lambda c: with_evidence(
        c, (c.evidence[0], *(e.model_copy(update={"quote": e.quote + " really"}) for e in c.evidence[1:]))
    ),
    "established": lambda c: claim(c.agent, c.engine, c.body, c.evidence, ("fact-00000000000000000000",)),
}


@pytest.mark.parametrize("check", sorted(MISQUOTES))
def test_both_sides_must_be_quoted_and_rest_on_facts(asked: Asked, check: str) -> None:
    """A fabricated quote on either side, or a fact that nobody established, is rejected with its check."""
    true = mapped(asked)
    verdict = judged(asked, MISQUOTES[check](true), true)
    assert verdict.state == "rejected"
    assert check in verdict.reason


def test_an_invented_property_is_rejected(asked: Asked) -> None:
    """A property that the document does not hold fails at `exists`."""
    true = mapped(asked)
    verdict = judged(asked, change(true, property="nothing.likeThis"), true)
    assert verdict.state == "rejected"
    assert "exists" in verdict.reason


def test_a_real_but_wrong_property_is_never_accepted(asked: Asked) -> None:
    """Every other property of the operation, quoted truly, is rejected or uncertain for this field."""
    matcher, _, _ = asked
    true = mapped(asked)
    assert isinstance(true.body, MapsBody)
    operation = matcher.catalog.operation(true.body.operation)
    assert operation is not None
    for other in operation.properties:
        if other.path != true.body.property and other.type != "object":
            document = TruthEvidence(source=matcher.catalog.source, pointer=other.pointer, quote=other.quote)
            wrong = with_evidence(change(true, property=other.path), (true.evidence[0], document))  # type: ignore[arg-type]
            assert judged(asked, wrong, true).state != "accepted", other.path


def test_two_fields_cannot_become_one_property(asked: Asked) -> None:
    """When two claims take the same property both are rejected, parts aside."""
    _, _, claims = asked
    true = mapped(asked)
    other = next(c for c in claims if isinstance(c.body, MapsBody) and c is not true)
    assert isinstance(true.body, MapsBody)
    verdict = judged(asked, change(other, property=true.body.property), other)
    assert verdict.state == "rejected"
    assert "taken_once" in verdict.reason or "target_quote" in verdict.reason


def test_a_false_no_target_is_not_accepted(asked: Asked) -> None:
    """Saying that a field with a close candidate has no target does not pass: omission is a claim like any other."""
    true = mapped(asked)
    assert isinstance(true.body, MapsBody)
    about = {name: getattr(true.body, name) for name in ("program", "record", "field", "ordinal", "operation")}
    wrong = claim(true.agent, true.engine, NoTargetBody(**about, reason="none"), true.evidence[:1], true.based_on)
    assert judged(asked, wrong, true).state != "accepted"


def test_an_operation_serves_one_endpoint(asked: Asked) -> None:
    """An operation that serves another endpoint already cannot serve this one."""
    _, documents, claims = asked
    serves = claims[0]
    taken = MapDocuments(documents.source, documents.catalog, documents.task, {serves.body.operation: "OTHER"})  # type: ignore[union-attr]
    assert judge_mapping([serves], taken)[0].state == "rejected"


def test_cbsa_is_mapped_without_a_false_accept(tmp_path: Path, shared_data: Path) -> None:
    """Ten real banking programs: every mapped field right, none of the 86 that must not be mapped."""

    home = tmp_path / "cbsa"
    home.mkdir()
    shutil.copy(Path(__file__).parent.parent / "policy.yaml", home)
    wb = Workbench(home)
    data = shared_data / "cbsa"
    status = wb.run(wb.order(spec=[str(data / "spec.txt")], target=str(data / "openapi.json")))
    assert (status.state, status.endpoints_accounted) == ("complete", 10)
    with (data / "truth.csv").open(newline="") as file:
        truth = {(row["program"], int(row["spec_line"])): row for row in csv.DictReader(file)}
    facts = wb.store.rows("SELECT program, first, body FROM active_fact WHERE kind = 'maps'")
    accepted = {(program, first): json.loads(body)["property"] for program, first, body in facts}
    wrong = {at for at, path in accepted.items() if truth[at]["target"] != path}
    assert not wrong
    assert len(accepted) >= 0.95 * 151


def test_generated_copybooks_are_mapped_without_a_false_accept(shared_data: Path) -> None:
    """Eighteen copybooks that a tool made from JSON schemas: four in five fields right, none wrong and accepted."""
    found = connectors.measured(shared_data / "zosconnect_samples")
    assert found["wrong"] == []
    assert found["right_share"] >= 0.8
    assert found["value_right_accepted"] >= 0.6 * found["values"]


def test_a_field_called_name_is_read() -> None:
    """`NAME` heads a column, and is a field where a level stands before it and a picture behind."""
    found = declaration("          09  NAME  PIC X(40).", None)
    assert found is not None
    assert (found.name, found.picture) == ("NAME", "X(40)")
