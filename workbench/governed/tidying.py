"""What is removed once a kernel has ended, and what earlier ones left: apart, for a kernel begins without it."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from workbench.governed.directory import OWN, opened


def tidy(run: Path) -> None:
    """Remove what the kernel itself had in its directory, and the directory when the notebook left nothing."""
    with suppress(OSError):
        place = opened(run)
        try:
            with suppress(OSError):
                os.unlink(OWN, dir_fd=place)  # a notebook may have put a link there
            with suppress(RecursionError):
                shutil.rmtree(OWN, ignore_errors=True, dir_fd=place)  # follows no link
        finally:
            os.close(place)
        run.rmdir()


def sweep(place: Path) -> None:
    """Tidy up the directories of kernels whose launchers were killed: nobody holds them. place: where they lie."""
    for entry in os.scandir(place):
        if entry.is_dir(follow_symlinks=False) and os.path.lexists(os.path.join(entry.path, OWN)):
            with suppress(OSError):
                found = opened(Path(entry.path))
                try:
                    fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    tidy(Path(entry.path))
                finally:
                    os.close(found)
