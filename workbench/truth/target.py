"""One door for every kind of target document: the ending of the name and the first keys say what it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import TruthError
from workbench.truth.catalog import Catalog
from workbench.truth.ddl import read_ddl
from workbench.truth.document import parse, read_bytes
from workbench.truth.jsonschema import read_json_schema
from workbench.truth.openapi import read_openapi
from workbench.truth.openlineage import is_openlineage, read_event_lines, read_openlineage
from workbench.truth.schemacsv import read_schema_csv

ACCEPTED = (
    "OpenAPI 3.0/3.1 or JSON Schema (.json, .yaml, .yml), a schema CSV (.csv), SQL DDL (.sql, .ddl) "
    "or OpenLineage events (.jsonl, .ndjson, .json)"
)


def load_target(path: str | Path) -> Catalog:
    """The catalog of a target document; TruthError in one line when it cannot be read.

    Accepted are OpenAPI 3.0/3.1 and JSON Schema as JSON or YAML, a schema CSV, SQL DDL, and OpenLineage events.
    """
    place = Path(path)
    data = read_bytes(place)
    suffix = place.suffix.lower()
    if suffix == ".csv":
        return read_schema_csv(data, place.name)
    if suffix in (".sql", ".ddl"):
        return read_ddl(data, place.name)
    if suffix in (".jsonl", ".ndjson"):
        return read_event_lines(data, place.name)
    if suffix in (".json", ".yaml", ".yml"):
        return _document(parse(data, place.name), data, place.name)
    raise TruthError(f"{place.name}: what a {suffix or 'nameless'!r} file holds is not known; accepted are {ACCEPTED}")


def _document(document: Any, data: bytes, name: str) -> Catalog:
    if is_openlineage(document):
        return read_openlineage(document if isinstance(document, list) else [document], data, name)
    if not isinstance(document, Mapping):
        raise TruthError(f"{name}: the document is no object; accepted are {ACCEPTED}")
    if "openapi" in document:
        return read_openapi(document, data, name)
    if "swagger" in document:
        raise TruthError(
            f"{name}: /swagger: version {document['swagger']} is not read; convert it to OpenAPI 3.0 or 3.1"
        )
    if any(key in document for key in ("$schema", "properties", "$defs", "definitions", "allOf")):
        return read_json_schema(document, data, name)
    raise TruthError(f"{name}: neither 'openapi' nor a JSON Schema keyword stands at the top; accepted are {ACCEPTED}")
