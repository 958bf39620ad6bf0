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

VARIABLE = "WORKBENCH_DOOR"
"""Names the descriptor of the door, in a kernel that has one."""

VERSION = 1
"""Of what is said to an executor first; the same as `serving.wire.VERSION`."""

GONE = "gone"

_KNOCK, _OPEN = b"?", b"+"
_LONGEST = 4096
_one_at_a_time = threading.Lock()


def there() -> bool:
    """Whether this process is behind a door."""
    return VARIABLE in os.environ


def knock() -> socket.socket:
    """A connection to the executor, on which the launcher has said who comes. Raises ConnectionError with the reason
    when there is none now."""
    with _one_at_a_time, socket.socket(fileno=os.dup(int(os.environ[VARIABLE]))) as door:
        door.send(_KNOCK)
        said, passed, _, _ = door.recvmsg(_LONGEST, socket.CMSG_SPACE(4))
    for level, kind, data in passed:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            return socket.socket(fileno=array.array("i", data)[0])
    raise ConnectionError(said.decode(errors="replace") or "the launcher of this kernel is gone")


def answer(door: socket.socket, gate: Path, hello: dict[str, Any]) -> str:
    """What came of one knock, seen from outside: "" when a connection to `gate` was handed in, `GONE` when nobody is
    behind the door any more, else why there is none."""
    if not door.recv(1):
        return GONE
    try:
        with connected(gate) as made:
            made.sendall(json.dumps({"hello": VERSION, **hello}).encode() + b"\n")
            passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [made.fileno()]))]
            door.sendmsg([_OPEN], passed)
    except OSError as fault:
        why = f"no executor answers: {fault.strerror or fault}"
        door.send(why.encode()[:_LONGEST])
        return why
    return ""


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
