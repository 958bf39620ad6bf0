"""A cluster changes where work is done and nothing about what comes of it: real scheduler, two worker processes."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from street import SPEC, Said, contents, finished, world
from test_batch import notebook

from workbench.batch import parcel
from workbench.batch.book import rows_of
from workbench.batch.planning import plan
from workbench.ledger import ledger_of
from workbench.project import Workbench
from workbench.store import Store

pytest.importorskip("distributed", reason="distributed is not installed")

ROWS = "code,name,code_page,currency,date_form,decimals,dictionary_additions,overrides\n"
MARKET = Path(__file__).resolve().parent.parent / "notebooks" / "market.ipynb"


@dataclass
class Running:
    """A scheduler and its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def _started(*words: str, cwd: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    place = tmp_path_factory.mktemp("cluster")
    said = place / "scheduler.json"
    scheduler = _started(
        "dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(said),
        cwd=place,
    )
    for _ in range(300):
        if said.exists() and said.stat().st_size:
            break
        time.sleep(0.1)
    address = json.loads(said.read_text())["address"]
    words = ("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60")
    workers = [_started(*words, "--name", f"w{n}", cwd=place) for n in range(2)]
    yield Running(address, workers)
    for each in (*workers, scheduler):
        each.kill()
        each.wait()


def test_no_key_is_sent(tmp_path: Path) -> None:
    """A parcel holds what notebooks read, and neither a reviewer's nor the executor's key."""
    home = finished(tmp_path / "home")
    bench = Workbench(home)
    assert (home / "keys").is_dir()
    packed = parcel.pack(home, bench.store)
    with zipfile.ZipFile(io.BytesIO(packed)) as sent:
        texts = {name: sent.read(name) for name in sent.namelist()}
    assert {SPEC, "policy.yaml", "workbench.toml", parcel.DATABASE} <= set(texts)
    assert [path for path in home.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert not [name for name, data in texts.items() if b"PRIVATE KEY" in data]
    assert not [name for name in texts if name.startswith(("keys/", "data/runs/", "data/store/executor"))]
    parcel.unpack(packed, tmp_path / "there")
    assert contents(tmp_path / "there") == contents(home)


def test_markets_on_a_cluster_come_to_the_same_as_here(
    tmp_path: Path, cluster: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same rows, figures and proposals; the same words of two markets are one proposal; again runs nothing."""
    rows = ROWS + "NO,Norge,cp037,NOK,DDMMYY,2,PLZ=postal code,ON=1\nSE,Sverige,cp1252,SEK,DDMMYY,2,PLZ=postal code,\n"
    ends: list[Any] = []
    for name, words in (("here", ()), ("there", ("--cluster", cluster.address))):
        home = finished(tmp_path / name)
        (home / "rows.csv").write_text(rows)
        command = ("batch", MARKET, "--params", home / "rows.csv", "--home", home, *words)
        told = Said(capsys, *command)
        assert told.code == 0, told.err
        bench = Workbench(home)
        own = sorted(one.proposal_id for one in bench.all_proposals() if "market" in one.subject)
        assert len(own) == 3
        rows_there = rows_of(bench.store, _batch(bench.store))
        ends.append((own, [(row.state, {**row.figures, "established": ""}) for row in rows_there]))
        assert Said(capsys, *command, "--json").out.count('"kept"') == 2
        assert bench.verify() == []
    assert ends[0] == ends[1]


def _batch(store: Store) -> str:
    return str(store.rows("SELECT batch_id FROM notebook_run ORDER BY rowid DESC LIMIT 1")[0][0])


def test_the_street_on_a_cluster_comes_to_the_same(
    tmp_path: Path, cluster: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run --cluster`: the same claims, verdicts, facts and proposals as in one process."""
    home = world(tmp_path / "home")
    assert Said(capsys, "run", "--home", home, "--cluster", cluster.address).code == 0
    there, here = contents(home), contents(finished(tmp_path / "here"))
    assert there == here


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong address is wrong input; nothing is started."""
    home = world(tmp_path / "home")
    for verb in (("run",), ("batch", MARKET, "--params", "SELECT 'NO' AS code")):
        told = Said(capsys, *verb, "--home", home, "--cluster", "nowhere")
        assert (told.code, told.err.count("\n")) == (2, 1), told.err


def test_a_lost_worker_loses_no_run(tmp_path: Path, cluster: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Kill a worker while it works: every run is done in the end, once, and no notebook is half written."""
    home = finished(tmp_path / "home")
    cells = "import time\ntime.sleep(1.0)"
    book = notebook(home / "book.ipynb", cells, parameters='market = "SE"\n')
    (home / "rows.csv").write_text("market\n" + "".join(f"M{n}\n" for n in range(6)))
    words = ("batch", str(book), "--params", str(home / "rows.csv"), "--home", str(home), "--cluster", cluster.address)
    batch = subprocess.Popen([str(Path(sys.executable).with_name("workbench")), *words], stderr=subprocess.DEVNULL)
    _until(lambda: len(rows_of(Store(home), plan(home, book, home / "rows.csv")[0].batch)) == 6)
    time.sleep(4)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert batch.wait(120) == 0
    rows = rows_of(Store(home), plan(home, book, home / "rows.csv")[0].batch)
    assert [row.state for row in rows] == ["done"] * 6
    assert all(json.loads((home / row.output).read_text())["cells"] for row in rows)
    assert not list((home / "data/runs").rglob(".draft*"))
    ended = Store(home).rows(
        "SELECT ordinal, count(*) FROM notebook_run WHERE state = 'done' GROUP BY ALL ORDER BY ALL"
    )
    assert ended == [(n, 1) for n in range(1, 7)]
    assert ledger_of(home).verify() == []


def _until(holds: Any) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")
