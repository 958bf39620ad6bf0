"""JSON Schema -> catalog: one operation per described object, the document's own and each of its definitions."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from workbench.errors import TruthError
from workbench.identity import canonical, sha256
from workbench.truth.catalog import Catalog, Operation
from workbench.truth.document import under
from workbench.truth.schema import Schemas

_DEFINITIONS = ("$defs", "definitions")


def read_json_schema(document: Mapping[str, Any], data: bytes, name: str) -> Catalog:
    """The catalog of a JSON Schema document; TruthError when it describes no object."""
    schemas = Schemas(document, name)
    operations = tuple(_operations(schemas))
    if not operations:
        raise TruthError(f"{name}: no object with properties is described, neither at the top nor under $defs")
    return Catalog(
        source=f"source-{sha256(data)[:20]}",
        kind="json_schema",
        title=str(document.get("title", "")),
        operations=operations,
        problems=tuple(dict.fromkeys(schemas.problems)),
        reread=partial(reread, document, name),
    )


def reread(document: Any, name: str, pointer: str) -> str:
    """What the document says of the object or property at a pointer; TruthError when nothing is there."""
    node = Schemas(document, name).node(pointer)
    parts = pointer.split("/")
    if len(parts) == 1 or parts[-2] in _DEFINITIONS:
        return _quote(parts[-1] if len(parts) > 1 else _title(document), node)
    return Schemas(document, name).describe(pointer, parts[-1].replace("~1", "/").replace("~0", "~"))


def _operations(schemas: Schemas) -> Iterator[Operation]:
    places = [("", _title(schemas.document))]
    for word in _DEFINITIONS:
        named = schemas.document.get(word)
        places += [(under("", word, key), key) for key in (named if isinstance(named, Mapping) else {})]
    for pointer, key in places:
        properties = tuple(schemas.properties(pointer, "request"))
        if properties:
            node = schemas.node(pointer)
            said = " ".join(str(node.get("description") or "").split())
            yield Operation(
                name=key,
                method="SCHEMA",
                path=pointer,
                title=str(node.get("title") or ""),
                description=said,
                properties=properties,
                pointer=pointer,
                quote=_quote(key, node),
            )


def _title(document: Mapping[str, Any]) -> str:
    return str(document.get("title") or "root")


def _quote(name: str, node: Mapping[str, Any]) -> str:
    said = {key: node[key] for key in ("title", "description", "type") if node.get(key)}
    return f"{name}: {canonical(said).decode()}"
