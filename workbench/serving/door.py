"""One connection: lines come in, one at a time, and each is answered before the next is read.

Nobody at the other end is trusted. A line that is too long, half a line that stays one, an answer that is not fetched:
each ends its own connection, after one line that says why where that can be said, and costs the others nothing.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from workbench.acts import Level
from workbench.errors import NotAllowed, ParameterError, WorkbenchError
from workbench.serving import peers, wire
from workbench.serving.catalogue import Socket
from workbench.serving.peers import Caller
from workbench.serving.wire import Hello

HALF = 30.0
"""Seconds that a line may take from its first byte to its end, and that an answer may lie unfetched."""


class House(Protocol):
    """What is behind the doors."""

    def enter(self, door: "Door") -> None:
        """Somebody has come. Raises NotAllowed for those who may not."""

    def leave(self, door: "Door") -> None:
        """They have gone."""

    def ask(self, door: "Door", raw: bytes) -> None:
        """A request; it is answered with `door.answer`. Raises WorkbenchError for one that is none."""


class Door(asyncio.Protocol):
    """A connection on one of the sockets. `level` is how far its process is confined, as it says; `of` is that
    process, where it is another than the one that connected."""

    def __init__(self, house: House, socket: Socket, home: str) -> None:
        """Nobody has come yet."""
        self.house, self.socket, self.home = house, socket, home
        self.who = Caller(uid=-1, gid=-1, pid=-1)
        self.level: Level = "advisory"
        self.of = 0
        self.welcome = self.busy = self.inside = False
        self._read = bytearray()
        self._searched = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Who it is, and whether they may come in."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        try:
            self.who = peers.caller(transport.get_extra_info("socket"))
            self.house.enter(self)
            self.inside = True
        except WorkbenchError as error:
            self.refuse(error)
        else:
            self._hurry()

    def data_received(self, data: bytes) -> None:
        """More of a line, or a whole one."""
        self._read += data
        self._turn()

    def connection_lost(self, error: Exception | None) -> None:
        """They have gone."""
        self._rest()
        if self.inside:
            self.house.leave(self)
        self.inside = False

    def pause_writing(self) -> None:
        """An answer is not fetched."""
        self._hurry()

    def resume_writing(self) -> None:
        """It is, now."""
        self._rest()

    def answer(self, sent: bytes, last: bool = True) -> None:
        """A line to the other end; after the last one for a request the next is read."""
        if self._transport.is_closing():
            return
        self._transport.write(sent)
        if last:
            self.busy = False
            self._transport.resume_reading()
            self._turn()

    def refuse(self, error: WorkbenchError) -> None:
        """One line, and the end."""
        self._transport.write(wire.line({"id": "", "error": wire.fault_of(error)}))
        self._transport.close()
        loop: Callable[..., object] = asyncio.get_running_loop().call_later
        loop(HALF, self._transport.abort)

    def _turn(self) -> None:
        """The next whole line, when nothing else is being done."""
        while not self.busy and not self._transport.is_closing():
            end = self._read.find(b"\n", self._searched)
            if end < 0:
                return self._wait()
            raw, self._read = bytes(self._read[:end]), self._read[end + 1 :]
            self._searched = 0
            self._rest()
            self._line(raw)

    def _wait(self) -> None:
        self._searched = len(self._read)
        if len(self._read) > wire.MAX_ASKED:
            self.refuse(ParameterError(f"a line of more than {wire.MAX_ASKED} bytes; send less at a time"))
        elif self._read and self._timer is None:
            self._hurry()

    def _line(self, raw: bytes) -> None:
        try:
            if not self.welcome:
                return self._greet(raw)
            self.busy = True
            self._transport.pause_reading()
            self.house.ask(self, raw)
        except WorkbenchError as error:
            self.refuse(error)

    def _greet(self, raw: bytes) -> None:
        said = wire.parsed(Hello, raw)
        if said.hello != wire.VERSION:
            raise NotAllowed(f"the client speaks version {said.hello}, this server {wire.VERSION}; both must be one")
        self.level, self.of, self.welcome = said.level, said.of, True
        self._transport.write(wire.line({"welcome": wire.VERSION, "home": self.home, "socket": self.socket}))

    def _hurry(self) -> None:
        self._rest()
        self._timer = asyncio.get_running_loop().call_later(HALF, self._late)

    def _late(self) -> None:
        self._timer = None
        if self.busy or self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self.refuse(ParameterError(f"half a line for {HALF:.0f} seconds; a line ends with a line feed"))

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
