"""What the launcher tells a kernel that it starts: one line of JSON, through a pipe that nobody else reads."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from workbench.confinement import Level
from workbench.governed import landlock
from workbench.governed.scope import Scope

_LITTLE_OF_PROC = "meminfo cpuinfo stat uptime loadavg version filesystems sys/vm/overcommit_memory".split()
_DEVICES = "null zero full random urandom".split()


class Order(NamedTuple):
    """How a kernel is to be. connection: what its connection file says. ports: descriptors of its sockets, by channel.
    rules: what Landlock lets it do, by path; empty where nothing is enforced. hidden: files of others are out of sight.
    ready: where it says that it has begun. interactive: somebody looks at it."""

    level: Level
    connection: dict[str, Any]
    ports: dict[str, int]
    rules: list[tuple[str, int]]
    disk_mib: int
    processes: int
    ready: int
    interactive: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the files of others are out of its sight."""
        return self.level == "enforced"

    def sent(self) -> int:
        """A descriptor that the order can be read from, once."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)  # it fits into a pipe, or it is refused
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            pipe.write(json.dumps(self._asdict()))
        return reading


def received(descriptor: int) -> Order:
    """The order that was sent through a descriptor."""
    with os.fdopen(descriptor, encoding="utf-8") as pipe:
        said = json.load(pipe)
    return Order(**{**said, "rules": [(path, rights) for path, rights in said["rules"]]})


def rules(scope: Scope, level: Level) -> list[tuple[str, int]]:
    """What Landlock is told at a level: a second time what bubblewrap shows, or all there is."""
    if level == "advisory":
        return []
    made = [(scope.run, landlock.WRITE)]
    if level == "enforced":
        made += [(path, landlock.READ) for path in (*scope.read, Path("/proc"))]
        made += [(Path("/dev"), landlock.DEVICE), (Path("/dev/shm"), landlock.WRITE), (Path("/tmp"), landlock.WRITE)]
    else:
        made += [(path, landlock.READ) for path in scope.opened()]
        made += [(Path("/proc") / name, landlock.READ) for name in _LITTLE_OF_PROC]
        made += [(Path("/dev") / name, landlock.DEVICE) for name in _DEVICES]
    return [(str(path), rights) for path, rights in made]
