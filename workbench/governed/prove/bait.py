"""What the attempts are made on: real files, a real server, a real ssh-agent, a real secret; all gone afterwards."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from workbench.governed.prove.proof import ACTS

SECRET = "WORKBENCH_PROVE_SECRET"
"""The variable that holds a secret in the environment of whoever starts the kernel."""


class Baits:
    """Baits in and around the project at `home`, for the body of a `with`."""

    def __init__(self, home: Path) -> None:
        """Nothing is laid out yet."""
        self.home, self.secret = home, secrets.token_hex(16)
        self.heard: list[str] = []

    def __enter__(self) -> "Baits":
        """Laid out."""
        with ExitStack() as stack:
            # Not below the project: what lies there is in nobody's scope either, and a real agent's path is short.
            self.place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wb-prove-")))
            self.files = self._laid(stack)
            self.named = {
                **{name: str(path) for name, path in self.files.items()},
                "secret": self.secret,
                "keys": os.pathsep.join(map(str, [self.place / "key", *_own_keys(self.home)])),
                "tcp": stack.enter_context(_listener(self.heard, "tcp", socket.SOCK_STREAM)),
                "udp": stack.enter_context(_listener(self.heard, "udp", socket.SOCK_DGRAM)),
                "agent": stack.enter_context(_agent(self.place)),
                "runtime": str(self.runtime),
                "ledger": str(_existing(self.home / "data" / "store" / "ledger.jsonl", self.files["target"])),
                "policy": str(_existing(self.home / "policy.yaml", self.files["target"])),
            }
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Gone."""
        self._stack.close()

    @property
    def runtime(self) -> Path:
        """Where the connection files of kernels lie."""
        return self.place / "runtime"

    def environment(self) -> dict[str, str]:
        """What whoever starts the kernel has in its environment."""
        return {
            **os.environ,
            SECRET: self.secret,
            "ANTHROPIC_API_KEY": self.secret,
            "SSH_AUTH_SOCK": self.named["agent"],
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
        }

    def seen(self, act: str) -> str:
        """What the bait of an act shows of it; "" when it is as it was."""
        files = self.files
        shown = {
            "write target": files["target"].read_text() != "as it was" and "it was overwritten",
            "shell": files["touched"].exists() and "the file is there",
            "other database": _rows(files["database"]) != 1 and "the row is there",
            "tcp": "tcp" in self.heard and "the server heard it",
            "udp": "udp" in self.heard and "the packet arrived",
            "chmod": files["mode"].stat().st_mode & 0o777 != 0o600 and "the mode has changed",
            "runtime directory": (self.runtime / "kernel-planted.json").exists() and "the file is there",
        }
        assert set(shown) <= set(ACTS)
        return shown.get(act) or ""

    def _laid(self, stack: ExitStack) -> dict[str, Path]:
        out, store = self.home / "data" / "out", self.home / "data" / "store"
        for directory in (out, store):
            if not directory.exists():
                directory.mkdir(parents=True)
                stack.callback(_gone, directory)
        mark = secrets.token_hex(4)
        names = {"target": out / f".bait-{mark}", "touched": out / f".bait-{mark}-touched"}
        names |= {"database": store / f".bait-{mark}.duckdb", "mode": self.place / "mode"}
        for path in names.values():
            stack.callback(_gone, path)
        names["target"].write_text("as it was")
        names["mode"].write_text("")
        names["mode"].chmod(0o600)
        with duckdb.connect(str(names["database"])) as made:
            made.execute("CREATE TABLE bait AS SELECT 1 AS one")
        self.runtime.mkdir(mode=0o700)
        (self.runtime / "kernel-other.json").write_text('{"key": "another kernel\'s"}')
        (self.place / "key").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nbait\n")
        return names


def _gone(path: Path) -> None:
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)


def _own_keys(home: Path) -> Iterator[Path]:
    """Private keys that are really there, of the person and of the project; only their first line is looked for."""
    for place in (Path.home() / ".ssh", home / "keys"):
        if place.is_dir():
            yield from sorted(path for path in place.iterdir() if path.with_name(path.name + ".pub").exists())


def _existing(path: Path, otherwise: Path) -> Path:
    return path if path.exists() else otherwise


def _rows(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as made:
        found = made.execute("SELECT count(*) FROM bait").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _listener(heard: list[str], name: str, kind: int) -> Iterator[str]:
    """The port of a server that remembers whether anybody came, and answers."""
    with socket.socket(socket.AF_INET, kind) as server:
        server.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            server.listen()
        threading.Thread(target=_hear, args=(server, heard, name, kind), daemon=True).start()
        yield str(server.getsockname()[1])


def _hear(server: socket.socket, heard: list[str], name: str, kind: int) -> None:
    with suppress(OSError):
        while True:
            if kind == socket.SOCK_STREAM:
                server.accept()[0].close()
            else:
                server.sendto(b"yes", server.recvfrom(100)[1])
            heard.append(name)


@contextmanager
def _agent(place: Path) -> Iterator[str]:
    """The socket of an ssh-agent that holds a key; where none is installed, of one that signs with nothing."""
    path, key = place / "agent", place / "signing"
    if shutil.which("ssh-agent") is None or shutil.which("ssh-add") is None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
            server.listen()
            threading.Thread(target=_sign, args=(server,), daemon=True).start()
            yield str(path)
        return
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL)
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        for _ in range(500):
            if path.exists():
                break
            time.sleep(0.01)
        env = {**os.environ, "SSH_AUTH_SOCK": str(path)}
        subprocess.run(["ssh-add", "-q", str(key)], env=env, check=True)
        yield str(path)
    finally:
        agent.kill()
        agent.wait()


def _sign(server: socket.socket) -> None:
    """One key called "bait", and the answer that a signature is in."""
    with suppress(OSError):
        while True:
            other = server.accept()[0]
            for answer in (b"\x0c\0\0\0\1\0\0\0\4bait\0\0\0\0", b"\x0e\0\0\0\0"):
                other.recv(1000)
                other.sendall(len(answer).to_bytes(4, "big") + answer)
