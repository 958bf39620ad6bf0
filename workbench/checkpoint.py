"""The executor's signed word on how far the ledger goes; without it nobody could tell that the end was cut off.

A checkpoint is a small JSON file beside the ledger, replaced as a whole after each append. Copied elsewhere (into git,
say), it is a witness against a ledger and a checkpoint that were both set back.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from workbench.acts import Damage
from workbench.errors import LedgerDamaged, NotApproved
from workbench.identity import canonical, sha256
from workbench.records import Record
from workbench.signing import CHECKPOINT, Key, verify


class Checkpoint(Record):
    """That the ledger has this many entries in this many bytes, the last one with this SHA-256."""

    entries: int
    bytes: int
    sha256: str
    time: str


class Sealed(Record):
    """A checkpoint and its signature."""

    checkpoint: Checkpoint
    signature: str


def write_checkpoint(path: Path, key: Key, checkpoint: Checkpoint) -> bytes:
    """The bytes of the file, once they have replaced the one before."""
    said = checkpoint.model_dump(mode="json")
    data = canonical({"checkpoint": said, "signature": key.sign(canonical(said), CHECKPOINT)})
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with open(fresh, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    return data


def open_checkpoint(data: bytes, public: str) -> Checkpoint:
    """The checkpoint in these bytes, signed by this public key; any key when it is "".

    Raises LedgerDamaged.
    """
    try:
        sealed = Sealed.model_validate_json(data)
        signer = verify(canonical(sealed.checkpoint.model_dump(mode="json")), sealed.signature, CHECKPOINT)
    except (ValidationError, NotApproved):
        raise LedgerDamaged("the checkpoint was changed; its signature does not hold") from None
    if public and signer != public:
        raise LedgerDamaged("the checkpoint is signed by another key than the executor's")
    return sealed.checkpoint


def against(checkpoint: Checkpoint, size: int, line_before: Callable[[int], bytes]) -> list[Damage]:
    """What contradicts a checkpoint in a ledger of `size` bytes; `line_before`: the line that ends at an offset."""
    if size < checkpoint.bytes:
        what = f"entries up to {checkpoint.entries} were signed for; the end of the ledger is missing"
        return [Damage(line=0, what=what)]
    line = line_before(checkpoint.bytes)
    if sha256(line) != checkpoint.sha256 or _seq(line) != checkpoint.entries:
        return [Damage(line=checkpoint.entries, what="is not the line that the executor signed for")]
    return []


def _seq(line: bytes) -> int:
    try:
        return int(json.loads(line)["seq"])
    except (ValueError, KeyError, TypeError):
        return -1
