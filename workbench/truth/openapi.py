"""OpenAPI 3.0 and 3.1 -> catalog: one operation per path and method, with the properties of what goes in and out.

Read are path and query parameters, the JSON request body, and the JSON bodies of the successful answers (2xx, or
`default` when no 2xx is there). A property that stands in request and response under one path is one property.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from workbench.errors import TruthError
from workbench.identity import canonical, sha256
from workbench.truth.catalog import Catalog, Operation, Property, Where
from workbench.truth.document import under
from workbench.truth.schema import Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read_openapi(document: Mapping[str, Any], data: bytes, name: str) -> Catalog:
    """The catalog of an OpenAPI document; TruthError with the JSON pointer of what cannot be read."""
    version = str(document.get("openapi", ""))
    if not version.startswith(("3.0", "3.1")):
        raise TruthError(f"{name}: /openapi: version {version!r} is not read; accepted are 3.0 and 3.1")
    schemas = Schemas(document, name)
    operations = tuple(_operations(schemas))
    _names_are_unique(operations, name)
    return Catalog(
        source=f"source-{sha256(data)[:20]}",
        kind="openapi",
        title=str(_object(document.get("info")).get("title", "")),
        operations=operations,
        problems=tuple(dict.fromkeys(schemas.problems)),
        reread=partial(reread, document, name),
    )


def reread(document: Any, name: str, pointer: str) -> str:
    """What the document says of the operation, parameter or property at a pointer; LookupError when nothing is."""
    schemas = Schemas(document, name)
    last = pointer.rsplit("/", 1)[-1]
    try:
        node = schemas.node(pointer)
        if last in METHODS and pointer.split("/")[-3:-2] in (["paths"], ["pathItems"]):
            return _operation_quote(pointer, node)
        if last.isdigit() and "/parameters/" in pointer:
            place, node = schemas.follow(pointer)
            return _parameter(schemas, place, node).quote
        return schemas.describe(pointer, last.replace("~1", "/").replace("~0", "~"))
    except TruthError as error:
        raise LookupError(str(error)) from None


def _operations(schemas: Schemas) -> Iterator[Operation]:
    paths = schemas.node("/paths") if "paths" in schemas.document else {}
    for path in paths:
        place, item = schemas.follow(under("/paths", path))
        for method in METHODS:
            if isinstance(item.get(method), Mapping):
                yield _operation(schemas, under(place, method), path, place)


def _operation(schemas: Schemas, pointer: str, path: str, above: str) -> Operation:
    node = schemas.node(pointer)
    method = pointer.rsplit("/", 1)[-1].upper()
    return Operation(
        name=str(node.get("operationId") or f"{method} {path}"),
        method=method,
        path=path,
        title=_line(node.get("summary")),
        description=_line(node.get("description")),
        tags=tuple(str(tag) for tag in node.get("tags") or ()),
        properties=tuple(_properties(schemas, pointer, above)),
        pointer=pointer,
        quote=_operation_quote(pointer, node),
    )


def _operation_quote(pointer: str, node: Mapping[str, Any]) -> str:
    said = {key: node[key] for key in ("operationId", "summary", "description", "tags") if node.get(key)}
    *_, path, method = pointer.split("/")
    return f"{method.upper()} {path.replace('~1', '/').replace('~0', '~')}: {canonical(said).decode()}"


def _properties(schemas: Schemas, pointer: str, above: str) -> list[Property]:
    found: dict[str, Property] = {}
    for item in (*_parameters(schemas, pointer, above), *_bodies(schemas, pointer)):
        found[item.path] = schemas.join(found[item.path], item) if item.path in found else item
    return [item.lean() for item in found.values()]


def _parameters(schemas: Schemas, pointer: str, above: str) -> Iterator[Property]:
    seen: set[tuple[str, str]] = set()
    for owner in (pointer, above):
        listed = schemas.node(owner).get("parameters")
        for index in range(len(listed) if isinstance(listed, list) else 0):
            place, node = schemas.follow(under(owner, "parameters", index))
            key = (str(node.get("in")), str(node.get("name")))
            if node.get("in") in ("path", "query") and key not in seen:
                seen.add(key)
                yield _parameter(schemas, place, node)


def _parameter(schemas: Schemas, place: str, node: Mapping[str, Any]) -> Property:
    name = node.get("name")
    if not isinstance(name, str) or not name:
        raise TruthError(f"{schemas.name}: {place}: a parameter without a name")
    where = under(place, "schema") if isinstance(node.get("schema"), Mapping) else place
    item = schemas.property(where, name, name, "parameter", node.get("required") is True)
    description = _line(node.get("description")) or item.description
    quote = f"{item.quote} {canonical({'in': node.get('in'), 'description': description}).decode()}"
    return item.model_copy(update={"pointer": place, "description": description, "quote": quote})


def _bodies(schemas: Schemas, pointer: str) -> Iterator[Property]:
    node = schemas.node(pointer)
    if isinstance(node.get("requestBody"), Mapping):
        place, body = schemas.follow(under(pointer, "requestBody"))
        yield from _content(schemas, place, body, "request")
    answers = _object(node.get("responses"))
    good = [code for code in answers if str(code).startswith("2")] or [code for code in answers if code == "default"]
    for code in good:
        place, body = schemas.follow(under(pointer, "responses", code))
        yield from _content(schemas, place, body, "response")


def _content(schemas: Schemas, place: str, body: Mapping[str, Any], where: Where) -> list[Property]:
    content = _object(body.get("content"))
    kinds = [kind for kind in content if "json" in str(kind)] or list(content)
    if not kinds or "schema" not in _object(content[kinds[0]]):
        return []
    return schemas.properties(under(place, "content", kinds[0], "schema"), where)


def _names_are_unique(operations: tuple[Operation, ...], name: str) -> None:
    first: dict[str, str] = {}
    for operation in operations:
        if operation.name in first:
            raise TruthError(
                f"{name}: {operation.pointer}: operationId {operation.name!r} stands at {first[operation.name]} already"
            )
        first[operation.name] = operation.pointer


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _line(value: Any) -> str:
    return " ".join(str(value).split()) if value else ""
