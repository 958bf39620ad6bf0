"""The one directory that a kernel may write to. What lies in it was written by a notebook: nothing here opens it."""

import fcntl
import os
import time
from pathlib import Path

from workbench.errors import Refusal

RUNS = Path("data") / "runs" / "kernels"
"""Where each kernel has its directory, below a project."""

OWN = ".kernel"
"""What the kernel itself writes in its directory; removed when it ends."""

_held: list[int] = []


def made(home: Path) -> Path:
    """A new directory for one kernel, named by the time, and this process's for as long as it lives. Raises Refusal
    where a link stands in the way."""
    place = home / RUNS
    place.mkdir(parents=True, exist_ok=True)
    if place.resolve() != home.resolve() / RUNS:
        raise Refusal(f"'{place}' is reached through a link; a kernel's directory must lie in its project")
    run = place / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(4).hex()}"
    run.mkdir(mode=0o700)
    (run / OWN).mkdir()
    _held.append(opened(run))
    fcntl.flock(_held[-1], fcntl.LOCK_SH)
    return run


def opened(run: Path) -> int:
    """A descriptor of a kernel's directory, never of what a link leads to. Raises OSError."""
    return os.open(run, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
