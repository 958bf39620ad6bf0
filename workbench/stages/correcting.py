"""Corrections: what a document takes back, applied to what it declares, in the order of its lines.

What holds follows from the declarations and corrections of one spec alone, each time from the start: it is the same
whether the spec came in at once or as the tenth issue of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.dossier import Amendment, Flag, tie
from workbench.facts import MAPPING, bases, correctable_facts, corrected_facts, states
from workbench.gate import GATE, establish, judge_amended
from workbench.ledger import Ledger
from workbench.records import Claim, ErratumBody, Fact, Verdict, claim
from workbench.revocation import take_along
from workbench.stages.filing import file_judged
from workbench.store import Store

States = Mapping[str, tuple[str, str]]
"""The newest state of each fact, and its reason."""

OURS = ("superseded by ", "applied to ", "flagged: ")
"""How the reasons begin that corrections give."""

NO_LONGER = "its correction no longer holds"


@dataclass
class Corrected:
    """What corrections make of declarations: the corrected ones, and the state and reason of every fact they touch."""

    made: list[tuple[Claim, Verdict]] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    said: dict[str, tuple[str, str]] = field(default_factory=dict)


def correct(facts: Sequence[Fact]) -> Corrected:
    """What the corrections among some facts do; each meets what those before it left. In the order of the text."""
    found, standing = Corrected(), defaultdict[str, list[Fact]](list)
    for fact in facts:
        if not isinstance(fact.body, ErratumBody):
            standing[fact.body.program].append(fact)
    for erratum in facts:
        if isinstance(erratum.body, ErratumBody):
            _correct(found, tie(erratum, standing.get(erratum.body.program, ())), standing[erratum.body.program])
    return found


def _correct(found: Corrected, tied: Amendment | Flag, standing: list[Fact]) -> None:
    """Notes what one correction does, and puts what holds from then on in the place of what it supersedes."""
    erratum = tied.erratum.fact_id
    if isinstance(tied, Flag):
        found.said[erratum] = ("active", f"flagged: {tied.reason}")
        return
    found.said[tied.fact.fact_id] = ("superseded", f"superseded by {erratum}")
    found.said[erratum] = ("active", f"applied to {tied.fact.fact_id}")
    fresh = _made(found, tied)
    at = standing.index(tied.fact)
    standing[at : at + 1] = fresh


def _made(found: Corrected, tied: Amendment) -> list[Fact]:
    if tied.body is None:
        return []
    evidence = (*tied.fact.evidence, *tied.erratum.evidence)
    made = claim(GATE, GATE, tied.body, evidence, (tied.fact.fact_id, tied.erratum.fact_id))
    verdict = judge_amended(made, tied.fact, tied.erratum)
    found.made.append((made, verdict))
    if verdict.state != "accepted":
        return []
    fact = establish(made, verdict)
    found.facts[fact.fact_id] = fact
    return [fact]


def apply_errata(store: Store, ledger: Ledger, spec: str, run: str) -> None:
    """Supersede what a correction changes: the old fact no longer counts, the corrected one does, and says why.

    What was built on a fact that no longer counts is stale, and proposals that rest on it are closed.
    """
    while not _applied(store, ledger, spec, run):  # another run changed a fact meanwhile: look again
        pass


def _applied(store: Store, ledger: Ledger, spec: str, run: str) -> bool:
    """Whether every correction is in force; False when what they were computed from is no longer so."""
    with store.read():  # one state for all that is asked
        before, declared = states(store), correctable_facts(store, spec)
        found = correct(declared)
        corrected = {fact.fact_id for fact in declared if before[fact.fact_id][1].startswith(OURS)}
        said = _changes(found, before, corrected) | _dropped(store, spec, found)
        over = {fact for fact, (state, _) in said.items() if state != "active"}
        said |= {fact: ("stale", "rests on a fact that was corrected") for fact in _resting(store, over)}
    fresh = [pair for pair in found.made if pair[1].state != "accepted" or _fact(pair) not in before]
    if not said and not fresh:
        return True
    with store.write() as tx:
        if states(store) != before:
            return False
        file_judged(tx, [made for made, _ in fresh], [verdict for _, verdict in fresh], run)
        tx.add("fact_status", [_status(fact, *what) for fact, what in said.items()])
    if over:
        take_along(ledger, over, "facts it rests on were corrected")
    return True


def _fact(judged: tuple[Claim, Verdict]) -> str:
    return establish(*judged).fact_id


def _changes(found: Corrected, standing: States, corrected: set[str]) -> dict[str, tuple[str, str]]:
    """Where facts stand otherwise than corrections say; what nothing is said of any more stands as it was read."""
    plain = ("active", "accepted")
    before = dict.fromkeys(corrected, plain)
    back = {fact: plain for fact in found.facts if standing.get(fact, plain)[0] in ("stale", "superseded")}
    wanted = before | back | found.said
    return {fact: what for fact, what in wanted.items() if standing.get(fact) != what}


def _dropped(store: Store, spec: str, found: Corrected) -> dict[str, tuple[str, str]]:
    """Corrected declarations that no correction makes any more."""
    made = corrected_facts(store, spec)
    return {fact.fact_id: ("stale", NO_LONGER) for fact in made if fact.fact_id not in found.facts}


def _resting(store: Store, over: set[str]) -> list[str]:
    """What was mapped from facts that no longer count."""
    resting = sorted(fact for fact, on in bases(store, MAPPING).items() if over & set(on)) if over else []
    active = {row[0] for row in store.rows("SELECT fact_id FROM active_fact")} if resting else set()
    return [fact for fact in resting if fact in active]


def _status(fact: str, state: str, reason: str) -> dict[str, str]:
    return {"fact_id": fact, "state": state, "reason": reason, "who": GATE}
