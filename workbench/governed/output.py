"""How much a cell may show: enough for every reader, too little to fill a notebook, a browser or a memory.

    with 16 MB shown, what follows in this cell is left out, and one line says so

The kernel holds itself to it. That is for accidents: a notebook that means harm can write to the kernel's sockets.
"""

import sys
import threading
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

MOST = 16 << 20
"""Characters of text, or bytes of anything else, that one cell may show."""

CUT = f"\n[workbench: more than {MOST >> 20} MB in one cell: what follows is left out. Write it to a file instead.]\n"
"""What stands in the place of the rest."""

_ALWAYS = (b".status", b".execute_input", b".iopub_welcome", b".clear_output", b".shutdown_reply")


class Allowance:
    """What the cell that runs may still show. Safe for many threads."""

    def __init__(self) -> None:
        """That of a first cell."""
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """That of another cell."""
        with self._lock:
            self._left, self._said = MOST, False

    def take(self, wanted: int, parts: bool) -> tuple[int, bool]:
        """How much of this may be shown (`parts`: less than all is of use), and whether to say that the rest is not."""
        with self._lock:
            if wanted <= self._left:
                self._left -= wanted
                return wanted, False
            given, self._left = self._left if parts else 0, 0
            say, self._said = not self._said, True
            return given, say


ALLOWANCE = Allowance()


class Output(OutStream):
    """What is printed, as far as it may be shown."""

    def write(self, string: str) -> int:
        """As any stream; what is too much counts as written."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        given, say = ALLOWANCE.take(len(string), parts=True)
        if given or say:
            super().write(string[:given] + (CUT if say else ""))
        return len(string)

    def cut(self) -> None:
        """Say that the rest is left out."""
        super().write(CUT)


class Publishing(IOPubThread):
    """Sends what cells show besides print, as far as it may be shown."""

    def send_multipart(self, msg: Any, *given: Any, **named: Any) -> None:
        """As it is, or not at all."""
        topic = bytes(msg[0])
        if not topic.startswith(b"stream.") and not topic.endswith(_ALWAYS):
            size = sum(len(part) for part in msg)
            taken, say = ALLOWANCE.take(size, parts=False)
            if say and isinstance(sys.stderr, Output):
                sys.stderr.cut()
            if taken < size:
                return
        super().send_multipart(msg, *given, **named)  # type: ignore[no-untyped-call]
