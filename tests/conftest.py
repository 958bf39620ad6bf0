"""Every test runs offline, in a home of its own, with the same random cases: what passes here passes everywhere.

Switches: WORKBENCH_TEST_NETWORK=1 lets tests leave this machine; CI or WORKBENCH_TEST_FIXED makes hypothesis draw
the same cases each time.
"""

import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
NETWORK = os.environ.get("WORKBENCH_TEST_NETWORK") == "1"
FIXED = bool(os.environ.get("CI") or os.environ.get("WORKBENCH_TEST_FIXED"))
KEPT = {"WORKBENCH_SHARED_DATA"}
CALLS_OUT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}
"""What leaves a process, and at which argument its address stands."""

REAL_HOME = pytest.StashKey[dict[str, str]]()

left: list[str] = []
"""Addresses outside this machine that somebody tried to reach."""


class NetworkUsed(Exception):
    """A test tried to leave this machine."""


def is_here(address: Any) -> bool:
    """Whether an address is on this machine: a Unix socket, a loopback address, no address at all."""
    host = address[0] if isinstance(address, tuple) and address else address
    if not isinstance(address, tuple) and not isinstance(host, str):
        return True
    if isinstance(address, str) and (address.startswith(("/", "\0")) or os.sep in address):
        return True
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in CALLS_OUT or NETWORK:
        return
    address = arguments[CALLS_OUT[event]]
    if not is_here(address):
        left.append(f"{event} {address!r}")
        raise NetworkUsed(f"{event} to {address!r}; tests stay on this machine (WORKBENCH_TEST_NETWORK=1 lets them go)")


def pytest_configure(config: pytest.Config) -> None:
    """The guard, an environment without keys and settings of the person who runs the tests, and a home of its own."""
    sys.addaudithook(_guard)
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "WORKBENCH_")) and name not in KEPT:
            del os.environ[name]
    home = tempfile.mkdtemp(prefix="workbench-home-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    places = {"HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share"}
    real = os.environ.get("HOME", home)
    config.stash[REAL_HOME] = {name: os.environ.get(name, f"{real}/{below}") for name, below in places.items()}
    os.environ |= {name: f"{home}/{below}" for name, below in places.items()}
    os.environ |= {"COLUMNS": "120", "NO_COLOR": "1"}
    settings.register_profile("workbench", deadline=None, derandomize=FIXED, database=None)
    settings.load_profile("workbench")


@pytest.fixture(autouse=True)
def _offline() -> Iterator[None]:
    """A test that tried to leave fails, even when the code under test swallowed the refusal."""
    left.clear()
    yield
    assert not left, f"tried to leave this machine: {left}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The directory of public data beside the repository; skips where it is not."""
    place = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"no shared data: {place} is not there (WORKBENCH_SHARED_DATA names another place)")
    return place


@pytest.fixture(scope="session")
def real_home(pytestconfig: pytest.Config) -> dict[str, str]:
    """The variables that lead to the home of the person who runs the tests: an installer's cache and settings."""
    return pytestconfig.stash[REAL_HOME]
