"""One claim explained to a person by a model, from the lines around its evidence; no verdict changes by it."""

from collections.abc import Iterator

from workbench.agent import Engine, ExplainTask, NumberedLine, Outcome
from workbench.agents import VALIDATOR
from workbench.errors import UnknownThing
from workbench.records import Claim, SpecEvidence, TruthEvidence
from workbench.spec import Spec
from workbench.store import Store
from workbench.store.rows import claim_of

AROUND = 8
"""Lines before and after the cited ones that are shown too."""

LEGACY, TARGET = "legacy", "target"


def question(store: Store, spec: Spec, text: str) -> ExplainTask:
    """What is asked about the claim whose id this is, or begins so. Raises UnknownThing."""
    rows = store.records("SELECT * FROM claim WHERE starts_with(claim_id, ?) LIMIT 2", (text,))
    if len(rows) != 1:
        what = "several claims begin so" if rows else "no claim has this id"
        raise UnknownThing(f"'{text}': {what}; `workbench claims --json` lists them")
    item = claim_of(rows[0])
    said = store.rows("SELECT state, reason FROM latest_verdict WHERE claim_id = ?", (item.claim_id,))
    documents = ((LEGACY, tuple(_legacy(store, spec, item))), (TARGET, tuple(_target(item))))
    return ExplainTask(
        agent=VALIDATOR.name,
        program=item.body.program,
        claimed=", ".join(f"{name} {value}" for name, value in item.body.model_dump(mode="json").items() if value),
        verdict=": ".join(map(str, said[0])) if said else "not judged",
        documents=tuple((title, lines) for title, lines in documents if lines),
    )


def explain(engine: Engine, task: ExplainTask) -> Outcome:
    """What an engine says: notices, each with the line it goes by; a failure is a state."""
    return engine.ask(task)


def _legacy(store: Store, spec: Spec, item: Claim) -> Iterator[NumberedLine]:
    """The cited lines and those around them; of another specification than this one only the words themselves."""
    seen: set[int] = set()
    for one in _spoken(store, item):
        if one.spec != spec.spec_id:
            yield NumberedLine(number=one.first, text=one.quote)
            continue
        for number in range(max(1, one.first - AROUND), min(spec.count, one.last + AROUND) + 1):
            if number not in seen and spec.line(number).strip():
                seen.add(number)
                yield NumberedLine(number=number, text=spec.line(number))


def _spoken(store: Store, item: Claim) -> list[SpecEvidence]:
    """The words of the claim, and of the facts it is based on."""
    found = [one for one in item.evidence if isinstance(one, SpecEvidence)]
    based = "SELECT claim.* FROM claim JOIN fact USING (claim_id) WHERE fact_id IN (SELECT unnest(?))"
    for row in store.records(based, (list(item.based_on),)):
        found += [one for one in claim_of(row).evidence if isinstance(one, SpecEvidence)]
    return list(dict.fromkeys(found))


def _target(item: Claim) -> Iterator[NumberedLine]:
    quotes = [one for one in item.evidence if isinstance(one, TruthEvidence) and one.quote.strip()]
    yield from (NumberedLine(number=at, text=one.quote) for at, one in enumerate(quotes, 1))
