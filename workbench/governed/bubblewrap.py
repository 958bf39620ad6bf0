"""The command line of bubblewrap: a file system, processes and a network of a kernel's own.

The network is an empty one: the kernel answers on sockets that the launcher opened for it, and can reach nothing, not
even what listens on this machine. Paths are the same inside as outside, so what a notebook shows is the same.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from workbench.governed.scope import Scope

SCRATCH = 64 << 20
"""Bytes of /tmp and /dev/shm, which are memory."""

_SPACES = ("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL")


def argv(bwrap: str, scope: Scope, command: Sequence[str]) -> list[str]:
    """What to execute. The environment is the caller's to clear: bubblewrap hands on the one it gets."""
    words = [bwrap, *_SPACES, "--hostname", "kernel"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for place in ("/tmp", "/dev/shm"):  # before what is shown: a project may lie below /tmp
        words += ["--size", str(SCRATCH), "--tmpfs", place]
    for path in _outermost(scope.read):
        words += _shown(path)
    for path in scope.hidden:
        words += _hidden(path, scope)
    words += ["--dir", str(scope.cwd)] if not _seen(scope.cwd, scope) else []
    words += ["--bind", str(scope.run), str(scope.run)]
    for path in (*(one for one in scope.hidden if one.is_dir() and _seen(one, scope)), Path("/")):
        words += ["--remount-ro", str(path)]
    return [*words, "--chdir", str(scope.cwd), "--", *command]


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """Parents before what lies in them, so that nothing is covered again."""
    return sorted(paths, key=lambda path: len(path.parts))


def _shown(path: Path) -> list[str]:
    if path.is_symlink() and len(path.parts) == 2:  # /bin -> usr/bin
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind", str(path), str(path)]


def _hidden(path: Path, scope: Scope) -> list[str]:
    if not _seen(path, scope):
        return []
    return ["--perms", "0700", "--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", os.devnull, str(path)]


def _seen(path: Path, scope: Scope) -> bool:
    return any(path.is_relative_to(one) for one in scope.read)
