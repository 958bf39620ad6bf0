"""What a checkpoint of the store overwrites, kept beside the store until the checkpoint is over.

DuckDB commits into a log and then moves what is in it into the file. In the file it overwrites nothing that counts,
but for its own catalogue: blocks of 256 KiB, each under one checksum, are written in the place where they lie. A
process that is killed within such a write has written a part of it, and then nothing in the file can be read. So these
blocks are written into a file of their own first:

    {"pieces":[[0,12288],[12288,262144]],"sha256":"..."}    offset and length of each piece, SHA-256 of all of them
    <the bytes of the pieces>

The first piece is the headers of the store. They change last of all, at once, so headers that are still the same mean
that the checkpoint was not finished: its blocks are put back, and the log has everything that was committed.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import StoreError
from workbench.identity import canonical, sha256

HEADERS = 3 * 4096
"""Bytes of the headers of a DuckDB file; its blocks follow."""

Piece = tuple[int, bytes]
"""Where bytes lie in the store, and the bytes."""


def spare_of(path: Path) -> Path:
    """Where the spare of a store lies."""
    return path.with_name(path.name + ".spare")


@contextmanager
def kept(path: Path, blocks: Sequence[int], size: int) -> Iterator[None]:
    """The headers and some blocks of a store on the disk once more, for the body of the `with`.

    They stay when the body raises: what it overwrote may be torn. blocks: numbers, from 0; size: bytes of a block.
    Raises StoreError where they cannot be written; what was committed lies in the store's log then.
    """
    spare = spare_of(path)
    try:
        _write(spare, _packed(_pieces(path, [(0, HEADERS), *((HEADERS + size * one, size) for one in blocks)])))
    except OSError as error:
        raise StoreError(f"cannot write {spare}: {error.strerror}; what was committed is kept") from error
    yield
    spare.unlink()


def put_back(path: Path) -> None:
    """Undo what a checkpoint that was not finished wrote over; nothing where there is no spare.

    For one who has the store alone. Raises StoreError where it may not be written.
    """
    spare = spare_of(path)
    try:
        pieces = _unpacked(spare.read_bytes())
        if pieces and _pieces(path, [(0, HEADERS)]) == pieces[:1]:
            _restore(path, pieces[1:])
        spare.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        said = f"its last writer was ended half-way, and what it left cannot be put back: {error.strerror}"
        raise StoreError(f"the store {path}: {said}; open it as a user who may write it") from error


def _pieces(path: Path, places: Sequence[tuple[int, int]]) -> list[Piece]:
    with path.open("rb") as file:
        return [(offset, os.pread(file.fileno(), length, offset)) for offset, length in places]


def _packed(pieces: Sequence[Piece]) -> bytes:
    body = b"".join(data for _, data in pieces)
    head = {"pieces": [[offset, len(data)] for offset, data in pieces], "sha256": sha256(body)}
    return canonical(head) + b"\n" + body


def _unpacked(data: bytes) -> list[Piece]:
    """The pieces; none where the spare itself was not finished, and so nothing was overwritten yet."""
    line, _, body = data.partition(b"\n")
    try:
        head = json.loads(line)
    except ValueError:
        return []
    if sha256(body) != head["sha256"]:
        return []
    found = []
    for offset, length in head["pieces"]:
        found.append((offset, body[:length]))
        body = body[length:]
    return found


def _restore(path: Path, pieces: Sequence[Piece]) -> None:
    with path.open("r+b") as file:
        for offset, data in pieces:
            file.seek(offset)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write(spare: Path, data: bytes) -> None:
    with spare.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
