"""A server of a small project in a process of its own, for tests."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from street import PROGRAM

from workbench.serving.client import Client
from workbench.serving.remote import Remote


def begin(home: Path, *options: str) -> "subprocess.Popen[bytes]":
    """A server that listens."""
    with open(home / "serve.log", "ab") as log:
        made = subprocess.Popen([PROGRAM, "serve", "--home", str(home), *options], stdout=log, stderr=log)
    until = time.monotonic() + 60
    while time.monotonic() < until and made.poll() is None:
        try:
            Client(home / "data/run/agents.sock").welcome  # noqa: B018
            return made
        except Exception:
            time.sleep(0.05)
    raise AssertionError(f"no server: {(home / 'serve.log').read_text()}")


@contextmanager
def served(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A server, ended with the `with`."""
    made = begin(home)
    try:
        yield made
    finally:
        os.kill(made.pid, signal.SIGTERM)
        made.wait(30)


def agents(home: Path) -> Remote:
    """The project as an agent's kernel has it."""
    return Remote(Client(home / "data/run/agents.sock"))


def people(home: Path) -> Remote:
    """The project as a reviewer's process has it."""
    return Remote(Client(home / "data/run/people.sock"))
