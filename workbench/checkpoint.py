"""The executor's signed word on how far the ledger goes; without it nobody could tell that the end was cut off.

The file beside the ledger has two slots, written in turn: JSON padded with spaces, so that a write costs no flush of
its own and a crash can tear one slot at most. A slot that is torn or was changed stops everything until a person has
looked. Copied elsewhere (into git, say), the file is a witness against a ledger that was set back together with it.
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

SLOT = 1024
"""Bytes of a slot."""


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


def sealed(key: Key, checkpoint: Checkpoint) -> bytes:
    """A slot: the checkpoint and its signature."""
    said = checkpoint.model_dump(mode="json")
    data = canonical({"checkpoint": said, "signature": key.sign(canonical(said), CHECKPOINT)})
    return data.ljust(SLOT - 1) + b"\n"


def unsealed(slot: bytes, public: str) -> Checkpoint:
    """The checkpoint in a slot, signed by this public key; any key when it is "". Raises LedgerDamaged."""
    try:
        found = Sealed.model_validate_json(slot)
        said = found.checkpoint.model_dump(mode="json")
        signer = verify(canonical(said), found.signature, CHECKPOINT)
        whole = canonical(found.model_dump(mode="json")).ljust(SLOT - 1) + b"\n" == slot
    except (ValidationError, NotApproved):
        whole, signer = False, ""
    if not whole:
        raise LedgerDamaged("the checkpoint was changed or torn; its signature does not hold")
    if public and signer != public:
        raise LedgerDamaged("the checkpoint is signed by another key than the executor's")
    return found.checkpoint


class Checkpoints:
    """The file of checkpoints beside a ledger; signatures that were checked before are not checked again."""

    def __init__(self, path: Path, public: str) -> None:
        """Nothing is read yet. With `public` only checkpoints by that key count."""
        self.path = path
        self.public = public
        self._seen: dict[bytes, Checkpoint] = {}

    def newest(self) -> Checkpoint | None:
        """The checkpoint that goes farthest; nothing when there is no file. Raises LedgerDamaged."""
        slots = self._slots()
        return max(slots.values(), key=lambda one: one.entries, default=None)

    def write(self, key: Key, checkpoint: Checkpoint) -> None:
        """Replace the older of the two."""
        slots = self._slots()
        at = 0 if not slots else 1 - max(slots, key=lambda slot: slots[slot].entries)
        data = sealed(key, checkpoint)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.pwrite(file, data, at * SLOT)
        finally:
            os.close(file)
        self._seen[data] = checkpoint

    def _slots(self) -> dict[int, Checkpoint]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        if len(data) not in (SLOT, 2 * SLOT):
            raise LedgerDamaged(f"the checkpoint has {len(data)} bytes, not {SLOT} or {2 * SLOT}")
        slots = {at: data[at * SLOT : (at + 1) * SLOT] for at in range(len(data) // SLOT)}
        known = {raw: self._seen.get(raw) or unsealed(raw, self.public) for raw in slots.values()}
        self._seen = known
        return {at: known[raw] for at, raw in slots.items()}


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
