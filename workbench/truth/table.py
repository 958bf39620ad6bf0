"""Tables -> catalog: what a schema CSV and a DDL script have in common.

A table is an operation whose properties are its columns; a column's type is a SQL type, read by `sql_type`.
"""

import re
from collections.abc import Mapping
from typing import Any

from workbench.truth.catalog import PropertyType

_TYPES: tuple[tuple[str, PropertyType], ...] = (
    (r"bool|bit$|bit\(1\)|logical", "boolean"),
    (r"timestamp|datetime|smalldatetime", "datetime"),
    (r"date|year", "date"),
    (r"time", "string"),
    (r".*int|.*serial|long\b|number\(\d+\)$|number\(\d+,\s*0\)$", "integer"),
    (r"dec|num|float|double|real|money|smallmoney|currency", "number"),
    (r".*char|.*text|string|clob|nclob|uuid|uniqueidentifier|enum|set\b|json|xml|inet|interval|object$", "string"),
    (r"array|list", "array"),
    (r"struct|record|map", "object"),
)


def sql_type(text: str) -> PropertyType:
    """The type of values that a column of this SQL type holds.

    >>> sql_type("VARCHAR(50)"), sql_type("numeric(12,2)"), sql_type("bigint"), sql_type("timestamptz")
    ('string', 'number', 'integer', 'datetime')
    """
    word = " ".join(text.lower().split())
    if re.match(r"(dec|num)\w*\(\d+(,\s*0)?\)", word):
        return "integer"
    return next((kind for pattern, kind in _TYPES if re.match(pattern, word)), "unknown")


def sql_bounds(text: str) -> dict[str, Any]:
    """The length of a text type, or the range and step of a decimal type, as far as the type says.

    >>> sql_bounds("char(8)"), sql_bounds("decimal(5,2)")
    ({'max_length': 8}, {'maximum': 999.99, 'minimum': -999.99, 'multiple_of': 0.01})
    """
    sizes = [int(size) for size in re.findall(r"\d+", text.partition("(")[2])]
    kind = sql_type(text)
    if kind == "string" and sizes:
        return {"max_length": sizes[0]}
    if kind in ("number", "integer") and sizes and re.match(r"(?i)\s*(dec|num)", text):
        scale = sizes[1] if len(sizes) > 1 else 0
        top = round(10.0 ** (sizes[0] - scale) - 10.0**-scale, scale)
        return {"maximum": top, "minimum": -top, "multiple_of": round(10.0**-scale, scale)}
    return {}


def row_text(row: Mapping[str, str]) -> str:
    """One row on one line: `column=value` for every cell that holds something."""
    return "; ".join(f"{key}={' '.join(value.split())}" for key, value in row.items() if value and value.strip())
