"""How much of a kernel's confinement the operating system enforces here, and what it would take to enforce more."""

import os
import subprocess
import sys
from typing import NamedTuple

from workbench.confinement import Level
from workbench.governed import landlock, seccomp

LEAST_LANDLOCK = 4
"""From here on TCP can be refused (Linux 6.7); without that a kernel could still speak to any server."""

PLACES = ("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap")
"""Where bubblewrap is looked for."""

_TRIAL = ("--unshare-all", "--unshare-user", "--die-with-parent", "--ro-bind", "/", "/", "--", "/bin/true")


class Reach(NamedTuple):
    """The strongest level of this machine, and why it is no stronger: one reason each."""

    level: Level
    reasons: tuple[str, ...] = ()

    def line(self) -> str:
        """The level with its reasons, for a person."""
        return f"{self.level} ({'; '.join(self.reasons)})" if self.reasons else self.level


def reach(tried: bool = True) -> Reach:
    """The strongest level that can be had here. tried: bubblewrap is run once, which takes some ten milliseconds."""
    if not sys.platform.startswith("linux"):
        return Reach("advisory", (f"{sys.platform} has no Landlock and no seccomp",))
    if lost := tuple(reason for reason in (_landlock(), _seccomp()) if reason):
        return Reach("advisory", lost)
    why = _bubblewrap() if tried else _absent()
    return Reach("enforced-lite", (why,)) if why else Reach("enforced")


def bwrap() -> str:
    """The path of bubblewrap; "" without one. WORKBENCH_BWRAP names it, "no" for none; else only the system's own
    places count: PATH may lead into a project."""
    named = os.environ.get("WORKBENCH_BWRAP", "")
    if named:
        return "" if named == "no" else named
    return next((path for path in PLACES if os.path.isfile(path) and os.access(path, os.X_OK)), "")


def _landlock() -> str:
    found = landlock.abi()
    if found >= LEAST_LANDLOCK:
        return ""
    return f"this kernel's Landlock is version {found}, {LEAST_LANDLOCK} is needed (Linux 6.7)"


def _seccomp() -> str:
    return "" if seccomp.available() else "this kernel or processor has no seccomp filter that is known here"


def _absent() -> str:
    return "" if bwrap() else "bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)"


def _bubblewrap() -> str:
    if why := _absent():
        return why
    ran = subprocess.run([bwrap(), *_TRIAL], capture_output=True, text=True, check=False)
    said = " ".join(ran.stderr.split())[:200]
    return "" if ran.returncode == 0 else f"bubblewrap cannot make a namespace here: {said or ran.returncode}"
