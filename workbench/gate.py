"""The gate: what an agent says is held against the documents, and only what holds becomes a fact.

Rejected when any check fails, uncertain when any is unproven, accepted when all pass. This module alone builds a
`Fact`, and the agents downstream take facts, so what is invented here never becomes somebody's ground truth.
"""

from collections.abc import Iterator, Sequence

from workbench.agent import Opinion
from workbench.checks import mapping, reading, storing, witness
from workbench.checks.documents import Company, MapDocuments, company
from workbench.checks.finding import checks_text
from workbench.checks.reading import SpecDocuments
from workbench.checks.remedies import told
from workbench.errors import BrokenPromise
from workbench.identity import quoted, text_id
from workbench.records import (
    UNKNOWN,
    Check,
    CheckState,
    Chunk,
    Claim,
    Fact,
    ReadState,
    ServesBody,
    UncertainBody,
    Verdict,
    VerdictState,
)
from workbench.settings import ValidatorSettings

VALIDATED = "validated"
"""The check that says what the validator found."""

GATE = "gate"
"""The author of claims that follow from two facts: a declaration and its correction."""


PASSED = "every check passed"
"""Why a claim is accepted."""


def judge_reading(claims: Sequence[Claim], chunk: Chunk, documents: SpecDocuments) -> list[Verdict]:
    """One verdict per claim about a chunk, in order."""
    once = reading.unique(claims)
    return [
        _verdict(
            claim,
            (
                reading.sent(claim, chunk, documents),
                reading.quote(claim, documents),
                reading.named(claim, documents),
                reading.scope(claim, documents),
                reading.picture(claim),
                reading.clauses(claim),
                reading.said(claim),
                once[claim.claim_id],
            ),
        )
        for claim in claims
    ]


def judge_mapping(claims: Sequence[Claim], documents: MapDocuments) -> list[Verdict]:
    """One verdict per claim about one endpoint's mapping, in order; its operation is judged first."""
    once = mapping.taken_once(claims)
    others = company(claims, documents)
    serving = [_judge_serves(claim, documents) for claim in claims if isinstance(claim.body, ServesBody)]
    settled = next((v for v in serving if v.state == "accepted"), None)
    operation = next(
        (
            c.body.operation
            for c in claims
            if settled and c.claim_id == settled.claim and isinstance(c.body, ServesBody)
        ),
        UNKNOWN,
    )
    verdicts = {verdict.claim: verdict for verdict in serving}
    for claim in claims:
        if claim.claim_id not in verdicts:
            verdicts[claim.claim_id] = _judge_field(claim, others, operation, once[claim.claim_id])
    return [verdicts[claim.claim_id] for claim in claims]


def _placed(claim: Claim, documents: MapDocuments) -> Iterator[Check]:
    """That what is mapped is established and quoted, and that its place in the target is there and quoted."""
    yield mapping.established(claim, documents)
    yield mapping.source_quote(claim, documents)
    yield mapping.exists(claim, documents)
    yield mapping.target_quote(claim, documents)


def _judge_serves(claim: Claim, documents: MapDocuments) -> Verdict:
    return _verdict(
        claim,
        (
            *_placed(claim, documents),
            mapping.served(claim, documents, UNKNOWN),
            witness.named_or_alone(claim, documents),
        ),
    )


def _judge_field(claim: Claim, others: Company, operation: str, once: Check) -> Verdict:
    documents = others.documents
    if isinstance(claim.body, UncertainBody):
        return _verdict(claim, (Check(name="agreement", state="unproven", detail=claim.body.reason),))
    return _verdict(
        claim,
        (
            *_placed(claim, documents),
            mapping.served(claim, documents, operation),
            mapping.sent(claim, documents),
            mapping.fits(claim, documents),
            mapping.transformed(claim, documents),
            storing.laid_out(claim, documents),
            storing.repeated(claim, documents),
            storing.round_trip(claim, documents),
            *_witnesses(claim, others),
            once,
        ),
    )


def _witnesses(claim: Claim, others: Company) -> tuple[Check, ...]:
    """What speaks for a mapping beside its own quotes; a person's word stands for all of it."""
    said = witness.decided(claim, others.documents)
    if said is not None:
        return (said,)
    return (
        witness.told_apart(claim, others.documents),
        witness.agreement(claim, others.documents, others),
        witness.no_candidate(claim, others.documents, others),
    )


def _verdict(claim: Claim, checks: tuple[Check, ...]) -> Verdict:
    left = [check for check in checks if check.state != "pass"]
    if not left:
        return _given(claim.claim_id, "accepted", checks, PASSED)
    failed = [check for check in left if check.state == "fail"]
    unproven = [check for check in left if check.state == "unproven"]
    reason = "; ".join(map(told, failed or unproven))
    return _given(claim.claim_id, "rejected" if failed else "uncertain", checks, reason)


def _given(claim: str, state: VerdictState, checks: tuple[Check, ...], reason: str) -> Verdict:
    """A verdict under the id that its claim and its checks make."""
    # As `content_id` would have it; checks that many claims pass in the same words are written out once.
    said = f'{{"checks":{checks_text(checks)},"claim":{quoted(claim)}}}'
    name = text_id("verdict", said.encode("utf-8", "surrogatepass"))
    return Verdict.trusted(verdict_id=name, claim=claim, state=state, checks=checks, reason=reason, sources=())


def unsettled(verdict: Verdict, state: ReadState) -> Verdict:
    """The verdict on a claim that came with a bad answer: what is right in it is not known until it was read again."""
    check = Check(name="answer", state="unproven", detail=f"came with an answer that is {state}")
    checks = (*verdict.checks, check)
    if verdict.state == "rejected":
        return _given(verdict.claim, "rejected", checks, verdict.reason)
    return _given(verdict.claim, "uncertain", checks, told(check))


def repeated(verdict: Verdict, fact: str) -> Verdict:
    """The verdict on a right claim that says what a fact says already: it makes no second one."""
    check = Check(name="unique", state="unproven", detail=f"{fact} says it already")
    checks = (*(one for one in verdict.checks if one.name != check.name), check)
    return _given(verdict.claim, "uncertain", checks, told(check))


def judge_validated(
    claim: Claim, verdict: Verdict, heard: tuple[Check, Sequence[Opinion]], rules: ValidatorSettings
) -> Verdict:
    """The verdict on an accepted claim once other evidence was heard: whether others map it so, and each witness.

    One witness counts once, however often it speaks. Who disagrees is never outvoted: a person decides.
    """
    consistent, opinions = heard
    checks = tuple(check for check in verdict.checks if check.name not in (VALIDATED, consistent.name))
    return _verdict(claim, (*checks, consistent, _validated(opinions, rules)))


def _validated(opinions: Sequence[Opinion], rules: ValidatorSettings) -> Check:
    against = {one.witness: one.reason for one in opinions if one.says == "disagrees"}
    behind = {one.witness: one.reason for one in opinions if one.says == "agrees" and one.witness not in against}
    if len(against) >= rules.dissent:
        who = "; ".join(f"{witness}: {reason}" for witness, reason in sorted(against.items()))
        return Check(name="validated", state="unproven", detail=f"disputed: {who}")
    if len(behind) >= rules.quorum:
        return Check(name="validated", state="pass", detail=f"confirmed: {', '.join(sorted(behind))}")
    state: CheckState = "unproven" if rules.without_quorum == "person" else "pass"
    return Check(
        name="validated", state=state, detail=f"unopposed: {len(behind)} of {rules.quorum} witnesses confirm it"
    )


def establish(claim: Claim, verdict: Verdict) -> Fact:
    """The fact of an accepted claim. Raises BrokenPromise for any other: there is no way round the gate."""
    if verdict.claim != claim.claim_id or verdict.state != "accepted":
        raise BrokenPromise(f"{claim.claim_id} is {verdict.state}, not accepted; it cannot become a fact")
    said = f'{{"claim":{quoted(claim.claim_id)},"verdict":{quoted(verdict.verdict_id)}}}'
    return Fact.trusted(
        fact_id=text_id("fact", said.encode("utf-8", "surrogatepass")),
        claim=claim.claim_id,
        verdict=verdict.verdict_id,
        body=claim.body,
        evidence=claim.evidence,
    )


def judge_amended(claim: Claim, old: Fact, erratum: Fact) -> Verdict:
    """The verdict on a corrected declaration: it rests on two facts, and changes only what the correction names."""
    rests = set(claim.based_on) == {old.fact_id, erratum.fact_id}
    check = Check(
        name="amended", state="pass" if rests else "fail", detail=f"{old.fact_id} as {erratum.fact_id} corrects it"
    )
    return _verdict(claim, (check,))


def judge_covered(claim: Claim, check: Check) -> Verdict:
    """The verdict on an operation as a whole: whether what it demands has a source."""
    return _verdict(claim, (check,))
