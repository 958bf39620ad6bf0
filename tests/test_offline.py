"""The tests' own guard holds: no address elsewhere, no keys, no home of the person who runs them."""

import os
import socket
import urllib.request
from pathlib import Path
from typing import Any

import offline
import pytest


@pytest.mark.parametrize(
    ("address", "here"),
    [
        (("127.0.0.1", 80), True),
        (("127.8.9.1", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        (("0.0.0.0", 0), True),
        ("/run/postgresql/.s.PGSQL.5432", True),
        (b"/tmp/socket", True),
        ("", True),
        (None, True),
        (("192.0.2.1", 443), False),
        (("2001:db8::1", 443, 0, 0), False),
        (("api.example.org", 443), False),
        (b"api.example.org", False),
        ("127.0.0.1.example.org", False),
        (("/etc/passwd", 1), False),
    ],
)
def test_here_is_this_machine_alone(address: Any, here: bool) -> None:
    """Loopback and Unix sockets are here; every other name and number is elsewhere."""
    assert offline.is_here(address) is here


def test_leaving_is_refused() -> None:
    """A connection, a datagram and a look-up are refused before anything is sent."""
    with socket.socket() as stream, pytest.raises(offline.NetworkUsed):
        stream.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(offline.NetworkUsed):
        datagram.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(offline.NetworkUsed):
        socket.getaddrinfo("api.example.org", 443)
    with pytest.raises(offline.NetworkUsed):
        urllib.request.urlopen("https://api.example.org/")
    assert len(offline.tried) == 4
    offline.tried.clear()


def test_loopback_is_open() -> None:
    """A server of the test's own can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")
        assert server.accept()[0].recv(1) == b"x"


def test_a_swallowed_refusal_still_fails(pytester: pytest.Pytester) -> None:
    """Code that catches the refusal does not hide it: the test around it fails."""
    here = Path(__file__).parent
    for name in ("conftest.py", "offline.py", "postgres_server.py"):
        (pytester.path / name).write_text((here / name).read_text())
    pytester.makepyfile(
        """
        import contextlib, socket

        def test_hides():
            with contextlib.suppress(Exception), socket.socket() as stream:
                stream.connect(("192.0.2.1", 80))

        def test_stays():
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*tried to leave this machine*192.0.2.1*"])


def test_no_keys_and_no_home() -> None:
    """Nothing of the person's environment reaches a test, but where the shared data lies."""
    ours = {name for name in os.environ if name.startswith(("ANTHROPIC_", "WORKBENCH_"))}
    assert ours <= {"WORKBENCH_SHARED_DATA"}
    assert Path.home().name.startswith("workbench-home-")
