"""Who is at the other end of a socket, as the kernel says, and whether they may be there."""

import grp
import os
import pwd
import socket
import struct
from pathlib import Path

from workbench.acts import Level
from workbench.errors import NotAllowed, SettingsError
from workbench.records import Record
from workbench.settings import ServeSettings


class Caller(Record):
    """A process that connected: its user, its group and its id."""

    uid: int
    gid: int
    pid: int


def caller(connection: socket.socket) -> Caller:
    """Who connected. Raises NotAllowed where the system does not say."""
    if not hasattr(socket, "SO_PEERCRED"):
        raise NotAllowed("this system does not say who connects; a server needs Linux")
    said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, gid = struct.unpack("3i", said)
    return Caller(uid=uid, gid=gid, pid=pid)


def admitted(who: Caller, names: tuple[str, ...]) -> bool:
    """Whether somebody may connect: the server's own user, and whoever the settings name, as user or as @group."""
    if who.uid == os.getuid():
        return True
    return any(who.uid == _uid(name) if not name.startswith("@") else _member(who, name[1:]) for name in names)


def known(settings: ServeSettings) -> None:
    """Nothing, when every user and group of the settings is one of this machine. Raises SettingsError."""
    for name in (*settings.agents, *settings.people, *([f"@{settings.group}"] if settings.group else [])):
        try:
            gid_of(name[1:]) if name.startswith("@") else _uid(name)
        except KeyError:
            raise SettingsError(f"serve: {name!r} is no user or @group of this machine") from None


def _uid(name: str) -> int:
    return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid


def gid_of(name: str) -> int:
    """The number of a group. Raises KeyError."""
    return int(name) if name.isdecimal() else grp.getgrnam(name).gr_gid


def _member(who: Caller, group: str) -> bool:
    gid = gid_of(group)
    if who.gid == gid:
        return True
    try:
        return gid in os.getgrouplist(pwd.getpwuid(who.uid).pw_name, who.gid)
    except KeyError:
        return False


def seen(pid: int) -> Level:
    """The most that a process's confinement can be, by what the kernel says of it.

    advisory without a filter of system calls, or when the process is gone; enforced-lite with one, in the mounts that
    the server has. Where another user's mounts are not shown, what is claimed cannot be denied: enforced.
    """
    try:
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    except (OSError, ValueError):
        return "advisory"
    if status.get("Seccomp", "").strip() != "2" or status.get("NoNewPrivs", "").strip() != "1":
        return "advisory"
    try:
        same = os.stat(f"/proc/{pid}/ns/mnt").st_ino == os.stat("/proc/self/ns/mnt").st_ino
    except OSError:
        return "enforced"
    return "enforced-lite" if same else "enforced"


def started(pid: int, by: int) -> bool:
    """Whether a process was started by another, directly or not."""
    while pid > 1 and pid != by:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return False
    return pid == by and pid > 1


_ORDER: dict[Level, int] = {"advisory": 0, "enforced-lite": 1, "enforced": 2}


def held_to(claimed: Level, pid: int) -> Level:
    """The level that is recorded: what was claimed, or less where the kernel says less."""
    return claimed if claimed == "advisory" else min(claimed, seen(pid), key=_ORDER.__getitem__)
