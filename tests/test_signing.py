"""Signatures are OpenSSH's: made here they verify there, and the other way round; nothing else counts."""

import base64
import hashlib
import os
import random
import stat
import struct
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from ssh_agent import needs_openssh, ssh_agent

from workbench.errors import NotApproved, ParameterError, PolicyError
from workbench.signers import add_signer, read_signers
from workbench.signing import APPROVAL, CHECKPOINT, Key, canonical_key, fingerprint, load_key, make_key, strings, verify
from workbench.sshagent import agent_key
from workbench.touchkey import KIND


def test_a_key_is_its_owners_alone(tmp_path: Path) -> None:
    """The private file has mode 0600, is kept out of git, is never overwritten, and gives the same key again."""
    key = make_key(tmp_path / "keys" / "ana")
    assert stat.S_IMODE((tmp_path / "keys" / "ana").stat().st_mode) == 0o600
    assert (tmp_path / "keys" / ".gitignore").read_text() == "*\n"
    assert load_key(tmp_path / "keys" / "ana").public == key.public
    with pytest.raises(ParameterError, match="never overwritten"):
        make_key(tmp_path / "keys" / "ana")


def test_a_signature_is_for_these_bytes_and_this_purpose(tmp_path: Path) -> None:
    """Other bytes, another namespace and no signature at all are refused."""
    key = make_key(tmp_path / "ana")
    signature = key.sign(b"approve", APPROVAL)
    assert verify(b"approve", signature, APPROVAL) == key.public
    for message, text, namespace in [
        (b"approve ", signature, APPROVAL),
        (b"approve", signature, CHECKPOINT),
        (b"approve", "", APPROVAL),
        (b"approve", signature.upper(), APPROVAL),
        (b"approve", signature + "\n", APPROVAL),
        (b"approve", "x" + signature, APPROVAL),
    ]:
        with pytest.raises(NotApproved):
            verify(message, text, namespace)


def test_no_byte_of_a_signature_can_be_changed(tmp_path: Path) -> None:
    """Every byte of a signature, changed once: all refused, none by a crash."""
    key = make_key(tmp_path / "ana")
    signature = key.sign(b"approve", APPROVAL)
    rng = random.Random(7)
    for at in range(len(signature)):
        other = rng.choice([char for char in "ABab01+/=\n -" if char != signature[at]])
        with pytest.raises(NotApproved):
            verify(b"approve", signature[:at] + other + signature[at + 1 :], APPROVAL)


@needs_openssh
def test_openssh_verifies_ours(tmp_path: Path) -> None:
    """`ssh-keygen -Y verify` accepts what was signed here, against the allowed_signers that was written here."""
    key = make_key(tmp_path / "ana")
    add_signer(tmp_path / "allowed_signers", "ana", key.public)
    (tmp_path / "signature").write_text(key.sign(b"approve", APPROVAL))
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "ana", "-n", APPROVAL, "-s", "signature"]
    for message, code in ((b"approve", 0), (b"approved", 255)):
        told = subprocess.run(command, cwd=tmp_path, input=message, capture_output=True, check=False)
        assert told.returncode == code, told.stderr


@needs_openssh
@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_ours_verifies_openssh(tmp_path: Path, kind: str) -> None:
    """What `ssh-keygen -Y sign` signed is accepted here, whether the key is Ed25519 or RSA."""
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "ana@x", "-f", tmp_path / "ana"], check=True)
    (tmp_path / "m").write_bytes(b"approve")
    sign = ["ssh-keygen", "-Y", "sign", "-f", tmp_path / "ana", "-n", APPROVAL, tmp_path / "m"]
    subprocess.run(sign, check=True, capture_output=True)
    public = (tmp_path / "ana.pub").read_text()
    assert verify(b"approve", (tmp_path / "m.sig").read_text(), APPROVAL) == canonical_key(public)


@needs_openssh
def test_an_agent_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that only ssh-agent holds signs; one that it does not hold does not."""
    with ssh_agent() as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        held, other = make_key(tmp_path / "held"), make_key(tmp_path / "other")
        subprocess.run(["ssh-add", "-q", tmp_path / "held"], check=True, env=dict(os.environ))
        signature = agent_key(held.public + " a comment").sign(b"approve", APPROVAL)
        assert verify(b"approve", signature, APPROVAL) == held.public
        with pytest.raises(ParameterError, match="does not hold it"):
            agent_key(other.public).sign(b"approve", APPROVAL)
    with pytest.raises(ParameterError, match="does not answer"):
        agent_key(held.public).sign(b"approve", APPROVAL)


def test_no_agent_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without an agent there is one clear line."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(ParameterError, match="no ssh-agent"):
        agent_key(make_key(tmp_path / "k").public)


@pytest.mark.parametrize("data", [b"", b"-----BEGIN OPENSSH PRIVATE KEY-----\n", b"\xff" * 100, b"ssh-ed25519 AAAA"])
def test_what_is_no_key_is_said(tmp_path: Path, data: bytes) -> None:
    """A file that is no private key is refused with one line."""
    (tmp_path / "k").write_bytes(data)
    with pytest.raises(ParameterError) as refused:
        load_key(tmp_path / "k")
    assert "\n" not in str(refused.value)


def test_one_key_is_one_persons(tmp_path: Path) -> None:
    """The same key under two names is refused, whatever its comment."""
    key = make_key(tmp_path / "ana")
    path = tmp_path / "allowed_signers"
    add_signer(path, "ana", key.public + " work laptop")
    add_signer(path, "ana", key.public)
    assert len(read_signers(path)) == 1
    with pytest.raises(ParameterError, match="ana's already"):
        add_signer(path, "ben", key.public + " another comment")
    path.write_text(path.read_text() + f'ben namespaces="{APPROVAL}" {key.public} other comment\n')
    with pytest.raises(PolicyError, match="allowed_signers:2: the same key as ana's"):
        read_signers(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ana {key}", "namespaces"),
        ('ana namespaces="git" {key}', "namespaces"),
        ('* namespaces="workbench-approval-v1" {key}', "without patterns"),
        ('ana,ben namespaces="workbench-approval-v1" {key}', "without patterns"),
        ('ana cert-authority,namespaces="workbench-approval-v1" {key}', "without patterns"),
        ('ana namespaces="workbench-approval-v1" ssh-ed25519 AAAA', "public key"),
        ('ana namespaces="workbench-approval-v1" sk-ssh-ed25519@openssh.com AAAA', "public key"),
        ('ana namespaces="workbench-approval-v1",valid-before="soon" {key}', "no moment"),
        ('ana namespaces="workbench-approval-v1', ""),
        ("ana", ""),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: str, reason: str) -> None:
    """Each kind of line that could be misread is refused, with file, line and reason."""
    key = make_key(tmp_path / "k")
    (tmp_path / "allowed_signers").write_text("# people\n" + line.replace("{key}", key.public) + "\n")
    with pytest.raises(PolicyError) as refused:
        read_signers(tmp_path / "allowed_signers")
    assert str(refused.value).startswith("allowed_signers:2: ")
    assert reason in str(refused.value)


@needs_openssh
def test_fingerprints_are_openssh_s(tmp_path: Path) -> None:
    """A fingerprint is the one `ssh-keygen -l` prints."""
    key = make_key(tmp_path / "k")
    told = subprocess.run(["ssh-keygen", "-lf", tmp_path / "k.pub"], capture_output=True, text=True, check=True)
    assert fingerprint(key.public) in told.stdout


def token(flags: int) -> Key:
    """A token in software: what a FIDO key does, as OpenSSH writes it down."""
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    blob = strings(KIND.encode(), raw, b"ssh:")

    def sign(message: bytes) -> bytes:
        tail = struct.pack(">BI", flags, 7)
        said = hashlib.sha256(b"ssh:").digest() + tail + hashlib.sha256(message).digest()
        return strings(KIND.encode(), private.sign(said)) + tail

    return Key(f"{KIND} {base64.b64encode(blob).decode()}", sign)


@needs_openssh
def test_a_token_must_be_touched(tmp_path: Path) -> None:
    """A signature by a FIDO key counts here as it does for OpenSSH: for these bytes, this purpose, and when touched."""
    key = token(flags=1)
    signature = key.sign(b"approve", APPROVAL)
    (tmp_path / "s").write_text(signature)
    asked = ["ssh-keygen", "-Y", "check-novalidate", "-n", APPROVAL, "-s", tmp_path / "s"]
    assert subprocess.run(asked, input=b"approve", capture_output=True, check=False).returncode == 0
    assert verify(b"approve", signature, APPROVAL) == key.public == canonical_key(key.public + " a comment")
    add_signer(tmp_path / "signers", "ana", key.public)
    assert [one.public for one in read_signers(tmp_path / "signers")] == [key.public]
    for message, namespace in ((b"approvE", APPROVAL), (b"approve", CHECKPOINT)):
        with pytest.raises(NotApproved):
            verify(message, signature, namespace)
    with pytest.raises(NotApproved, match="nobody touched"):
        verify(b"approve", token(flags=0).sign(b"approve", APPROVAL), APPROVAL)
    raw = base64.b64decode("".join(signature.splitlines()[1:-1]))
    for at in range(len(raw)):
        with pytest.raises(NotApproved):
            verify(b"approve", armored(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]), APPROVAL)


def armored(raw: bytes) -> str:
    """As OpenSSH writes a signature."""
    text = base64.b64encode(raw).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
