"""A warm Python that becomes a kernel as often as it is asked to: `python -m workbench.batch.warm MODULE...`.

Most of a short notebook's time goes into starting a kernel and importing the same modules again. This process imports
them once and then forks: each notebook gets a child that nobody used before, with the modules in memory and nothing
else, and the child ends with the notebook. So nothing a notebook does (variables, patched modules, the working
directory, open files) is seen by the next one.

On stdin: one line of JSON a kernel, {"argv", "cwd", "env"}; on stdout: {"pid"} when it runs, {"pid", "code"} when it
ended. When stdin ends, everything ends.
"""

import gc
import importlib
import json
import os
import select
import signal
import sys
import sysconfig
import threading
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ALWAYS = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "comm", "sqlite3"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect"),
    *("IPython.extensions.storemagic", "tornado.platform.asyncio", "tornado.queues", "encodings.idna"),
)
"""What every kernel imports, at its start or with its first cell."""


def preload(names: Iterable[str]) -> None:
    """Import modules that are installed; those of the project itself may change between runs and are left alone."""
    for name in names:
        with suppress(BaseException):  # a notebook that imports it will say what is wrong with it
            if _installed(name):
                importlib.import_module(name)


def _installed(name: str) -> bool:
    spec = find_spec(name.partition(".")[0])
    places = [sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    places.append(str(Path(__file__).resolve().parent.parent))
    origin = spec.origin or "" if spec else ""
    return origin in ("built-in", "frozen") or any(Path(origin).is_relative_to(place) for place in places)


def main() -> None:
    """Serve until stdin ends; in a child, be a kernel until it is shut down."""
    if sys.path and sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]  # as a kernel does: the project's own modules are not those that are imported here
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # compiling it takes two seconds
    preload([*ALWAYS, *sys.argv[1:]])
    gc.collect()
    gc.freeze()  # pages that the collector never touches stay shared with the children
    if order := _serve():
        _become_kernel(order)


def _serve() -> dict[str, Any] | None:
    """Nothing, when stdin ended; in a child the order that it was forked for."""
    children: set[int] = set()
    waker, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _say({"ready": True})
    pending = b""
    while True:
        ready, _, _ = select.select([0, waker], [], [])
        if waker in ready:
            with suppress(BlockingIOError):
                os.read(waker, 4096)
            _reap(children)
        if 0 not in ready:
            continue
        data = os.read(0, 1 << 16)
        if not data:
            _end(children)
            return None
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                os.close(waker)
                os.close(wakes)
                order: dict[str, Any] = json.loads(line)
                return order
            children.add(pid)
            _say({"pid": pid})


def _reap(children: set[int]) -> None:
    for pid in list(children):
        with suppress(ChildProcessError):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                children.discard(pid)
                _say({"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _end(children: set[int]) -> None:
    for pid in children:
        for kill in (os.killpg, os.kill):
            with suppress(OSError):
                kill(pid, signal.SIGKILL)


def _say(what: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):
        os.write(1, json.dumps(what).encode() + b"\n")


def _become_kernel(order: dict[str, Any]) -> None:
    """As `python -m ipykernel_launcher` would do it, but for the imports, which are done."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(null, standard)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = order["argv"]
    _unlike_its_siblings()
    threading.current_thread().name = "MainThread"
    from ipykernel import kernelapp  # noqa: PLC0415  (an extra: only batches need it)

    kernelapp.launch_new_instance()
    _without_lingering(kernelapp.IPKernelApp.instance())


def _without_lingering(app: Any) -> None:
    """Every output was received before the kernel was told to end; its sockets would wait a second for nobody."""
    for name in ("shell_socket", "stdin_socket", "control_socket", "iopub_socket", "debugpy_socket"):
        socket: Any = getattr(app, name, None)
        inner: Any = getattr(socket, "socket", socket)
        if inner is not None:
            inner.linger = 0


def _unlike_its_siblings() -> None:
    """Draw anew what a process draws once: Python's own generator does so by itself, numpy's does not."""
    random = getattr(sys.modules.get("numpy"), "random", None)
    if random is not None:
        random.seed()


if __name__ == "__main__":
    main()
