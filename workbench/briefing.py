"""What a reviewer should know of one proposal beside its change: who must still say yes, by when, under which rules,
and what it rests on, word for word.

    wb.briefing(wb.proposal("ORD100"))

Measured at the moment it is asked: `outcome` says whether the target, the policy and the facts are still those that the
proposal was made for.
"""

from collections.abc import Sequence
from datetime import datetime

from workbench.acts import Decision, Proposal, SqlAction, Standing, moment, stamp
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.lineage.nodes import thing
from workbench.policy import case
from workbench.records import UNKNOWN, Record, SpecEvidence, Verdict
from workbench.revalidation import following, revalidate
from workbench.store import Store
from workbench.store.rows import verdict_of
from workbench.targets.affected import Affected, affected
from workbench.targets.sql import Sql
from workbench.textgate import show

MOST = 40
"""Lines and verdicts that a briefing holds; it counts all of them."""

LONGEST = 300
"""Characters of a quote."""


class Quoted(Record):
    """Lines of a spec that a proposal rests on."""

    spec: str
    first: int
    last: int
    quote: str


class Judged(Record):
    """The gate's word on one claim that the proposal rests on; `open` names the checks that did not pass."""

    about: str
    state: str
    reason: str
    checks: int
    open: tuple[str, ...]


class Briefing(Record):
    """`closes` is the moment after which nobody can decide, or execute, any more. `outcome`: retain, replace or clear,
    as in `Revalidation`; "unknown" where the target cannot be asked. `remarks`: what was pointed at when the
    proposal was made, by a model or by contradictions in the spec."""

    proposal: str
    digest: str
    state: str
    approved_by: tuple[str, ...]
    missing: tuple[str, ...]
    proposed: str
    closes: str
    rules: tuple[str, ...]
    outcome: str
    changes: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    quotes_total: int
    verdicts: tuple[Judged, ...]
    verdicts_total: int
    rows: tuple[Affected, ...]
    remarks: tuple[str, ...]


def brief(desk: Desk, store: Store, proposal: Proposal, stand: Standing | None = None) -> Briefing:
    """The briefing of a proposal, measured now."""
    stand = stand or desk.standings()[proposal.proposal_id]
    quotes, verdicts = _quotes(store, proposal.facts), _verdicts(store, proposal.evidence)
    outcome, changes = _outcome(desk, store, proposal, stand)
    opened = _opened(desk, proposal)
    return Briefing(
        proposal=proposal.proposal_id,
        digest=proposal.digest,
        state=stand.state,
        approved_by=stand.approved_by,
        missing=stand.missing,
        proposed=stamp(opened),
        closes=_closes(desk, stand, opened),
        rules=tuple(desk.policy.why(case(proposal))),
        outcome=outcome,
        changes=changes,
        quotes=tuple(quotes[:MOST]),
        quotes_total=len(quotes),
        verdicts=tuple(verdicts[:MOST]),
        verdicts_total=len(verdicts),
        rows=_rows(desk, proposal),
        remarks=tuple(remarks(store, proposal.proposal_id)[:MOST]),
    )


def remarks(store: Store, proposal_id: str) -> list[str]:
    """What was pointed at when a proposal was made, a line each."""
    sql = "SELECT detail FROM latest_read WHERE agent = 'migrator' AND starts_with(detail, ?)"
    rows = store.rows(sql, (f"proposed {proposal_id} ",))
    return [show(line) for row in rows for line in row[0].split("\n")[1:]]


def _opened(desk: Desk, proposal: Proposal) -> datetime:
    entries = desk.ledger.entries()
    told = (e for e in entries if e.kind == "proposal" and e.body.get("proposal_id") == proposal.proposal_id)
    return moment(next(told).time)


def _closes(desk: Desk, stand: Standing, opened: datetime) -> str:
    """When the first approval that counts runs out; before there is one, when nobody can decide any more."""
    entries = desk.ledger.entries() if stand.decisions else []
    said = [Decision.model_validate(e.body) for e in entries if e.body.get("decision_id") in stand.decisions]
    return min([one.statement.expires for one in said], default=stamp(opened + desk.policy.proposals_expire))


def _outcome(desk: Desk, store: Store, proposal: Proposal, stand: Standing) -> tuple[str, tuple[str, ...]]:
    if stand.state not in ("proposed", "approved", "parked"):
        return "retain", ()
    try:
        gone = _gone(store, proposal.facts)
        if gone:
            return "clear", (f"{gone[0]} no longer stands",)
        follows = following(desk.ledger.entries(), proposal, stand)
        found = revalidate(proposal, desk.target(proposal.target.name), desk.policy, follows=follows)
    except (WorkbenchError, OSError) as fault:
        return UNKNOWN, (show(str(fault)),)
    return found.outcome, tuple(map(show, found.changes))


def _gone(store: Store, facts: Sequence[str]) -> list[str]:
    """Facts that no longer stand; a proposal of an agent of one's own may name others, which are nothing here."""
    sql = """SELECT fact_id FROM fact WHERE fact_id IN (SELECT unnest(?))
        AND fact_id NOT IN (SELECT fact_id FROM active_fact) ORDER BY 1"""
    return [row[0] for row in store.rows(sql, (list(facts),))] if facts else []


def _quotes(store: Store, facts: Sequence[str]) -> list[Quoted]:
    """The lines behind facts, each once, in the order of the document."""
    sql = "SELECT fact.* FROM fact WHERE fact_id IN (SELECT unnest(?)) ORDER BY spec_id, first"
    rows = store.records(_EVIDENCE.format(sql), (list(facts),)) if facts else []
    found = {}
    for row in rows:
        one = SpecEvidence.model_validate_json(row["item"])
        quote = show(one.quote)
        quote = quote[: LONGEST - 1] + "…" if len(quote) > LONGEST else quote
        found[(one.first, one.last, quote)] = Quoted(spec=row["name"], first=one.first, last=one.last, quote=quote)
    return list(found.values())


_EVIDENCE = """SELECT spec.name, CAST(item AS VARCHAR) AS item FROM (
    SELECT spec_id, first, unnest(CAST(evidence AS JSON[])) AS item FROM ({}) AS those
    ) JOIN spec USING (spec_id) WHERE item->>'$.kind' = 'spec' ORDER BY CAST(item->>'$.first' AS INTEGER)"""


def _verdicts(store: Store, evidence: Sequence[str]) -> list[Judged]:
    """Verdicts, those that are open or against it first."""
    sql = """SELECT verdict.*, claim.kind, claim.program, claim.record, claim.name FROM verdict
        JOIN claim USING (claim_id) WHERE verdict_id IN (SELECT unnest(?)) ORDER BY claim.first, verdict_id"""
    rows = store.records(sql, (list(evidence),)) if evidence else []
    judged = [_judged(row) for row in rows]
    return sorted(judged, key=lambda one: (one.state == "accepted", not one.open))


def _judged(row: dict[str, str]) -> Judged:
    names = ("kind", "program", "record", "name")
    said: Verdict = verdict_of({name: value for name, value in row.items() if name not in names})
    return Judged(
        about=show(thing(*(row[name] for name in names))),
        state=said.state,
        reason=show(said.reason),
        checks=len(said.checks),
        open=tuple(show(f"{one.name}: {one.detail}") for one in said.checks if one.state != "pass"),
    )


def _rows(desk: Desk, proposal: Proposal) -> tuple[Affected, ...]:
    target = desk.targets.get(proposal.target.name)
    if not isinstance(target, Sql):
        return ()
    actions = [action for action in proposal.actions if isinstance(action, SqlAction)]
    try:
        done = target.rehearsed(actions)
    except (WorkbenchError, OSError):
        return ()  # the rows are not those of then; `changes` says so
    return tuple(affected(action, one) for action, one in zip(actions, done, strict=True))
