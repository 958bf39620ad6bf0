"""The gate's mutation score on a project's own claims: the share of planted errors it catches, kind by kind.

The claims are those that the project accepted, and the documents are its own, so the score says how far this gate can
be trusted here. Unchanged claims are judged again as well: what no longer passes is a false alarm.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from workbench.agent import MapTask, Outcome, ReadTask
from workbench.agents.mapper import links, task
from workbench.checks.documents import MapDocuments
from workbench.dossier import assemble
from workbench.facts import spec_facts
from workbench.gate import judge_mapping, judge_reading
from workbench.intake import Intake
from workbench.matching import Matcher
from workbench.mutation import SAID, Kind, Mutant, of_mapping, of_reading
from workbench.records import Claim, FieldBody, Record, ServesBody, SpecEvidence, Verdict
from workbench.rereading import fault_of
from workbench.stages.reading import tasks
from workbench.store import Store
from workbench.store.rows import claim_of

Told = Callable[[str, int, int], None]
"""Told the part, how many chunks or endpoints are done, and how many there are."""

OF_READING: tuple[Kind, ...] = (
    "invented_name", "wrong_scale", "shifted_quote", "fabricated_quote", "negated_rule", "omission",
)  # fmt: skip
OF_MAPPING: tuple[Kind, ...] = (
    "neighbour", "other_table", "false_no_target", "stale_fact", "invented_name", "wrong_scale",
)  # fmt: skip
"""Which kinds can be planted into the claims of which agent."""

SHOWN = 20
"""Survivors that are kept with their text, for each kind."""


class Survivor(Record):
    """A planted error that the gate accepted."""

    kind: Kind
    claim: str
    program: str
    was: str
    became: str


class KindScore(Record):
    """How many errors of one kind were planted and how many were caught; `share` from 0 to 1."""

    kind: Kind
    what: str
    planted: int
    caught: int
    share: float


class MutationScore(Record):
    """What the gate catches. `false_alarms`: unchanged accepted claims that it no longer accepts, of `judged`."""

    score: float
    planted: int
    caught: int
    kinds: tuple[KindScore, ...]
    survivors: tuple[Survivor, ...]
    judged: int
    false_alarms: int
    false_alarm_rate: float


@dataclass
class Tally:
    """What was planted and caught so far."""

    most: int
    planted: dict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    caught: dict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    survivors: list[Survivor] = field(default_factory=list)
    judged: int = 0
    alarms: int = 0

    def wants(self, kind: Kind) -> bool:
        """Whether more of this kind are to be planted."""
        return self.planted[kind] < self.most

    def count(self, mutant: Mutant, caught: bool) -> None:
        """One planted error, and whether the gate stopped it."""
        self.planted[mutant.kind] += 1
        self.caught[mutant.kind] += caught
        kept = sum(one.kind == mutant.kind for one in self.survivors)
        if not caught and kept < SHOWN:
            self.survivors.append(_survivor(mutant))

    def again(self, verdicts: Sequence[Verdict]) -> None:
        """Verdicts on unchanged claims that were accepted before."""
        self.judged += len(verdicts)
        self.alarms += sum(verdict.state != "accepted" for verdict in verdicts)

    def score(self) -> MutationScore:
        """The sum of it."""
        planted, caught = sum(self.planted.values()), sum(self.caught.values())
        kinds = [
            KindScore(kind=k, what=what, planted=p, caught=c, share=_share(c, p))
            for k, what in SAID.items()
            for p, c in [(self.planted[k], self.caught[k])]
        ]  # fmt: skip
        return MutationScore(
            score=_share(caught, planted), planted=planted, caught=caught, kinds=tuple(kinds),
            survivors=tuple(self.survivors), judged=self.judged, false_alarms=self.alarms,
            false_alarm_rate=round(self.alarms / self.judged, 4) if self.judged else 0.0,
        )  # fmt: skip


def measure(store: Store, taken: Intake, matcher: Matcher, most: int, seed: int, told: Told) -> MutationScore:
    """The gate's score on the claims of one spec. `most`: errors to plant, of each kind."""
    rng, tally = Random(seed), Tally(most)
    accepted = _accepted(store)
    _of_readings(taken, accepted, rng, tally, told)
    _of_mappings(store, taken, matcher, rng, tally, told)
    return tally.score()


def _accepted(store: Store) -> dict[str, Claim]:
    rows = store.records(
        "SELECT claim.* FROM claim JOIN active_fact USING (claim_id) WHERE claim.agent IN ('inventory', 'mapper')"
    )
    return {row["claim_id"]: claim_of(row) for row in rows}


def _of_readings(taken: Intake, accepted: dict[str, Claim], rng: Random, tally: Tally, told: Told) -> None:
    found = [(asked, claims) for asked, claims in _read(taken, accepted) if claims]
    rng.shuffle(found)
    for number, (asked, claims) in enumerate(found, 1):
        tally.again(judge_reading(claims, asked.chunk, taken.documents))
        for mutant in _some(claims, rng):
            if tally.wants(mutant.kind):
                verdict = judge_reading([mutant.wrong], asked.chunk, taken.documents)[0]
                tally.count(mutant, verdict.state != "accepted")
        for mutant in _omissions(asked, claims, rng):
            if tally.wants("omission"):
                tally.count(mutant, _misses(asked, claims, mutant, taken))
        told("claims about the spec", number, len(found))
        if not any(map(tally.wants, OF_READING)):
            return


def _read(taken: Intake, accepted: dict[str, Claim]) -> Iterator[tuple[ReadTask, list[Claim]]]:
    """Each chunk with the accepted claims about its lines."""
    about: dict[int, list[Claim]] = defaultdict(list)
    for item in accepted.values():
        if item.agent == "inventory" and isinstance(item.evidence[0], SpecEvidence):
            if item.evidence[0].spec == taken.spec.spec_id:
                about[item.evidence[0].first].append(item)
    for asked in tasks(taken, taken.chunks):
        yield asked, [item for line in asked.lines for item in about.get(line.number, ())]


def _some(claims: Sequence[Claim], rng: Random) -> Iterator[Mutant]:
    """Mutants of a few claims of a chunk, so that many chunks have their share."""
    for item in rng.sample(list(claims), min(4, len(claims))):
        yield from of_reading(item, claims, rng)


def _omissions(asked: ReadTask, claims: Sequence[Claim], rng: Random) -> Iterator[Mutant]:
    fields = [item for item in claims if isinstance(item.body, FieldBody) and item.body.picture != "unknown"]
    for item in rng.sample(fields, min(2, len(fields))):
        yield Mutant("omission", item, item)


def _misses(asked: ReadTask, claims: Sequence[Claim], mutant: Mutant, taken: Intake) -> bool:
    """Whether an answer without this claim, whose lines are said to hold nothing, is found to lack something."""
    rest = [item for item in claims if item is not mutant.original]
    cited = {
        n
        for item in rest
        for one in item.evidence
        if isinstance(one, SpecEvidence)
        for n in range(one.first, one.last + 1)
    }
    none = tuple((line.number, line.number) for line in asked.lines if line.number not in cited)
    outcome, documents = Outcome(state="ok", claims=tuple(rest), none_here=none), taken.documents
    return fault_of(asked, outcome, judge_reading(rest, asked.chunk, documents), documents.alike) != "unknown"


def _of_mappings(store: Store, taken: Intake, matcher: Matcher, rng: Random, tally: Tally, told: Told) -> None:
    accepted = _accepted(store)
    dossiers = assemble(spec_facts(store, taken.spec.spec_id))
    said = _mapped(store)
    linked = links(dossiers, matcher)
    mapped = [d for d in dossiers if said.get(d.program)]
    rng.shuffle(mapped)
    tally.most *= 2  # kinds that both agents can get wrong are planted in both
    for number, dossier in enumerate(mapped, 1):
        asked = task(dossier, linked[dossier.program], matcher, taken.documents.remark)
        documents = MapDocuments(taken.documents, matcher.catalog, asked, {})
        _of_mapping(asked, documents, said[dossier.program], accepted, rng, tally)
        told("claims about the target", number, len(mapped))
        if not any(map(tally.wants, OF_MAPPING)):
            return


def _mapped(store: Store) -> dict[str, list[Claim]]:
    """What the mapper said of each endpoint, from its newest answer."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for row in store.records("SELECT * FROM claim WHERE agent = 'mapper' ORDER BY rowid"):
        found[row["program"]].append(claim_of(row))
    return found


def _of_mapping(
    asked: MapTask,
    documents: MapDocuments,
    said: Sequence[Claim],
    accepted: dict[str, Claim],
    rng: Random,
    tally: Tally,
) -> None:
    standing = {fact.fact_id for fact in (asked.dossier.endpoint, *asked.dossier.fields)}
    claims = [item for item in said if set(item.based_on) <= standing]
    right = [item for item in claims if item.claim_id in accepted]
    verdicts = {verdict.claim: verdict for verdict in judge_mapping(claims, documents)}
    tally.again([verdicts[item.claim_id] for item in right])
    fields = [item for item in right if not isinstance(item.body, ServesBody)]
    for item in rng.sample(fields, min(4, len(fields))):
        for mutant in of_mapping(item, asked, documents.catalog, rng):
            if tally.wants(mutant.kind):
                tally.count(mutant, _stopped(claims, mutant, documents))


def _stopped(claims: Sequence[Claim], mutant: Mutant, documents: MapDocuments) -> bool:
    changed = [mutant.wrong if item is mutant.original else item for item in claims]
    verdicts = judge_mapping(changed, documents)
    return next(v for c, v in zip(changed, verdicts, strict=True) if c is mutant.wrong).state != "accepted"


def _survivor(mutant: Mutant) -> Survivor:
    was, became = mutant.original, mutant.wrong
    return Survivor(
        kind=mutant.kind, claim=was.claim_id, program=was.body.program, was=_told(was),
        became="nothing" if mutant.kind == "omission" else _told(became),
    )  # fmt: skip


def _told(item: Claim) -> str:
    said = item.body.model_dump(mode="json", exclude={"program", "nearest", "candidates"})
    quotes = " | ".join(" ".join(one.quote.split()) for one in item.evidence)
    return f"{', '.join(f'{k} {v}' for k, v in said.items() if v not in ('unknown', -1, [], ''))} <- {quotes}"[:600]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
