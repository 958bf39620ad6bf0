"""What an adapter will do, worked out before a line of it is written: which bytes become which property, and how.

The mapping facts say which field is which property; the layout says where its bytes are. A plan joins them into rows
that cover every byte of each record, so nothing is lost without being seen. What stands in the way is a problem in
one line; an endpoint with a problem gets no adapter.
"""

from collections.abc import Sequence
from typing import Literal

from workbench.layout import Layout
from workbench.records import (
    UNKNOWN,
    Dossier,
    Evidence,
    FieldBody,
    MapsBody,
    NoTargetBody,
    Record,
    ServesBody,
    SpecEvidence,
)

RowKind = Literal["field", "unmapped", "counter", "table", "join", "cut"]
"""field: one item, one property. unmapped: bytes without a property. counter: how many entries a table uses, without
a property of its own. table: rows that repeat. join: several items,
one property. cut: one item, several properties."""

Argument = str | int | bool | tuple[tuple[str, str], ...]


class Call(Record):
    """A piece and what it is made with, such as Zoned(10, scale=2)."""

    piece: str
    args: tuple[Argument, ...] = ()
    named: tuple[tuple[str, Argument], ...] = ()


class Row(Record):
    """A place in a record and where it goes. `at` counts from the start of the table the row stands in.

    `path` is relative to that table's entries, "" for the entry itself and for no property at all (`unmapped`).
    `counter` is the field that counts a table's entries, if any (`shared`: a table before it has the same one). `rows`
    are a table's entries, a join's fields in the order of the text they make, or the one field that is cut. `parts`
    are the properties of a cut: path, characters, value. `lines` are the spec lines behind the row.
    """

    kind: RowKind
    name: str
    ordinal: int = 0
    at: int = 0
    size: int = 0
    storage: Call = Call(piece="Opaque")
    value: Call = Call(piece="Copy")
    path: str = ""
    mapped: bool = True
    shared: bool = False
    separator: str = ""
    stride: int = 0
    count: int = 1
    counter: tuple["Row", ...] = ()
    rows: tuple["Row", ...] = ()
    parts: tuple[tuple[str, int, Call], ...] = ()
    lines: str = ""


class Section(Record):
    """One record of the program: its layout and its rows, in the order of their bytes."""

    record: str
    layout: Layout
    rows: tuple[Row, ...]


class Plan(Record):
    """Everything the renderers need. `problems` say why no adapter can be made, `remarks` what a person should see."""

    program: str
    title: str
    operation: str
    spec: str
    lines: str
    sections: tuple[Section, ...]
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def evidence_lines(evidence: Sequence[Evidence]) -> str:
    """The spec lines of some evidence: "12", "12-14, 20"; "" for none."""
    spans = sorted({(item.first, item.last) for item in evidence if isinstance(item, SpecEvidence)})
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def spec_of(dossier: Dossier) -> str:
    """The specification that the endpoint's definition is in."""
    named = [item.spec for item in dossier.endpoint.evidence if isinstance(item, SpecEvidence)]
    return named[0] if named else UNKNOWN


def operation_of(dossier: Dossier) -> str:
    """The operation that serves the endpoint, "unknown" when no fact says so."""
    return next((fact.body.operation for fact in dossier.mappings if isinstance(fact.body, ServesBody)), UNKNOWN)


def fields_of(dossier: Dossier) -> list[FieldBody]:
    """The fields of the endpoint, in the order of the text."""
    return [fact.body for fact in dossier.fields if isinstance(fact.body, FieldBody)]


def maps_of(dossier: Dossier) -> list[MapsBody]:
    """The established mappings of fields to properties."""
    return [fact.body for fact in dossier.mappings if isinstance(fact.body, MapsBody)]


def no_targets_of(dossier: Dossier) -> list[NoTargetBody]:
    """The fields that are settled to have no property."""
    return [fact.body for fact in dossier.mappings if isinstance(fact.body, NoTargetBody)]
