"""Content addresses: the same thing has the same id, in every process and on every machine.

An id never holds a time, a run or a path on somebody's disk, so running twice adds nothing.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from json import JSONEncoder
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Literal, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json

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


def quoted(text: str) -> str:
    """A text as `canonical` writes it.

    >>> quoted('a "b"')
    '"a \\\\"b\\\\""'
    """
    return encode_basestring(text)


def record_text(record: BaseModel) -> str:
    """A record as `canonical` writes it; three times as fast where it holds texts and whole numbers alone."""
    names, values = _plain(type(record))
    if names:
        try:
            return to_json(dict(zip(names, values(record.__dict__), strict=True))).decode()
        except PydanticSerializationError:  # half of a surrogate pair, which UTF-8 has no bytes for
            pass
    return _ENCODER.encode(record.model_dump(mode="json"))


def records_text(records: Iterable[BaseModel]) -> str:
    """Some records as `canonical` writes a list of them."""
    return f"[{','.join(map(record_text, records))}]"


@lru_cache
def _plain(kind: type[BaseModel]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The fields of a record in order and what takes their values, when each is a text, a whole number or some of them;
    else no fields."""
    annotations = [field.annotation for field in kind.model_fields.values()]
    plain = all(each in _PLAIN or get_origin(each) is Literal for each in annotations)
    names = tuple(sorted(kind.model_fields)) if plain and len(kind.model_fields) > 1 else ()
    return names, itemgetter(*names) if names else tuple


_PLAIN = (str, int, tuple[str, ...], tuple[int, ...])


def content_id(kind: str, value: Any) -> str:
    """The id of a JSON value: its kind, a dash, and the first 20 hex digits of its SHA-256.

    >>> content_id("claim", {"field": "CUST-NO"})
    'claim-0e9a744fd1fc17de155f'
    """
    return text_id(kind, canonical(value))


def text_id(kind: str, text: bytes) -> str:
    """The id of a JSON value by its canonical text, for who has that already."""
    return f"{kind}-{sha256(text)[:ID_HEX]}"
