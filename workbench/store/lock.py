"""One lock file, many processes: `held` waits in the kernel's queue, so nobody starves and a killed holder frees it.

The lock lies beside the database and not on it: a lock on the database file itself is lost as soon as its own process
opens and closes that file once more.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import StoreError


@contextmanager
def held(path: Path, exclusive: bool, seconds: float) -> Iterator[None]:
    """The lock, for the body of the `with`: alone (`exclusive`) or together with other readers.

    Raises StoreError with the holder's process id after `seconds`, or when the lock file cannot be opened.
    """
    descriptor = _opened(path, exclusive)
    try:
        _take(descriptor, path, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, seconds)
    except BaseException:
        os.close(descriptor)
        raise
    try:
        if exclusive:
            _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path, exclusive: bool) -> int:
    try:
        if not exclusive and path.exists():
            return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"cannot open the store's lock {path}: {error.strerror}") from error


def _take(descriptor: int, path: Path, how: int, seconds: float) -> None:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        return
    except BlockingIOError:
        pass
    _queue(descriptor, path, how, seconds)


def _queue(descriptor: int, path: Path, how: int, seconds: float) -> None:
    # flock has no time-out: a thread waits in the kernel on a duplicate, which shares the lock with the original.
    waiting = os.dup(descriptor)
    got = threading.Event()

    def wait() -> None:
        try:
            fcntl.flock(waiting, how)
            got.set()
        finally:
            os.close(waiting)

    threading.Thread(target=wait, name="store-lock", daemon=True).start()
    if not got.wait(seconds):
        raise StoreError(f"the store is in use: waited {seconds:g} s for {path}, held by {_holder(path)}")


def _sign(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _holder(path: Path) -> str:
    try:
        pid = int(path.read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return "a reader"
    return f"process {pid}"
