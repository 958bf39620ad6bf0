"""The five sockets of a kernel: opened by the launcher, outside, and handed in open.

So a kernel needs no right to open a socket, and its network may be an empty one. ZeroMQ takes a listening socket that
is given to it (`ZMQ_USE_FD`).
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")

_WAITING = 100  # connections; as many as ZeroMQ would let wait


def listen(connection: Mapping[str, Any]) -> dict[str, socket.socket]:
    """The sockets that a connection file names, listening, by channel. Raises OSError when one is taken."""
    return {channel: _listening(connection, int(connection[channel])) for channel in CHANNELS}


def _listening(connection: Mapping[str, Any], port: int) -> socket.socket:
    ip = str(connection["ip"])
    if connection.get("transport", "tcp") == "ipc":
        made, address = socket.socket(socket.AF_UNIX), f"{ip}-{port}"
        made.bind(address)
        os.chmod(address, 0o600)
    else:
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        made = socket.socket(family)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("" if ip == "*" else ip, port))
    made.listen(_WAITING)
    return made


def close(connection: Mapping[str, Any]) -> None:
    """Remove what sockets leave in the file system."""
    if connection.get("transport") == "ipc":
        for channel in CHANNELS:
            with suppress(OSError):
                os.unlink(f"{connection['ip']}-{connection[channel]}")
