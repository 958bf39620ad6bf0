"""SSH signatures: a person's word over some bytes, made with the key they already own.

The format is OpenSSH's (`ssh-keygen -Y sign`), so an auditor needs no Workbench to check one. Signing is done here with
a key file that `make_key` or `ssh-keygen -t ed25519` made; or with a key that only an ssh-agent holds (`sshagent.py`).
Verifying is done in process by the `sshsig` library. The namespace keeps a signature for one purpose from serving
another.

People's keys are listed in an OpenSSH allowed_signers file, one line each:

    ana namespaces="workbench-approval-v1" ssh-ed25519 AAAA... ana@example.com
"""

import base64
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature as WrongBytes
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)
from sshsig import InvalidSignature, PublicKey, check_signature
from sshsig.sshsig import SshsigSignature

from workbench import touchkey
from workbench.errors import NotApproved, ParameterError

APPROVAL = "workbench-approval-v1"
"""The namespace of reviewers' decisions."""

CHECKPOINT = "workbench-checkpoint-v1"
"""The namespace of the executor's checkpoints of the ledger."""

# What the library raises on bytes that an attacker chose; AssertionError among them.
_HOSTILE = (
    ValueError,
    AssertionError,
    NotImplementedError,
    InvalidSignature,
    WrongBytes,
    UnsupportedAlgorithm,
    EOFError,
    LookupError,
    struct.error,
    OverflowError,
    TypeError,
)


@dataclass(frozen=True)
class Key:
    """A key that can sign. `public` is its line in OpenSSH form, without a comment."""

    public: str
    raw_sign: Callable[[bytes], bytes]

    def sign(self, message: bytes, namespace: str) -> str:
        """An armored SSH signature over the message."""
        blob = base64.b64decode(self.public.split()[1])
        inner = self.raw_sign(b"SSHSIG" + strings(namespace.encode(), b"", b"sha512", _sha512(message)))
        outer = b"SSHSIG" + struct.pack(">I", 1) + strings(blob, namespace.encode(), b"", b"sha512", inner)
        return _armor(outer)


def make_key(path: Path) -> Key:
    """A new Ed25519 key in a file that only its owner can read, its public half beside it as `.pub`.

    The directory gets a .gitignore that keeps private keys out of a repository. Refuses to overwrite a key.
    """
    private = Ed25519PrivateKey.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise ParameterError(f"{path} exists; a key is never overwritten") from None
    with open(handle, "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    key = _key(private)
    path.with_name(path.name + ".pub").write_text(key.public + "\n")
    return key


def load_key(path: Path) -> Key:
    """The Ed25519 key in an OpenSSH private key file without a passphrase."""
    try:
        private = load_ssh_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as fault:
        reason = " ".join(str(fault).split())
        raise ParameterError(f"{path}: no private key that can be used ({reason}); ssh-agent can hold it") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise ParameterError(f"{path}: not an Ed25519 key; other kinds sign through ssh-agent")
    return _key(private)


def verify(message: bytes, armored: str, namespace: str) -> str:
    """The public key (OpenSSH form, no comment) that made this signature over these bytes.

    Raises NotApproved when the signature is not one, is for another namespace or covers other bytes, and also when it
    is written in another way than the one canonical way, so that no byte of it can be changed.
    """
    try:
        raw = bytes(SshsigSignature.from_armored(armored))
        if _armor(raw) == armored and raw[18:].startswith(touchkey.KIND.encode()):
            return _touched(raw, message, namespace)
        if _armor(raw) != armored or not _strict(raw):
            raise ValueError("not in canonical form")
        return canonical_key(check_signature(message, armored, namespace).openssh_str())
    except _HOSTILE as fault:
        why = " ".join(str(fault).split()) or "it covers other bytes"
        raise NotApproved(f"not a valid signature for {namespace}: {why}") from None


def canonical_key(line: str) -> str:
    """A public key's algorithm and base64, re-encoded, without comment: equal for equal key material.

    Raises ParameterError for what is no Ed25519 or RSA public key, and no Ed25519 key on a token.
    """
    try:
        if line.startswith(touchkey.KIND + " "):
            return touchkey.canonical_touch_key(line)
        public = " ".join(PublicKey.from_openssh_str(line).openssh_str().split()[:2])
        if line.split()[:2] != public.split():
            raise ValueError("it is not written in its one plain form")
        return public
    except _HOSTILE as fault:
        raise ParameterError(f"{line[:60]!r} is no Ed25519 or RSA public key: {fault}") from None


def fingerprint(public: str) -> str:
    """A public key's fingerprint as `ssh-keygen -l` prints it."""
    digest = Hash(SHA256())
    digest.update(base64.b64decode(public.split()[1]))
    return "SHA256:" + base64.b64encode(digest.finalize()).decode().rstrip("=")


def _key(private: Ed25519PrivateKey) -> Key:
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return Key(public, lambda message: strings(b"ssh-ed25519", private.sign(message)))


def _touched(raw: bytes, message: bytes, namespace: str) -> str:
    """As `verify`, for a key on a token; the parts of the signature are written out again and must be the same."""
    key, space, reserved, how, inner = split(raw[10:])
    public = touchkey.canonical_touch_key(f"{touchkey.KIND} {base64.b64encode(key).decode()}")
    plain = b"SSHSIG" + struct.pack(">I", 1) + strings(key, namespace.encode(), b"", b"sha512", inner)
    if plain != raw or (space, reserved, how) != (namespace.encode(), b"", b"sha512"):
        raise ValueError(f"not a signature for {namespace} with sha512")
    touchkey.check_touch(public, inner, b"SSHSIG" + strings(space, b"", how, _sha512(message)))
    return public


def _armor(raw: bytes) -> str:
    text = base64.b64encode(raw).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def strings(*parts: bytes) -> bytes:
    """Parts with their lengths before them, as SSH writes them."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _strict(raw: bytes) -> bool:
    """Whether every length in a signature is that of its content; the library reads on past a wrong one."""
    key, _, reserved, _, inner = split(raw[10:])
    return not reserved and len(split(key)) >= 2 and len(split(inner)) == 2


def split(data: bytes) -> list[bytes]:
    """The parts that `strings` joined. Raises ValueError or struct.error for what is not whole."""
    parts = []
    while data:
        (size,) = struct.unpack(">I", data[:4])
        if size > len(data) - 4:
            raise ValueError("a length that is not that of its content")
        parts.append(data[4 : 4 + size])
        data = data[4 + size :]
    return parts


def _sha512(message: bytes) -> bytes:
    digest = Hash(SHA512())
    digest.update(message)
    return digest.finalize()
