"""Claims of agents that are not the server's own: judged here, by the same gate, against the document as it was kept.

A claim about a document is held against the chunk that its lines stand in. What maps fields to a target is not taken
from outside: the gate judges an endpoint's mapping as a whole, so that is what `run` is for.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from workbench.agents import INVENTORY, MAPPER, MIGRATOR, VALIDATOR
from workbench.errors import NotAllowed, ParameterError
from workbench.gate import GATE, judge_reading, repeated
from workbench.intake import Intake
from workbench.policy import Policy
from workbench.proposal import UNDO
from workbench.records import Chunk, Claim, SpecEvidence, Verdict, claim
from workbench.store import claim_row

KINDS = ("endpoint", "record", "field", "rule", "code", "erratum")
"""Kinds of claims that may be submitted."""

OWN = (INVENTORY.name, MAPPER.name, VALIDATOR.name, MIGRATOR.name, GATE, UNDO)
"""Who speaks on the server alone: their claims come with a record of what was read."""

MOST = 2000
"""Claims of one request."""

Said = tuple[str, str, str, str]
"""What a claim is about: kind, program, record, name."""


def admit(claims: Sequence[Claim], taken: Intake, policy: Policy) -> None:
    """Nothing, when every claim may be judged. Raises ParameterError or NotAllowed with the first that may not."""
    if len(claims) > MOST:
        raise ParameterError(f"{len(claims)} claims at once; {MOST} are accepted")
    for one in claims:
        if one.body.kind not in KINDS:
            raise ParameterError(
                f"a claim of kind {one.body.kind}; submitted are {', '.join(KINDS)}, `run` does others"
            )
        if one != claim(one.agent, one.engine, one.body, one.evidence, one.based_on):
            raise ParameterError(f"{one.claim_id[:60]!r} is not the id of this claim; `records.claim` makes one")
        cited = [item for item in one.evidence if isinstance(item, SpecEvidence)]
        if not cited or any(item.spec != taken.spec.spec_id for item in cited):
            raise ParameterError(f"{one.claim_id} cites no line of {taken.spec.spec_id}, the newest document")
        if not all(1 <= item.first <= item.last <= taken.spec.count for item in cited):
            raise ParameterError(f"{one.claim_id} cites lines that {taken.spec.name} does not have")
    for agent in sorted({one.agent for one in claims}):
        if agent in OWN:
            raise NotAllowed(f"{agent!r} speaks on the server alone; name an agent of your own that policy.yaml lists")
        if denials := policy.may_read(agent, f"specs/{taken.spec.name}"):
            raise NotAllowed("; ".join(map(str, denials)))


def judged(claims: Sequence[Claim], taken: Intake) -> list[Verdict]:
    """One verdict a claim, in order, each held against the chunk that its first line stands in."""
    starts = [chunk.first for chunk in taken.chunks]
    by_chunk: dict[int, list[Claim]] = defaultdict(list)
    for one in claims:
        by_chunk[bisect_right(starts, _first(one)) - 1].append(one)
    verdicts: dict[str, Verdict] = {}
    for at, group in by_chunk.items():
        chunk: Chunk = taken.chunks[max(at, 0)]
        verdicts |= {one.claim: one for one in judge_reading(group, chunk, taken.documents)}
    return [verdicts[one.claim_id] for one in claims]


def settled(pairs: Iterable[tuple[Claim, Verdict]], known: dict[Said, tuple[str, str]]) -> list[tuple[Claim, Verdict]]:
    """Claims and verdicts; the verdict on what a fact says already, by another claim, makes no second fact.

    `known`: what active facts are about, each with the claim it was made from and its id; what is accepted is added.
    """
    found = []
    for one, verdict in pairs:
        said = verdict
        if verdict.state == "accepted":
            made = known.setdefault(about(one), (one.claim_id, one.claim_id))
            said = verdict if made[0] == one.claim_id else repeated(verdict, made[1])
        found.append((one, said))
    return found


def about(one: Claim) -> Said:
    """What a claim is about, as the store names it."""
    row = claim_row(one, "")
    return row["kind"], row["program"], row["record"], row["name"]


def _first(one: Claim) -> int:
    return next(item.first for item in one.evidence if isinstance(item, SpecEvidence))
