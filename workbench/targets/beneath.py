"""Files below one directory, and no others: every path is followed from a directory handle, part by part.

A symbolic link anywhere on the way, `..`, an absolute path, a file with a second name (hard link) and anything that is
no regular file are refused. On Linux the kernel resolves the directory in one call (`openat2`, beneath the root, no
symbolic and no magic links); elsewhere each part is opened without following links. Two files are swapped in one step
(`renameat2`) where the system can; otherwise by a link and a rename, with a moment between the two.
"""

import ctypes
import errno
import os
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.acts import ABSENT
from workbench.errors import NotAllowed
from workbench.identity import sha256
from workbench.rules import is_plain

MAX_BYTES = 64 << 20
"""Bytes that a file of a target may have."""

_OPENAT2 = 437
_BENEATH_NO_LINKS = 0x08 | 0x04 | 0x02  # RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS
_EXCHANGE = 2
_LINUX = sys.platform == "linux"
_LIBC = ctypes.CDLL(None, use_errno=True)
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LINKS = {errno.ELOOP: "leads through a symbolic link", errno.EXDEV: "leads out of the target"}


def open_root(base: Path, root: str, make: bool) -> int:
    """A handle on the root directory, followed from `base` without links; -1 when it is absent and not to be made."""
    if os.path.isabs(root):
        return os.open(root, _DIRECTORY)
    handle = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return open_directory(handle, root, make)
    finally:
        os.close(handle)


def open_directory(root: int, path: str, make: bool = False) -> int:
    """A handle on a directory below another ("" for itself); -1 when it is not there and not to be made."""
    if path == "":
        return os.dup(root)
    if not is_plain(path):
        raise NotAllowed(f"{path!r} is no plain path below the target")
    try:
        return _resolve(root, path)
    except FileNotFoundError:
        return _walk(root, path, make=True) if make else -1
    except OSError as fault:
        raise _refusal(path, fault) from None


def read_file(root: int, path: str) -> tuple[bytes, int] | None:
    """The bytes and the mode of a file below the root; nothing when it is absent."""
    with parent(root, path) as (directory, name):
        return None if directory < 0 else read_at(directory, name, path)


def read_at(directory: int, name: str, path: str) -> tuple[bytes, int] | None:
    """As `read_file`, in an open directory. Refuses links, second names and what is no regular file."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise _refusal(path, fault) from None
    try:
        status = os.fstat(handle)
        _check_file(status, path)
        with open(handle, "rb", closefd=False) as file:
            return file.read(), stat.S_IMODE(status.st_mode)
    finally:
        os.close(handle)


def _check_file(status: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotAllowed(f"{path!r} is no regular file")
    if status.st_nlink != 1:
        raise NotAllowed(f"{path!r} has {status.st_nlink} names (hard links); a target's file has one")
    if status.st_size > MAX_BYTES:
        raise NotAllowed(f"{path!r} has {status.st_size} bytes; at most {MAX_BYTES} are handled")


def hash_at(directory: int, name: str, path: str) -> str:
    """The SHA-256 of a file in an open directory, or "absent"."""
    found = read_at(directory, name, path)
    return ABSENT if found is None else sha256(found[0])


@contextmanager
def parent(root: int, path: str, make: bool = False) -> Iterator[tuple[int, str]]:
    """A handle on the directory that a file is in, and the file's name; -1 when there is no such directory."""
    above, _, name = path.rpartition("/")
    if not is_plain(name) or len(name.encode()) > 255:
        raise NotAllowed(f"{path!r} is no plain path below the target")
    handle = open_directory(root, above, make)
    try:
        yield handle, name
    finally:
        if handle >= 0:
            os.close(handle)


def write_new(directory: int, name: str, data: bytes, mode: int) -> None:
    """A new file with exactly these bytes and this mode, on the disk before this returns."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(name, flags, 0o600, dir_fd=directory), "wb") as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def move_new(source: int, old: str, directory: int, name: str) -> bool:
    """Whether a file could be given a name that nothing had; it has lost its old one then."""
    try:
        os.link(old, name, src_dir_fd=source, dst_dir_fd=directory, follow_symlinks=False)
    except FileExistsError:
        return False
    os.unlink(old, dir_fd=source)
    return True


def exchange(source: int, old: str, directory: int, name: str) -> None:
    """Swap two files, in one step where the system can. Raises FileNotFoundError when one is absent."""
    if not hasattr(_LIBC, "renameat2"):
        _exchange_in_two(source, old, directory, name)
    elif _LIBC.renameat2(source, os.fsencode(old), directory, os.fsencode(name), _EXCHANGE) != 0:
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(code, os.strerror(code), name)
        _exchange_in_two(source, old, directory, name)


def _exchange_in_two(source: int, old: str, directory: int, name: str) -> None:
    aside = old + ".aside"
    os.link(name, aside, src_dir_fd=directory, dst_dir_fd=source, follow_symlinks=False)
    os.rename(old, name, src_dir_fd=source, dst_dir_fd=directory)
    os.rename(aside, old, src_dir_fd=source, dst_dir_fd=source)


def _resolve(root: int, path: str) -> int:
    if not _LINUX:
        return _walk(root, path, make=False)
    how = struct.pack("=QQQ", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, 0, _BENEATH_NO_LINKS)
    handle = int(_LIBC.syscall(_OPENAT2, root, os.fsencode(path), how, len(how)))
    if handle >= 0:
        return handle
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EPERM):  # an old kernel, or a sandbox that does not know the call
        return _walk(root, path, make=False)
    raise OSError(code, os.strerror(code), path)


def _walk(root: int, path: str, make: bool) -> int:
    handle = os.dup(root)
    try:
        for part in path.split("/"):
            deeper = _step(handle, part, make)
            os.close(handle)
            handle = deeper
    except BaseException:
        os.close(handle)
        raise
    return handle


def _step(handle: int, part: str, make: bool) -> int:
    try:
        return os.open(part, _DIRECTORY, dir_fd=handle)
    except FileNotFoundError:
        if not make:
            raise
        with suppress(FileExistsError):
            os.mkdir(part, 0o755, dir_fd=handle)
        os.fsync(handle)
        return os.open(part, _DIRECTORY, dir_fd=handle)


def _refusal(path: str, fault: OSError) -> NotAllowed:
    if fault.errno == errno.ENOTDIR:
        return NotAllowed(f"{path!r} leads through what is no directory, or through a symbolic link")
    return NotAllowed(f"{path!r} {_LINKS.get(fault.errno or 0, fault.strerror or 'cannot be opened')}")
