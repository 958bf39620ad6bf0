"""A right claim with a sloppy quote is not lost: the gate looks its evidence up and judges it once more.

A mapping that fails by its quotes alone, or because a wrong claim wants the same property, may be right. The gate cites
the field's own lines and the property's own place instead of the author's words, and asks every check again. Where all
pass, that claim is accepted and stands beside the author's, which stays uncertain with the reason.
"""

from collections.abc import Sequence

from workbench.checks.documents import MapDocuments
from workbench.gate import GATE, judge_mapping
from workbench.identity import content_id
from workbench.records import Claim, MapsBody, NoTargetBody, TruthEvidence, Verdict, claim

QUOTING = frozenset(("source_quote", "target_quote", "sent", "taken_once"))
"""Checks that say how well a claim is quoted, or who else wants its property, and not whether it is so."""


def look_up(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], documents: MapDocuments
) -> tuple[list[Claim], list[Verdict]]:
    """All claims and verdicts on one endpoint, with those that the gate cited anew, in the same order, at the end."""
    sloppy = [
        c for c, v in zip(claims, verdicts, strict=True) if isinstance(c.body, MapsBody | NoTargetBody) and _sloppy(v)
    ]
    if not sloppy:
        return list(claims), list(verdicts)
    anew = {item.claim_id: _cited_anew(item, documents) for item in sloppy}
    cited = [anew.get(item.claim_id, item) for item in claims]
    judged = judge_mapping(cited, documents)
    alone = [item for item, verdict in zip(cited, judged, strict=True) if not _only_wanted(verdict)]
    again = {verdict.claim: verdict for verdict in judge_mapping(alone, documents)}
    fresh = [anew[item.claim_id] for item in sloppy if anew[item.claim_id].claim_id in again]
    first = {verdict.claim: verdict for verdict in judged}
    carried = {i for i, item in anew.items() if not _failed(first[item.claim_id]) - QUOTING}
    own = [_doubted(verdict) if verdict.claim in carried else verdict for verdict in verdicts]
    added = [item for item in fresh if item.claim_id not in {one.claim_id for one in claims}]
    return [*claims, *added], [*own, *(again[item.claim_id] for item in added)]


def _sloppy(verdict: Verdict) -> bool:
    failed = _failed(verdict)
    return bool(failed) and failed <= QUOTING


def _failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if check.state == "fail"}


def _only_wanted(verdict: Verdict) -> bool:
    """Whether a claim wants a property that others want as well, and has something else against it."""
    against = {check.name for check in verdict.checks if check.state != "pass"}
    return "taken_once" in against and len(against) > 1


def _cited_anew(item: Claim, documents: MapDocuments) -> Claim:
    """The claim with the field's own lines and the property's own place for evidence; `engine` says who looked."""
    choice, body = documents.choice(item), item.body
    if choice is None:
        return item
    lines = [one for one in (*choice.field.evidence[:1], documents.source.remark(choice.field)) if one is not None]
    if not isinstance(body, MapsBody):
        return claim(item.agent, GATE, body, tuple(lines), item.based_on)
    target = documents.catalog.find(body.operation, body.property)
    if target is None:
        return item
    place = TruthEvidence(source=documents.catalog.source, pointer=target.pointer, quote=target.quote)
    return claim(item.agent, GATE, body, (*lines, place), item.based_on)


def _doubted(verdict: Verdict) -> Verdict:
    """The verdict on a claim that the documents may carry, though not in the words it was said in."""
    said = {"claim": verdict.claim, "checks": [check.model_dump() for check in verdict.checks], "looked": "up"}
    reason = f"{verdict.reason}; what the documents say of it was looked up and stands beside it"
    changed = {"verdict_id": content_id("verdict", said), "state": "uncertain", "reason": reason}
    return verdict.model_copy(update=changed)
