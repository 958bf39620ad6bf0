"""Whatever comes in at a socket, one clear line goes out at most, and everybody else is served."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from serving import agents, people, served
from street import world

from workbench import settings
from workbench.errors import InputError, NotAllowed, ParameterError, UnknownThing
from workbench.serving import door
from workbench.serving.server import OF_ONE, Server
from workbench.serving.sockets import listening, place
from workbench.serving.wire import MAX_ASKED

HELLO = b'{"hello": 1}\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a document, and a server whose sockets a careless administrator has opened to everybody."""
    home = world(tmp_path_factory.mktemp("hostile") / "home")
    with TemporaryDirectory(prefix="wb-") as run:
        Path(run).chmod(0o755)
        link = home / "data" / "run"
        settings = home / "workbench.toml"
        settings.write_text(settings.read_text().replace("[serve]\n", f'[serve]\nrun = "{run}"\n'))
        link.symlink_to(run)
        with served(home):
            Path(run).chmod(0o755)
            (Path(run) / "agents.sock").chmod(0o666)
            yield home


def raw(home: Path) -> socket.socket:
    """A connection that has said nothing."""
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(60)
    made.connect(str((home / "data/run").resolve() / "agents.sock"))
    return made


def said(connection: socket.socket) -> list[dict[str, Any]]:
    """Every line until the other end closes."""
    data = b""
    with suppress(ConnectionResetError):
        while more := connection.recv(1 << 16):
            data += more
    return [json.loads(one) for one in data.splitlines()]


def asked(**values: Any) -> bytes:
    """A request as a line."""
    return json.dumps({"id": "12345678", "verb": "status", "said": {}, **values}).encode() + b"\n"


@pytest.mark.parametrize(
    "line",
    [
        b"\x00\xff\x80garbage\n",
        b"GET / HTTP/1.1\r\n",
        b"[" * 200_000 + b"\n",
        b'{"id":"12345678","verb":"status","said":{"spec":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}}\n",
        b'{"id":"12345678","verb":"status","said":{"spec":' + b"9" * 100_000 + b"}}\n",
        b'{"id":"12345678","verb":"status","said":{"spec":NaN}}\n',
        asked(id="no"),
        asked(id="../../etc/passwd/"),
        asked(said=[]),
        asked(extra=1),
        asked(verb=""),
        b"null\n",
        b"\n",
    ],
    ids=range(13),
)
def test_what_is_no_request_gets_one_line_and_the_end(home: Path, line: bytes) -> None:
    """Garbage, another protocol, nested bombs, huge numbers and wrong shapes are each refused in one line."""
    with raw(home) as connection:
        connection.sendall(HELLO + line)
        welcome, *rest = said(connection)
    assert welcome["welcome"] == 1
    assert [(one["id"], one["error"][0]) for one in rest] == [("", "ParameterError")]
    assert "\n" not in rest[0]["error"][1]
    assert len(rest[0]["error"][1]) < 500


def test_a_client_that_does_not_greet_or_speaks_another_version_is_refused(home: Path) -> None:
    """The first line must be a greeting of this version."""
    for line, why in ((asked(), "ParameterError"), (b'{"hello": 99}\n', "NotAllowed")):
        with raw(home) as connection:
            connection.sendall(line)
            assert [one["error"][0] for one in said(connection)] == [why]


def test_a_line_without_end_is_cut_off(home: Path) -> None:
    """More than the most that a line may have is refused, and not kept."""
    with raw(home) as connection:
        connection.sendall(HELLO)
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(MAX_ASKED // (1 << 20) + 2):
                connection.sendall(b"x" * (1 << 20))
        assert all("more than" in one["error"][1] for one in said(connection)[1:])
    assert agents(home).held()["chunk"] == 0


@pytest.mark.parametrize(
    ("verb", "given", "kind"),
    [
        ("status", {"spec": 7}, ParameterError),
        ("status", {"nothing": 1}, ParameterError),
        ("lineage", {}, ParameterError),
        ("submit", {"claims": [{"claim_id": "claim-1"}]}, ParameterError),
        ("submit", {"claims": "x"}, ParameterError),
        ("proposed", {"drafts": [{}], "target": "out"}, ParameterError),
        ("proposed", {"drafts": [], "target": "nowhere"}, UnknownThing),
        ("batched", {"jobs": [], "limits": {"jobs": 65}}, ParameterError),
        ("recovered_below", {"name": "data/out", "modules": []}, NotAllowed),
        ("recovered_below", {"name": "data/recovered/../../keys", "modules": []}, NotAllowed),
        ("taken", {"paths": ["/etc/passwd"]}, NotAllowed),
        ("taken", {"paths": ["../../../../etc/passwd"]}, NotAllowed),
        ("taken", {"paths": ["keys/ana"]}, NotAllowed),
        ("taken", {"paths": ["data/store/executor"]}, NotAllowed),
        ("taken", {"paths": ["data/\0"]}, NotAllowed),
        ("order", {"target": "/etc/passwd"}, NotAllowed),
        ("run", {"order": {"spec": ["/etc/passwd"], "budget": 3000}}, NotAllowed),
        ("run", {"order": {"spec": [], "samples": "/root", "budget": 3000}}, NotAllowed),
        ("status", {"spec": "/etc/passwd"}, NotAllowed),
        ("execute", {}, NotAllowed),
        ("cast", {"decisions": []}, NotAllowed),
        ("enrol", {"name": "ana", "public": "x"}, NotAllowed),
        ("stop", {"who": "x", "reason": "x"}, NotAllowed),
        ("__init__", {}, NotAllowed),
        ("settings", {}, NotAllowed),
    ],
)
def test_what_an_agent_may_not_ask_is_refused_by_name(home: Path, verb: str, given: Any, kind: type[Exception]) -> None:
    """Wrong arguments, files that are no documents and verbs of people: an error of a known kind, and nothing done."""
    client = agents(home)._client
    with pytest.raises(kind) as caught:
        client.ask(verb, given)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    if kind is NotAllowed:
        assert people(home).ledger.entries()[-1].body["verb"] == verb


def test_one_process_cannot_take_all_connections(home: Path) -> None:
    """Of a thousand connections of one process some are taken; each other one gets a line; others are served."""
    with ExitStack() as stack:
        many = [stack.enter_context(raw(home)) for _ in range(1000)]
        for one in many:
            with suppress(BrokenPipeError):  # refused already; the line that says so is there to read
                one.sendall(HELLO)
        answers = [json.loads(one.makefile("rb").readline()) for one in many]
        taken = sum("welcome" in one for one in answers)
        assert 0 < taken <= OF_ONE  # this process may have others open
        refused = [one["error"] for one in answers if "error" in one]
        assert len(refused) == 1000 - taken
        assert all("connections open" in words for _, words in refused)
        other = [sys.executable, "-c", CLIENT, str((home / "data/run").resolve() / "agents.sock")]
        assert b"welcome" in subprocess.run(other, capture_output=True, check=True).stdout


CLIENT = """
import contextlib, socket, sys
made = socket.socket(socket.AF_UNIX)
made.connect(sys.argv[1])
with contextlib.suppress(BrokenPipeError):
    made.sendall(b'{"hello": 1}\\n')
print(made.makefile("rb").readline())
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser may become another user")
def test_another_user_is_refused_by_what_the_kernel_says_of_it(home: Path) -> None:
    """Even where the files let everybody in: a process of user 65534 gets one line, and the ledger says so."""
    command = ["/usr/bin/env", "python3", "-c", CLIENT, str((home / "data/run").resolve() / "agents.sock")]
    done = subprocess.run(command, capture_output=True, check=True, user=65534, group=65534, extra_groups=[])
    assert b"user 65534 may not connect" in done.stdout
    for _ in range(100):
        last = people(home).ledger.entries()[-1]
        if last.body.get("verb") == "connect":
            break
        time.sleep(0.05)
    assert (last.kind, last.peer["uid"]) == ("refused", 65534)


def test_very_many_refusals_are_counted_and_not_all_written(home: Path) -> None:
    """Somebody who is refused a thousand times fills no disk."""
    client, before = agents(home)._client, len(people(home).ledger.entries())
    for _ in range(300):
        with pytest.raises(NotAllowed):
            client.ask("execute", {})
    assert len(people(home).ledger.entries()) - before <= 61


def test_a_home_whose_sockets_would_be_too_long_is_refused(tmp_path: Path) -> None:
    """One line that names the limit and the setting."""
    with pytest.raises(InputError, match=r"107 bytes.*serve\.run"):
        place(tmp_path / ("x" * 120), settings.ServeSettings())


def test_half_a_line_and_an_answer_that_is_not_fetched_end_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends half a line, or never reads, is let go after a while; who comes meanwhile is served."""
    monkeypatch.setattr(door, "HALF", 0.3)
    home = world(tmp_path / "home")
    (home / "specs" / "big.txt").write_text("".join(f"{n:09d} {'words ' * 20}\n" for n in range(8000)))

    async def play() -> tuple[bytes, bytes, bool]:
        server = Server(home, settings.load(home))
        loop = asyncio.get_running_loop()
        server.start(loop)
        with TemporaryDirectory(prefix="wb-") as run:
            listener = listening(Path(run), "agents", server.settings.serve)
            async with await loop.create_unix_server(lambda: door.Door(server, "agents", str(home)), sock=listener):
                path = f"{run}/agents.sock"
                half, half_in = await asyncio.open_unix_connection(path)
                half_in.write(HELLO + b'{"id": "1234')
                lazy = socket.socket(socket.AF_UNIX)
                lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                lazy.connect(path)
                lazy.sendall(HELLO + asked(verb="taken", said={"paths": ["specs/big.txt"]}))
                other, other_in = await asyncio.open_unix_connection(path)
                other_in.write(HELLO + asked(id="87654321", verb="held"))
                served = [await other.readline(), await other.readline()][1]
                refused = (await half.read()).splitlines()[-1]
                while server._doors.total() > 1:
                    await asyncio.sleep(0.05)
                lazy.close()
                server.end()
                return served, refused, True

    value, refused, gone = asyncio.run(asyncio.wait_for(play(), 60))
    assert json.loads(value)["value"]["claim"] == 0
    assert "half a line" in json.loads(refused)["error"][1]
    assert gone
