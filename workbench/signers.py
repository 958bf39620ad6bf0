"""Whose key is whose: the allowed_signers file that policy.yaml names, in OpenSSH's form.

    ana namespaces="workbench-approval-v1",valid-before="20270101Z" ssh-ed25519 AAAA... a comment

One line per person and key. Patterns and certificate authorities are refused, and so is one key under two names: a
person who could sign as two would be counted as two. The file is no part of the policy's digest; that a key counts only
once its enrolment is in the ledger is what `approval.py` adds.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sshsig.allowed_signers import AllowedSigner

from workbench.errors import ParameterError, PolicyError
from workbench.records import Record
from workbench.signing import APPROVAL, canonical_key

EVER = "ever"
"""The end of a validity that has none."""


class Signer(Record):
    """A person and a key, and between which moments it counts (`YYYYMMDDHHMMSS`, UTC, or "ever")."""

    name: str
    public: str
    valid_after: str = EVER
    valid_before: str = EVER

    def valid(self, at: datetime) -> bool:
        """Whether the key counts at a moment."""
        then = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        begun = self.valid_after == EVER or self.valid_after <= then
        return begun and (self.valid_before == EVER or then < self.valid_before)


def read_signers(path: Path) -> list[Signer]:
    """The signers in a file; none when there is no file. Raises PolicyError with file, line and reason."""
    if not path.exists():
        return []
    try:
        lines = path.read_text("ascii").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise PolicyError(f"{path}: cannot be read as ASCII text ({fault})") from None
    signers: list[Signer] = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            signers.append(_signer(f"{path.name}:{number}", line.strip(), signers))
    return signers


def add_signer(path: Path, name: str, public: str) -> None:
    """Add a line for a person's key, once."""
    public = canonical_key(public)
    held = read_signers(path)
    if any((one.name, one.public) == (name, public) for one in held):
        return
    if other := next((one.name for one in held if one.public == public), ""):
        raise ParameterError(f"this key is {other}'s already; one key is one person's")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "a", encoding="ascii") as file:
        file.write(f'{name} namespaces="{APPROVAL}" {public}\n')


def _signer(where: str, line: str, before: Sequence[Signer]) -> Signer:
    try:
        said = AllowedSigner.parse(line)
        public = canonical_key(f"{said.key_type} {said.base64_key}")
    except (ValueError, NotImplementedError, IndexError, ParameterError) as fault:
        raise PolicyError(f"{where}: {fault}") from None
    options = dict(said.options or {})
    if APPROVAL not in options.pop("namespaces", "").split(","):
        raise PolicyError(f'{where}: namespaces="{APPROVAL}" is missing; a key signs for one purpose')
    if "cert-authority" in options or not re.fullmatch(r"[a-z][a-z0-9_-]*", said.principals):
        raise PolicyError(f"{where}: {said.principals!r}; one line names one person of policy.yaml, without patterns")
    if other := next((one.name for one in before if one.public == public), ""):
        raise PolicyError(f"{where}: the same key as {other}'s; one key is one person's")
    after, until = _when(where, options.get("valid-after", EVER)), _when(where, options.get("valid-before", EVER))
    return Signer(name=said.principals, public=public, valid_after=after, valid_before=until)


def _when(where: str, said: str) -> str:
    if said == EVER:
        return EVER
    found = re.fullmatch(r"(\d{8})(\d{4})?(\d{2})?Z", said)
    if not found:
        raise PolicyError(f"{where}: {said!r} is no moment such as 20270101Z or 202701011200Z (UTC)")
    return found[1] + (found[2] or "0000") + (found[3] or "00")
