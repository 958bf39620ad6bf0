"""The store loses nothing that it acknowledged, adds nothing twice, and lets users ask but not touch."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, get_args

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import records
from workbench.errors import ParameterError, StoreError
from workbench.ledger import Ledger
from workbench.records import Candidate, Chunk, EndpointBody, FieldBody, Read, SpecEvidence, UncertainBody, claim
from workbench.store import (
    Store,
    chunk_of,
    chunk_row,
    claim_of,
    claim_row,
    engine,
    fact_of,
    fact_row,
    read_of,
    read_row,
    schema,
    verdict_of,
    verdict_row,
)
from workbench.store.lock import held
from workbench.store.rows import _NAMED_BY
from workbench.store.tables import HISTORIES, THINGS, fresh


def edge(name: str, to: str = "claim-b") -> dict[str, str]:
    return {"src": name, "dst": to, "kind": "cites"}


def a_chunk(number: int, first: int, last: int) -> Chunk:
    return Chunk(
        chunk_id=f"chunk-{number}", spec="spec-a", ordinal=number, kind="text", program="ORD01", path=("A", "é\n"),
        byte_start=0, byte_end=1, char_start=0, char_end=1, first=first, last=last, tokens=3, context=(1,),
    )  # fmt: skip


def a_read(number: int, first: int, last: int, state: str = "ok", agent: str = "inventory") -> Read:
    return Read.model_validate(
        {
            "read_id": f"read-{agent}-{number}-{state}", "agent": agent, "engine": "offline",
            "chunk": f"chunk-{number}", "first": first, "last": last, "state": state, "expected": 0, "items": 0,
            "none_here": ((first, last),),
        }
    )  # fmt: skip


def a_spec(lines: int) -> dict[str, Any]:
    return {
        "spec_id": "spec-a", "name": "a.txt", "path": "specs/a.txt", "sha256": "0", "bytes": 9, "lines": lines,
        "encoding": "utf-8",
    }  # fmt: skip


FIELD = claim(
    "inventory",
    "offline",
    FieldBody(program="ORD01", record="R", name="O'BRIEN\u2028;--", ordinal=1, level=5, parent="R", values=("a", "b")),
    (SpecEvidence(spec="spec-a", first=3, last=4, quote="05 X.\n 'q' \" \\ \t"),),
)
UNSURE = claim(
    "mapper",
    "offline",
    UncertainBody(
        program="ORD01", record="R", field="X", ordinal=1, operation="POST /o", reason="two fit",
        candidates=(Candidate(operation="POST /o", property="x", score=0.5, why="name"),),
    ),
    (),
    ("fact-1",),
)  # fmt: skip
VERDICT = records.Verdict(
    verdict_id="verdict-1", claim=FIELD.claim_id, state="accepted",
    checks=(records.Check(name="quote", state="pass", detail="verbatim"),), reason="every check passed",
)  # fmt: skip
FACT = records.Fact(
    fact_id="fact-1", claim=FIELD.claim_id, verdict="verdict-1", body=FIELD.body, evidence=FIELD.evidence
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a new store; to be copied, or only read."""
    return Store(tmp_path_factory.mktemp("made")).home


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    """A new store of one's own."""
    shutil.copytree(made / "data", tmp_path / "data")
    return Store(tmp_path)


def add(store: Store, table: str, *rows: dict[str, Any]) -> int:
    with store.write() as tx:
        return tx.add(table, rows)


# --- what goes in comes out, once


def test_records_come_back_as_they_went_in(store: Store) -> None:
    """Every record that the store keeps can be made again from its row."""
    chunk, read = a_chunk(1, 1, 9), a_read(1, 1, 9)
    with store.write() as tx:
        tx.add("chunk", [chunk_row(chunk)])
        tx.add("read", [read_row(read, "run-1")])
        tx.add("claim", [claim_row(FIELD, "run-1"), claim_row(UNSURE, "run-1")])
        tx.add("verdict", [verdict_row(VERDICT, "run-1")])
        tx.add("fact", [fact_row(FACT)])
    assert [chunk_of(row) for row in store.records("SELECT * FROM chunk")] == [chunk]
    assert [read_of(row) for row in store.records("SELECT * FROM read")] == [read]
    assert [claim_of(row) for row in store.records("SELECT * FROM claim")] == [FIELD, UNSURE]
    assert [verdict_of(row) for row in store.records("SELECT * FROM verdict")] == [VERDICT]
    assert [fact_of(row) for row in store.records("SELECT * FROM fact")] == [FACT]
    assert store.rows("SELECT body->>'$.name', first, last FROM claim WHERE kind = 'field'") == [
        ("O'BRIEN\u2028;--", 3, 4)
    ]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=6))
@settings(max_examples=20, deadline=None)
def test_any_text_is_stored_as_data(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Spec text is data: quotes, control characters and SQL come back unchanged, and equal rows count once."""
    store = Store(tmp_path_factory.getbasetemp() / "any-text")
    add(store, "edge", *[edge("x" + text, "y" + text) for text in texts])
    found = {src: dst for src, dst in store.rows("SELECT src, dst FROM edge")}
    assert all(found["x" + text] == "y" + text for text in texts)
    assert add(store, "edge", *[edge("x" + text, "y" + text) for text in texts]) == 0


def test_adding_again_adds_nothing(store: Store) -> None:
    """Ids are content: the same rows in the same call, a later one, or another process are one row."""
    assert add(store, "claim", claim_row(FIELD, "run-1"), claim_row(FIELD, "run-1")) == 1
    assert add(store, "claim", claim_row(FIELD, "run-2")) == 0
    assert add(store, "edge") == 0
    assert store.rows("SELECT run_id FROM claim") == [("run-1",)]


def test_a_history_grows_only_when_something_changes(store: Store) -> None:
    """A state that comes back is recorded again, a repetition is not, and the view shows the newest."""

    def say(*states: str) -> int:
        rows = [{"fact_id": "fact-1", "state": state, "reason": "r", "who": "run-1"} for state in states]
        return add(store, "fact_status", *rows)

    add(store, "fact", fact_row(FACT))
    assert store.rows("SELECT count(*) FROM active_fact") == [(0,)]
    assert say("active") == 1
    assert say("active", "active") == 0
    assert store.rows("SELECT fact_id FROM active_fact") == [("fact-1",)]
    assert say("stale", "stale") == 1
    assert store.rows("SELECT count(*) FROM active_fact") == [(0,)]
    assert say("active") == 1
    assert store.rows("SELECT fact_id FROM active_fact") == [("fact-1",)]
    assert store.rows("SELECT state FROM fact_status ORDER BY rowid") == [("active",), ("stale",), ("active",)]


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(0, 12))
def test_fresh_rows_do_not_depend_on_how_they_are_split(states: list[str], cut: int) -> None:
    """One call or two: the same history grows."""
    columns = {"run_id": "VARCHAR", "state": "VARCHAR", "detail": "JSON", "added_at": "TIMESTAMP"}
    rows = [("run-1", state, "{}", None) for state in states]
    whole = fresh("run_state", columns, rows, [])
    first = fresh("run_state", columns, rows[:cut], [])
    rest = fresh("run_state", columns, rows[cut:], [row[:3] for row in first])
    assert first + rest == whole
    assert [row[1] for row in whole] == [s for i, s in enumerate(states) if i == 0 or states[i - 1] != s]


# --- the tables


def test_every_table_says_what_makes_a_row_new(store: Store) -> None:
    """No table is without a key, and every key is a column."""
    tables: dict[str, set[str]] = {}
    for table, name in store.rows("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"):
        tables.setdefault(table, set()).add(name)
    stored = {name for (name,) in store.rows("SELECT table_name FROM duckdb_tables()")}
    assert stored == {*THINGS, *HISTORIES, "schema_version"}
    for table, key in THINGS.items():
        assert set(key) <= tables[table]
    for table, (key, said) in HISTORIES.items():
        assert set(key) | set(said) <= tables[table]


def test_every_kind_of_claim_has_a_row(store: Store) -> None:
    """A kind of body that the vocabulary gains must say what it is named by."""
    assert set(_NAMED_BY) == set(get_args(records.ClaimKind))


def test_names_in_the_store_need_no_quotes(store: Store) -> None:
    """Users write SQL by hand: no table, view or column is a reserved word, in the ledger's part neither."""
    with duckdb.connect(store.snapshot(), read_only=True) as connection:
        sql = "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE NOT internal GROUP BY 1"
        described = connection.execute(sql).fetchall()
        for table, names in described:
            wanted = ", ".join(f"{name}, {table}.{name} AS {name}" for name in names)
            connection.execute(f"SELECT {wanted} FROM {table} ORDER BY {', '.join(names)}").fetchall()
    assert {"claim", "ledger", "proposal", "coverage_gaps"} <= {table for table, _ in described}


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        ("nothing", {"a": 1}, "the store has no table 'nothing'"),
        ("edge", {"src": "a", "dst": "b"}, "a row of edge has wrong columns: ['kind']"),
        ("edge", {**edge("a"), "extra": 1}, "a row of edge has wrong columns: ['extra']"),
        ("edge", edge("\udc80"), "the store refused"),
        ("edge", {**edge("a"), "kind": None}, "NOT NULL"),
        ("run_state", {"run_id": "r", "state": "s", "detail": {"n": float("nan")}}, "holds a value that is no JSON"),
        ("run_state", {"run_id": "r", "state": "s", "detail": {1, 2}}, "holds a value that is no JSON: a set"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_nothing_is_stored(
    store: Store, table: str, row: dict[str, Any], says: str
) -> None:
    """One line says what was wrong, and the transaction leaves nothing behind."""

    def write() -> None:
        with store.write() as tx:
            tx.add("edge", [edge("before")])
            tx.add(table, [row])

    with pytest.raises(StoreError) as caught:
        write()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert store.rows("SELECT count(*) FROM edge") == [(0,)]


def test_an_exception_in_a_transaction_leaves_nothing(store: Store) -> None:
    """Whatever the body raises, all or nothing holds and the store stays usable."""

    def write() -> float:
        with store.write() as tx:
            return tx.add("edge", [edge("a")]) / 0

    with pytest.raises(ZeroDivisionError):
        write()
    assert add(store, "edge", edge("b")) == 1
    assert store.rows("SELECT src FROM edge") == [("b",)]


def test_a_transaction_reads_what_it_wrote(store: Store) -> None:
    """Reads inside a write see its rows; a write inside a write is refused at once."""
    with store.write() as tx:
        tx.add("edge", [edge("a")])
        assert tx.rows("SELECT count(*) FROM edge") == store.rows("SELECT count(*) FROM edge") == [(1,)]
        with pytest.raises(StoreError, match="a write inside another"), Store(store.home).write():
            pass
        with pytest.raises(StoreError, match="a snapshot inside"):
            store.snapshot()
    assert store.rows("SELECT count(*) FROM edge") == [(1,)]


# --- views


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_coverage_gaps_are_the_content_lines_that_no_successful_read_covers(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The view's interval arithmetic equals counting lines one by one; a chunk without a good read covers nothing."""
    lines = data.draw(st.integers(1, 30))
    classes = data.draw(st.lists(st.sampled_from(["blank", "furniture", "content"]), min_size=lines, max_size=lines))
    spans = data.draw(
        st.lists(st.tuples(st.integers(1, lines), st.integers(0, 8), st.sampled_from(["ok", "lost"])), max_size=8)
    )
    reads = [(first, min(first + more, lines), state) for first, more, state in spans]
    store = _views(tmp_path_factory)
    with store.write() as tx:
        for table in ("spec", "line_class", "chunk", "read"):
            tx.rows(f"DELETE FROM {table}")
        tx.add("spec", [a_spec(lines)])
        runs = [{"spec_id": "spec-a", "first": n, "last": n, "class": name} for n, name in enumerate(classes, 1)]
        tx.add("line_class", runs)
        tx.add("chunk", [chunk_row(a_chunk(n, first, last)) for n, (first, last, _) in enumerate(reads)])
        tx.add("read", [read_row(a_read(n, *read), "run-1") for n, read in enumerate(reads)])
        tx.add("read", [read_row(a_read(n, 1, lines, agent="validator"), "run-1") for n in range(len(reads))])
    unread = {n for first, last, state in reads if state != "ok" for n in range(first, last + 1)}
    covered = {n for first, last, state in reads if state == "ok" for n in range(first, last + 1)} - unread
    missing = {n for n, name in enumerate(classes, 1) if name == "content" and n not in covered}
    gaps = store.rows("SELECT first, last, lines FROM coverage_gaps")
    assert sum(gap[2] for gap in gaps) == len(missing)
    assert {n for first, last, _ in gaps for n in range(first, last + 1) if classes[n - 1] == "content"} == missing
    assert all(first in missing and last in missing for first, last, _ in gaps)


def _views(factory: pytest.TempPathFactory) -> Store:
    return Store(factory.getbasetemp() / "views")


def test_a_read_removed_behind_the_stores_back_is_a_gap(store: Store) -> None:
    """Nothing about coverage is remembered apart from the reads."""
    with store.write() as tx:
        tx.add("spec", [a_spec(9)])
        tx.add("line_class", [{"spec_id": "spec-a", "first": 1, "last": 9, "class": "content"}])
        for n, (first, last) in enumerate([(1, 4), (5, 9)]):
            tx.add("chunk", [chunk_row(a_chunk(n, first, last))])
            tx.add("read", [read_row(a_read(n, first, last), "run-1")])
    assert store.rows("SELECT * FROM coverage_gaps") == []
    with duckdb.connect(store.path) as connection:
        connection.execute("DELETE FROM read WHERE chunk_id = 'chunk-0'")
    assert store.rows("SELECT spec_id, first, last, lines FROM coverage_gaps") == [("spec-a", 1, 4, 4)]


def test_a_failed_read_after_a_good_one_is_the_latest_and_leaves_no_gap(store: Store) -> None:
    """`latest_read` is what happened last; coverage asks whether it was ever read."""
    with store.write() as tx:
        tx.add("spec", [a_spec(4)])
        tx.add("line_class", [{"spec_id": "spec-a", "first": 1, "last": 4, "class": "content"}])
        tx.add("chunk", [chunk_row(a_chunk(0, 1, 4))])
        for state in ("ok", "unavailable"):
            tx.add("read", [read_row(a_read(0, 1, 4, state), "run-1")])
    assert store.rows("SELECT state FROM latest_read") == [("unavailable",)]
    assert store.rows("SELECT * FROM coverage_gaps") == []


def test_claims_are_counted_by_their_newest_verdict(store: Store) -> None:
    """A claim that was judged again counts once, one that was not judged counts too; checks are those of the newest."""
    failed = VERDICT.model_copy(
        update={
            "verdict_id": "verdict-2",
            "state": "rejected",
            "checks": (records.Check(name="quote", state="fail", detail="not there"),),
        }
    )
    with store.write() as tx:
        tx.add("claim", [claim_row(FIELD, "run-1"), claim_row(UNSURE, "run-1")])
        tx.add("verdict", [verdict_row(VERDICT, "run-1"), verdict_row(failed, "run-2")])
    assert store.rows("SELECT * FROM claims_by_verdict") == [
        ("inventory", "field", "rejected", 1),
        ("mapper", "uncertain", "unjudged", 1),
    ]
    assert store.rows("SELECT name, state, finding FROM checks") == [("quote", "fail", "not there")]


# --- users' SQL


def test_one_query_spans_the_store_and_the_ledger(store: Store) -> None:
    """Facts join with the proposals that rest on them."""
    add(store, "fact", fact_row(FACT))
    body = {
        "proposal_id": "proposal-1", "author": "migrator", "subject": "ORD01", "summary": "s", "risk": "low",
        "target": {"name": "out"}, "blast": {"files": 1, "bytes": 2}, "facts": ["fact-1"],
        "actions": [{"kind": "file", "verb": "create", "path": "a.py", "sha256": "0", "before": "absent"}],
    }  # fmt: skip
    Ledger(store.ledger).append("proposal", body)
    columns, rows = store.query(
        "SELECT name, author, path FROM fact JOIN proposal ON list_contains(CAST(facts AS VARCHAR[]), fact_id) "
        "JOIN proposed_file USING (proposal_id)"
    )
    assert columns == ["name", "author", "path"]
    assert rows == [("O'BRIEN\u2028;--", "migrator", "a.py")]


def test_a_damaged_ledger_can_still_be_asked(store: Store) -> None:
    """Every line is a row; a line that is no entry says so and hides no other."""
    Ledger(store.ledger).append("stop", {"who": "ana", "reason": "\u2028"})
    with store.ledger.open("ab") as file:
        file.write(b'{"kind": "stop", "body": {"x": "\\ud800"}}\n\xff\xfe\n[1]\n{"kind":"x","body":{"n":NaN}}\n')
        file.write(b"[" * 100_000 + b'\n{"kind":"stop","body"')
    rows = store.query("SELECT seq, kind FROM ledger ORDER BY seq")[1]
    assert [kind for _, kind in rows] == ["stop", "stop", "damaged", "damaged", "x", "damaged", "damaged"]
    assert [seq for seq, _ in rows] == list(range(1, 8))


HOSTILE = [
    "DELETE FROM claim",
    "WITH gone AS (DELETE FROM claim RETURNING *) SELECT * FROM gone",
    "CREATE TABLE mine (a INTEGER)",
    "DROP TABLE claim",
    "COPY claim TO '{tmp}/out.csv'",
    "EXPORT DATABASE '{tmp}/out'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/hostname'",
    "SELECT * FROM glob('/*')",
    "ATTACH '{tmp}/other.duckdb' AS other",
    "ATTACH '{live}' AS live",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "RESET max_execution_time",
    "SELEC 1",
    "SELECT nothing FROM claim",
    "SELECT * FROM local_rows",
    "",
    "-- nothing",
    "SELECT 1; DROP TABLE claim",
    "SELECT error('two' || chr(10) || 'lines' || chr(27) || '[31m')",
    "SELECT '\ud800'",
    "SELECT 'a\0b",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_sql_of_users_neither_writes_nor_leaves(made: Path, tmp_path: Path, sql: str) -> None:
    """Each way out is one printable line, and the store is as it was."""
    store, local_rows = Store(made), [(1,)]
    before = store.path.read_bytes()
    with pytest.raises(ParameterError) as caught:
        store.query(sql.format(tmp=tmp_path, live=store.path))
    assert str(caught.value).isprintable()
    assert store.path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == len(local_rows) - 1


@pytest.mark.parametrize(
    "sql", ["SELECT count(*) FROM range(100000000000) a, range(1000000) b", "SELECT list(range) FROM range(200000000)"]
)
def test_a_query_is_bounded_in_time_and_memory(store: Store, sql: str) -> None:
    """A query that would never end or fill the machine is stopped."""
    with pytest.raises(ParameterError, match=r"execution time|[Mm]emory"):
        store.query(sql, seconds=0.3, memory="64MB")


def test_a_query_gives_at_most_as_many_rows_as_asked(store: Store) -> None:
    """An endless result is cut off where the caller said."""
    assert store.query("SELECT * FROM range(100000000000)", limit=3) == (["range"], [(0,), (1,), (2,)])


def test_threads_may_ask_with_different_limits(store: Store) -> None:
    """Two queries at once on one snapshot do not get in each other's way."""
    failures: list[Exception] = []

    def ask(seconds: float) -> None:
        try:
            for _ in range(5):
                store.query("SELECT count(*) FROM claim", seconds=seconds)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(seconds,)) for seconds in (1.0, 2.0, 3.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_snapshot_is_made_once_per_state_and_few_are_kept(store: Store) -> None:
    """Asking twice copies once; changes make new copies, and old ones go."""
    first = store.snapshot()
    assert store.snapshot() == first
    seen = {first}
    for n in range(5):
        add(store, "edge", edge(f"a{n}"))
        seen.add(store.snapshot())
    Ledger(store.ledger).append("stop", {"who": "ana", "reason": "r"})
    seen.add(store.snapshot())
    assert len(seen) == 7
    assert len(list((store.directory / "snapshots").iterdir())) == 3


# --- schema


def tampered(store: Store, sql: str) -> None:
    with duckdb.connect(store.path) as connection:
        connection.execute(sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("ALTER TABLE claim DROP COLUMN body", "changed by hand"),
        ("DROP VIEW checks; DROP TABLE verdict CASCADE", "changed by hand"),
        ("CREATE TABLE extra (a INTEGER)", "changed by hand"),
        ("UPDATE schema_version SET sha256 = '0' WHERE version = 1", "made by another program"),
        ("INSERT INTO schema_version VALUES (99, '099_later.sql', '0', '0', now())", "newer than this program"),
        ("DROP TABLE schema_version", "not a store of this program"),
    ],
)
def test_a_store_with_another_schema_is_refused(store: Store, sql: str, says: str) -> None:
    """Newer, older by other hands, or altered: one line, and nothing is written."""
    tampered(store, sql)
    before = store.path.read_bytes()
    with pytest.raises(StoreError, match=says) as caught:
        Store(store.home)
    assert "\n" not in str(caught.value)
    assert store.path.read_bytes() == before


def test_an_older_store_is_upgraded_and_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration is applied once, in one transaction, after a copy; when it fails, the store is as it was."""
    add(store, "edge", edge("a"))
    own = schema.migrations()
    broken = schema.Migration(len(own) + 1, "999_next.sql", "ALTER TABLE edge ADD COLUMN note VARCHAR; SELECT nothing")
    monkeypatch.setattr(schema, "migrations", lambda: [*own, broken])
    with pytest.raises(StoreError, match="nothing"):
        Store(store.home)
    good = schema.Migration(len(own) + 1, "999_next.sql", "ALTER TABLE edge ADD COLUMN note VARCHAR DEFAULT 'none'")
    monkeypatch.setattr(schema, "migrations", lambda: [*own, good])
    upgraded = Store(store.home)
    assert upgraded.rows("SELECT src, note FROM edge") == [("a", "none")]
    assert (store.directory / f"before-{len(own) + 1:03d}.duckdb").exists()
    monkeypatch.setattr(schema, "migrations", lambda: own)
    with pytest.raises(StoreError, match=f"newer than this program: schema {len(own) + 1}, known up to {len(own)}"):
        Store(store.home)


@pytest.mark.parametrize("damage", [b"", b"not a database", b"\0" * 4096 * 3])
def test_a_damaged_file_is_one_clear_line(tmp_path: Path, damage: bytes) -> None:
    """What is no store is refused by name and left as it is; an empty file becomes a store."""
    path = tmp_path / "data/store/workbench.duckdb"
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    if not damage:
        assert Store(tmp_path).rows("SELECT count(*) FROM claim") == [(0,)]
        return
    with pytest.raises(StoreError, match=r"workbench\.duckdb") as caught:
        Store(tmp_path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == damage


def test_a_place_that_cannot_hold_a_store_is_one_clear_line(tmp_path: Path) -> None:
    """A file where a directory must be."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="cannot make the store"):
        Store(tmp_path)


# --- many processes

WRITER = """
import sys
from pathlib import Path
from workbench.store import Store
store, name, size = Store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for n in range(int(sys.argv[4])):
    with store.write() as tx:
        tx.add("edge", [{"src": f"{name}-{n}", "dst": str(i), "kind": "t"} for i in range(size)])
    print(n, flush=True)
"""


def started(store: Store, code: str, *arguments: object, **options: Any) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, str(store.home), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def test_processes_and_threads_that_write_at_once_lose_nothing(store: Store) -> None:
    """Three processes and two threads: every row of every transaction is there, once."""
    processes = [started(store, WRITER, f"p{n}", 7, 15) for n in range(3)]

    def write(name: str) -> None:
        for n in range(15):
            add(store, "edge", *[{"src": f"{name}-{n}", "dst": str(i), "kind": "t"} for i in range(7)])

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        assert process.wait(60) == 0, process.communicate()[1]
    counted = store.rows("SELECT count(*), count(DISTINCT src), count(DISTINCT (src, dst)) FROM edge")
    assert counted == [(5 * 15 * 7, 5 * 15, 5 * 15 * 7)]


def test_the_same_rows_from_many_processes_are_added_once(store: Store) -> None:
    """Idempotence holds between processes too."""
    processes = [started(store, WRITER, "same", 20, 5) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert store.rows("SELECT count(*) FROM edge") == [(100,)]


def test_a_killed_writer_loses_no_acknowledged_commit(store: Store) -> None:
    """Killed at random moments: what was acknowledged is there, every transaction is whole, and others go on."""
    acknowledged = set()
    dice = random.Random(7)
    for round_ in range(5):
        process = started(store, WRITER, f"k{round_}", 40, 10_000)
        assert process.stdout is not None
        acknowledged.add(f"k{round_}-{process.stdout.readline().strip()}")
        time.sleep(dice.uniform(0.0, 0.2))
        process.kill()
        acknowledged |= {f"k{round_}-{line.strip()}" for line in process.stdout if line.endswith("\n")}
        process.wait()
        assert add(store, "edge", edge(f"after-{round_}")) == 1
    found = dict(store.rows("SELECT src, count(*) FROM edge WHERE kind = 't' GROUP BY src"))
    assert acknowledged <= found.keys()
    assert set(found.values()) == {40}


def test_a_log_that_a_killed_writer_left_is_read_and_copied(store: Store) -> None:
    """A commit that lies only in the write-ahead log is there for reads and for users' SQL."""
    code = """
import os, sys
from pathlib import Path
from workbench.store import Store
store = Store(Path(sys.argv[1]))
with store.write() as tx:
    tx.add("edge", [{"src": "a", "dst": "b", "kind": "t"}])
    tx.rows("COMMIT")
    os._exit(9)
"""
    assert started(store, code).wait(30) == 9
    assert store.path.with_name(store.path.name + ".wal").exists()
    assert store.query("SELECT src FROM edge")[1] == [("a",)]
    assert store.rows("SELECT src FROM edge") == [("a",)]


def test_a_forked_child_uses_the_store_too(store: Store) -> None:
    """A child of fork makes its own engine; both write."""
    add(store, "edge", edge("parent"))
    child = os.fork()
    if child == 0:
        try:
            add(store, "edge", edge("child"))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert store.rows("SELECT src FROM edge ORDER BY src") == [("child",), ("parent",)]


HOLDER = """
import sys, time
from pathlib import Path
from workbench.store.lock import held
from workbench.store.rows import _NAMED_BY
with held(Path(sys.argv[1]) / "data/store/store.lock", sys.argv[2] == "write", 5):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", ["write", "read"])
def test_waiting_too_long_names_the_process_that_holds_the_store(store: Store, how: str) -> None:
    """The message says who to look for, and the store works once the holder is gone, killed or not."""
    process = started(store, HOLDER, how)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    waiting = Store.__new__(Store)
    waiting.__dict__.update(store.__dict__, lock_seconds=0.2)
    with pytest.raises(StoreError, match=rf"the store is in use: .*held by process {process.pid}\b"):
        add(waiting, "edge", edge("a"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert add(waiting, "edge", edge("a")) == 1


def test_readers_who_keep_coming_do_not_keep_a_writer_out(tmp_path: Path) -> None:
    """With a reader always inside, a writer that waits gets in before those who came after it."""
    path, stop = tmp_path / "x.lock", threading.Event()

    def read() -> None:
        while not stop.is_set():
            with held(path, False, 10):
                time.sleep(0.02)

    with held(path, True, 1):
        pass
    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.1)
        for _ in range(5):
            with held(path, True, 2):
                pass
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_full_disk_is_one_clear_line_and_loses_nothing(store: Store) -> None:
    """When the file cannot grow, the write fails, what was there stays, and the next process goes on."""
    add(store, "edge", edge("kept"))
    code = """
import resource, signal, sys
from pathlib import Path
from workbench.errors import StoreError
from workbench.store import Store
store = Store(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = store.path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
try:
    with store.write() as tx:
        tx.add("edge", [{"src": f"{n:0100d}", "dst": f"{n * n:0100d}", "kind": "t"} for n in range(60000)])
except StoreError as error:
    print(error)
    try:
        print(store.rows("SELECT src FROM edge"))
    except StoreError as error:
        print("again:", error)
else:
    print("written?")
"""
    process = started(store, code)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert len(out.splitlines()) == 2, out
    assert out.startswith("the store refused") or out.startswith("cannot store")
    assert store.rows("SELECT src FROM edge") == [("kept",)]
    assert add(store, "edge", edge("next")) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user to be refused; only root can become one")
def test_a_store_that_may_not_be_written_can_be_read() -> None:
    """Reading needs no right to write; writing is refused with one line."""
    home = Path("/tmp") / f"workbench-readonly-{os.getpid()}"
    code = """
import os, sys
from pathlib import Path
from workbench.errors import StoreError
from workbench.store import Store
Store(Path(sys.argv[1]))  # what is imported late is root's to read
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
store = Store(Path(sys.argv[1]))
print(store.rows("SELECT src FROM edge"))
try:
    with store.write() as tx:
        tx.add("edge", [{"src": "b", "dst": "b", "kind": "t"}])
except StoreError as error:
    print(error)
"""
    try:
        add(Store(home), "edge", edge("a"))
        process = started(Store(home), code)
        out, errors = process.communicate(timeout=60)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    assert process.returncode == 0, errors
    assert out.splitlines()[0] == "[('a',)]"
    assert out.splitlines()[1].startswith("cannot open the store's lock")


def test_times_are_utc_and_the_same_for_all_rows_of_a_transaction(store: Store) -> None:
    """A transaction has one moment."""
    with store.write() as tx:
        tx.add("run", [{"run_id": "run-1", "spec_id": "s", "engine": "offline", "arguments": {"b": 1, "a": [1, "é"]}}])
        tx.add("run_state", [{"run_id": "run-1", "state": "running", "detail": {}}])
    assert store.rows("SELECT run.added_at = run_state.added_at FROM run JOIN run_state USING (run_id)") == [(True,)]
    (body,) = store.rows("SELECT arguments FROM run")[0]
    assert body == json.dumps({"a": [1, "é"], "b": 1}, separators=(",", ":"), ensure_ascii=False)
    assert store.rows("SELECT abs(epoch(added_at) - ?) < 60 FROM run", [time.time()]) == [(True,)]


def test_an_endpoint_has_its_newest_state(store: Store) -> None:
    """The view has one row per program."""
    rows = [{"program": "ORD01", "run_id": "run-1", "state": state, "reason": "r"} for state in ("missing", "verified")]
    assert add(store, "endpoint_state", *rows) == 2
    assert store.rows("SELECT program, state FROM latest_endpoint_state") == [("ORD01", "verified")]
    assert EndpointBody(program="ORD01").kind in get_args(records.ClaimKind)


@pytest.mark.parametrize("step", ["ATTACH", "USE store", "USE memory", "DETACH"])
def test_an_interrupt_while_attaching_leaves_the_store_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Ctrl-C at any step of attaching or detaching is not the end: the next call in the same process works."""
    store = Store(tmp_path)
    real, armed = engine.run, [True]

    def run(connection: duckdb.DuckDBPyConnection, sql: str, *given: object) -> object:
        if armed[0] and sql.startswith(step):
            armed[0] = False
            raise KeyboardInterrupt
        return real(connection, sql, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "run", run)
    with pytest.raises(KeyboardInterrupt):
        store.rows("SELECT 1")
    assert store.rows("SELECT count(*) FROM spec") == [(0,)]
