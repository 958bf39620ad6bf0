"""Starts a governed kernel: `python -m workbench.governed.launcher CONNECTION_FILE [--home HOME]`.

Everything here is outside and trusted. The project is the one that the working directory lies in, else HOME. The
strongest level is tried first, then the next one that the project allows; when none is left, a kernel is started that
says so in every cell and runs nothing.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from workbench.confinement import LEVELS, VARIABLE, Level, at_least
from workbench.errors import ParameterError, Refusal, WorkbenchError
from workbench.governed import bubblewrap, directory, door, keeper, level, ports
from workbench.governed.directory import OWN
from workbench.governed.keeper import Watch
from workbench.governed.order import Order, rules
from workbench.governed.scope import Scope
from workbench.governed.surroundings import environment
from workbench.governed.wanted import Wanted, project, wanted

BEGIN = 60.0
"""Seconds in which a kernel must have begun."""

AGAIN = 10.0
"""Seconds that an executor may take to begin, before another one is started."""

LOG = "kernel.log"
"""What the kernel's process says, in its own directory: never on anybody's terminal, which would act on it."""


def main() -> None:
    """The kernel's exit code, once it ended."""
    connection_file, *rest = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupts come as messages
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = launched(Path(connection_file), rest[1] if rest[:1] == ["--home"] else "")
    except (WorkbenchError, OSError, ValueError, KeyError) as fault:
        line = " ".join(str(fault).split())
        sys.stderr.write(f"workbench: {line}\n")
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        import_module("workbench.governed.refusing").serve(connection_file, line)
        code = 1
    sys.exit(code)


def launched(connection_file: Path, fallback: str) -> int:
    """The exit code of a kernel. Raises WorkbenchError with one line when none may be started."""
    cwd = Path.cwd()
    home = project(cwd) or (project(Path(fallback)) if fallback else None)
    if home is None:
        raise ParameterError(f"'{cwd}' lies in no project, and a governed kernel works on one (`workbench init`)")
    said, run = wanted(home), directory.made(home)
    connection = json.loads(connection_file.read_bytes())
    keeper.adopt_orphans()
    gate, begin = home / said.sockets / "agents.sock", Executor(home, said)
    try:
        scope = Scope.of(home, run, cwd, said.read)
        outer, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child, reached = begun(scope, said, connection, inner)
        inner.close()
        watch = Watch(home, run, reached, said.disk_mib << 20, said.processes, gate)
        return keeper.keep(child, outer, watch, begin)
    finally:
        ports.close(connection)
        _tidying().tidy(run)


class Executor:
    """Starts the project's executor in the background when a kernel asks for it and none answers; not again at once."""

    def __init__(self, home: Path, said: Wanted) -> None:
        """Nothing is started yet."""
        self.home, self.said, self.since = home, said, -AGAIN

    def __call__(self) -> None:
        """One answers, or is on its way."""
        if time.monotonic() - self.since < AGAIN:
            return
        try:
            door.connected(self.home / self.said.sockets / "agents.sock").close()
        except OSError:
            self.since = time.monotonic()
            words = ["serve", "--home", str(self.home), "--idle", str(self.said.idle_seconds)]
            null, env = subprocess.DEVNULL, {**os.environ}
            env.pop("WORKBENCH_SOCKET", None)
            subprocess.Popen(
                [sys.executable, "-P", "-c", "from workbench.cli import main; main()", *words],
                cwd=self.home, env=env, stdin=null, stdout=null, stderr=null, start_new_session=True,
            )  # fmt: skip


def begun(
    scope: Scope, said: Wanted, connection: dict[str, Any], inner: socket.socket
) -> "tuple[subprocess.Popen[bytes], Level]":
    """A kernel that has begun, and its level. Raises Refusal when none does at a level that is allowed."""
    found = level.reach(tried=False)
    reasons = list(found.reasons)
    listening = ports.listen(connection)
    try:
        for one in _levels(found.level, said.level):
            child, ready = _started(scope, said, one, (connection, listening, inner))
            _tidying().sweep(scope.run.parent)
            if _ready(child, ready):
                return child, one
            keeper.end(child)
            reasons.append(f"{one} did not begin: {_last_words(scope.run)}")
    finally:
        for each in listening.values():
            each.close()
    raise Refusal(
        f"no kernel is started: [kernel] level is {said.level} and this machine reaches less ({'; '.join(reasons)});"
        " `workbench doctor --prove` tells more"
    )


def _tidying() -> Any:
    return import_module("workbench.governed.tidying")  # while a kernel begins, not before it does


def _levels(strongest: Level, least: Level) -> list[Level]:
    allowed = [one for one in LEVELS if at_least(strongest, one) and at_least(one, least)]
    # A level that can be had and does not begin is a fault, never a reason for less than the operating system's limits.
    return [one for one in reversed(allowed) if one != "advisory" or strongest == "advisory"]


def _started(
    scope: Scope, said: Wanted, one: Level, given: "tuple[dict[str, Any], dict[str, socket.socket], socket.socket]"
) -> "tuple[subprocess.Popen[bytes], int]":
    connection, listening, inner = given
    reading, writing = os.pipe()
    channels = {name: each.fileno() for name, each in listening.items()}
    looked_at = "JPY_SESSION_NAME" in os.environ
    allowed = rules(scope, one)
    order = Order(one, connection, channels, allowed, said.disk_mib, said.processes, writing, looked_at).sent()
    command = [sys.executable, "-P", "-s", "-m", "workbench.governed.inside", str(order)]
    env = environment(os.environ, scope.run, {VARIABLE: one, **_ways(scope, said, inner)})
    with open(scope.run / OWN / LOG, "ab") as log:
        child = subprocess.Popen(
            bubblewrap.argv(level.bwrap(), scope, command) if one == "enforced" else command,
            cwd=scope.cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            pass_fds=(*channels.values(), order, writing, inner.fileno()),
        )  # fmt: skip
    os.close(writing)
    os.close(order)
    return child, reading


def _ways(scope: Scope, said: Wanted, inner: socket.socket) -> dict[str, str]:
    return {
        door.VARIABLE: str(inner.fileno()),
        "WORKBENCH_SOCKET": str(scope.home / said.sockets / "agents.sock"),
        "WORKBENCH_RUN": str(scope.run),
    }


def _ready(child: "subprocess.Popen[bytes]", reading: int) -> bool:
    """Whether the kernel said that it has begun; the pipe ends when it ends."""
    try:
        said, _, _ = select.select([reading], [], [], BEGIN)
        return bool(said) and os.read(reading, 1) == b"+" and child.poll() is None
    finally:
        os.close(reading)


def _last_words(run: Path) -> str:
    """The last line that a kernel's process said, harmless to a terminal."""
    with suppress(OSError):
        lines = (run / OWN / LOG).read_text("utf-8", "replace").split("\n")
        return next((_plain(line) for line in reversed(lines) if line.strip()), "it ended without a word")
    return "it ended without a word"


def _plain(line: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in line.strip())[:300]


if __name__ == "__main__":
    main()
