"""Known hallucinations, planted into accepted claims: each a way in which an agent is wrong and sounds right.

A mutant is the accepted claim with one thing made false, its evidence true wherever a liar's would be. `mutating.py`
hands mutants to the gate and counts what gets past it. Where many survive, the documents are too thin.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from workbench.agent import MapTask
from workbench.records import (
    Body,
    Claim,
    CodeBody,
    Evidence,
    FieldBody,
    MapsBody,
    NoTargetBody,
    RuleBody,
    SpecEvidence,
    Transform,
    TruthEvidence,
    claim,
)
from workbench.truth import Catalog, Property

Kind = Literal[
    "invented_name", "neighbour", "other_table", "wrong_scale", "shifted_quote", "fabricated_quote",
    "negated_rule", "false_no_target", "stale_fact", "omission",
]  # fmt: skip
"""invented_name: a field or property that is nowhere. neighbour: another property of the same type and operation.
other_table: the property of that name in another operation. wrong_scale: another PICTURE, or another transform.
shifted_quote: a true quote at another thing's lines. fabricated_quote: one word of the quote and the claim made up.
negated_rule: a rule turned round. false_no_target: "no target" where there is one. stale_fact: built on a fact that no
longer stands. omission: left out, and its lines said to hold nothing."""

SAID: Mapping[Kind, str] = {
    "invented_name": "a name that is nowhere",
    "neighbour": "another property of the same type",
    "other_table": "the same name in another operation",
    "wrong_scale": "another picture or transform",
    "shifted_quote": "a true quote at other lines",
    "fabricated_quote": "a quote with one word made up",
    "negated_rule": "a rule turned round",
    "false_no_target": "no target, where there is one",
    "stale_fact": "built on a fact that no longer stands",
    "omission": "left out",
}
"""Each kind in a few words."""

_ENDS = ("KEY", "IND", "SEQ", "REF", "GRP", "ALT")
_TURNS = (
    (r"\bmust not\b", "must"), (r"\bmust\b", "must not"), (r"\bis not\b", "is"), (r"\bis\b", "is not"),
    (r"\bare\b", "are not"), (r"\bkeeps?\b", "lose"), (r"\bless than\b", "more than"), (r"\bbefore\b", "after"),
    (r"\bstops\b", "goes on"), (r"\bnever\b", "always"), (r"\bonly\b", "not only"), (r"\bor\b", "and"),
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """An accepted claim and what was made of it."""

    kind: Kind
    original: Claim
    wrong: Claim


def again(
    item: Claim, body: Body | None = None, evidence: Sequence[Evidence] = (), based_on: Sequence[str] = ()
) -> Claim:
    """The claim with another body, other evidence or another basis."""
    return claim(
        item.agent, item.engine, body or item.body, tuple(evidence) or item.evidence, tuple(based_on) or item.based_on
    )


Planter = Callable[[Claim, Sequence[Claim], Random], Claim | None]


def of_reading(item: Claim, beside: Sequence[Claim], rng: Random) -> Iterator[Mutant]:
    """What can be made of an accepted claim about the spec; `beside` are the claims about the same lines' chunk."""
    planters: tuple[tuple[Kind, Planter], ...] = (
        ("invented_name", _invented_field),
        ("wrong_scale", _other_picture),
        ("shifted_quote", _shifted),
        ("fabricated_quote", _fabricated),
        ("negated_rule", _negated),
    )
    for kind, plant in planters:
        if (wrong := plant(item, beside, rng)) is not None:
            yield Mutant(kind, item, wrong)


def _invented_field(item: Claim, beside: Sequence[Claim], rng: Random) -> Claim | None:
    body = item.body
    if not isinstance(body, FieldBody) or body.name == "FILLER":
        return None
    return again(
        item, body.model_copy(update={"name": f"{body.name.rpartition('-')[0] or body.name}-{rng.choice(_ENDS)}"})
    )


def _other_picture(item: Claim, beside: Sequence[Claim], rng: Random) -> Claim | None:
    body = item.body
    picture = _moved(body.picture, rng) if isinstance(body, FieldBody) else ""
    return again(item, body.model_copy(update={"picture": picture})) if picture else None


def _moved(picture: str, rng: Random) -> str:
    """A picture with another size or scale; "" for one that is none."""
    if "V" in picture:
        return rng.choice((picture.partition("V")[0], f"{picture}9"))
    sizes = list(re.finditer(r"\((\d+)\)", picture))
    if sizes:
        size = rng.choice(sizes)
        return f"{picture[: size.start(1)]}{int(size[1]) + rng.choice((1, 2, -1)) or 3}{picture[size.end(1) :]}"
    return f"{picture}{picture[-1]}" if picture[-1:] in ("9", "X") else ""


def _shifted(item: Claim, beside: Sequence[Claim], rng: Random) -> Claim | None:
    mine = _cited(item)
    others = [one for one in map(_cited, beside) if one and mine and one.quote.split() != mine.quote.split()]
    far = [one for one in others if mine and abs(one.first - mine.first) > 3]
    if mine is None or not far:
        return None
    there = rng.choice(far)
    return again(
        item, evidence=(mine.model_copy(update={"first": there.first, "last": there.last}), *item.evidence[1:])
    )


def _fabricated(item: Claim, beside: Sequence[Claim], rng: Random) -> Claim | None:
    """The quote and the claim agree with one another, and the document with neither."""
    body, mine = item.body, _cited(item)
    if mine is None:
        return None
    if isinstance(body, FieldBody):
        picture = _moved(body.picture, rng)
        if not picture or body.picture not in mine.quote:
            return None
        quote, made = mine.quote.replace(body.picture, picture, 1), body.model_copy(update={"picture": picture})
        return again(item, made, (mine.model_copy(update={"quote": quote}), *item.evidence[1:]))
    if isinstance(body, RuleBody | CodeBody) and (turned := _turned(body.text)) and (quote := _turned(mine.quote)):
        made_up = body.model_copy(update={"text": turned})
        return again(item, made_up, (mine.model_copy(update={"quote": quote}), *item.evidence[1:]))
    return None


def _negated(item: Claim, beside: Sequence[Claim], rng: Random) -> Claim | None:
    """The rule turned round, its quote true: only who reads the quote sees it."""
    body = item.body
    turned = _turned(body.text) if isinstance(body, RuleBody) else ""
    return again(item, body.model_copy(update={"text": turned})) if turned else None


def _turned(text: str) -> str:
    for form, other in _TURNS:
        if re.search(form, text):
            return re.sub(form, other, text, count=1)
    return ""


def _cited(item: Claim) -> SpecEvidence | None:
    return next((one for one in item.evidence if isinstance(one, SpecEvidence)), None)


def of_mapping(item: Claim, task: MapTask, catalog: Catalog, rng: Random) -> Iterator[Mutant]:
    """What can be made of an accepted claim that a field is a property."""
    body = item.body
    if not isinstance(body, MapsBody):
        return
    own = catalog.find(body.operation, body.property)
    if own is None:
        return
    yield Mutant("invented_name", item, again(item, body.model_copy(update={"property": f"{body.property}Id"})))
    yield Mutant("stale_fact", item, again(item, based_on=(f"fact-{rng.getrandbits(80):020x}",)))
    about = body.model_dump(include={"program", "record", "field", "ordinal", "operation"})
    nothing = NoTargetBody(**about, reason="no property is close")
    yield Mutant("false_no_target", item, again(item, nothing, _spec_side(item)))
    yield from _other_targets(item, body, own, catalog, rng)
    if (other := _other_transform(body.transform)) is not None:
        yield Mutant("wrong_scale", item, again(item, body.model_copy(update={"transform": other})))
    quote = re.sub(r"\d+", lambda size: str(int(size[0]) + 1), own.quote, count=1)
    if quote != own.quote:
        yield Mutant("fabricated_quote", item, again(item, evidence=_at(item, own.pointer, quote)))


def _other_targets(item: Claim, body: MapsBody, own: Property, catalog: Catalog, rng: Random) -> Iterator[Mutant]:
    operation = catalog.operation(body.operation)
    near = [one for one in (operation.properties if operation else ()) if one.type == own.type and one.path != own.path]
    if near and own.type != "object":
        one = rng.choice(near)
        made = body.model_copy(update={"property": one.path})
        yield Mutant("neighbour", item, again(item, made, _at(item, one.pointer, one.quote)))
    far = [
        (o.name, p) for o in catalog.operations if o.name != body.operation for p in o.properties if p.name == own.name
    ]
    if far:
        name, one = rng.choice(far)
        made = body.model_copy(update={"operation": name, "property": one.path})
        yield Mutant("other_table", item, again(item, made, _at(item, one.pointer, one.quote)))


def _other_transform(transform: Transform) -> Transform | None:
    """A transform that runs and gives another value."""
    match transform.kind:
        case "decimal" | "integer":
            return Transform(kind="scale", options=(("power", "2"),))
        case "scale":
            return Transform(kind="decimal")
        case "date":
            form = transform.option("source_form")
            return Transform(kind="date", options=(("source_form", "DDMMYYYY" if form != "DDMMYYYY" else "YYYYMMDD"),))
        case "boolean":
            turned = (("true_value", transform.option("false_value")), ("false_value", transform.option("true_value")))
            return Transform(kind="boolean", options=turned)
        case _:
            return None


def _spec_side(item: Claim) -> tuple[Evidence, ...]:
    return tuple(one for one in item.evidence if isinstance(one, SpecEvidence))


def _at(item: Claim, pointer: str, quote: str) -> tuple[Evidence, ...]:
    source = next(one.source for one in item.evidence if isinstance(one, TruthEvidence))
    return (*_spec_side(item), TruthEvidence(source=source, pointer=pointer, quote=quote))
