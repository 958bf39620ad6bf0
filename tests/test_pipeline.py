"""The street from end to end on a small world: complete, resumable, honest about faults."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from small_street import make_home, order, run

from workbench.engines.offline import Offline
from workbench.errors import NotAllowed, ParameterError, TruthError
from workbench.project import Workbench
from workbench.status import Status
from workbench.testing import Crash, chaotic, parse


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbench, Status]:
    """A project that was run once."""
    return run(make_home(tmp_path_factory.mktemp("street")))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """A project in which nothing was taken in yet."""
    yield make_home(tmp_path / "home", seed=2, endpoints=6)


def counts(wb: Workbench) -> dict[str, int]:
    """How many rows each table of what agents say has."""
    tables = ("spec", "chunk", "read", "claim", "verdict", "fact", "fact_status", "edge", "mention", "run")
    return {table: wb.store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_a_run_accounts_for_every_line_and_every_endpoint(street: tuple[Workbench, Status]) -> None:
    """After a run nothing is uncovered and every endpoint that is mentioned is accounted for."""
    _, status = street
    assert (status.state, status.lines_uncovered, status.gaps) == ("complete", 0, ())
    assert status.endpoints_accounted == status.endpoints_mentioned == 8
    assert sum(status.endpoints.values()) == 8
    assert status.chunks_read == status.chunks > 0


def test_every_field_of_the_truth_is_a_fact_or_was_corrected(street: tuple[Workbench, Status]) -> None:
    """Each declared item stands as an accepted claim at its line; corrections supersede, nothing vanishes."""
    wb, _ = street
    claimed = {(row.program, row.name, row.first) for row in wb.claims(kind="field", state="accepted")}
    with (wb.home / "data/truth/fields.csv").open(newline="") as file:
        truth = {(row["program"], row["field"], int(row["first"])) for row in csv.DictReader(file)}
    assert truth
    assert truth <= claimed


def test_running_again_adds_nothing(street: tuple[Workbench, Status]) -> None:
    """The same run has the same ids: no row, no proposal and no ledger entry is added."""
    wb, before = street
    rows, entries = counts(wb), len(wb.ledger.entries())
    after = wb.run(order(wb))
    assert (counts(wb), len(wb.ledger.entries()), after) == (rows, entries, before)


def test_a_read_that_is_deleted_makes_the_run_incomplete_and_names_its_lines(tmp_path: Path) -> None:
    """Status is computed from the tables: without its read a chunk's lines are a gap."""
    wb, _ = run(make_home(tmp_path / "home", seed=4, endpoints=4), until="inventory")
    chunk = wb.store.records("SELECT * FROM chunk WHERE program <> 'unknown' ORDER BY ordinal")[1]
    with duckdb.connect(str(wb.store.path)) as raw:
        raw.execute("DELETE FROM read WHERE chunk_id = ?", [chunk["chunk_id"]])
    status = Workbench(wb.home).status()
    assert status.state == "incomplete"
    assert len(status.gaps) == 1
    assert chunk["first"] <= status.gaps[0].first <= status.gaps[0].last <= chunk["last"]
    assert status.lines_uncovered == status.gaps[0].lines > 0


@pytest.mark.parametrize(
    "faults", ["malform=0.2,lose=0.2", "drop=0.3,truncate=0.2", "swap=0.3,hallucinate=0.3", "fail=0.4"]
)
def test_faults_lose_nothing_in_silence(fresh: Path, faults: str) -> None:
    """Whatever an engine gets wrong is read again, or its lines are named; then a good engine completes the run."""
    wb, status = run(fresh, "inventory", chaotic(Offline(), parse(faults)))
    unread = {row[0] for row in wb.store.rows("SELECT chunk_id FROM chunk")} - _good(wb)
    assert (status.state == "complete") == (not unread and status.endpoints_accounted == status.endpoints_mentioned)
    assert (status.lines_uncovered == 0) == (not unread)
    wb, status = run(fresh, "inventory")
    assert (status.state, status.lines_uncovered) == ("complete", 0)
    clean = make_home(fresh.parent / "clean", seed=2, endpoints=6)
    assert _facts(wb) == _facts(run(clean, "inventory")[0])


def _good(wb: Workbench) -> set[str]:
    return {row[0] for row in wb.store.rows("SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok'")}


def _facts(wb: Workbench) -> set[tuple[str, ...]]:
    return set(wb.store.rows("SELECT kind, program, record, name, first FROM active_fact"))


def test_a_crash_keeps_what_was_answered_and_resume_repeats_none_of_it(fresh: Path) -> None:
    """A run that dies at some call is incomplete with its lines; resuming asks only for what is missing."""
    wb = Workbench(fresh, engine=chaotic(Offline(), parse("crash=8")))
    with pytest.raises(Crash):
        wb.run(order(wb, "inventory"))
    status, before = wb.status(), _good(wb)
    assert status.state == "incomplete"
    assert status.gaps
    assert len(before) == 7
    wb, status = run(fresh, "inventory")
    assert status.state == "complete"
    reads = wb.store.rows("SELECT chunk_id, count(*) FROM read WHERE agent = 'inventory' GROUP BY chunk_id")
    assert {count for chunk, count in reads if chunk in before} == {1}


def test_the_mapper_is_not_asked_before_the_inventory_is_whole(fresh: Path) -> None:
    """While chunks are unread there are no mapping claims: the next gate stays shut."""
    wb, status = run(fresh, engine=chaotic(Offline(), parse("refuse=0.5")))
    assert status.state == "incomplete"
    assert wb.store.rows("SELECT count(*) FROM claim WHERE agent = 'mapper'") == [(0,)]


def test_an_invented_field_reaches_no_later_stage(fresh: Path) -> None:
    """What the first agent makes up is rejected, and neither the mapper's input nor any proposal holds it."""
    wb, _ = run(fresh, engine=chaotic(Offline(), parse("hallucinate=0.6,seed=5")))
    invented = wb.store.rows("SELECT name FROM claim WHERE agent = 'inventory' AND ends_with(name, '-NEW')")
    assert invented
    states = wb.store.rows(
        "SELECT DISTINCT state FROM latest_verdict JOIN claim USING (claim_id) WHERE ends_with(name, '-NEW')"
    )
    assert states == [("rejected",)]
    assert wb.store.rows("SELECT count(*) FROM fact WHERE ends_with(name, '-NEW')") == [(0,)]
    assert wb.store.rows(
        "SELECT count(*) FROM claim WHERE agent = 'mapper' AND contains(CAST(body AS VARCHAR), '-NEW')"
    ) == [(0,)]
    assert not any(
        "-NEW" in action.content for one in wb.all_proposals() for action in one.actions if action.kind == "file"
    )


def test_only_restricts_mapping_and_proposals(fresh: Path) -> None:
    """With `only`, other endpoints get no claim of the mapper and no proposal."""
    wb = Workbench(fresh)
    name = sorted(wb.ingest(fresh / "specs/order-to-cash.txt").documents.outline.programs)[0]
    wb.run(order(wb, only=(name,)))
    assert wb.store.rows("SELECT DISTINCT program FROM claim WHERE agent = 'mapper'") == [(name,)]
    assert {one.subject for one in wb.all_proposals()} <= {name}


def test_an_unknown_endpoint_is_refused_before_work_starts(fresh: Path) -> None:
    """`only` with a name that the spec does not define is one clear line, and nothing was read."""
    wb = Workbench(fresh)
    with pytest.raises(ParameterError, match="'NOSUCH1' is no endpoint"):
        wb.run(order(wb, only=("NOSUCH1",)))
    assert wb.store.rows("SELECT count(*) FROM read") == [(0,)]


def test_what_policy_does_not_let_an_agent_read_is_not_read(fresh: Path) -> None:
    """Boundaries are configuration: without `specs/**` the inventory is denied, with the rule that says so."""
    policy = fresh / "policy.yaml"
    policy.write_text(policy.read_text().replace("read: [specs/**]", "read: [other/**]"))
    with pytest.raises(NotAllowed, match=r"agents\.inventory\.read"):
        run(fresh)


def test_a_broken_target_is_refused_before_work_starts(fresh: Path) -> None:
    """A target document that is no JSON is one clear line, and nothing was taken in."""
    (fresh / "data/target-api.json").write_text("{ broken")
    with pytest.raises(TruthError):
        run(fresh)
    assert Workbench(fresh).store.rows("SELECT count(*) FROM read") == [(0,)]


def test_nothing_is_written_outside_the_store_before_a_decision(street: tuple[Workbench, Status]) -> None:
    """A whole run leaves proposals; data/out does not even exist."""
    wb, status = street
    assert status.proposals.get("proposed", 0) > 0
    assert not (wb.home / "data/out").exists()
    made = {path.relative_to(wb.home).parts[:2] for path in wb.home.rglob("*") if path.is_file()}
    assert made <= {("data", name) for name in ("store", "truth", "samples")} | {
        ("specs", "order-to-cash.txt"), ("policy.yaml",), ("data", "target-api.json"), ("data", "dictionary.csv"),
        ("data", "markets.csv"), ("specs", ".gitattributes"), ("data", ".gitattributes"),
    }  # fmt: skip


def test_one_approved_proposal_writes_its_files_and_nothing_else(tmp_path: Path) -> None:
    """Approving and executing one proposal creates exactly its files, byte for byte."""
    wb, _ = run(make_home(tmp_path / "home", seed=6, endpoints=4))
    wb.reviewer("ana")
    one = wb.proposals("proposed")[0]
    wb.approve(one.proposal_id, "ana", "read every line")
    receipts = wb.execute()
    assert [receipt.state for receipt in receipts] == ["done"]
    wrote = {
        path.relative_to(wb.home / "data/out").as_posix()
        for path in (wb.home / "data/out").rglob("*")
        if path.is_file()
    }
    actions = {a.path: a.data() for a in wb.proposal(one.proposal_id).actions}
    assert wrote == set(actions)
    assert all((wb.home / "data/out" / path).read_bytes() == data for path, data in actions.items())
    assert wb.verify() == []


def test_two_specs_in_one_project_do_not_mix(tmp_path: Path) -> None:
    """Status is of one spec: what another one defines is neither mentioned nor accounted for there."""
    wb, first = run(make_home(tmp_path / "home", seed=6, endpoints=4), "inventory")
    other = make_home(tmp_path / "other", seed=9, endpoints=5) / "specs/order-to-cash.txt"
    second = wb.run(order(wb, "inventory").model_copy(update={"spec": (other,)}))
    assert (second.state, second.endpoints_mentioned, second.endpoints_accounted) == ("complete", 5, 5)
    again = wb.status(first.spec)
    assert (again.state, again.endpoints_mentioned) == (first.state, first.endpoints_mentioned)
