"""What holds for one issue of a spec: of all that was ever read, said and proposed, what a run of it would find again.

What was asked anew holds in its newest answer; what rests on something that does not hold, does not hold itself.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from workbench.lineage.walk import View, viewing
from workbench.records import Record
from workbench.store import NEWEST_STATUS, Store

MADE_OF = ("endpoint", "record", "field", "serves", "maps", "no_target")
"""Kinds of fact that an endpoint's proposal rests on: all of its facts of these kinds."""


class Holding(Record):
    """Ids of what holds, and of the facts among it that count: those that were not corrected, revoked or gone stale."""

    nodes: frozenset[str]
    counting: frozenset[str]


def holding(store: Store, spec: str, whole: bool = True) -> Holding:
    """What holds for a spec that was run. `whole`: without it nothing was mapped, for some of it could not be read."""
    with viewing(store) as view:
        return _Held(view, spec).found(whole)


class _Claim(NamedTuple):
    claim: str
    agent: str
    engine: str
    kind: str
    program: str
    based_on: tuple[str, ...]


class _Held:
    """One state of the store, as it is asked for one spec."""

    def __init__(self, view: View, spec: str) -> None:
        self.view, self.spec = view, spec
        rows = view.reader.rows(_CLAIMS)
        self.claims = {row[0]: _Claim(row[0], row[1], row[2], row[3], row[4], tuple(row[5])) for row in rows}
        self.facts: dict[str, list[str]] = defaultdict(list)
        self.states: dict[str, tuple[str, str, str]] = {}
        for fact, claim, *newest in view.reader.rows(_FACTS):
            self.facts[claim].append(fact)
            self.states[fact] = (newest[0], newest[1], newest[2])
        self.claim_of = {fact: claim for claim, facts in self.facts.items() for fact in facts}
        self.kept = {claim: facts for claim, facts in self.facts.items() if any(map(self._kept, facts))}
        self.said: dict[str, list[str]] = defaultdict(list)
        for read, claim in view.reader.rows("SELECT src, dst FROM edge WHERE kind = 'said'"):
            self.said[read].append(claim)
        self.reads: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for read, agent, asked in view.reader.rows("SELECT read_id, agent, chunk_id FROM read ORDER BY rowid"):
            self.reads[agent].append((read, asked))

    def found(self, whole: bool) -> Holding:
        """What holds."""
        chunks = {row[0] for row in self.view.reader.rows("SELECT chunk_id FROM chunk WHERE spec_id = ?", [self.spec])}
        reads = {read for read, chunk in self.reads["inventory"] if chunk in chunks}
        claims = {claim for read in reads for claim in self.said[read]}
        self._corrected(claims)
        mapped = self._mapped(claims) if whole else set()
        claims |= {claim for read in mapped for claim in self.said[read]}
        claims |= self._of_the_gate(claims) if whole else set()
        # What was settled and is said again, but stands no more, is an open question now.
        claims = {claim for claim in claims if claim in self.kept or claim not in self.facts}
        facts = self._facts(claims)
        reads |= mapped | {read for read, claim in self.reads["validator"] if claim in claims}
        judged = self.view.reader.rows("SELECT verdict_id, claim_id FROM verdict")
        verdicts = {verdict for verdict, claim in judged if claim in claims}
        counting = self._counting(facts)
        nodes = chunks | reads | claims | facts | verdicts | self._proposed(counting)
        return Holding(nodes=frozenset(nodes), counting=frozenset(counting))

    def _facts(self, claims: Collection[str]) -> set[str]:
        """What claims established; a mapping that the mapper takes back is established no more.

        One that was established again, by another verdict, was not taken back.
        """
        return {fact for claim in self.kept.keys() & claims for fact in self.kept[claim]}

    def _kept(self, fact: str) -> bool:
        state, _, who = self.states[fact]
        return (state, who) != ("stale", "mapper")

    def _counting(self, facts: Collection[str]) -> set[str]:
        """The facts whose claim counts, by whichever verdict."""
        claims = {self.claim_of[fact] for fact in facts if self.states[fact][0] == "active"}
        return {fact for fact in facts if self.claim_of[fact] in claims}

    def _corrected(self, claims: set[str]) -> None:
        """Adds the declarations that corrections made: one may be corrected again."""
        left = [one for one in self.claims.values() if one.agent == "gate" and one.kind != "uncertain"]
        facts = self._facts(claims)
        while True:
            fresh = [one for one in left if len(one.based_on) == 2 and facts.issuperset(one.based_on)]
            fresh = [one for one in fresh if self.states[one.based_on[0]][1] == f"superseded by {one.based_on[1]}"]
            if not fresh:
                return
            claims.update(one.claim for one in fresh)
            facts |= self._facts([one.claim for one in fresh])
            left = [one for one in left if one not in fresh]

    def _mapped(self, claims: Collection[str]) -> set[str]:
        """The newest answer of each engine about each endpoint, where all that it rests on counts.

        What was said before in the same words holds with it: it is the same answer, whatever the question was then.
        """
        counting = self._counting(self._facts(claims))
        newest: dict[tuple[str, str], str] = {}
        for read, _ in self.reads["mapper"]:
            for claim in self.said[read][:1]:
                newest[self.claims[claim].program, self.claims[claim].engine.partition("+")[0]] = read
        again = {frozenset(self.said[read]) for read in newest.values() if self._rests(read, counting)}
        return {read for read, _ in self.reads["mapper"] if frozenset(self.said[read]) in again}

    def _rests(self, read: str, counting: set[str]) -> bool:
        """Whether all that an answer rests on counts."""
        return counting >= {fact for claim in self.said[read] for fact in self.claims[claim].based_on}

    def _of_the_gate(self, claims: Collection[str]) -> set[str]:
        """What the gate says of mappings: the same with better quotes, and that an operation demands more."""
        facts, every = self._facts(claims), self.claims.values()
        asked = {self.claims[one].based_on for one in claims if self.claims[one].agent == "mapper"}
        cited = {c.claim for c in every if (c.agent, c.engine) == ("mapper", "gate") and c.based_on in asked}
        settled = dict(self.view.reader.rows("SELECT claim_id, state FROM latest_verdict WHERE state = 'accepted'"))
        open_ = [c for c in every if (c.agent, c.kind) == ("gate", "uncertain") and c.claim not in settled]
        return cited | {c.claim for c in open_ if facts.issuperset(c.based_on)}

    def _proposed(self, counting: set[str]) -> set[str]:
        """Proposals of what counts, with the reads that made them: a migrator's of all its endpoint's facts."""
        made = dict(self.view.reader.rows("SELECT dst, src FROM edge WHERE kind = 'made'"))
        served = self.view.reader.rows("SELECT fact_id, program FROM fact WHERE kind = 'serves'")
        found = self._unmade(set(made.values()), {program for fact, program in served if fact in counting})
        whole: dict[str, set[str]] = defaultdict(set)
        for fact, kind, program in self.view.reader.rows("SELECT fact_id, kind, program FROM fact"):
            if kind in MADE_OF and fact in counting and self.states[fact][0] == "active":
                whole[program].add(fact)
        for entry in self.view.entries:
            if entry["kind"] == "proposal":
                name, facts = entry["body"]["proposal_id"], set(entry["body"]["facts"])
                if facts <= counting and (name not in made or facts == whole[entry["body"]["subject"]]):
                    found |= {name, made.get(name, name)}
        return found

    def _unmade(self, made: Collection[str], served: Collection[str]) -> set[str]:
        """The migrator's reads that nothing was proposed after: the newest of each endpoint that has an operation."""
        newest = {program: read for read, program in self.view.reader.rows(_MIGRATED)}
        return {read for program, read in newest.items() if program in served} - set(made)


_MIGRATED = """
    SELECT read_id, program FROM read JOIN fact ON fact.first = read.first AND fact.last = read.last
    WHERE agent = 'migrator' AND fact.kind = 'endpoint' ORDER BY read.rowid
"""
"""Each read of the migrator begins at the lines of its endpoint."""

_CLAIMS = "SELECT claim_id, agent, engine, kind, program, CAST(based_on AS VARCHAR[]) FROM claim ORDER BY rowid"
_FACTS = f"""
    SELECT fact_id, fact.claim_id, coalesce(newest.state, 'active'), coalesce(newest.reason, ''), coalesce(who, '')
    FROM fact LEFT JOIN {NEWEST_STATUS} newest USING (fact_id)
"""
