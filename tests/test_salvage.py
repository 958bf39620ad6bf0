"""A damaged store is told of in one line and made anew: what can be read stays, the rest can be had again."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from small_street import make_home, run

from workbench import cli
from workbench.errors import StoreError
from workbench.store import Store, salvage
from workbench.store.engine import BLOCK
from workbench.store.spare import HEADERS

DATABASE = "data/store/workbench.duckdb"


def damage(path: Path, block: int) -> bytes:
    """Some bytes of a block turned round; what the file was before."""
    whole = path.read_bytes()
    at = HEADERS + block * BLOCK + 5000
    path.write_bytes(whole[:at] + bytes(byte ^ 255 for byte in whole[at : at + 100]) + whole[at + 100 :])
    return whole


def everything(home: Path) -> dict[str, int]:
    store = Store(home)
    return {table: store.rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in store.columns}


def edge(name: str) -> dict[str, str]:
    return {"src": name, "dst": "b", "kind": "t"}


def filled(home: Path) -> Store:
    """A store with rows in two tables, each of which takes a block."""
    store = Store(home)
    for n in range(2):
        with store.write() as tx:
            tx.add("edge", [edge(f"{n}-{m}") for m in range(3000)])
            tx.add("waiver", [{"name": f"{n}-{m}", "who": "ana", "reason": "r"} for m in range(3000)])
    return store


def test_a_whole_store_is_left_alone(tmp_path: Path) -> None:
    """Nothing is made or moved."""
    store = filled(tmp_path)
    before = store.path.read_bytes()
    assert salvage(tmp_path) is None
    assert store.path.read_bytes() == before
    assert not list(store.directory.glob("damaged-*"))


def test_where_there_is_no_store_nothing_is_salvaged(tmp_path: Path) -> None:
    """One clear line, and still no store."""
    (tmp_path / DATABASE).parent.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"there is no store .* makes one"):
        salvage(tmp_path)
    assert not (tmp_path / DATABASE).exists()


def test_a_damaged_table_comes_from_the_newest_snapshot_and_the_others_from_the_store(tmp_path: Path) -> None:
    """What the store was is kept as it was."""
    store = filled(tmp_path)
    snapshot = store.snapshot().name
    with store.write() as tx:
        tx.add("edge", [edge("later")])
    counts = everything(tmp_path)
    for block in range(1, store.path.stat().st_size // BLOCK):
        whole, found = damage(store.path, block), salvage(tmp_path)
        if found and (elsewhere := [one.table for one in found.tables if one.source == snapshot]):
            break
        store.path.write_bytes(whole)
    assert elsewhere == ["edge"]
    assert not found.lost
    assert everything(tmp_path) == counts | {"edge": 6000}
    assert damage(found.kept, block) != whole
    assert found.kept.read_bytes() == whole


def test_a_damaged_log_is_left_out(tmp_path: Path) -> None:
    """What the store itself holds is read without it; the log is kept beside the damaged store."""
    store = filled(tmp_path)
    counts, log = everything(tmp_path), store.path.with_name(store.path.name + ".wal")
    with suppress(StoreError), store.write() as tx:
        tx.add("edge", [edge(f"later-{n}") for n in range(100)])
        tx.rows("COMMIT")  # so that the one at the end of the `with` is refused
        before, written = store.path.read_bytes(), bytearray(log.read_bytes())
    written[len(written) // 2] ^= 255
    store.path.write_bytes(before)
    log.write_bytes(written)
    with pytest.raises(StoreError, match="`workbench salvage` makes it anew"):
        Store(tmp_path)
    found = salvage(tmp_path)
    assert found is not None
    assert not found.lost
    assert everything(tmp_path) == counts
    assert found.kept.with_name(found.kept.name + ".wal").read_bytes() == written


def test_what_a_damaged_catalogue_hides_is_made_again_by_a_run(tmp_path: Path) -> None:
    """Nothing can be read: the same documents give the same facts and the proposals that the ledger has already."""
    home = make_home(tmp_path, endpoints=3)
    first, status = run(home)
    facts = first.store.rows("SELECT fact_id FROM active_fact ORDER BY 1")
    proposals = sorted(one.proposal_id for one in first.all_proposals())
    assert facts
    assert proposals
    damage(home / DATABASE, 0)
    with pytest.raises(StoreError, match=r"checksum .*`workbench salvage`") as caught:
        run(home)
    assert "\n" not in str(caught.value)
    found = salvage(home)
    assert found is not None
    assert set(found.lost) >= {"claim", "fact", "spec"}
    again, after = run(home)
    assert again.store.rows("SELECT fact_id FROM active_fact ORDER BY 1") == facts
    assert sorted(one.proposal_id for one in again.all_proposals()) == proposals
    assert after == status
    assert (again.verify(), again.orphans()) == ([], [])


def test_the_verb_says_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A verb that meets the damage names this one; this one names what is lost, and the second time does nothing."""
    home = filled(make_home(tmp_path, endpoints=3)).home
    monkeypatch.chdir(home)
    damage(home / DATABASE, 0)
    assert cli.run(["sql", "SELECT 1"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "workbench salvage" in told.err
    assert cli.run(["salvage", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["damaged"]
    assert (home / said["kept"]).exists()
    assert {one["source"] for one in said["tables"]} == {"nowhere"}
    assert cli.run(["salvage"]) == 0
    assert "whole" in capsys.readouterr().out
