"""A spec issued again: what did not change is kept, what did is read anew, what was built on it is stale."""

import re
import shutil
from pathlib import Path

import pytest
from small_street import make_home, order, run

from workbench.errors import UnknownThing
from workbench.facts import spec_facts
from workbench.project import Workbench
from workbench.status import Status

Street = tuple[Workbench, Status, str]


@pytest.fixture
def street(tmp_path: Path) -> Street:
    """A project that was run once, and the id of its spec."""
    wb, status = run(make_home(tmp_path / "home", seed=6, endpoints=6))
    return wb, status, status.spec


def edited(wb: Workbench, edit: tuple[bytes, bytes]) -> Path:
    """The spec with one piece of text replaced, as a file of its own."""
    data = (wb.home / "specs/order-to-cash.txt").read_bytes()
    assert data.count(edit[0]) >= 1
    path = wb.home / "specs/reissued.txt"
    path.write_bytes(data.replace(*edit, 1))
    return path


def first_field(wb: Workbench) -> tuple[str, str, bytes]:
    """A field with a PICTURE, its program, and its line."""
    taken = wb.ingest(wb.home / "specs/order-to-cash.txt")
    row = next(
        r for r in wb.claims(kind="field", state="accepted") if r.picture.startswith("X(") and r.name != "FILLER"
    )
    return row.program, row.name, taken.spec.line(row.first).encode("latin-1")


def test_an_unchanged_revision_changes_nothing(street: Street) -> None:
    """Blank lines more at the end are another spec with the same chunks: nothing is stale, nothing is read."""
    wb, before, old = street
    path = wb.home / "specs/reissued.txt"
    path.write_bytes((wb.home / "specs/order-to-cash.txt").read_bytes() + b"\n\n")
    found = wb.revise([path], old)
    assert (found.stale, found.withdrawn, found.chunks_new, found.chunks_gone) == ((), (), 0, 0)
    assert {item.how for item in found.endpoints} == {"unchanged"}
    reads = wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'")
    after = wb.run(order(wb).model_copy(update={"spec": (path,)}))
    assert wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'") == reads
    assert (after.state, after.endpoints, after.facts) == (before.state, before.endpoints, before.facts)


def test_a_changed_line_makes_stale_what_was_built_on_its_chunk_and_nothing_else(street: Street) -> None:
    """Only the endpoint with the changed line is read again; its old facts are stale, its proposal closed."""
    wb, _, old = street
    program, name, line = first_field(wb)
    path = edited(wb, (line, re.sub(rb"X\(\d+\)", b"X(7)", line)))
    found = wb.revise([path], old)
    changed = {item.program for item in found.endpoints if item.how != "unchanged"}
    assert changed == {program}
    owners = {row[0] for row in wb.store.rows(f"SELECT DISTINCT program FROM fact WHERE fact_id IN {found.stale}")}
    assert owners == {program}
    kinds = {row[0] for row in wb.store.rows(f"SELECT DISTINCT kind FROM fact WHERE fact_id IN {found.stale}")}
    assert "field" in kinds
    assert all(wb.proposal(one).subject == program for one in found.withdrawn)
    before = wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'")[0][0]
    status = wb.run(order(wb).model_copy(update={"spec": (path,)}))
    again = wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'")[0][0] - before
    assert (status.state, again) == ("complete", found.chunks_new)

    pictures = {
        f.body.picture
        for f in spec_facts(wb.store)
        if f.body.kind == "field" and (f.body.program, f.body.name) == (program, name)
    }
    assert "X(7)" in pictures


def test_going_back_restores_what_stood(street: Street) -> None:
    """The first issue again: its chunks are known, its facts stand again, and nothing is read."""
    wb, before, old = street
    _, _, line = first_field(wb)
    path = edited(wb, (line, re.sub(rb"X\(\d+\)", b"X(7)", line)))
    stale = wb.revise([path], old).stale
    newer = wb.run(order(wb).model_copy(update={"spec": (path,)})).spec
    back = wb.home / "specs/back.txt"
    back.write_bytes((wb.home / "specs/order-to-cash.txt").read_bytes() + b"\n")
    found = wb.revise([back], newer)
    inventory = {
        row[0]
        for row in wb.store.rows(
            "SELECT fact_id FROM fact WHERE kind IN ('endpoint', 'field', 'record', 'rule', 'code')"
        )
    }
    superseded = {row[0] for row in wb.store.rows("SELECT fact_id FROM fact_status WHERE state = 'superseded'")}
    assert set(found.restored) >= (set(stale) & inventory) - superseded
    reads = wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'")
    after = wb.run(order(wb).model_copy(update={"spec": (back,)}))
    assert wb.store.rows("SELECT count(*) FROM read WHERE agent = 'inventory'") == reads
    assert (after.state, after.endpoints_accounted) == ("complete", before.endpoints_accounted)


def test_what_was_written_from_stale_facts_is_listed(street: Street) -> None:
    """Files that were executed before the revision are named, so that somebody can look at them."""
    wb, _, old = street
    program, _, line = first_field(wb)
    wb.reviewer("ana")
    mine = [one for one in wb.proposals("proposed") if one.subject == program]
    if not mine:
        pytest.skip("the sample's mapper left this endpoint without a proposal")
    wb.approve(mine[0].proposal_id, "ana", "as mapped")
    wb.execute()
    found = wb.revise([edited(wb, (line, re.sub(rb"X\(\d+\)", b"X(7)", line)))], old)
    assert all(path.startswith("data/out/") and (wb.home / path).is_file() for path in found.written)
    assert len(found.written) == mine[0].files


def test_a_spec_that_nobody_took_in_cannot_be_revised(street: Street) -> None:
    """The name of no spec is one clear line that lists what is there, and nothing was stored."""
    wb, _, _ = street
    shutil.copy(wb.home / "specs/order-to-cash.txt", wb.home / "specs/copy.txt")
    with pytest.raises(UnknownThing, match=r"known are order-to-cash\.txt"):
        wb.revise([wb.home / "specs/copy.txt"], "no-such-spec")
    assert wb.store.rows("SELECT count(*) FROM revision") == [(0,)]


def test_coverage_counts_every_content_line_once(street: Street) -> None:
    """The stretches of a whole spec hold its content lines, the pieces of a long line together counting one.

    What a stretch yielded is told in one order, so that two processes print the same.
    """
    wb, status, _ = street
    found = wb.coverage()
    assert [list(one.items) for one in found.stretches] == [sorted(one.items) for one in found.stretches]
    assert sum(one.content for one in found.stretches) == status.content_lines
    assert {one.state for one in found.stretches} == {"ok"}
    assert set(found.strip(50)) <= {"yield", "nothing", "empty"}
