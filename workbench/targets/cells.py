"""Database values as JSON and back, so that rows can be hashed, kept and shown the same way for every engine.

What JSON knows stays as it is; the rest is a map with one key that names the type: {"decimal": "1.00"}.
"""

import base64
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from workbench.acts import ABSENT
from workbench.errors import NotAllowed
from workbench.identity import canonical, sha256

_TYPES: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "decimal": (Decimal, str, Decimal),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "bytes": (bytes, lambda data: base64.b64encode(data).decode(), base64.b64decode),
    "uuid": (UUID, str, UUID),
}


def to_json(value: Any) -> Any:
    """One database value as JSON. Raises NotAllowed for a type that cannot be kept exactly."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    for name, (kind, write, _) in _TYPES.items():
        if isinstance(value, kind):
            return {name: write(value)}
    raise NotAllowed(f"a value of type {type(value).__name__} ({value!r:.40}) cannot be kept exactly")


def from_json(value: Any) -> Any:
    """The database value that `to_json` wrote. Raises NotAllowed."""
    if not isinstance(value, dict | list):
        return value
    try:
        (name,) = value
        return _TYPES[name][2](dict(value)[name])
    except (ValueError, KeyError, TypeError, ArithmeticError):
        raise NotAllowed(
            f"{json.dumps(value)[:60]} is no value; one is a JSON scalar or one of {list(_TYPES)}"
        ) from None


def lines(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of JSON values as JSON lines."""
    return "".join(canonical(dict(row)).decode() + "\n" for row in rows)


def unlines(text: str) -> list[dict[str, Any]]:
    """The rows in JSON lines."""
    return [json.loads(line) for line in text.split("\n")[:-1]]  # not splitlines: U+2028 ends no line here


def rows_hash(rows: Sequence[Mapping[str, Any]]) -> str:
    """The SHA-256 of some rows in any order; "absent" for none."""
    return sha256("".join(sorted(lines([row]) for row in rows)).encode()) if rows else ABSENT
