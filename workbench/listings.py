"""What lists show: a proposal and where it stands, a claim and the gate's word on it."""

from workbench.acts import Proposal, Standing
from workbench.records import Record


class Queued(Record):
    """A proposal and where it stands."""

    proposal_id: str
    state: str
    subject: str
    summary: str
    author: str
    target: str
    risk: str
    files: int
    bytes: int
    effect: str
    missing: tuple[str, ...]


class ClaimRow(Record):
    """A claim as a list shows it, with the gate's word on it."""

    claim_id: str
    agent: str
    kind: str
    program: str
    record: str
    name: str
    picture: str
    first: int
    last: int
    state: str
    reason: str


CLAIMS = """SELECT claim.claim_id, claim.agent, claim.kind, claim.program, claim.record, claim.name,
    claim.body->>'$.picture' AS picture, claim.first, claim.last,
    coalesce(latest_verdict.state, 'unjudged') AS state, coalesce(latest_verdict.reason, '') AS reason
    FROM claim LEFT JOIN latest_verdict USING (claim_id)
    WHERE (? = '' OR claim.kind = ?) AND (? = '' OR latest_verdict.state = ?) AND (? = '' OR claim.program = ?)"""
"""The rows of claims; parameters: kind, state and program, each twice, "" for any."""


def queued(proposal: Proposal, standing: Standing) -> Queued:
    """A proposal as a list shows it."""
    return Queued(
        proposal_id=proposal.proposal_id,
        state=standing.state,
        subject=proposal.subject,
        summary=proposal.summary,
        author=proposal.author,
        target=proposal.target.name,
        risk=proposal.risk,
        files=proposal.blast.files,
        bytes=proposal.blast.bytes,
        effect=proposal.blast.words(),
        missing=standing.missing,
    )
