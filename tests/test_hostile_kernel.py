"""A notebook that obeys an attacker changes nothing outside its kernel's directory, reaches nobody, learns nothing."""

import ast
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import governed_world as world
import pytest
from governed_world import confined
from hostile_book import ALL, FIRST, GREEDY, WAYS

import workbench

PACKAGE = Path(workbench.__file__).parent
SECRET = "a-secret-of-the-parent"
HARMLESS = ("append", "link in", "chmod", "tcp", "ssh-agent", "abstract socket")
KNOWN = ("read environment", "setuid shell")
"""Ways that a plain kernel may go in a test: what they change lies in the test's own directory."""


class Surroundings:
    """A project, what listens around it, and another process, before a notebook looks at them."""

    def __init__(self, place: Path, heard: list[str]) -> None:
        """Made and listening."""
        self.place, self.heard, self.home = place, heard, world.project(place / "home", "idle_seconds = 2")
        self.out = place / "out"
        self.out.mkdir()
        self.other = subprocess.Popen(["sleep", "300"], env={"SECRET": SECRET})
        self.names = {"HOME": str(self.home), "OUT": str(self.out), "OTHER": self.other.pid}
        self.sockets = [self._listening(*one) for one in self._addresses()]

    def _addresses(self) -> Iterator[tuple[str, int, int, object]]:
        mark = secrets.token_hex(4)
        self.names |= {"AGENT": f"/tmp/wb-agent-{mark}", "ABSTRACT": f"wb-{mark}"}
        yield "tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)
        yield "udp", socket.AF_INET, socket.SOCK_DGRAM, None
        yield "agent", socket.AF_UNIX, socket.SOCK_STREAM, self.names["AGENT"]
        yield "abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.names['ABSTRACT']}"

    def _listening(self, name: str, family: int, kind: int, address: object) -> socket.socket:
        made = socket.socket(family, kind)
        made.bind(address or ("127.0.0.1", self.names["PORT"]))
        if name == "tcp":
            self.names["PORT"] = made.getsockname()[1]
        if kind == socket.SOCK_STREAM:
            made.listen()
        threading.Thread(target=self._hear, args=(made, name), daemon=True).start()
        return made

    def _hear(self, server: socket.socket, name: str) -> None:
        with suppress(OSError):
            while True:
                server.recv(100) if server.type == socket.SOCK_DGRAM else server.accept()[0].close()
                self.heard.append(name)

    def fingerprint(self, but: Path | None) -> dict[str, str]:
        """Everything that a way out could have changed."""
        spec = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
        files = [
            spec,
            Path("/root/.bashrc"),
            *Path("/dev/shm").glob("workbench*"),
            *Path("/tmp").glob("workbench-mine"),
        ]
        files += [*Path(sys.prefix).glob("lib/python*/site-packages/mine.pth"), Path("/root/.ipython")]
        found = {str(path): f"{path.stat().st_mtime_ns}" for path in files if path.exists()}
        return {**found, **world.fingerprint(self.place, but), **world.fingerprint(PACKAGE)}

    def close(self) -> None:
        """Nobody listens any more."""
        self.other.kill()
        self.other.wait()
        for each in self.sockets:
            each.close()
        Path(str(self.names["AGENT"])).unlink()


@contextmanager
def surroundings(place: Path) -> Iterator[Surroundings]:
    """What is around a notebook."""
    made = Surroundings(place, [])
    try:
        yield made
    finally:
        made.close()


@confined
@pytest.mark.parametrize("bubblewrap", ["", "no"], ids=["strongest", "without-bubblewrap"])
def test_nothing_changes_outside_its_directory(tmp_path: Path, bubblewrap: str) -> None:
    """Eighty ways out: no file, mode, time or link is other than before, nobody was reached, nothing was learned."""
    if not bubblewrap and world.REACH.level != "enforced":
        pytest.skip(f"this machine is {world.REACH.line()}")
    with surroundings(tmp_path) as around:
        runs = around.home / "data" / "runs"
        (runs / "kernels" / "earlier").mkdir(parents=True)
        before = around.fingerprint(runs)
        with world.kernel(around.home, env={"WORKBENCH_BWRAP": bubblewrap, "SECRET": SECRET}) as kernel:
            names = {**around.names, "WAYS": WAYS}
            shown = kernel.run(f"globals().update({names!r})\n{FIRST}\n{ALL}", 120)
            # What shells say comes when it comes.
            said = ast.literal_eval(next(line for line in shown.splitlines() if line.startswith("{'")))
            own = [path for path in (runs / "kernels").iterdir() if path.name != "earlier"]
        after = around.fingerprint(runs)
        assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == set()
        assert around.heard == []
        assert around.other.poll() is None
        assert {way: text for way, text in said.items() if text != "None"} == {}
        assert said.keys() == WAYS.keys()
        assert len(own) == 1
        assert not [path for path in own[0].rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o6000]
        assert not list((runs / "kernels" / "earlier").iterdir())


def test_the_same_ways_change_things_in_a_plain_kernel(tmp_path: Path) -> None:
    """The control: where nothing confines it, each of these leaves a trace that the check sees."""
    for way in HARMLESS + KNOWN:
        with surroundings(tmp_path / way.replace(" ", "-").replace("'", "")) as around:
            before = around.fingerprint(None)
            said = plain(WAYS[way], around.names)
            changed = around.fingerprint(None) != before
            for _ in range(100):
                if changed or around.heard or said:
                    break
                time.sleep(0.02)
            assert changed or around.heard or said, way


def plain(code: str, names: dict[str, object]) -> str:
    """What a process that nothing confines has stolen."""
    whole = f"globals().update({names!r})\n{FIRST}\nSTOLEN = ''\n{code}\nprint(STOLEN)"
    ran = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)
    return ran.stdout.strip()


@confined
@pytest.mark.parametrize("what", GREEDY)
def test_a_greedy_kernel_is_ended(tmp_path: Path, what: str) -> None:
    """It may use so many processes and so much disk, however it hides them; the machine is not brought down."""
    home = world.project(tmp_path / "home", "disk_mib = 16\nprocesses = 64")
    with world.kernel(home) as kernel:
        kernel.client.execute(f"OUT = ''\n{FIRST}\n{GREEDY[what]}")
        until = time.monotonic() + 120
        reply = {}
        while time.monotonic() < until and kernel.manager.is_alive() and not reply:
            with suppress(Exception):
                said = kernel.client.get_shell_msg(timeout=0.2)
                reply = said["content"] if said["msg_type"] == "execute_reply" else {}
        assert not kernel.manager.is_alive() or reply.get("status") == "error", what
    used = sum(path.lstat().st_blocks * 512 for path in shallow(home / "data" / "runs"))
    assert used < 600 << 20
    subprocess.run(["rm", "-rf", str(home)], check=True)  # deeper than Python can go


def shallow(place: Path) -> Iterator[Path]:
    """Files not too deep to be named."""
    for directory, names, files in os.walk(place):
        names[:] = [name for name in names if len(directory) + len(name) < 3000]
        yield from (Path(directory) / name for name in files)


@confined
def test_links_in_its_directory_lead_nobody_astray(tmp_path: Path) -> None:
    """A kernel that leaves links in place of its own files: what tidies up after it removes the links and no more."""
    home = world.project(tmp_path / "home")
    kept = tmp_path / "kept"
    (kept / "below").mkdir(parents=True)
    (kept / "below" / "file").write_text("kept")
    with world.kernel(home) as kernel:
        kernel.run(
            "import os, shutil\nrun = os.environ['WORKBENCH_RUN']\n"
            f"shutil.rmtree(run + '/.kernel', ignore_errors=True)\nos.symlink({str(kept)!r}, run + '/.kernel')"
        )
        kernel.manager.shutdown_kernel()
    assert (kept / "below" / "file").read_text() == "kept"
    assert list((home / "data" / "runs" / "kernels").iterdir()) == []


def test_every_way_is_python() -> None:
    """No way out is closed by a slip of the pen."""
    for name, code in {**WAYS, **GREEDY}.items():
        compile(code, name, "exec")
    assert len(WAYS) >= 80
