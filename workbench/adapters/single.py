"""One field by itself: its boundary values, and those in real records, under a transform; no adapter is made for it.

It is worked out by the code that the adapters are held against, so a transform that could not be carried back is found
before anything is generated.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from workbench.adapters.cases import boundary_values
from workbench.adapters.expected import Json, converted
from workbench.adapters.trials import Sample
from workbench.codec import Bad, Encoding, Scalar, encoding, read
from workbench.layout import Item
from workbench.records import Transform
from workbench.truth.catalog import Property

PAGE = "cp037"
"""The code page that a field is tried in; what it holds is the same in others."""

LOSSLESS = frozenset(("copy", "integer", "decimal", "scale", "boolean", "enumeration", "date"))
"""Transforms that can be carried back."""

BLANK = (None, "", 0, "0")
"""What an empty field may become."""


def tried(item: Item, transform: Transform, target: Property) -> str:
    """Why a transform cannot be carried out or carried back on the boundary values of a field; "" when it can."""
    if transform.kind not in LOSSLESS or item.is_group:
        return ""
    seen: dict[str, str] = {}
    for value, became in _trips(item, transform, target):
        if problem := misfit(became, target):
            return f"{value!r} becomes {became!r}: {problem}"
        first = seen.setdefault(repr(became), value)
        if first != value and became not in BLANK:
            return f"{first!r} and {value!r} both become {became!r}"
    return "" if seen else "no boundary value can be read back"


def held(item: Item, transform: Transform, target: Property, samples: Sequence[Sample]) -> str:
    """Why what real records hold cannot be carried out; "" when it can, or the field's place in them is not fixed.

    Bytes that mean nothing are passed over, unless no record holds anything else.
    """
    if transform.kind not in LOSSLESS or item.is_group or item.tables or not samples:
        return ""
    bad = 0
    for number, one in enumerate(samples, 1):
        page = encoding(one.code_page)
        value = read(item, one.data[item.offset : item.offset + item.bytes], page)
        if isinstance(value, Bad):
            bad += 1
        elif problem := _carried(item, value, transform, target):
            return f"record {number} of the samples holds {str(value)!r}: {problem}"
    return f"none of {bad} sample records holds a value there" if bad == len(samples) else ""


def _carried(item: Item, value: Scalar, transform: Transform, target: Property) -> str:
    """Why one value cannot be carried out; "" when it can or is empty."""
    if value is None or not str(value).strip(" 0"):
        return ""
    try:
        return misfit(converted(item, value, transform, target), target)
    except (ValueError, ArithmeticError, LookupError):
        return "the transform does not know it"


def _trips(item: Item, transform: Transform, target: Property) -> Iterator[tuple[str, Json]]:
    """Each boundary value as text, with what it becomes; bytes that mean nothing are passed over."""
    page: Encoding = encoding(PAGE)
    for raw in boundary_values(item, transform, page):
        value = read(item, raw, page)
        if isinstance(value, Bad):
            continue
        try:
            yield str(value), converted(item, value, transform, target)
        except (ValueError, ArithmeticError, LookupError) as error:
            if str(value).strip(" 0") and value is not None:
                yield str(value), error


def misfit(value: Json, target: Property) -> str:
    """Why a property cannot hold a value; "" when it can. Nothing at all is held by every property."""
    if isinstance(value, Exception):
        return "the transform does not know it"
    if value is None or value == "":
        return ""
    kind = target.items if target.type == "array" and target.items != "unknown" else target.type
    if kind in ("integer", "number"):
        return _number_misfit(value, kind, target)
    if kind == "boolean" and not isinstance(value, bool):
        return "no truth value"
    if kind in ("date", "datetime"):
        return "" if _is_date(str(value)) or not re.search(r"[1-8]", str(value)) else "no date"
    if kind == "string" and target.max_length is not None and len(str(value)) > target.max_length:
        return f"longer than {target.max_length} characters"
    return ""


def _number_misfit(value: Json, kind: str, target: Property) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return "no number"
    try:
        number = float(value)
    except ValueError:
        return "no number"
    return "no whole number" if kind == "integer" and number != int(number) else ""


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
