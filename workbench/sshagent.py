"""Signing with keys that only an ssh-agent holds: the private half never comes here.

    export SSH_AUTH_SOCK=...; workbench keys enrol ana ~/.ssh/id_ed25519.pub

The agent may ask its owner each time (`ssh-add -c`). Ed25519 and RSA keys can sign approvals, and Ed25519 keys on a
token that wants to be touched; others are passed over.
"""

import base64
import os
import socket
import struct

from workbench.errors import ParameterError
from workbench.signing import Key, canonical_key, fingerprint, split, strings

_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14  # of the agent protocol
_RSA_SHA512 = 4
_LONGEST_ANSWER = 1 << 20
_WAIT = 120.0  # a person may have to touch a token, or type
_WAIT_LIST = 10.0  # nobody is asked for a list


def agent_key(public: str) -> Key:
    """A key that the running ssh-agent holds, by its public line.

    Raises ParameterError when no agent runs, and, on signing, when it does not hold the key or its owner declines.
    """
    public = canonical_key(public)
    if not running():
        raise ParameterError("SSH_AUTH_SOCK is not set; no ssh-agent runs that could sign")
    return Key(public, lambda message: _signed(public, message))


def running() -> bool:
    """Whether an ssh-agent is to be asked."""
    return bool(os.environ.get("SSH_AUTH_SOCK"))


def held() -> list[str]:
    """The public lines of the keys that the agent holds and that can sign; none when no agent runs."""
    if not running():
        return []
    answer = _asked(bytes([_LIST]), _WAIT_LIST)
    if answer[:1] != bytes([_LISTED]):
        raise ParameterError("the ssh-agent does not list its keys; is it locked?")
    try:
        blobs = split(answer[5:])[::2]  # each is followed by its comment
    except (ValueError, struct.error):
        raise ParameterError("the ssh-agent lists its keys in a way that is not understood") from None
    return [public for blob in blobs if (public := _public(blob))]


def _public(blob: bytes) -> str:
    try:
        kind = split(blob)[0].decode("ascii")
        return canonical_key(f"{kind} {base64.b64encode(blob).decode()}")
    except (ValueError, LookupError, struct.error, ParameterError):
        return ""  # a kind that cannot sign here, or a certificate


def _signed(public: str, message: bytes) -> bytes:
    flags = _RSA_SHA512 if public.startswith("ssh-rsa") else 0
    blob = base64.b64decode(public.split()[1])
    answer = _asked(bytes([_SIGN]) + strings(blob, message) + struct.pack(">I", flags))
    if answer[:1] != bytes([_SIGNED]):
        raise ParameterError(
            f"the ssh-agent does not sign with {fingerprint(public)}: it does not hold it, or declines"
        )
    return split(answer[1:])[0]


def _asked(request: bytes, wait: float = _WAIT) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as agent:
            agent.settimeout(wait)
            agent.connect(os.environ["SSH_AUTH_SOCK"])
            agent.sendall(strings(request))
            with agent.makefile("rb") as answers:
                (size,) = struct.unpack(">I", answers.read(4))
                return answers.read(min(size, _LONGEST_ANSWER))
    except (OSError, struct.error) as fault:
        raise ParameterError(f"the ssh-agent does not answer ({fault})") from None
