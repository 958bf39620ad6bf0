"""The facts of one endpoint put together, corrections applied: what the mapper and the migrator are given.

A correction that names one field of one record supersedes what was said before; one that cannot be tied to exactly one
fact is flagged, and its endpoint stays uncertain until a person has looked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from workbench.records import UNKNOWN, Dossier, ErratumBody, Fact, FieldBody, Record, RuleBody


class Amendment(Record):
    """A correction tied to the one fact it changes: `body` is what holds from now on; None when it is removed."""

    erratum: Fact
    fact: Fact
    body: FieldBody | RuleBody | None


class Flag(Record):
    """A correction that could not be tied to exactly one fact, and why."""

    erratum: Fact
    program: str
    reason: str


def tie(erratum: Fact, facts: Sequence[Fact]) -> Amendment | Flag:
    """A correction tied to the fact it changes, or flagged. `facts`: those of its endpoint, as they stand before it."""
    body = erratum.body
    assert isinstance(body, ErratumBody)
    if not facts:
        return Flag(erratum=erratum, program=body.program, reason=f"program '{body.program}' is not defined here")
    if body.attribute == "text":
        return _tie_rule(erratum, body, facts)
    if body.attribute == "unknown":
        return Flag(erratum=erratum, program=body.program, reason="its words do not say plainly what changes")
    found = _fields(facts, body.field, body.record)
    if body.attribute == "name" and not found and body.old != UNKNOWN:
        found = _fields(facts, body.old, body.record)
    if len(found) != 1:
        reason = f"{len(found)} fields are called '{body.field}' in {body.program} {body.record}; exactly one is needed"
        return Flag(erratum=erratum, program=body.program, reason=reason)
    return Amendment(erratum=erratum, fact=found[0], body=_changed(found[0].body, body))


def _fields(facts: Sequence[Fact], name: str, record: str) -> list[Fact]:
    fields = [(fact, fact.body) for fact in facts if isinstance(fact.body, FieldBody)]
    return [fact for fact, body in fields if body.name == name and record in (UNKNOWN, body.record)]


def _tie_rule(erratum: Fact, body: ErratumBody, facts: Sequence[Fact]) -> Amendment | Flag:
    rules = [fact for fact in facts if isinstance(fact.body, RuleBody)]
    words = {word.strip(".,;:()[]") for word in body.text.split()}
    named = [f for f in rules if isinstance(f.body, RuleBody) and _rule_names(f.body.rule, body.program) & words]
    if len(named) != 1:
        reason = f"{len(named)} rules of {body.program} are named in it; exactly one is needed"
        return Flag(erratum=erratum, program=body.program, reason=reason)
    rule = named[0].body
    assert isinstance(rule, RuleBody)
    return Amendment(erratum=erratum, fact=named[0], body=rule.model_copy(update={"text": body.new}))


def _rule_names(rule: str, program: str) -> set[str]:
    """What a rule is called: its id, and without the endpoint's name in it (`BR-ORD100-R04` is R04 of ORD100)."""
    return {rule, *(rule.partition(f"{program}-")[2:] if f"{program}-" in rule else ())} - {""}


def _changed(old: object, body: ErratumBody) -> FieldBody | None:
    assert isinstance(old, FieldBody)
    if body.attribute == "removed":
        return None
    if body.attribute == "name":
        return old.model_copy(update={"name": body.new})
    picture, _, usage = body.new.partition(" ")
    # A picture of another size moves what the listing printed about storage; it no longer holds.
    changed = {"picture": picture, "bytes": -1, "offset": -1} | ({"usage": usage} if usage else {})
    return old.model_copy(update=changed)


def assemble(facts: Iterable[Fact]) -> list[Dossier]:
    """One dossier an endpoint, by name; facts keep their order, and those of no endpoint are left out."""
    by_program: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_program[fact.body.program].append(fact)
    dossiers = []
    for program in sorted(by_program):
        mine = by_program[program]
        endpoint = next((fact for fact in mine if fact.body.kind == "endpoint"), None)
        if endpoint is not None:
            dossiers.append(_dossier(program, endpoint, mine))
    return dossiers


def _dossier(program: str, endpoint: Fact, facts: Sequence[Fact]) -> Dossier:
    def of(*kinds: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in facts if fact.body.kind in kinds)

    return Dossier(
        program=program,
        endpoint=endpoint,
        records=of("record"),
        fields=of("field"),
        rules=of("rule"),
        codes=of("code"),
        mappings=of("serves", "maps", "no_target"),
    )
