"""Content addresses: the same thing has the same id, in every process and on every machine.

An id never holds a time, a run or a path on somebody's disk, so running twice adds nothing.
"""

import hashlib
from json import JSONEncoder
from typing import Any

ID_HEX = 20
"""Hex digits of an id: 80 bits, one collision expected in 10^12 things."""


# Made once: an encoder of its own for each value is half of what an id costs.
_ENCODER = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """One byte string for one JSON value: sorted keys, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": [True, "é"]}).decode()
    '{"a":[true,"é"],"b":1}'
    """
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def content_id(kind: str, value: Any) -> str:
    """The id of a JSON value: its kind, a dash, and the first 20 hex digits of its SHA-256.

    >>> content_id("claim", {"field": "CUST-NO"})
    'claim-0e9a744fd1fc17de155f'
    """
    return text_id(kind, canonical(value))


def text_id(kind: str, text: bytes) -> str:
    """The id of a JSON value by its canonical text, for who has that already."""
    return f"{kind}-{sha256(text)[:ID_HEX]}"
