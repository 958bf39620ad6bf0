"""The ledger: whatever is changed in it, afterwards, by anybody, is found, and the line is named."""

import json
import multiprocessing
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from governance_world import Record, trials
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.acts import ABSENT, Head
from workbench.blobs import Blobs
from workbench.chain import follow, link
from workbench.errors import LedgerDamaged, ParameterError
from workbench.identity import canonical, sha256
from workbench.ledger import Ledger, open_ledger
from workbench.signing import Key, load_key, make_key

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return make_key(tmp_path / "keys" / "executor")


@pytest.fixture
def ledger(tmp_path: Path, key: Key) -> Ledger:
    """Twenty entries, sealed."""
    made = Ledger(tmp_path / "ledger.jsonl", key)
    for at in range(20):
        made.append("stop", {"who": "ana", "reason": f"number {at} Größe\n"}, NOW)
    return made


def rechained(lines: list[bytes]) -> list[bytes]:
    """What somebody without the key can do at best: a chain that holds in itself."""
    prev, made = ABSENT, []
    for seq, line in enumerate(lines, 1):
        made.append(canonical(json.loads(line) | {"seq": seq, "prev": prev}))
        prev = sha256(made[-1])
    return made


def edited(lines: list[bytes]) -> list[bytes]:
    return [*lines[:7], lines[7].replace(b"number 7", b"number 8"), *lines[8:]]


def replaced(lines: list[bytes]) -> list[bytes]:
    return [*lines[:19], lines[19].replace(b"number 19", b"number 91")]


TAMPERS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int]] = {
    "edit": (edited, 8),
    "edit of the last line": (replaced, 20),
    "deletion": (lambda lines: lines[:7] + lines[8:], 8),
    "swap": (lambda lines: [*lines[:7], lines[8], lines[7], *lines[9:]], 8),
    "duplicate": (lambda lines: lines[:8] + lines[7:], 9),
    "insertion": (lambda lines: [*lines[:7], lines[3], *lines[7:]], 8),
    "tail cut": (lambda lines: lines[:15], 0),
    "everything cut": (lambda lines: [], 0),
    "rewrite": (lambda lines: rechained(edited(lines)), 20),
    "rewrite and tail cut": (lambda lines: rechained(edited(lines))[:18], 0),
    "a line that is no JSON": (lambda lines: [*lines[:7], b"{", *lines[8:]], 8),
    "a line that is no entry": (lambda lines: [*lines[:7], b"[1]", *lines[8:]], 8),
    "an empty line": (lambda lines: [*lines[:7], b"", *lines[7:]], 8),
}


@pytest.mark.parametrize("how", TAMPERS)
def test_tampering_is_found_and_named(ledger: Ledger, how: str) -> None:
    """Each way to tamper is found by verify, which names the line, and stops every reading."""
    tamper, line = TAMPERS[how]
    lines = ledger.path.read_bytes().split(b"\n")[:-1]
    ledger.path.write_bytes(b"".join(one + b"\n" for one in tamper(lines)))
    fresh = Ledger(ledger.path, ledger.key)
    assert line in [found.line for found in fresh.verify()]
    with pytest.raises(LedgerDamaged, match=r"^ledger\.jsonl"):
        fresh.entries()
    with pytest.raises(LedgerDamaged):
        ledger.entries()


def test_a_whole_ledger_is_whole(ledger: Ledger) -> None:
    """Nothing is found where nothing was changed, with the key, with its public half, and without."""
    assert ledger.verify() == []
    assert Ledger(ledger.path, public=ledger.public).verify() == []
    assert Ledger(ledger.path).verify() == []
    assert len(ledger.entries()) == 20
    assert ledger.head() == Head(entries=20, sha256=ledger.entries()[-1].sha256)


def test_every_flipped_bit_is_found(ledger: Ledger, record_property: Record) -> None:
    """Random single bits of the ledger and its checkpoint, one at a time: all found."""
    rng = random.Random(20260301)
    paths = [ledger.path, ledger.checkpoints.path]
    whole = {path: path.read_bytes() for path in paths}
    missed = []
    for _ in range(trials(200, 2500)):
        path = rng.choices(paths, [3, 1])[0]
        data = bytearray(whole[path])
        at, bit = rng.randrange(len(data)), rng.randrange(8)
        data[at] ^= 1 << bit
        path.write_bytes(data)
        if not Ledger(ledger.path, ledger.key).verify():
            missed.append((path.name, at, bit))
        path.write_bytes(whole[path])
    record_property("flipped bits", trials(200, 2500))
    assert missed == []


def test_a_missing_or_forged_checkpoint_is_found(ledger: Ledger, tmp_path: Path) -> None:
    """Removing the checkpoint, or signing another with another key, does not help."""
    lines = rechained(edited(ledger.path.read_bytes().split(b"\n")[:-1]))
    ledger.path.write_bytes(b"".join(line + b"\n" for line in lines))
    ledger.checkpoints.path.unlink()
    assert [found.line for found in Ledger(ledger.path, ledger.key).verify()] == [0]
    other = Ledger(ledger.path, make_key(tmp_path / "other"))
    ledger.path.rename(tmp_path / "aside")
    other.append("stop", {}, NOW)
    (tmp_path / "aside").rename(ledger.path)
    assert "another key" in Ledger(ledger.path, ledger.key).verify()[0].what


def test_a_ledger_set_back_with_its_checkpoint_needs_a_witness(ledger: Ledger) -> None:
    """Both files restored from a backup look whole: only a copy of the checkpoint kept elsewhere tells."""
    old = {path: path.read_bytes() for path in (ledger.path, ledger.checkpoints.path)}
    ledger.append("stop", {"who": "ana", "reason": "the last"}, NOW)
    witness = ledger.checkpoints.path.read_bytes()
    for path, data in old.items():
        path.write_bytes(data)
    assert Ledger(ledger.path, ledger.key).verify() == []
    ledger.checkpoints.path.write_bytes(witness)
    assert "end of the ledger is missing" in Ledger(ledger.path, ledger.key).verify()[0].what


def test_a_lost_checkpoint_can_be_made_again_by_a_person(ledger: Ledger) -> None:
    """A whole chain can be sealed again; a broken one cannot."""
    ledger.checkpoints.path.write_bytes(b"torn")
    with pytest.raises(LedgerDamaged, match="checkpoint"):
        Ledger(ledger.path, ledger.key).append("stop", {}, NOW)
    assert Ledger(ledger.path, ledger.key).seal(time=NOW).entries == 20
    assert Ledger(ledger.path, ledger.key).append("stop", {}, NOW).seq == 21
    assert ledger.verify() == []
    lines = ledger.path.read_bytes().split(b"\n")[:-1]
    ledger.path.write_bytes(b"".join(line + b"\n" for line in edited(lines)))
    with pytest.raises(LedgerDamaged, match=":8: "):
        Ledger(ledger.path, ledger.key).seal(time=NOW)


def test_a_ledger_is_opened_with_its_key(tmp_path: Path) -> None:
    """The key is made with the ledger; its public half is enough to read; without either nothing is believed."""
    path, key = tmp_path / "store" / "ledger.jsonl", tmp_path / "keys" / "executor"
    open_ledger(path, key).append("stop", {"who": "ana"}, NOW)
    assert open_ledger(path, key).verify() == []
    key.unlink()
    reader = open_ledger(path, key)
    assert (reader.key, len(reader.entries())) == (None, 1)
    key.with_name("executor.pub").unlink()
    with pytest.raises(LedgerDamaged, match="is missing"):
        open_ledger(path, key)


def test_a_torn_line_never_counted(ledger: Ledger) -> None:
    """What a crash cut short is not read, and the next append removes it."""
    with open(ledger.path, "ab") as file:
        file.write(b'{"body":{"who"')
    fresh = Ledger(ledger.path, ledger.key)
    assert fresh.verify() == []
    assert len(fresh.entries()) == 20
    assert fresh.append("resume", {}, NOW).seq == 21
    assert fresh.verify() == []
    assert b'{"body":{"who"{' not in ledger.path.read_bytes()


def test_a_crash_before_the_checkpoint_is_no_damage(ledger: Ledger) -> None:
    """An entry that is on the disk before its checkpoint was written counts."""
    before = ledger.checkpoints.path.read_bytes()
    ledger.append("stop", {}, NOW)
    ledger.checkpoints.path.write_bytes(before)
    fresh = Ledger(ledger.path, ledger.key)
    assert fresh.verify() == []
    assert fresh.append("resume", {}, NOW).seq == 22
    assert fresh.verify() == []


def test_nothing_is_appended_after_damage_at_the_end(ledger: Ledger) -> None:
    """A cut tail cannot be papered over by going on."""
    lines = ledger.path.read_bytes().split(b"\n")[:-1]
    ledger.path.write_bytes(b"".join(line + b"\n" for line in lines[:15]))
    with pytest.raises(LedgerDamaged, match="missing"):
        Ledger(ledger.path, ledger.key).append("stop", {}, NOW)


def append_some(path: Path, key_path: Path) -> None:
    """What each of several processes does."""
    ledger = Ledger(path, load_key(key_path))
    for at in range(25):
        ledger.append("stop", {"at": at})


def test_many_processes_append_at_once(tmp_path: Path, key: Key) -> None:
    """Four processes: a hundred entries, one chain."""
    path, key_path = tmp_path / "ledger.jsonl", tmp_path / "keys" / "executor"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=append_some, args=(path, key_path)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert len(Ledger(path, key).entries()) == 100
    assert Ledger(path, key).verify() == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()), max_size=8))
def test_what_is_linked_follows(bodies: list[dict[str, object]]) -> None:
    """Any bodies, linked, are read back as they were, without damage."""
    entries, lines = link(Head(entries=0, sha256=ABSENT), [("stop", body) for body in bodies], "2026")
    again, damage = follow(lines)
    assert damage == []
    assert [entry.body for entry in again] == bodies
    assert [entry.sha256 for entry in again] == [entry.sha256 for entry in entries]


def test_an_entry_that_no_reader_could_take_is_refused(ledger: Ledger) -> None:
    """A line longer than DuckDB's JSON reader allows is refused, and nothing is written."""
    before = ledger.path.read_bytes()
    with pytest.raises(ParameterError, match="at most"):
        ledger.append("stop", {"reason": "x" * (13 << 20)}, NOW)
    assert ledger.path.read_bytes() == before


def test_blobs_are_checked_when_read(tmp_path: Path) -> None:
    """Bytes kept for undo are what they were, or are refused."""
    blobs = Blobs(tmp_path / "blobs")
    name = blobs.put(b"before")
    assert blobs.put(b"before") == name
    assert blobs.get(name) == b"before"
    (tmp_path / "blobs" / name).write_bytes(b"after!")
    with pytest.raises(LedgerDamaged, match="was changed"):
        blobs.get(name)
    with pytest.raises(LedgerDamaged, match="is missing"):
        blobs.get("0" * 64)
