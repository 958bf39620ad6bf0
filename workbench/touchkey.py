"""Keys on a token that a person touches (FIDO, `sk-ssh-ed25519@openssh.com`): their signatures, checked here.

The token signs not the message but its hash, between the hash of the application's name and a byte of flags with a
counter. Without the flag that says somebody touched it a signature does not count. Signing is the ssh-agent's work.
"""

import base64
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash

KIND = "sk-ssh-ed25519@openssh.com"
"""How OpenSSH names such a key."""

_TOUCHED = 1
_TAIL = struct.Struct(">BI")  # flags and counter


def canonical_touch_key(line: str) -> str:
    """The public line, re-encoded, without its comment. Raises ValueError for what is none."""
    kind, text = line.split()[:2]
    blob = base64.b64decode(text, validate=True)
    key, application = _parts(blob, 2)
    if kind != KIND or len(key) != 32 or not application or _written(key, application) != blob:
        raise ValueError("it is not written in its one plain form")
    return f"{KIND} {base64.b64encode(blob).decode()}"


def check_touch(public: str, signature: bytes, message: bytes) -> None:
    """Raises ValueError or InvalidSignature unless this key made the signature over the message, and was touched."""
    key, application = _parts(base64.b64decode(public.split()[1]), 2)
    flags, counter = _TAIL.unpack(signature[-_TAIL.size :])
    (made,) = _parts(signature[: -_TAIL.size], 1)
    if not flags & _TOUCHED:
        raise ValueError("nobody touched the token")
    signed = _sha256(application) + _TAIL.pack(flags, counter) + _sha256(message)
    Ed25519PublicKey.from_public_bytes(key).verify(made, signed)


def _written(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in (KIND.encode(), *parts))


def _parts(data: bytes, count: int) -> list[bytes]:
    """The parts after the kind. Raises ValueError unless there are exactly so many, and whole."""
    parts = []
    while data:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            raise ValueError("a length that is not that of its content")
        parts.append(data[4 : 4 + size])
        data = data[4 + size :]
    if len(parts) != count + 1 or parts[0] != KIND.encode():
        raise ValueError(f"not {KIND}")
    return parts[1:]


def _sha256(data: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()
