"""The bundled legacy world: a company's order-to-cash system, generated from a seed, with its truth.

`write` puts down what a migration starts from: the legacy specification as its reverse engineers left it (page
furniture, mixed line ends, latin-1, late errata, planted orders), the new system's API, a partial data dictionary,
the markets, binary sample records, and beside them the truth, for tests and benchmarks alone.
"""

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import InputError, ParameterError
from workbench.sample.binary import HEADER as INDEX
from workbench.sample.binary import samples
from workbench.sample.dictionary import dictionary
from workbench.sample.document import document
from workbench.sample.markets import markets
from workbench.sample.target import api
from workbench.sample.truth import tables
from workbench.sample.world import build

__all__ = ["FEWEST", "MOST", "files", "write"]

FEWEST, MOST = 3, 5000
"""Endpoints that a world may have."""


def write(folder: Path, seed: int = 7, endpoints: int = 289, *, force: bool = False) -> list[Path]:
    """The files of a world, written below `folder`, in order of name.

    The same seed and number give the same bytes. A file that is there and equal is left alone.
    Raises InputError when one is there and differs, unless `force`; then nothing is written at all.
    """
    made = files(seed, endpoints)
    paths = [folder / name for name in sorted(made)]
    for path in paths:
        if path.exists() and not force and path.read_bytes() != made[path.relative_to(folder).as_posix()]:
            raise InputError(f"{path} exists and differs from the sample of seed {seed}; use force to replace it")
    for path in paths:
        _write(path, made[path.relative_to(folder).as_posix()])
    return paths


def files(seed: int = 7, endpoints: int = 289) -> dict[str, bytes]:
    """The bytes of every file of a world, by its path below the folder.

    Raises ParameterError when `endpoints` is out of bounds.
    """
    if not FEWEST <= endpoints <= MOST:
        raise ParameterError(f"endpoints must be from {FEWEST} to {MOST}, not {endpoints}")
    world = build(seed, endpoints)
    out = document(world)
    shown = samples(world)
    found = {
        "specs/order-to-cash.txt": out.data,
        "data/target-api.json": (json.dumps(api(world), indent=1, ensure_ascii=False) + "\n").encode(),
        "data/dictionary.csv": _csv(dictionary(world)),
        "data/markets.csv": _csv(markets(seed)),
        "data/samples/index.csv": _csv([INDEX, *(sample.row for sample in shown)]),
    }
    found |= {f"data/samples/{sample.name}": sample.data for sample in shown}
    return found | {f"data/truth/{name}": _csv(rows) for name, rows in tables(world, out).items()}


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
