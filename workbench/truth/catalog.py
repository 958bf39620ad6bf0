"""The shape every target document is read into: operations (or tables) and their properties (or columns).

An API has operations with properties; a database has tables with columns. To a mapping both are one thing: a named
place that holds named values. Each carries the place in the document where it stands and what the document says there,
so that a claim can point at it and a gate can look again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from workbench.errors import TruthError
from workbench.records import UNKNOWN, Record

SourceKind = Literal["openapi", "json_schema", "sql_ddl", "schema_csv", "openlineage", "dictionary", "decisions"]
"""What a truth source is."""

Authority = Literal["existence", "type", "meaning", "equivalence"]
"""existence: that a target is there. type: what it can hold. meaning: what a name stands for.
equivalence: that a field and a target are the same; only a person's decision proves that."""

AUTHORITY: Mapping[SourceKind, tuple[Authority, ...]] = {
    "openapi": ("existence", "type", "meaning"),
    "json_schema": ("existence", "type", "meaning"),
    "sql_ddl": ("existence", "type", "meaning"),
    "schema_csv": ("existence", "type", "meaning"),
    "openlineage": ("existence", "type", "meaning"),
    "dictionary": ("meaning",),
    "decisions": ("equivalence",),
}
"""What each kind of source may prove."""

PropertyType = Literal["string", "integer", "number", "boolean", "object", "array", "date", "datetime", "unknown"]
"""unknown: the document does not say, or says two things."""

Where = Literal["request", "response", "parameter", "column"]
"""Where a property stands; one that stands in request and response under the same path is one property."""


class Property(Record):
    """One value of an operation or a table.

    `path` is dotted, without array indexes ("CreAcc.CommKey.CommNumber"); a column has its name alone. `items` is the
    type of one element of an array. Numbers a document does not give are None. `references` is "TABLE.column".
    `demanded`: without it a request is refused; it is required, not null, and has no default or single value.
    """

    path: str
    name: str
    type: PropertyType
    items: PropertyType = "unknown"
    format: str = UNKNOWN
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    pattern: str = UNKNOWN
    enum: tuple[str, ...] = ()
    required: bool = False
    nullable: bool = False
    demanded: bool = False
    is_key: bool = False
    references: str = UNKNOWN
    description: str = ""
    where: tuple[Where, ...] = ()
    pointer: str
    quote: str

    @property
    def parent(self) -> str:
        """The path of the object this property stands in, "" at the top."""
        return self.path.rpartition(".")[0]


class Operation(Record):
    """One operation of an API, or one table: what an endpoint's work, or a source table, may be mapped to.

    `name` is unique in its catalog (operationId, or "METHOD path" without one, or the table). A table has the method
    "TABLE" and its name as path.
    """

    name: str
    method: str
    path: str
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    pointer: str
    quote: str

    def find(self, path: str) -> Property | None:
        """The property of this path, None when there is none."""
        return self.by_path.get(path)

    @cached_property
    def by_path(self) -> Mapping[str, Property]:
        """Properties by path."""
        return {item.path: item for item in self.properties}


@dataclass(frozen=True)
class Catalog:
    """All operations of one target document, in its order.

    `source` is the content id of the document's bytes. `problems` are contradictions that spoil one property only
    (its type is then "unknown"), one line each, with the place.
    """

    source: str
    kind: SourceKind
    title: str
    operations: tuple[Operation, ...]
    problems: tuple[str, ...] = ()
    reread: Callable[[str], str] = field(repr=False, compare=False, default=lambda pointer: "")

    @property
    def authority(self) -> tuple[Authority, ...]:
        """What this source may prove."""
        return AUTHORITY[self.kind]

    @cached_property
    def by_name(self) -> Mapping[str, Operation]:
        """Operations by name."""
        return {operation.name: operation for operation in self.operations}

    def operation(self, name: str) -> Operation | None:
        """The operation of this name, None when there is none."""
        return self.by_name.get(name)

    def find(self, operation: str, path: str) -> Property | None:
        """The property at this path of this operation, None when either is not in the document."""
        known = self.operation(operation)
        return known.find(path) if known else None

    def verify(self, pointer: str, quote: str) -> bool:
        """Whether the document, read again at this pointer, says exactly this (white space aside)."""
        try:
            says = self.reread(pointer)
        except (LookupError, ValueError, TruthError):
            return False
        return bool(says) and says.split() == quote.split()


def quote(thing: Operation | Property) -> str:
    """What the document says at the place of this operation or property, on one line."""
    return thing.quote
