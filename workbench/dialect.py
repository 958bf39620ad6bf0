"""A market's own words, tried on the fields that carry them: what the mapper would say that it did not say before.

The facts that all markets share stay as they are. Only endpoints with a field that carries one of the words are ranked
once more, with the words beside the dictionary; where another property comes first, that is a difference for people to
look at, never a fact by itself.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.matching.matcher import Matcher
from workbench.matching.ranking import Ranking
from workbench.records import FieldBody, Record
from workbench.store import Store
from workbench.truth import Glossary, load_dictionary, load_target
from workbench.truth.dictionary import Term

NONE = "no property"
"""What a field is that no property was found for."""

_FIELDS = "SELECT body FROM active_fact WHERE kind = 'field' AND program = ? ORDER BY first, fact_id"
_SERVED = """SELECT program, body->>'$.operation' AS operation FROM active_fact WHERE kind = 'serves'
    AND list_contains(?, program) ORDER BY program"""


class Otherwise(Record):
    """A field that the words make something else of: the property that comes first without them, and with them."""

    program: str
    record: str
    field: str
    without: str
    with_them: str


def with_words(glossary: Glossary, words: Sequence[tuple[str, str]], fields: Iterable[FieldBody]) -> Glossary:
    """The glossary, in which each field that carries a market's word is called by what the market means by it."""
    own = [
        Term(program=one.program, field=one.name, term=term, description="", pointer=f"word:{word}", quote=term)
        for one in fields
        for word, term in words
        if f"-{word}-" in f"-{one.name}-"
    ]
    return replace(glossary, entries=(*own, *glossary.entries))


def heard(
    store: Store, target: Path, dictionary: Path | None, words: Sequence[tuple[str, str]], programs: Sequence[str]
) -> list[Otherwise]:
    """What the words change in these endpoints, in the order of their fields; nothing without words or endpoints."""
    if not words or not programs:
        return []
    glossary = load_dictionary(dictionary) if dictionary else Glossary()
    plain = Matcher(load_target(target), glossary)
    served = {program: operation for program, operation in store.rows(_SERVED, (list(programs),))}
    fields = {program: _fields(store, program) for program in served}
    told = Matcher(plain.catalog, with_words(glossary, words, (one for some in fields.values() for one in some)))
    return [one for program in served for one in _changed(plain, told, fields[program], served[program])]


def _fields(store: Store, program: str) -> list[FieldBody]:
    return [FieldBody.model_validate(json.loads(body)) for (body,) in store.rows(_FIELDS, (program,))]


def _changed(plain: Matcher, told: Matcher, fields: Sequence[FieldBody], operation: str) -> list[Otherwise]:
    before, after = plain.rank_properties(fields, operation), told.rank_properties(fields, operation)
    return [
        Otherwise(program=one.program, record=one.record, field=one.name, without=_best(was), with_them=_best(now))
        for one, was, now in zip(fields, before, after, strict=True)
        if _best(was) != _best(now)
    ]


def _best(ranking: Ranking) -> str:
    return ranking.chosen.property if ranking.chosen else NONE


def as_said(changes: Sequence[Otherwise]) -> Mapping[str, str]:
    """The changes as a file says them: field, then both properties."""
    return {f"{one.program}.{one.record}.{one.field}": f"{one.without} -> {one.with_them}" for one in changes}
