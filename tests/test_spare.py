"""A process may be killed in any write of a checkpoint: what was committed is read, by everybody, and goes on to be."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from workbench.errors import StoreError
from workbench.store import Store, spare
from workbench.store.engine import BLOCK

PAGE = 4096
Image = dict[str, bytes]
"""Files of a store, by what is added to the store's name."""


class Killed(Exception):
    """The end of a process within a checkpoint."""


def edges(name: str, count: int) -> list[dict[str, str]]:
    return [{"src": name, "dst": str(n), "kind": "t"} for n in range(count)]


def image(path: Path) -> Image:
    files = {end: path.with_name(path.name + end) for end in ("", ".wal", ".spare")}
    return {end: file.read_bytes() for end, file in files.items() if file.exists()}


def laid(home: Path, files: Image) -> Path:
    """A home whose store consists of these files."""
    path = home / "data/store/workbench.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    for end in ("", ".wal", ".spare"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    for end, data in files.items():
        path.with_name(path.name + end).write_bytes(data)
    return home


def checkpointed(store: Store, name: str, count: int) -> tuple[Image, Image]:
    """The files when a commit was acknowledged, with the spare of the checkpoint that follows; and those after it.

    The spare is made as the engine makes it, of the blocks that DuckDB names; the log is as it was when it was removed.
    """
    before: Image = {}
    log = store.path.with_name("log")
    with suppress(StoreError), store.write() as tx:
        tx.add("edge", edges(name, count))
        tx.rows("COMMIT")  # so that the one at the end of the `with` is refused
        blocks = [one for (one,) in tx.rows("SELECT block_id FROM pragma_metadata_info()")]
        with suppress(Killed), spare.kept(store.path, blocks, BLOCK):
            before = image(store.path)
            raise Killed
        log.hardlink_to(store.path.with_name(store.path.name + ".wal"))
    assert set(before) == {"", ".wal", ".spare"}
    after = {"": store.path.read_bytes(), ".wal": log.read_bytes(), ".spare": before[".spare"]}
    log.unlink()
    assert after[".wal"].startswith(before[".wal"])
    assert after[".wal"] != before[".wal"]  # the mark of the checkpoint
    return before, after


def changed(before: bytes, after: bytes) -> list[int]:
    """Where the pages lie that a checkpoint wrote, without the headers."""
    size = max(len(before), len(after))
    pages = range(spare.HEADERS, size, PAGE)
    return [at for at in pages if before[at : at + PAGE] != after[at : at + PAGE]]


def written(was: Image, now: Image, some: slice) -> Image:
    """What is left of a checkpoint that was killed when it had written some of its pages, and not the headers."""
    made = bytearray(was[""].ljust(len(now[""]), b"\0"))
    for at in changed(was[""], now[""])[some]:
        made[at : at + PAGE] = now[""][at : at + PAGE].ljust(PAGE, b"\0")
    return now | {"": bytes(made)}


STAGES: dict[str, Callable[[Image, Image], Image]] = {
    "spare not begun": lambda was, now: {"": was[""], ".wal": was[".wal"]},
    "spare empty": lambda was, now: was | {".spare": b""},
    "spare begun": lambda was, now: was | {".spare": was[".spare"][:30]},
    "spare cut off": lambda was, now: was | {".spare": was[".spare"][:-1]},
    "nothing written": lambda was, now: was,
    "log marked": lambda was, now: was | {".wal": now[".wal"]},
    "log half marked": lambda was, now: was | {".wal": now[".wal"][:-9]},
    "one page": lambda was, now: written(was, now, slice(1)),
    "two pages": lambda was, now: written(was, now, slice(2)),
    "every second": lambda was, now: written(was, now, slice(None, None, 2)),
    "all but one": lambda was, now: written(was, now, slice(-1)),
    "the last": lambda was, now: written(was, now, slice(-1, None)),
    "all pages": lambda was, now: written(was, now, slice(None)),
    "headers": lambda was, now: now,
    "log gone": lambda was, now: {"": now[""], ".spare": now[".spare"]},
}
"""What a process that is killed in a checkpoint leaves, from the states before and after it."""

COUNTS = (5, 3000)
"""Rows of the commits."""


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Image, Image]]:
    """The states before and after some checkpoints, one after the other, of one store."""
    store = Store(tmp_path_factory.mktemp("origin"))
    return [checkpointed(store, f"r{n}", count) for n, count in enumerate(COUNTS)]


@pytest.mark.parametrize("stage", STAGES)
def test_a_checkpoint_may_be_killed_after_every_write(
    tmp_path: Path, stage: str, checkpoints: list[tuple[Image, Image]]
) -> None:
    """What was committed is read and copied, by readers too; the next commits hold, and nothing is left over."""
    for round_, (was, now) in enumerate(checkpoints):
        total = sum(COUNTS[: round_ + 1])
        killed = Store(laid(tmp_path, STAGES[stage](was, now)))
        assert killed.rows("SELECT count(*), count(DISTINCT src) FROM edge") == [(total, round_ + 1)]
        assert set(image(killed.path)) <= {"", ".wal"}
        assert killed.query("SELECT count(*) FROM edge")[1] == [(total,)]
        with killed.write() as tx:
            assert tx.add("edge", edges("next", 3)) == 3
        assert killed.rows("SELECT count(*) FROM edge") == [(total + 3,)]
        assert set(image(killed.path)) == {""}


@pytest.mark.parametrize("pages", [1, 2])
def test_a_torn_write_of_the_catalogue_is_what_the_spare_is_for(
    tmp_path: Path, pages: int, checkpoints: list[tuple[Image, Image]]
) -> None:
    """The same bytes without a spare cannot be read at all: the fault is a real one."""
    torn = written(*checkpoints[0], slice(pages))
    del torn[".spare"]
    with pytest.raises(StoreError, match="checksum"):
        Store(laid(tmp_path, torn))


def test_a_checkpoint_is_killed_again_and_again(tmp_path: Path) -> None:
    """The log grows by marks of checkpoints that were never finished; every commit in it still counts."""
    total = 0
    for round_ in range(5):
        was, now = checkpointed(Store(tmp_path), f"r{round_}", 5 + round_)
        total += 5 + round_
        laid(tmp_path, written(was, now, slice(1)))
    assert Store(tmp_path).rows("SELECT count(*), count(DISTINCT src) FROM edge") == [(total, 5)]


def test_a_spare_of_an_earlier_checkpoint_is_not_put_back(tmp_path: Path) -> None:
    """One that the disk gave back after a power cut, when the store has gone on: it is taken away."""
    store = Store(tmp_path)
    was, _ = checkpointed(store, "a", 5)
    with store.write() as tx:
        tx.add("edge", edges("b", 9))
    spare.spare_of(store.path).write_bytes(was[".spare"])
    assert Store(tmp_path).rows("SELECT count(*) FROM edge") == [(14,)]
    assert not spare.spare_of(store.path).exists()


def test_nothing_else_makes_a_checkpoint(tmp_path: Path) -> None:
    """Not even a commit that DuckDB would not put into its log: the store's file changes where a spare is kept."""
    store = Store(tmp_path)
    before = store.path.read_bytes()
    with suppress(StoreError), store.write() as tx:
        tx.add("edge", edges("a" * 50, 20_000))
        tx.rows("COMMIT")
        assert store.path.read_bytes()[: len(before)] == before
    assert store.path.read_bytes()[: len(before)] != before


def test_a_spare_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    """Who may not put it back is told whose work that is."""
    store = Store(tmp_path)
    spare.spare_of(store.path).mkdir()
    with pytest.raises(StoreError, match=r"workbench\.duckdb: its last writer was ended half-way") as caught:
        store.rows("SELECT 1")
    assert "\n" not in str(caught.value)


def test_a_spare_that_cannot_be_written_is_one_clear_line_and_loses_nothing(tmp_path: Path) -> None:
    """A full disk, for one: the store's file stays as it is, and what was committed is read from the log."""
    store = Store(tmp_path)
    place, before = spare.spare_of(store.path), store.path.read_bytes()

    def write() -> None:
        with store.write() as tx:
            tx.add("edge", edges("a", 5))
            place.mkdir()

    with pytest.raises(StoreError, match=r"cannot write .*\.spare: .*; what was committed is kept") as caught:
        write()
    assert "\n" not in str(caught.value)
    assert store.path.read_bytes() == before
    place.rmdir()
    assert store.rows("SELECT count(*) FROM edge") == [(5,)]
