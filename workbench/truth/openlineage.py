"""OpenLineage events -> catalog: each dataset that says its schema is a table, each field a column.

The events come as JSON lines or as one JSON list, as a lineage server or its client writes them. Of a dataset that is
told several times, the last telling with a schema counts: in the standard a facet replaces the earlier one of its name.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from workbench.errors import TruthError
from workbench.identity import sha256
from workbench.records import UNKNOWN
from workbench.truth.catalog import Catalog, Operation, Property
from workbench.truth.document import at, decode, parse, under
from workbench.truth.table import sql_bounds, sql_type

Place = tuple[str, Mapping[str, Any]]
"""A pointer, and the dataset that stands there."""


def is_openlineage(document: Any) -> bool:
    """Whether a JSON document is an event, or a list of them."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, Mapping) and "eventTime" in first and bool({"job", "dataset"} & first.keys())


def read_openlineage(events: Sequence[Any], data: bytes, name: str) -> Catalog:
    """The catalog of some events; TruthError when no dataset in them says its schema."""
    found = {f"{one['namespace']}.{one['name']}": (pointer, one) for pointer, one in _datasets(events, name)}
    if not found:
        raise TruthError(f"{name}: no dataset of these OpenLineage events has the facet 'schema'")
    operations = tuple(_table(table, *place, name) for table, place in found.items())
    return Catalog(f"source-{sha256(data)[:20]}", "openlineage", name, operations, reread=partial(_reread, events))


def read_event_lines(data: bytes, name: str) -> Catalog:
    """The catalog of events that stand one in a line; TruthError with the number of a line that is none."""
    events = []
    for number, line in enumerate(decode(data, name).splitlines(), 1):
        if line.strip():
            event = parse(line.encode(), f"{name}: line {number}")
            if not is_openlineage(event):
                raise TruthError(f"{name}: line {number}: no OpenLineage event: 'eventTime' and 'job' are not there")
            events.append(event)
    return read_openlineage(events, data, name)


def _datasets(events: Sequence[Any], name: str) -> Iterator[Place]:
    for number, event in enumerate(events):
        if not is_openlineage(event):
            raise TruthError(f"{name}: event {number + 1}: no OpenLineage event: 'eventTime' and 'job' are not there")
        for pointer, one in _places(event, str(number)):
            if not isinstance(one, Mapping) or not all(isinstance(one.get(key), str) for key in ("namespace", "name")):
                raise TruthError(f"{name}: {pointer}: a dataset needs a namespace and a name")
            if isinstance(one.get("facets", {}).get("schema", {}).get("fields"), list):
                yield pointer, one


def _places(event: Mapping[str, Any], number: str) -> Iterator[tuple[str, Any]]:
    for side in ("inputs", "outputs"):
        for at_, one in enumerate(event.get(side) or ()):
            yield under("", number, side, at_), one
    if "dataset" in event:
        yield under("", number, "dataset"), event["dataset"]


def _table(table: str, pointer: str, dataset: Mapping[str, Any], name: str) -> Operation:
    place = under(pointer, "facets", "schema", "fields")
    said = dataset["facets"].get("documentation", {}).get("description", "")
    return Operation(
        name=table,
        method="TABLE",
        path=table,
        description=" ".join(str(said).split()),
        properties=tuple(_columns(dataset["facets"]["schema"]["fields"], place, "", name)),
        pointer=pointer,
        quote=_quote({key: dataset[key] for key in ("namespace", "name")}),
    )


def _columns(fields: Sequence[Any], pointer: str, above: str, name: str) -> Iterator[Property]:
    """A field and the fields within it, by dotted path."""
    for number, field in enumerate(fields):
        place = under(pointer, number)
        if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
            raise TruthError(f"{name}: {place}: a field needs a name")
        kind = str(field.get("type") or "")
        inner = list(field["fields"]) if isinstance(field.get("fields"), list) else []
        path = f"{above}{field['name']}"
        yield Property(
            path=path,
            name=field["name"],
            type="object" if inner else sql_type(kind),
            format=kind or UNKNOWN,
            **({} if inner else sql_bounds(kind)),
            description=" ".join(str(field.get("description") or "").split()),
            where=("column",),
            pointer=place,
            quote=_field_quote(field),
        )
        yield from _columns(inner, under(place, "fields"), f"{path}.", name)


def _reread(events: Sequence[Any], pointer: str) -> str:
    value = at(list(events), pointer)
    if "namespace" in value:
        return _quote({key: value[key] for key in ("namespace", "name")})
    return _field_quote(value)


def _field_quote(field: Mapping[str, Any]) -> str:
    return _quote({key: field[key] for key in ("name", "type", "description") if field.get(key)})


def _quote(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
