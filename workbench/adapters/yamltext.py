"""A small YAML writer for files that people approve: block style, keys in the given order, plain ASCII.

Text that could be read as anything else is quoted and escaped, so a hostile name is a text and nothing more. It writes
dicts, lists, texts, whole numbers and booleans; every YAML reader reads back exactly what was given.
"""

import re
from collections.abc import Iterator
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_()]*(?:[-.][A-Za-z0-9_()]+)*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))


def to_yaml(value: dict[str, Any]) -> str:
    """The YAML text of an object.

    >>> print(to_yaml({"program": "ORD001", "fields": [{"name": "no", "at": 4}], "none": []}), end="")
    program: ORD001
    fields:
    - name: "no"
      at: 4
    "none": []
    """
    return "".join(f"{line}\n" for line in _block(value, 0))


def scalar(value: str | int | bool) -> str:
    """One value as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(letter: str) -> str:
    code = ord(letter)
    if letter in '"\\':
        return "\\" + letter
    if 0x20 <= code < 0x7F:
        return letter
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _block(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(f"{pad}{scalar(key)}:", inner, indent + 2 if isinstance(inner, dict) else indent)
    else:
        for inner in value:
            yield from _listed(inner, indent)


def _entry(head: str, inner: Any, indent: int) -> Iterator[str]:
    if isinstance(inner, dict | list | tuple) and inner:
        yield head
        yield from _block(inner, indent)
    else:
        yield f"{head} {_leaf(inner)}"


def _listed(inner: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if not isinstance(inner, dict | list | tuple) or not inner:
        yield f"{pad}- {_leaf(inner)}"
        return
    for place, line in enumerate(_block(inner, indent + 2)):
        yield f"{pad}- {line[indent + 2 :]}" if place == 0 else line


def _leaf(value: Any) -> str:
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list | tuple) else scalar(value)
