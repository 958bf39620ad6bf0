"""A real ssh-agent for a test, ended with it."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MISSING = [name for name in ("ssh-agent", "ssh-add", "ssh-keygen") if shutil.which(name) is None]
needs_openssh = pytest.mark.skipif(bool(MISSING), reason=f"not on PATH: {', '.join(MISSING)}")


@contextmanager
def ssh_agent() -> Iterator[Path]:
    """The socket of an agent that holds no key yet, once it answers; its path is short, as sockets need it."""
    with tempfile.TemporaryDirectory(prefix="agent-") as place:
        socket = Path(place) / "socket"
        running = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                assert running.poll() is None
                time.sleep(0.01)
            yield socket
        finally:
            running.terminate()
            running.wait(60)
