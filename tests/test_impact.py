"""What is said to break if something changes is what breaks."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from edits import KINDS, edited
from hypothesis import given, settings
from hypothesis import strategies as st
from lineage_world import written
from reissued import Compared, Small, compared, small
from street import SPEC, Said, contents, files, lasting, world

from workbench.errors import UnknownThing
from workbench.intake import newest
from workbench.lineage import Edge, impact, resolve
from workbench.project import Workbench
from workbench.store import Store
from workbench.store.engine import _engines

ENDPOINTS = 3


@cache
def place() -> Path:
    """Where the worlds of this file lie."""
    return lasting("impact")


@cache
def before() -> Path:
    """A small world that was run once; tests copy it."""
    home = world(place() / "before", ENDPOINTS)
    Workbench(home).run()
    return home


@cache
def bundled() -> Small:
    """The same, and beside it the project as it was before the run."""
    world(place() / "before-fresh", ENDPOINTS)
    return Small(before(), newest(Workbench(before()).store))


def differing(home: Small, kind: str, seed: int) -> set[Edge]:
    """Edges that were foreseen to change and did not, or did and were not foreseen, after one edit of a document."""
    scratch = place() / "try"
    shutil.rmtree(scratch, ignore_errors=True)
    issue = edited(home.data, kind, seed)
    found = compared(home, issue, scratch) if issue.strip() else Compared(set(), set())
    return found.foreseen ^ found.changed


@settings(max_examples=2, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 1 << 30))
def test_the_impact_of_a_new_issue_is_what_a_full_run_finds_changed(kind: str, seed: int) -> None:
    """Edge by edge: what a run of the new issue in an empty project does not find again was predicted, and no more."""
    assert differing(bundled(), kind, seed) == set()


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.sampled_from(("prose.points", "forms.cards")), st.sampled_from(sorted(KINDS)), st.integers(0, 1 << 30))
def test_the_impact_of_a_new_issue_is_exact_in_other_styles(style: str, kind: str, seed: int) -> None:
    """The same of documents that are built otherwise; `benchmarks/bench_foresight.py` goes on with it."""
    assert differing(small(place(), style, 7, 3), kind, seed) == set()


@pytest.mark.parametrize(
    ("style", "seed", "programs", "kind", "dice"),
    [
        ("prose.points", 310, 4, "move", 1100162),
        ("exports.sections", 189, 6, "change", 1100067),
        ("other.tabbed", 644, 4, "space", 1100106),
        ("other.tabbed", 405, 3, "rename_program", 23110601000607),
    ],
)
def test_what_was_once_foreseen_wrongly_is_not_again(
    style: str, seed: int, programs: int, kind: str, dice: int
) -> None:
    """A line that changes into which records those of another endpoint are divided; an endpoint for which nothing could
    be proposed; a blank line between lines that one claim cites; an answer that is given again in the same words to a
    question that is another one now, and is doubted."""
    assert differing(small(place(), style, seed, programs), kind, dice) == set()


def test_foreseeing_stores_nothing(tmp_path: Path) -> None:
    """The store, the ledger and the blobs of a project are the same bytes before and after the question, and this
    process keeps nothing of the copy."""
    home = Path(shutil.copytree(before(), tmp_path / "home"))
    bench = Workbench(home)
    kept = files(home, "specs", "data/store/store.lock"), contents(home)
    (home / "specs/new.txt").write_bytes(edited((home / SPEC).read_bytes(), "number", 1))
    assert bench.impact_of_revision([home / "specs/new.txt"], Path(SPEC).name).rereads
    assert (files(home, "specs", "data/store/store.lock"), contents(home)) == kept
    assert [path for _, path in _engines if path.parts[-4].startswith("workbench-foresight")] == []


def test_a_line_touches_its_chunk_and_all_that_was_read_there() -> None:
    """The impact of a declaration's line: its chunk is read again, its facts go stale, the written files are named."""
    store = Store(written())
    rows = store.rows("SELECT spec_id, first, fact_id FROM active_fact WHERE kind = 'maps' LIMIT 1")
    spec, line, fact = rows[0]
    found = impact(store, f"line:{spec}:{line}")
    held = "SELECT chunk_id FROM chunk WHERE spec_id = ? AND ? BETWEEN first AND last"
    assert found.rereads == tuple(row[0] for row in store.rows(held, (spec, line)))
    assert fact in found.stale
    assert found.written
    assert found.waiting == ()
    assert "to look at" in found.sentence()


def test_a_policy_touches_what_was_proposed_under_it_and_no_fact() -> None:
    """A changed byte of policy.yaml voids proposals; what documents say stays."""
    wb = Workbench(written())
    found = impact(wb.store, resolve(wb.store, "policy.yaml"))
    assert found.things == (f"policy:{wb.policy.digest}",)
    assert found.stale == ()
    assert {node.removeprefix("file:") for node in found.written} == {
        path.relative_to(wb.home).as_posix() for path in (wb.home / "data/out").rglob("*.*")
    }


def test_a_truth_source_touches_every_mapping_and_no_declaration() -> None:
    """If the target document changes, what was mapped to it must be looked at again."""
    wb = Workbench(written())
    found = impact(wb.store, resolve(wb.store, "target-api.json"))
    kinds = dict(wb.store.rows("SELECT fact_id, kind FROM fact"))
    assert {kinds[fact] for fact in found.stale} == {"serves", "maps", "no_target"}
    standing = {fact for (fact,) in wb.store.rows("SELECT fact_id FROM active_fact")}
    assert {f for f in standing if kinds[f] in ("serves", "maps", "no_target")} == set(found.stale)


def test_a_decision_touches_what_was_executed_on_it() -> None:
    """Without one person's word three files would not be there."""
    wb = Workbench(written())
    decision = next(e["body"]["decision_id"] for e in wb.store.ledger_entries() if e["kind"] == "decision")
    found = impact(wb.store, decision)
    assert len(found.written) == 3
    assert found.stale == found.rereads == ()


def test_the_command_line_says_what_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, and everything by name; a new issue of the spec is a file."""
    home = Path(shutil.copytree(before(), tmp_path / "home"))
    (home / "specs/new.txt").write_bytes(edited((home / SPEC).read_bytes(), "number", 1))
    shutil.copy((home / SPEC).with_suffix(".profile.yaml"), home / "specs/new.profile.yaml")
    said = Said(capsys, "lineage", home / "specs/new.txt", "--revises", "order-to-cash.txt", "--home", home)
    assert said.code == 0
    assert "1 chunk to read again" in said.out
    lines = json.loads(Said(capsys, "lineage", "line:3", "--impact", "--json", "--home", before()).out)
    assert lines["rereads"]


def test_a_thing_that_nothing_stands_behind_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A line was made of nothing, of a written file nothing is made; no table without rows."""
    said = Said(capsys, "lineage", "line:1", "--home", before())
    assert (said.code, said.out) == (0, "line:1 was made of nothing; see --down\n")
    path = next((written() / "data/out").rglob("*.yaml")).relative_to(written()).as_posix()
    assert Said(capsys, "lineage", path, "--down", "--home", written()).out == f"nothing was made of {path}\n"


def test_what_is_not_there_has_no_impact() -> None:
    """Unknown specs and things are refused in one line."""
    store = Store(before())
    with pytest.raises(UnknownThing, match="'spec-x' is no spec"):
        Workbench(before()).impact_of_revision([before() / SPEC], "spec-x")
    with pytest.raises(UnknownThing):
        Workbench(before()).impact("nowhere")
    assert impact(store, "engine:nobody").edges == ()
