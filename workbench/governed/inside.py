"""The kernel itself, as it is started inside: `python -m workbench.governed.inside DESCRIPTOR`.

It gives up what it does not need before anything of a notebook is read. Landlock comes before the kernel is set up,
because it holds for the threads that are started later; seccomp comes after, because ZeroMQ looks at the network once,
and holds for all threads that there are by then.
"""

import ctypes
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import zmq
from ipykernel.control import ControlThread
from ipykernel.heartbeat import Heartbeat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.shellchannel import ShellChannelThread

from workbench.confinement import Level
from workbench.governed import landlock, seccomp
from workbench.governed.order import Order, received
from workbench.governed.output import ALLOWANCE, Publishing
from workbench.governed.surroundings import limit

SAID: dict[Level, str] = {
    "enforced": "governed: enforced. This kernel reads its project and writes to its own directory alone.",
    "enforced-lite": "governed: enforced-lite. No bubblewrap here: this kernel sees names of files it cannot open.",
    "advisory": "governed: ADVISORY ONLY. Nothing is enforced here: this kernel can do whatever you can do.",
}
"""What a person reads when a kernel begins."""

OUTPUT = "--IPKernelApp.outstream_class=workbench.governed.output.Output"

_PARENT_DEATH = 1
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITIES_3 = 0x2008_0522


class Kernel(IPythonKernel):
    """An IPython kernel that says how far it is confined: at its start to who looks, and in the notebook's metadata."""

    level: Level = "advisory"
    announce = False

    @property
    def banner(self) -> str:  # type: ignore[override]
        """As a console shows it."""
        return f"{SAID[self.level]}\n{super().banner}"

    async def do_execute(self, *given: Any, **named: Any) -> Any:
        """As IPython does it; the first time the level is said."""
        ALLOWANCE.begin()
        if self.announce:
            self.announce = False
            text = {"name": "stderr", "text": SAID[self.level] + "\n"}
            self.send_response(self.iopub_socket, "stream", text)
        return await super().do_execute(*given, **named)


class Application(IPKernelApp):
    """IPython's kernel application on sockets that are open already, and without a debugger, which needs others."""

    order: Order

    def init_connection_file(self) -> None:
        """The order says it; no file does."""
        said: Any = self.order.connection
        self.load_connection_info(said)

    def write_connection_file(self, **_: Any) -> None:
        """There is one outside."""

    def _try_bind_socket(self, s: Any, port: int) -> int:
        channel = next(name for name in self.order.ports if self.order.connection[name] == port)
        adopt(s, self.order.ports[channel], self.order.connection, port)
        return port

    def init_control(self, context: Any) -> None:
        """As it is, but for the debugger's sockets, which connect to nothing."""
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_socket.linger = 1000
        self._apply_curve_server_options(self.control_socket)
        self.control_port = self._bind_socket(self.control_socket, self.control_port)
        self.control_socket.router_handover = 1
        self.debugpy_socket = context.socket(zmq.STREAM)
        self.debug_shell_socket = context.socket(zmq.DEALER)
        self.control_thread = ControlThread(daemon=True)
        self.shell_channel_thread = ShellChannelThread(context, daemon=True)

    def init_iopub(self, context: Any) -> None:
        """As it is, without the port on which forked children would hand in what they print."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self._apply_curve_server_options(self.iopub_socket)
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = Publishing(self.iopub_socket, pipe=False, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """As it is, on its open socket."""
        Beating.order = self.order
        address = (self.transport, self.ip, self.hb_port)
        curve = {"curve_publickey": self.curve_publickey, "curve_secretkey": self.curve_secretkey}
        self.heartbeat = Beating(zmq.Context(), address, **curve)
        self.heartbeat.start()
        self.heartbeat.bound.wait()


class Beating(Heartbeat):
    """A heartbeat on a socket that is open already."""

    order: Order

    def __init__(self, *given: Any, **named: Any) -> None:
        """Not yet bound."""
        self.bound = threading.Event()
        super().__init__(*given, **named)

    def _try_bind_socket(self) -> None:
        adopt(self.socket, self.order.ports["hb_port"], self.order.connection, self.port)
        self.bound.set()


def adopt(socket: Any, descriptor: int, connection: dict[str, Any], port: int) -> None:
    """Let a ZeroMQ socket listen on a socket that is open."""
    between = ":" if connection.get("transport", "tcp") == "tcp" else "-"
    socket.setsockopt(zmq.USE_FD, descriptor)
    socket.bind(f"{connection.get('transport', 'tcp')}://{connection['ip']}{between}{port}")


def confine(order: Order) -> None:
    """Give up files, other processes and rights of a superuser. The first half; before any thread is started."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
    limit(order.disk_mib << 20, order.processes)
    os.umask(0o077)
    if order.level != "advisory":
        _no_capabilities()
        landlock.restrict([*((Path(path), rights) for path, rights in order.rules), *_self()])


def close_in(order: Order) -> None:
    """Give up system calls. The second half; once everything that needs them has been set up."""
    if order.level != "advisory":
        signals = 0 if order.hidden or landlock.abi() >= 6 else os.getpid()
        seccomp.load(seccomp.rules(order.hidden, signals))


def _self() -> list[tuple[Path, int]]:
    return [(Path(os.path.realpath("/proc/self")), landlock.READ)]


def _no_capabilities() -> None:
    number = _CAPSET.get(os.uname().machine)
    if number is not None:
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
        ctypes.CDLL(None, use_errno=True).syscall(number, header, (ctypes.c_uint32 * 6)())


def main() -> None:
    """Be a kernel until it is shut down."""
    order = received(int(sys.argv[1]))
    confine(order)
    for name in ("tmp", "runtime"):
        os.makedirs(Path(os.environ["IPYTHONDIR"]).parent / name, exist_ok=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Application.order, Kernel.level = order, order.level
    Kernel.announce = order.interactive or order.level != "enforced"
    Kernel.language_info = {**IPythonKernel.language_info, "workbench_level": order.level}
    app: Any = Application.instance(kernel_class=Kernel)
    app.initialize(["--HistoryManager.hist_file=:memory:", "--IPKernelApp.parent_handle=1", OUTPUT])
    close_in(order)
    os.write(order.ready, b"+")
    os.close(order.ready)
    app.start()


if __name__ == "__main__":
    main()
