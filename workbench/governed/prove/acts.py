"""The forbidden acts, as a hostile notebook would do them. Imported in the kernel that is tried, and nowhere else."""

import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from workbench.governed.prove.proof import ACTS

WAIT = 3.0
_LIST, _SIGN, _SIGNED = 11, 13, 14  # of the agent protocol

Bait = Mapping[str, str]


class Refused(Exception):
    """It did not succeed, and nothing raised an error of its own."""


def tried(act: str, bait: Bait) -> str:
    """What came of one act, as JSON: the state, and how."""
    try:
        return json.dumps(["ALLOWED", _DO[act](bait)])
    except ImportError as fault:
        return json.dumps(["unclear", str(fault)])
    except BaseException as fault:  # whatever keeps it from happening is a refusal
        return json.dumps(["refused", f"{type(fault).__name__}: {fault}"[:200]])


def _write(bait: Bait) -> str:
    Path(bait["target"]).write_text("overwritten")
    return "overwrote it"


def _shell(bait: Bait) -> str:
    for line in (f"touch '{bait['touched']}'", f"echo x > '{bait['touched']}'"):
        if subprocess.run(["/bin/sh", "-c", line], capture_output=True, timeout=WAIT * 3, check=False).returncode == 0:
            return "created it"
    raise Refused("the shell could not create it")


def _database(bait: Bait) -> str:
    import duckdb  # noqa: PLC0415  (a kernel that cannot load it says so)

    with duckdb.connect(bait["database"]) as other:
        other.execute("INSERT INTO bait VALUES (2)")
    return "inserted a row"


def _keys(bait: Bait) -> str:
    for text in bait["keys"].split(os.pathsep):
        with suppress(OSError):
            if "PRIVATE KEY" in Path(text).read_text("ascii", "replace"):
                return f"read {Path(text).name}"
    raise Refused("no private key could be read")


def _tcp(bait: Bait) -> str:
    with socket.create_connection(("127.0.0.1", int(bait["tcp"])), WAIT) as other:
        other.sendall(bait["secret"].encode())
    return "connected"


def _udp(bait: Bait) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(bait["secret"].encode(), ("127.0.0.1", int(bait["udp"])))
        other.settimeout(WAIT)
        other.recv(10)  # in a network of its own a packet goes nowhere, and nobody says so
    return "sent, and answered"


def _agent(bait: Bait) -> str:
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(WAIT)
        agent.connect(bait["agent"])
        listed = _asked(agent, bytes([_LIST]))  # kind, number of keys, then each with its length before it
        first = listed[9 : 9 + int.from_bytes(listed[5:9], "big")]
        answer = _asked(agent, bytes([_SIGN]) + _sized(first) + _sized(b"an approval") + bytes(4))
    if answer[:1] != bytes([_SIGNED]):
        raise Refused("it did not sign")
    return "it signed"


def _asked(agent: socket.socket, request: bytes) -> bytes:
    agent.sendall(_sized(request))
    with agent.makefile("rb") as answers:
        return answers.read(int.from_bytes(answers.read(4), "big"))


def _sized(text: bytes) -> bytes:
    return len(text).to_bytes(4, "big") + text


def _mode(bait: Bait) -> str:
    os.chmod(bait["mode"], 0o777)
    return "changed it"


def _parent(bait: Bait) -> str:
    for path in _environments():
        with suppress(OSError):
            if bait["secret"].encode() in path.read_bytes():
                return f"read {path}"
    raise Refused("no process shows it")


def _environments() -> Iterator[Path]:
    yield Path(f"/proc/{os.getppid()}/environ")
    yield from (Path(f"/proc/{name}/environ") for name in os.listdir("/proc") if name.isdecimal())


def _own(bait: Bait) -> str:
    held = [name for name, value in os.environ.items() if bait["secret"] in value or name == "SSH_AUTH_SOCK"]
    if not held:
        raise Refused("it is not there")
    return f"found {', '.join(held)}"


def _runtime(bait: Bait) -> str:
    place = Path(bait["runtime"])
    with suppress(OSError):
        if "key" in (place / "kernel-other.json").read_text():
            return "read another kernel's key"
    (place / "kernel-planted.json").write_text("{}")
    return "planted a connection file"


def _opened(name: str) -> Callable[[Bait], str]:
    def act(bait: Bait) -> str:
        with open(bait[name], "ab"):  # nothing is written: it is the real one
            return "opened it for writing"

    return act


_DO: dict[str, Callable[[Bait], str]] = dict(
    zip(
        ACTS,
        [
            *(_write, _shell, _database, _keys, _tcp, _udp, _agent, _mode, _parent, _own, _runtime),
            *(_opened("ledger"), _opened("policy")),
        ],
        strict=True,
    )
)
