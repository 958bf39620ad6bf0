"""One side of a pair, ready to be compared: a legacy field or a target property as pieces, words, shape and place.

A record is an item too, the group that holds its fields; so is the body of an operation, the object that holds its
properties (its key is "").
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.matching.shape import Role, Shape, field_shape, property_shape, roles
from workbench.matching.texts import bag
from workbench.matching.vocabulary import Vocabulary
from workbench.matching.words import keeps_house, lead, part_of, pieces, possible_senses, prose, sense, shared_start
from workbench.records import UNKNOWN, FieldBody
from workbench.truth import Glossary, Operation

GROUP, UNTOLD = Shape(kind="group"), Shape(kind="unknown")


@dataclass(frozen=True)
class Item:
    """`key` is unique on its side; `parent` is the key of the group or object it stands in.

    `pieces` are what the name says without the prefix that all names of its record share; `placed` has the pieces of
    the parent's name before them. `bare` is the whole name without joints. `terms` is what a dictionary calls it,
    `phrase` what its note or description begins with, `title` the first of these, word for word. `senses` are what
    tells it apart from its like ("previous"), `wider` every sense it may have. `hint` says why it may have no
    counterpart.
    """

    key: str
    parent: str
    name: str
    bare: str
    pieces: tuple[str, ...]
    placed: tuple[str, ...]
    title: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    words: dict[str, float] = field(default_factory=dict)
    shape: Shape = GROUP
    roles: frozenset[Role] = frozenset()
    senses: frozenset[int] = frozenset()
    wider: frozenset[int] = frozenset()
    occurs: int = 1
    hint: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it holds other items and nothing of its own."""
        return self.shape.kind == "group"


def bare(name: str) -> str:
    """A name without joints and case."""
    return "".join(character for character in name.lower() if character.isalnum())


def record_key(record: str) -> str:
    """The key of the item that stands for a record."""
    return f"{record}/0"


def key_of(body: FieldBody) -> str:
    """The key of a field within its endpoint."""
    return f"{body.record}/{body.ordinal}"


def field_items(fields: Sequence[FieldBody], glossary: Glossary, known: Vocabulary) -> list[Item]:
    """The records and fields of one endpoint as items, each record before its fields; a 01-level is its record."""
    items: list[Item] = []
    for record in dict.fromkeys(body.record for body in fields):
        items += _record_items(record, [body for body in fields if body.record == record], glossary, known)
    return items


def _record_items(record: str, fields: list[FieldBody], glossary: Glossary, known: Vocabulary) -> list[Item]:
    parents = _parents(record, fields)
    copies = _copies(fields, parents)
    counters = {body.depending for body in fields if body.depending != UNKNOWN}
    own = _unsuffixed(fields, known)
    wholes = {name[:-1] if part_of(name) else name for key, name in own.items()}
    prefix = shared_start(sorted(wholes - {known.cut(record)}))
    names = {key: _without(name, prefix) for key, name in own.items()}
    items = [_box(record_key(record), "", record, known)]
    for body in fields:
        key = key_of(body)
        if body.name == record and field_shape(body).kind == "group":
            continue
        if parents[key] not in {item.key for item in items}:
            items.append(_box(parents[key], record_key(record), body.parent, known))
            names[parents[key]] = known.cut(body.parent)
        hint = "redefines" if key in copies else "counter" if body.name in counters else ""
        hint = hint or ("housekeeping" if keeps_house(names[key]) else "")
        above = names.get(parents[key], ())
        place = _Place(parents[key], names[key], above + names[key], own[key])
        items.append(_field_item(body, place, hint, glossary))
    holding = {item.parent for item in items}
    # Nothing stands in it and no picture is told: it may be a value all the same.
    return [replace(item, shape=UNTOLD) if item.is_group and item.key not in holding else item for item in items]


def _box(key: str, parent: str, name: str, known: Vocabulary) -> Item:
    """A record, or a group that is only known as the parent of a field."""
    own = known.cut(name)
    return Item(key=key, parent=parent, name=name, bare=bare(name), pieces=own, placed=own)


def _unsuffixed(fields: Sequence[FieldBody], known: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The pieces of each name, without a number that only keeps it apart from its group or another group's field."""
    groups: dict[str, set[str]] = {}
    for body in fields:
        groups.setdefault(bare(body.name), set()).add(body.parent)
    found: dict[str, tuple[str, ...]] = {}
    for body in fields:
        name = known.cut(body.name)
        root = bare(body.name).rstrip("0123456789")
        twin = root == bare(body.parent) or bool(groups.get(root, set()) - {body.parent})
        found[key_of(body)] = name[:-1] if twin and len(name) > 1 and name[-1].isdigit() else name
    return found


@dataclass(frozen=True)
class _Place:
    """Where a field stands, and its name: without the record's prefix, after its group's name, and whole."""

    parent: str
    own: tuple[str, ...]
    placed: tuple[str, ...]
    whole: tuple[str, ...]


def _field_item(body: FieldBody, place: _Place, hint: str, glossary: Glossary) -> Item:
    terms = glossary.terms(body.program, body.name)
    note = "" if body.note == UNKNOWN else body.note
    called = tuple(word for term in terms[:1] for word in prose(term.term))
    phrase = tuple(prose(lead(note)))
    return Item(
        key=key_of(body),
        parent=place.parent,
        name=body.name,
        bare=bare(body.name),
        pieces=place.own,
        placed=place.placed,
        title=pieces(terms[0].term if terms else lead(note)),
        terms=called,
        phrase=phrase,
        words=bag(" ".join([note, *[term.description for term in terms]])),
        shape=field_shape(body),
        roles=roles(called or place.own),
        senses=senses(called or place.own, phrase),
        wider=wider((*place.whole, *place.placed, *called), phrase),
        occurs=body.occurs,
        hint="filler" if pieces(body.name)[:1] == ("filler",) else hint,
    )


def property_items(operation: Operation, known: Vocabulary) -> list[Item]:
    """The body of one operation and its properties as items; keys are paths."""
    cuts = {item.path: known.cut(item.name) for item in operation.properties}
    prefixes = {parent: shared_start(names) for parent, names in _by_parent(operation, cuts).items()}
    top = known.cut(operation.name)
    items = [Item(key="", parent="-", name=operation.name, bare=bare(operation.name), pieces=top, placed=top)]
    for item in operation.properties:
        own = _without(cuts[item.path], prefixes[item.parent])
        above = cuts.get(item.parent, ())
        items.append(
            Item(
                key=item.path,
                parent=item.parent,
                name=item.name,
                bare=bare(item.name),
                pieces=own,
                placed=above + own,
                phrase=tuple(prose(lead(item.description))),
                words=bag(item.description),
                shape=property_shape(item),
                roles=roles(own),
                senses=senses(own, prose(lead(item.description))),
                wider=wider(above + cuts[item.path], prose(lead(item.description))),
                occurs=2 if item.type == "array" else 1,
            )
        )
    return items


def _by_parent(operation: Operation, cuts: dict[str, tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for item in operation.properties:
        found.setdefault(item.parent, []).append(cuts[item.path])
    return found


def _without(names: tuple[str, ...], prefix: tuple[str, ...]) -> tuple[str, ...]:
    cut_off = len(prefix) if prefix and names[: len(prefix)] == prefix and len(names) > len(prefix) else 0
    return names[cut_off:]


def senses(name: Sequence[str], words: Sequence[str] = ()) -> frozenset[int]:
    """The senses of a name, and of prose only those that say a value is not the thing itself."""
    own = {number for number in map(sense, name) if number != -1}
    return frozenset(own | {number for number in map(sense, words) if number < -1})


def wider(name: Sequence[str], words: Sequence[str] = ()) -> frozenset[int]:
    """Every sense that a name or a text may have."""
    return frozenset(number for piece in (*name, *words) for number in possible_senses(piece))


def _parents(record: str, fields: Sequence[FieldBody]) -> dict[str, str]:
    """The key of the group every field stands in: by the parent's name, by level when no parent is told."""
    parents: dict[str, str] = {}
    above: list[FieldBody] = []
    latest: dict[str, str] = {record: record_key(record)}
    for body in fields:
        while above and above[-1].level >= body.level:
            above.pop()
        by_level = key_of(above[-1]) if above else record_key(record)
        told = body.parent not in (UNKNOWN, "", body.name)
        parents[key_of(body)] = latest.setdefault(body.parent, f"{record}/{body.parent}") if told else by_level
        latest[body.name] = record_key(record) if body.name == record else key_of(body)
        if field_shape(body).kind == "group" and body.level > 0 and body.name != record:
            above.append(body)
    return parents


def _copies(fields: Sequence[FieldBody], parents: dict[str, str]) -> set[str]:
    """The keys of fields that are another view of bytes already declared: REDEFINES and all below it."""
    copies: set[str] = set()
    for body in fields:
        if body.redefines != UNKNOWN or parents[key_of(body)] in copies:
            copies.add(key_of(body))
    return copies
