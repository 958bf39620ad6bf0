"""The mutation score: errors planted into accepted claims are caught, and what is not caught is shown."""

from pathlib import Path

import pytest
from small_street import make_home, order, run

from workbench.checks import reading
from workbench.cli import run as cli
from workbench.matching import Matcher
from workbench.mutating import MutationScore, measure
from workbench.mutation import SAID
from workbench.project import Workbench
from workbench.records import Check
from workbench.truth import load_dictionary, load_target


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A project that was read and mapped."""
    wb, _ = run(make_home(tmp_path_factory.mktemp("mutation"), seed=5, endpoints=8), until="mapping")
    return wb


def score(wb: Workbench, most: int = 40, seed: int = 0) -> MutationScore:
    """The score of a project's gate."""
    given = order(wb)
    assert given.target is not None
    assert given.dictionary is not None
    matcher = Matcher(load_target(given.target), load_dictionary(given.dictionary))
    return measure(wb.store, wb.ingest(*given.spec), matcher, most, seed, lambda part, done, total: None)


def test_planted_errors_are_caught_kind_by_kind(mapped: Workbench) -> None:
    """At least 98 % over all, no kind under 95 %, and unchanged claims pass as before."""
    found = score(mapped)
    assert {one.kind for one in found.kinds if one.planted} == set(SAID)
    assert found.score >= 0.98
    assert [one for one in found.kinds if one.share < 0.95] == []
    assert found.judged > 300
    assert found.false_alarm_rate <= 0.05


def test_measuring_stores_nothing(mapped: Workbench) -> None:
    """No mutant becomes a claim, a verdict or a fact."""
    before = mapped.held()
    score(mapped, most=5)
    assert mapped.held() == before


def test_the_same_seed_plants_the_same(mapped: Workbench) -> None:
    """A score can be repeated; another seed takes other claims."""
    assert score(mapped, most=5, seed=3) == score(mapped, most=5, seed=3)


def test_a_check_that_sleeps_is_seen(mapped: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the check of quotes switched off, fabricated ones survive, and are shown with their text."""
    monkeypatch.setattr(reading, "quote", lambda claim, documents: Check(name="quote", state="pass", detail="asleep"))
    found = score(mapped, most=20)
    shares = {one.kind: one.share for one in found.kinds}
    assert shares["fabricated_quote"] < 0.9
    survivor = next(one for one in found.survivors if one.kind == "fabricated_quote")
    assert survivor.was != survivor.became
    assert survivor.claim in {row.claim_id for row in mapped.claims(state="accepted")}


def test_the_command_refuses_a_project_without_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything was mapped there is nothing to plant errors into: one clear line."""
    home = make_home(tmp_path / "home", seed=5, endpoints=3)
    (home / "workbench.toml").write_text(
        '[project]\nspec = "specs/order-to-cash.txt"\ntarget = "data/target-api.json"\n', encoding="utf-8"
    )
    assert cli(["mutate", "--home", str(home)]) == 2
    assert "no claim is accepted yet" in capsys.readouterr().err
