"""Keys and the people they speak for: made here, or brought along and kept by an ssh-agent; enrolled, and withdrawn.

    workbench keys make ben                     # a key file of his own beside allowed_signers
    workbench keys enrol ben ~/.ssh/id.pub      # a key he has; an ssh-agent may hold its private half

A key counts when allowed_signers lists it, the ledger holds its enrolment, it is valid now and was not withdrawn.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from workbench import sshagent
from workbench.acts import Damage, LedgerEntry
from workbench.approval import Reviewer, check_reason, question
from workbench.errors import ParameterError
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.records import Record
from workbench.signers import add_signer, read_signers
from workbench.signing import Key, canonical_key, fingerprint, load_key, make_key
from workbench.standing import Question, history, key_fault

Place = Literal["file", "agent", "elsewhere"]
"""Where the private half is, as seen from here."""


class Held(Record):
    """A key of a person. `fault` says why it does not count; "" when it does."""

    name: str
    fingerprint: str
    public: str
    place: Place
    fault: str


def make_reviewer(ledger: Ledger, policy: Policy, name: str, now: datetime) -> Reviewer:
    """A reviewer with a key of their own beside the allowed_signers file, made and enrolled when there is none yet."""
    _check(policy, name)
    path = _path(policy, name)
    key = load_key(path) if path.exists() else make_key(path)
    enrol(ledger, policy, name, key.public, now)
    return Reviewer(name, key)


def key_of(policy: Policy, name: str, wanted: str = "") -> Key:
    """The key that a person signs with here: the one that `make_reviewer` made, else one that their ssh-agent holds.

    `wanted` names one of them by its fingerprint. Raises ParameterError when there is none, or not that one.
    """
    _check(policy, name)
    path = _path(policy, name)
    if path.exists() and wanted in ("", fingerprint((own := load_key(path)).public)):
        return own
    mine = [one.public for one in read_signers(policy.home / policy.keys) if one.name == name]
    here = [public for public in sshagent.held() if public in mine and wanted in ("", fingerprint(public))]
    if here:
        return sshagent.agent_key(here[0])
    asked = "the ssh-agent holds none of theirs" if sshagent.running() else "no ssh-agent runs"
    if wanted:
        asked = asked.replace("none of theirs", "it not")
        raise ParameterError(f"the key {wanted[:60]!r} of {name} is not here: no key file has it, and {asked}")
    raise ParameterError(f"no key of {name} is here: {path} is not there, and {asked}; see `workbench keys --help`")


def keys_of(entries: Sequence[LedgerEntry], policy: Policy, now: datetime) -> list[Held]:
    """Every key that may or might speak for somebody: those of allowed_signers, and key files that are not listed."""
    return list(_held(question(entries, policy, now), len(entries) + 1))


def enrol(ledger: Ledger, policy: Policy, name: str, public: str, now: datetime) -> None:
    """Let a key speak for a person of policy.yaml: a line in allowed_signers and an entry in the ledger, each once."""
    _check(policy, name)
    public = canonical_key(public)
    entries = ledger.entries()
    add_signer(policy.home / policy.keys, name, public)
    told = history(entries).keys[(name, public)]
    if not told or told[-1].kind != "key":
        ledger.append("key", {"name": name, "public": public, "fingerprint": fingerprint(public)}, now)


def withdraw_key(ledger: Ledger, name: str, public: str, reason: str, now: datetime) -> None:
    """Revoke a key: its approvals that were not yet executed no longer count, and it can sign no more."""
    check_reason(reason)
    ledger.append("unkey", {"name": name, "public": canonical_key(public), "reason": reason}, now)


def forgotten(ledger: Ledger, policy: Policy) -> list[Damage]:
    """That keys are listed and an empty ledger knows none of them: it was deleted, with all that was decided."""
    listed = read_signers(policy.home / policy.keys)
    if not listed or ledger.head().entries:
        return []
    lost = f"{policy.keys} lists {len(listed)} keys, but no entry enrols them; was the ledger deleted? put a copy back"
    return [Damage(line=0, what=f"{lost}, or enrol them again (`workbench keys make NAME`)")]


def _held(asked: Question, line: int) -> Iterator[Held]:
    agents = _agents()
    for one in asked.signers:
        place: Place = "agent" if one.public in agents else "elsewhere"
        if _public(_path(asked.policy, one.name)) == one.public:
            place = "file"
        fault = key_fault(one.name, one.public, asked, line, asked.now)
        yield Held(name=one.name, fingerprint=fingerprint(one.public), public=one.public, place=place, fault=fault)
    listed = {one.public for one in asked.signers}
    for name in asked.policy.people:
        public = _public(_path(asked.policy, name))
        if public and public not in listed:
            fault = f"{asked.policy.keys} does not list it; `workbench keys make {name}` does"
            yield Held(name=name, fingerprint=fingerprint(public), public=public, place="file", fault=fault)


def _agents() -> list[str]:
    try:
        return sshagent.held()
    except ParameterError:
        return []  # an agent that does not answer holds nothing that could be listed


def _public(path: Path) -> str:
    try:
        return load_key(path).public
    except ParameterError:
        return ""


def _check(policy: Policy, name: str) -> None:
    if name not in policy.people:
        raise ParameterError(f"{name!r} is nobody in policy.yaml; people are {', '.join(sorted(policy.people))}")


def _path(policy: Policy, name: str) -> Path:
    return (policy.home / policy.keys).with_name(name)
