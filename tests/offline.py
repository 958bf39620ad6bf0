"""Tests stay on this machine: an audit hook refuses every address elsewhere, and remembers that somebody tried.

WORKBENCH_TEST_NETWORK=1 switches it off. Libraries that open sockets outside Python are not seen.
"""

import ipaddress
import os
import sys
from typing import Any

SWITCHED_OFF = os.environ.get("WORKBENCH_TEST_NETWORK") == "1"
CALLS_OUT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}
"""What leaves a process, and at which argument its address stands."""

tried: list[str] = []
"""Addresses elsewhere that somebody tried to reach since the list was last cleared."""


class NetworkUsed(Exception):
    """A test tried to leave this machine."""


def is_here(address: Any) -> bool:
    """Whether an address is on this machine: a Unix socket, a loopback address, no address at all.

    Network addresses are tuples (host, port, ...); names are looked up as plain text.
    """
    host = address[0] if isinstance(address, tuple) and address else address
    if not host or isinstance(host, int):
        return True
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    if not isinstance(address, tuple) and text.startswith(("/", "\0")):
        return True
    try:
        there = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text == "localhost"
    return there.is_loopback or there.is_unspecified


def guard() -> None:
    """From here on, leaving this machine raises NetworkUsed."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in CALLS_OUT or SWITCHED_OFF:
        return
    address = arguments[CALLS_OUT[event]]
    if not is_here(address):
        tried.append(f"{event} {address!r}")
        raise NetworkUsed(f"{event} to {address!r}: tests stay on this machine (WORKBENCH_TEST_NETWORK=1 lets them go)")
