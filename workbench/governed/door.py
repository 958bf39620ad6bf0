"""How a confined kernel reaches the executor: it knocks at its launcher, which hands it an open connection.

A kernel may open no socket of its own, so nothing in it can reach any other: neither an ssh-agent nor the executor's
socket for people. And the launcher introduces it: level and directory are told by a process that the kernel cannot
touch, so they cannot be made up.
"""

import array
import json
import os
import socket
import threading
from pathlib import Path
from typing import Any

from workbench.errors import Refusal

VARIABLE = "WORKBENCH_DOOR"
"""Names the descriptor of the door, in a kernel that has one."""

SOCKET = Path("data") / "run" / "agents.sock"
"""Where the executor listens for agents, below a project."""

PATIENCE = 30.0
"""Seconds that an executor may take to begin."""

_KNOCK, _OPEN = b"?", b"+"
_LONGEST = 4096
_one_at_a_time = threading.Lock()


def there() -> bool:
    """Whether this process is behind a door."""
    return VARIABLE in os.environ


def knock() -> socket.socket:
    """A connection to the executor. Raises Refusal with the reason when there is none."""
    with _one_at_a_time, socket.socket(fileno=os.dup(int(os.environ[VARIABLE]))) as door:
        door.send(_KNOCK)
        said, passed, _, _ = door.recvmsg(_LONGEST, socket.CMSG_SPACE(4))
    for level, kind, data in passed:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            return socket.socket(fileno=array.array("i", data)[0])
    raise Refusal(said.decode(errors="replace") or "the launcher of this kernel is gone")


def answer(door: socket.socket, home: Path, about: dict[str, Any]) -> bool:
    """One knock answered, from outside; False when nobody is behind the door any more."""
    if not door.recv(1):
        return False
    try:
        with connected(home / SOCKET) as gate:
            gate.sendall(json.dumps({"introduce": about}).encode() + b"\n")
            passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [gate.fileno()]))]
            door.sendmsg([_OPEN], passed)
    except OSError as fault:
        door.send(f"no executor answers: {fault.strerror or fault}".encode()[:_LONGEST])
    return True


def connected(path: Path) -> socket.socket:
    """A connection to a socket, whatever the length of its path. Raises OSError when nobody listens."""
    made = socket.socket(socket.AF_UNIX)
    place = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        made.connect(f"/proc/self/fd/{place}/{path.name}")  # a socket's own path may have 107 characters
    except OSError:
        made.close()
        raise
    finally:
        os.close(place)
    return made
