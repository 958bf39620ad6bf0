"""Nothing that a server acknowledged is lost when it is killed, whenever that is."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "benchmarks" / "bench_serve.py"
KILLS = 10


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged() -> None:
    """Eight writers, ten kills at random moments: every acknowledged id is there once, and every writer finishes."""
    command = [sys.executable, str(BENCH), "--only-kills", "--kills", str(KILLS)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert said["kills"] == KILLS
    assert said["acknowledged"] > 0
    assert (said["lost"], said["twice"], said["clients_that_failed"]) == (0, 0, 0)
    assert (said["damage"], said["orphans"]) == ([], 0)
