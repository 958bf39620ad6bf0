"""What a model points at: shown to a person beside what rules made, where its words stand; nothing rests on it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from claude_world import RECOVERED
from street import Said, world

from workbench.agent import Notice, Outcome
from workbench.agents.reverse import questions, suggestions
from workbench.engines.claude.noticing import noticed
from workbench.engines.offline import Offline
from workbench.engines.opening import terms_of, within
from workbench.policy import read
from workbench.project import Workbench
from workbench.stages.migration import Workshop
from workbench.suggesting import SUFFIX, suggest
from workbench.testing.loopback import loopback
from workbench.testing.scribe import Scribe
from workbench.testing.service import Fault, Service
from workbench.truth import load_target


def asked_by(body: Mapping[str, Any], agent: str) -> bool:
    """Whether a request is this agent's, by the first words of its prompt."""
    first = {"migrator": "You look over the mapping", "reverse": "You look at what was recovered"}[agent]
    return bool(body["system"][0]["text"].startswith(first))


def pointing(scribe: Scribe) -> Any:
    """The offline engine's answers; for the migrator, one notice with true words and one with made-up ones."""

    def answer(body: Mapping[str, Any]) -> str:
        if not asked_by(body, "migrator"):
            return scribe.answer(body)
        lines = body["messages"][0]["content"][0]["text"].split("\n")
        at = next(at for at, line in enumerate(lines) if line.startswith("| field "))
        name = lines[at].split(" in record ")[0].removeprefix("| field ")
        true = {"about": name, "name": "", "quote": lines[at + 1].removeprefix("| line: "), "reason": "is it signed?"}
        return json.dumps({"found": [true, {**true, "quote": "05 MADE-UP PIC X."}], "complete": True})

    return answer


def test_what_a_model_points_at_stands_beside_the_proposal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The words are the field's own, or the remark is dropped and counted; files and proposals are the same; a mapping
    that nobody looked over is not proposed, and is looked at next time."""
    home = world(tmp_path / "home", 3)
    wb, scribe, turned = Workbench(home), Scribe(), Fault("status", 403, "permission_error")
    service = Service(answer=pointing(scribe))
    service.faults = lambda number, body: turned if asked_by(body, "migrator") else None
    with loopback(service) as url:
        wb.engine = wb.open_engine("claude", rehearsal=url)
        engine, terms = within(wb.engine), terms_of(wb.engine)
        assert engine is not None
        assert terms is not None
        engine.asked = scribe.note
        wb.run()
        assert (wb.proposals(), wb.status().state) == ([], "incomplete")
        assert "rejected" in {row[0] for row in wb.store.rows("SELECT state FROM latest_read WHERE agent = 'migrator'")}
        service.faults = lambda number, body: None
        wb.run()
    first, *_ = wb.proposals()
    assert [one.partition(" (")[0].endswith("is it signed?") for one in wb.remarks(first.proposal_id)] == [True, False]
    assert "1 remarks were dropped" in wb.remarks(first.proposal_id)[-1]
    assert "is it signed?" in Said(capsys, "show", first.proposal_id, "--home", home).out
    assert "is it signed?" not in json.dumps([one.model_dump(mode="json") for one in wb.proposals()])
    assert terms.budget.held.money == 0


def test_a_policy_without_calls_for_the_migrator_asks_nobody(tmp_path: Path) -> None:
    """Files are made by templates; where the migrator may call nobody, and offline, nobody looks over them."""
    wb, scribe = Workbench(world(tmp_path / "home", 3)), Scribe()
    text = (wb.home / "policy.yaml").read_text().replace(", calls: 1, tokens: 100000, money: 1}", "}")
    silent = read(text.replace(", calls: 5000, tokens: 20000000, money: 50}", "}").encode(), wb.home / "policy.yaml")
    catalog = load_target(wb.home / wb.settings.project.target)
    with loopback(Service(answer=scribe.answer)) as url:
        asking = wb.open_engine("claude", rehearsal=url)
    found = [
        Workshop(catalog, {}, wb.ledger, policy, wb.target("out"), engine).asks
        for policy, engine in ((wb.policy, asking), (silent, asking), (wb.policy, Offline()))
    ]
    assert found == [True, False, False]


def test_a_suggested_name_goes_by_lines_that_name_the_item() -> None:
    """A name that is no COBOL word, words that stand elsewhere, an item that was not shown: none of them is kept."""
    (task,) = questions(RECOVERED)
    assert (task.program, task.items) == ("CUSTUPD", ("ITEM@ARG1-0-6", "ITEM@ARG1-6-8"))
    base = Notice(about="ITEM@ARG1-0-6", name="CUST-NO", quote="@arg1-0-6 access 0x1301", reason="r")
    others = [{"name": "no word"}, {"name": ""}, {"quote": "CUSTOMER NOT FOUND"}, {"quote": "made up"}]
    wrong = [base.model_copy(update=other) for other in others]
    kept, dropped = suggestions(task, Outcome(state="ok", notices=(base, *wrong)))
    assert (kept, dropped) == ([base], len(wrong))
    one = {"about": "ITEM@ARG9-0-1", "name": "A", "quote": "q", "reason": "r"}
    assert noticed(task.items, json.dumps({"found": [one], "complete": True})).state == "malformed"
    assert noticed(task.items, json.dumps({"found": [], "complete": False})).state == "truncated"


@pytest.mark.parametrize("fault", [None, Fault("status", 403, "permission_error")], ids=["answered", "turned away"])
def test_suggestions_stand_beside_the_recovered_text(fault: Fault | None, tmp_path: Path) -> None:
    """The specification is not touched: what stands in it is evidence. A failure is a line, and the next run asks."""
    wb, spec = Workbench(world(tmp_path / "home", 3)), tmp_path / "custupd.txt"
    spec.write_text(RECOVERED)
    named = {"about": "ITEM@ARG1-0-6", "name": "CUST-NO", "quote": "9(6)", "reason": "a number of six digits"}
    service = Service(answer=lambda body: json.dumps({"found": [named], "complete": True}), faults=lambda n, b: fault)
    with loopback(service) as url:
        wb.engine = wb.open_engine("claude", rehearsal=url)
        (found,) = suggest(wb.engine, wb.policy, [spec], lambda done, all_: None)
        terms = terms_of(wb.engine)
        assert terms is not None
        within(wb.engine).close()  # type: ignore[union-attr]
    assert asked_by(service.requests[0], "reverse")
    assert spec.read_text() == RECOVERED
    said = json.loads(spec.with_name(f"custupd{SUFFIX}").read_text())
    assert [one["name"] for one in said["suggestions"]] == ([] if fault else ["CUST-NO"])
    assert found.unanswered == (
        () if fault is None else ("CUSTUPD: rejected, 403 permission_error: something went wrong",)
    )
    assert said["engine"].startswith("loopback/")
    assert terms.budget.held.money == 0
