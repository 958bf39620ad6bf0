"""Landlock: a process gives up, for itself and its children, every path that is not listed here. Linux, by ctypes.

    restrict([(path, READ), (run_directory, WRITE)])

There is no way back, and no right is needed for it. TCP is given up whole: no port may be bound or connected to. What
the running Linux does not know is left out; `abi()` says how much it knows.
"""

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every processor
_ABI = 1  # a flag of the first call
_BENEATH = 1
_NO_NEW_PRIVS = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, MAKE_FIFO = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 10
REFER, TRUNCATE, IOCTL_DEV, RESOLVE_UNIX = 1 << 13, 1 << 14, 1 << 15, 1 << 16
MAKE_SYM = 1 << 12

READ = EXECUTE | READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_FIFO | MAKE_SYM | REFER | TRUNCATE
DEVICE = READ_FILE | READ_DIR | WRITE_FILE | IOCTL_DEV
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_SCOPES = 0b11  # abstract Unix sockets and signals of others


class _Ruleset(ctypes.Structure):
    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The version of Landlock that runs here; 0 where there is none."""
    try:
        return max(0, int(_libc().syscall(_CREATE, None, 0, _ABI)))
    except (OSError, AttributeError):
        return 0


def handled(version: int) -> int:
    """The rights to files that a version knows: what is not allowed of these is refused."""
    rights = (1 << 13) - 1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV), (9, RESOLVE_UNIX)):
        rights |= right if version >= since else 0
    return rights


def restrict(rules: Sequence[tuple[Path, int]]) -> None:
    """From now on this thread and what it starts may do what the rules say, and no TCP. Paths that are absent, or are
    links, are passed over. Raises OSError when the kernel refuses."""
    version, libc = abi(), _libc()
    known = handled(version)
    made = _Ruleset(known, 0b11 if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _checked(libc.syscall(_CREATE, ctypes.byref(made), size, 0), "landlock_create_ruleset")
    try:
        for path, rights in rules:
            _allow(libc, ruleset, path, rights & known)
        _checked(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        _checked(libc.syscall(_RESTRICT, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if path.is_symlink():
            return
        fitting = rights if path.is_dir() else rights & _OF_FILES
        rule = _PathBeneath(fitting, place)
        _checked(libc.syscall(_ADD, ruleset, _BENEATH, ctypes.byref(rule), 0), f"landlock_add_rule {path}")
    finally:
        os.close(place)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
