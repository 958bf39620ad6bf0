"""The two sockets of a home, and the one server that has them.

A lock that the kernel drops with its process says who serves; sockets that a killed server left behind are taken over.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.errors import ParameterError, SettingsError
from workbench.serving.catalogue import Socket
from workbench.serving.peers import gid_of
from workbench.settings import ServeSettings

LONGEST = 107
"""Bytes of a socket's path, as Linux has it."""

SOCKETS: tuple[Socket, ...] = ("agents", "people")


def place(home: Path, settings: ServeSettings) -> Path:
    """The directory of a home's sockets. Raises SettingsError where their paths would be too long."""
    found = home / settings.run
    if len(os.fsencode(found / "agents.sock")) > LONGEST:
        raise SettingsError(
            f"{found}/agents.sock is longer than the {LONGEST} bytes of a socket's path; "
            f"name a shorter directory as serve.run in workbench.toml, such as /run/workbench"
        )
    return found


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """This process alone serves the home, for the body of the `with`. Raises ParameterError with the other's id."""
    store = home / "data" / "store"
    store.mkdir(parents=True, exist_ok=True)
    file = os.open(store / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode(errors="replace").strip() or "another"
            raise ParameterError(f"{home} is served already, by process {holder}; one server has a home") from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


def listening(directory: Path, name: Socket, settings: ServeSettings) -> socket.socket:
    """A socket that listens in its directory, which others cannot enter but the group that the settings name."""
    group = gid_of(settings.group) if settings.group else -1
    directory.mkdir(parents=True, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid != os.getuid():
        raise ParameterError(f"{directory} is not a directory of this user's own; sockets lie in one that is")
    _given(directory, group, 0o750 if settings.group else 0o700)
    path = directory / f"{name}.sock"
    with suppress(FileNotFoundError):
        path.unlink()  # nobody listens there: whoever would holds the lock
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    made.bind(str(path))
    _given(path, group, 0o660 if settings.group else 0o600)
    made.listen(1024)
    made.setblocking(False)
    return made


def _given(path: Path, group: int, mode: int) -> None:
    if group >= 0:
        os.chown(path, -1, group)
    path.chmod(mode)
