"""Modules read in a process of their own, with limits: a hostile one can end that process and nothing else."""

import json
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from workbench.reverse.recovered import Module

PATIENCE = 30.0
"""After so many seconds without an answer the reader is ended, and the module is answered for."""


def recovered(paths: Iterable[Path], patience: float = PATIENCE) -> Iterator[tuple[Path, Module | str]]:
    """Each file with its module, or one line that says why it has none."""
    reader: subprocess.Popen[str] | None = None
    try:
        for path in paths:
            if reader is None or reader.poll() is not None:
                reader = _started()
            said = _asked(reader, path, patience)
            if said is None:
                reader.kill()
                reader.wait()
                reader = None
                yield path, f"'{path.name}' could not be read within its limits: hostile or damaged"
            else:
                fault = said.get("fault")
                yield path, str(fault) if fault else Module.model_validate(said["module"])
    finally:
        if reader is not None:
            reader.kill()
            reader.wait()


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "workbench.reverse.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _asked(reader: subprocess.Popen[str], path: Path, patience: float) -> dict[str, object] | None:
    """The answer about a file, None when none came."""
    to, back = _pipes(reader)
    try:
        to.write(json.dumps(str(path)) + "\n")
        to.flush()
    except BrokenPipeError:
        return None
    ready, _, _ = select.select([back], [], [], patience)
    line = back.readline() if ready else ""
    found: dict[str, object] | None = json.loads(line) if line else None
    return found


def _pipes(reader: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert reader.stdin is not None
    assert reader.stdout is not None
    return reader.stdin, reader.stdout
