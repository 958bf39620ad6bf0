"""The one directory that a kernel may write to. What lies in it was written by a notebook: nothing here opens it."""

import fcntl
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from workbench.errors import Refusal

RUNS = Path("data") / "runs" / "kernels"
"""Where each kernel has its directory, below a project."""

OWN = ".kernel"
"""What the kernel itself writes in its directory; removed when it ends."""

_held: list[int] = []


def made(home: Path) -> Path:
    """A new directory for one kernel, named by the time, and this process's for as long as it lives.

    What earlier kernels left that could not tidy up is removed. Raises Refusal where a link stands in the way.
    """
    place = home / RUNS
    place.mkdir(parents=True, exist_ok=True)
    if place.resolve() != home.resolve() / RUNS:
        raise Refusal(f"'{place}' is reached through a link; a kernel's directory must lie in its project")
    _sweep(place)
    run = place / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(4).hex()}"
    run.mkdir(mode=0o700)
    (run / OWN).mkdir()
    _held.append(_opened(run))
    fcntl.flock(_held[-1], fcntl.LOCK_SH)
    return run


def tidy(run: Path) -> None:
    """Remove what the kernel itself had in its directory, and the directory when the notebook left nothing."""
    with suppress(OSError):
        place = _opened(run)
        try:
            with suppress(OSError):
                os.unlink(OWN, dir_fd=place)  # a notebook may have put a link there
            with suppress(RecursionError):
                shutil.rmtree(OWN, ignore_errors=True, dir_fd=place)  # follows no link
        finally:
            os.close(place)
        run.rmdir()


def _sweep(place: Path) -> None:
    """Tidy up the directories of kernels whose launchers were killed: nobody holds them."""
    for entry in os.scandir(place):
        if entry.is_dir(follow_symlinks=False) and os.path.lexists(os.path.join(entry.path, OWN)):
            with suppress(OSError):
                found = _opened(Path(entry.path))
                try:
                    fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    tidy(Path(entry.path))
                finally:
                    os.close(found)


def _opened(run: Path) -> int:
    return os.open(run, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
