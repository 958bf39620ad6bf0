"""The mapper's task: the facts of one endpoint beside the documents of its likeliest operation.

Only facts go in. Candidates come from the matcher with the documents they stand in, so that whatever the engine
answers, each side of a mapping can be quoted.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from workbench.agent import FieldChoice, MapTask, OperationLink, TargetTable
from workbench.agents import MAPPER
from workbench.matching import EndpointText, Link, Matcher
from workbench.records import UNKNOWN, Dossier, EndpointBody, Fact, FieldBody, SpecEvidence
from workbench.remarks import words
from workbench.truth import Precedents

MOST = 8
"""Candidates a field is given."""

TABLES, WIDE = 3, 50
"""An engine that reads is shown so many operations, and so many candidates from all of them together."""

MARKS = ".,;:()[]{}<>*\"'"
"""What may stand round a word and is not part of it."""

NONE_YET = Precedents()
"""Nothing that people decided."""

NO_LINK = OperationLink(
    operation=UNKNOWN,
    score=0.0,
    margin=0.0,
    named=False,
    why="no operation has a word of it",
    pointer=UNKNOWN,
    quote=UNKNOWN,
)
"""What stands where no operation speaks for an endpoint."""


def links(dossiers: Sequence[Dossier], matcher: Matcher) -> dict[str, OperationLink]:
    """For each endpoint the operation that the matcher prefers, no operation twice.

    Operations whose text says which endpoint they replace are taken first; the others are matched among what is left.
    """
    programs = frozenset(dossier.program for dossier in dossiers)
    found = {d.program: link for d in dossiers if (link := _named(d.program, matcher)) is not None}
    taken = {link.operation for link in found.values()}
    rest = [dossier for dossier in dossiers if dossier.program not in found]
    left = [operation for operation in matcher.catalog.operations if operation.name not in taken]
    fewer = Matcher(replace(matcher.catalog, operations=tuple(left)), matcher.glossary)
    linked = fewer.link([text(dossier, programs) for dossier in rest])
    return found | {d.program: _link(link, fewer) for d, link in zip(rest, linked, strict=True)}


def _named(program: str, matcher: Matcher) -> OperationLink | None:
    """The one operation whose text says that it replaces an endpoint; None when there is none, or more than one."""
    naming = [o for o in matcher.catalog.operations if _names(f"{o.title} {o.description}", program)]
    if len(naming) != 1:
        return None
    why, operation = f"its text names {program}", naming[0]
    return OperationLink(
        operation=operation.name,
        score=1.0,
        margin=1.0,
        named=True,
        why=why,
        pointer=operation.pointer,
        quote=operation.quote,
    )


def _link(link: Link | None, matcher: Matcher) -> OperationLink:
    operation = matcher.catalog.operation(link.operation) if link else None
    if link is None or operation is None:
        return NO_LINK
    return OperationLink(
        operation=link.operation,
        score=link.score,
        margin=link.margin,
        named=False,
        why=link.why,
        pointer=operation.pointer,
        quote=operation.quote,
    )


def _names(text: str, program: str) -> bool:
    """Whether the operation's text says that it replaces the endpoint; a sentence with a `not` in it says nothing."""
    if program not in text:
        return False
    for sentence in re.split(r"(?<=[.;!?])\s+", text):
        if re.search(rf"(?<![\w-]){re.escape(program)}(?![\w-])", sentence):
            return not re.search(r"\b(?:not|unlike|never|except|other than|confuse[d]?)\b", sentence, re.I)
    return False


def text(dossier: Dossier, programs: frozenset[str]) -> EndpointText:
    """What an endpoint says of itself: its title, the lines of its heading and the names in it.

    Names of other `programs` are left out: an operation that replaces one that is merely called says nothing.
    """
    body = dossier.endpoint.body
    quotes = [item.quote for item in dossier.endpoint.evidence if isinstance(item, SpecEvidence)]
    names = [fact.body.name for fact in dossier.fields if isinstance(fact.body, FieldBody)]
    title = body.title if isinstance(body, EndpointBody) and body.title != UNKNOWN else ""
    said = [word.strip(MARKS) for word in " ".join(quotes).split()]
    own = [_plain(word) for word in said if word and word not in programs - {dossier.program}]
    return EndpointText(program=dossier.program, title=title, words=" ".join(own), names=tuple(names))


def _plain(word: str) -> str:
    """A word of a heading in lower case when it is all letters in capitals: it is shouted, it is no name.

    >>> _plain("ENTRY"), _plain("InqAcc"), _plain("ORD100")
    ('entry', 'InqAcc', 'ORD100')
    """
    return word.lower() if word.isupper() and not any(c.isdigit() for c in word) else word


Beside = Callable[[Fact], SpecEvidence | None]
"""The comment lines above a field's declaration, None where there are none."""


def nothing_beside(fact: Fact) -> SpecEvidence | None:
    """No comment lines, for a text that is not at hand."""


def task(
    dossier: Dossier,
    link: OperationLink,
    matcher: Matcher,
    beside: Beside = nothing_beside,
    precedents: Precedents = NONE_YET,
) -> MapTask:
    """What the mapper is asked about one endpoint."""
    remarks = {fact.fact_id: beside(fact) for fact in dossier.fields}
    bodies = [_noted(fact.body, remarks[fact.fact_id]) for fact in dossier.fields if isinstance(fact.body, FieldBody)]
    rankings = matcher.rank_properties(bodies, link.operation, MOST)
    choices = [
        FieldChoice(
            field=fact,
            matches=ranking.candidates,
            chosen=ranking.chosen.property if ranking.chosen else UNKNOWN,
            margin=ranking.margin,
            hint=ranking.hint,
            part=ranking.part,
            parts=ranking.parts,
            also=tuple(match.property for match in ranking.also),
            remark=remarks[fact.fact_id],
            decided=_decided(fact, link.operation, precedents),
        )
        for fact, ranking in zip(dossier.fields, rankings, strict=True)
    ]
    operation = matcher.catalog.operation(link.operation)
    return MapTask(
        agent=MAPPER.name,
        dossier=dossier,
        source=matcher.catalog.source,
        link=link,
        choices=tuple(choices),
        properties=operation.properties if operation else (),
        terms=tuple(_terms(dossier, matcher).items()),
    )


def tables(asked: MapTask, matcher: Matcher, programs: frozenset[str]) -> MapTask:
    """The task with the matcher's best candidates, grouped by the operation or table that they stand in."""
    bodies = [fact.body for fact in asked.dossier.fields if isinstance(fact.body, FieldBody)]
    ranked = [link.operation for link in matcher.rank_operations(text(asked.dossier, programs), TABLES)]
    names = list(dict.fromkeys(name for name in (asked.link.operation, *ranked) if name != UNKNOWN))[:TABLES]
    best = {name: _best(matcher, bodies, name) for name in names}
    kept = sorted(((score, name, path) for name in names for path, score in best[name].items()), reverse=True)[:WIDE]
    shown = {(name, path) for _, name, path in kept}
    shown |= {(asked.link.operation, match.property) for choice in asked.choices for match in choice.matches}
    return asked.model_copy(update={"tables": tuple(_table(matcher, name, shown) for name in names)})


def _best(matcher: Matcher, bodies: Sequence[FieldBody], operation: str) -> dict[str, float]:
    """The properties of an operation that any field may become, with their best score."""
    best: dict[str, float] = {}
    for ranking in matcher.rank_properties(bodies, operation, WIDE):
        for match in ranking.candidates:
            best[match.property] = max(match.score, best.get(match.property, 0.0))
    return best


def _table(matcher: Matcher, name: str, shown: set[tuple[str, str]]) -> TargetTable:
    operation = matcher.catalog.by_name[name]
    return TargetTable(
        operation=name,
        title=f"{operation.title} {operation.description}".strip(),
        pointer=operation.pointer,
        quote=operation.quote,
        properties=tuple(item for item in operation.properties if (name, item.path) in shown),
    )


def _decided(fact: Fact, operation: str, precedents: Precedents) -> tuple[str, ...]:
    """What people said that a field is; "" for no target."""
    body = fact.body
    if not isinstance(body, FieldBody):
        return ()
    found = precedents.about(body.program, body.record, body.name, operation)
    return tuple(sorted({entry.property for entry in found}))


def _noted(body: FieldBody, remark: SpecEvidence | None) -> FieldBody:
    """The field with the remark above it as its note, where its own line has none."""
    return body.model_copy(update={"note": words(remark)}) if remark and body.note == UNKNOWN else body


def _terms(dossier: Dossier, matcher: Matcher) -> Mapping[str, tuple[str, ...]]:
    """What the dictionary says of each field it knows, by fact id."""
    found = {}
    for fact in dossier.fields:
        if isinstance(fact.body, FieldBody):
            words = tuple(
                f"{term.term} {term.description}" for term in matcher.glossary.terms(dossier.program, fact.body.name)
            )
            if words:
                found[fact.fact_id] = words
    return found
