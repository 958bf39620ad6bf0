"""JSON Schema, as OpenAPI 3.0 and 3.1 use it: from a schema's place to the properties below it.

A schema says what it says in several places: its own node, what `$ref` points at, the members of `allOf`, the branches
of `oneOf` and `anyOf`. `parts` collects them; everything else is read off the parts. A reference that comes back to
itself is listed as an object and not entered again.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import TruthError
from workbench.identity import canonical
from workbench.records import UNKNOWN
from workbench.truth.catalog import Property, PropertyType, Where
from workbench.truth.document import at, under
from workbench.truth.impossible import impossible

MAX_PROPERTIES = 2_000
"""Properties of one body; what a schema unfolds to beyond this is reported and left, as it may not end."""

_TYPES: Mapping[str, PropertyType] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
    "array": "array",
}
_DATES: Mapping[str, PropertyType] = {"date": "date", "date-time": "datetime"}


@dataclass(frozen=True)
class Part:
    """One node that a schema is made of. `optional`: it stands in a branch of oneOf or anyOf."""

    pointer: str
    node: Mapping[str, Any]
    optional: bool = False
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A schema to be read: where it stands, the path above it, and the schemas it was reached through."""

    pointer: str
    path: str
    trail: tuple[str, ...]


@dataclass
class Schemas:
    """The schemas of one document. `problems` collects contradictions, one line each."""

    document: Any
    name: str
    problems: list[str] = field(default_factory=list)
    known: dict[str, list[Part]] = field(default_factory=dict, repr=False)

    def follow(self, pointer: str) -> tuple[str, Mapping[str, Any]]:
        """Where a node really stands, and the node: references are followed to their end."""
        seen: list[str] = []
        node = self.node(pointer)
        while isinstance(node.get("$ref"), str):
            pointer = self.target(node["$ref"], pointer)
            if pointer in seen:
                raise TruthError(f"{self.name}: {pointer}: the reference leads back to itself")
            seen.append(pointer)
            node = self.node(pointer)
        return pointer, node

    def node(self, pointer: str) -> Mapping[str, Any]:
        """The object at a pointer; TruthError when something else stands there."""
        try:
            node = at(self.document, pointer)
        except LookupError:
            raise TruthError(f"{self.name}: {pointer}: nothing stands there, and a reference points at it") from None
        if isinstance(node, bool):
            return {}
        if not isinstance(node, Mapping):
            raise TruthError(f"{self.name}: {pointer}: an object was expected, not {type(node).__name__}")
        return node

    def target(self, ref: str, pointer: str) -> str:
        """The pointer a `$ref` names; TruthError when it leaves the document."""
        if not (ref == "#" or ref.startswith("#/")):
            raise TruthError(
                f"{self.name}: {pointer}: $ref {ref!r} leaves the document; read are only those that begin with '#/'"
            )
        try:
            at(self.document, ref[1:])
        except (LookupError, ValueError):
            raise TruthError(f"{self.name}: {pointer}: $ref {ref!r} points at nothing") from None
        return ref[1:]

    def parts(self, pointer: str) -> list[Part]:
        """The nodes that together are the schema at a pointer, its own first."""
        if pointer not in self.known:
            self.known[pointer] = list(self._parts(pointer, False, ()))
        return self.known[pointer]

    def _parts(self, pointer: str, optional: bool, refs: tuple[str, ...]) -> Iterator[Part]:
        node = self.node(pointer)
        yield Part(pointer, node, optional, refs)
        if isinstance(node.get("$ref"), str):
            target = self.target(node["$ref"], pointer)
            if target not in refs:
                yield from self._parts(target, optional, (*refs, target))
        for word in ("allOf", "oneOf", "anyOf"):
            members = node.get(word)
            for index in range(len(members) if isinstance(members, list) else 0):
                yield from self._parts(under(pointer, word, index), optional or word != "allOf", refs)

    def properties(self, pointer: str, where: Where) -> list[Property]:
        """All properties below the schema at a pointer, near ones first."""
        found: dict[str, Property] = {}
        waiting = deque([_Place(pointer, "", ())])
        while waiting:
            place = waiting.popleft()
            if len(found) >= MAX_PROPERTIES:
                self.problems.append(
                    f"{pointer}: more than {MAX_PROPERTIES} properties; those below {place.path} are left"
                )
                break
            for item in self._members(place, where):
                found[item.path] = self.join(found[item.path], item) if item.path in found else item
            waiting.extend(self._below(place))
        return list(found.values())

    def _members(self, place: _Place, where: Where) -> Iterator[Property]:
        parts = self.parts(place.pointer)
        required = {str(name) for part in parts if not part.optional for name in _list(part.node.get("required"))}
        for part in parts:
            for name in _names(part.node):
                path = f"{place.path}.{name}" if place.path else name
                yield self.property(under(part.pointer, "properties", name), path, name, where, name in required)

    def _below(self, place: _Place) -> Iterator[_Place]:
        """The schemas to enter next: members and array elements, unless a reference comes back to where we are."""
        parts = self.parts(place.pointer)
        trail = (*place.trail, place.pointer, *(ref for part in parts for ref in part.refs))
        for part in parts:
            nexts = [(under(part.pointer, "properties", name), name) for name in _names(part.node)]
            nexts += [(under(part.pointer, "items"), "")] if isinstance(part.node.get("items"), Mapping) else []
            for pointer, name in nexts:
                path = ".".join(word for word in (place.path, name) if word)
                if not any(ref in trail for inner in self.parts(pointer) for ref in inner.refs):
                    yield _Place(pointer, path, trail)

    def property(self, pointer: str, path: str, name: str, where: Where, required: bool) -> Property:
        """The property whose schema stands at a pointer."""
        parts = self.parts(pointer)
        facets = _facets(parts)
        kinds = self.types(parts)
        if wrong := next((w for part in parts if (w := impossible(facets, part.node))), ""):
            kinds = set()
            if (told := f"{pointer}: {wrong}") not in self.problems:
                self.problems.append(told)
        return Property(
            path=path,
            name=name,
            type=_one(kinds),
            items=self.item_type(parts),
            format=_text(facets.get("format")) or UNKNOWN,
            min_length=_whole(facets.get("minLength")),
            max_length=_whole(facets.get("maxLength")),
            minimum=_bound(facets, "minimum", "exclusiveMinimum"),
            maximum=_bound(facets, "maximum", "exclusiveMaximum"),
            multiple_of=_number(facets.get("multipleOf")),
            pattern=_text(facets.get("pattern")) or UNKNOWN,
            enum=_enum(parts),
            required=required,
            demanded=required and where != "response" and not _supplied(parts),
            nullable=_nullable(parts),
            description=_description(parts),
            where=(where,),
            pointer=pointer,
            quote=self.describe(pointer, name),
        )

    def types(self, parts: list[Part]) -> set[PropertyType]:
        """The types that the parts name, null aside; several when branches differ."""
        found: set[PropertyType] = set()
        for part in parts:
            found |= _own_types(part.node)
        if len(found) > 1 and found <= {"integer", "number"}:
            return {"number"}
        if len(found) == 2 and "string" in found and found & {"date", "datetime"}:
            return found - {"string"}
        return found

    def item_type(self, parts: list[Part]) -> PropertyType:
        """The type of one element, when the parts are an array."""
        for part in parts:
            if isinstance(part.node.get("items"), Mapping):
                return _one(self.types(self.parts(under(part.pointer, "items"))))
        return "unknown"

    def describe(self, pointer: str, name: str) -> str:
        """What the document says at a pointer, on one line: the name, then every facet but nested schemas."""
        facets = _facets(self.parts(pointer))
        return f"{name}: {canonical(facets).decode()}"

    def join(self, one: Property, other: Property) -> Property:
        """One property out of two that have the same path; different types are reported and become "unknown"."""
        where = tuple(dict.fromkeys((*one.where, *other.where)))
        if one.type == other.type or "unknown" in (one.type, other.type):
            better = other if one.type == "unknown" and other.type != "unknown" else one
            description = one.description or other.description
            told = {"required": one.required or other.required, "demanded": one.demanded or other.demanded}
            return better.model_copy(update={"where": where, "description": description, **told})
        self.problems.append(f"{one.pointer} says {one.type} and {other.pointer} says {other.type}")
        return one.model_copy(update={"where": where, "type": "unknown"})


_NESTED = ("properties", "items", "allOf", "oneOf", "anyOf", "not", "required", "additionalProperties", "discriminator")
_NOISE = ("example", "examples", "xml", "externalDocs", "$schema", "$defs", "definitions", "$ref", "default")


def _facets(parts: list[Part]) -> dict[str, Any]:
    """What the parts say together, the nearest word first; branches add only what is not said outside of them."""
    facets: dict[str, Any] = {}
    for part in sorted(parts, key=lambda part: part.optional):
        for key, value in part.node.items():
            if key not in _NESTED and key not in _NOISE and key not in facets and not key.startswith("x-"):
                facets[key] = value
    return facets


def _names(node: Mapping[str, Any]) -> list[str]:
    members = node.get("properties")
    return list(members) if isinstance(members, Mapping) else []


def _own_types(node: Mapping[str, Any]) -> set[PropertyType]:
    named = node.get("type")
    words = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    found = {_TYPES[word] for word in words if isinstance(word, str) and word in _TYPES}
    if not words:
        found = {"object"} if _names(node) else {"array"} if isinstance(node.get("items"), Mapping) else set()
        found = found or _value_types(node)
    date = _DATES.get(str(node.get("format")))
    return {date} if date and found <= {"string"} else found


def _value_types(node: Mapping[str, Any]) -> set[PropertyType]:
    values = node.get("enum") if isinstance(node.get("enum"), list) else [node["const"]] if "const" in node else []
    kinds: Mapping[type, PropertyType] = {bool: "boolean", str: "string", int: "integer", float: "number"}
    return {kinds[type(value)] for value in values or () if type(value) in kinds}


def _one(kinds: set[PropertyType]) -> PropertyType:
    return next(iter(kinds)) if len(kinds) == 1 else "unknown"


def _nullable(parts: list[Part]) -> bool:
    def says(node: Mapping[str, Any]) -> bool:
        named = node.get("type")
        return node.get("nullable") is True or named == "null" or (isinstance(named, list) and "null" in named)

    return any(says(part.node) for part in parts)


def _supplied(parts: list[Part]) -> bool:
    """Whether nobody has to give a value: it may be null, has a default, is the only one, or is not the sender's."""
    said = any("default" in part.node or part.node.get("readOnly") is True for part in parts)
    return said or _nullable(parts) or len(_enum(parts)) == 1


def _enum(parts: list[Part]) -> tuple[str, ...]:
    values: list[Any] = []
    for part in parts:
        listed = part.node.get("enum")
        values += listed if isinstance(listed, list) else [part.node["const"]] if "const" in part.node else []
    return tuple(dict.fromkeys(_text(value) for value in values if value is not None))


def _description(parts: list[Part]) -> str:
    words = [_text(part.node.get(key)) for key in ("title", "description") for part in parts[:1]]
    said = " ".join(dict.fromkeys(word for word in words if word))
    return said or next((_text(part.node["description"]) for part in parts if part.node.get("description")), "")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    return "" if value is None else canonical(value).decode()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number == int(number) else None


def _bound(facets: Mapping[str, Any], plain: str, exclusive: str) -> float | None:
    value = _number(facets.get(plain))
    return value if value is not None else _number(facets.get(exclusive))
