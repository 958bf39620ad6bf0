"""Endpoints that a person accepts as missing, for a reason: another system's, never delivered, not part of the work.

A spec that mentions a name and nowhere defines it keeps its run incomplete. Only a person can say that this is right;
the word stays in the ledger and can be taken back.
"""

from workbench.decisions import admit
from workbench.errors import UnknownThing
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.records import Record
from workbench.store import Store


class Waiver(Record):
    """That an endpoint may stay unaccounted for; who said so, and why. `revoked`: it may no longer."""

    name: str
    author: str
    reason: str
    revoked: bool = False


def waived(ledger: Ledger) -> dict[str, Waiver]:
    """The waivers that stand, by the name of the endpoint."""
    newest = {
        entry.body["name"]: Waiver.model_validate(entry.body) for entry in ledger.entries() if entry.kind == "waiver"
    }
    return {name: each for name, each in newest.items() if not each.revoked}


def waive(store: Store, ledger: Ledger, policy: Policy, entry: Waiver) -> bool:
    """Whether the waiver is new; then it is in the ledger. Raises NotAllowed, ParameterError, UnknownThing."""
    admit(policy, entry.author, entry.reason)
    standing = waived(ledger)
    if entry.revoked and entry.name not in standing:
        raise UnknownThing(f"{entry.name!r} is not waived; waived are {sorted(standing)}")
    if not entry.revoked and not store.rows("SELECT 1 FROM mention WHERE name = ? LIMIT 1", (entry.name,)):
        raise UnknownThing(f"{entry.name!r} is mentioned in no spec; `workbench status` names what is missing")
    if standing.get(entry.name) == entry:
        return False
    ledger.append("waiver", entry.model_dump(mode="json"))
    with store.write() as tx:
        said = f"revoked: {entry.reason}" if entry.revoked else entry.reason
        tx.add("waiver", [{"name": entry.name, "who": entry.author, "reason": said}])
    return True
