"""Where a project stands, computed from the tables each time and never remembered.

A run is complete when every content line was read, every endpoint that the spec mentions is accounted for, and every
correction was applied or flagged. Anything else is incomplete, with the lines and the names that are missing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from workbench.accounting import Mention, account
from workbench.records import UNKNOWN, EndpointState, Record, RunState
from workbench.stages.validation import heard
from workbench.store import NEWEST_STATUS, Store, newest_of


class Gap(Record):
    """Content lines that no good read covers; both ends inclusive, `lines` counts the content among them."""

    first: int
    last: int
    lines: int


class Missing(Record):
    """An endpoint that is mentioned and neither defined nor waived, and the line that first mentions it."""

    name: str
    line: int


class Waived(Record):
    """An endpoint that is missing and may be, and who said so why."""

    name: str
    who: str
    reason: str


class Unsettled(Record):
    """What keeps an endpoint from verified: how many of its claims about the target are open, and the check that most
    of them fail or leave unproven, with one claim's reason."""

    name: str
    open: int
    check: str
    example: str


class Status(Record):
    """Where one spec stands. `validated`: how many accepted mappings other evidence confirmed, nobody opposed, or
    somebody disputed.
    `placeless`: the lines of fields that stand in no endpoint, as far as anybody can tell.
    `bare`: the endpoints that are defined and below which no item was read: they have none, or in a form nobody knows.
    """

    spec: str
    name: str
    state: RunState
    lines: int
    bytes: int
    content_lines: int
    lines_uncovered: int
    gaps: tuple[Gap, ...]
    chunks: int
    chunks_read: int
    endpoints_mentioned: int
    endpoints_accounted: int
    endpoints: dict[EndpointState, int]
    missing: tuple[Missing, ...]
    waived: tuple[Waived, ...]
    placeless: tuple[int, ...]
    bare: tuple[str, ...]
    errata_applied: int
    errata_flagged: int
    claims: dict[str, int]
    facts: int
    validated: dict[str, int]
    unsettled: tuple[Unsettled, ...]
    proposals: dict[str, int]


NO_SECTION: tuple[EndpointState, ...] = ("missing", "refused")
"""States of endpoints that no section is about."""

_SPEC = "SELECT spec_id, name, bytes, lines FROM spec ORDER BY rowid DESC"
_CONTENT = "SELECT coalesce(sum(last - first + 1), 0) FROM line_class WHERE spec_id = ? AND class = 'content'"
_READ = """SELECT count(*), count(*) FILTER (WHERE chunk_id IN
    (SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok')) FROM chunk WHERE spec_id = ?"""
_PLACELESS = f"""SELECT DISTINCT first FROM claim WHERE kind = 'field' AND program = '{UNKNOWN}' AND spec_id = ?
    ORDER BY first"""
_WITH_ITEMS = "SELECT DISTINCT program FROM claim WHERE kind = 'field' AND spec_id = ?"
_VERDICTS = "SELECT verdict, CAST(sum(claims) AS INTEGER) FROM claims_by_verdict GROUP BY verdict"
_ERRATA = f"""SELECT count(*) FILTER (WHERE starts_with(reason, 'applied to')),
    count(*) FILTER (WHERE starts_with(reason, 'flagged'))
    FROM {NEWEST_STATUS}"""

_UNLOOKED = """SELECT count(*) FROM (
    SELECT read.state FROM read JOIN run USING (run_id) WHERE agent = 'migrator' AND spec_id = ?
    QUALIFY row_number() OVER (PARTITION BY first ORDER BY read.rowid DESC) = 1) WHERE state <> 'ok'"""
"""Endpoints that a model was to look over before they are proposed, and did not."""


def status(
    store: Store, proposals: Mapping[str, int], spec: str = UNKNOWN, waived: Sequence[Waived] = ()
) -> Status | None:
    """Where a spec stands, the newest one without a name; nothing when none was taken in yet."""
    specs = [row for row in store.rows(_SPEC) if spec in (UNKNOWN, row[0], row[1])]
    if not specs:
        return None
    spec_id, name, size, lines = specs[0]
    gaps = [
        Gap(first=a, last=b, lines=n)
        for a, b, n in store.rows(
            "SELECT first, last, lines FROM coverage_gaps WHERE spec_id = ? ORDER BY first", (spec_id,)
        )
    ]
    chunks, read = store.rows(_READ, (spec_id,))[0]
    states = endpoint_states(store, spec_id)
    mentioned = account(_mentions(store, spec_id), _defined(states), [each.name for each in waived])
    applied, flagged = store.rows(_ERRATA)[0]
    counted = Counter(states.values())
    declaring = {row[0] for row in store.rows(_WITH_ITEMS, (spec_id,))}
    missing = tuple(Missing(name=n, line=at) for n, at in zip(mentioned.missing, mentioned.missing_lines, strict=True))
    uncovered = sum(gap.lines for gap in gaps)
    validated = heard(store)
    asked = "unanswered" not in validated and not store.rows(_UNLOOKED, (spec_id,))[0][0]
    complete = uncovered == 0 and read == chunks and not missing and bool(states) and asked
    return Status(
        spec=spec_id,
        name=name,
        state="complete" if complete else "incomplete",
        lines=lines,
        bytes=size,
        content_lines=store.rows(_CONTENT, (spec_id,))[0][0],
        lines_uncovered=uncovered,
        gaps=tuple(gaps),
        chunks=chunks,
        chunks_read=read,
        endpoints_mentioned=len(mentioned.mentioned),
        endpoints_accounted=len(mentioned.mentioned) - len(missing),
        endpoints=dict(counted),
        missing=missing,
        waived=tuple(each for each in waived if states.get(each.name) == "missing"),
        placeless=tuple(row[0] for row in store.rows(_PLACELESS, (spec_id,))),
        bare=tuple(name for name, state in states.items() if state not in NO_SECTION and name not in declaring),
        errata_applied=applied,
        errata_flagged=flagged,
        claims=dict(store.rows(_VERDICTS)),
        facts=store.rows("SELECT count(*) FROM active_fact")[0][0],
        validated=validated,
        unsettled=unsettled(store, [name for name, state in states.items() if state == "uncertain"]),
        proposals=dict(proposals),
    )


def unsettled(store: Store, names: Sequence[str]) -> tuple[Unsettled, ...]:
    """What is open about each of these endpoints, those with the fewest questions first."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, reason in store.rows(_QUESTIONS):
        reasons[name].append(reason)
    for name, reason in store.rows(_FLAGS):
        reasons[name].append(f"correction: {reason}")
    found = []
    for name in names:
        checks = Counter(reason.partition(":")[0] for reason in reasons[name]) or Counter(["serves"])
        check = checks.most_common(1)[0][0]
        example = next((one for one in reasons[name] if one.startswith(check)), "no operation is settled for it")
        found.append(Unsettled(name=name, open=len(reasons[name]), check=check, example=example[:300]))
    return tuple(sorted(found, key=lambda one: (one.open, one.name)))


def _mentions(store: Store, spec_id: str) -> list[Mention]:
    rows = store.rows("SELECT name, line, how FROM mention WHERE spec_id = ?", (spec_id,))
    return [Mention(name=name, line=line, how=how) for name, line, how in rows]


def _defined(states: Mapping[str, EndpointState]) -> Sequence[str]:
    return [name for name, state in states.items() if state != "missing"]


def endpoint_states(store: Store, spec_id: str) -> dict[str, EndpointState]:
    """The state of every endpoint that is mentioned or defined, from facts and verdicts."""
    with store.read() as view:
        named = {sql: {row[0] for row in view.rows(sql)} for sql in (_SERVED, _OPEN, _FLAGGED, _ALONE)}
        named |= {sql: {row[0] for row in view.rows(sql, (spec_id,))} for sql in (_DEFINED, _REFUSED)}
        mentioned = {row[0] for row in view.rows("SELECT DISTINCT name FROM mention WHERE spec_id = ?", (spec_id,))}
    states: dict[str, EndpointState] = {}
    for name in sorted(named[_DEFINED] | mentioned | named[_REFUSED]):
        if name not in named[_DEFINED]:
            states[name] = "refused" if name in named[_REFUSED] else "missing"
        elif name in named[_SERVED] and name not in named[_OPEN] | named[_FLAGGED]:
            states[name] = "verified"
        else:
            states[name] = "no_target" if name in named[_ALONE] else "uncertain"
    return states


def _active(kind: str) -> str:
    """SQL: the rows of `active_fact` of one kind."""
    newest = newest_of(f"SELECT fact_id FROM fact WHERE kind = '{kind}'")
    return f"(FROM fact WHERE kind = '{kind}' AND fact_id IN (SELECT fact_id FROM {newest} WHERE state = 'active'))"


_DEFINED = f"""SELECT fact.program FROM {_active("endpoint")} fact
    JOIN chunk read ON read.spec_id = fact.spec_id AND fact.first BETWEEN read.first AND read.last
    JOIN chunk here ON here.chunk_id = read.chunk_id AND here.spec_id = ?"""
_SERVED = f"SELECT program FROM {_active('serves')}"
_JUDGED = """(SELECT claim_id, arg_max(state, rowid) AS state, arg_max(reason, rowid) AS reason
    FROM verdict GROUP BY claim_id)"""
"""The newest verdict on each claim, without its checks: view `latest_verdict` sorts them all, and they are large."""
_REFUSED = f"""SELECT program FROM claim JOIN {_JUDGED} latest_verdict USING (claim_id)
    WHERE claim.kind = 'endpoint' AND state = 'rejected' AND claim.spec_id = ?"""
_QUESTIONS = f"""SELECT claim.program, latest_verdict.reason FROM claim JOIN {_JUDGED} latest_verdict USING (claim_id)
    WHERE latest_verdict.state <> 'accepted' AND claim.based_on IN (SELECT to_json([fact_id]) FROM active_fact)
    AND (claim.agent = 'mapper' AND claim.based_on NOT IN
    (SELECT claim.based_on FROM claim JOIN active_fact USING (claim_id) WHERE claim.agent = 'mapper')
    OR claim.agent = 'gate' AND claim.kind = 'uncertain') ORDER BY claim.rowid"""
_OPEN = f"SELECT DISTINCT program FROM ({_QUESTIONS})"
_EVER_FLAGGED = newest_of("SELECT fact_id FROM fact_status WHERE starts_with(reason, 'flagged')")
_FLAGS = f"""SELECT fact.program, newest.reason FROM fact JOIN {_EVER_FLAGGED} newest USING (fact_id)
    WHERE starts_with(newest.reason, 'flagged') ORDER BY fact.rowid"""
_FLAGGED = f"SELECT DISTINCT program FROM ({_FLAGS})"
_ALONE = """SELECT program FROM (SELECT program, count(*) FILTER (WHERE kind = 'serves') AS serving FROM claim
    WHERE agent = 'mapper' GROUP BY program) WHERE serving = 0"""
