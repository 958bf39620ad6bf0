"""One lock, many processes: `held` waits in the kernel's queue, so nobody starves and a killed holder frees it.

The lock lies beside the database and not on it: a lock on the database file itself is lost as soon as its own process
opens and closes that file once more. In front of it lies a door that everybody passes one by one: a waiting writer
stands in it, so that readers who keep coming cannot keep the writer out (without it: 2 s for one write beside four
busy readers).
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.errors import StoreError


@contextmanager
def held(path: Path, exclusive: bool, seconds: float) -> Iterator[None]:
    """The lock, for the body of the `with`: alone (`exclusive`) or together with other readers.

    Raises StoreError with the holder's process id after `seconds`, or when the lock file cannot be opened.
    """
    deadline = time.monotonic() + seconds
    descriptor = _opened(path, exclusive)
    try:
        door = _opened(path.with_suffix(".door"), exclusive)
        try:
            _take(door, fcntl.LOCK_EX, deadline, path)
            _take(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, deadline, path)
        finally:
            os.close(door)
        if exclusive:
            _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path, exclusive: bool) -> int:
    try:
        if not exclusive and path.exists():  # a reader needs no right to write
            return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"cannot open the store's lock {path}: {error.strerror}") from error


def _take(descriptor: int, how: int, deadline: float, path: Path) -> None:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        started = time.monotonic()
        if not _queued(descriptor, how, max(0.0, deadline - started)):
            waited = f"waited {time.monotonic() - started:.1f} s"
            raise StoreError(f"the store is in use: {waited} for {path}, held by {_holder(path)}") from None


def _queued(descriptor: int, how: int, seconds: float) -> bool:
    # flock has no time-out: a thread waits in the kernel on a duplicate, which shares the lock with the original. When
    # nobody waits for the thread any more, the lock it gets at last is freed with the duplicate.
    waiting = os.dup(descriptor)
    got = threading.Event()

    def wait() -> None:
        try:
            fcntl.flock(waiting, how)
            got.set()
        finally:
            os.close(waiting)

    threading.Thread(target=wait, name="store-lock", daemon=True).start()
    return got.wait(seconds)


def _sign(descriptor: int) -> None:
    with suppress(OSError):  # the name of the holder is a courtesy; a full disk shows itself at the write
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _holder(path: Path) -> str:
    """Who has the lock: from the kernel's own list where there is one, else the last writer if it still lives."""
    try:
        wanted = f":{path.stat().st_ino}"
        held_by = [line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" not in line]
        if pids := sorted({part[4] for part in held_by if part[1] == "FLOCK" and part[5].endswith(wanted)}):
            return f"process {', '.join(pids)}"
    except (OSError, IndexError):
        pass
    try:
        pid = int(path.read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return "another process"
    return f"process {pid}"
