"""The kill switch: anybody may stop everything at once; only a person whose key counts may let it go on.

Stopping needs no signature, for it must work when nothing else does. Resuming is signed over the very entry that
stopped, so an agent's process cannot do it, and an old resume lifts no later stop. The file that policy.yaml names as
kill_switch stops as well, as long as it is there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workbench.acts import LedgerEntry
from workbench.approval import Reviewer, check_reason, question
from workbench.errors import NotAllowed, NotApproved
from workbench.identity import canonical
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.signing import APPROVAL, verify
from workbench.standing import Question, key_fault


def stop(ledger: Ledger, who: str, reason: str, now: datetime) -> None:
    """Stop every execution from now on."""
    check_reason(reason)
    ledger.append("stop", {"who": who, "reason": reason}, now)


def resume(ledger: Ledger, policy: Policy, who: Reviewer, reason: str, now: datetime) -> None:
    """Let executions go on after `stop`. Raises NotAllowed when nothing is stopped, or the key does not count."""
    body = lifting(ledger, policy, who.name, reason, now)
    lift(ledger, policy, {**body, "signature": who.key.sign(canonical(body), APPROVAL)}, now)


def lifting(ledger: Ledger, policy: Policy, name: str, reason: str, now: datetime) -> dict[str, Any]:
    """What a person signs to lift the stop that stands. Raises NotAllowed when nothing is stopped."""
    check_reason(reason)
    standing = _standing(question(ledger.entries(), policy, now))
    if standing is None:
        raise NotAllowed("the ledger holds no stop that could be lifted" + _file(policy))
    return {"who": name, "reason": reason, "lifts": standing.sha256}


def lift(ledger: Ledger, policy: Policy, body: dict[str, Any], now: datetime) -> None:
    """Let executions go on, by a signed word. Raises NotAllowed when it is not about the stop that stands."""
    check_reason(str(body.get("reason", "")))
    entries = ledger.entries()
    asked = question(entries, policy, now)
    standing = _standing(asked)
    if standing is None:
        raise NotAllowed("the ledger holds no stop that could be lifted" + _file(policy))
    if why := _faulty(body, asked, standing, len(entries) + 1):
        raise NotAllowed(f"this resume would not count: {why}")
    ledger.append("resume", body, now)


def stopped(entries: Sequence[LedgerEntry], policy: Policy, now: datetime) -> str:
    """Why nothing is executed now; "" when nothing stops it."""
    standing = _standing(question(entries, policy, now))
    if standing is not None:
        return f"stopped by {standing.body.get('who')}: {standing.body.get('reason')}"
    return policy.stopped()


def _standing(asked: Question) -> LedgerEntry | None:
    """The newest stop that no valid resume lifts."""
    standing: LedgerEntry | None = None
    for entry in asked.told.switches:
        if entry.kind == "stop":
            standing = entry
        elif standing is not None and not _faulty(entry.body, asked, standing, entry.seq):
            standing = None
    return standing


def _faulty(body: dict[str, Any], asked: Question, standing: LedgerEntry, line: int) -> str:
    """Why a resume does not lift a stop; "" when it does."""
    who, signature = body.get("who"), body.get("signature")
    if body.get("lifts") != standing.sha256 or not isinstance(who, str) or not isinstance(signature, str):
        return "it is not about this stop"
    said = {name: value for name, value in body.items() if name != "signature"}
    try:
        public = verify(canonical(said), signature, APPROVAL)
    except NotApproved as fault:
        return str(fault)
    return key_fault(who, public, asked, line, asked.now)


def _file(policy: Policy) -> str:
    why = policy.stopped()
    return f"; but {why}: remove the file" if why else ""
