"""What no value can satisfy, or no reader can mean: found in one schema, told in words, never guessed around."""

from collections.abc import Mapping
from typing import Any

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
"""The types that JSON Schema knows."""


def impossible(facets: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """What is wrong with a property's schema; "" when nothing is. `node`: as it stands, `facets`: of all branches."""
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        low, high = facets.get(least, 0), facets.get(most, 0)
        if {least, most} <= facets.keys() and _number(low) and _number(high) and low > high:
            return f"{least} {low} is above {most} {high}"
    for size in ("minLength", "maxLength", "minItems", "maxItems"):
        if _number(facets.get(size)) and facets[size] < 0:
            return f"{size} is {facets[size]}"
    if facets.get("enum") == []:
        return "enum has no value"
    said = node.get("type")
    odd = [one for one in (said if isinstance(said, list) else [said]) if said is not None and one not in TYPES]
    return f"type {odd[0]!r} is none of {', '.join(TYPES)}" if odd else ""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
