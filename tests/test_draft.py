"""Files that are there whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest

from workbench.draft import put, put_text


def test_of_many_writers_one_file_stands_whole(tmp_path: Path) -> None:
    """Sixteen writers of one place, ten times each: none trips over another, one text stands, no draft is left."""
    place, gate, faults = tmp_path / "profile.yaml", threading.Barrier(16), list[BaseException]()

    def writes(text: str) -> None:
        gate.wait()
        try:
            for _ in range(10):
                put_text(place, text)
        except OSError as fault:
            faults.append(fault)

    texts = [f"{letter}\n" * 20_000 for letter in "abcdefghijklmnop"]
    writers = [threading.Thread(target=writes, args=(text,)) for text in texts]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert not faults
    assert place.read_text() in texts
    assert list(tmp_path.iterdir()) == [place]


def test_writers_in_two_processes_have_drafts_of_their_own(tmp_path: Path) -> None:
    """A child that puts a file between another writer's writing and renaming takes nothing from it."""
    place = tmp_path / "kernel.json"
    real = os.replace

    def replaced(fresh: str | Path, target: str | Path) -> None:
        child = os.fork()
        if child == 0:
            os.replace = real
            put(place, b"of the child")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert place.read_bytes() == b"of the child"
        real(fresh, target)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "replace", replaced)
        put(place, b"of the parent")
    assert place.read_bytes() == b"of the parent"
    assert list(tmp_path.iterdir()) == [place]


def test_what_cannot_be_put_leaves_nothing(tmp_path: Path) -> None:
    """A place that is a directory: an error, what is there stays, and no draft beside it."""
    place = tmp_path / "taken"
    place.mkdir()
    with pytest.raises(IsADirectoryError):
        put(place, b"data")
    assert list(tmp_path.iterdir()) == [place]


def test_a_private_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    """The mode asked for holds, and synced bytes are the bytes."""
    put(tmp_path / "blob", b"\0\xff", mode=0o600, synced=True)
    assert (tmp_path / "blob").read_bytes() == b"\0\xff"
    assert stat.S_IMODE((tmp_path / "blob").stat().st_mode) == 0o600
