"""The other end of a server's socket: a request, and its answer, however often the server is restarted meanwhile.

A request keeps its id when it is sent again, so it is done once. What was answered is on the disk.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.acts import Level
from workbench.errors import BrokenPromise, ParameterError, WorkbenchError
from workbench.governed import door as behind
from workbench.serving import wire

SOCKET = "WORKBENCH_SOCKET"
"""The environment variable that names the socket of the server that a process asks."""

LEVEL = "WORKBENCH_LEVEL"
"""The environment variable that says how far a process is confined; whoever starts the process sets it."""

PATIENCE = 60.0
"""Seconds that a server that was there before may take to come back."""

ENOUGH = 100
"""How often a request is sent again, at most: it may be the request that ends the server."""

FIRST = 5.0
"""Seconds that a server may take to be there at all."""

Told = Callable[[str, int, int], None]


def level() -> Level:
    """How far this process is confined, as its launcher says. Raises ParameterError for a word that is no level."""
    said = os.environ.get(LEVEL, "advisory")
    if said not in ("enforced", "enforced-lite", "advisory"):
        raise ParameterError(f"{LEVEL} is {said[:40]!r}; levels are enforced, enforced-lite and advisory")
    return said  # type: ignore[return-value]


class Connection:
    """One connection of one thread. Use `Client`."""

    def __init__(self, path: Path, confined: Level) -> None:
        """Connects and greets. Raises OSError, or what the server refuses."""
        introduced = behind.there()  # in a governed kernel: it may open no socket, and its launcher says its level
        self._socket = behind.knock() if introduced else socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if not introduced:
                self._socket.connect(str(path))
            self._file = self._socket.makefile("rwb", buffering=1 << 16)
            if not introduced:
                self.send({"hello": wire.VERSION, "level": confined})
            self.welcome = wire.Welcome.model_validate(self.receive())
        except BaseException:
            self._socket.close()
            raise

    def send(self, said: dict[str, Any]) -> None:
        """One line."""
        self._file.write(wire.line(said))
        self._file.flush()

    def receive(self) -> dict[str, Any]:
        """The next line. Raises ConnectionError when there is none, and what the server refuses."""
        raw = self._file.readline(wire.MAX_ANSWER)
        if not raw.endswith(b"\n"):
            raise ConnectionError("the connection ended")
        said = wire.answer(raw)
        if said.get("id") == "" and "error" in said:
            raise wire.raised(said["error"])
        return said

    def close(self) -> None:
        """Nothing more is asked here."""
        with suppress(OSError):
            self._file.close()
            self._socket.close()


class Client:
    """A server's socket, for every thread of a process and its children; a thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Nothing is connected yet."""
        self.path, self.level = path, level()
        self._here = threading.local()
        self._known = behind.there()  # whose launcher has started one

    @property
    def welcome(self) -> wire.Welcome:
        """What the server said first: its home, and which socket this is."""
        found: wire.Welcome = self._again(lambda connection: connection.welcome)
        return found

    def ask(self, verb: str, said: dict[str, Any], project: str = "", told: Told | None = None) -> Any:
        """The value of an answer. Raises what the server raised, BrokenPromise when no server answers."""
        asked = {"id": secrets.token_hex(12), "verb": verb, "said": said, "project": project}
        if len(wire.line(asked)) > wire.MAX_ASKED:
            raise ParameterError(f"{verb} of {len(wire.line(asked))} bytes; a request has at most {wire.MAX_ASKED}")
        return self._again(lambda connection: self._asked(connection, asked, told))

    def _asked(self, connection: Connection, asked: dict[str, Any], told: Told | None) -> Any:
        connection.send(asked)
        while True:
            said = connection.receive()
            if said.get("id") != asked["id"]:
                raise ConnectionError("an answer to another request")
            if "told" in said:
                self._tell(asked["id"], said["told"], told)
            elif "error" in said:
                raise wire.raised(said["error"])
            else:
                return said.get("value")

    def _tell(self, request: str, said: list[Any], told: Told | None) -> None:
        """Tell how far it is; whoever is told and raises wants it no more."""
        try:
            if told is not None:
                told(str(said[0]), int(said[1]), int(said[2]))
        except BaseException:
            with suppress(OSError, BrokenPromise):
                other = Connection(self.path, self.level)
                other.send({"id": secrets.token_hex(12), "verb": "cancel", "said": {"request": request}})
                other.receive()
                other.close()
            self._drop()
            raise

    def _again(self, do: Callable[[Connection], Any]) -> Any:
        """Do something on a connection, and once more on a new one for as long as the server is away."""
        since, wait, sent = time.monotonic(), 0.02, 0
        while True:
            try:
                connection = self._connection()
                since, wait, sent = time.monotonic(), 0.02, sent + 1  # one was there: it is waited for anew
                return do(connection)
            except (OSError, EOFError) as error:
                self._drop()
                if sent >= ENOUGH or time.monotonic() - since > (PATIENCE if self._known else FIRST):
                    raise BrokenPromise(
                        f"no server answers at {self.path} ({error}); `workbench serve` starts one"
                    ) from None
                time.sleep(wait)
                wait = min(wait * 2, 0.5)
            except WorkbenchError:
                raise
            except BaseException:  # Ctrl-C between a request and its answer: the next answer would be to this one
                self._drop()
                raise

    def _connection(self) -> Connection:
        # By process, too: a forked child must not write into its parent's connection.
        if getattr(self._here, "process", 0) != os.getpid():
            self._here.connection = Connection(self.path, self.level)
            self._here.process = os.getpid()
            self._known = True
        found: Connection = self._here.connection
        return found

    def _drop(self) -> None:
        if getattr(self._here, "process", 0) == os.getpid():
            self._here.connection.close()
        self._here.process = 0
