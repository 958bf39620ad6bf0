"""What stays outside while a kernel runs: it opens the door, counts what the kernel uses, and ends it with its owner.

The operating system's limits hold for one file and one process, and do not hold a superuser; so the directory and the
processes are counted, too. Nothing that a kernel wrote is opened here: names and sizes are read, no link is followed.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from workbench.confinement import Level
from workbench.governed import door

LOOK = 0.5
"""Seconds between two looks at processes; at files it is seldom more often."""

MOST_FILES = 100_000
"""Files and directories that a kernel's directory may have."""

DEEPEST = 3500
"""Bytes of a path below which nothing is looked for: a longer one could soon not be opened."""

_SUBREAPER, _DEATH = 36, 1


class Watch(NamedTuple):
    """What is watched. disk: bytes; processes: how many at a time. gate: the executor's socket for agents."""

    home: Path
    run: Path
    level: Level
    disk: int
    processes: int
    gate: Path


def adopt_orphans() -> None:
    """Processes whose parents end become this one's: a kernel leaves nothing behind."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def keep(child: "subprocess.Popen[bytes]", outer: socket.socket, watch: Watch, begin: Callable[[], None]) -> int:
    """The exit code of the kernel, once it and all that it started are gone. begin: starts an executor, if none is."""
    parent = os.getppid()
    looked, pause = 0.0, LOOK
    try:
        while child.poll() is None:
            _wait(child, outer, watch, begin)
            if os.getppid() != parent:
                return 0
            if time.monotonic() - looked < pause:
                continue
            started = time.monotonic()
            if why := excess(watch):
                _say(f"the kernel was ended: {why}")
                return 137
            looked = time.monotonic()
            pause = max(LOOK, 20 * (looked - started))
        return child.returncode if child.returncode >= 0 else 128 - child.returncode
    finally:
        end(child)


def _wait(child: "subprocess.Popen[bytes]", outer: socket.socket, watch: Watch, begin: Callable[[], None]) -> None:
    ended = os.pidfd_open(child.pid)
    watched: list[Any] = [ended, *([outer] if outer.fileno() >= 0 else [])]
    try:
        ready, _, _ = select.select(watched, [], [], LOOK)
        if outer in ready:
            said = door.answer(outer, watch.gate, {"level": watch.level, "of": confined()})
            if said == door.GONE:
                outer.close()
            elif said:
                begin()
    finally:
        os.close(ended)


def confined() -> int:
    """The first process that was started here and has given up system calls: the kernel. 0 when there is none."""
    for pid in descendants(os.getpid()):
        with suppress(OSError):
            if b"\nSeccomp:\t2\n" in Path(f"/proc/{pid}/status").read_bytes():
                return pid
    return 0


def end(child: "subprocess.Popen[bytes]") -> None:
    """End a kernel with all its processes, wherever they have hidden."""
    for _ in range(200):
        for pid in descendants(os.getpid()):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.05)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not descendants(os.getpid()):
            return


def excess(watch: Watch) -> str:
    """What a kernel uses too much of; "" while it keeps to its limits."""
    running = descendants(os.getpid())
    if len(running) > watch.processes:
        return f"it ran more than {watch.processes} processes (kernel.processes in workbench.toml)"
    files, used = _below(watch.run)
    if files > MOST_FILES:
        return f"it made more than {MOST_FILES:,} files, or directories deeper than {DEEPEST:,} bytes of their path"
    if used + sum(_unlinked(pid) for pid in running) > watch.disk:
        return f"it wrote more than {watch.disk >> 20:,} MiB (kernel.disk_mib in workbench.toml)"
    return ""


def descendants(pid: int) -> list[int]:
    """All processes that a process started, directly or not."""
    found, todo = [], [pid]
    while todo:
        for child in _children(todo.pop()):
            found.append(child)
            todo.append(child)
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split())
    return found


def _below(directory: Path) -> tuple[int, int]:
    """How many files there are and how many bytes of disk they take; counting ends when it is enough."""
    files = used = 0
    for entry in _walk(directory):
        files += 1
        with suppress(OSError):
            used += entry.stat(follow_symlinks=False).st_blocks * 512
        if len(entry.path) > DEEPEST:
            files = MOST_FILES + 1  # what lies below could not be counted
        if files > MOST_FILES:
            break
    return files, used


def _walk(directory: Path) -> Iterator[os.DirEntry[str]]:
    todo = [str(directory)]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
        except OSError:  # gone, or its name is too long by now
            continue


def _unlinked(pid: int) -> int:
    """Bytes of files that a process holds open after they were removed."""
    used = 0
    with suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found = os.stat(f"/proc/{pid}/fd/{name}")
                used += found.st_blocks * 512 if found.st_nlink == 0 else 0
    return used


def _say(line: str) -> None:
    sys.stderr.write(f"workbench: {line}\n")
    sys.stderr.flush()
