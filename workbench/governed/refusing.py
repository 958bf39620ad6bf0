"""A kernel that runs nothing: it answers every cell with the reason why no kernel was started.

Jupyter shows nobody why a kernel's process ended; a notebook's first cell is where people, papermill and batches look.
"""

from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

NAME = "KernelRefused"


class Refusing(Kernel):
    """Knows one line, and no language."""

    implementation = "workbench-refusing"
    implementation_version = "1"
    language_info = {"name": "python", "mimetype": "text/x-python", "file_extension": ".py"}  # noqa: RUF012
    reason = ""

    @property
    def banner(self) -> str:  # type: ignore[override]
        """As a console shows it."""
        return self.reason

    def do_execute(self, *_: Any, **__: Any) -> Any:
        """The error, whatever the cell."""
        error = {"ename": NAME, "evalue": self.reason, "traceback": [f"{NAME}: {self.reason}"]}
        self.send_response(self.iopub_socket, "error", error)
        return {"status": "error", "execution_count": self.execution_count, **error}


def serve(connection_file: str, reason: str) -> None:
    """Answer until it is shut down."""
    Refusing.reason = reason
    IPKernelApp.launch_instance(["-f", connection_file], kernel_class=Refusing)
