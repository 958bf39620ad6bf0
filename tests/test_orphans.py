"""Nothing hangs in the air, and whatever is taken out of the graph is found."""

import json
import random
from pathlib import Path

import pytest
from lineage_world import copied, written
from street import Said
from torn import TAKEN_OUT, unmissed

from workbench.lineage import orphans, up
from workbench.store import Store

KINDS = [
    "holds", "read_as", "said", "cites", "judged", "established", "based_on", "answered", "consulted", "made",
    "measured", "heard",
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A written project of the test's own."""
    return Store(copied(tmp_path / "home"))


def test_a_run_that_was_written_leaves_nothing_in_the_air(capsys: pytest.CaptureFixture[str]) -> None:
    """Every edge is there, every fact rests on words, every file on a signature; the command line says so."""
    assert orphans(Store(written())) == []
    said = Said(capsys, "orphans", "--home", written())
    assert (said.code, said.out.split(":")[0]) == (0, "nothing")


def test_edges_that_are_removed_are_found_and_none_once_they_are_back(store: Store) -> None:
    """One edge of each kind is taken out, and for each something is named that lacks it; put back, all is well."""
    edges = [
        random.Random(kind).choice(store.rows("SELECT src, dst, kind FROM edge WHERE kind = ?", (kind,)))
        for kind in KINDS
    ]
    with store.write() as tx:
        tx.rows(TAKEN_OUT, [list(column) for column in zip(*edges, strict=True)])
    named = {one.node for one in orphans(store)}
    assert [edge for edge in edges if not named & set(edge[:2])] == []
    with store.write() as tx:
        tx.add("edge", [dict(zip(("src", "dst", "kind"), edge, strict=True)) for edge in edges])
    assert orphans(store) == []


def test_every_single_edge_is_missed_by_name(store: Store) -> None:
    """Each edge there is, taken out with others that have nothing to do with it, is named by itself.

    What a read said is counted read by read, so one claim of every read is taken out at a time.
    """
    tried, turn = set(), 0
    while edges := store.rows(_TURN, (turn,)):
        assert unmissed(store, edges) == []
        tried |= set(edges)
        turn += 1
    assert tried == set(store.rows("SELECT src, dst, kind FROM edge"))
    assert orphans(store) == []


_TURN = """
    SELECT src, dst, kind FROM (
        SELECT *, row_number() OVER (PARTITION BY kind, CASE kind WHEN 'said' THEN src END ORDER BY src, dst) AS place
        FROM edge
    ) WHERE CASE kind WHEN 'said' THEN place - 1 ELSE place % 5 END = ?
"""


def test_every_kind_of_edge_is_tried(store: Store) -> None:
    """No stored edge is of a kind that the test above leaves out."""
    assert {kind for (kind,) in store.rows("SELECT DISTINCT kind FROM edge")} == set(KINDS)


def test_documents_and_policy_stand_directly_behind_verdicts_and_decisions(store: Store) -> None:
    """A verdict on a mapping names both documents, the validator's read is heard for it, a decision its policy."""
    sources = {node for (node,) in store.rows("SELECT source_id FROM truth_source")}
    verdict = store.rows(
        "SELECT verdict_id FROM verdict JOIN read ON chunk_id = claim_id WHERE sources <> '[]' LIMIT 1"
    )
    behind = {(node.node, node.kind) for node in up(store, verdict[0][0]) if node.steps == 1}
    assert len(sources) == 2
    assert {(node, "source") for node in sources} < behind
    entries = {kind: one["body"] for one in store.ledger_entries() for kind in [one["kind"]]}
    behind = {(node.node, node.kind) for node in up(store, entries["decision"]["decision_id"]) if node.steps == 1}
    assert (f"policy:{entries['proposal']['policy']}", "policy") in behind
    reads = {read for (read,) in store.rows("SELECT read_id FROM read WHERE agent = 'validator' AND state = 'ok'")}
    assert reads == {read for (read,) in store.rows("SELECT src FROM edge WHERE kind = 'heard'")}


def test_an_edge_of_no_record_is_found(store: Store) -> None:
    """An invented edge has no record that calls for it."""
    invented = [("line:spec-x:1", "claim-x", "cites"), ("read-x", "claim-x", "said")]
    with store.write() as tx:
        tx.add("edge", [dict(zip(("src", "dst", "kind"), edge, strict=True)) for edge in invented])
    assert {one.node for one in orphans(store)} >= {"claim-x"}


@pytest.mark.parametrize("kind", ["proposal", "decision", "intent", "receipt"])
def test_an_act_that_is_cut_out_of_the_ledger_is_found(store: Store, kind: str) -> None:
    """Whichever act of people or executor is missing, a file or the ledger itself is named."""
    lines = store.ledger.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if json.loads(line)["kind"] == kind)
    store.ledger.write_text("".join([*lines[:number], *lines[number + 1 :]]))
    assert orphans(store)


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("proposal", "facts"),
        ("proposal", "policy"),
        ("intent", "decisions"),
        ("receipt", "intent"),
        ("receipt", "wrote"),
    ],
)
def test_an_edge_that_is_cut_out_of_an_act_is_found(store: Store, kind: str, of: str) -> None:
    """What an act names cannot be taken out of it: the lines of the ledger seal each other, to the last but one."""
    lines = store.ledger.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if json.loads(line)["kind"] == kind)
    entry = json.loads(lines[number])
    entry["body"][of] = entry["body"][of][1:]
    store.ledger.write_text("".join([*lines[:number], json.dumps(entry) + "\n", *lines[number + 1 :]]))
    assert "ledger" in {one.node for one in orphans(store)}


def test_a_signature_over_other_words_does_not_count(store: Store) -> None:
    """A decision whose reason was changed afterwards is no approval of what it wrote."""
    text = store.ledger.read_text()
    store.ledger.write_text(text.replace("read every line", "looked at it"))
    assert any("signature" in one.missing for one in orphans(store))


def test_a_file_that_nobody_approved_is_found(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """A strange file beside the written ones, and a byte changed in one of them; what Python caches is left alone."""
    place = store.home / "data/out/adapters"
    (place / "strange.py").write_text("x = 1\n")
    (place / "__pycache__").mkdir()
    (place / "__pycache__/strange.pyc").write_bytes(b"\0")
    first = sorted(place.glob("test_*.py"))[0]
    first.write_bytes(first.read_bytes() + b"#")
    named = {one.node for one in orphans(store)}
    assert named == {"file:data/out/adapters/strange.py", f"file:data/out/adapters/{first.name}"}
    said = Said(capsys, "orphans", "--home", store.home, "--json")
    assert (said.code, {one["node"] for one in json.loads(said.out)}) == (1, named)


def test_an_empty_project_has_no_orphans(tmp_path: Path) -> None:
    """Where nothing was said or done, nothing is missing."""
    assert orphans(Store(tmp_path)) == []
