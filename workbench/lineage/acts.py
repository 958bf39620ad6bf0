"""What people did, sorted for questions about one file: who approved it, with which key, and what came of it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from workbench.acts import Statement
from workbench.errors import LedgerDamaged, NotApproved
from workbench.lineage.edges import written_node
from workbench.lineage.scope import Entries
from workbench.records import Record
from workbench.signing import APPROVAL, fingerprint, verify


class Signature(Record):
    """One person's signed word: `key` is the fingerprint of the key that signed, "not valid: ..." when none did."""

    decision: str
    reviewer: str
    answer: str
    reason: str
    at: str
    key: str


class Writing(Record):
    """The last act that wrote a path: the receipt, what was proposed, and the approvals it was executed on.

    `proposals` begins with the one that was executed; those it follows come after it.
    """

    receipt: str
    proposals: tuple[str, ...]
    sha256: str
    approvals: tuple[Signature, ...]


class Acts:
    """The ledger's entries by what they are about. Raises LedgerDamaged when an act lacks one of its parts."""

    def __init__(self, entries: Entries) -> None:
        """Sorts the entries; nothing is verified but what is asked for."""
        self.entries = entries
        self.bodies: dict[str, Mapping[str, Any]] = {}
        for number, entry in enumerate(entries, 1):
            kind, body = entry["kind"], entry["body"]
            if kind in ("proposal", "decision", "intent", "receipt"):
                try:
                    self.bodies[body[f"{kind}_id"]] = body
                except KeyError as error:
                    raise LedgerDamaged(f"entry {number} of the ledger is no whole {kind}: {error!r}") from error

    @cached_property
    def written(self) -> dict[str, tuple[str, str]]:
        """Node of a written thing -> its newest receipt, and the SHA-256 of what was written."""
        found: dict[str, tuple[str, str]] = {}
        for entry in self.entries:
            if entry["kind"] == "receipt":
                body = entry["body"]
                if body["proposal"] not in self.bodies:
                    raise LedgerDamaged(f"{body['receipt_id']} is about {body['proposal']}, which is not in the ledger")
                target = self.bodies[body["proposal"]]["target"]
                for path, digest in body["wrote"]:
                    found[written_node(target, path)] = (body["receipt_id"], digest)
        return found

    def writing(self, node: str) -> Writing:
        """Who is behind what stands at a node now."""
        receipt_id, digest = self.written[node]
        receipt = self.bodies[receipt_id]
        try:
            decisions = [self.bodies[one] for one in self.bodies[receipt["intent"]]["decisions"]]
        except KeyError as error:
            raise LedgerDamaged(f"{receipt_id} rests on an act that is not in the ledger: {error}") from error
        return Writing(
            receipt=receipt_id,
            proposals=tuple(self._followed(receipt["proposal"])),
            sha256=digest,
            approvals=tuple(signature(one) for one in decisions),
        )

    def action(self, proposal: str, node: str) -> Mapping[str, Any]:
        """What a proposal does to a node."""
        body = self.bodies[proposal]
        return next((one for one in body["actions"] if written_node(body["target"], one["path"]) == node), {})

    def _followed(self, proposal: str) -> list[str]:
        found = [proposal]
        while (after := self.bodies[found[-1]].get("follows", "")) in self.bodies:
            found.append(self.bodies[after]["proposal"])
        return found


def signature(decision: Mapping[str, Any]) -> Signature:
    """A decision with the key that signed it, checked over the very bytes of the statement."""
    said = Statement.model_validate(decision["statement"])
    try:
        key = fingerprint(verify(said.message(), decision["signature"], APPROVAL))
    except NotApproved as why:
        key = f"not valid: {why}"
    return Signature(
        decision=decision["decision_id"],
        reviewer=said.reviewer,
        answer=said.answer,
        reason=said.reason,
        at=said.at,
        key=key,
    )
