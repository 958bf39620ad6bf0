"""A small project, and kernels on it: governed ones as Jupyter starts them, plain ones as a control."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from workbench.governed import kernelspec, level

ROOT = Path(__file__).resolve().parent.parent
REACH = level.reach()
PLAIN = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "plain",
    "language": "python",
}

enforced = pytest.mark.skipif(REACH.level != "enforced", reason=f"this machine is {REACH.line()}")
confined = pytest.mark.skipif(REACH.level == "advisory", reason=f"this machine is {REACH.line()}")


def project(home: Path, kernel: str = "") -> Path:
    """A project with documents, a key, a ledger, something written, and a notebook directory."""
    for name, text in {
        "workbench.toml": f'[project]\nname = "small"\n[kernel]\n{kernel}\n',
        "policy.yaml": "version: 1\nkeys: keys/allowed_signers\n",
        "specs/spec.txt": "CUSTOMER RECORD\n",
        "data/markets.csv": "code\nNO\n",
        "data/out/written.json": "{}\n",
        "data/store/ledger.jsonl": "{}\n",
        "keys/ana": "-----BEGIN OPENSSH PRIVATE KEY-----\n",
        "keys/ana.pub": "ssh-ed25519 AAAA ana\n",
        "notebooks/own.ipynb": "{}\n",
        ".git/config": "[core]\n",
        ".git/hooks/pre-commit": "#!/bin/sh\n",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return home


class Kernel:
    """A client of a running kernel."""

    def __init__(self, manager: KernelManager, client: Any) -> None:
        """It answers."""
        self.manager, self.client = manager, client

    def run(self, code: str, seconds: float = 60) -> str:
        """What a cell shows: texts, values and errors, one after the other."""
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "execute_result":
                said.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, output_hook=hear, timeout=seconds)
        return "".join(said)

    def interrupted(self, code: str) -> None:
        """A cell that would go on for long has begun, and was interrupted."""
        self.client.execute(f"print('begun')\n{code}", stop_on_error=False)
        while self.client.get_iopub_msg(timeout=120)["msg_type"] != "stream":
            pass
        self.manager.interrupt_kernel()
        assert self.client.get_shell_msg(timeout=120)["content"]["ename"] == "KeyboardInterrupt"


@contextmanager
def kernel(
    home: Path, governed: bool = True, env: Mapping[str, str] | None = None, transport: str = "tcp"
) -> Iterator[Kernel]:
    """A kernel in the project's notebook directory."""
    place = tempfile.TemporaryDirectory(prefix="wb-", dir="/tmp")  # short: a socket's path may have 107 characters
    manager = KernelManager(transport=transport, **({"ip": f"{place.name}/k"} if transport == "ipc" else {}))
    manager._kernel_spec = KernelSpec(**(kernelspec.spec() if governed else PLAIN))
    manager.start_kernel(cwd=str(home / "notebooks"), env={**os.environ, **(env or {})})
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        place.cleanup()


def fingerprint(place: Path, but: Path | None = None) -> dict[str, str]:
    """Each file, link and directory below a place, with its mode, owner, times and bytes."""
    found: dict[str, str] = {}
    for directory, names, files in os.walk(place):
        here = Path(directory)
        names[:] = [name for name in names if here / name != but]
        for path in [here, *(here / name for name in (*files, *(n for n in names if (here / n).is_symlink())))]:
            stat = path.lstat()
            body = os.readlink(path) if path.is_symlink() else "" if path.is_dir() else _digest(path)
            times = stat.st_mtime_ns if but is None or not path.is_dir() else 0
            found[str(path)] = f"{stat.st_mode:o} {stat.st_uid} {stat.st_nlink * path.is_file()} {times} {body}"
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
