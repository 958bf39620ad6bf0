"""Every accepted mapping is judged once more, from evidence its author did not go by; no dissent is outvoted."""

import json
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from small_street import make_home, order, run

from workbench.agent import Exhibit, Opinion, Outcome, Says, Task, ValidateTask, Witness
from workbench.agents.validator import answered, leaning
from workbench.checks.peers import Peers
from workbench.engines.claude.requests import Manner
from workbench.engines.claude.validating import opinions, validating
from workbench.engines.offline import Offline
from workbench.engines.witnesses import opine
from workbench.errors import SettingsError
from workbench.gate import VALIDATED, judge_validated
from workbench.prices import find, load
from workbench.project import Workbench
from workbench.records import Check, Claim, MapsBody, NoTargetBody, Transform, Verdict, claim
from workbench.settings import ValidatorSettings, read
from workbench.testing.scribe import validation
from workbench.truth import Catalog, Operation, Property

PASS = Check(name="consistent", state="pass", detail="fine")


def mapped(field_: str = "CUST-NO", property_: str = "customerNumber", program: str = "P1") -> Claim:
    """A claim that a field is a property."""
    body = MapsBody(
        program=program, record="R", field=field_, ordinal=1, operation="op", property=property_,
        transform=Transform(kind="copy"),
    )  # fmt: skip
    return claim("mapper", "offline", body, (), ("fact-1",))


def verdict(item: Claim) -> Verdict:
    """The gate's word on it, before the validator."""
    return Verdict(verdict_id="v", claim=item.claim_id, state="accepted", checks=(), reason="every check passed")


def opinion(witness: Witness, says: Says) -> Opinion:
    """What a witness says."""
    return Opinion(witness=witness, says=says, reason="because")


def judged(*opinions: Opinion, **rules: object) -> Verdict:
    """The verdict once these were heard, under these rules."""
    item = mapped()
    return judge_validated(item, verdict(item), (PASS, opinions), ValidatorSettings.model_validate(rules))


def test_one_who_disagrees_is_not_outvoted() -> None:
    """However many agree, and however often: a person decides."""
    against = opinion("names", "disagrees")
    crowd = [opinion(witness, "agrees") for witness in ("names", "documents", "declaration")] * 30
    found = judged(*crowd, against)
    assert found.state == "uncertain"
    assert "disputed: names" in found.reason


def test_clones_count_once() -> None:
    """Thirty-four times the same witness is one witness."""
    clones = [opinion("documents", "agrees")] * 34
    assert judged(*clones, quorum=2, without_quorum="person").state == "uncertain"
    both = [*clones, opinion("declaration", "agrees")]
    assert judged(*both, quorum=2, without_quorum="person").state == "accepted"


def test_without_a_quorum_the_configuration_says_who_decides() -> None:
    """What nobody confirms and nobody disputes stays, or goes to a person."""
    silent = opinion("documents", "silent")
    kept, sent = judged(silent), judged(silent, without_quorum="person")
    assert (kept.state, sent.state) == ("accepted", "uncertain")
    assert kept.checks[-1].detail == "unopposed: 0 of 1 witnesses confirm it"


def test_the_rules_are_read_strictly() -> None:
    """A quorum of none, a word that is not known, a key that is not: one line that names it."""
    for said in ({"quorum": 0}, {"without_quorum": "majority"}, {"majority": 3}, {"in_flight": 0}, {"dissent": 9}):
        with pytest.raises(SettingsError, match=rf"validator\.{next(iter(said))}"):
            read({"validator": said})
    assert read({}).validator.in_flight == 34


def test_what_the_author_went_by_is_not_shown() -> None:
    """The kind of evidence that speaks most for a claim is barred."""
    strengths = {"name": {"a": 0.9}, "dictionary": {"a": 0.2}, "documentation": {"a": 0.8}}
    assert leaning(strengths, "a") == "names"
    assert leaning(strengths | {"dictionary": {"a": 1.0}, "name": {"a": 0.7}}, "a") == "documents"


def asked(*exhibits: Exhibit, nothing: bool = False) -> Outcome:
    """What the offline validator says of some exhibits."""
    item = mapped()
    if nothing:
        body = NoTargetBody(program="P1", record="R", field="F", ordinal=1, operation="op", reason="none")
        item = claim("mapper", "offline", body, (), ("fact-1",))
    return opine(ValidateTask(agent="validator", claim=item, exhibits=exhibits))


@pytest.mark.parametrize(
    ("exhibit", "says"),
    [
        (Exhibit(witness="documents", ranked=(("customerNumber", 0.9), ("x", 0.2)), claimed=0.9), "agrees"),
        (Exhibit(witness="documents", ranked=(("customerNumber", 0.9), ("x", 0.9)), claimed=0.9), "silent"),
        (Exhibit(witness="names", ranked=(("orderNumber", 0.97), ("customerNumber", 0.3)), claimed=0.3), "disagrees"),
        (Exhibit(witness="names", ranked=(("orderNumber", 0.7), ("customerNumber", 0.3)), claimed=0.3), "silent"),
        (Exhibit(witness="declaration", against="'X' is none of the codes"), "disagrees"),
        (Exhibit(witness="declaration"), "silent"),
    ],
)
def test_each_kind_of_evidence_is_heard_alone(exhibit: Exhibit, says: Says) -> None:
    """It agrees when it singles out the same, disagrees when it clearly singles out another, and else is silent."""
    assert [one.says for one in asked(exhibit).opinions] == [says]


def test_no_target_is_disputed_by_evidence_that_knows_one() -> None:
    """A name that alone leaves no doubt speaks against "no target"."""
    strong = Exhibit(witness="names", ranked=(("orderNumber", 0.97),), lines=("ORDER-NUMBER",))
    weak = Exhibit(witness="documents", ranked=(("orderNumber", 0.1),), lines=("a work area",))
    assert [one.says for one in asked(strong, weak, nothing=True).opinions] == ["disagrees", "agrees"]


def test_an_opinion_on_other_evidence_than_was_shown_is_none() -> None:
    """Neither about what was barred, nor about less than was asked."""
    task = ValidateTask(agent="validator", claim=mapped(), exhibits=(Exhibit(witness="documents"),))
    for heard in ((), (opinion("names", "agrees"),), (opinion("documents", "agrees"), opinion("names", "agrees"))):
        assert answered(task, Outcome(state="ok", opinions=heard)).state == "malformed"
    good = Outcome(state="ok", opinions=(opinion("documents", "silent"),))
    assert answered(task, good) is good


def catalog(*paths: str) -> Catalog:
    """One operation with some properties."""
    properties = tuple(
        Property(path=path, name=path.rpartition(".")[2], type="string", pointer="p", quote="q") for path in paths
    )
    operation = Operation(name="op", method="POST", path="/", properties=properties, pointer="p", quote="q")
    return Catalog("source-1", "openapi", "t", (operation,))


def test_the_same_field_is_mapped_the_same_way_everywhere() -> None:
    """A mapping that more endpoints contradict is doubted, unless its own target holds the same words, or is taken."""
    same = [mapped(program=f"P{n}").body for n in range(2, 6)]
    odd = mapped(property_="accountNumber")
    both = catalog("customerNumber", "accountNumber", "audit.requestedCustomerNumber")
    bodies = [body for body in (*same, odd.body) if isinstance(body, MapsBody)]
    assert Peers(bodies).check(odd, both).state == "unproven"
    assert Peers(bodies).check(odd, catalog("accountNumber")).state == "pass"
    assert Peers(bodies).check(mapped(property_="audit.requestedCustomerNumber"), both).state == "pass"
    other = mapped("OTHER", "customerNumber").body
    assert isinstance(other, MapsBody)
    assert Peers([*bodies, other]).check(odd, both).state == "pass"
    assert Peers(bodies).check(mapped(), both).state == "pass"


@dataclass
class Doubter:
    """The offline engine, whose validator disputes what is about some field, fails at others, and counts itself.

    It answers nothing before it has been asked `together` things at once.
    """

    doubts: str = ""
    fails: bool = False
    together: int = 0
    full: threading.Event = field(default_factory=threading.Event)
    name: str = "offline"
    in_flight: int = 1
    most: int = 0
    now: int = 0
    asked: list[ValidateTask] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, task: Task) -> Outcome:
        """The true outcome, or a doubt."""
        if not isinstance(task, ValidateTask):
            return Offline().ask(task)
        with self.lock:
            self.asked.append(task)
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now >= self.together:
                self.full.set()
        self.full.wait(60)
        with self.lock:
            self.now -= 1
        if self.fails:
            raise ConnectionError("the engine went away")
        body = task.claim.body
        outcome = Offline().ask(task)
        if isinstance(body, MapsBody) and body.field == self.doubts:
            told = tuple(Opinion(witness=e.witness, says="disagrees", reason="no") for e in task.exhibits[:1])
            return outcome.model_copy(update={"opinions": (*told, *outcome.opinions[1:])})
        return outcome


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was mapped and not validated."""
    place = make_home(tmp_path_factory.mktemp("validator") / "home", seed=5, endpoints=4)
    run(place, until="mapping")
    return place


@pytest.fixture
def fresh(home: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


def test_thirty_four_are_asked_at_a_time(fresh: Path) -> None:
    """By default so many claims are under way together, each claim once, none of them with its author's reasons."""
    engine = Doubter(together=34)
    wb = Workbench(fresh, engine=engine)
    status = wb.run(order(wb, until="validation"))
    assert engine.most == 34
    ids = [task.claim.claim_id for task in engine.asked]
    assert len(ids) == len(set(ids)) == sum(status.validated.values())
    assert set(status.validated) <= {"confirmed", "unopposed", "disputed"}
    again = Doubter()
    later = Workbench(fresh, engine=again)
    later.run(order(later, until="validation"))
    assert not again.asked


def test_what_is_disputed_goes_to_a_person_and_no_further(fresh: Path) -> None:
    """Its fact no longer counts, its claim is uncertain, and no proposal rests on it; lineage shows both verdicts."""
    wb = Workbench(fresh, engine=Offline())
    field_ = wb.store.rows("SELECT name FROM active_fact WHERE kind = 'maps' ORDER BY name")[0][0]
    doubting = Workbench(fresh, engine=Doubter(doubts=field_))
    status = doubting.run(order(doubting))
    assert status.validated["disputed"] >= 1
    sql = "SELECT claim_id, fact_id FROM fact JOIN latest_read ON chunk_id = claim_id WHERE detail LIKE 'disputed%'"
    disputed = doubting.store.rows(sql)
    assert disputed
    for claim_id, fact_id in disputed:
        assert doubting.claims(state="uncertain")
        row = doubting.store.rows("SELECT state, reason FROM latest_verdict WHERE claim_id = ?", (claim_id,))[0]
        assert row[0] == "uncertain"
        assert VALIDATED in row[1]
        assert not doubting.store.rows("SELECT 1 FROM active_fact WHERE fact_id = ?", (fact_id,))
        assert not [one for one in doubting.all_proposals() if fact_id in one.facts]
        verdicts = {node.node for node in doubting.lineage(claim_id, "down") if node.kind == "verdict"}
        assert len(verdicts) == 2


def test_a_validator_that_fails_stops_the_street(fresh: Path) -> None:
    """Its failure is a state; the run is incomplete, nothing is proposed, and the next run takes it up."""
    wb = Workbench(fresh, engine=Doubter(fails=True))
    status = wb.run(order(wb))
    assert status.state == "incomplete"
    assert status.validated["unanswered"] > 0
    assert not wb.all_proposals()
    well = Workbench(fresh, engine=Offline())
    after = well.run(order(well))
    assert after.state == "complete"
    assert well.all_proposals()


def test_a_model_chooses_without_being_told_what_was_claimed() -> None:
    """The question names the candidates in the order of their names; what is said is found by comparing."""
    documents = Exhibit(witness="documents", ranked=(("customerNumber", 0.9), ("accountNumber", 0.4)), claimed=0.9)
    task = ValidateTask(agent="validator", claim=mapped(), exhibits=(documents,))
    other = ValidateTask(agent="validator", claim=mapped(property_="accountNumber"), exhibits=(documents,))
    manner = Manner(find("claude-haiku-5-5", load(None)))
    assert validating(task, manner).params == validating(other, manner).params
    for choice, says in (("customerNumber", "agrees"), ("accountNumber", "disagrees"), ("none", "disagrees"),
                         ("cannot tell", "silent")):  # fmt: skip
        answer = json.dumps({"documents": {"choice": choice, "reason": "because"}})
        assert [one.says for one in opinions(task, answer).opinions] == [says]
    for wrong in ("{", "{}", '{"names": {"choice": "none", "reason": ""}}',
                  '{"documents": {"choice": "invented", "reason": ""}}'):  # fmt: skip
        assert opinions(task, wrong).state == "malformed"


def test_what_the_scribe_writes_is_read_as_it_was_meant() -> None:
    """The loopback service's answer for the validator says what the offline witnesses said."""
    for strength in (0.9, 0.1):
        ranked = (("customerNumber", strength), ("accountNumber", 0.05))
        exhibits = (
            Exhibit(witness="documents", ranked=ranked, claimed=strength),
            Exhibit(witness="names", against="no"),
        )
        task = ValidateTask(agent="validator", claim=mapped(), exhibits=exhibits)
        outcome = opine(task)
        back = opinions(task, json.dumps(validation(task, outcome)))
        assert [one.says for one in back.opinions] == [one.says for one in outcome.opinions]


def test_status_says_what_keeps_an_endpoint_from_verified(fresh: Path) -> None:
    """Every uncertain endpoint is named with how many questions are open, and with the reason of one of them."""
    wb = Workbench(fresh, engine=Offline())
    status = wb.run(order(wb, until="validation"))
    uncertain = {name for name, state in wb.endpoints().items() if state == "uncertain"}
    assert {one.name for one in status.unsettled} == uncertain
    assert all(one.example and one.check for one in status.unsettled)
    assert [one.open for one in status.unsettled] == sorted(one.open for one in status.unsettled)
