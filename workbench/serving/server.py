"""The server of one home: its sockets, its lanes, and what it refuses.

    serve(Path("mine"))        # until SIGTERM or Ctrl-C, or nobody has asked for a while

The event loop only carries lines; everything that takes longer is done in the threads of a lane.
"""

import asyncio
import resource
import signal
import socket
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from workbench.acts import Peer
from workbench.errors import NotAllowed, WorkbenchError
from workbench.serving import peers, wire
from workbench.serving.asking import Hand, Job
from workbench.serving.catalogue import LANES, Lane, Verb, permitted
from workbench.serving.door import Door
from workbench.serving.lanes import Turns, work
from workbench.serving.sockets import SOCKETS, listening, owned, place
from workbench.serving.wire import Asked
from workbench.settings import Settings

THREADS: dict[Lane, int] = {"read": 3, "sql": 1, "write": 1, "work": 1, "run": 1, "batch": 1, "decide": 1}

TOGETHER = 128
"""Requests that are committed at once, at most."""

LINGER = 0.03
"""Seconds that a commit waits for those who were in the last one, at most; about what a commit takes."""

OF_ONE = 64
"""Connections that one process may have."""

NOTED = 60
"""Refusals of one user that are noted in a minute; further ones are counted, and the count is noted."""

REMEMBERED = 64 << 20
"""Bytes of answers that are kept for requests that are sent again."""

GRACE = 10.0
"""Seconds that what is being written has, when the server ends."""

Key = tuple[int, str]
"""Whose request it is: the user, and the id that they gave it."""


class Server:
    """What is behind the doors of one home."""

    def __init__(self, home: Path, settings: Settings) -> None:
        """Nothing is open yet."""
        self.home, self.settings = home, settings
        self.lanes: dict[Lane, Turns[Job]] = {lane: Turns() for lane in LANES}
        self.last = time.monotonic()
        self._doors: Counter[int] = Counter()
        self._jobs: dict[Key, tuple[Job, list[Door]]] = {}
        self._answers: OrderedDict[Key, bytes] = OrderedDict()
        self._kept = 0
        self._refused: dict[int, tuple[float, int]] = {}
        self._refusing = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """The threads of every lane."""
        self._loop = loop
        for lane in LANES:
            for number in range(THREADS[lane]):
                made = threading.Thread(target=self._lane, args=(lane,), name=f"{lane}-{number}", daemon=True)
                made.start()
                self._threads.append(made)

    def _lane(self, lane: Lane) -> None:
        hand = Hand(self.home)
        if lane == "write":
            work(self.lanes[lane], hand.commit, TOGETHER, LINGER if TOGETHER > 1 else 0.0)
        else:
            work(self.lanes[lane], hand.do)

    def end(self) -> None:
        """Nothing new is begun; what is being written is let to its end."""
        for job, _ in list(self._jobs.values()):
            job.stopped.set()
        for lane in self.lanes.values():
            lane.close()
        deadline = time.monotonic() + GRACE
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    @property
    def idle(self) -> float:
        """Seconds since anybody was here."""
        return 0.0 if self._doors.total() else time.monotonic() - self.last

    # What the doors call.

    def enter(self, door: Door) -> None:
        """Whether somebody may come in."""
        names = self.settings.serve.agents if door.socket == "agents" else self.settings.serve.people
        if not peers.admitted(door.who, names):
            error = NotAllowed(
                f"user {door.who.uid} may not connect to {door.socket}.sock; see serve in workbench.toml"
            )
            self._note(door, "connect", error, lambda: None)
            raise error
        if self._doors.total() >= self.settings.serve.connections:
            raise NotAllowed(f"{self._doors.total()} connections are open; the server takes no more, try again later")
        if self._doors[door.who.pid] >= OF_ONE:
            raise NotAllowed(f"process {door.who.pid} has {OF_ONE} connections open; one process gets no more")
        self._doors[door.who.pid] += 1

    def leave(self, door: Door) -> None:
        """Somebody has gone; what they asked goes on, for they may come back for it."""
        self.last = time.monotonic()
        self._doors[door.who.pid] -= 1
        if not self._doors[door.who.pid]:
            del self._doors[door.who.pid]

    def ask(self, door: Door, raw: bytes) -> None:
        """A request: into its lane, unless it may not be asked."""
        asked = wire.parsed(Asked, raw)
        key = door.who.uid, asked.id
        if asked.verb == "cancel":
            return self._cancel(door, asked)
        try:
            verb = permitted(asked.verb, door.socket, self.settings.serve.refuse)
        except WorkbenchError as error:
            sent = wire.line({"id": asked.id, "error": wire.fault_of(error)})
            return self._note(door, asked.verb, error, partial(door.answer, sent))
        if key in self._answers:
            return door.answer(self._answers[key])
        if key in self._jobs:
            self._jobs[key][1].append(door)
            return None
        job = Job(asked, verb, self._peer(door, asked.id), lambda sent, last: self._reply(key, sent, last))
        job.noting = lambda error: self._refusal(door.who.uid, asked.verb, error)
        self._jobs[key] = job, [door]
        self.lanes[verb.lane].put((door.who.uid, door.who.pid), job)
        return None

    def _cancel(self, door: Door, asked: Asked) -> None:
        key = door.who.uid, str(asked.said.get("request"))
        if key in self._jobs:
            self._jobs[key][0].stopped.set()
        door.answer(wire.line({"id": asked.id, "value": None}))

    def _peer(self, door: Door, request: str) -> Peer:
        level = peers.held_to(door.level, door.of if peers.started(door.of, door.who.pid) else door.who.pid)
        return Peer(socket=door.socket, uid=door.who.uid, pid=door.who.pid, level=level, request=request)

    def _reply(self, key: Key, sent: bytes, last: bool) -> None:
        """A line of a lane's thread, on its way to everybody who asked this."""
        self._later(self._send, key, sent, last)

    def _later(self, do: Callable[..., None], *given: Any) -> None:
        """Something that a lane's thread wants done in the loop's."""
        with suppress(RuntimeError):  # the loop is gone: the server has ended
            self._loop.call_soon_threadsafe(do, *given)

    def _send(self, key: Key, sent: bytes, last: bool) -> None:
        job, doors = self._jobs[key]
        if last:
            del self._jobs[key]
            self._remember(key, job, sent)
        for door in doors:
            door.answer(sent, last)

    def _remember(self, key: Key, job: Job, sent: bytes) -> None:
        """The answer is kept for a while, for a client whose connection broke before it came."""
        if job.verb.lane in ("read", "sql") or len(sent) > REMEMBERED // 64:
            return
        self._answers[key] = sent
        self._kept += len(sent)
        while self._kept > REMEMBERED:
            self._kept -= len(self._answers.popitem(last=False)[1])

    def _note(self, door: Door, verb: str, error: WorkbenchError, then: Callable[[], None]) -> None:
        """A refusal in the ledger, and what is to be done once it is there."""
        body = self._refusal(door.who.uid, verb, error)
        if not body:
            return then()
        asked, lane = Asked(id="00000000", verb="refused"), Verb(name="refused", lane="write", agents=True)
        job = Job(asked, lane, self._peer(door, ""), lambda sent, last: self._later(then))
        job.refused = body
        self.lanes["write"].put((door.who.uid, door.who.pid), job)

    def _refusal(self, uid: int, verb: str, error: WorkbenchError) -> dict[str, Any]:
        """What the ledger keeps of a refusal; of very many, how many there were; nothing for one that is only counted.

        Called by every thread.
        """
        with self._refusing:
            minute, count = self._refused.get(uid, (0.0, 0))
            now = time.monotonic()
            if now - minute < 60 and count >= NOTED:
                self._refused[uid] = minute, count + 1
                return {}
            anew = now - minute >= 60
            more = max(count - NOTED, 0) if anew else 0
            self._refused[uid] = (now, 1) if anew else (minute, count + 1)
        return {"verb": verb[:64], "why": str(error)[:300], **({"uncounted": more} if more else {})}


async def _serve(server: Server, sockets: Sequence[socket.socket], idle: float) -> None:
    """Until somebody ends it, or nobody has come for a while."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server.start(loop)
    home = str(server.home)
    for name, listener in zip(SOCKETS, sockets, strict=True):
        await loop.create_unix_server(partial(Door, server, name, home), sock=listener, backlog=1024)
    while not ended.is_set() and not (idle and server.idle > idle):
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), 1.0 if idle else None)
    await asyncio.to_thread(server.end)


def _room(files: int) -> None:
    """So many open files, where the system allows as many; a shell's usual thousand is too few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if hard == resource.RLIM_INFINITY else min(files, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def serve(
    home: Path, settings: Settings, idle: float = 0.0, ready: Callable[[Path], None] = lambda place: None
) -> None:
    """Serve a home until SIGTERM or Ctrl-C; `idle`: seconds after which a server that nobody is connected to ends.

    `ready` is told the directory of the sockets when they listen. Raises ParameterError when the home is served
    already, SettingsError when its sockets cannot be made.
    """
    peers.known(settings.serve)
    _room(2 * settings.serve.connections + 256)
    directory = place(home, settings.serve)
    with owned(home):
        sockets = [listening(directory, name, settings.serve) for name in SOCKETS]
        try:
            ready(directory)
            asyncio.run(_serve(Server(home, settings), sockets, idle))
        finally:
            for name, listener in zip(SOCKETS, sockets, strict=True):
                listener.close()
                (directory / f"{name}.sock").unlink(missing_ok=True)
