"""The two engines, as papermill knows engines.

kernel: a fresh kernel for each notebook, as papermill itself does, without its waiting at the end.
fast: a kernel forked from a warm Python (`warm.py`), which had the notebook's modules in memory already.

Both are real kernels, driven by papermill's own client: what a notebook shows is the same.
"""

import ast
import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from papermill.log import logger

from workbench.governed import kernelspec

LONGEST = 100
"""Bytes that a socket's path may have, without the number at its end."""

SHUTDOWN = 2.0
"""Seconds that a kernel may take to end by itself."""


class Fork:
    """A forked kernel, with the part of Popen's face that a kernel's provisioner looks at."""

    def __init__(self, pid: int) -> None:
        """It runs."""
        self.pid = pid
        self.returncode: int | None = None
        self.ended = threading.Event()
        self.stdin = self.stdout = self.stderr = None

    def poll(self) -> int | None:
        """Its exit code, nothing while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code once it ended."""
        self.ended.wait(timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal while it runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Warm:
    """A warm Python and the kernels that were forked from it."""

    def __init__(self, modules: Sequence[str]) -> None:
        """Starts it; ready once these modules are imported."""
        self.modules = tuple(modules)
        self._forks: dict[int, Fork] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workbench.batch.warm", *self.modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._told: list[int] = []
        self._news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it can fork."""
        return self._process.poll() is None

    def fork(self, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> Fork:
        """A kernel. Raises OSError when the warm Python is gone."""
        self._send(json.dumps({"argv": list(argv), "cwd": cwd, "env": dict(env)}))
        with self._news:
            if not self._news.wait_for(lambda: self._told or not self.alive, 60) or not self._told:
                raise OSError("the warm kernel is gone")
            return self._forks[self._told.pop(0)]

    def close(self) -> None:
        """End it, and every kernel of it."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait()

    def _send(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._heard(json.loads(line))
        self._process.wait()
        with self._news:
            for fork in self._forks.values():
                fork.returncode = -signal.SIGKILL if fork.returncode is None else fork.returncode
                fork.ended.set()
            self._news.notify_all()

    def _heard(self, told: Mapping[str, Any]) -> None:
        with self._news:
            if "code" in told:
                fork = self._forks.pop(told["pid"])
                fork.returncode = told["code"]
                fork.ended.set()
            elif "pid" in told:
                self._forks[told["pid"]] = Fork(told["pid"])
                self._told.append(told["pid"])
            self._news.notify_all()


class ForkProvisioner(LocalProvisioner):
    """Gives a kernel manager a forked kernel where the kernel is this very Python; any other it starts as usual."""

    warm: Warm

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Where to connect to."""
        if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **kwargs)
        env = {**kwargs.get("env", os.environ), "JPY_PARENT_PID": str(self.warm._process.pid)}
        fork = self.warm.fork(["ipykernel_launcher.py", *cmd[3:]], str(kwargs.get("cwd") or Path.cwd()), env)
        self.process: Any = fork
        self.pid = self.pgid = fork.pid
        await self._bound()
        return self.connection_info

    async def _bound(self) -> None:
        """A moment, until its last socket is there: who connects before that tries again only after a tenth of one."""
        last = f"{self.connection_info['ip']}-{self.connection_info['hb_port']}"
        for _ in range(400):
            if self.connection_info["transport"] != "ipc" or os.path.exists(last) or await self.poll() is not None:
                return
            await asyncio.sleep(0.005)

    async def wait(self) -> int | None:
        """Its exit code once it ended."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.005)
        self.process = None
        return code


class Client(AsyncKernelClient):
    """Asks a kernel until it answers on both channels, without waiting for silence afterwards."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        until = time.monotonic() + (timeout or 60)
        while time.monotonic() < until:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.shell_channel.get_msg(timeout=1)
                # Whoever hears the kernel on iopub will hear the outputs; what belongs to no cell is passed over.
                if reply["msg_type"] == "kernel_info_reply" and await self.iopub_channel.get_msg(timeout=0.2):
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready


class Manager(AsyncKernelManager):
    """Starts and ends kernels as usual, and looks more often whether one has ended."""

    warm: Warm | None = None
    client_factory = Client

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.warm is not None:
            self.provisioner = ForkProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.warm = self.warm
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_interrupt_kernel(self) -> None:
        # Before a shutdown nothing is left to interrupt, and the signal would hit the shutdown itself.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = 0.005, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(SHUTDOWN, 0.005, restart)


class Running:
    """The kernel that runs now in this process, for those who watch over it."""

    manager: Manager | None = None
    notebook: Any = None

    @classmethod
    def pid(cls) -> int:
        """Its process, 0 when there is none."""
        process = getattr(getattr(cls.manager, "provisioner", None), "process", None)
        return getattr(process, "pid", 0) or 0

    @classmethod
    def kill(cls) -> None:
        """End it and what it started, at once."""
        if pid := cls.pid():
            for kill in (os.killpg, os.kill):
                with suppress(OSError):
                    kill(pid, signal.SIGKILL)


def _address() -> dict[str, str]:
    """Sockets of its own for a kernel: files, which two kernels cannot be given by chance as ports can."""
    name = os.path.join(jupyter_runtime_dir(), f"k{secrets.token_hex(6)}")
    fits = len(os.fsencode(name)) < LONGEST
    return {"transport": "ipc", "ip": name} if fits else {}


class KernelEngine(Engine):
    """A fresh kernel for each notebook."""

    @classmethod
    def warm(cls, notebook: Any) -> Warm | None:
        """What kernels are forked from; nothing for a fresh one."""
        return None

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        seconds: float = 0.0,
        **others: Any,
    ) -> None:
        """Execute all cells. seconds: how long the whole notebook may take; 0: as long as it likes. governed: in a
        governed kernel, whether one is installed or not."""
        Running.notebook, governed = nb_man.nb, bool(others.get("governed"))
        manager = Manager(kernel_name=kernel_name, **_address())
        manager.warm = None if governed else cls.warm(nb_man.nb)
        if governed:
            manager._kernel_spec = KernelSpec(**kernelspec.spec())
        Running.manager = manager
        deadline = time.monotonic() + seconds

        def left(cell: object) -> float | None:
            return max(0.05, deadline - time.monotonic()) if seconds else execution_timeout

        make: Any = PapermillNotebookClient
        client = make(
            nb_man, km=manager, timeout_func=left, startup_timeout=start_timeout, kernel_name=kernel_name, log=logger
        )
        client.owns_km = True
        try:
            client.execute()
        finally:
            Running.kill()
            Running.manager = None


class FastEngine(KernelEngine):
    """A kernel forked from a warm Python; the first notebook of a process warms it."""

    _warm: Warm | None = None

    @classmethod
    def warm(cls, notebook: Any) -> Warm:
        """The warm Python of this process, with the modules of this notebook."""
        modules = imports([cell.source for cell in notebook.cells if cell.cell_type == "code"])
        if cls._warm is None or not cls._warm.alive or not set(modules) <= set(cls._warm.modules):
            if cls._warm is not None:
                cls._warm.close()
            cls._warm = Warm(modules)
        return cls._warm


def imports(sources: Sequence[str]) -> list[str]:
    """The modules that code cells import, in order; cells that are no plain Python are passed over.

    >>> imports(["import a.b, c", "%matplotlib inline", "from d import e"])
    ['a.b', 'c', 'd']
    """
    found: dict[str, None] = {}
    for source in sources:
        with suppress(SyntaxError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return list(found)
