"""JSON and YAML documents, strictly: one value per key, and a JSON pointer to every place.

YAML is read as YAML 1.2 reads scalars: `NO` and `on` are words, a date is text. Nothing is fetched, nothing is
constructed from a tag, and a key that stands twice is refused, since one of the two would be dropped in silence.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from workbench.errors import TruthError

MAX_BYTES = 64 * 1024 * 1024
"""The largest document that is read."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a truth source; TruthError when there is no such file, it is empty or over 64 MB."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TruthError(f"{path}: cannot be read ({error.strerror or error})") from None
    if not data.strip():
        raise TruthError(f"{path}: the file is empty")
    if len(data) > MAX_BYTES:
        raise TruthError(f"{path}: {len(data)} bytes, at most {MAX_BYTES} are read")
    return data


def decode(data: bytes, name: str) -> str:
    """The text of a truth source, without a byte order mark; TruthError names the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TruthError(
            f"{name}: line {line}: byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; save the file as UTF-8"
        ) from None


def parse(data: bytes, name: str) -> Any:
    """The value of a JSON or YAML document; TruthError with line and column when it is broken or has a key twice."""
    text = decode(data, name)
    try:
        if text.lstrip()[:1] in ("{", "["):
            return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
        return _yaml(text)
    except json.JSONDecodeError as error:
        raise TruthError(f"{name}: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise TruthError(f"{name}: {place}{error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise TruthError(f"{name}: {' '.join(str(error).split())}") from None
    except ValueError as error:
        raise TruthError(f"{name}: {error}") from None
    except RecursionError:
        raise TruthError(f"{name}: nested too deeply to be read") from None


def at(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer ("" is the document); LookupError when there is none.

    >>> at({"paths": {"/a/b": [1, 2]}}, "/paths/~1a~1b/1")
    2
    """
    if pointer and not pointer.startswith("/"):
        raise LookupError(pointer)
    value = document
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value[key]
        elif isinstance(value, Sequence) and not isinstance(value, str) and key.isdigit():
            value = value[int(key)]
        else:
            raise LookupError(pointer)
    return value


def under(pointer: str, *keys: str | int) -> str:
    """The pointer of a value below another one.

    >>> under("/paths", "/a/b", "get")
    '/paths/~1a~1b/get'
    """
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f"key {twice!r} stands twice in one object (its keys: {', '.join(list(value)[:6])})")
    return value


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")


class _Strict(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """A YAML loader that knows the scalars of JSON alone and refuses a key that stands twice."""


def _mapping(loader: Any, node: Any) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise yaml.constructor.ConstructorError(None, None, "a mapping was expected here", node.start_mark)
    own: set[str] = set()
    for key_node, _ in node.value:
        key = str(key_node.value)
        if key in own and key != "<<":
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        own.add(key)
    loader.flatten_mapping(node)
    return {str(key.value): loader.construct_object(value, deep=True) for key, value in node.value}


def _unknown(loader: Any, node: Any) -> Any:
    raise yaml.constructor.ConstructorError(None, None, f"tag {node.tag!r} is not read", node.start_mark)


_Strict.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0].rsplit(":", 1)[1] in ("null", "int", "float", "merge")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Strict.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$"), list("tTfF"))
_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:timestamp", _unknown)
_Strict.add_constructor(None, _unknown)


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Strict)
