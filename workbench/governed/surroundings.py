"""What a kernel is started with: an environment of few names, and how much of the machine it may use."""

import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

from workbench.governed.directory import OWN

KEPT = """
LANG LC_ALL LC_CTYPE LC_NUMERIC LC_TIME LANGUAGE TZ TERM COLUMNS NO_COLOR PYTHONHASHSEED PYTHONUTF8
OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS JPY_SESSION_NAME
""".split()
"""Variables that a kernel is given as they are outside; none holds a secret, none names a program."""

FILES = 4096
"""Files that may be open at a time."""


def environment(outside: Mapping[str, str], run: Path, said: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a kernel whose directory is `run`; `said` comes on top."""
    own = run / OWN
    kept = {name: outside[name] for name in KEPT if name in outside}
    places = {
        "HOME": run,
        "TMPDIR": own / "tmp",
        "IPYTHONDIR": own / "ipython",
        "JUPYTER_RUNTIME_DIR": own / "runtime",
        "JUPYTER_DATA_DIR": own / "data",
        "JUPYTER_CONFIG_DIR": own / "config",
        "MPLCONFIGDIR": own / "matplotlib",
        "XDG_CACHE_HOME": own / "cache",
    }
    path = [str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    made = {"PATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", "VIRTUAL_ENV": sys.prefix}
    return {**kept, **made, **{name: str(place) for name, place in places.items()}, **said}


def limit(bytes_of_a_file: int, processes: int) -> None:
    """From now on this process and its children may use so much. processes: threads count; 0 for no limit of its own.

    The superuser is not held by a number of processes; the keeper counts them, too.
    """
    wanted = {resource.RLIMIT_FSIZE: bytes_of_a_file, resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: FILES}
    if processes:
        wanted[resource.RLIMIT_NPROC] = processes
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        fitting = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (fitting, fitting))
