"""A file that is there whole or not at all: written beside its place under a name of this writer's own, then renamed.

Readers see what was there before or what is there now. Of several writers, in one process or in many, the last one's
file stands; none trips over another's draft. A draft that a killed process left behind is hidden and never read.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path


def put(place: Path, data: bytes, *, mode: int = 0o666, synced: bool = False) -> None:
    """Put bytes at a place whose directory is there. mode: as for open. synced: on the disk before this returns.

    Raises OSError, and then nothing has changed and no draft is left.
    """
    fresh = place.with_name(f".{place.name}.{os.getpid()}-{threading.get_ident()}.draft")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        os.replace(fresh, place)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def put_text(place: Path, text: str) -> None:
    """Put a text in UTF-8 at a place whose directory is there. Raises OSError."""
    put(place, text.encode())
