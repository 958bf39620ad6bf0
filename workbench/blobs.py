"""Bytes under their own SHA-256, beside the ledger: before-images for undo, and rows too many for a ledger line.

A blob is on the disk before `put` returns, is never changed, and is checked when it is read.
"""

from dataclasses import dataclass
from pathlib import Path

from workbench.draft import put
from workbench.errors import LedgerDamaged
from workbench.identity import sha256


@dataclass(frozen=True)
class Blobs:
    """A directory of blobs, made when the first one is put."""

    root: Path

    def put(self, data: bytes) -> str:
        """The SHA-256 of the bytes, once they are on the disk."""
        name = sha256(data)
        path = self.root / name
        if path.exists():
            return name
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(path, data, mode=0o600, synced=True)
        return name

    def get(self, name: str) -> bytes:
        """The bytes. Raises LedgerDamaged when they are missing or are not those that were put."""
        try:
            data = (self.root / name).read_bytes()
        except OSError:
            raise LedgerDamaged(f"blob {name} is missing from {self.root}") from None
        if sha256(data) != name:
            raise LedgerDamaged(f"blob {name} in {self.root} was changed")
        return data
