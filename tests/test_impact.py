"""What is said to break if something changes is what breaks."""

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from edits import KINDS, edited
from hypothesis import given, settings
from hypothesis import strategies as st
from lineage_world import written
from street import SPEC, Said, contents, files, world

from workbench.errors import UnknownThing
from workbench.identity import content_id
from workbench.intake import reopen
from workbench.lineage import Edge, impact, ledger_edges, resolve
from workbench.project import Workbench
from workbench.store import Store

ENDPOINTS = 3


@cache
def place() -> Path:
    """Where the worlds of this file lie."""
    made = Path(tempfile.mkdtemp(prefix="workbench-impact-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def before() -> Path:
    """A small world that was run once; tests copy it."""
    home = world(place() / "before", ENDPOINTS)
    Workbench(home).run()
    return home


class Names:
    """What ids of one run are called in any run: by content, without the spec's id and the numbers of lines."""

    def __init__(self, home: Path, spec: str) -> None:
        self.store = Store(home)
        self.spec, self.lines = spec, self._lines(spec)
        self.claims = {row["claim_id"]: row for row in self.store.records("SELECT * FROM claim")}
        self.facts = dict(self.store.rows("SELECT fact_id, claim_id FROM fact"))
        self.verdicts = dict(self.store.rows("SELECT verdict_id, claim_id FROM verdict"))
        self.reads = {row["read_id"]: row for row in self.store.records("SELECT * FROM read")}
        entries = self.store.ledger_entries()
        self.edges: list[Edge] = [*self.store.rows("SELECT * FROM edge"), *ledger_edges(entries)]
        self.proposals = {e["body"]["proposal_id"]: e["body"] for e in entries if e["kind"] == "proposal"}
        self.came: dict[str, list[str]] = {}
        for src, dst, kind in self.edges:
            if kind in ("said", "made"):
                self.came.setdefault(src, []).append(dst)
        settled = set(self.facts.values())
        self.open = {c for c, row in self.claims.items() if row["agent"] == "mapper" and c not in settled}
        self.open |= {verdict for verdict, claim in self.verdicts.items() if claim in self.open}
        self._called: dict[str, str] = {}

    def _lines(self, spec: str) -> dict[str, str]:
        text, found = reopen(self.store, spec), {}
        for chunk, first, last in self.store.rows("SELECT chunk_id, first, last FROM chunk WHERE spec_id = ?", (spec,)):
            seen: list[str] = []
            for number in range(first, last + 1):
                kind = text.classes[number - 1]
                seen.append(text.line(number).rstrip() if kind == "content" else kind)
                found[f"line:{spec}:{number}"] = f"{chunk} {seen.count(seen[-1])} {seen[-1]}"
        return found

    def all(self, edges: list[Edge] | tuple[Edge, ...] = ()) -> set[Edge]:
        """Edges by name. Open questions are left out, which are asked again with their endpoint and lead nowhere; and
        which places a truth source has, which is its own matter."""
        kept = [edge for edge in edges or self.edges if not {edge[0], edge[1]} & self.open]
        return {(self.of(src), self.of(dst), kind) for src, dst, kind in kept if not src.startswith("source-")}

    def of(self, node: str) -> str:
        """What a node is called."""
        if node not in self._called:
            self._called[node] = self._name(node)
        return self._called[node]

    def _name(self, node: str) -> str:
        if node in self.claims:
            return self._claim(self.claims[node])
        if node in self.facts:
            return f"fact {self.of(self.facts[node])}"
        if node in self.verdicts:
            return f"verdict {self.of(self.verdicts[node])}"
        if node in self.reads:
            row = self.reads[node]
            asked = row["chunk_id"] if row["agent"] == "inventory" else self.of(row["chunk_id"])
            reads = row["agent"] in ("inventory", "validator")
            subject = asked if reads else sorted(map(self.of, self.came.get(node, [])))
            return content_id("read", [row["agent"], subject])
        if node in self.proposals:
            body = self.proposals[node]
            return content_id("proposal", [body["subject"], body["summary"], sorted(map(self.of, body["facts"]))])
        return "the spec" if node == self.spec else self.lines.get(node, node)

    def _claim(self, row: dict[str, Any]) -> str:
        words: list[str] = []
        for item in json.loads(row["evidence"]):
            if item["kind"] == "truth":
                words.append(item["pointer"] + item["quote"])
            else:
                numbers = range(item["first"], item["last"] + 1)
                words += [self.lines.get(f"line:{item['spec']}:{number}", "elsewhere") for number in numbers]
        return content_id(
            "claim", [row["agent"], json.loads(row["body"]), words, *map(self.of, json.loads(row["based_on"]))]
        )


def foreseen(issue: bytes, scratch: Path) -> tuple[set[Edge], set[Edge]]:
    """What is said to change with a new issue, and what a run of it in an empty project does not find again."""
    home, profile = before(), (before() / SPEC).with_suffix(".profile.yaml")
    scratch.mkdir()
    (scratch / "new.txt").write_bytes(issue)
    shutil.copy(profile, scratch / "new.profile.yaml")
    known = Names(home, Workbench(home).status().spec)
    edges = Workbench(home).impact_of_revision([scratch / "new.txt"], Path(SPEC).name).edges
    again = world(scratch / "again", ENDPOINTS)
    (again / SPEC).write_bytes(issue)
    bench = Workbench(again)
    bench.run()
    return known.all(edges) if edges else set(), known.all() - Names(again, bench.status().spec).all()


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 1 << 30))
def test_the_impact_of_a_new_issue_is_what_a_full_run_finds_changed(kind: str, seed: int) -> None:
    """Edge by edge: what a run of the new issue in an empty project does not find again was predicted, and no more."""
    scratch = place() / "try"
    shutil.rmtree(scratch, ignore_errors=True)
    predicted, changed = foreseen(edited((before() / SPEC).read_bytes(), kind, seed), scratch)
    assert predicted == changed


def test_foreseeing_stores_nothing(tmp_path: Path) -> None:
    """The store, the ledger and the blobs of a project are the same bytes before and after the question."""
    home = Path(shutil.copytree(before(), tmp_path / "home"))
    bench = Workbench(home)
    kept = files(home, "specs", "data/store/store.lock"), contents(home)
    (home / "specs/new.txt").write_bytes(edited((home / SPEC).read_bytes(), "number", 1))
    assert bench.impact_of_revision([home / "specs/new.txt"], Path(SPEC).name).rereads
    assert (files(home, "specs", "data/store/store.lock"), contents(home)) == kept


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
    found = impact(wb.store, f"policy:{wb.policy.digest}")
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


def test_what_is_not_there_has_no_impact() -> None:
    """Unknown specs and things are refused in one line."""
    store = Store(before())
    with pytest.raises(UnknownThing, match="'spec-x' is no spec"):
        Workbench(before()).impact_of_revision([before() / SPEC], "spec-x")
    with pytest.raises(UnknownThing):
        Workbench(before()).impact("nowhere")
    assert impact(store, "engine:nobody").edges == ()
