"""One side of a pair, ready to be compared: a legacy field or a target property as pieces, words, shape and place."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.matching.shape import Role, Shape, field_shape, property_shape, roles
from workbench.matching.words import Vocabulary, prose, shared_start
from workbench.records import UNKNOWN, FieldBody
from workbench.truth import Glossary, Operation


@dataclass(frozen=True)
class Item:
    """`key` is unique on its side (an ordinal, a path); `parent` is the key of the group it stands in, or "".

    `pieces` are what the name says without the prefix that all names of its side share, `bare` the whole name without
    joints, `terms` what a dictionary says, `words` what the documentation says.
    """

    key: str
    parent: str
    name: str
    bare: str
    pieces: tuple[str, ...]
    terms: tuple[str, ...]
    words: tuple[str, ...]
    shape: Shape
    roles: frozenset[Role]
    values: frozenset[str]
    where: tuple[str, ...] = ()
    hint: str = ""


def field_items(fields: Sequence[FieldBody], glossary: Glossary) -> list[Item]:
    """The fields of one endpoint as items; keys are `RECORD/ordinal`."""
    names = [Vocabulary().cut(field.name) for field in fields]
    prefix = shared_start([name for name, field in zip(names, fields, strict=True) if field.level not in (1, 77)])
    copies = _copies(fields)
    parents = _parents(fields)
    return [
        _field_item(field, _without(name, prefix), parents[key_of(field)], key_of(field) in copies, glossary)
        for field, name in zip(fields, names, strict=True)
    ]


def key_of(field: FieldBody) -> str:
    """The key of a field within its endpoint."""
    return f"{field.record}/{field.ordinal}"


def _field_item(field: FieldBody, pieces: tuple[str, ...], parent: str, copy: bool, glossary: Glossary) -> Item:
    terms = glossary.terms(field.program, field.name)
    said = "" if field.note == UNKNOWN else field.note
    return Item(
        key=key_of(field),
        parent=parent,
        name=field.name,
        bare=bare(field.name),
        pieces=pieces,
        terms=tuple(word for term in terms for word in prose(term.term)),
        words=tuple(prose(said)) + tuple(word for term in terms for word in prose(term.description)),
        shape=field_shape(field),
        roles=roles(pieces),
        values=frozenset(value.strip("'\" ").lower() for value in field.values),
        hint="filler" if pieces[:1] == ("filler",) else "redefines" if copy else "",
    )


def property_items(operation: Operation) -> list[Item]:
    """The properties of one operation as items; keys are paths."""
    names = [Vocabulary().cut(item.name) for item in operation.properties]
    prefix = shared_start([name for name, item in zip(names, operation.properties, strict=True) if item.parent])
    return [
        Item(
            key=item.path,
            parent=item.parent,
            name=item.name,
            bare=bare(item.name),
            pieces=_without(name, prefix),
            terms=(),
            words=tuple(prose(item.description)),
            shape=property_shape(item),
            roles=roles(_without(name, prefix)),
            values=frozenset(value.lower() for value in item.enum),
            where=item.where,
        )
        for item, name in zip(operation.properties, names, strict=True)
    ]


def bare(name: str) -> str:
    """A name without joints and case."""
    return "".join(character for character in name.lower() if character.isalnum())


def _without(pieces: tuple[str, ...], prefix: tuple[str, ...]) -> tuple[str, ...]:
    cut_off = len(prefix) if prefix and pieces[: len(prefix)] == prefix and len(pieces) > len(prefix) else 0
    return pieces[cut_off:]


def _parents(fields: Sequence[FieldBody]) -> dict[str, str]:
    """The key of the group every field stands in, by level numbers; 01 and 77 stand alone."""
    parents: dict[str, str] = {}
    above: list[FieldBody] = []
    for field in fields:
        while above and (above[-1].level >= field.level or above[-1].record != field.record):
            above.pop()
        parents[key_of(field)] = key_of(above[-1]) if above else ""
        above.append(field)
    return parents


def _copies(fields: Sequence[FieldBody]) -> set[str]:
    """The keys of fields that are another view of bytes already declared: REDEFINES and all below it."""
    copies: set[str] = set()
    parents = _parents(fields)
    for field in fields:
        if field.redefines != UNKNOWN or parents[key_of(field)] in copies:
            copies.add(key_of(field))
    return copies
